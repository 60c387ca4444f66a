"""Where two sources differ: both numbers side by side, each with its source; nothing is settled here.

Two ways to find them. A note in the published tables begins with `Conflict:` where whoever entered the value
read another one elsewhere. And two works that give the same indicator of the same place for the same time
with numbers that exclude each other, their stated intervals and printed digits considered. Products that
define their area or method otherwise measure something else: no conflict, and listed apart.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import pandas as pd

from indicators import observations, years
from indicators.coverage.record import Record
from indicators.errors import StoreError
from indicators.series import Meta
from indicators.store import Cache, Held

LEAST_OVERLAP = 0.5  # of the longer period, from which two values stand for the same time
A_YEAR = pd.Timedelta(days=years.SHORT_DAYS)
FACTORS = {"t": 1.0, "thousand t": 1e3, "million t": 1e6}
_SCALES = (("million t", 1e6), ("thousand t", 1e3))
MOST_ROWS = 400  # rows of one series that are compared; longer ones are records of instruments
_NOTED = re.compile(r"Conflict: (.*?\.)(?=\s|$)")
_HOUR = re.compile(r"Sampled at (\d\d:\d\d)")
_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\d.,])\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Said:
    """A value and the series it stands in."""

    held: Held
    row: Any


@dataclass(frozen=True)
class Conflict:
    """What one source says, and what another says otherwise: a value of ours, or words of a note."""

    first: Said
    second: Said | None = None
    words: str = ""

    @property
    def noted(self) -> bool:
        """Whether it was noted when the value was entered; else it was found by comparing."""
        return bool(self.words)

    @property
    def meta(self) -> Meta:
        """Metadata of the first value's series."""
        return self.first.held.meta


