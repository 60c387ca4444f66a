"""Two editions of the cache compared series by series: exact, for both are at hand.

A file that is the same, byte for byte, is not opened; equal rows are not compared. A broken one is told and left out.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from indicators import journal
from indicators.catalog import Catalog
from indicators.difference import difference
from indicators.errors import StoreError
from indicators.series import Meta
from indicators.since import news
from indicators.since.edition import Edition
from indicators.since.news import News, Periods, Revision, Vintage
from indicators.store import Held


def compare(start: Edition, end: Edition, catalog: Catalog) -> tuple[list[News], list[str]]:
    """What `end` holds otherwise than `start`, and sentences about series that cannot be read.

    Observations count as observed between the editions when their period ended between their dates.
    """
    (old, broken_old), (new, broken_new) = start.surveyed, end.surveyed
    unreadable = _unreadable(start) | _unreadable(end)
    broken = [f"{edition.name}: {told}" for edition, said in ((start, broken_old), (end, broken_new)) for told in said]
    found: list[News] = []
    for series_id in sorted((old.keys() | new.keys()) - unreadable):
        try:
            item = _one(series_id, start, end)
        except StoreError as error:
            broken.append(error.sentence)
            continue
        before, after = (known[series_id][0].last if series_id in known else "" for known in (old, new))
        if item.kind != "withdrawn":
            item = news.aged(item, catalog, (before, start.at), (after, end.at))
        found.append(item)
    return found, broken


def _unreadable(edition: Edition) -> set[str]:
    """Series whose only file in an edition cannot be read: neither new nor withdrawn."""
    ids = {series_id for side in edition.sides for series_id in side.ids()}
    return ids - edition.surveyed[0].keys()


def _one(series_id: str, start: Edition, end: Edition) -> News:
    old, new = start.surveyed[0].get(series_id), end.surveyed[0].get(series_id)
    if new is None:
        assert old is not None  # noqa: S101 - it is in one of them
        return News(old[0], "withdrawn")
    if old is not None and _same_rows(start.file(series_id), end.file(series_id)):
        return _unchanged(new[0], start.at, end)
    held, before = end.read(series_id), start.read(series_id) if old else None
    return _changed(before, held, (start.at, end.at))


def _unchanged(meta: Meta, since: dt.datetime, end: Edition) -> News:
    """The same observations: nothing came in, though some may be younger than the date of the first edition."""
    if meta.last <= f"{since:%Y-%m-%dT%H:%M:%S}":
        return News(meta)
    return News(meta, observed=Periods.of(end.read(meta.id).observations).between(since, end.at))


def _changed(before: Held | None, held: Held, span: tuple[dt.datetime, dt.datetime]) -> News:
    found = difference(before.observations if before else None, held.observations)
    was, now = (vintage(item.meta) if item else Vintage() for item in (before, held))
    removed = sum(change.kind == "removed" for change in found.revised)
    return News(
        held.meta,
        "held" if before else "new",
        came=Periods.of(found.came).rows(),
        within=len(found.within),
        observed=Periods.of(held.observations).between(*span),
        revisions=tuple(Revision(change, was, now) for change in found.revised),
        revised=len(found.revised) - removed,
        removed=removed,
    )


def _same_rows(one: Path, other: Path) -> bool:
    """Whether two series files hold the same, byte for byte or row for row (then their metadata differ)."""
    if journal.same_bytes(one, other):
        return True
    try:
        return bool(_table(one).equals(_table(other)))
    except (OSError, pa.ArrowException):
        return False


def _table(path: Path) -> pa.Table:
    with pq.ParquetFile(path) as parquet:
        return parquet.read(use_threads=False)


def vintage(meta: Meta) -> Vintage:
    """The edition that a series came from."""
    return Vintage(**journal.vintage(meta))
