"""Where the value labels of a panel stand: beside their mark, inside the panel, never over one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.population.marks import ARROW, Point

MOST = 6  # points of a panel that may carry a label
LETTER, LINE = 6.7, 14.0  # pixels of the type
MARK = 7.0  # half a mark, with a little air

_OFFSETS = {
    "top center": (-0.5, 0.0, 0, MARK + 1),
    "middle right": (0.0, -0.5, MARK + 3, 0),
    "middle left": (-1.0, -0.5, -MARK - 3, 0),
    "bottom center": (-0.5, -1.0, 0, -MARK - 1),
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


def place(
    points: Sequence[Point], span: tuple[float, float], top: float, size: tuple[float, float], *, bars: bool = False
) -> dict[int, str]:
    """Text position of the labels that fit, by the place of the point in `points`.

    Parameters
    ----------
    span, top : years shown; upper end of the axis
    size : width and height of the plot, pixels
    bars : bool
        Whether the points are bars, whose labels stand on top or not at all.
    """
    if len(points) > MOST:
        return {}
    spots = [((point.x - span[0]) / (span[1] - span[0]) * size[0], point.y / top * size[1]) for point in points]
    taken = [_mark(point, spot, top, size) for point, spot in zip(points, spots, strict=True)]
    frame = Box(-8, -4, size[0] + 12, size[1] + 6)
    placed: dict[int, str] = {}
    for at in _by_weight(points):
        for position in ("top center",) if bars else _wanted(points[at]):
            box = _text(points[at].label, spots[at], position)
            free = not any(box.touches(other) for number, other in enumerate(taken) if number != at)
            if free and _within(box, frame):
                placed[at] = position
                taken.append(box)
                break
    return placed


def _by_weight(points: Sequence[Point]) -> list[int]:
    """The last first, then the first, then the others: the order in which labels get their place."""
    order = list(range(len(points)))
    return order[-1:] + order[:-1]


def _wanted(point: Point) -> tuple[str, ...]:
    """Positions to try, the best first; never along an arrow."""
    if point.kind == "lower bound":
        return "middle right", "middle left", "bottom center"
    if point.kind == "upper bound":
        return "middle right", "middle left", "top center"
    if point.lower == point.lower or point.upper == point.upper:
        return "middle right", "middle left", "top center", "bottom center"
    return "top center", "middle right", "middle left", "bottom center"


def _mark(point: Point, spot: tuple[float, float], top: float, size: tuple[float, float]) -> Box:
    x, y = spot
    ends = [part / top * size[1] for part in (point.lower, point.upper) if part == part]
    if "bound" in point.kind:
        ends.append(y + ARROW * size[1] * (1 if point.kind == "lower bound" else -1))
    return Box(x - MARK, min(y, *ends, y) - MARK, x + MARK, max(y, *ends, y) + MARK)


def _text(text: str, spot: tuple[float, float], position: str) -> Box:
    across, up, right, above = _OFFSETS[position]
    wide = len(text) * LETTER
    left, low = spot[0] + across * wide + right, spot[1] + up * LINE + above
    return Box(left, low, left + wide, low + LINE)


def _within(box: Box, frame: Box) -> bool:
    inside = box.left >= frame.left and box.right <= frame.right
    return inside and box.low >= frame.low and box.high <= frame.high
