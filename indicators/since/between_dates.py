"""Two dates: what the journal says came in between them, and what was observed between them.

What came in is known for certain only as far as the journal reaches back, and of series not retrieved
since; the rest is said to be unknown, never guessed. What was observed between is read off the rows.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indicators import journal, recent
from indicators.catalog import Catalog
from indicators.difference import Revised
from indicators.errors import StoreError
from indicators.series import Meta
from indicators.since import news
from indicators.since.edition import Edition, side_at
from indicators.since.news import Known, News, Periods, Revision, Rows, Vintage
from indicators.store import Origin, Side

Items = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Journals:
    """What the sides of a cache wrote down between two days: items by series, by side; and since when they do.

    `logged` are revisions that a provider's log holds from the time before the journal.
    """

    began: Mapping[Side, str]
    items: Mapping[Side, Items]
    logged: Mapping[str, tuple[Revision, ...]]
    withdrawn: frozenset[str]
    broken: tuple[str, ...]


def compare(
    start: dt.datetime, end: dt.datetime, held: Edition, catalog: Catalog
) -> tuple[list[News], list[str], Journals]:
    """Every series held between two moments, sentences about broken ones, and what the journals say."""
    metas, broken = held.surveyed
    told = read(held, start, end)
    found: list[News] = []
    for series_id, (meta, side) in metas.items():
        try:
            found.append(_one(series_id, meta, side, told, (start, end), held, catalog))
        except StoreError as error:
            broken = [*broken, error.sentence]
    return found, broken, told


def read(held: Edition, start: dt.datetime, end: dt.datetime) -> Journals:
    """The journals of an edition between two moments, by day."""
    after, until = f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}"
    items: dict[Side, dict[str, list[Mapping[str, Any]]]] = {}
    withdrawn: set[str] = set()
    broken: list[str] = []
    logged: dict[str, tuple[Revision, ...]] = {}
    for side in held.sides:
        entries, unreadable = journal.entries(side, after, until)
        broken += unreadable
        mine = items.setdefault(side, {})
        for entry in entries:
            withdrawn |= set(entry["withdrawn"])
            for series_id, item in entry["series"].items():
                mine.setdefault(series_id, []).append(item)
        for series_id, found in _logged(side, after, until, journal.began(side)).items():
            logged[series_id] = logged.get(series_id, ()) + found
    began = {side: journal.began(side) for side in held.sides}
    return Journals(began, items, logged, frozenset(withdrawn - held.surveyed[0].keys()), tuple(broken))


def _one(
    series_id: str, meta: Meta, side: Side, told: Journals, span: tuple[dt.datetime, dt.datetime],
    held: Edition, catalog: Catalog,
) -> News:  # fmt: skip
    start, end = span
    items, logged = told.items[side].get(series_id, []), told.logged.get(series_id, ())
    known = _known(meta, items, told.began[side], start)
    periods = _periods(side, series_id) if meta.last > _stamp(start) else None
    removed = sum(item.get("removed", 0) for item in items) + sum(one.change.kind == "removed" for one in logged)
    item = News(
        meta,
        "new" if any(one.get("new") for one in items) else "held",
        came=_came(items),
        within=sum(one.get("within", 0) for one in items),
        known=known,
        observed=periods.between(start, end) if periods else Rows(),
        revisions=tuple(one for item in items for one in _revisions(item)) + logged,
        revised=sum(item.get("revised", 0) for item in items) + len(logged) - removed,
        removed=removed,
    )
    before, after = (_last_by(periods, moment) if periods else meta.last for moment in span)
    if known == "all" and items:
        before = "" if items[0].get("new") else str(items[0].get("last_before", ""))
    return news.aged(item, catalog, (before, start), (after, end))


def _periods(side: Side, series_id: str) -> Periods:
    """The periods of a series; read once for all dates that somebody asks for, until its file changes."""
    return _read_periods(side.path, side.origin, series_id, recent.changed(side.file(series_id)))


@functools.lru_cache(maxsize=3000)
def _read_periods(path: Path, origin: Origin, series_id: str, changed: int) -> Periods:
    return Periods.of(side_at(path, origin).read(series_id).observations)


def _known(meta: Meta, items: Sequence[object], began: str, start: dt.datetime) -> Known:
    """How much is known of what came in: all since the journal began, or of a series not retrieved since."""
    if (began and began <= _stamp(start)) or meta.retrieved <= _stamp(start):
        return "all"
    return "part" if items else "no"


def _last_by(periods: Periods, moment: dt.datetime) -> str:
    """The last observation that was over at a moment, ISO: taken for known then where the journal does not say."""
    return periods.between(dt.datetime.min, moment).last


def _came(items: Sequence[Mapping[str, Any]]) -> Rows:
    filled = [item for item in items if "last" in item]
    if not filled:
        return Rows()
    last = max(filled, key=lambda item: str(item["last"]))
    count = sum(item.get("later", 0) + item.get("within", 0) for item in items)
    return Rows(count, min(item["first"] for item in filled), last["last"], last.get("last_value"))


def _revisions(item: Mapping[str, Any]) -> list[Revision]:
    return [
        Revision(Revised(**change), Vintage(**part["from"]), Vintage(**part["to"]))
        for part in item.get("revisions", [])
        for change in part["changes"]
    ]


def _logged(side: Side, after: str, until: str, began: str) -> dict[str, tuple[Revision, ...]]:
    """Revisions that were logged before there was a journal."""
    found: dict[str, tuple[Revision, ...]] = {}
    for folder in sorted((side.path / "revisions").glob("*/")):
        for log in _readable(side, folder.name):
            stamp = str(log["to"]["retrieved"])
            if not after < stamp[:10] <= until or (began and stamp >= began):
                continue
            was, now = (
                Vintage(retrieved=part.get("retrieved", ""), sha256=part.get("sha256", ""))
                for part in (log["from"], log["to"])
            )
            for series_id, changes in log["changes"].items():
                told = [Revision(Revised(**change), was, now) for change in changes if change["kind"] != "filled"]
                found[series_id] = found.get(series_id, ()) + tuple(told)
    return found


def _readable(side: Side, source: str) -> list[dict[str, Any]]:
    """The revision logs of a source; none where one of them is broken."""
    try:
        return list(side.revisions(source))
    except (OSError, ValueError):
        return []


def _stamp(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}"
