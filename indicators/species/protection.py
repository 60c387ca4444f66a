"""What protects a species: protected areas that name it, and measures on its take, out of the policies held."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from indicators.catalog import Catalog
from indicators.locales import told
from indicators.population import covering, words
from indicators.store import Held

ON_TAKE = ("fishery measure",)


def naming(areas: Iterable[Held], species: str) -> list[Held]:
    """Protected areas whose text names the species."""
    return [
        held for held in areas if any(covering.named(text, species) for text in held.observations["species_covered"])
    ]


def on_take(instruments: Iterable[Held], species: str, catalog: Catalog) -> list[tuple[Held, Any]]:
    """Ends of harvests and fishery measures that cover the species, oldest first."""
    found = [
        (held, row)
        for held in instruments
        for row in held.observations.itertuples()
        if row.type in ON_TAKE and covering.speaks_of(row.species_covered, species, catalog)
    ]
    return sorted(found, key=lambda pair: pair[1].time_start)


def sentence(held: Held, row: Any, lang: str) -> str:
    """`1994: End of the commercial harvest … Limits from 1969.`"""
    parts = (f"{words.period(row, lang)}: {words.place(held.meta, lang)}.", told(row.summary, lang))
    return " ".join(part for part in parts if part)
