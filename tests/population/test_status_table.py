from __future__ import annotations

import pytest

from indicators.catalog import catalog
from indicators.population import status_table
from indicators.population.tables import Statement, Table
from tests.population import shipped

LANG = "en"


def made(name: str, **options: object) -> Table:
    found = [meta for meta in shipped.metas() if meta.indicator in status_table.INDICATORS[name]]
    return status_table.TABLES[name](shipped.read(found), catalog(), LANG, **options)


def statements(table: Table) -> list[Statement]:
    return [item for row in table.rows for cell in row if isinstance(cell, tuple) for item in cell]


@pytest.mark.parametrize("name", status_table.TABLES)
def test_a_table_has_as_many_cells_as_headings(name: str) -> None:
    table = made(name)
    assert table.rows and all(len(row) == len(table.head) for row in table.rows)


def test_every_statement_of_the_published_table_is_there_with_year_and_work() -> None:
    rows = shipped.published("status.csv")
    told = statements(made("matrix"))
    for row in rows:
        text = row["legal_status"] or row["category"]
        assert any(item.text.startswith(text) for item in told), row["series"]
    assert all(item.work and item.detail for item in told)
    secondhand = {item.text for item in told if item.secondhand}
    assert {
        r["legal_status"] for r in rows if r["legal_status"] and r["confidence"] == "quoted_secondhand"
    } <= secondhand
    assert all("second-hand" in item.detail for item in told if item.secondhand)


def test_a_category_has_its_year_and_scope() -> None:
    (row,) = made("matrix", species="ribbon_seal").rows
    assert row[0] == "Ribbon seal"
    (category,) = row[1]
    assert (category.text, category.detail) == ("LC · Least Concern", "Global, 2016")
    assert "iucnredlist.org" in category.link


def test_a_year_that_nobody_states_is_not_made_up() -> None:
    told = statements(made("matrix"))
    assert not any("2026" in item.detail for item in told)
    assert any("year not stated" in item.detail for item in told)
    assert any("undated, published" in item.detail for item in told)


def test_a_country_keeps_its_column_only() -> None:
    table = made("matrix", countries=("RUS",))
    assert table.head == ("Species", "IUCN Red List", "Russia")
    assert made("areas", countries=("KOR",)).rows
    assert {row[1] for row in made("areas", countries=("KOR",)).rows} == {"Republic of Korea"}


def test_a_species_keeps_its_populations_and_what_covers_its_group() -> None:
    named = {row[0] for row in made("matrix", species="finless_porpoise").rows}
    assert named == {
        "East Asian finless porpoise", "Finless porpoises (genus)", "Narrow-ridged finless porpoise",
        "Yangtze finless porpoise",
    }  # fmt: skip
    listed = {str(row[1]) for row in made("instruments", species="finless_porpoise").rows}
    assert "Escape devices in stow nets" in listed and any("cetacean" in name for name in listed)
    assert "Erimo harbour seal management plan" not in listed
    assert "Magadansky Reserve (Yamsky Islands, Matykil)" not in {
        row[0] for row in made("areas", species="beluga").rows
    }
    assert "Shantar Islands National Park" in {row[0] for row in made("areas", species="beluga").rows}


def test_areas_are_stated_never_added() -> None:
    table = made("areas")
    rows = [row for row in shipped.published("policies.csv") if row["series"].startswith("protected_area.")]
    assert len(table.rows) == len(rows)
    stated = [str(row[3]) for row in table.rows]
    assert stated.count("not stated") == sum(1 for row in rows if not row["area_km2"])
    assert {"9,090 km²", "643 km²", "1,075 km²", "2.36 km²"} <= set(stated)


def test_instruments_stand_by_year() -> None:
    table = made("instruments")
    years = [int(str(row[0])[-4:]) for row in table.rows if str(row[0])[-4:].isdigit()]
    assert years == sorted(years) and len(table.rows) == 23
