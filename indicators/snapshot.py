"""The shipped snapshot: made from provider files by the same pipeline as everything else.

`cache/snapshot/recipe.yaml` lists the files and the day each was retrieved from its provider.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from indicators import fetchers, journal, refresh
from indicators.catalog import Catalog
from indicators.download.http import Http
from indicators.errors import FormatError
from indicators.refresh import Outcome
from indicators.series import Payload
from indicators.store import Cache, Side, now


def make(cache: Cache, catalog: Catalog, files: Path) -> Iterator[Outcome]:
    """Make the snapshot anew from provider files under `files`.

    Raises
    ------
    FormatError
        When a file of the recipe is missing or not what its source promises; the old snapshot stays.
    """
    recipe = cache.snapshot.path / "recipe.yaml"
    steps: list[dict[str, Any]] = yaml.safe_load(recipe.read_text(encoding="utf-8"))["files"]
    aside = Side(cache.root / ".making", "snapshot")
    shutil.rmtree(aside.path.parent, ignore_errors=True)
    try:
        for step in steps:
            yield refresh.take(aside, catalog, step["source"], _payload(step, files, catalog))
        journal.record_replacement(cache.snapshot, aside, f"{now():%Y-%m-%dT%H:%M:%SZ}")
        _replace(aside, cache.snapshot)
    finally:
        shutil.rmtree(aside.path.parent, ignore_errors=True)


def _payload(step: dict[str, Any], files: Path, catalog: Catalog) -> Payload:
    retrieved = dt.datetime.combine(step["retrieved"], dt.time(), dt.UTC)
    if "file" not in step:
        shipped = fetchers.fetch(step["source"], catalog, Http(mirror=""), None)
        if shipped is None:
            raise FormatError("nothing to read", step["source"], "Correct the recipe.")
        return Payload(shipped.content, shipped.name, retrieved, date=step.get("date"))
    path = files / step["file"]
    if not path.is_file():
        raise FormatError("the file is missing", str(path), "Give the folder of provider files, or correct the recipe.")
    return Payload.from_file(path, retrieved, step.get("date"))


def _replace(made: Side, target: Side) -> None:
    """Put the new series and states in the place of the old ones; the recipe stays."""
    for part in ("series", "fields", "sources"):
        shutil.rmtree(target.path / part, ignore_errors=True)
        if (made.path / part).exists():
            shutil.move(str(made.path / part), str(target.path / part))
