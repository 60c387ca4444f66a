"""One panel of a grid of small multiples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.population.marks import Point

LEVEL = "level"  # a second mark drawn as a level dash
HEADROOM = 1.28  # of the largest number, for the labels above it


@dataclass(frozen=True)
class Panel:
    """What one panel shows, and the words above it.

    `points` are marks, `runs` those of them that share a line, `bars` stand from zero, `seconds`
    are another source's or another quantity's marks in the same unit, of the shape `second_symbol`.
    `slope` are the ends (year, value) of the line of a significant trend.
    `divisor` only shortens the numbers along the axis (thousands, millions).
    """

    title: str
    remark: str
    points: Sequence[Point] = ()
    runs: Sequence[Sequence[Point]] = ()
    bars: Sequence[Point] = ()
    seconds: Sequence[Point] = ()
    second_symbol: str = "diamond-tall-open"
    divisor: float = 1.0
    slope: Sequence[tuple[float, float]] = ()

    @property
    def everything(self) -> list[Point]:
        """All points of the panel."""
        return [*self.points, *self.bars, *self.seconds]

    @property
    def top(self) -> float:
        """Upper end of the axis."""
        return max((point.top for point in self.everything), default=0.0) * HEADROOM or 1.0
