"""One measured figure with its target, and the table of all of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

TARGETLESS = "—"


class UnmeasurableError(Exception):
    """Something that a measurement needs is not on this machine; the message says what."""


@dataclass(frozen=True)
class Figure:
    """A number, what it may be at most, and what stands behind it.

    `target` is None where the number is only told. `value` is None where it could not be measured;
    `told` then says why.
    """

    what: str
    value: float | None
    unit: str
    target: float | None = None
    told: str = ""

    @property
    def verdict(self) -> str:
        """`pass`, `miss`, `skipped`, or a dash where there is no target."""
        if self.value is None:
            return "skipped"
        if self.target is None:
            return TARGETLESS
        return "pass" if self.value <= self.target else "miss"

    def row(self) -> tuple[str, ...]:
        """Cells of the table."""
        return (self.what, number(self.value, self.unit), number(self.target, self.unit), self.verdict, self.told)


HEAD = ("figure", "measured", "target", "", "how it came about")


def number(value: float | None, unit: str) -> str:
    """A value with its unit, three significant digits."""
    if value is None:
        return TARGETLESS
    digits = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{digits} {unit}"


def table(found: Sequence[Figure]) -> str:
    """All figures as a Markdown table that is also readable as text."""
    rows = [HEAD, *(item.row() for item in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD) - 1)]
    lines = ["| " + " | ".join([*map(str.ljust, row, widths), row[-1]]) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|---|")
    return "\n".join(lines)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def spread(values: Sequence[float], unit: str = "") -> str:
    """Median and range of a few values: `1.02 (0.97 to 1.10) x`."""
    return f"{median(values):.3g} ({min(values):.3g} to {max(values):.3g}){' ' + unit if unit else ''}"
