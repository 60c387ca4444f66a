"""One value a year or season of any series, so that every series can be ranked and tested alike.

What a value of the year is depends on the series: daily ice its season maximum, a daily gauge the mean of its
complete years, a yearly or published figure the value as it stands. Bounds and ranges are never turned into
points, and nothing is filled in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.series import Meta
from indicators.statistics.season import ICE, YEAR, Season
from indicators.store import Held

RIVER_WINTER = Season(11, 5)
LEAST_DAYS = 27  # values a month of days needs: the archive of discharge lacks every 31st
STATISTICS = ("mean", "maximum", "minimum", "total", "median")
CLASSES = ("class", "category", "statement")  # units whose numbers only have an order


@dataclass(frozen=True)
class Yearly:
    """One value a year, ascending.

    `what` is a code: `season_maximum`, `season_mean`, `season_minimum`, `annual_mean`, `annual_maximum`,
    `annual_minimum`, `annual_total`, `annual_median`, `month_mean`, `months_mean` (the months that are always
    measured), `annual_value`, `samples` or `long_term` (no value a year). `months` are those that enter. `dropped`
    counts the years (of a published table: the rows) left out. `why_not` are codes of what forbids a trend:
    `works`, `confidence`, `cumulative`, `classes`, `effort`, `conflict`; `one_method` is False with any of them.
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

    def within(self, first: int, last: int) -> Yearly:
        """Only the years from `first` to `last`."""
        keep = (self.years >= first) & (self.years <= last)
        dates = tuple(day for day, kept in zip(self.dates, keep, strict=True) if kept) if self.dates else ()
        return replace(self, years=self.years[keep], values=self.values[keep], dates=dates)


def of(
    held: Held,
    *,
    season: tuple[int, int] | None = None,
    statistic: str | None = None,
    period: tuple[int, int] | None = None,
) -> Yearly:
    """Yearly values of a series.

    Parameters
    ----------
    held : Held
        Any series.
    season : tuple of int, optional
        First and last month; a season that crosses New Year is named by its January. By default November
        to July for sea ice, November to May for river ice, else the calendar year.
    statistic : str, optional
        One of `STATISTICS`, for series of days or months; by default the maximum for ice, the total of
        monthly totals, the median of classes, else the mean.
    period : tuple of int, optional
        First and last year.

    Raises
    ------
    ValueError
        For a statistic that does not exist.
    """
    from indicators.statistics import estimates, within_year

    if statistic is not None and statistic not in STATISTICS:
        raise ValueError(f"{statistic}: not a statistic; one of {', '.join(STATISTICS)}")
    kind = natural(held.meta)
    if kind in STATISTICS and "depth_top_m" not in held.observations:
        span = Season(*season) if season else own_season(held.meta)
        found = within_year.yearly(held, span, statistic or kind)
    else:
        found = estimates.yearly(held)
    if period:
        found = found.within(*period)
    return with_events(held.meta, found)


def with_events(meta: Meta, found: Yearly) -> Yearly:
    """The same values with the changes of sensor or method inside their span."""
    from indicators.statistics import events

    return replace(found, events=events.within(meta, found.years))


def unit(meta: Meta, values: Yearly) -> str:
    """Unit of the yearly values: a total of monthly totals is one of the year."""
    return meta.unit.replace("/month", "/yr") if values.what == "annual_total" else meta.unit


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
