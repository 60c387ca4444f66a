"""Whether words speak of a species: by its own name, or by that of its whole group.

The words are those of the published tables (English, whatever the reader's language). The name of
another species never counts: "killer whale" is not all whales.
"""

from __future__ import annotations

import re

from indicators.catalog import Catalog

GROUP_WORDS = {
    "cetaceans": ("cetaceans", "whales", "marine mammals"),
    "pinnipeds": ("pinnipeds", "seals", "marine mammals"),
}
"""Plurals that stand for a whole group of animals."""
UNNAMED = ("marine protected species",)  # animals of the sea that a list elsewhere names
EARED = ("steller_sea_lion", "northern_fur_seal", "japanese_sea_lion")  # pinnipeds, but "seals" does not name them


def akin(chosen: str, code: str) -> bool:
    """Whether a species code is the chosen species, one of its populations, or its genus."""
    return code == chosen or code.endswith(f"_{chosen}") or code.startswith(chosen)


def named(text: str, species: str) -> bool:
    """Whether a species is named, wholly or in a row ("ringed, ribbon, bearded and spotted seal")."""
    said, parts = text.lower(), species.split("_")
    if " ".join(parts) in said:
        return True
    return len(parts) == 2 and all(re.search(rf"\b{part}\b", said) for part in parts)


def speaks_of(text: str, species: str, catalog: Catalog, *, wide: bool = True) -> bool:
    """Whether words cover a species by its own name or its group's.

    Parameters
    ----------
    wide : bool
        Count words for animals of the sea that do not say which (`UNNAMED`), too: what may concern the
        species, not what certainly covers it.
    """
    kinds = (item.group for item in catalog.indicators.values() if item.species == species)
    group = next((kind for kind in kinds if kind in GROUP_WORDS), "")
    terms = [term for term in GROUP_WORDS.get(group, ()) if not (term == "seals" and species in EARED)]
    if wide and group in GROUP_WORDS:
        terms += UNNAMED
    return named(text, species) or any(re.search(rf"\b{term}\b", text.lower()) for term in terms)
