"""What a series' numbers mean, so far as a comparison depends on it: scale, quantity, statistic, place in place.

Everything is read from the metadata and the registry; no observation is looked at. Never decides what
is drawn: `comparable` and the charts do.
"""

from __future__ import annotations

import re
from typing import Literal

from indicators.catalog import Catalog
from indicators.dissolved_iron import words as iron_words
from indicators.population import catch
from indicators.series import Meta

Scale = Literal["ratio", "interval", "ordinal", "text"]

SPECIES_OF = {"pacific_salmon": ("chum", "pink")}  # species that count others together
TOTAL = ", total"  # end of the area of a published total over areas of the same name
RECORDS = "occurrence_records"
HEMISPHERE = "northern_hemisphere"  # holds every sea of the registry, though none names it as its parent

_TEXTS = ("statement",)
_ORDINAL_MEASURES = ("category", "class", "iucn_category")
_ORDINAL_INDICES = ("city_water_quality_index", "water_quality_grey_index")
_INTERVAL_MEASURES = ("change", "correlation", "growth_rate", "index", "ph", "stage", "temperature")
_INTERVAL_UNITS = ("day of season",)
_NAMED_ALIKE = ("discharge", "flux", "load", "population")
"""Measures that say by themselves what is measured, whatever the indicator is called."""

_KINDS = (
    ("maximum", re.compile(r"\b(maximum|maximum counts)\b")),
    ("quota", re.compile(r"\bquota\b")),
    ("total", re.compile(r"\b(total|sum)\b(?! of true)")),
    ("level", re.compile(r"\b(mean|value|reading|sample|analysis|median|measurement|range|level)\b")),
    ("number", re.compile(r"\b(count|estimate)\b")),
)


def scale(meta: Meta, catalog: Catalog) -> Scale:
    """How much arithmetic the numbers bear.

    `ratio`: a true zero (km², t, m³/s). `interval`: differences only (°C, pH, a gauge's own zero, day of
    a season, logarithmic indices). `ordinal`: an order only (classes). `text`: no number at all.
    """
    measure = catalog.indicators[meta.indicator].measure
    if meta.unit in _TEXTS:
        return "text"
    if measure in _ORDINAL_MEASURES or meta.indicator in _ORDINAL_INDICES:
        return "ordinal"
    if measure in _INTERVAL_MEASURES or meta.unit.startswith(_INTERVAL_UNITS):
        return "interval"
    return "ratio"


def quantity(meta: Meta, catalog: Catalog) -> str:
    """What is measured, whoever carries it: the measure of an animal, else the indicator itself.

    The abundance of two species is one quantity; two substances in water are two.
    """
    indicator = catalog.indicators[meta.indicator]
    return indicator.measure if indicator.species or indicator.measure in _NAMED_ALIKE else meta.indicator


def iron_fraction(meta: Meta, catalog: Catalog) -> str:
    """Which iron a series counts: `ionic`, `dissolved` or `total_dissolvable`; empty for anything else.

    Total dissolved iron of rivers is dissolved iron (not the ionic part alone).
    """
    if catalog.indicators[meta.indicator].domain != "dissolved_iron":
        return ""
    return iron_words.quantity(meta).replace("total_dissolved", "dissolved")


def kind(statistic: str) -> str:
    """Family of a statistic: `maximum`, `quota`, `total`, `level`, `number`, else the statistic itself."""
    told = statistic.lower()
    return next((name for name, pattern in _KINDS if pattern.search(told)), told)


def is_records(meta: Meta, catalog: Catalog) -> bool:
    """Whether a series counts records of occurrence, which are effort and not abundance."""
    return catalog.indicators[meta.indicator].measure == RECORDS


def contains(whole: Meta, part: Meta, catalog: Catalog) -> bool:
    """Whether what one series counts holds what another counts.

    A country its provinces, a sea its bays, a stated total its areas, all salmon together each salmon.
    """
    species = [catalog.indicators[meta.indicator].species or "" for meta in (whole, part)]
    if whole.place == part.place:
        return species[0] != species[1] and species[1] in SPECIES_OF.get(species[0], ())
    if species[0] != species[1] and species[1] not in SPECIES_OF.get(species[0], ()):
        return False
    return _holds(whole, part, catalog)


def _holds(whole: Meta, part: Meta, catalog: Catalog) -> bool:
    """Whether the place of one series holds the place of another."""
    if part.place in catch.WHOLES and whole.place not in catch.WHOLES:
        return False
    stem = whole.area_definition.removesuffix(TOTAL)
    if stem != whole.area_definition and part.area_definition.startswith(stem):
        return True
    region = catalog.regions.get(whole.place)
    if region and region.kind == "country":
        return whole.countries == part.countries
    if whole.place in catch.WHOLES:
        return whole.countries == part.countries and part.place not in catch.WHOLES
    if whole.place == HEMISPHERE:
        return True
    return region is not None and whole.place in _above(part, catalog)


def _above(meta: Meta, catalog: Catalog) -> set[str]:
    """Regions that hold a series' place."""
    found: set[str] = set()
    at = meta.region if meta.place != meta.region else catalog.regions[meta.region].parent
    while at is not None and at not in found:
        found.add(at)
        at = catalog.regions[at].parent
    return found
