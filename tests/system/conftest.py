"""A cache with everything shipped: the snapshot, and what the published tables hold beyond it."""

from __future__ import annotations

from pathlib import Path

import pytest

from indicators.catalog import catalog
from indicators.published import tables
from indicators.series import describe
from indicators.store import ROOT, Cache, Held
from indicators.system.chain import chain
from indicators.system.panels import PANELS, Choice, series_of


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """The shipped snapshot; beside it the series of the published tables that the chain names and it lacks."""
    root: Path = tmp_path_factory.mktemp("system") / "cache"
    root.mkdir()
    (root / "snapshot").symlink_to(ROOT / "snapshot")
    cache = Cache(root)
    source = catalog().sources["published"]
    payload = tables.fetch("published", source, None, None)  # type: ignore[arg-type]
    for part in tables.parse(payload, "published", catalog()).series:
        if part.declaration.id in chain().series and not cache.snapshot.file(part.declaration.id).exists():
            cache.live.write(describe(catalog(), part, payload), part.observations)
    return cache


@pytest.fixture(scope="session")
def held(shipped: Cache) -> list[Held]:
    """Every series that the chain may show."""
    return [shipped.read(series_id) for series_id in chain().series]


@pytest.fixture(scope="session")
def aligned_series(shipped: Cache) -> list[Held]:
    """Every series that the usual choice of the time axis may show."""
    ids = dict.fromkeys(series_id for name in PANELS for series_id in series_of(name, Choice()))
    return [shipped.read(series_id) for series_id in ids]
