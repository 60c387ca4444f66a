"""Axes of the comparisons: round numbers, years or dates in the reader's language, one time for all."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from indicators.compare.tracks import Track
from indicators.locales.formats import date, month, number
from indicators.population.panels import year_ticks

HEADROOM = 0.08  # of the span of the values, above and below
ROOM = 0.03  # of the time, at both ends
_STEPS = (1, 2, 2.5, 5, 10)
_MONTH_STEPS = (1, 2, 3, 6)
_DAYS_OF_MONTHS, _DAYS_OF_YEARS = 62, 1100  # spans from which ticks are months, and years

Span = tuple[float, float]


def ticks(span: Span, most: int, *, whole: bool = False) -> list[float]:
    """Round numbers within a span, at most `most` steps; `whole` numbers only."""
    wide = (span[1] - span[0]) or 1.0
    power = 10.0 ** math.floor(math.log10(wide / most))
    step: float = next(step * power for step in _STEPS if wide / (step * power) <= most)
    step = max(step, 1) if whole else step
    first, last = math.ceil(span[0] / step - 1e-9), math.floor(span[1] / step + 1e-9)
    return [float(f"{step * place:.10g}") for place in range(first, last + 1)]


def around(values: Sequence[float], *, zero: bool) -> Span:
    """Span of an axis that shows every value; from zero where zero means none of it."""
    low, high = min(values), max(values)
    if zero and low >= 0:
        return 0.0, (high or 1.0) * (1 + HEADROOM)
    room = (high - low or abs(high) or 1.0) * HEADROOM
    return low - room, high + room


def extent(found: Sequence[Track]) -> list[float]:
    """Every number that the marks of some tracks show."""
    columns = [track.rows[name] for track in found for name in ("value", "lower", "upper")]
    return [float(part) for part in pd.concat(columns).dropna()]


def upright(span: Span, most: int, lang: str, *, whole: bool = False) -> dict[str, Any]:
    """Settings of a value axis; of classes only `whole` numbers are marked."""
    marked = ticks(span, most, whole=whole)
    texts = [number(abs(step), lang) if step >= 0 else f"−{number(-step, lang)}" for step in marked]
    return {"range": list(span), "tickvals": marked, "ticktext": texts}


def along(found: Sequence[Track], *, dates: bool, pixels: float, lang: str) -> dict[str, Any]:
    """Settings of the time axis that the tracks share: years as numbers, or dates."""
    if dates:
        starts = min(track.rows["time_start"].min() for track in found)
        ends = max(track.rows["time_end"].max() for track in found)
        return _dates(starts, ends, pixels, lang)
    first = min(track.rows["x"].min() for track in found)
    last = max(track.rows["x"].max() for track in found)
    room = max(last - first, 4.0) * ROOM
    marked = year_ticks((first - room, last + room), max(2.0, pixels / 60))
    return {"range": [first - room, last + room], "tickvals": marked, "ticktext": [str(year) for year in marked]}


def stamp(years: float) -> str:
    """A time in years (2013.0: the middle of 2013) as an ISO date and hour."""
    year = math.floor(years + 0.5)
    start = dt.datetime(year, 1, 1)
    length = dt.datetime(year + 1, 1, 1) - start
    return f"{start + length * (years + 0.5 - year):%Y-%m-%d %H:%M}"


def _dates(first: pd.Timestamp, last: pd.Timestamp, pixels: float, lang: str) -> dict[str, Any]:
    span = last - first
    room = max(span, pd.Timedelta(days=1)) * ROOM
    low, high = first - room, last + room
    most = max(2, int(pixels / 80))
    marked, texts = _marked(low, high, most, lang)
    return {
        "type": "date", "range": [f"{low:%Y-%m-%d %H:%M}", f"{high:%Y-%m-%d %H:%M}"],
        "tickvals": [f"{stamp:%Y-%m-%d}" for stamp in marked], "ticktext": texts,
    }  # fmt: skip


def _marked(low: pd.Timestamp, high: pd.Timestamp, most: int, lang: str) -> tuple[list[pd.Timestamp], list[str]]:
    """Round dates: years, months or days, at most about `most`."""
    days = (high - low).days
    if days > _DAYS_OF_YEARS:
        years = year_ticks((low.year, high.year + 1), most)
        found = [pd.Timestamp(year, 1, 1) for year in years]
        found = [day for day in found if low <= day <= high]
        return found, [str(day.year) for day in found]
    if days > _DAYS_OF_MONTHS:
        step = next((step for step in _MONTH_STEPS if days / 30.4 / step <= most), 12)
        found = [day for day in pd.date_range(low.normalize(), high, freq="MS") if (day.month - 1) % step == 0]
        return found, [month(day, lang) for day in found]
    found = list(pd.date_range(low.ceil("D"), high, freq=f"{max(1, math.ceil(days / most))}D"))
    return found, [date(day, lang) for day in found]
