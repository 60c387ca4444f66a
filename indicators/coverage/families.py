"""Indicators that answer one question, put into families: the rows of the coverage picture.

Laws, listings and protected areas are no measurements and belong to no family.
"""

from __future__ import annotations

import functools

from indicators.catalog import Catalog
from indicators.population import groups

NOT_MEASURED = ("sea_region_area",)  # the size of a region on a product's grid

SEA_ICE = {
    "ice_extent": ("sea_ice_extent", "sea_ice_area"),
    "ice_season": ("ice_",),
}
IRON = {
    "iron_sea": ("dissolved_iron_seawater", "iron_iii_solubility"),
    "iron_flux": ("dissolved_iron_flux", "dissolved_iron_event", "dissolved_iron_daily", "total_dissolvable",
                  "iron_load"),
    "iron_land": ("dissolved_iron_river", "dissolved_iron_groundwater", "dissolved_iron_porewater"),
    "production": ("primary_production",),
}  # fmt: skip
RIVER = {
    "flow": ("discharge", "stage", "annual_runoff"),
    "thermal": ("water_temperature", "river_ice", "snow_on"),
    "nutrients": ("ammonia", "total_phosphorus", "total_nitrogen", "nitrate", "chlorophyll"),
    "organic": ("permanganate", "chemical_oxygen", "biochemical", "dissolved_oxygen", "dissolved_organic",
                "total_organic"),
    "physical": ("ph", "conductivity", "turbidity", "salinity", "secchi", "total_dissolved_solids", "suspended"),
    "quality_class": ("water_quality", "basin_water", "share_", "city_water", "trophic_level"),
    "harmful": ("nitrobenzene", "phenol", "mercury", "total_coliforms"),
}  # fmt: skip
"""Family, and how the names of its indicators begin; the first that fits counts."""

OTHERS = {"sea_ice": "ice_other", "dissolved_iron": "iron_other", "river": "river_other", "population": "other"}
PREFIXES = {"sea_ice": SEA_ICE, "dissolved_iron": IRON, "river": RIVER}
ANIMALS = (*groups.FAMILIES, *groups.PRESSURES)
FAMILIES = {
    "sea_ice": (*SEA_ICE, OTHERS["sea_ice"]),
    "dissolved_iron": (*IRON, OTHERS["dissolved_iron"]),
    "river": (*RIVER, OTHERS["river"]),
    "population": (*ANIMALS, "people", "records", OTHERS["population"]),
}
"""Families of each domain, in the order of the rows."""


@functools.lru_cache(maxsize=2048)
def _family(indicator: str, domain: str, measure: str, group: str) -> str:
    if domain == "population":
        return _of_animals(measure, group)
    listed = PREFIXES.get(domain, {})
    found = (name for name, starts in listed.items() if indicator.startswith(starts))
    return next(found, OTHERS.get(domain, ""))


def _of_animals(measure: str, group: str) -> str:
    if group == groups.PEOPLE:
        return "people"
    if measure == "catch_number":
        return "catch"
    if measure == "occurrence_records":
        return "records"
    listed = groups.FAMILIES | groups.PRESSURES
    return next((name for name, measures in listed.items() if measure in measures), OTHERS["population"])


def family(indicator: str, catalog: Catalog) -> str:
    """Code of an indicator's family; empty for what is not measured (laws, listings, sizes of regions)."""
    what = catalog.indicators[indicator]
    if indicator in NOT_MEASURED or what.group == groups.POLICY or what.domain == "map":
        return ""
    return _family(indicator, what.domain, what.measure, what.group)


def domain_of(name: str) -> str:
    """The domain of a family."""
    return next(domain for domain, listed in FAMILIES.items() if name in listed)
