"""Global products of one sea on one day: they differ because they define area and method otherwise.

Shown beside the conflicts, to say why they are none. Nothing is averaged or settled.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.coverage import conflicts
from indicators.coverage.record import Record
from indicators.errors import StoreError
from indicators.store import Cache, Held


@dataclass(frozen=True)
class Product:
    """One product's value of a day."""

    held: Held
    value: float


@dataclass(frozen=True)
class Day:
    """One indicator of one sea by several products, on the latest day that the two longest of them share."""

    day: pd.Timestamp
    products: tuple[Product, ...]


def days(cache: Cache, records: Iterable[Record]) -> list[Day]:
    """Every indicator and sea that several products measure; one that cannot be read is left out."""
    found = []
    for group in conflicts.definitions(records):
        held = []
        for record in sorted(group, key=lambda one: -one.meta.count):
            try:
                held.append(cache.read(record.meta.id))
            except StoreError:
                continue
        day = _shared(held[:2])
        if day is not None:
            values = [(one, _at(one, day)) for one in held]
            found.append(Day(day, tuple(Product(one, value) for one, value in values if value is not None)))
    return found


def _shared(held: list[Held]) -> pd.Timestamp | None:
    if len(held) < 2:
        return None
    rows = [one.observations for one in held]
    first, second = (one.loc[one["value"].notna(), "time_start"].to_numpy() for one in rows)
    both = np.intersect1d(first, second)
    return pd.Timestamp(both[-1]) if both.size else None


def _at(held: Held, day: pd.Timestamp) -> float | None:
    rows = held.observations
    values = rows.loc[rows["time_start"].eq(day) & rows["value"].notna(), "value"]
    return None if values.empty else float(values.iloc[0])