class Rows:
    """Rows of series that can stand in a conflict; made when they are first asked for."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[Held, list[Any]]] = {}

    def of(self, held: Held) -> list[Any]:
        """Dated rows with a number."""
        if id(held) not in self._made:
            self._made[id(held)] = held, _rows(held)
        return self._made[id(held)][1]


def noted(listed: Iterable[Held]) -> Iterator[Conflict]:
    """Conflicts that the notes of the tables tell, one a part that begins with `Conflict:`."""
    for held in listed:
        if not any("Conflict: " in note for note in held.observations["note"].tolist()):
            continue
        for row in observations.rows(held.observations):
            for other in _NOTED.findall(row.note):
                yield Conflict(Said(held, row), words=other)


def everything(listed: Sequence[Held], species: Mapping[str, str | None]) -> list[Conflict]:
    """Noted and found conflicts, each pair of values once.

    Parameters
    ----------
    listed : sequence of Held
        The series to look through (`readable`).
    species : mapping
        Species of every indicator: the other value of a note may stand under another measure of it.
    """
    rows = Rows()
    by_note = [_resolved(one, listed, species, rows) for one in noted(listed)]
    pairs: dict[frozenset[Any], Conflict] = {}
    for number, one in enumerate(by_note):
        key = _key(one) if one.second else frozenset({-1 - number})
        pairs.setdefault(key, one)
    for one in found(listed, rows):
        pairs.setdefault(_key(one), one)
    return sorted(pairs.values(), key=lambda one: (one.meta.indicator, one.meta.place, one.first.row.time_start))


def _key(one: Conflict) -> frozenset[Any]:
    """The two values of a pair, in any order."""
    said = [one.first, *([one.second] if one.second else [])]
    return frozenset((part.held.meta.id, part.row.time_start, part.row.citation) for part in said)


def _resolved(one: Conflict, listed: Iterable[Held], species: Mapping[str, str | None], rows: Rows) -> Conflict:
    """A noted conflict with the other value, where the tables hold it: same place, species, time and number."""
    numbers = [float(text.replace(",", "")) for text in _NUMBER.findall(one.words)]
    factor = next((scale for unit, scale in _SCALES if unit in one.words), 1.0)
    for held in listed:
        alike = species.get(held.meta.indicator) == species.get(one.meta.indicator) or (
            held.meta.indicator == one.meta.indicator
        )
        if held.meta.place != one.meta.place or not alike:
            continue
        for row in rows.of(held):
            base = row.value * FACTORS.get(held.meta.unit, 1.0)
            same = row.citation != one.first.row.citation and _same_time(row, one.first.row)
            if same and any(abs(base - n * factor) <= half_digit(n) * factor for n in numbers):
                return replace(one, second=Said(held, row))
    return one


def found(listed: Sequence[Held], rows: Rows | None = None) -> Iterator[Conflict]:
    """Pairs of values of two works, for one indicator, place and time, that exclude each other."""
    rows = rows or Rows()
    together: dict[tuple[str, str], list[Held]] = {}
    for held in listed:
        together.setdefault((held.meta.indicator, held.meta.place), []).append(held)
    for group in together.values():
        if len({citation for held in group for citation in held.observations["citation"].unique()}) < 2:
            continue
        said = [Said(held, row) for held in group for row in rows.of(held)]
        for one, other in combinations(said, 2):
            if _exclude(one, other):
                yield Conflict(one, other)


def candidates(records: Iterable[Record]) -> list[str]:
    """Series in which conflicts can stand: figures of works, and those of a provider for the same places.

    Global products are left out (`definitions`), and records of instruments, which have one source.
    """
    mine = [one.meta for one in records if not one.context]
    published = {(meta.indicator, meta.place) for meta in mine if meta.source == "published"}
    return [meta.id for meta in mine if (meta.indicator, meta.place) in published and meta.count <= MOST_ROWS]


def readable(cache: Cache, ids: Iterable[str]) -> list[Held]:
    """Those of some series that can be read."""
    held = []
    for one in ids:
        with suppress(StoreError):
            held.append(cache.read(one))
    return held


def definitions(records: Iterable[Record]) -> list[tuple[Record, ...]]:
    """Series of one indicator and place by several global products: different definitions, no conflict."""
    together: dict[tuple[str, str, str], list[Record]] = {}
    for one in records:
        if one.context == "satellite" and one.meta.frequency == "day" and one.meta.source != "derived":
            together.setdefault((one.meta.indicator, one.meta.place, one.meta.unit), []).append(one)
    several = [tuple(held) for held in together.values() if len({one.meta.source for one in held}) > 1]
    return [held for held in several if sum(one.meta.count for one in held) > MOST_ROWS]


def _rows(held: Held) -> list[Any]:
    frame = held.observations
    given = frame["value"].notna() | frame["lower"].notna() | frame["upper"].notna()
    frame = frame[given & ~observations.is_forecast(frame)]
    dated = ~frame["note"].str.startswith(years.UNDATED) & ~frame["note"].str.contains(years.UNKNOWN, regex=False)
    return observations.rows(frame[dated])


def _exclude(one: Said, other: Said) -> bool:
    """Whether two values are by two works, for the same time, in one unit, and exclude each other."""
    if one.row.citation == other.row.citation or not _same_time(one.row, other.row):
        return False
    units = one.held.meta.unit, other.held.meta.unit
    if units[0] != units[1] and not {*units} <= FACTORS.keys():
        return False
    (low, high), (least, most) = _span(one), _span(other)
    return high < least or most < low


def _same_time(one: Any, other: Any) -> bool:
    day = pd.Timedelta(days=1)
    if _hour(one) != _hour(other):
        return False
    overlap = min(one.time_end, other.time_end) - max(one.time_start, other.time_start) + day
    longer = max(one.time_end - one.time_start, other.time_end - other.time_start) + day
    if longer > A_YEAR:  # catalogues and means of several years: only the same years can be compared
        return (one.time_start.year, one.time_end.year) == (other.time_start.year, other.time_end.year)
    return bool(overlap > pd.Timedelta(0) and overlap >= LEAST_OVERLAP * longer)


def _hour(row: Any) -> str:
    """The hour of a sample where the note tells it: two samples of one day are no conflict."""
    told = _HOUR.search(row.note)
    return told.group(1) if told else ""


def _span(said: Said) -> tuple[float, float]:
    """What a value allows: its interval, a bound's open side, or its printed digits."""
    row, factor = said.row, FACTORS.get(said.held.meta.unit, 1.0)
    low, high, value = row.lower, row.upper, row.value
    if math.isnan(low) and math.isnan(high):
        half = half_digit(value)
        low, high = value - half, value + half
    elif math.isnan(value):
        low, high = (-math.inf if math.isnan(low) else low), (math.inf if math.isnan(high) else high)
    else:
        low, high = (value if math.isnan(low) else low), (value if math.isnan(high) else high)
    return low * factor, high * factor


def half_digit(value: float) -> float:
    """Half a unit of the last digit that a number was printed with: 0.05 for 338.3, 0.5 for 1,233."""
    text = repr(float(value))
    if "e" in text:
        return 0.0
    decimals = text.rpartition(".")[2]
    return 0.5 * 10.0 ** -(0 if decimals == "0" else len(decimals))
