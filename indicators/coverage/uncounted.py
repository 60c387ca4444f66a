"""Species that are listed or recorded for a water of which no abundance estimate is held here.

A species counts as listed where the tables hold anything of it (counts, bycatch, strandings, take), where a
law or a red list names it for a country or a water, or where the registry says that figures are missing.
"No estimate is held here" is not "never estimated".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indicators import observations
from indicators.catalog import Catalog
from indicators.coverage import populations
from indicators.coverage.populations import Population
from indicators.coverage.record import Record
from indicators.errors import StoreError
from indicators.population.status_table import INDICATORS as STATUS
from indicators.store import Cache, Held

OPEN = ("north_pacific", "northern_hemisphere", "far_eastern_seas")  # too wide to be one water
EXTINCT = "EX"


def listings(cache: Cache) -> list[Held]:
    """Red-list categories and legal statuses held; one that cannot be read is left out."""
    held = []
    for series_id, (meta, _) in cache.metas().items():
        if meta.indicator in STATUS["matrix"]:
            try:
                held.append(cache.read(series_id))
            except StoreError:
                continue
    return held


def extinct(listed: Iterable[Held]) -> set[str]:
    """Species that a red list calls extinct: no population to count."""
    rows = (row for held in listed for row in observations.rows(held.observations))
    return {row.species for row in rows if getattr(row, "category", "") == EXTINCT}


def waters(
    estimated: Sequence[Population], records: Iterable[Record], listed: Sequence[Held], catalog: Catalog
) -> list[Population]:
    """A species and water each, with no estimate held.

    Parameters
    ----------
    estimated : sequence of Population
        Populations with an estimate.
    records : iterable of Record
        Everything held.
    listed : sequence of Held
        Red-list categories and legal statuses.
    """
    found: dict[tuple[str, str], set[str]] = {}
    beside: dict[tuple[str, str], list[Record]] = {}
    for record in populations.of_animals(records, catalog):
        if not populations.is_estimate(record, catalog):
            key = populations.species_of(record.meta, catalog), record.meta.region
            found.setdefault(key, set()).update(record.meta.countries)
            beside.setdefault(key, []).append(record)
    for code, region, named in (*_by_law(listed, catalog), *_missing(catalog)):
        found.setdefault((code, region), set()).update(named)
    gone = extinct(listed)
    rows = []
    for (code, region), countries in sorted(found.items()):
        group = populations.group_of(code, catalog)
        one_species = group and code not in gone and code not in populations.NO_SPECIES
        if one_species and region not in OPEN and not _covered(code, region, countries, estimated, catalog):
            rows.append(_row(code, group, region, countries, beside.get((code, region), []), catalog))
    return _without_wider(rows, catalog)


def _by_law(listed: Iterable[Held], catalog: Catalog) -> list[tuple[str, str, tuple[str, ...]]]:
    """Species, region and countries that laws and red lists name."""
    named: list[tuple[str, str, tuple[str, ...]]] = []
    for held in listed:
        countries = held.meta.countries or catalog.regions[held.meta.region].countries
        for row in observations.rows(held.observations):
            named.append((populations.ALIKE.get(row.species, row.species), held.meta.region, countries))
    return named


def _missing(catalog: Catalog) -> list[tuple[str, str, tuple[str, ...]]]:
    """Species and waters of which the registry says that figures are missing."""
    named: list[tuple[str, str, tuple[str, ...]]] = []
    for missing in catalog.missing:
        species, water = populations.AREA_HOLDERS.get(missing.what, ((), ""))
        named += [(code, water, missing.countries) for code in species]
    return named


def _covered(
    code: str, region: str, countries: Iterable[str], estimated: Sequence[Population], catalog: Catalog
) -> bool:
    """Whether an estimate is held for a water, a water within it, or the sea it is a part of.

    An area of national statistics (a country, a province) is covered where the country has any estimate.
    """
    mine = [one for one in estimated if one.species == code]
    kind = catalog.regions[region].kind
    if kind in populations.NATIONAL or region in populations.ONE_AREA:
        return any(set(countries) <= set(one.countries) for one in mine)
    wide = catalog.within(_basin(region, catalog))
    if any(one.region in wide for one in mine):
        return True
    return any(one.place in _above(region, catalog) for one in mine)


def _basin(region: str, catalog: Catalog) -> str:
    """The whole basin of a part of it; other waters stand for themselves."""
    parent = catalog.regions[region].parent
    while catalog.regions[region].kind == "basin" and parent and catalog.regions[parent].kind == "basin":
        region, parent = parent, catalog.regions[parent].parent
    return region


def _above(region: str, catalog: Catalog) -> list[str]:
    """The seas that a water is a part of, the open ocean left out."""
    listed, parent = [], catalog.regions[region].parent
    while parent:
        listed.append(parent)
        parent = catalog.regions[parent].parent
    return [name for name in listed if name not in OPEN]


def _row(
    code: str, group: str, region: str, countries: Iterable[str], beside: Sequence[Record], catalog: Catalog
) -> Population:
    place = catalog.regions[region]
    return Population(
        species=code,
        group=group,
        place=region,
        region=region,
        countries=tuple(sorted(countries or place.countries)),
        latitude=place.latitude,
        longitude=place.longitude,
        holder=populations.holder(code, region, catalog),
        beside=tuple(beside),
    )


def _without_wider(rows: Sequence[Population], catalog: Catalog) -> list[Population]:
    """Drop a country or sea of which nothing is held, where it only repeats a water of its own."""
    kept = []
    for row in rows:
        inside = catalog.within(row.region) - {row.region}
        national = catalog.regions[row.region].kind in populations.NATIONAL
        others = [other for other in rows if other.species == row.species and other is not row]
        repeated = any(other.region in inside or (national and set(row.countries) <= set(other.countries))
                       for other in others)  # fmt: skip
        if row.beside or not repeated:
            kept.append(row)
    return kept
