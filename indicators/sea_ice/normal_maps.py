"""The normal of 1991-2020 that belongs to one map of concentration, as far as it is held.

Finds the climatologies of the same product and calendar unit (`climatology` makes them) and counts the
years of the baseline that are held, so that a reader can be told why there is none. Makes none itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from indicators import fields
from indicators.catalog import Catalog
from indicators.errors import StoreError
from indicators.fields import HeldLayer
from indicators.grid import CLIMATOLOGY
from indicators.sea_ice.climatology import FIRST, FREQUENCY, LAST, LEAST_SHARE, NORMAL, Unit, expected_years, period
from indicators.sea_ice.concentration_field import INDICATOR
from indicators.store import Cache

PERIOD = f"{FIRST}–{LAST}"


@dataclass(frozen=True)
class Normal:
    """Climatologies of a day or month; None where not held.

    Attributes
    ----------
    frequency : HeldLayer or None
        Per cent of the years with at least 15 % ice.
    concentration : HeldLayer or None
        Mean concentration, %.
    """

    frequency: HeldLayer | None
    concentration: HeldLayer | None


def unit_of(time: pd.Timestamp, frequency: str) -> Unit:
    """Calendar unit of a map: month and day, or month and 0 for a monthly product."""
    return time.month, 0 if frequency == "month" else time.day


def find(cache: Cache, field_id: str, time: pd.Timestamp, frequency: str) -> Normal:
    """What is held of the normal that belongs to one time of a concentration field."""
    start, _ = period(unit_of(time, frequency))
    return Normal(*(_held(cache, field_id.replace(INDICATOR, name, 1), start) for name in (FREQUENCY, NORMAL)))


def normal_id(field_id: str) -> str:
    """Id of the normal concentration that belongs to a field of concentration."""
    return field_id.replace(INDICATOR, NORMAL, 1)


def made_of(source: str, catalog: Catalog) -> bool:
    """Whether a product has a normal at all, held or not."""
    return any(declared.indicator == NORMAL for declared in catalog.declared_fields(source))


def holds(normals: pd.DataFrame, time: pd.Timestamp, frequency: str) -> bool:
    """Whether the times of a climatology (`fields.times`) have the calendar unit of a map."""
    return bool(normals["time_start"].eq(period(unit_of(time, frequency))[0]).any())


def least_years(expected: int) -> int:
    """How many of the years of the baseline a climatology needs."""
    return math.ceil(LEAST_SHARE * expected)


def years_held(times: pd.DataFrame, time: pd.Timestamp, frequency: str) -> tuple[int, int]:
    """How many years of the baseline are held of a map's calendar unit, and how many there are.

    Parameters
    ----------
    times : DataFrame
        What `fields.times` gives of the concentration field.
    time : Timestamp
        Start of the map.
    frequency : str
        `day` or `month`.
    """
    unit = unit_of(time, frequency)
    start = pd.DatetimeIndex(times["time_start"])
    same = (start.month == unit[0]) & ((start.day == unit[1]) | (unit[1] == 0))
    inside = (start.year >= FIRST) & (start.year <= LAST)
    return int(start[same & inside].year.nunique()), expected_years(unit)


def _held(cache: Cache, field_id: str, start: pd.Timestamp) -> HeldLayer | None:
    try:
        return fields.read(cache, field_id, start, part=CLIMATOLOGY)
    except StoreError:
        return None
