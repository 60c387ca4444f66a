"""Observations as marks of a chart: where they stand, how sure they are, and which may share a line.

Filled = read in the source, hollow = second-hand, diamond = computed, arrow = bound, bar = range.
A line joins three or more successive values of one series that say the same of their method; a
survey made another way is never joined, and a gap in yearly figures stays open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from indicators.catalog import Catalog
from indicators.figures import DOMAIN_COLOURS
from indicators.locales import t
from indicators.population import words
from indicators.store import Held

VIOLET, PAPER = DOMAIN_COLOURS["population"], "#FFFFFF"
ARROW = 0.15  # length of a bound's arrow as a share of the axis
BAR_WIDTH = 0.62  # years
LEAST_FOR_LINE = 3
YEARLY_STEP = 1.6  # years between the middles of two yearly values that follow each other
SEVERAL_YEARS = 1.15  # length in years from which a period is a span of years
_CAUTION = re.compile(
    r"not a trend|not (as )?a time series|not a series|not as a trend|trend point|differ\b|models differ|"
    r"not to be joined|not to be drawn|method changes",
    re.IGNORECASE,
)
_SIGNS = {"suspect": " ?", "provisional": "*"}
_SYMBOLS = {"suspect": "circle-x-open", "provisional": "circle-open-dot"}


@dataclass(frozen=True)
class Point:
    """One observation; `x`, `first` and `last` count years, 2013.0 being the middle of 2013.

    `since` and `until` are the calendar years of the first and the last day.
    """

    x: float
    first: float
    last: float
    since: int
    until: int
    value: float
    lower: float
    upper: float
    flag: str
    confidence: str
    method: str
    label: str
    hover: str
    conflicts: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """`value`, `range`, `lower bound` or `upper bound`."""
        if not pd.isna(self.value):
            return "value"
        if pd.isna(self.upper):
            return "lower bound"
        return "upper bound" if pd.isna(self.lower) else "range"

    @property
    def y(self) -> float:
        """Height of the mark: the value, the bound, or the middle of a range."""
        ends = [part for part in (self.lower, self.upper) if not pd.isna(part)]
        return self.value if self.kind == "value" else sum(ends) / len(ends)

    @property
    def top(self) -> float:
        """Highest number the mark shows."""
        return max(part for part in (self.value, self.lower, self.upper) if not pd.isna(part))

    @property
    def long(self) -> bool:
        """Whether the period spans several years."""
        return self.last - self.first > SEVERAL_YEARS

    @property
    def hollow(self) -> bool:
        """Whether the value is quoted from another source."""
        return self.confidence == "quoted_secondhand"

    @property
    def symbol(self) -> str:
        """The mark's shape."""
        if self.flag in _SYMBOLS:
            return _SYMBOLS[self.flag]
        if self.flag == "estimated":
            return "square"
        return "diamond" if self.confidence == "derived" else "circle"


def points(
    held: Held, catalog: Catalog, lang: str, *, period: tuple[int, int] | None = None, factor: float = 1.0
) -> list[Point]:
    """Observations of a series within a period of years, oldest first; `factor` changes the unit."""
    found = [_point(row, held, catalog, lang, factor) for row in inside(held.observations, period).itertuples()]
    return sorted(found, key=lambda point: (point.x, point.y))


def inside(observations: pd.DataFrame, period: tuple[int, int] | None) -> pd.DataFrame:
    """The observations whose period touches the years asked for."""
    if period is None:
        return observations
    starts, ends = observations["time_start"].dt.year, observations["time_end"].dt.year
    return observations[(ends >= period[0]) & (starts <= period[1])]


def runs(found: Sequence[Point], *, yearly: bool) -> list[list[Point]]:
    """Successive points that may share a line; `yearly` figures are not joined over a missing year."""
    listed: list[list[Point]] = []
    before: Point | None = None
    for point in found:
        if not _joinable(point):
            before = None
            continue
        if before is not None and _follows(before, point, yearly):
            listed[-1].append(point)
        else:
            listed.append([point])
        before = point
    return [run for run in listed if len(run) >= LEAST_FOR_LINE]


def key(found: Sequence[Point], lang: str, *, lines: bool = False, bars: bool = False) -> tuple[str, ...]:
    """One line that explains the marks that occur."""
    shown = [point for point in found if point.kind == "value"]
    occurs = {
        "bar": bars,
        "read": any(point.confidence == "read_in_source" for point in shown) and not bars,
        "secondhand": any(point.hollow and point.symbol == "circle" for point in found) and not bars,
        "bar_secondhand": any(point.hollow for point in found) and bars,
        "bar_derived": any(point.confidence == "derived" for point in shown) and bars,
        "derived": any(point.symbol == "diamond" for point in shown) and not bars,
        "estimated": any(point.flag == "estimated" for point in shown) and not bars,
        "bar_estimated": any(point.flag == "estimated" for point in shown) and bars,
        "provisional": any(point.flag == "provisional" for point in found) and not bars,
        "bar_provisional": any(point.flag == "provisional" for point in found) and bars,
        "suspect": any(point.flag == "suspect" for point in found),
        "interval": any(not pd.isna(point.lower) and not pd.isna(point.upper) for point in shown),
        "range": any(point.kind == "range" for point in found),
        "bound": any("bound" in point.kind and point.flag != "below_detection" for point in found),
        "below_detection": any(point.flag == "below_detection" for point in found),
        "span": any(point.long for point in found),
        "line": lines,
    }
    told = " · ".join(t(f"pop.key.{name}", lang) for name, there in occurs.items() if there)
    return (told,) if told else ()


def conflicts(found: Sequence[Point], most: int = 8) -> tuple[str, ...]:
    """What other sources say of these values, one line each."""
    return tuple(dict.fromkeys(line for point in found for line in point.conflicts))[:most]


def _point(row: Any, held: Held, catalog: Catalog, lang: str, factor: float) -> Point:
    first, last = _decimal(row.time_start) - 0.5, _decimal(row.time_end + pd.Timedelta(days=1)) - 0.5
    return Point(
        x=(first + last) / 2,
        first=first,
        last=last,
        since=row.time_start.year,
        until=row.time_end.year,
        value=row.value * factor,
        lower=row.lower * factor,
        upper=row.upper * factor,
        flag=row.flag,
        confidence=row.confidence,
        method=words.method_note(row.note),
        label=words.amount(row, lang, factor) + _SIGNS.get(row.flag, ""),
        hover=words.hover(row, held, catalog, lang),
        conflicts=words.conflicts(row, held, lang),
    )


def _decimal(stamp: pd.Timestamp) -> float:
    days = 366 if stamp.is_leap_year else 365
    return float(stamp.year + (stamp.day_of_year - 1) / days)


def _joinable(point: Point) -> bool:
    return point.kind == "value" and point.flag != "suspect" and not _CAUTION.search(point.method)


def _follows(before: Point, point: Point, yearly: bool) -> bool:
    alike = (before.method, before.confidence, before.flag) == (point.method, point.confidence, point.flag)
    near = not yearly or point.x - before.x < YEARLY_STEP
    return alike and near and point.first >= before.last - 0.01
