"""Series put together by indicator, and a network of stations put together by station.

A network is a source with many stations that each measure several things: a row a series would be a wall.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indicators.catalog import Catalog
from indicators.locales import has, label, t
from indicators.series import Meta

NETWORK_PLACES, NETWORK_SERIES_A_PLACE = 20, 3


@dataclass(frozen=True)
class Entry:
    """One indicator: its series, the newest first; `heading` is its species, or empty."""

    indicator: str
    heading: str
    metas: tuple[Meta, ...]

    @property
    def newest(self) -> Meta:
        """The series with the newest observation; of those the one with most values."""
        return self.metas[0]


@dataclass(frozen=True)
class Station:
    """A station of a network with its series, by indicator."""

    place: str
    source: str
    metas: tuple[Meta, ...]

    @property
    def last(self) -> str:
        """ISO moment of its newest reading."""
        return max(meta.last for meta in self.metas)

    @property
    def first(self) -> str:
        """ISO moment of its oldest reading."""
        return min(meta.first for meta in self.metas if meta.first) if any(m.first for m in self.metas) else ""

    @property
    def readings(self) -> int:
        """Readings of the parameter that has most."""
        return max(meta.count for meta in self.metas)


def networks(metas: Iterable[Meta]) -> dict[str, list[Station]]:
    """Stations of every source that is a network, by source."""
    found: dict[str, dict[str, list[Meta]]] = {}
    for meta in metas:
        found.setdefault(meta.source, {}).setdefault(meta.place, []).append(meta)
    return {
        source: [Station(place, source, tuple(mine)) for place, mine in places.items()]
        for source, places in found.items()
        if source != "published"
        and len(places) >= NETWORK_PLACES
        and sum(map(len, places.values())) >= NETWORK_SERIES_A_PLACE * len(places)
    }


def by_indicator(metas: Iterable[Meta], catalog: Catalog, lang: str) -> list[Entry]:
    """An entry an indicator: species by name, then in the order of the registry."""
    found: dict[str, list[Meta]] = {}
    for meta in metas:
        found.setdefault(meta.indicator, []).append(meta)
    order = {name: place for place, name in enumerate(catalog.indicators)}
    made = [
        Entry(name, _heading(name, catalog, lang), tuple(newest_first(mine, catalog))) for name, mine in found.items()
    ]
    return sorted(made, key=lambda entry: (entry.heading, order[entry.indicator]))


def newest_first(metas: Iterable[Meta], catalog: Catalog) -> list[Meta]:
    """Series by their last day, then by how many values they have, then in the order of the regions."""
    order = {region: place for place, region in enumerate(catalog.regions)}
    ordered = sorted(metas, key=lambda meta: (-meta.count, order[meta.region], meta.id))
    return sorted(ordered, key=lambda meta: meta.last[:10], reverse=True)


def name(entry: Entry, catalog: Catalog, lang: str) -> str:
    """What is measured; without the species where the heading says it."""
    measure = f"measure.{catalog.indicators[entry.indicator].measure}"
    return t(measure, lang) if entry.heading and has(measure) else label(f"indicator.{entry.indicator}", lang)


def _heading(indicator: str, catalog: Catalog, lang: str) -> str:
    species = catalog.indicators[indicator].species
    return label(f"species.{species}", lang) if species else ""


def shared(metas: Sequence[Meta]) -> tuple[str, ...]:
    """Countries of some series where any of them belongs to several."""
    return tuple(sorted({code for meta in metas if len(meta.countries) > 1 for code in meta.countries}))
