"""Which held series speak of one species: how many there are, what befalls it, who protects it.

It looks at metadata only and never at a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indicators.catalog import Catalog
from indicators.population import groups
from indicators.series import Meta
from indicators.species import cast

ESTIMATED = (
    "abundance", "abundance_aged_1_plus", "abundance_aged_2_plus", "abundance_mature", "abundance_non_calf",
    "abundance_non_pups", "abundance_older_than_1_year",
)  # fmt: skip
"""Measures that estimate a population as it is; not statements without a method, nor reconstructions of the past."""

CUMULATIVE = ("catalogue_size",)
"""Measures that only grow: dead animals are in them."""

COUNTED_OFTEN = 3  # values of a count from which a place stands beside the estimates
STATUS = ("iucn_category", "legal_status")


@dataclass(frozen=True)
class Dossier:
    """Series of one species, the richest first.

    `numbers` say how many there are, by family of measures; `pressures` what befalls the animals;
    `status`, `areas` and `instruments` are tables of texts that the page still has to search for
    the species; `everywhere` are all numbers and pressures whatever country or region is chosen.
    """

    species: str
    numbers: dict[str, tuple[Meta, ...]]
    pressures: tuple[Meta, ...]
    status: tuple[Meta, ...]
    areas: tuple[Meta, ...]
    instruments: tuple[Meta, ...]
    everywhere: tuple[Meta, ...]

    @property
    def all_numbers(self) -> tuple[Meta, ...]:
        """Every series that says how many there are."""
        return tuple(meta for found in self.numbers.values() for meta in found)


def dossier(
    found: Iterable[Meta], catalog: Catalog, species: str, *, countries: Sequence[str] = (), region: str = ""
) -> Dossier:
    """Everything held of a species.

    Parameters
    ----------
    found : iterable of Meta
        Metadata of all held series, of any domain.
    countries : sequence of str
        ISO3 codes; keep numbers and pressures of waters that one of them shares. None given keeps all.
    region : str
        Keep numbers and pressures of one region; "" keeps all.
    """
    mine = [meta for meta in found if catalog.indicators[meta.indicator].domain == "population"]
    codes = cast.codes(species)
    own = [meta for meta in mine if catalog.indicators[meta.indicator].species in codes]
    numbers = groups.estimates(own, catalog, groups.MAMMALS)
    pressures = groups.pressures(own, catalog)
    kept = [meta for meta in numbers if _chosen(meta, countries, region)]
    return Dossier(
        species=species,
        numbers=_by_family(kept, catalog, species),
        pressures=tuple(groups.richest_first(m for m in pressures if _chosen(m, countries, region))),
        status=tuple(meta for meta in mine if meta.indicator in STATUS),
        areas=tuple(meta for meta in mine if meta.indicator == "protected_area"),
        instruments=tuple(meta for meta in mine if meta.indicator == "policy_instrument"),
        everywhere=tuple(groups.richest_first([*numbers, *pressures])),
    )


def estimated(found: Iterable[Meta], catalog: Catalog) -> list[Meta]:
    """Series that estimate a population as it is."""
    return [meta for meta in found if catalog.indicators[meta.indicator].measure in ESTIMATED]


def side_by_side(held: Dossier, catalog: Catalog) -> list[Meta]:
    """Series whose latest numbers are laid side by side: every estimate, and counts made often enough.

    Of several counts of one place the one with the latest year is taken.
    """
    chosen = list(held.numbers.get("abundance", ()))
    counts: dict[tuple[str, str], Meta] = {}
    for meta in (*held.numbers.get("counts", ()), *held.numbers.get("classes", ())):
        if meta.count < COUNTED_OFTEN or catalog.indicators[meta.indicator].measure in CUMULATIVE:
            continue
        before = counts.setdefault((meta.place, meta.unit), meta)
        if (meta.last, meta.count) > (before.last, before.count):
            counts[meta.place, meta.unit] = meta
    return [*chosen, *counts.values()]


def without_estimate(held: Dossier, catalog: Catalog, grounds: Iterable[str] = ()) -> list[str]:
    """Places that a number, a pressure or a breeding ground is known of, but that nobody estimated here.

    Those of the choice only. `grounds` are places of the species' grounds; a place inside an
    estimated one still counts as not estimated, since nothing says what share of the whole it holds.
    """
    known = {meta.place for meta in estimated(held.everywhere, catalog)}
    places = dict.fromkeys([*(meta.place for meta in (*held.all_numbers, *held.pressures)), *grounds])
    return [place for place in places if place not in known]


def regions(held: Dossier) -> list[str]:
    """Regions that the species' numbers and pressures cover, whatever is chosen."""
    return list(dict.fromkeys(meta.region for meta in held.everywhere))


def _chosen(meta: Meta, countries: Sequence[str], region: str) -> bool:
    return (not countries or bool(set(countries) & set(meta.countries))) and region in ("", meta.region)


def _by_family(found: Iterable[Meta], catalog: Catalog, species: str) -> dict[str, tuple[Meta, ...]]:
    """Series by family, those of the species itself before its subspecies' and joint ones."""
    listed: dict[str, list[Meta]] = {}
    own_first = sorted(groups.richest_first(found), key=lambda m: catalog.indicators[m.indicator].species != species)
    for meta in own_first:
        listed.setdefault(groups.family(meta, catalog), []).append(meta)
    return {code: tuple(listed[code]) for code in groups.FAMILIES if code in listed}
