"""Grounds of a species as a table: where, what for, on what, when, and the work that says so."""

from __future__ import annotations

from collections.abc import Sequence

from indicators.locales import has, label, t, told
from indicators.population.tables import Cell, Statement, Table
from indicators.published.works import Citation, citations
from indicators.species import ice
from indicators.species.grounds import Ground

HEAD = ("ground", "use", "months", "note", "source")


def table(grounds: Sequence[Ground], lang: str) -> Table:
    """One row a ground."""
    rows = tuple(_row(item, lang) for item in grounds)
    return Table(tuple(t(f"species_page.column.{name}", lang) for name in HEAD), rows)


def name(ground: str, lang: str) -> str:
    """Name of a ground: its own, else that of the place or region of this code."""
    for key in (f"species_page.ground.{ground}", f"place.{ground}", f"region.{ground}"):
        if has(key):
            return t(key, lang)
    return label(f"place.{ground}", lang)


def source(item: Ground, lang: str) -> tuple[Statement, ...]:
    """The work, how sure, and further works that were not read for it."""
    known = citations()
    sure = t(f"species_page.confidence.{item.confidence}", lang)
    own = Statement(
        "", sure, known[item.citation].text, address(known[item.citation]), item.confidence != "read_in_source"
    )
    more = (
        Statement("", t("species_page.further", lang), known[key].text, address(known[key])) for key in item.further
    )
    return own, *more


def address(work: Citation) -> str:
    """DOI or official page of a work; empty where it has none."""
    return f"https://doi.org/{work.doi}" if work.doi else work.url


def _row(item: Ground, lang: str) -> tuple[Cell, ...]:
    use = t("species_page.used", lang, use=t(f"species_page.use.{item.use}", lang),
            substrate=t(f"species_page.substrate.{item.substrate}", lang))  # fmt: skip
    months = ice.span_of(item.months, lang) if item.months else t("species_page.no_months", lang)
    return name(item.ground, lang), use, months, told(item.note, lang), source(item, lang)
