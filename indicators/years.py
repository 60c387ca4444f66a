"""What a series holds year by year, small enough to travel in its metadata (docs/contracts.md, `years`).

Reading every series to know who measured what and when takes seconds; this summary is written with the
series and read with its footer. It counts observations and says how sure they are; it holds no values.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators import observations

UNDATED = "No date in the source"  # a note that begins so: placed at its year of publication
UNKNOWN = "Year not stated"  # a note that says so: the year of the row says nothing
ALL, NO_YEAR = "all", "unknown"
GOOD = "good"  # the flag that is not told
POOLED_FROM = 6  # calendar years from which a period is a climatology or a pooled mean
SHORT_DAYS = 366  # periods up to this length count for the one year that holds most of them


@dataclass(frozen=True)
class Tally:
    """How many observations, by confidence, and how many with an interval or without a date.

    `flags` are the flags that occur besides `good`, by alphabet.
    """

    measured: int = 0
    read: int = 0
    secondhand: int = 0
    derived: int = 0
    interval: int = 0
    undated: int = 0
    flags: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        """Number of observations."""
        return self.measured + self.read + self.secondhand + self.derived

    @property
    def at_source(self) -> int:
        """Observations measured, or read in the source itself."""
        return self.measured + self.read

    @property
    def best(self) -> str:
        """The best confidence that occurs: `measured`, `read_in_source`, `derived`, `quoted_secondhand`."""
        return next((name for name, part in _ORDER.items() if getattr(self, part)), "")

    def __add__(self, other: Tally) -> Tally:
        added = {name: getattr(self, name) + getattr(other, name) for name in _NUMBERS}
        return Tally(**added, flags=tuple(sorted({*self.flags, *other.flags})))


_ORDER = {"measured": "measured", "read_in_source": "read", "derived": "derived", "quoted_secondhand": "secondhand"}
_NUMBERS = ("measured", "read", "secondhand", "derived", "interval", "undated")


@dataclass(frozen=True)
class Years:
    """A series year by year.

    Attributes
    ----------
    by_year : mapping
        Tally of each calendar year with an observation. A period of up to a year counts for the year
        that holds most of it, a longer one for every year it touches.
    pooled : mapping
        Periods that touch more than five calendar years (climatologies, pooled means), kept apart.
    unknown : Tally
        Observations whose source states no year at all.
    total : Tally
        Every observation once.
    """

    by_year: Mapping[int, Tally] = field(default_factory=dict)
    pooled: Mapping[tuple[int, int], Tally] = field(default_factory=dict)
    unknown: Tally = Tally()
    total: Tally = Tally()

    @property
    def first(self) -> int | None:
        """The first year with an observation."""
        return min(self.by_year, default=None)

    @property
    def last(self) -> int | None:
        """The last year with an observation; the end of a pooled period where there is no other."""
        return max(self.by_year, default=max((end for _, end in self.pooled), default=None))


def summarise(frame: pd.DataFrame) -> str:
    """The summary of an observation frame as it travels in the metadata; empty for a frame without rows that count."""
    counted = frame[observations.carrying(frame)]
    return "" if counted.empty else encode(of(counted))


def of(frame: pd.DataFrame) -> Years:
    """Year by year, of observations that carry something."""
    notes = frame["note"].tolist()
    rows, unknown = _rows(frame, notes), np.array([UNKNOWN in note for note in notes], bool)
    start, end = (frame[name].dt.year.to_numpy(np.int64) for name in ("time_start", "time_end"))
    days = (frame["time_end"] - frame["time_start"]).dt.days.to_numpy() + 1
    begin, stop = _covered(frame, start, end, days)
    pooled = (stop - begin + 1 >= POOLED_FROM) & ~unknown
    by_year: dict[int, Tally] = {}
    single = ~unknown & ~pooled
    for shift in range(POOLED_FROM - 1):
        some = single & (begin + shift <= stop)
        for year, tally in rows[some].by((begin + shift)[some]):
            by_year[year] = by_year.get(year, Tally()) + tally
    spans = {}
    for pair in sorted(set(zip(begin[pooled].tolist(), stop[pooled].tolist(), strict=True))):
        spans[pair] = rows[pooled & (begin == pair[0]) & (stop == pair[1])].tally()
    return Years(dict(sorted(by_year.items())), spans, rows[unknown].tally(), rows.tally())


def _covered(
    frame: pd.DataFrame, start: np.ndarray, end: np.ndarray, days: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """First and last calendar year that each row counts for."""
    crosses = (start != end) & (days <= SHORT_DAYS)
    if not crosses.any():
        return start, end
    new_year = pd.to_datetime(pd.Series(start + 1).astype(str) + "-01-01").to_numpy()
    before = (new_year - frame["time_start"].dt.normalize().to_numpy()) / np.timedelta64(1, "D")
    mostly = np.where(before * 2 >= days, start, start + 1)
    return np.where(crosses, mostly, start), np.where(crosses, mostly, end)


@dataclass(frozen=True)
class _Rows:
    """What is counted of each row: `numbers` (n, 6) in the order of `_NUMBERS`, and its flag (n,)."""

    numbers: NDArray[np.int64]
    flags: NDArray[np.str_]

    def __getitem__(self, chosen: NDArray[np.bool_]) -> _Rows:
        return _Rows(self.numbers[chosen], self.flags[chosen])

    def tally(self) -> Tally:
        """All rows together."""
        return _of_numbers(self.numbers.sum(axis=0).tolist(), _flags(self.flags))

    def by(self, years: NDArray[np.int64]) -> Iterator[tuple[int, Tally]]:
        """Rows of each year together, given the year of every row."""
        every, place = np.unique(years, return_inverse=True)
        sums = np.zeros((every.size, len(_NUMBERS)), np.int64)
        np.add.at(sums, place, self.numbers)
        doubtful = self.flags != GOOD
        flags = {year: _flags(self.flags[doubtful & (years == year)]) for year in np.unique(years[doubtful]).tolist()}
        for year, numbers in zip(every.tolist(), sums.tolist(), strict=True):
            yield year, _of_numbers(numbers, flags.get(year, ()))


def _rows(frame: pd.DataFrame, notes: Sequence[str]) -> _Rows:
    said = np.array(frame["confidence"].tolist(), str)
    both = frame["lower"].notna().to_numpy() & frame["upper"].notna().to_numpy()
    undated = np.array([note.startswith(UNDATED) for note in notes], bool)
    kinds = [said == kind for kind in ("measured", "read_in_source", "quoted_secondhand", "derived")]
    return _Rows(np.stack([*kinds, both, undated], axis=1).astype(np.int64), np.array(frame["flag"].tolist(), str))


def _of_numbers(numbers: Sequence[int], flags: tuple[str, ...]) -> Tally:
    """A tally from its numbers in the order of `_NUMBERS`, noughts at the end left out."""
    return Tally(**dict(zip(_NUMBERS, numbers, strict=False)), flags=flags)


def _flags(found: NDArray[np.str_]) -> tuple[str, ...]:
    return tuple(sorted(set(found.tolist()) - {GOOD}))


def encode(years: Years) -> str:
    """As JSON: a year, `1990-2020` for a pooled period, `unknown` and `all`, each with its numbers and flags."""
    told: dict[str, list[int | str]] = {str(year): _list(tally) for year, tally in years.by_year.items()}
    told |= {f"{first}-{last}": _list(tally) for (first, last), tally in years.pooled.items()}
    if years.unknown.n:
        told[NO_YEAR] = _list(years.unknown)
    told[ALL] = _list(years.total)
    return json.dumps(told, separators=(",", ":"))


def _list(tally: Tally) -> list[int | str]:
    """`[measured, read, second-hand, derived, with interval, undated, flags]`, without noughts at the end."""
    parts: list[int | str] = [*(getattr(tally, name) for name in _NUMBERS), " ".join(tally.flags)]
    while parts and not parts[-1]:
        parts.pop()
    return parts


def decode(text: str) -> Years:
    """Read what `encode` wrote; the empty text is a series without observations.

    Raises
    ------
    ValueError
        When the text is not such a summary.
    """
    by_year: dict[int, Tally] = {}
    pooled: dict[tuple[int, int], Tally] = {}
    apart = {NO_YEAR: Tally(), ALL: Tally()}
    for name, parts in json.loads(text or "{}").items():
        numbers = [part for part in parts if not isinstance(part, str)]
        flags = tuple(part for word in parts if isinstance(word, str) for part in word.split())
        tally = _of_numbers(numbers, flags)
        if name in apart:
            apart[name] = tally
        elif "-" in name[1:]:
            first, last = name.split("-")
            pooled[int(first), int(last)] = tally
        else:
            by_year[int(name)] = tally
    return Years(by_year, pooled, apart[NO_YEAR], apart[ALL])


def counts_for(start: pd.Timestamp, end: pd.Timestamp) -> tuple[int, int]:
    """First and last calendar year that one period counts for, by the same rule as `Years.by_year`."""
    days = (end - start).days + 1
    if start.year == end.year or days > SHORT_DAYS:
        return start.year, end.year
    before = (pd.Timestamp(end.year, 1, 1) - start.normalize()).days
    mostly = start.year if before * 2 >= days else end.year
    return mostly, mostly
