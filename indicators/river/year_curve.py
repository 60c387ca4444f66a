"""The calendar year of a daily gauge: its complete years and the percentiles of each day.

The axis is the leap year 2000, so 29 February has a place; its percentiles are the mean of its
neighbours', since only leap years have that day. Nothing is filled in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from indicators.statistics import climatology as normals
from indicators.statistics import within_year
from indicators.statistics.climatology import COLUMNS
from indicators.statistics.season import LEAP_DAY, YEAR

__all__ = ["COLUMNS", "LEAP_DAY", "REFERENCE", "axis", "climatology", "complete_years", "daily", "lacks_31st",
           "on_axis", "span"]  # fmt: skip

REFERENCE = YEAR.reference
LEAST_SHARE = 0.5  # of the years that must have a day for the day to have percentiles


def daily(observations: pd.DataFrame) -> pd.DataFrame:
    """Values by day.

    Parameters
    ----------
    observations : DataFrame
        A daily series; suspect and missing values are left out.

    Returns
    -------
    DataFrame
        `date`, `value` (unit of the series), `year`, `axis` (the day in the year 2000).
    """
    good = observations[observations["flag"].ne("suspect") & observations["value"].notna()]
    date = good["time_start"].dt.normalize()
    table = pd.DataFrame({"date": date, "value": good["value"], "year": date.dt.year}).reset_index(drop=True)
    parts = {"year": 2000, "month": table["date"].dt.month, "day": table["date"].dt.day}
    table["axis"] = pd.to_datetime(parts).to_numpy() if len(table) else pd.Series(dtype="datetime64[ns]")
    return table


def lacks_31st(days: pd.DataFrame) -> bool:
    """Whether the archive holds no 31st of any month, as that of discharge."""
    return len(days) > 0 and not bool((days["date"].dt.day == 31).any())


def axis(days: pd.DataFrame) -> pd.DatetimeIndex:
    """Days that a curve is drawn through: all of the year, without the 31sts of an archive that has none.

    The line then runs from the 30th to the 1st; any other missing day stays a gap.
    """
    return REFERENCE[REFERENCE.day != 31] if lacks_31st(days) else REFERENCE


def on_axis(days: pd.DataFrame, year: int) -> pd.Series:
    """Values of one year along the axis, NaN where it has none; 29 February in leap years only."""
    along = axis(days)
    if not pd.Timestamp(year, 1, 1).is_leap_year:
        along = along[along != LEAP_DAY]
    return days[days["year"] == year].set_index("axis")["value"].reindex(along)


def complete_years(days: pd.DataFrame, months: Iterable[int] = range(1, 13)) -> list[int]:
    """Years whose months all have at least 27 values.

    Parameters
    ----------
    months : iterable of int
        The months that count, 1 to 12; water temperature is measured in some only.
    """
    return within_year.complete_years(days, months, by="year")


def climatology(days: pd.DataFrame, years: Sequence[int]) -> pd.DataFrame:
    """Percentiles of each day over some years.

    Returns
    -------
    DataFrame
        Index: days of the axis; columns `p10` … `p90` (unit of the series) and `n` years. Percentiles
        are NaN where fewer than half of the years have the day.
    """
    return normals.along(days, axis(days), "year", years, LEAST_SHARE)[["n", *COLUMNS]]


def span(years: Sequence[int]) -> str:
    """`1984–2017` of complete years, wherever some between them are missing."""
    return f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
