"""A digest: what is new, revised or newly out of date between two moments, and what cannot be known about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any

from indicators.catalog import Catalog
from indicators.series import Meta
from indicators.since import between_dates, between_editions, news
from indicators.since.between_dates import Journals
from indicators.since.edition import Edition, present
from indicators.since.moments import Moment, last_meeting, moment, require_in_order
from indicators.since.news import News, Totals
from indicators.store import Cache, Origin


@dataclass(frozen=True)
class Note:
    """A remark on what the numbers mean: a message key `since.note.<code>` and what it fills in."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Digest:
    """What a digest tells; `basis` is `editions` or `dates`, `found` is in the order of series ids.

    `unknown` are all series of which it is not known, or only in part, what came in.
    """

    start: Moment
    end: Moment
    basis: str
    found: tuple[News, ...]
    notes: tuple[Note, ...]
    broken: tuple[str, ...]
    unknown: tuple[Meta, ...] = ()

    def of(self, countries: Sequence[str], indicators: Sequence[str] = ()) -> Digest:
        """The part of some countries and indicators; none named means all."""

        def asked(meta: Meta) -> bool:
            here = not countries or bool(set(countries) & set(meta.countries))
            return here and (not indicators or meta.indicator in indicators)

        return self.part(asked)

    def part(self, asked: Callable[[Meta], bool]) -> Digest:
        """The series that are asked for."""
        found = tuple(item for item in self.found if asked(item.meta))
        return replace(self, found=found, unknown=tuple(meta for meta in self.unknown if asked(meta)))

    @property
    def totals(self) -> Totals:
        """The counts over all series."""
        return news.totals(self.found)


def make(cache: Cache, catalog: Catalog, start: str, end: str, today: dt.datetime) -> Digest:
    """The digest between two moments by their words; no `start` means the last meeting.

    Raises
    ------
    MomentError
        When a word is not known or the two do not go together.
    StoreError
        When an edition is not a cache.
    """
    with ExitStack() as stack:
        first = moment(start or last_meeting(catalog, today) or "snapshot", cache, catalog, today, stack)
        last = moment(end or "now", cache, catalog, today, stack)
        require_in_order(first, last)
        if first.edition and last.edition:
            return _of_editions(first, last, first.edition, last.edition, catalog)
        return _of_dates(first, last, last.edition or present(cache, today), catalog)


def _of_editions(first: Moment, last: Moment, one: Edition, other: Edition, catalog: Catalog) -> Digest:
    found, broken = between_editions.compare(one, other, catalog)
    notes = [Note("editions"), *_common(first, found)]
    return _digest(first, last, "editions", found, notes, broken)


def _of_dates(first: Moment, last: Moment, held: Edition, catalog: Catalog) -> Digest:
    found, broken, told = between_dates.compare(first.at, last.at, held, catalog)
    notes = [*_reach(found, told, held), *_common(first, found)]
    if told.withdrawn:
        notes.append(Note("withdrawn", {"ids": ", ".join(sorted(told.withdrawn)), "n": len(told.withdrawn)}))
    lost = [f"{path}: the journal entry cannot be read." for path in told.broken]
    return _digest(first, last, "dates", found, notes, [*broken, *lost])


def _digest(
    first: Moment, last: Moment, basis: str, found: Sequence[News], notes: Sequence[Note], broken: Sequence[str]
) -> Digest:
    kept = tuple(item for item in found if item.any)
    first, last = (replace(one, edition=None) for one in (first, last))  # it is read; a digest holds no files
    unknown = tuple(item.meta for item in found if item.known != "all")
    return Digest(first, last, basis, kept, tuple(notes), tuple(broken), unknown)


def _reach(found: Sequence[News], told: Journals, held: Edition) -> list[Note]:
    """How far back it is known what came in: of what was fetched here, and of what was shipped."""
    unknown = [item.meta for item in found if item.known != "all"]
    if not unknown:
        return [Note("journal_all")]
    sides = {series_id: side.origin for series_id, (_, side) in held.surveyed[0].items()}
    began = {side.origin: stamp for side, stamp in told.began.items()}
    notes = []
    origins: tuple[tuple[Origin, str], ...] = (("live", "journal_from"), ("snapshot", "shipped"))
    for origin, code in origins:
        mine = [meta.retrieved for meta in unknown if sides[meta.id] == origin]
        if mine:
            day = max(mine) if origin == "snapshot" else began.get(origin) or max(mine)
            notes.append(Note(code, {"day": day[:10], "n": len(mine), "all": len(found)}))
    return notes


def _common(first: Moment, found: Sequence[News]) -> list[Note]:
    notes = []
    if first.kind in ("meeting", "date") and len(first.stated) < 10:
        notes.append(Note("end_of", {"stated": first.stated, "day": first.day}))
    if any(item.any and item.meta.source == news.DERIVED for item in found):
        notes.append(Note("derived"))
    return notes
