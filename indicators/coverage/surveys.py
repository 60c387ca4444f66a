"""When animals were counted: the surveys of a series, each period once.

A survey printed under several assumptions, or by two works, is one survey. Rows whose source states no year
are no survey.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

import pandas as pd

from indicators import observations, years
from indicators.catalog import Catalog
from indicators.coverage.record import Record
from indicators.errors import StoreError
from indicators.statistics import untested
from indicators.store import Cache, Held

FAMILIES = ("abundance", "counts", "haulouts", "classes")
"""Families of series that hold surveys of animals."""
NO_SURVEY = ("stated_abundance", "managed_number", "historical_abundance", "prewhaling_abundance", "catalogue_size")
"""Measures that are no survey of a year: statements, targets, reconstructions, cumulative catalogues."""
LEAST_FOR_RHYTHM = 3


@dataclass(frozen=True)
class Survey:
    """One period in which animals were counted, and the rows that tell of it.

    `first` and `last` are the calendar years it counts for.
    """

    first: int
    last: int
    rows: tuple[Any, ...]

    @property
    def undated(self) -> bool:
        """Whether the source gives no date, and the year is that of publication."""
        return all(row.note.startswith(years.UNDATED) for row in self.rows)

    @property
    def interval(self) -> bool:
        """Whether a row has both ends of an interval."""
        return any(pd.notna(row.lower) and pd.notna(row.upper) for row in self.rows)

    @property
    def at_source(self) -> bool:
        """Whether a row was measured, or read in its source."""
        return any(row.confidence in ("measured", "read_in_source") for row in self.rows)

    @property
    def pooled(self) -> bool:
        """Whether it stands for more than five calendar years."""
        return self.last - self.first + 1 >= years.POOLED_FROM


@dataclass(frozen=True)
class Counted:
    """A series of surveys."""

    record: Record
    held: Held
    surveys: tuple[Survey, ...]


@dataclass(frozen=True)
class Rhythm:
    """When the next survey is due, judged from the past ones.

    Attributes
    ----------
    every : float, optional
        Years between two surveys: the median interval; None where there is no rhythm to judge from.
    stated : bool
        Whether the figures are registered as yearly ones, so that one is due every year.
    due : int, optional
        Year in which the next is due.
    """

    every: float | None
    stated: bool
    due: int | None

    def overdue(self, year: int) -> int:
        """Years since it was due; 0 when it is not overdue."""
        return 0 if self.due is None else max(year - self.due, 0)


def is_survey(record: Record, catalog: Catalog) -> bool:
    """Whether a series holds counts or estimates of animals, each of its own time."""
    counted = record.domain == "population" and record.family in FAMILIES
    return counted and catalog.indicators[record.meta.indicator].measure not in NO_SURVEY


def read(cache: Cache, records: Iterable[Record], catalog: Catalog) -> Iterator[Counted]:
    """Surveys of the series that hold any; one that cannot be read is left out."""
    for record in records:
        if not is_survey(record, catalog):
            continue
        try:
            held = cache.read(record.meta.id)
        except StoreError:
            continue
        yield Counted(record, held, of(held))


def of(held: Held) -> tuple[Survey, ...]:
    """Every period of a series, oldest first."""
    frame = held.observations[observations.carrying(held.observations)]
    frame = frame[~frame["note"].str.contains(years.UNKNOWN, regex=False)]
    found: dict[tuple[pd.Timestamp, pd.Timestamp], list[Any]] = {}
    for row in observations.rows(frame):
        found.setdefault((row.time_start, row.time_end), []).append(row)
    return tuple(Survey(*years.counts_for(*period), tuple(rows)) for period, rows in sorted(found.items()))


def rhythm(counted: Counted) -> Rhythm:
    """Median interval between at least three surveys of one series and method, or the yearly one registered.

    Counts of several surveyors, compiled in one table, have no rhythm of their own.
    """
    if "compiled" in untested.reasons(counted.record.meta):
        return Rhythm(None, False, None)
    done = sorted({survey.last for survey in counted.surveys if not survey.pooled and not survey.undated})
    if counted.record.meta.frequency == "year" and done:
        return Rhythm(1.0, True, done[-1] + 1)
    if len(done) < LEAST_FOR_RHYTHM:
        return Rhythm(None, False, None)
    every = float(median(later - earlier for earlier, later in zip(done[:-1], done[1:], strict=True)))
    return Rhythm(every, False, done[-1] + max(round(every), 1))
