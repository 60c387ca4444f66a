"""What one value a year is of any kind of series, and the values themselves.

`yearly.of` makes them; whatever ranks or tests them takes them from there. It reads no observation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.series import Meta
from indicators.statistics.season import ICE, YEAR, Season

RIVER_WINTER = Season(11, 5)
LEAST_DAYS = 27  # values a month of days needs: the archive of discharge lacks every 31st
UNTESTED = ("provider", "compiled", "model", "smooth")  # reasons of the registry, of values that may be ranked
STATISTICS = ("mean", "maximum", "minimum", "total", "median")
CLASSES = ("class", "category", "statement")  # units whose numbers only have an order


@dataclass(frozen=True)
class Yearly:
    """One value a year, ascending.

    `what` is a code: `season_maximum`, `season_mean`, `season_minimum`, `annual_mean`, `annual_maximum`,
    `annual_minimum`, `annual_total`, `annual_median`, `month_mean`, `months_mean` (the months that are always
    measured), `annual_value`, `samples` or `long_term` (no value a year). `months` are those that enter. `dropped`
    counts the years (of a published table: the rows) left out. `why_not` are codes of what forbids a trend:
    `works`, `confidence`, `cumulative`, `classes`, `effort`, `conflict`, and those of the registry's `untested:`
    (`UNTESTED`); `one_method` is False with any of them.
    `events` are the changes of sensor or method (registry `events:`) inside the span of `years`.
    """

    years: NDArray[np.int_]
    values: NDArray[np.float64]
    what: str
    one_method: bool = True
    dropped: int = 0
    months: tuple[int, ...] = ()
    dates: tuple[pd.Timestamp, ...] = ()
    why_not: tuple[str, ...] = ()
    events: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        """Number of values."""
        return int(self.years.size)

    @property
    def untested(self) -> bool:
        """Whether nothing but the registry forbids a trend."""
        return bool(self.why_not) and set(self.why_not) <= set(UNTESTED)

    def within(self, first: int, last: int) -> Yearly:
        """Only the years from `first` to `last`."""
        keep = (self.years >= first) & (self.years <= last)
        dates = tuple(day for day, kept in zip(self.dates, keep, strict=True) if kept) if self.dates else ()
        return replace(self, years=self.years[keep], values=self.values[keep], dates=dates)


def natural(meta: Meta) -> str:
    """What makes one value a year of a series: one of `STATISTICS`, or `value` where it stands already."""
    if meta.source == "published" or meta.frequency in ("year", "season", "long_term"):
        return "value"
    if is_ice(meta):
        return "maximum"
    if has_classes(meta):
        return "median"
    return "total" if "total" in meta.statistic else "mean"


def own_season(meta: Meta) -> Season:
    """The season of a series where nobody asks for another."""
    if meta.indicator.startswith("sea_ice"):
        return ICE
    return RIVER_WINTER if is_ice(meta) else YEAR


def is_ice(meta: Meta) -> bool:
    """Whether a series tells how much ice there is, on the sea or on a river."""
    return meta.indicator.startswith(("sea_ice", "river_ice", "snow_on_river_ice"))


def has_classes(meta: Meta) -> bool:
    """Whether values are classes: they have an order, but no differences or means."""
    return any(word in meta.unit for word in CLASSES)
