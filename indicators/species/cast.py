"""The species that have a page: their order, their scientific names, and the groups that belong to them.

Names of a species' populations and subspecies stay apart wherever numbers are shown.
"""

from __future__ import annotations

from indicators.locales import has, t

LATIN = {
    "spotted_seal": "Phoca largha",
    "finless_porpoise": "Neophocaena asiaeorientalis",
    "ribbon_seal": "Histriophoca fasciata",
    "ringed_seal": "Pusa hispida",
    "bearded_seal": "Erignathus barbatus",
    "harbour_seal": "Phoca vitulina stejnegeri",
    "steller_sea_lion": "Eumetopias jubatus",
    "northern_fur_seal": "Callorhinus ursinus",
    "gray_whale": "Eschrichtius robustus",
    "beluga": "Delphinapterus leucas",
    "bowhead": "Balaena mysticetus",
}
"""Scientific names as the registry and the published tables use them; authorities are not held."""

CAST = tuple(LATIN)
"""Codes of the species, those that the expert meeting names first in front."""

ALSO = {
    "finless_porpoise": ("yangtze_finless_porpoise", "narrow_ridged_finless_porpoise", "finless_porpoises"),
    "spotted_seal": ("harbour_and_spotted_seals",),
    "harbour_seal": ("harbour_and_spotted_seals",),
    "steller_sea_lion": ("western_steller_sea_lion",),
}
"""Subspecies, populations and joint counts that a page shows too, under their own names."""

LOG_AT_FIRST = ("finless_porpoise",)
"""Species whose populations differ so much that a shared logarithmic axis is the better start."""


def name(species: str, lang: str) -> str:
    """Name of a page's species: a page may hold several subspecies under a wider name."""
    wider = f"species_page.name.{species}"
    return t(wider if has(wider) else f"species.{species}", lang)


def codes(species: str) -> tuple[str, ...]:
    """Every code of the registry that the page of a species shows."""
    return species, *ALSO.get(species, ())


def page_of(code: str) -> str:
    """The species whose page shows a code of the registry; empty where none does."""
    return next((species for species in CAST if code in codes(species)), "")
