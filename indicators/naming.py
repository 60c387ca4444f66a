"""Names of places and sources, also of those that members brought with a set: the words know only our own."""

from __future__ import annotations

from indicators.catalog import catalog
from indicators.locales import has, label, t


def place(slug: str, lang: str) -> str:
    """Name of a place or region: ours, else as whoever brought it writes it, else its plain letters."""
    for family in ("place", "region"):
        if has(f"{family}.{slug}"):
            return t(f"{family}.{slug}", lang)
    known = catalog().places.get(slug)
    return known.native if known and known.native else label(f"place.{slug}", lang)


def source(slug: str, lang: str) -> str:
    """Name of a source: ours, else the title of the set."""
    if has(f"source.{slug}"):
        return t(f"source.{slug}", lang)
    known = catalog().sources.get(slug)
    return known.title if known else label(f"source.{slug}", lang)
