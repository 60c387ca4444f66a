"""A cache of the tables in the repository, beside the shipped sea ice: what the species page reads."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pytest

from indicators.catalog import catalog
from indicators.published import tables
from indicators.series import Meta, describe
from indicators.store import Cache, Held
from tests.species.published_rows import ROOT


@pytest.fixture(scope="session")
def species_cache(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """The shipped snapshot, and over it the published tables as they stand in the repository."""
    root = tmp_path_factory.mktemp("species") / "cache"
    root.mkdir()
    (root / "snapshot").symlink_to(ROOT / "cache" / "snapshot")
    cache, payload = Cache(root), tables.collect(tables.FOLDER, "published.json")
    for parsed in tables.parse(payload, "published", catalog()).series:
        cache.live.write(describe(catalog(), parsed, payload), parsed.observations)
    return cache


@pytest.fixture(scope="session")
def metas(species_cache: Cache) -> tuple[Meta, ...]:
    return tuple(meta for meta, _ in species_cache.metas().values())


@pytest.fixture(scope="session")
def held(species_cache: Cache) -> Callable[[str], Held]:
    return functools.cache(species_cache.read)
