"""The ice season: November to July, named by its January; climatology and yearly maximum.

The axis is the reference season Nov 1999 - Jul 2000, so 29 February has a place. Its percentiles
are the mean of its neighbours', since only leap years have that day.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

START_MONTH = 11
REFERENCE = pd.date_range("1999-11-01", "2000-07-31", freq="D")
LEAP_DAY = pd.Timestamp("2000-02-29")
BASELINES = {"1991-2020": (1991, 2020), "1981-2010": (1981, 2010)}
LEAST_SHARE = 0.8  # of a baseline's seasons that must be held to call it a normal
SENSOR_CHANGE = "2025-01-01"  # SSMIS -> AMSR2 (NSIDC Special Report 28)
WITH_SENSOR_CHANGE = ("sea_ice_index", "cdr")  # beginnings of the names of the sources it concerns
PERCENTILES = (10, 25, 50, 75, 90)
PEAK_OVER = (4, 15)  # no maximum since 1978 came later; before it, a season's maximum is "so far"
PEAK_COVERAGE = 0.75  # least share of days Jan-Apr for a season's maximum to count


def daily(observations: pd.DataFrame) -> pd.DataFrame:
    """Days within ice seasons.

    Parameters
    ----------
    observations : DataFrame
        Daily series; a 5-day mean belongs to the day that ends it. Suspect values are left out.

    Returns
    -------
    DataFrame
        `date`, `value` (km²), `season` (year of its January), `axis` (date in the reference season).
    """
    good = observations[observations["flag"].ne("suspect") & observations["value"].notna()]
    date = good["time_end"].dt.normalize()
    month = date.dt.month
    table = pd.DataFrame({"date": date, "value": good["value"], "season": date.dt.year + (month >= START_MONTH)})
    table = table[(month >= START_MONTH) | (month <= 7)].reset_index(drop=True)
    year = np.where(table["date"].dt.month >= START_MONTH, 1999, 2000)
    table["axis"] = pd.to_datetime(
        {"year": year, "month": table["date"].dt.month, "day": table["date"].dt.day}
    ).to_numpy()
    return table


def on_axis(days: pd.DataFrame, year: int) -> pd.Series:
    """Values of one season along the reference season; days without a value are NaN.

    29 February exists only in the leap years' own series.
    """
    leap = pd.Timestamp(year, 1, 1).is_leap_year
    axis = REFERENCE if leap else REFERENCE[REFERENCE != LEAP_DAY]
    return days[days["season"] == year].set_index("axis")["value"].reindex(axis)


def climatology(days: pd.DataFrame, baseline: tuple[int, int]) -> pd.DataFrame:
    """Percentiles of each day over the seasons of a baseline.

    Returns
    -------
    DataFrame
        Index `axis` (reference dates); columns `p10` … `p90` (km²) and `n` seasons.
    """
    inside = days[days["season"].between(*baseline)]
    wide = inside.pivot_table(index="axis", columns="season", values="value").reindex(REFERENCE)
    numbers = wide.to_numpy()
    n = np.isfinite(numbers).sum(axis=1)
    table = pd.DataFrame({"n": n}, index=REFERENCE)
    if numbers.shape[1]:
        filled = np.where(n[:, None] > 0, numbers, 0)  # nanpercentile warns on rows without a value
        for percentile, made in zip(PERCENTILES, np.nanpercentile(filled, PERCENTILES, axis=1), strict=True):
            table[f"p{percentile}"] = np.where(n > 0, made, np.nan)
    else:
        table[[f"p{percentile}" for percentile in PERCENTILES]] = np.nan
    columns = [f"p{percentile}" for percentile in PERCENTILES]
    around = [LEAP_DAY - pd.Timedelta(days=1), LEAP_DAY + pd.Timedelta(days=1)]
    table.loc[LEAP_DAY, columns] = table.loc[around, columns].mean()
    return table


def normal_period(days: pd.DataFrame, baseline: str) -> tuple[int, int] | None:
    """The seasons a normal can be made of.

    The baseline where at least 80 % of its seasons are held, else every season held before the
    last one if there are at least ten, else None.
    """
    first, last = BASELINES[baseline]
    held = sorted(set(maxima(days).query("complete")["season"]))
    if sum(first <= year <= last for year in held) >= LEAST_SHARE * (last - first + 1):
        return first, last
    earlier = held[:-1]
    return (earlier[0], earlier[-1]) if len(earlier) >= 10 else None


def maxima(days: pd.DataFrame) -> pd.DataFrame:
    """Maximum of each season.

    Returns
    -------
    DataFrame
        `season`, `value` (km²), `date`, `peak_share` (days Jan-Apr present, 0..1), `complete`.
    """
    seasons = days.groupby("season")
    table = days.loc[seasons["value"].idxmax(), ["season", "value", "date"]].reset_index(drop=True)
    in_peak = days["date"].dt.month.le(4).groupby(days["season"]).sum().to_numpy()
    january = pd.to_datetime(table["season"].astype(str) + "-01-01")
    share = in_peak / (120 + january.dt.is_leap_year.to_numpy())
    month, day = PEAK_OVER
    over = pd.to_datetime({"year": table["season"], "month": month, "day": day})
    past = seasons["date"].max().to_numpy() >= over.to_numpy()
    return table.assign(peak_share=share, complete=(share >= PEAK_COVERAGE) & past)


def rank_from_lowest(table: pd.DataFrame, season: int) -> tuple[int, int]:
    """Rank of a season's maximum among the complete ones, 1 = lowest, and their number."""
    complete = table[table["complete"]]
    own = complete.loc[complete["season"] == season, "value"].iloc[0]
    return int((complete["value"] < own).sum()) + 1, len(complete)


def sensor_changed(source: str, last: str) -> bool:
    """Whether a series of `source` that ends on `last` (ISO) goes on past the change of sensor."""
    return source.startswith(WITH_SENSOR_CHANGE) and last >= SENSOR_CHANGE
