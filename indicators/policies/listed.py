"""The tables of the policies page: for the screen with links, and as CSV files with every citation.

What a licence forbids to pass on is shown, but left out of the files, and that is said.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Sequence

from indicators.catalog import Catalog
from indicators.download_file import harmless
from indicators.locales import t, told
from indicators.locales.formats import number
from indicators.policies import classes, entries, matrix
from indicators.policies.entries import Entry
from indicators.policies.red_list import RED_LIST
from indicators.population.tables import Cell as TableCell
from indicators.population.tables import Statement, Table

CITED = ("year", "year_is", "confidence", "citation", "link", "locator", "series", "note")
COLUMNS = {
    "law": ("species", "name", "countries", "scope", "class", "statement", *CITED),
    "timeline": ("name", "type", "countries", "covers", "summary", "area_km2_as_stated", *CITED),
    "areas": ("name", "countries", "covers", "summary", "area_km2_as_stated", *CITED),
    "red_list": ("species", "name", "countries", "scope", "category", *CITED),
}
"""Columns of each file; its statement, summary and note are the words of the one who entered the row."""


def law(found: Sequence[Entry], catalog: Catalog, lang: str, *, species: str, chosen: Sequence[str]) -> Table:
    """One row a species: what each country's law or list says, with its class before it."""
    columns = matrix.countries(catalog, lang, chosen)
    head = (t("table.species", lang), *(t(f"country.{c}" if c else "status.other", lang) for c in columns))
    rows: list[tuple[TableCell, ...]] = []
    for codes in matrix.rows(found, lang, species).values():
        for code in codes:
            made = [matrix.cell(code, country, found, catalog) for country in columns]
            rows.append((t(f"species.{code}", lang), *(_law_cell(one, lang) for one in made)))
    return Table(head, tuple(rows))


def instruments(found: Sequence[Entry], lang: str) -> Table:
    """Instruments, oldest first."""
    head = ("since", "name", "kind", "country", "covers", "remarks", "source")
    rows = [
        (one.when, one.name, entries.kind_name(one.kind, lang), entries.states(one, lang), told(one.covers, lang),
         _remarks(one, lang),
         _statement(one, "", "", lang))
        for one in found
    ]  # fmt: skip
    return Table(tuple(t(f"status.{name}", lang) for name in head), tuple(rows))


def areas(found: Sequence[Entry], lang: str, placed: Callable[[str], str]) -> Table:
    """Protected areas with the area as stated; `placed` says of a place how it stands on the map."""
    head = ("name", "country", "since", "area", "covers", "remarks", "on_map", "source")
    rows = [
        (one.name, entries.states(one, lang), one.when, _area(one, lang), told(one.covers, lang), _remarks(one, lang),
         placed(one.place),
         _statement(one, "", "", lang))
        for one in found
    ]  # fmt: skip
    return Table(tuple(t(f"status.{name}", lang) for name in head), tuple(rows))


def categories(found: Sequence[Entry], lang: str) -> Table:
    """Categories of the Red List by species."""
    head = ("table.species", "policies.scope", "status.iucn", "status.since", "status.remarks", "status.source")
    ordered = sorted(found, key=lambda one: (t(f"species.{one.species}", lang), one.scope, one.year or 0))
    rows = []
    for one in ordered:
        category = f"{one.category} · {t(f'status.category.{one.category}', lang)}"
        itself = t("status.from_red_list", lang) if one.source == RED_LIST else ""
        said = (told(one.scope, lang), category, one.when, told(one.remarks, lang), _statement(one, "", itself, lang))
        rows.append((t(f"species.{one.species}", lang), *said))
    return Table(tuple(t(key, lang) for key in head), tuple(rows))


def csv_text(kind: str, found: Sequence[Entry], lang: str) -> str:
    """A table as a file, UTF-8 with its heading; entries that may not be passed on are left out."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS[kind])
    for one in found:
        if not one.refusal:
            cells = _cells(one, lang)
            writer.writerow([harmless(cells[column]) for column in COLUMNS[kind]])
    return buffer.getvalue()


def withheld(found: Sequence[Entry]) -> int:
    """How many entries a file leaves out because of their licence."""
    return sum(bool(one.refusal) for one in found)


def _law_cell(one: matrix.Cell, lang: str) -> TableCell:
    if one.reason:
        return f"{t(f'policies.class.{one.code}', lang)}: {t(f'policies.reason.{one.reason}.says', lang)}"
    if not one.said:
        return t(f"policies.class.{one.code}", lang)
    named = t(f"policies.class.{one.code}", lang)
    if one.code == classes.INSTRUMENT:
        heads = (f"{named}: ", *[""] * len(one.said))
        return tuple(
            _statement(part, f"{head}{part.name}", part.when, lang) for head, part in zip(heads, one.said, strict=False)
        )
    return tuple(
        _statement(part, f"{t(f'policies.class.{classes.of_text(part.text)}', lang)}: {told(part.text, lang)}",
                   f"{told(part.scope, lang)}, {part.when}", lang)
        for part in one.said
    )  # fmt: skip


def _statement(one: Entry, text: str, detail: str, lang: str) -> Statement:
    parts = (detail, t("table.secondhand", lang) if one.secondhand else "")
    return Statement(text, " · ".join(part for part in parts if part), one.work, one.link, one.secondhand)


def _area(one: Entry, lang: str) -> str:
    known = not math.isnan(one.area_km2)
    return f"{number(one.area_km2, lang)} km²" if known else t("status.area_unknown", lang)


def _remarks(one: Entry, lang: str) -> str:
    return " ".join(told(part, lang) for part in (one.summary, one.remarks) if part)


def _cells(one: Entry, lang: str) -> dict[str, str]:
    return {
        "species": one.species,
        "name": t(f"species.{one.species}", lang) if one.species else one.name,
        "countries": " ".join(one.countries),
        "scope": one.scope,
        "class": classes.of_text(one.text) if one.text else "",
        "statement": one.text,
        "category": one.category,
        "type": one.kind,
        "covers": one.covers,
        "summary": one.summary,
        "area_km2_as_stated": "" if math.isnan(one.area_km2) else f"{one.area_km2:.10g}",
        "year": "" if one.year is None else str(one.year),
        "year_is": one.basis,
        "confidence": one.confidence,
        "citation": one.work,
        "link": one.link,
        "locator": one.locator,
        "series": one.series,
        "note": one.remarks,
    }
