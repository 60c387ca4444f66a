"""Where the names of published points stand in a panel: beside the mark, never over another mark or name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from indicators.locales import wrapping
from indicators.system.panels import Track

LETTER, HALF_LINE, SHIFT = 6.2, 8.0, 7.0  # pixels: a letter, half a line, from the mark to the name


@dataclass(frozen=True)
class Room:
    """Years and pixels of a panel's plot."""

    span: tuple[int, int]
    wide: float
    high: float

    def x(self, year: float) -> float:
        """Pixels from the left edge."""
        first, last = self.span
        return (year - first) / max(last - first, 1) * self.wide


@dataclass(frozen=True)
class Place:
    """A name, the year and value it stands beside, and on which side of them its text begins."""

    text: str
    x: float
    y: float
    anchor: Literal["left", "right"]


def places(tracks: Sequence[Track], room: Room) -> list[Place]:
    """Names that find room, the right side tried before the left; the others are told on hover only."""
    top = max((y for track in tracks for _, y in _spots(track)), default=1.0) or 1.0
    taken = [(room.x(x), y / top * room.high) for track in tracks for x, y in _spots(track)]
    found: list[Place] = []
    for track in tracks:
        if not track.label or not track.points:
            continue
        place = _place(track, room, top, taken)
        if place:
            found.append(place)
            start, end = _extent(place, room)
            taken += [(at, place.y / top * room.high) for at in (start, (start + end) / 2, end)]
    return found


def _place(track: Track, room: Room, top: float, taken: Sequence[tuple[float, float]]) -> Place | None:
    first, last = track.points[0], track.points[-1]
    right = Place(track.label, last.last if last.long else last.x, last.y, "left")
    left = Place(track.label, first.first if first.long else first.x, first.y, "right")
    for place in (right, left):
        start, end = _extent(place, room)
        level = place.y / top * room.high
        covered = any(start <= x <= end and abs(y - level) < HALF_LINE * 2 for x, y in taken)
        if start >= 0 and end <= room.wide and not covered:
            return place
    return None


def _extent(place: Place, room: Room) -> tuple[float, float]:
    """Left and right end of a name, in pixels."""
    at, long = room.x(place.x), wrapping.room(place.text) * LETTER
    return (at + SHIFT, at + SHIFT + long) if place.anchor == "left" else (at - SHIFT - long, at - SHIFT)


def _spots(track: Track) -> Iterator[tuple[float, float]]:
    """Where a track has ink: values of a line, marks, and the ends of their bars."""
    yield from track.line
    for point in track.points:
        yield from ((point.x, point.y), (point.x, point.top))
        if point.long:
            yield from ((point.first, point.y), (point.last, point.y))
