"""Where a statement cannot be expected: a species of the sea in a country without one, or a population elsewhere.

Only what is certain is called not applicable: a marine mammal where the country shares no sea of the
registry, and a population that lives in one water which the country does not share. A species that
merely was not counted in a country is not judged here.
"""

from __future__ import annotations

from indicators.catalog import Catalog

WATERS = ("sea", "coast")
LAND = ("red_crowned_crane", "white_naped_crane", "amur_leopard", "amur_tiger")
"""Species with a statement that do not live in water."""

RANGES = {
    "yangtze_finless_porpoise": ("yangtze_river",),
    "bowhead": ("sea_of_okhotsk",),
    "beluga": ("sea_of_okhotsk",),
    "amur_leopard": ("russia", "china"),
}
"""Populations of one area, by the scope of their own statements: Yangtze; Okhotsk Sea subpopulation; stock of
Sakhalin Bay, Nikolaya Bay and Amur River; "Russia and China"."""


def has_sea(country: str, catalog: Catalog) -> bool:
    """Whether a country shares a sea or coast of the registry."""
    return any(region.kind in WATERS and country in region.countries for region in catalog.regions.values())


def sharing(species: str, catalog: Catalog) -> tuple[str, ...]:
    """Countries that share the area of a population; all where it is not of one area."""
    if species not in RANGES:
        return catalog.countries
    found = {code for region in RANGES[species] for code in catalog.regions[region].countries}
    return tuple(code for code in catalog.countries if code in found)


def reason(species: str, country: str, catalog: Catalog) -> str:
    """Why no statement can be expected: `no_sea`, `elsewhere`, or "" where one can.

    Parameters
    ----------
    country : str
        ISO 3166 code; "" for other states and bodies, of which nothing is expected or ruled out.
    """
    if not country:
        return ""
    if species not in LAND and not has_sea(country, catalog):
        return "no_sea"
    return "" if country in sharing(species, catalog) else "elsewhere"
