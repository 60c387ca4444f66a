"""One value a year from days, readings or months; a year without enough of them has none."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
import pandas as pd

from indicators.statistics import season as seasons
from indicators.statistics.one_a_year import LEAST_DAYS, Yearly, is_ice
from indicators.statistics.season import ICE_PEAK, YEAR, Season
from indicators.store import Held

COMMON = 0.8  # share of the years that must have a month, where no year has them all
LEAST_YEARS = 10  # of measurements, before some months may stand for the year
LATE_WINTER = (2, 3)  # months in which river ice must have been measured for its winter's most
_MADE = {"mean": "mean", "maximum": "max", "minimum": "min", "total": "sum", "median": "median"}


def yearly(held: Held, season: Season, statistic: str) -> Yearly:
    """Yearly values of a series of days, hours, readings or months.

    An ice maximum counts when its months of most ice are held (`season.ICE_PEAK`; of months and single
    measurements: each of them); every other value when each month of the season has at least 27 days, of
    months the month, of single readings one reading. Where none of ten or more years has every month, the months
    that at least 80 % of them have stand for the year, and `what` is `months_mean`.
    """
    table = seasons.days(held.observations, season)
    if table.empty:
        return _nothing(_code(season, statistic))
    daily = held.meta.frequency in ("day", "hour")
    if statistic == "maximum" and is_ice(held.meta):
        return _ice_maximum(held, table, season, daily)
    months = season.months
    years = complete_years(table, months, least=LEAST_DAYS if daily else 1)
    what = _code(season, statistic)
    if not years and statistic in ("mean", "median") and table["season"].nunique() >= LEAST_YEARS:
        months = common_months(table, months, least=LEAST_DAYS if daily else 1)
        years = complete_years(table, months, least=LEAST_DAYS if daily else 1) if months else []
        what = f"months_{statistic}"
    inside = table[table["season"].isin(years) & table["date"].dt.month.isin(months)]
    if held.meta.frequency == "irregular":
        inside = _by_month(inside, statistic)
    made = inside.groupby("season")["value"].agg(_MADE[statistic])
    dates: tuple[pd.Timestamp, ...] = ()
    if statistic in ("maximum", "minimum"):
        by_season = inside.groupby("season")["value"]
        where = by_season.idxmax() if statistic == "maximum" else by_season.idxmin()
        dates = tuple(inside.loc[where, "date"])
    why_not = ("classes",) if statistic == "median" else ()
    return Yearly(made.index.to_numpy(dtype=int), made.to_numpy(dtype=float), what, one_method=not why_not,
                  dropped=int(table["season"].nunique() - len(made)), months=tuple(months), dates=dates,
                  why_not=why_not)  # fmt: skip


def complete_years(table: pd.DataFrame, months: Iterable[int] = YEAR.months, *, by: str = "season",
                   least: int = LEAST_DAYS) -> list[int]:  # fmt: skip
    """Years whose months all have at least `least` values.

    Parameters
    ----------
    table : DataFrame
        `date`, `value`, and the year or season in the column `by`.
    months : iterable of int
        The months that count, 1 to 12.
    """
    if table.empty:
        return []
    counts = _counts(table, by).reindex(columns=list(months), fill_value=0)
    enough = counts.ge(least).all(axis=1)
    return [int(year) for year in enough[enough].index]


def common_months(table: pd.DataFrame, months: Collection[int], least: int) -> tuple[int, ...]:
    """Months that at least 80 % of the years have: of water temperature those of open water."""
    counts = _counts(table, "season").reindex(columns=list(months), fill_value=0)
    share = counts.ge(least).mean()
    return tuple(int(month) for month in share[share >= COMMON].index)


def _counts(table: pd.DataFrame, by: str) -> pd.DataFrame:
    return table.groupby([by, table["date"].dt.month])["value"].count().unstack(fill_value=0)


def _by_month(inside: pd.DataFrame, statistic: str) -> pd.DataFrame:
    """Monthly values of single readings, so that a month read often does not weigh more."""
    if statistic not in ("mean", "median") or inside.empty:
        return inside
    month = inside["date"].dt.month.rename("month")
    return inside.groupby(["season", month])["value"].agg(_MADE[statistic]).reset_index()


def _ice_maximum(held: Held, table: pd.DataFrame, season: Season, daily: bool) -> Yearly:
    found = seasons.maxima(table)
    if not daily:
        needed = set(ICE_PEAK.months if held.meta.indicator.startswith("sea_ice") else LATE_WINTER)
        months = table.groupby("season")["date"].agg(lambda dates: needed <= set(dates.dt.month))
        found["complete"] = months.reindex(found["season"]).to_numpy(dtype=bool)
    whole = found[found["complete"]]
    return Yearly(whole["season"].to_numpy(dtype=int), whole["value"].to_numpy(dtype=float), _code(season, "maximum"),
                  dropped=len(found) - len(whole), months=season.months, dates=tuple(whole["date"]))  # fmt: skip


def _code(season: Season, statistic: str) -> str:
    if season == YEAR:
        return f"annual_{statistic}"
    return f"month_{statistic}" if season.first == season.last else f"season_{statistic}"


def _nothing(what: str) -> Yearly:
    return Yearly(np.array([], dtype=int), np.array([]), what)
