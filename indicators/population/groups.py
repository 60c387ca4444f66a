"""Which series belong together on the page: measures by question, species by kind of animal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indicators.catalog import Catalog
from indicators.series import Meta

MAMMALS = ("pinnipeds", "cetaceans")
OTHERS = ("fish", "birds", "cats", "turtles")
POLICY, PEOPLE = "policy", "people"
ICE_SEALS = ("ribbon_seal", "ringed_seal", "spotted_seal", "bearded_seal")
MOST_PANELS = 12

FAMILIES = {
    "abundance": (
        "abundance", "abundance_aged_1_plus", "abundance_aged_2_plus", "abundance_mature", "abundance_non_calf",
        "abundance_non_pups", "abundance_older_than_1_year", "stated_abundance", "historical_abundance",
        "prewhaling_abundance", "managed_number",
    ),
    "counts": (
        "count", "daily_maximum_count", "island_maximum_count", "maximum_count", "monthly_mean_count", "photo_id",
        "catalogue_size", "winter_count", "winter_count_first", "winter_count_second", "territorial_pairs",
    ),
    "haulouts": ("summer_haulout_count", "winter_haulout_count"),
    "classes": ("count_non_pups", "count_adults", "pups"),
    "stock": (
        "biomass", "commercial_biomass", "model_total_biomass", "model_spawning_biomass", "model_recruitment_age_2",
    ),
    "catch": ("catch", "mean_catch"),
    "rates": ("density", "growth_rate", "sightings"),
}  # fmt: skip
"""Measures that say how many there are, by the picker's code."""

PRESSURES = {
    "deaths": (
        "reported_deaths", "bycatch", "bycatch_and_strandings", "mean_reported_deaths", "reported_deaths_five_year_sum",
        "all_cause_deaths_five_year_sum", "bycatch_five_year_sum", "bycatch_six_year_sum", "bycatch_eight_year_sum",
        "stranding_five_year_sum", "drifting_five_year_sum", "illegal_take_five_year_sum", "bycaught_specimens",
        "trial_bycatch_without_device", "trial_bycatch_with_device", "potential_biological_removal",
    ),
    "strandings": ("stranding_events", "stranded_animals"),
    "take": ("harvest", "harvest_quota", "harvest_share", "live_captures", "mean_live_captures", "research_take"),
    "damage": ("fishery_damage",),
}  # fmt: skip
"""Measures that say what befalls the animals, by the picker's code."""

SALMON = ("chum", "pink", "pacific_salmon")


def family(meta: Meta, catalog: Catalog) -> str:
    """Code of the family or pressure of a series; empty for policies and people."""
    measure = catalog.indicators[meta.indicator].measure
    return next((code for code, held in (*FAMILIES.items(), *PRESSURES.items()) if measure in held), "")


def estimates(found: Iterable[Meta], catalog: Catalog, kinds: Sequence[str]) -> list[Meta]:
    """Series that say how many there are, of some kinds of animals; salmon catch has charts of its own."""
    return [
        meta
        for meta in found
        if catalog.indicators[meta.indicator].group in kinds
        and family(meta, catalog) in FAMILIES
        and not is_salmon_catch(meta, catalog)
    ]


def pressures(found: Iterable[Meta], catalog: Catalog) -> list[Meta]:
    """Series of bycatch, strandings, take and damage."""
    return [meta for meta in found if family(meta, catalog) in PRESSURES]


def is_salmon_catch(meta: Meta, catalog: Catalog) -> bool:
    """Whether a series is a yearly catch of Pacific salmon."""
    indicator = catalog.indicators[meta.indicator]
    return indicator.species in SALMON and indicator.measure in ("catch", "catch_number")


def ice_seal_survey(found: Iterable[Meta], catalog: Catalog) -> list[Meta]:
    """The four ice seals of the Sea of Okhotsk, counted in one survey."""
    return [
        meta
        for meta in found
        if meta.place == "sea_of_okhotsk"
        and catalog.indicators[meta.indicator].species in ICE_SEALS
        and catalog.indicators[meta.indicator].measure == "abundance"
    ]


def richest_first(found: Iterable[Meta]) -> list[Meta]:
    """Series with more values first."""
    return sorted(found, key=lambda meta: (-meta.count, meta.indicator, meta.place))


def covers(meta: Meta, period: tuple[int, int]) -> bool:
    """Whether a series has been observed within some years."""
    return bool(meta.first) and int(meta.last[:4]) >= period[0] and int(meta.first[:4]) <= period[1]
