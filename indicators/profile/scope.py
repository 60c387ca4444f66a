"""Which series belong to a country or a region, and how the regions lie in each other.

A series of shared water belongs to every country that shares it. A region holds what its sub-regions hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indicators.catalog import Catalog
from indicators.population.groups import PEOPLE, POLICY
from indicators.series import Meta

TOPICS = ("people", "sea_ice", "river", "dissolved_iron", "animals")
"""Parts of a profile in reading order; laws and protected areas are texts and stand apart."""


@dataclass(frozen=True)
class Tally:
    """How much is held of something: numbers of series, indicators, places and rows; first and last year."""

    series: int
    indicators: int
    places: int
    rows: int
    first: str
    last: str


def of_country(metas: Iterable[Meta], country: str) -> list[Meta]:
    """Series of a country, shared ones too."""
    return [meta for meta in metas if country in meta.countries]


def of_region(metas: Iterable[Meta], region: str, catalog: Catalog) -> list[Meta]:
    """Series of a region and of the regions below it."""
    inside = catalog.within(region)
    return [meta for meta in metas if meta.region in inside]


def regions(metas: Iterable[Meta], catalog: Catalog) -> list[str]:
    """Regions that hold a series themselves or below them, in the order of the registry."""
    own = {meta.region for meta in metas}
    return [name for name in catalog.regions if own & catalog.within(name)]


def above(region: str, catalog: Catalog) -> list[str]:
    """The regions around a region, the nearest first."""
    found: list[str] = []
    parent = catalog.regions[region].parent
    while parent and parent not in found:
        found.append(parent)
        parent = catalog.regions[parent].parent
    return found


def below(region: str, catalog: Catalog) -> list[str]:
    """The regions directly inside a region."""
    return [name for name, item in catalog.regions.items() if item.parent == region]


def topic(meta: Meta, catalog: Catalog) -> str:
    """The part of a profile that a series stands in; `law` for statuses, areas and instruments."""
    indicator = catalog.indicators[meta.indicator]
    if indicator.group == POLICY:
        return "law"
    if indicator.group == PEOPLE:
        return "people"
    return "animals" if indicator.domain == "population" else indicator.domain


def of_topic(metas: Iterable[Meta], wanted: str, catalog: Catalog) -> list[Meta]:
    """Series of one part of a profile."""
    return [meta for meta in metas if topic(meta, catalog) == wanted]


def tally(metas: Sequence[Meta]) -> Tally:
    """Count some series; years are empty where none carries anything."""
    return Tally(
        series=len(metas),
        indicators=len({meta.indicator for meta in metas}),
        places=len({meta.place for meta in metas}),
        rows=sum(meta.count for meta in metas),
        first=min((meta.first[:4] for meta in metas if meta.first), default=""),
        last=max((meta.last[:4] for meta in metas if meta.last), default=""),
    )
