"""Removes what was made of a cache before some series went, so that nothing shows them any more."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from indicators.export.desk import folders
from indicators.light import shelf
from indicators.store import Cache


def purge(root: Path, series: Sequence[str]) -> None:
    """Light pages and ordered figures of before, and copies of the series in kept editions.

    All pages and orders go, whether or not they showed one of the series: they are made again when asked for. An
    order that is being made is left to end as a cancelled one.
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
            kept.unlink(missing_ok=True)
