"""The observation contract: one tidy frame per series, and the check every frame must pass.

A row is one value, range or bound for one period. Nothing here knows any provider.
"""

from __future__ import annotations

import functools
from collections import namedtuple
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from indicators.errors import FormatError

COLUMNS = (
    "time_start",
    "time_end",
    "value",
    "lower",
    "upper",
    "interval",
    "flag",
    "citation",
    "confidence",
    "note",
)
FLAGS = ("good", "provisional", "estimated", "below_detection", "suspect", "stale")
CONFIDENCES = ("measured", "read_in_source", "quoted_secondhand", "derived")
FORECAST = "forecast"  # a note that begins so marks a day the model has not reached yet
PRELIMINARY = "preliminary run"  # one that the provider computes again, as announced

_TIMES = ("time_start", "time_end")
_NUMBERS = ("value", "lower", "upper")
_TEXTS = ("interval", "flag", "citation", "confidence", "note")


def build(
    time_start: Any,
    value: Any,
    *,
    citation: Any,
    time_end: Any = None,
    lower: Any = np.nan,
    upper: Any = np.nan,
    interval: Any = "",
    flag: Any = "good",
    confidence: Any = "measured",
    note: Any = "",
) -> pd.DataFrame:
    """Make an observation frame in time order from columns or scalars.

    Parameters
    ----------
    time_start, time_end : array-like of datetime
        The period each value stands for, both ends inclusive. Without `time_end` it is the
        same as `time_start` (a day, or an instant).
    value, lower, upper : array-like of float or scalar
        In the unit of the series; NaN where the source gives none.
    interval, flag, citation, confidence, note : array-like of str or scalar
        See the contract in docs/contracts.md.
    """
    start = pd.DatetimeIndex(time_start)
    columns = {
        "time_start": start,
        "time_end": start if time_end is None else pd.DatetimeIndex(time_end),
        "value": value,
        "lower": lower,
        "upper": upper,
        "interval": interval,
        "flag": flag,
        "citation": citation,
        "confidence": confidence,
        "note": note,
    }
    frame = pd.DataFrame({name: _plain(part) for name, part in columns.items()}, index=range(len(start)))
    return typed(frame).sort_values(list(_TIMES), kind="stable", ignore_index=True)


def _plain(part: Any) -> Any:
    return part.to_numpy() if isinstance(part, pd.Series) else part


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the contract's columns their types and order; further columns follow untouched."""
    if tuple(frame.columns[: len(COLUMNS)]) == COLUMNS and _types(frame) == _TYPES:
        return frame
    frame = frame.copy()
    for name in _TIMES:
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    for name in _NUMBERS:
        frame[name] = pd.to_numeric(frame[name]).astype("float64")
    for name in _TEXTS:
        frame[name] = frame[name].fillna("").astype("str")
    further = [name for name in frame.columns if name not in COLUMNS]
    return frame[[*COLUMNS, *further]]


_TYPES = ("datetime64[us]",) * len(_TIMES) + ("float64",) * len(_NUMBERS) + ("str",) * len(_TEXTS)


def _types(frame: pd.DataFrame) -> tuple[str, ...]:
    return tuple(str(kind) for kind in frame.dtypes.iloc[: len(COLUMNS)])


def check(frame: pd.DataFrame, series_id: str, *, unique: bool = True) -> None:
    """Raise FormatError when a frame breaks the contract.

    Parameters
    ----------
    frame : DataFrame
        Observations with at least the contract's columns.
    series_id : str
        Named in the message.
    unique : bool
        Whether one period may occur only once (published tables may hold several rows a period).
    """
    missing = [name for name in COLUMNS if name not in frame.columns]
    if missing:
        raise FormatError(f"columns missing: {', '.join(missing)}", series_id, "Check the parser of this source.")
    _reject(frame["time_start"].isna() | frame["time_end"].isna(), frame, series_id, "no period")
    _reject(frame["time_end"] < frame["time_start"], frame, series_id, "the period ends before it starts")
    _reject(np.isinf(frame[list(_NUMBERS)]).any(axis=1), frame, series_id, "an infinite value")
    below = frame["lower"] > frame["upper"]
    outside = (frame["value"] < frame["lower"]) | (frame["value"] > frame["upper"])
    _reject(below | outside, frame, series_id, "the value lies outside its own interval")
    _reject(~frame["flag"].isin(FLAGS), frame, series_id, f"a flag that is not one of {', '.join(FLAGS)}")
    unknown = ~frame["confidence"].isin(CONFIDENCES)
    _reject(unknown, frame, series_id, f"a confidence that is not one of {', '.join(CONFIDENCES)}")
    _reject(frame["citation"].eq(""), frame, series_id, "no citation")
    if unique:
        _reject(frame.duplicated(list(_TIMES), keep=False), frame, series_id, "the same period twice")


def _reject(bad: pd.Series, frame: pd.DataFrame, series_id: str, what: str) -> None:
    rows = np.flatnonzero(bad.to_numpy())
    if rows.size:
        first = frame.iloc[int(rows[0])]
        when = f"{first['time_start']:%Y-%m-%d}" if pd.notna(first["time_start"]) else "no date"
        raise FormatError(
            f"{what} in {rows.size} row(s), first at {when}",
            series_id,
            "Ask the provider or correct the file, then load it again.",
        )


def is_forecast(frame: pd.DataFrame) -> pd.Series:
    """Rows that tell of days to come."""
    return frame["note"].str.startswith(FORECAST)


def is_passing(frame: pd.DataFrame) -> pd.Series:
    """Rows that the provider replaces as a matter of course: forecasts and preliminary runs."""
    return frame["note"].str.startswith((FORECAST, PRELIMINARY))


def span(frame: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """First and last period end that carry a value or a bound; None for a frame without any.

    A forecast is no observation: how old a series is must not hide behind it.
    """
    held = frame.loc[carrying(frame), "time_end"]
    return None if held.empty else (held.min(), held.max())


def carrying(frame: pd.DataFrame) -> pd.Series:
    """Rows that tell of something observed: a number or a statement, and no forecast."""
    told = np.fromiter(map(bool, frame["note"].tolist()), bool, len(frame))
    for name in _NUMBERS:  # a column at a time: several times faster than `any` across columns
        told |= frame[name].notna().to_numpy()
    return pd.Series(told, frame.index) & ~is_forecast(frame)


def rows(frame: pd.DataFrame) -> list[Any]:
    """Rows as named tuples, as `itertuples(index=False)` gives them; several times faster for a few rows."""
    return list(map(_row(tuple(frame.columns))._make, zip(*(frame[name].tolist() for name in frame), strict=True)))


@functools.cache
def _row(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names, rename=True)


def concat(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Stack observation frames in time order."""
    return pd.concat(list(frames), ignore_index=True).sort_values(list(_TIMES), kind="stable", ignore_index=True)
