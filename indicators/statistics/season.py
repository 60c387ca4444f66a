"""A season of months, also one that crosses New Year; its days, its maximum and other measures.

A season that crosses New Year is named by its January: the ice season 1998 is November 1997 to July 1998.
The axis is the season of the leap year 2000, so 29 February has a place.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

MONTHS = tuple(name.lower() for name in calendar.month_abbr)  # '', 'jan' … 'dec'
LEAP_DAY = pd.Timestamp("2000-02-29")


@dataclass(frozen=True)
class Season:
    """Months `first` to `last` (1 … 12), inclusive."""

    first: int = 1
    last: int = 12

    @classmethod
    def parse(cls, text: str) -> Season:
        """A season written as `nov-jul`; English three-letter names.

        Raises
        ------
        ValueError
            For anything else.
        """
        found = re.fullmatch(r"([a-z]{3})-([a-z]{3})", text.strip().lower())
        if not found or not {found[1], found[2]} <= set(MONTHS[1:]):
            raise ValueError(f"{text}: not a season; write two months as nov-jul")
        return cls(MONTHS.index(found[1]), MONTHS.index(found[2]))

    def __str__(self) -> str:
        return f"{MONTHS[self.first]}-{MONTHS[self.last]}"

    @property
    def crosses(self) -> bool:
        """Whether New Year lies inside."""
        return self.first > self.last

    @property
    def months(self) -> tuple[int, ...]:
        """Its months in order."""
        count = (self.last - self.first) % 12 + 1
        return tuple((self.first - 1 + step) % 12 + 1 for step in range(count))

    @property
    def reference(self) -> pd.DatetimeIndex:
        """Its days in the leap year 2000 (and 1999)."""
        return self.of(2000)

    def of(self, year: int) -> pd.DatetimeIndex:
        """Days of the season named `year`."""
        start = pd.Timestamp(year - self.crosses, self.first, 1)
        return pd.date_range(start, pd.Timestamp(year, self.last, 1) + pd.offsets.MonthEnd(0), freq="D")

    def named(self, dates: pd.Series) -> pd.Series:
        """Name (year) of the season that each date falls in, were all months inside."""
        return dates.dt.year + (dates.dt.month.ge(self.first) if self.crosses else 0)

    def holds(self, dates: pd.Series) -> pd.Series:
        """Which dates lie inside."""
        return dates.dt.month.isin(self.months)

    def axis(self, dates: pd.Series) -> Any:
        """Each date in the season of the year 2000."""
        month = dates.dt.month
        year = np.where(month.ge(self.first), 1999, 2000) if self.crosses else 2000
        parts = pd.DataFrame({"year": year, "month": month, "day": dates.dt.day}, index=dates.index)
        return pd.to_datetime(parts).to_numpy() if len(parts) else np.array([], dtype="datetime64[ns]")


ICE = Season(11, 7)
YEAR = Season(1, 12)


@dataclass(frozen=True)
class Peak:
    """When a season's maximum counts: enough days held in the months where it falls, and these past.

    `months` with at least `share` of their days, and a value on or after `over` (month, day).
    """

    months: tuple[int, ...]
    share: float
    over: tuple[int, int]


ICE_PEAK = Peak((1, 2, 3, 4), 0.75, (4, 15))  # no maximum of the Okhotsk ice since 1978 came after 15 April


def days(observations: pd.DataFrame, season: Season) -> pd.DataFrame:
    """Days within seasons; of several values a day the mean.

    Parameters
    ----------
    observations : DataFrame
        Values of days or shorter; a mean of several days belongs to the day that ends it. Suspect and
        missing values are left out, and forecasts.

    Returns
    -------
    DataFrame
        `date`, `value` (unit of the series), `season` (its year), `axis` (the day in the season of 2000).
    """
    good = observations[usable(observations)]
    table = pd.DataFrame({"date": good["time_end"].dt.normalize(), "value": good["value"]})
    if table["date"].duplicated().any():
        table = table.groupby("date", as_index=False)["value"].mean()
    table = table[season.holds(table["date"])].reset_index(drop=True)
    table.insert(2, "season", season.named(table["date"]))
    return table.assign(axis=season.axis(table["date"]))


def usable(observations: pd.DataFrame) -> pd.Series:
    """Rows that enter a statistic: with a value, not suspect, not a forecast."""
    from indicators.observations import is_forecast

    known = observations["value"].notna() & observations["flag"].ne("suspect")
    return known & ~is_forecast(observations)


def on_axis(table: pd.DataFrame, year: int, season: Season) -> pd.Series:
    """Values of one season along that of 2000; days without one are NaN, 29 February in leap years only."""
    axis = season.reference
    if not calendar.isleap(year):
        axis = axis[axis != LEAP_DAY]
    return table[table["season"] == year].set_index("axis")["value"].reindex(axis)


def maxima(table: pd.DataFrame, peak: Peak = ICE_PEAK) -> pd.DataFrame:
    """Maximum of each season, on its first day where several have it.

    A single day without a value between two with one counts as held: before August 1987 the Sea Ice Index
    has every second day.

    Returns
    -------
    DataFrame
        `season`, `value`, `date`, `peak_share` (of the days of the peak's months, 0 … 1), `complete`.
    """
    seasons = table.groupby("season")
    found = table.loc[seasons["value"].idxmax(), ["season", "value", "date"]].reset_index(drop=True)
    held = _bridged(table[table["date"].dt.month.isin(peak.months)]).reindex(found["season"], fill_value=0).to_numpy()
    share = held / np.array([_length(int(year), peak.months) for year in found["season"]])
    month, day = peak.over
    over = pd.to_datetime({"year": found["season"], "month": month, "day": day})
    past = seasons["date"].max().to_numpy() >= over.to_numpy()
    return found.assign(peak_share=share, complete=(share >= peak.share) & past)


def measures(table: pd.DataFrame, season: Season, threshold: float | None = None) -> pd.DataFrame:
    """Mean, least value, days above a threshold and coverage of each season.

    Parameters
    ----------
    threshold : float, optional
        In the unit of the values; `first_above` and `last_above` are the first and last day at or above it.

    Returns
    -------
    DataFrame
        Index season; `mean`, `minimum`, `minimum_date`, `days`, `coverage` (of the days of the season, 0 … 1),
        `first_above`, `last_above` (NaT without a threshold or without such a day).
    """
    seasons = table.groupby("season")
    lowest = table.loc[seasons["value"].idxmin()].set_index("season")
    found = pd.DataFrame(
        {
            "mean": seasons["value"].mean(),
            "minimum": seasons["value"].min(),
            "minimum_date": lowest["date"],
            "days": seasons["date"].nunique(),
        }
    )
    found["coverage"] = found["days"] / [len(season.of(int(year))) for year in found.index]
    above = table[table["value"] >= threshold] if threshold is not None else table.iloc[:0]
    spans = above.groupby("season")["date"]
    found["first_above"] = spans.min().reindex(found.index)
    found["last_above"] = spans.max().reindex(found.index)
    return found


def _bridged(table: pd.DataFrame) -> pd.Series:
    """Days of each season with a value, single missing days between two of them counted too."""
    gaps = table.sort_values("date").groupby("season")["date"].diff().dt.days.eq(2)
    seasons = table.groupby("season")["date"]
    return seasons.nunique() + gaps.groupby(table["season"]).sum()


def _length(year: int, months: tuple[int, ...]) -> int:
    """Days of some months of one year."""
    return sum(calendar.monthrange(year, month)[1] for month in months)
