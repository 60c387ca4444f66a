"""The few charts that a profile opens with, chosen from what is held: never from a list of favourites.

Each builder is one of the pages' own, so that a chart here and there says the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from indicators.catalog import Catalog
from indicators.dissolved_iron import profile as depth_profile
from indicators.figures import Chart
from indicators.population import catch, estimates, groups, people, survey, threats
from indicators.profile.links import GAUGED, SEASON_DAYS
from indicators.river import annual, published, quality
from indicators.sea_ice import figures as ice_figures
from indicators.sea_ice import season_length, sub_regions
from indicators.series import Meta

ICE_ORDER = ("sea_ice_index", "masie", "cdr")
MOST_PANELS, MOST_CHARTS, LEAST_ICE_SEALS, LEAST_YEARS = 4, 5, 3, 3
PANEL_PX, SECTIONS = 205, 3
COUNTED = ("abundance", "counts", "haulouts", "classes")  # families that say how many there are, in animals


@dataclass(frozen=True)
class Drawing:
    """A builder and the series it draws; `key` is unique within a profile."""

    key: str
    builder: Callable[..., Chart]
    ids: tuple[str, ...]
    narrow_height: int = 400
    options: Mapping[str, Any] = field(default_factory=dict)


def of_country(metas: Sequence[Meta], catalog: Catalog) -> list[Drawing]:
    """People and animals first, then ice, water, what befalls the animals, catch and iron."""
    makers = (_people, _animals, _ice, _category, _sections, _discharge, _threats, _salmon, _depths)
    return _chosen(makers, metas, catalog)


def of_region(metas: Sequence[Meta], catalog: Catalog) -> list[Drawing]:
    """Ice, water and iron first, then animals and catch."""
    makers = (
        _ice,
        _length,
        _cover,
        _category,
        _sections,
        _discharge,
        _depths,
        _seals,
        _animals,
        _salmon,
        _threats,
        _people,
    )
    return _chosen(makers, metas, catalog)


Maker = Callable[[Sequence[Meta], Catalog], Iterator[Drawing]]


def _chosen(makers: Sequence[Maker], metas: Sequence[Meta], catalog: Catalog) -> list[Drawing]:
    return list(islice((made for maker in makers for made in maker(metas, catalog)), MOST_CHARTS))


def _of(metas: Sequence[Meta], *indicators: str, source: str = "") -> list[Meta]:
    return [meta for meta in metas if meta.indicator in indicators and source in ("", meta.source)]


def _ice(metas: Sequence[Meta], catalog: Catalog) -> Iterator[Drawing]:
    """The season of the sea with most days, the Sea of Okhotsk first; not where it never froze."""
    daily = [m for m in _of(metas, "sea_ice_extent") if m.frequency == "day" and m.count >= SEASON_DAYS]
    daily = [meta for meta in daily if meta.source in ICE_ORDER]
    daily.sort(key=lambda m: (m.region != "sea_of_okhotsk", ICE_ORDER.index(m.source), -m.count, m.id))
    if daily:
        yield Drawing("ice", ice_figures.season_curve, (daily[0].id,), 470)


def _length(metas: Sequence[Meta], catalog: Catalog) -> Iterator[Drawing]:
    for meta in _of(metas, "ice_season_days")[:1]:
        ids = (*season_length.ids(meta.region), *meta.derived_from.split())
        yield Drawing("length", season_length.season_length, ids, 470)


def _cover(metas: Sequence[Meta], catalog: Catalog) -> Iterator[Drawing]:
    """One sub-region of which single days are held: the newest of them, beside the other sub-regions."""
    days = [meta for meta in _of(metas, sub_regions.INDICATOR) if meta.frequency == "day" and meta.count < SEASON_DAYS]
    days = [meta for meta in days if catalog.regions[meta.region].polygon]
    if len({meta.region for meta in days}) == 1:
        own = max(days, key=lambda meta: meta.last)
        every = catalog.declarations(own.source)
        ids = [one.id for one in every if one.indicator == own.indicator and one.place in sub_regions.names(catalog)]
        options = {"day": own.last[:10], "region": own.region}
        yield Drawing("cover", sub_regions.covered, tuple(ids), 450, options)


def _category(metas: Sequence[Meta], catalog: Catalog) -> Iterator[Drawing]:
    found = _of(metas, "basin_water_quality_category")
    region = next((region for region, _ in Counter(meta.region for meta in found).most_common(1)), "")
    if region:
        yield Drawing("category", published.category, tuple(meta.id for meta in found if meta.region == region))


def _sections(metas: Sequence[Meta], catalog: Catalog) -> Iterator[Drawing]:
    """The first parameter of the network at the sections with most readings."""
    found = sorted(_of(metas, quality.PARAMETERS[0], source="cnemc"), key=lambda meta: (-meta.count, meta.id))
    if found:
        yield Drawing("sections", quality.parameter, tuple(meta.id for meta in found[:SECTIONS]), 380)


def _discharge(metas: Sequence[Meta], catalog: Catalog) -> Iterator[Drawing]:
    """Annual means of the gauges of one source that has several years."""
    daily = [meta for meta in _of(metas, "discharge") if meta.source in GAUGED and meta.frequency == "day"]
    longer = [meta for meta in daily if int(meta.last[:4] or 0) - int(meta.first[:4] or 0) >= LEAST_YEARS]
    alike = [meta for meta in longer if meta.source == longer[0].source]
    if alike:
        beside = [m for m in _of(metas, "discharge_long_term_mean") if m.place in {meta.place for meta in alike}]
        height = len(alike) * annual.PANEL + 50
        yield Drawing("discharge", annual.annual_discharge, tuple(m.id for m in [*alike, *beside]), height)


def _depths(metas: Sequence[Meta], catalog: Catalog) -> Iterator[Drawing]:
    found = [meta for meta in _of(metas, "dissolved_iron_seawater") if meta.count >= LEAST_YEARS]
    found.sort(key=lambda meta: (-meta.count, meta.id))
    if found:
        yield Drawing("depths", depth_profile.by_depth, tuple(m.id for m in found[: depth_profile.MOST]), 480)


def _seals(metas: Sequence[Meta], catalog: Catalog) -> Iterator[Drawing]:
    found = groups.ice_seal_survey(metas, catalog)
    if len(found) >= LEAST_ICE_SEALS:
        yield Drawing("seals", survey.ice_seals, tuple(meta.id for meta in found), 260)


def _animals(metas: Sequence[Meta], catalog: Catalog) -> Iterator[Drawing]:
    """The two species with the longest records of estimates or counts, each by the measure of that record.

    Where there are series of one country alone, shared ones do not decide which species come first.
    """
    found = groups.estimates(metas, catalog, (*groups.MAMMALS, *groups.OTHERS))
    found = [meta for meta in found if groups.family(meta, catalog) in COUNTED]
    own = [meta for meta in found if len(meta.countries) == 1]
    for species in _longest(own or found, catalog)[:2]:
        mine = groups.richest_first(meta for meta in found if catalog.indicators[meta.indicator].species == species)
        best = groups.family(mine[0], catalog)
        ids = tuple([meta.id for meta in mine if groups.family(meta, catalog) == best][:MOST_PANELS])
        yield Drawing(f"animals-{species}", estimates.by_population, ids, PANEL_PX * len(ids))


def _longest(metas: Sequence[Meta], catalog: Catalog) -> list[str]:
    """Species by the number of values of their richest series, then by that of all."""
    most: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for meta in metas:
        species = catalog.indicators[meta.indicator].species or ""
        most[species], every[species] = max(most[species], meta.count), every[species] + meta.count
    return sorted(most, key=lambda species: (-most[species], -every[species], species))


def _threats(metas: Sequence[Meta], catalog: Catalog) -> Iterator[Drawing]:
    """Deaths of the species with the longest record of them."""
    found = [meta for meta in groups.pressures(metas, catalog) if groups.family(meta, catalog) == "deaths"]
    yearly = [meta for meta in found if meta.count >= LEAST_YEARS]
    for species in _longest(yearly, catalog)[:1]:
        mine = [meta for meta in yearly if catalog.indicators[meta.indicator].species == species]
        ids = tuple(meta.id for meta in groups.richest_first(mine)[:MOST_PANELS])
        yield Drawing("threats", threats.yearly, ids, PANEL_PX * len(ids))


def _salmon(metas: Sequence[Meta], catalog: Catalog) -> Iterator[Drawing]:
    found = [meta for meta in _of(metas, "catch_chum") if meta.place not in catch.WHOLES]
    found = groups.richest_first(found)[: catch.MOST_AREAS]
    if found:
        yield Drawing("salmon", catch.areas, tuple(meta.id for meta in found), 440)


def _people(metas: Sequence[Meta], catalog: Catalog) -> Iterator[Drawing]:
    found = [meta for meta in metas if catalog.indicators[meta.indicator].group == groups.PEOPLE]
    bank = [meta for meta in found if meta.source == "world_bank"]
    if bank:
        yield Drawing("people", people.countries, tuple(meta.id for meta in bank), PANEL_PX * len(bank))
