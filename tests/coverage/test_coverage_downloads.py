"""Downloads: what is written reads back as the same numbers, and nothing is passed on that may not be."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace

import pytest

from indicators.catalog import catalog
from indicators.coverage import downloads, held, matrix, surveys
from tests.coverage.shipped import CACHE, YEAR, conflicts, populations, records

TABLES = {
    "years": lambda: downloads.years(records()),
    "indicators": lambda: downloads.by_indicator(records(), catalog()),
    "populations": lambda: downloads.gaps(populations(), YEAR),
    "surveys": lambda: downloads.due(held.counted(CACHE), YEAR),
    "conflicts": lambda: downloads.differing(conflicts()),
    "sharing": lambda: downloads.sharing(records(), catalog()),
    "joint_surveys": lambda: downloads.joint(populations(), catalog(), YEAR),
}


def back(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(downloads.text(TABLES[name]()))))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_reads_back_with_all_its_rows(name: str) -> None:
    made, read = TABLES[name](), back(name)
    assert len(read) == len(made) > 5
    assert all(None not in row and None not in row.values() for row in read)


def test_the_years_read_back_to_the_tallies() -> None:
    total = sum(int(row["observations"]) for row in back("years") if row["pooled"] == "no" and row["country"])
    expected = sum(
        tally.n * len(one.meta.countries)
        for one in records() if not one.context for tally in one.years.by_year.values()
    )  # fmt: skip
    assert total == expected


def test_populations_read_back_with_their_works() -> None:
    rows = {(row["species"], row["place"]): row for row in back("populations")}
    ribbon = rows["ribbon_seal", "sea_of_okhotsk"]
    assert (ribbon["estimates"], ribbon["latest_year"], ribbon["years_since"]) == ("1", "2013", "13")
    assert "Chernook" in ribbon["citations"]
    assert rows["killer_whale", "sea_of_okhotsk"]["latest_year"] == ""


def test_surveys_read_back_with_what_is_due() -> None:
    rows = {row["series"]: row for row in back("surveys")}
    one = next(one for one in held.counted(CACHE) if one.record.meta.place == "ise_mikawa_bays")
    assert rows[one.record.meta.id]["next_due"] == str(surveys.rhythm(one).due)
    assert rows["abundance_ribbon_seal.sea_of_okhotsk.published"]["judged_from"] == "no rhythm"


def test_both_sides_of_a_conflict_are_in_its_row() -> None:
    row = next(row for row in back("conflicts") if row["second_value"] and row["place"] == "korean_waters")
    assert {float(row["first_value"]), float(row["second_value"])} == {1158.0, 1233.0}
    assert row["first_citation"]
    assert row["second_citation"]


def test_values_of_a_series_that_may_not_be_passed_on_are_left_out() -> None:
    one = conflicts()[0]
    meta = replace(one.first.held.meta, redistribute="no")
    forbidden = replace(one, first=replace(one.first, held=replace(one.first.held, meta=meta)))
    assert len(downloads.differing([one])) == 1
    assert downloads.differing([forbidden]) == []


def test_the_scorecard_is_in_alphabetical_order_and_without_totals() -> None:
    listed = [row["country"] for row in back("sharing")]
    assert listed == sorted(listed, key=matrix.ordered(set(listed)).index)
    assert all(row["country"] and row["domain"] for row in back("sharing"))


def test_the_archive_holds_every_table_and_is_the_same_each_time() -> None:
    made = downloads.archive(TABLES, "words")
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        assert set(packed.namelist()) == {"README.txt", *(f"{name}.csv" for name in TABLES)}
        assert packed.read("sharing.csv").decode() == downloads.text(TABLES["sharing"]())
    assert made == downloads.archive(TABLES, "words")


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless() -> None:
    assert downloads.text([{"a": "=1+1", "b": None, "c": float("nan")}]) == "a,b,c\n'=1+1,,\n"
