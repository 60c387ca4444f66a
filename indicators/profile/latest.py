"""The newest value of a series and the shape of its record, whatever the domain.

A forecast is no observation. Several values of one newest period are told as their span, never averaged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from indicators import observations
from indicators.locales import has, t
from indicators.locales.formats import number
from indicators.population import words
from indicators.series import Meta

NUMBERS = ["value", "lower", "upper"]
CONTINUOUS = ("hour", "day")
JOINED = ("hour", "day", "month", "season", "year")
LAST_DAYS, MOST_POINTS, LEAST_POINTS = 365, 60, 3
GAP = 1.6  # usual steps after which a line is broken
DAYS_A_YEAR = 365.25
_SURENESS = ("quoted_secondhand", "derived", "read_in_source", "measured")  # the least sure first

Run = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Latest:
    """What a series says last. `together` is the number of values of that period; several are a span."""

    time_start: pd.Timestamp
    time_end: pd.Timestamp
    value: float
    lower: float
    upper: float
    interval: str
    flag: str
    confidence: str
    note: str
    together: int = 1

    @property
    def undated(self) -> bool:
        """Whether the source gives no year: the period is then no more than a place in the order."""
        return self.note.startswith(words.UNDATED) or words.YEAR_UNKNOWN in self.note


def of(frame: pd.DataFrame) -> Latest | None:
    """The newest observation that carries a number; None where there is none.

    Parameters
    ----------
    frame : DataFrame
        Observations of one series.
    """
    rows = frame[frame[NUMBERS].notna().any(axis=1) & ~observations.is_forecast(frame)]
    if rows.empty:
        return None
    rows = rows[rows["time_end"].eq(rows["time_end"].max())]
    rows = rows[rows["time_start"].eq(rows["time_start"].max())]
    last = rows.iloc[-1]
    one = Latest(
        time_start=last["time_start"],
        time_end=last["time_end"],
        value=float(last["value"]),
        lower=float(last["lower"]),
        upper=float(last["upper"]),
        interval=str(last["interval"]),
        flag=str(last["flag"]),
        confidence=str(last["confidence"]),
        note=str(last["note"]),
        together=len(rows),
    )
    return one if len(rows) == 1 else _span(one, rows)


def _span(one: Latest, rows: pd.DataFrame) -> Latest:
    """Several values of one period as the span from the least to the greatest, as sure as the least sure."""
    said = rows["value"].fillna(rows["lower"]).fillna(rows["upper"])
    sure = next((level for level in _SURENESS if rows["confidence"].eq(level).any()), one.confidence)
    low, high = float(said.min()), float(said.max())
    if low == high:
        return replace(one, value=low, lower=np.nan, upper=np.nan, interval="", confidence=sure)
    return replace(one, value=np.nan, lower=low, upper=high, interval="range", confidence=sure)


def amount(one: Latest, lang: str) -> str:
    """`2,776`, `≥ 280`, `20–30`."""
    return words.amount(one, lang)


def interval(one: Latest, lang: str) -> str:
    """`95 % CI 27,868–60,026`, the kind alone beside a range, the number of values of a span; else empty."""
    if one.together > 1:
        return t("profile.together", lang, n=one.together)
    if not one.interval or (pd.isna(one.value) and one.interval in ("range", "lower bound", "upper bound")):
        return ""
    key = f"pop.interval.{re.sub(r'[^a-z0-9]+', '_', one.interval.lower()).strip('_')}"
    kind = t(key, lang) if has(key) else one.interval
    ends = [number(end, lang) for end in (one.lower, one.upper) if not pd.isna(end)]
    return kind if pd.isna(one.value) or not ends else f"{kind} {'–'.join(ends)}"


def when(one: Latest, lang: str) -> str:
    """The period, or that its source gives no year."""
    return words.period(one, lang)


def record(frame: pd.DataFrame, meta: Meta) -> tuple[Run, ...]:
    """The shape of a record as runs of (year, value), for a small drawing.

    Daily and hourly records show their last 365 days, thinned; of the others every value. A run ends at a
    gap; values of published tables and of irregular readings are runs of one, since nothing joins them.
    Empty where fewer than three moments have a value.
    """
    rows = frame[frame["value"].notna() & ~observations.is_forecast(frame)]
    if meta.frequency in CONTINUOUS and len(rows):
        rows = rows[rows["time_end"] > rows["time_end"].max() - pd.Timedelta(days=LAST_DAYS)]
    rows = rows.iloc[:: max(1, -(-len(rows) // MOST_POINTS))]
    if rows["time_end"].nunique() < LEAST_POINTS:
        return ()
    middle = rows["time_start"] + (rows["time_end"] - rows["time_start"]) / 2
    years = ((middle - pd.Timestamp(1970, 1, 1)) / pd.Timedelta(days=DAYS_A_YEAR) + 1970).to_numpy()
    steps = np.diff(years)
    apart = steps > GAP * np.median(steps)
    if meta.source == "published" or meta.frequency not in JOINED:
        apart = np.ones(len(steps), dtype=bool)
    cuts = np.flatnonzero(apart) + 1
    pairs = np.column_stack([years, rows["value"].to_numpy(float)])
    return tuple(tuple((float(x), float(y)) for x, y in run) for run in np.split(pairs, cuts))
