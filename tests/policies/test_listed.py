from __future__ import annotations

import csv
import io

import pytest

from indicators.catalog import catalog
from indicators.policies import entries, listed
from indicators.population.tables import Statement, Table
from tests.policies import held
from tests.population import shipped

KINDS = {"law": entries.LAW, "timeline": entries.INSTRUMENT, "areas": entries.AREA, "red_list": entries.CATEGORY}


def works() -> dict[str, dict[str, str]]:
    with (shipped.TABLES / "citations.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_holds_every_row_of_the_table_with_its_citation(kind: str) -> None:
    found = entries.of(held.read(), KINDS[kind])
    rows = {row["series"]: row for row in csv.DictReader(io.StringIO(listed.csv_text(kind, found, "en")))}
    published = [row for name in ("status.csv", "policies.csv") for row in shipped.published(name)]
    wanted = {row["series"]: row for row in published if row["indicator"] == KINDS[kind]}
    assert rows.keys() == wanted.keys()
    for name, row in rows.items():
        source = wanted[name]
        assert row["citation"] == works()[source["citation"]]["text"]
        assert row["confidence"] == source["confidence"]
        assert row["countries"] == source["countries"]
        unknown = "Year not stated" in source["note"]
        assert row["year"] == ("" if unknown else source["time_start"][:4])
        assert row["year_is"] == (
            "unknown" if unknown else "published" if source["note"].startswith("No date") else "stated"
        )
        assert row.get("statement", "") == source.get("legal_status", "")
        if "area_km2_as_stated" in row:
            assert row["area_km2_as_stated"] in ("", source["area_km2"]) and bool(row["area_km2_as_stated"]) == bool(
                source["area_km2"]
            )


def tables() -> dict[str, Table]:
    found = list(held.read())
    return {
        "law": listed.law(found, catalog(), "en", species="", chosen=()),
        "timeline": listed.instruments(entries.of(found, entries.INSTRUMENT), "en"),
        "areas": listed.areas(entries.of(found, entries.AREA), "en", lambda place: place),
        "red_list": listed.categories(entries.of(found, entries.CATEGORY), "en"),
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_has_as_many_cells_as_headings_and_a_work_for_every_statement(kind: str) -> None:
    table = tables()[kind]
    assert table.rows and all(len(row) == len(table.head) for row in table.rows)
    statements = [
        one
        for row in table.rows
        for cell in row
        for one in (cell if isinstance(cell, tuple) else (cell,))
        if isinstance(one, Statement)
    ]
    assert statements and all(one.work for one in statements)


def test_the_table_of_law_says_the_words_of_every_row_with_the_class_before_them() -> None:
    told = [one.text for row in tables()["law"].rows for cell in row if isinstance(cell, tuple) for one in cell]
    for row in held.statuses():
        assert any(text.endswith(row["legal_status"]) and ": " in text for text in told), row["series"]


def test_a_formula_cannot_hide_in_a_file() -> None:
    from dataclasses import replace

    one = replace(held.read()[0], remarks="=1+1")
    assert "'=1+1" in listed.csv_text("law", [one], "en")
