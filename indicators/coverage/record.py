"""What the cache holds, a record a series: whose water, which family, measured when; read from metadata alone.

A series written before metadata told its years is read once, and remembered until the cache changes.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from indicators import years
from indicators.audience import PUBLIC, today, visible
from indicators.catalog import Catalog, catalog
from indicators.coverage import families
from indicators.errors import StoreError
from indicators.series import Meta
from indicators.store import Cache, Origin
from indicators.years import Years

DERIVED = "derived"
ELSEWHERE = "elsewhere"  # the open ocean and other countries: none of the five


@dataclass(frozen=True)
class Record:
    """A measured series.

    `context` says what kind of global product it comes from, or that its place belongs to none of the
    countries; it is empty for what was measured in the waters and on the land of a country.
    """

    meta: Meta
    origin: Origin
    years: Years
    domain: str
    family: str
    context: str

    @property
    def shared(self) -> bool:
        """Whether several countries share the place."""
        return len(self.meta.countries) > 1

    @property
    def downloadable(self) -> bool:
        """Whether its values may be downloaded here."""
        return self.meta.redistribute != "no" and visible(self.meta.disclosure, PUBLIC, today())


def records(cache: Cache) -> tuple[Record, ...]:
    """Every measured series of a cache, by id; anew when the cache changes."""
    return _records(str(cache.root), cache.stamp())


@functools.lru_cache(maxsize=4)
def _records(root: str, stamp: tuple[int, int]) -> tuple[Record, ...]:
    cache = Cache(root)
    return tuple(of(cache.metas(), catalog(), lambda series_id: _by_reading(cache, series_id)))


def of(metas: Mapping[str, tuple[Meta, Origin]], registry: Catalog, read: Callable[[str], Years]) -> Iterable[Record]:
    """Records of some metadata; `read` gives the years of a series whose metadata do not tell them."""
    for meta, origin in metas.values():
        family = families.family(meta.indicator, registry)
        if not family:
            continue
        told = years.decode(meta.years) if meta.years or not meta.count else read(meta.id)
        domain = registry.indicators[meta.indicator].domain
        yield Record(meta, origin, told, domain, family, _context(meta, registry))


def _context(meta: Meta, registry: Catalog) -> str:
    """Kind of global product; a derived series is what its inputs are."""
    sources = [meta.source]
    if meta.source == DERIVED:
        sources = [one.rsplit(".", 1)[-1] for one in meta.derived_from.split()]
    kinds = [registry.sources[name].context for name in sources if name in registry.sources]
    found = next((kind for kind in kinds if kind), "")
    return found or ("" if meta.countries else ELSEWHERE)


def _by_reading(cache: Cache, series_id: str) -> Years:
    """The years of a series from its observations; none where it cannot be read."""
    try:
        return years.decode(years.summarise(cache.read(series_id).observations))
    except StoreError:
        return Years()
