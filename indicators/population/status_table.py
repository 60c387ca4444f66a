"""What protects the animals: species by country, protected areas, and instruments, as tables of texts.

Areas are shown as stated and never added: they overlap, and some hold land.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from indicators.catalog import Catalog
from indicators.locales import has, t, told
from indicators.locales.formats import enumerated, number
from indicators.population import words
from indicators.population.covering import akin, speaks_of
from indicators.population.tables import Cell, Statement, Table
from indicators.store import Held

__all__ = ["INDICATORS", "TABLES", "akin", "instruments", "protected_areas", "speaks_of", "species_by_country"]

RED_LIST = "iucn"  # the source whose categories come from the Red List itself


def species_by_country(
    series: Sequence[Held], catalog: Catalog, lang: str, *, species: str = "", countries: Sequence[str] = ()
) -> Table:
    """One row a species: its category on the Red List, and what each country's law or list says.

    Parameters
    ----------
    series : sequence of Held
        Categories and legal statuses.
    species : str
        Keep one species and its populations; "" keeps all.
    countries : sequence of str
        Columns to keep; none given means all countries with a statement, and statements of others.
    """
    said: dict[str, dict[str, list[Statement]]] = {}
    for held in series:
        for row in held.observations.itertuples():
            if species and not akin(species, row.species):
                continue
            for column in _columns(held):
                said.setdefault(row.species, {}).setdefault(column, []).append(_status(row, held, lang))
    wanted = countries or (*catalog.countries, "other")
    shown = [column for column in wanted if any(column in cells for cells in said.values())]
    rows: list[tuple[Cell, ...]] = []
    for code, cells in sorted(said.items(), key=lambda item: t(f"species.{item[0]}", lang)):
        told = [tuple(cells.get(column, ())) for column in ("iucn", *shown)]
        if any(told):
            rows.append((t(f"species.{code}", lang), *told))
    names = [t("status.other" if column == "other" else f"country.{column}", lang) for column in shown]
    return Table((t("table.species", lang), t("status.iucn", lang), *names), tuple(rows))


def protected_areas(
    series: Sequence[Held], catalog: Catalog, lang: str, *, species: str = "", countries: Sequence[str] = ()
) -> Table:
    """Protected areas with the area as stated, oldest first."""
    head = ("name", "country", "since", "area", "covers", "remarks", "source")
    rows = []
    for held, row in _kept(series, catalog, species, countries):
        stated = row.area_km2 == row.area_km2
        area = f"{number(row.area_km2, lang)} km²" if stated else t("status.area_unknown", lang)
        cells = (_name(held, lang), _states(held, lang), words.period(row, lang), area, told(row.species_covered, lang))
        rows.append((*cells, _remarks(row, lang), _source(row, held, lang)))
    return Table(tuple(t(f"status.{name}", lang) for name in head), tuple(rows))


def instruments(
    series: Sequence[Held], catalog: Catalog, lang: str, *, species: str = "", countries: Sequence[str] = ()
) -> Table:
    """Laws, plans, bans and meetings, oldest first."""
    head = ("since", "name", "kind", "country", "covers", "remarks", "source")
    rows = []
    for held, row in _kept(series, catalog, species, countries):
        kind = f"status.kind.{row.type.replace(' ', '_')}"
        cells = (words.period(row, lang), _name(held, lang), t(kind, lang) if has(kind) else told(row.type, lang))
        covers = told(row.species_covered, lang)
        rows.append((*cells, _states(held, lang), covers, _remarks(row, lang), _source(row, held, lang)))
    return Table(tuple(t(f"status.{name}", lang) for name in head), tuple(rows))


def _kept(series: Iterable[Held], catalog: Catalog, species: str, countries: Sequence[str]) -> list[tuple[Held, Any]]:
    kept = [
        (held, row)
        for held in series
        if not countries or set(countries) & set(held.meta.countries)
        for row in held.observations.itertuples()
        if not species or speaks_of(row.species_covered, species, catalog)
    ]
    return sorted(kept, key=lambda pair: (pair[1].time_start, pair[0].meta.place))


def _columns(held: Held) -> tuple[str, ...]:
    if held.meta.indicator == "iucn_category":
        return ("iucn",)
    return held.meta.countries or ("other",)


def _status(row: Any, held: Held, lang: str) -> Statement:
    when = words.period(row, lang)
    if held.meta.indicator == "iucn_category":
        named = t(f"status.category.{row.category}", lang)
        return _statement(
            f"{row.category} · {named}", f"{told(held.meta.area_definition, lang)}, {when}", row, held, lang
        )
    return _statement(told(row.legal_status, lang), when, row, held, lang)


def _statement(text: str, detail: str, row: Any, held: Held, lang: str) -> Statement:
    secondhand = row.confidence == "quoted_secondhand"
    itself = t("status.from_red_list", lang) if held.meta.source == RED_LIST else ""
    parts = (detail, itself, t("table.secondhand", lang) if secondhand else "")
    return Statement(
        text,
        " · ".join(part for part in parts if part),
        words.reference(row, held.meta),
        words.link(row.citation) or getattr(row, "url", ""),
        secondhand,
    )


def _source(row: Any, held: Held, lang: str) -> Statement:
    return _statement("", "", row, held, lang)


def _name(held: Held, lang: str) -> str:
    return words.place(held.meta, lang)


def _states(held: Held, lang: str) -> str:
    return enumerated((t(f"country.{code}", lang) for code in held.meta.countries), lang) or t("status.other", lang)


def _remarks(row: Any, lang: str) -> str:
    note = words.said(row.note)
    note = "" if note.startswith(words.UNDATED) and note.count(".") == 1 else note
    return " ".join(told(part, lang) for part in (row.summary, note) if part)


TABLES = {"matrix": species_by_country, "areas": protected_areas, "instruments": instruments}
INDICATORS = {
    "matrix": ("iucn_category", "legal_status"),
    "areas": ("protected_area",),
    "instruments": ("policy_instrument",),
}
"""Which series each table is made of."""
