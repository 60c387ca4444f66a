"""What the coverage page is made of, made once and anew when the cache changes."""

from __future__ import annotations

import functools

from indicators.catalog import catalog
from indicators.coverage import conflicts, populations, record, surveys, uncounted
from indicators.coverage.conflicts import Conflict
from indicators.coverage.populations import Population
from indicators.coverage.surveys import Counted
from indicators.store import Cache

Stamp = tuple[int, int]


def counted(cache: Cache) -> tuple[Counted, ...]:
    """Every series of surveys of animals."""
    return _counted(str(cache.root), cache.stamp())


@functools.lru_cache(maxsize=2)
def _counted(root: str, stamp: Stamp) -> tuple[Counted, ...]:
    cache = Cache(root)
    return tuple(surveys.read(cache, record.records(cache), catalog()))


def of_populations(cache: Cache) -> tuple[Population, ...]:
    """Populations with estimates, then species and waters without any."""
    return _populations(str(cache.root), cache.stamp())


@functools.lru_cache(maxsize=2)
def _populations(root: str, stamp: Stamp) -> tuple[Population, ...]:
    cache, registry = Cache(root), catalog()
    every = record.records(cache)
    estimated = populations.counted(counted(cache), every, registry)
    return (*estimated, *uncounted.waters(estimated, every, uncounted.listings(cache), registry))


def of_conflicts(cache: Cache) -> tuple[Conflict, ...]:
    """Every conflict, noted or found."""
    ids = tuple(conflicts.candidates(record.records(cache)))
    return _conflicts(str(cache.root), ids, cache.stamps(ids))


@functools.lru_cache(maxsize=2)
def _conflicts(root: str, ids: tuple[str, ...], stamps: tuple[int, ...]) -> tuple[Conflict, ...]:
    species = {name: item.species for name, item in catalog().indicators.items()}
    return tuple(conflicts.everything(conflicts.readable(Cache(root), ids), species))
