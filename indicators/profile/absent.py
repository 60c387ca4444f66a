"""What a country has none of: because nature gives it none, or because nothing is held here.

What does not apply follows from the registry (which waters a country shares), never from an empty cache.
"""

from __future__ import annotations

from collections.abc import Sequence

from indicators.catalog import Catalog, Missing
from indicators.locales import t
from indicators.profile import scope
from indicators.series import Meta

SEA, BASIN = "sea_of_okhotsk", "amur_basin"
MARINE_GROUPS, OTHER_GROUPS = ("pinnipeds", "cetaceans"), ("fish", "birds")
BASIN_DOMAINS, SEA_DOMAINS = ("river", "dissolved_iron"), ("sea_ice", "dissolved_iron", "population")


def reasons(country: str, catalog: Catalog) -> list[str]:
    """Codes of what does not apply to a country: `no_sea`, `no_okhotsk`, `no_amur`."""
    found = []
    if not has_sea(country, catalog):
        found.append("no_sea")
    elif country not in catalog.regions[SEA].countries:
        found.append("no_okhotsk")
    if country not in catalog.regions[BASIN].countries:
        found.append("no_amur")
    return found


def has_sea(country: str, catalog: Catalog) -> bool:
    """Whether the registry knows a sea or a coast that the country shares."""
    return any(country in item.countries for item in catalog.regions.values() if item.kind in ("sea", "coast"))


def told(country: str, catalog: Catalog, lang: str) -> list[str]:
    """Sentences: what does not apply to a country, and why."""
    name = t(f"country.{country}", lang)
    sentences = [t(f"profile.na.{code}", lang, country=name) for code in reasons(country, catalog)]
    if not has_sea(country, catalog) and country in catalog.regions[BASIN].countries:
        sentences[0] += " " + t("profile.na.through_amur", lang)
    return sentences


def not_held(metas: Sequence[Meta], country: str, catalog: Catalog) -> list[str]:
    """Topics and kinds of animals that would apply to a country and of which nothing is held.

    Codes are those of `profile.topic.` and `profile.group.`.
    """
    sea = has_sea(country, catalog)
    topics = [name for name in scope.TOPICS if name != "sea_ice" or sea]
    empty = [f"topic.{name}" for name in topics if not scope.of_topic(metas, name, catalog)]
    held = {catalog.indicators[meta.indicator].group for meta in metas}
    kinds = (*(MARINE_GROUPS if sea else ()), *OTHER_GROUPS)
    return empty + [f"group.{kind}" for kind in kinds if kind not in held and "topic.animals" not in empty]


def of_country(country: str, catalog: Catalog) -> list[Missing]:
    """What could not be had of a country, and who holds it."""
    return [item for item in catalog.missing if country in item.countries]


def of_region(region: str, catalog: Catalog) -> list[Missing]:
    """What could not be had of the countries that share a region, of the domains that it has."""
    chosen = catalog.regions[region]
    domains = BASIN_DOMAINS if chosen.kind == "basin" else SEA_DOMAINS if chosen.kind in ("sea", "coast") else ()
    return [
        item
        for item in catalog.missing
        if set(chosen.countries) & set(item.countries) and (not domains or item.domain in domains)
    ]
