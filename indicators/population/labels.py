"""Where the value labels of a panel stand: beside their mark, inside the panel, never over one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.locales.wrapping import room
from indicators.population.marks import ARROW, BAR_WIDTH, Point

MOST, MOST_BARS, MOST_WIDE = 6, 9, 12  # marks, bars, and marks of a wide panel that may carry labels
WIDE = 600.0  # pixels of a plot from which it counts as wide
LETTER, LINE = 6.7, 14.0  # pixels of the type
MARK = 7.0  # half a mark, with a little air

BAR_POSITIONS = ("top center", "inside")
SECOND_POSITIONS = ("top center", "middle right", "middle left")

_OFFSETS = {
    "top center": (-0.5, 0.0, 0, MARK),
    "middle right": (0.0, -0.5, MARK + 3, 0),
    "middle left": (-1.0, -0.5, -MARK - 3, 0),
    "bottom center": (-0.5, -1.0, 0, -MARK),
    "inside": (-0.5, -1.0, 0, -3),
}
"""Corner of the text box by width and height of the text, and its shift in pixels."""


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels from the lower left corner of the plot."""

    left: float
    low: float
    right: float
    high: float

    def touches(self, other: Box) -> bool:
        """Whether two rectangles overlap."""
        across = self.left < other.right and other.left < self.right
        return across and self.low < other.high and other.low < self.high

    def inside(self, other: Box) -> bool:
        """Whether this rectangle lies within another."""
        across = self.left >= other.left and self.right <= other.right
        return across and self.low >= other.low and self.high <= other.high


@dataclass(frozen=True)
class Plot:
    """What turns years and values into pixels."""

    span: tuple[float, float]
    top: float
    size: tuple[float, float]

    def spot(self, point: Point) -> tuple[float, float]:
        """Where a point stands."""
        first, last = self.span
        return (point.x - first) / (last - first) * self.size[0], point.y / self.top * self.size[1]


def place(
    points: Sequence[Point], plot: Plot, *, bars: Sequence[Point] = (), seconds: Sequence[Point] = ()
) -> dict[Point, str]:
    """Text position of the labels that fit, by the point.

    Parameters
    ----------
    points : marks, labelled on the side that is free
    bars : labelled above or just below their upper end; their bodies are kept free of other labels
    seconds : another source's marks over the bars
    """
    every = [*points, *bars, *seconds]
    if len(every) > (MOST_WIDE if plot.size[0] > WIDE else MOST_BARS if bars else MOST):
        return {}
    wanted = {point: _around(point) for point in points}
    wanted |= dict.fromkeys(seconds, SECOND_POSITIONS) | dict.fromkeys(bars, BAR_POSITIONS)
    taken: list[tuple[Point | None, Box]] = [(point, _mark(point, plot)) for point in (*points, *seconds)]
    taken += [(point, _body(point, plot)) for point in bars]
    frame = Box(-8, -4, plot.size[0] + 24, plot.size[1] + 6)
    placed: dict[Point, str] = {}
    for point in (*seconds, *every[-1:], *every):
        for position in () if point in placed else wanted[point]:
            box = _text(point.label, plot.spot(point), position)
            if box.inside(frame) and not any(box.touches(other) for owner, other in taken if owner is not point):
                placed[point] = position
                taken.append((None, box))
                break
    return placed


def _around(point: Point) -> tuple[str, ...]:
    """Positions to try, the best first; never along an arrow, nor along the years a value stands for."""
    if point.long and "bound" not in point.kind:
        return "top center", "bottom center"
    if point.kind == "lower bound":
        return "middle right", "middle left", "bottom center"
    if point.kind == "upper bound":
        return "middle right", "middle left", "top center"
    if point.lower == point.lower or point.upper == point.upper:
        return "middle right", "middle left", "top center", "bottom center"
    return "top center", "middle right", "middle left", "bottom center"


def _mark(point: Point, plot: Plot) -> Box:
    x, y = plot.spot(point)
    high = plot.size[1]
    ends = [part / plot.top * high for part in (point.lower, point.upper) if part == part]
    if "bound" in point.kind:
        ends.append(y + ARROW * high * (1 if point.kind == "lower bound" else -1))
    return Box(x - MARK, min(y, *ends, y) - MARK, x + MARK, max(y, *ends, y) + MARK)


def _body(point: Point, plot: Plot) -> Box:
    x, y = plot.spot(point)
    half = BAR_WIDTH / 2 / (plot.span[1] - plot.span[0]) * plot.size[0]
    return Box(x - half, 0, x + half, y)


def _text(text: str, spot: tuple[float, float], position: str) -> Box:
    across, up, right, above = _OFFSETS[position]
    wide = room(text) * LETTER + 3
    left, low = spot[0] + across * wide + right, spot[1] + up * LINE + above
    return Box(left, low, left + wide, low + LINE)
