"""Removes what was made of a cache before some series went, so that nothing shows them any more."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from indicators import store
from indicators.export.desk import folders
from indicators.light import shelf
from indicators.store import Cache


def purge(root: Path, series: Sequence[str], *, only_of: str = "") -> None:
    """Light pages and ordered figures of before, and copies of the series in kept editions.

    All pages and orders go, whether or not they showed one of the series: they are made again when asked for. An
    order that is being made is left to end as a cancelled one. `only_of`: the checksum of the file handed in; copies
    that were made of another one stay.
    """
    with suppress(OSError):
        for edition in shelf.place(Cache(root)).glob("*/"):
            shutil.rmtree(edition, ignore_errors=True)
    for job in (root / "export").glob("*/"):
        with suppress(OSError):
            if folders.alive(job):
                folders.cancel(job)
            else:
                shutil.rmtree(job, ignore_errors=True)
    for series_id in series:
        for kept in (root / "editions").glob(f"*/series/{series_id}.parquet"):
            if not only_of or _checksum(kept) in ("", only_of):
                kept.unlink(missing_ok=True)


def _checksum(path: Path) -> str:
    """Of the file that a copy was made of; empty where it cannot be read."""
    try:
        return store.decode(pq.read_metadata(path).metadata).sha256
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError):
        return ""
