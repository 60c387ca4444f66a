"""The newest value held at each link of the chain, with all that a reader needs to judge it.

Only the values of the series themselves: nothing is averaged over series, and a link without a held series
stays without a value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from indicators.series import Meta
from indicators.statistics import yearly
from indicators.store import Held
from indicators.system.chain import Chain, Slot

Kind = Literal["measured", "published", "derived", "model"]
UNDATED = "No date in the source"  # how notes of published tables begin where the work gives no date
MODEL_SOURCES = ("glofas", "huang")


@dataclass(frozen=True)
class Value:
    """One value with its period, interval, kind of evidence and work.

    `value`, `lower` and `upper` are in the unit of the series (NaN where the source gives none); `undated`
    says that `start` is only the year of publication; `take` what the value is of its series.
    """

    name: str
    meta: Meta
    take: str
    value: float
    lower: float
    upper: float
    interval: str
    start: dt.date
    end: dt.date
    flag: str
    confidence: str
    citation: str
    note: str
    undated: bool
    kind: Kind
    origin: str

    @property
    def year(self) -> int:
        """Year of the end of the period; of publication where there is no date."""
        return self.end.year

    @property
    def hollow(self) -> bool:
        """Whether the value is quoted from another source."""
        return self.confidence == "quoted_secondhand"


@dataclass(frozen=True)
class Shown:
    """What is held at a link: values in the order of its slots, and slots without a held series."""

    link: str
    values: tuple[Value, ...]
    lacking: tuple[str, ...]

    @property
    def newest(self) -> Value | None:
        """The value of the latest period; one without a date only where no other is held."""
        return max(self.values, key=lambda value: (not value.undated, value.end), default=None)


def links(chain: Chain, held: Iterable[Held]) -> dict[str, Shown]:
    """What is held at every link, of the series given."""
    by_id = {item.meta.id: item for item in held}
    return {name: _shown(name, link.slots, by_id) for name, link in chain.links.items()}


def _shown(name: str, slots: Sequence[Slot], by_id: Mapping[str, Held]) -> Shown:
    values, lacking = [], []
    for slot in slots:
        found = (value for series_id in slot.series if (value := _value(slot, by_id.get(series_id))))
        value = next(found, None)
        if value:
            values.append(value)
        else:
            lacking.append(slot.name)
    return Shown(name, tuple(values), tuple(lacking))


def _value(slot: Slot, held: Held | None) -> Value | None:
    """The newest value of a slot in a series; None where it has none."""
    if held is None:
        return None
    return _last(slot, held) if slot.take == "last" else _of_years(slot, held)


def _last(slot: Slot, held: Held) -> Value | None:
    """The newest row with a value or a bound, of the slot's depth layer where it has one."""
    frame = held.observations
    if slot.layer:
        top, bottom = slot.layer
        frame = frame[frame["depth_top_m"].eq(top) & frame["depth_bottom_m"].eq(bottom)]
    frame = frame[frame[["value", "lower", "upper"]].notna().any(axis=1)]
    if not len(frame):
        return None
    row = frame.sort_values(["time_end", "time_start"], kind="stable").iloc[-1]
    note = str(row["note"])
    return Value(
        name=slot.name,
        meta=held.meta,
        take=slot.take,
        value=float(row["value"]),
        lower=float(row["lower"]),
        upper=float(row["upper"]),
        interval=str(row["interval"]),
        start=row["time_start"].date(),
        end=row["time_end"].date(),
        flag=str(row["flag"]),
        confidence=str(row["confidence"]),
        citation=str(row["citation"]),
        note=note,
        undated=note.startswith(UNDATED),
        kind=_kind(held.meta, str(row["confidence"])),
        origin=held.origin,
    )


def _of_years(slot: Slot, held: Held) -> Value | None:
    """The newest season maximum (its day) or annual mean (its year) of a daily series."""
    found = yearly.of(held)
    if not found.n or found.what != slot.take:
        return None
    year = int(found.years[-1])
    day = found.dates[-1].date() if found.dates else None
    confidence = str(held.observations["confidence"].iloc[-1])
    missing = float("nan")
    return Value(
        name=slot.name,
        meta=held.meta,
        take=slot.take,
        value=float(found.values[-1]),
        lower=missing,
        upper=missing,
        interval="",
        start=day or dt.date(year, 1, 1),
        end=day or dt.date(year, 12, 31),
        flag="good",
        confidence=confidence,
        citation=held.meta.source,
        note="",
        undated=False,
        kind=_kind(held.meta, confidence),
        origin=held.origin,
    )


def _kind(meta: Meta, confidence: str) -> Kind:
    if meta.source in MODEL_SOURCES or meta.indicator.startswith("model_"):
        return "model"
    if meta.source == "derived" or confidence == "derived":
        return "derived"
    return "published" if meta.source == "published" else "measured"


def is_number(value: float) -> bool:
    """Whether there is a value."""
    return bool(pd.notna(value))
