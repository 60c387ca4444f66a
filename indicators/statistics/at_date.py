"""The value of a series at a date, and the normal of that day, month or year.

A day is compared with the same day of other years (29 February with 28 February and 1 March), a month
with the same month, a yearly value with other years. What has no normal says why.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators import observations
from indicators.series import Meta
from indicators.statistics import climatology, estimates, rank
from indicators.statistics import season as seasons
from indicators.statistics.climatology import Period
from indicators.statistics.one_a_year import Yearly
from indicators.statistics.season import LEAP_DAY, YEAR, Season
from indicators.store import Held

ONE_KIND = {"classes", "provider", "model", "smooth"}  # reasons against a trend that leave values of one kind


@dataclass(frozen=True)
class Normal:
    """A normal with the years it is made of.

    `kind` is `day`, `month` or `year`; empty for series without a calendar. `asked` is the baseline asked for,
    `period` the years that could be had: None where too few are held. Then `why` is a code (`few_years`,
    `no_calendar`, `methods`). `of` is a row of `climatology.rows` (`n`, percentiles, `mean`, `sd`).
    """

    kind: str
    asked: Period
    period: Period | None = None
    why: str = ""
    of: pd.Series | None = None


@dataclass(frozen=True)
class At:
    """The value of the period that a date falls in (NaN where none is held), its normal, and its rank.

    `rank` is among the same day or month of all years held.
    """

    start: pd.Timestamp
    end: pd.Timestamp
    value: float
    flag: str
    normal: Normal
    rank: rank.Rank | None


def last_day(held: Held) -> pd.Timestamp | None:
    """End of the last period that carries something; None for an empty series."""
    span = observations.span(held.observations)
    return span[1].normalize() if span else None


def calendar(meta: Meta) -> str:
    """Which part of the calendar a series can be compared over: `day`, `month`, `year` or none."""
    if meta.frequency == "long_term":
        return ""
    if meta.frequency in ("day", "hour"):
        return "day"
    if meta.frequency == "month" and meta.source != "published":
        return "month"
    return "year" if meta.frequency in ("year", "season") or meta.source == "published" else ""


def of(held: Held, date: pd.Timestamp, baseline: Period, season: Season, values: Yearly) -> At:
    """Value and normal at a date.

    Parameters
    ----------
    held : Held
        Any series.
    date : Timestamp
        A day; of a month or a year any day of it.
    baseline : tuple of int
        Years; seasons where the date lies in a season that crosses New Year.
    season : Season
        The season of the series, which names the years that its days are compared over.
    values : Yearly
        The yearly values, for series that have no other calendar.
    """
    found = _at(held, date)
    kind = calendar(held.meta)
    start, end = (found["time_start"].min(), found["time_end"].max()) if len(found) else (date, date)
    flag = str(found["flag"].iloc[-1]) if len(found) else ""
    if kind in ("day", "month"):
        table = _table(held, season if date.month in season.months else YEAR, kind)
        place = _place(date, season, kind)
        value = _mean(found)
        among = table.loc[table["axis"] == place, "value"].to_numpy(dtype=float)
        return At(start, end, value, flag, _normal(table, place, baseline, kind), _rank(value, among))
    if kind == "year":
        year = int(estimates.year_named(found, held.meta).iloc[-1]) if len(found) else date.year
        own = values.values[values.years == year]
        value = float(own[0]) if own.size else math.nan
        return At(start, end, value, flag, _of_years(values, baseline), _rank(value, values.values))
    return At(start, end, _mean(found), flag, Normal("", baseline, why="no_calendar"), None)


def _at(held: Held, date: pd.Timestamp) -> pd.DataFrame:
    """Rows of the day, else of the period around it; nothing that is not usable."""
    good = held.observations[seasons.usable(held.observations)]
    if calendar(held.meta) == "day":
        return good[good["time_end"].dt.normalize() == date]
    return good[(good["time_start"].dt.normalize() <= date) & (good["time_end"] >= date)]


def _mean(found: pd.DataFrame) -> float:
    return float(found["value"].mean()) if len(found) else math.nan


def _table(held: Held, span: Season, kind: str) -> pd.DataFrame:
    """`axis`, `season` and `value` of every day or month."""
    table = seasons.days(held.observations, span)
    return table if kind == "day" else table.assign(axis=table["date"].dt.month)


def _place(date: pd.Timestamp, season: Season, kind: str) -> pd.Timestamp | int:
    span = season if date.month in season.months else YEAR
    return date.month if kind == "month" else pd.Timestamp(span.axis(pd.Series([date]))[0])


def _normal(table: pd.DataFrame, place: pd.Timestamp | int, baseline: Period, kind: str) -> Normal:
    """Normal of one day or month over the baseline, else over all years before the last."""
    leap = place == LEAP_DAY
    near = [LEAP_DAY - pd.Timedelta(days=1), LEAP_DAY + pd.Timedelta(days=1)] if leap else [place]
    counted = table[table["axis"].isin(near)].groupby("season")["axis"].nunique()
    held = [int(year) for year in counted[counted == len(near)].index]
    period = climatology.normal_period(held, baseline)
    if period is None:
        return Normal(kind, baseline, why="few_years")
    axis = pd.Index([near[0], place, near[1]] if leap else near)
    made = climatology.along(table, axis, "season", range(period[0], period[1] + 1)).loc[place]
    if leap:
        made = made.copy()
        made["n"] = sum(period[0] <= year <= period[1] for year in held)
    return Normal(kind, baseline, period, of=made)


def _of_years(values: Yearly, baseline: Period) -> Normal:
    """Normal of the yearly values themselves."""
    if set(values.why_not) - ONE_KIND or values.what in ("long_term", "samples"):
        return Normal("year", baseline, why="methods")
    period = climatology.normal_period(values.years.tolist(), baseline)
    if period is None:
        return Normal("year", baseline, why="few_years")
    made = climatology.rows(values.within(*period).values[None, :]).iloc[0]
    return Normal("year", baseline, period, of=made)


def _rank(value: float, among: np.ndarray) -> rank.Rank | None:
    return rank.of(value, among) if np.isin(value, among).any() else None
