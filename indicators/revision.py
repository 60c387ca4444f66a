"""Laying a new vintage over the held one: what the provider appended, changed, filled or removed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from indicators import observations
from indicators.errors import FormatError, OlderEditionError

_Key = tuple[int, int, int]
_Numbers = tuple[float, float, float]


@dataclass(frozen=True)
class Change:
    """One observation that a new vintage treats otherwise than the held one."""

    kind: str
    time_start: str
    time_end: str
    old: float | None
    new: float | None


def merge(held: pd.DataFrame, new: pd.DataFrame, update: str) -> tuple[pd.DataFrame, list[Change]]:
    """Combine a held frame with a new vintage.

    Parameters
    ----------
    held, new : DataFrame
        Observations of one series.
    update : {'replace', 'append'}
        Whether the new vintage is the whole history or one more piece of it.

    Returns
    -------
    DataFrame, list of Change
        The frame to store, and the changes within the period that was already held
        (rows after its end are growth, not revision). A forecast or a preliminary run that gives
        way to what followed is no revision, and no forecast replaces what was held of that day.
    """
    old = _rows(held)
    if update == "replace":
        return new, _changes(old, _rows(new), update)
    standing = _rows(held[~observations.is_passing(held)])
    new = _keep_precise(standing, _without_late_forecasts(held, new))
    fresh = _rows(new)
    changes = _changes(standing, fresh, update)
    gone = [position for position, key in enumerate(old) if key not in fresh]
    return (observations.concat([held.iloc[gone], new]) if gone else new), changes


def _without_late_forecasts(held: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Leave out forecasts of days for which something better is held."""
    told = held.loc[~observations.is_forecast(held), "time_start"]
    return new[~(observations.is_forecast(new) & new["time_start"].isin(told))].reset_index(drop=True)


def require_not_older(held_last: pd.Timestamp | None, new_last: pd.Timestamp | None, source: str, name: str) -> None:
    """Refuse an edition that ends before the data already held."""
    if held_last is not None and new_last is not None and new_last < held_last:
        raise OlderEditionError(
            f"this edition ends on {new_last:%Y-%m-%d}, the held one on {held_last:%Y-%m-%d}; nothing was changed",
            f"{source}, {name}",
            "Load an edition that is at least as recent, or take this one on purpose with `load --force`.",
        )


def require_not_shrunk(changes: list[Change], frequency: str, held: int, series_id: str, name: str) -> None:
    """Refuse an edition that lacks a stretch of what is held: a provider corrects values, it loses years by mistake."""
    removed = [change for change in changes if change.kind == "removed"]
    if len(removed) > max(_MAY_VANISH.get(frequency, 0), held // 100 if frequency in ("hour", "day") else 0):
        raise FormatError(
            f"{len(removed)} of {held} observations held are missing in this edition, the first of "
            f"{removed[0].time_end[:10]}; nothing was changed",
            f"{name}, {series_id}",
            "If the provider really withdrew them, take the file with `load --force`.",
        )


_MAY_VANISH = {"hour": 5, "day": 5, "month": 1}  # observations a new edition may lack without a word


def _rows(frame: pd.DataFrame) -> dict[_Key, _Numbers]:
    """Numbers of each row by its period, and by its turn where a period has several rows.

    Plain dictionaries: most series are short, and frames cost more than they carry.
    """
    starts, ends = (frame[name].astype("int64").tolist() for name in ("time_start", "time_end"))
    numbers = zip(*(frame[name].tolist() for name in ("value", "lower", "upper")), strict=True)
    rows: dict[_Key, _Numbers] = {}
    for start, end, triple in zip(starts, ends, numbers, strict=True):
        nth = 0
        while (start, end, nth) in rows:
            nth += 1
        rows[start, end, nth] = triple
    return rows


def _keep_precise(old: dict[_Key, _Numbers], new: pd.DataFrame) -> pd.DataFrame:
    """Keep the held value where the new one is the same reading with fewer decimals.

    A feed gives raw values in one edition and rounded ones in another; that is no revision.
    """
    values = []
    for key, (value, *_) in _rows(new).items():
        before = old[key][0] if key in old else math.nan
        values.append(before if _rounded(before, value) else value)
    return new.assign(value=values)


def _rounded(precise: float, printed: float) -> bool:
    """Whether `printed` is `precise` with fewer decimals (or the same)."""
    return abs(precise - printed) <= 0.5 * 10.0 ** -_decimals(printed) * (1 + 1e-9)


def _decimals(value: float) -> int:
    """Decimals a number is printed with, at least one: a feed prints 2.0, never 2."""
    text = repr(value)
    return max(1, len(text.split(".")[1])) if "." in text and "e" not in text else 1


def _changes(old: dict[_Key, _Numbers], new: dict[_Key, _Numbers], update: str) -> list[Change]:
    both = [key for key in old if key in new and not _same(old[key], new[key])]
    if update == "append":
        both = [key for key in both if not _rounded(new[key][0], old[key][0])]
    found = [_change("changed", key, old[key], new[key]) for key in both]
    if update == "replace":
        held_end = max((end for _, end, _ in old), default=0)
        found += [_change("removed", key, row, None) for key, row in old.items() if key not in new]
        within = {key: row for key, row in new.items() if key not in old and key[1] <= held_end}
        found += [_change("filled", key, None, row) for key, row in within.items()]
    return sorted(found, key=lambda change: (change.time_start, change.time_end))


def _same(one: _Numbers, other: _Numbers) -> bool:
    return all(a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(one, other, strict=True))


def _change(kind: str, key: _Key, old: _Numbers | None, new: _Numbers | None) -> Change:
    start, end = (pd.Timestamp(moment, unit="us").isoformat() for moment in key[:2])
    return Change(kind, start, end, _number(old), _number(new))


def _number(row: _Numbers | None) -> float | None:
    return None if row is None or math.isnan(row[0]) else row[0]
