"""One answer of the Open-Meteo flood API: checked, and made into days of one model cell.

What cannot be told from the answer (the place, the day it was asked) is given by the reader.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from indicators import observations
from indicators.errors import FormatError

VALUE, LEAST, MOST = "river_discharge", "river_discharge_min", "river_discharge_max"
UNIT = "m³/s"
_AGAIN = "Ask the provider again; if it stays, its answer has changed."


@dataclass(frozen=True)
class Answer:
    """Days of one cell. `days` has columns `day`, `value`, `lower`, `upper` (m³/s, NaN for null)."""

    latitude: float
    longitude: float
    days: pd.DataFrame

    def near(self, cell: tuple[float, float], reach: float) -> bool:
        """Whether the cell lies within `reach` degrees of another, in both directions."""
        return abs(self.latitude - cell[0]) <= reach and abs(self.longitude - cell[1]) <= reach

    @property
    def mean(self) -> float:
        """Mean of the days that have a value; NaN without any."""
        known = self.days["value"].dropna()
        return float(known.mean()) if len(known) else math.nan


def answers(content: bytes, name: str) -> list[Answer]:
    """Read an answer for one place (an object) or for several (a list of objects).

    Raises
    ------
    FormatError
        For the provider's own error, another unit, lists of unequal length, a value that is no
        discharge, or days out of order.
    """
    try:
        found = json.loads(content.decode("utf-8"))
    except ValueError as error:
        raise FormatError("not the JSON of the flood API", name, _AGAIN) from error
    return [_answer(one, name) for one in (found if isinstance(found, list) else [found])]


def _answer(found: Any, name: str) -> Answer:
    if not isinstance(found, dict):
        raise FormatError(f"an answer is {type(found).__name__}, not an object", name, _AGAIN)
    if found.get("error"):
        raise FormatError(f"the provider reports: {str(found.get('reason', 'no reason'))[:200]}", name, _AGAIN)
    unit = _part(found, "daily_units", dict, name).get(VALUE)
    if unit != UNIT:
        raise FormatError(f"the unit of {VALUE} is {unit!r}, not {UNIT}", name, _AGAIN)
    daily = _part(found, "daily", dict, name)
    days = _days(_part(daily, "time", list, name), name)
    columns = {"value": _numbers(_part(daily, VALUE, list, name), VALUE, days, name)}
    for column, key in (("lower", LEAST), ("upper", MOST)):
        given = _part(daily, key, list, name) if key in daily else [None] * len(days)
        columns[column] = _numbers(given, key, days, name)
    place = [_number(_part(found, key, int | float, name), key, name) for key in ("latitude", "longitude")]
    return Answer(place[0], place[1], pd.DataFrame({"day": days, **columns}))


def _part(found: dict[str, Any], key: str, kind: Any, name: str) -> Any:
    if not isinstance(found.get(key), kind):
        raise FormatError(f"no {key!r} in the answer", name, _AGAIN)
    return found[key]


def _days(given: list[Any], name: str) -> pd.DatetimeIndex:
    try:
        days = pd.DatetimeIndex([dt.date.fromisoformat(day) for day in given])
    except (TypeError, ValueError) as error:
        raise FormatError(f"a day cannot be read ({error})", f"{name}, time", _AGAIN) from error
    if not len(days) or not days.is_monotonic_increasing or not days.is_unique:
        raise FormatError("no days, or days out of order", f"{name}, time", _AGAIN)
    return days


def _numbers(given: list[Any], key: str, days: pd.DatetimeIndex, name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    if len(given) != len(days):
        raise FormatError(f"{len(given)} values for {len(days)} days", f"{name}, {key}", _AGAIN)
    read = [math.nan if one is None else _number(one, f"{key} of {day:%Y-%m-%d}", name)
            for one, day in zip(given, days, strict=True)]  # fmt: skip
    numbers = np.array(read, dtype=float)
    if (numbers < 0).any():
        day = days[int((numbers < 0).argmax())]
        raise FormatError("a discharge below zero", f"{name}, {key} of {day:%Y-%m-%d}", _AGAIN)
    return numbers


def _number(given: Any, what: str, name: str) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        raise FormatError(f"{given!r} is not a number", f"{name}, {what}", _AGAIN)
    return float(given)


def frame(days: pd.DataFrame, asked: dt.date, preliminary_days: int, citation: str) -> pd.DataFrame:
    """Observations of a cell: what was computed, what is preliminary, and what is only forecast.

    Parameters
    ----------
    days : DataFrame
        As in `Answer`. Days without a value before the first value are left out; later ones stay as
        missing values, so that an earlier forecast does not stand in for them.
    asked : date
        Day of retrieval; later days are a forecast, with the range of its members.
    preliminary_days : int
        Days up to `asked` that the provider computes again later.
    """
    days = days[days["value"].notna().cummax().astype(bool)].reset_index(drop=True)
    forecast = days["day"] > pd.Timestamp(asked)
    young = days["day"] > pd.Timestamp(asked) - pd.Timedelta(days=preliminary_days)
    ranged = forecast & days["lower"].le(days["value"]) & days["upper"].ge(days["value"])
    known = days["value"].notna()
    told = np.select([forecast, young], [observations.FORECAST, observations.PRELIMINARY], "")
    told = np.where(ranged, f"{observations.FORECAST}; range of the members of the ensemble", told)
    return observations.build(
        days["day"],
        days["value"],
        lower=days["lower"].where(ranged),
        upper=days["upper"].where(ranged),
        interval=np.where(ranged, "range", ""),
        flag=np.where(forecast | young, "provisional", "good"),
        note=np.where(known, told, ""),
        citation=citation,
        confidence="derived",
    )
