from __future__ import annotations

from dataclasses import replace

import pytest

from indicators.catalog import catalog
from indicators.policies import entries, listed, red_list
from tests.policies import held


@pytest.mark.parametrize("narrow", [False, True])
def test_every_category_of_the_table_is_drawn_at_its_place_on_the_scale(narrow: bool) -> None:
    chart = red_list.red_list(held.series(entries.CATEGORY), catalog(), "en")
    figure = chart.narrow if narrow else chart.plot
    letters = [note.text for note in figure.layout.annotations if note.xanchor == "center"]
    drawn = sorted(letters[int(trace.x[0])] for trace in figure.data)
    assert drawn == sorted(row["category"] for row in held.categories())
    assert letters[:5] == ["LC", "NT", "VU", "EN", "CR"]


def test_a_category_has_its_year_or_says_that_none_is_known() -> None:
    chart = red_list.red_list(held.series(entries.CATEGORY), catalog(), "en")
    labels = {note.text for note in chart.plot.layout.annotations}
    assert {"LC 2016", "NT 2016", "EN 2012", "CR 2013", "CR no year", "VU by 2016", "EX by 2021"} <= labels


def test_sources_that_agree_are_no_conflict() -> None:
    found = entries.of(held.read(), entries.CATEGORY)
    assert red_list.conflicts(found) == []


def test_another_category_at_the_same_scope_is_a_conflict_and_stands_beside() -> None:
    found = entries.of(held.read(), entries.CATEGORY)
    one = next(part for part in found if part.place == "ribbon_seal_global")
    other = replace(one, category="NT", year=2025, when="2025", source="iucn", series="iucn_category.x.iucn")
    (pair,) = red_list.conflicts([*found, other])
    assert {part.category for part in pair} == {"LC", "NT"}
    assert red_list.conflicts([*found, replace(other, species="spotted_seal", place="elsewhere", scope="Part")]) == []


def test_a_category_of_the_whole_species_stays_for_any_country() -> None:
    kept = red_list.kept(list(held.read()), "", ("JPN",), catalog())
    assert {one.place for one in kept} >= {"spotted_seal_global", "japanese_sea_lion_republic_of_korea_and_japan"}
    assert "yangtze_finless_porpoise_china" not in {one.place for one in kept}


def test_what_may_not_be_passed_on_is_left_out_of_the_file_and_counted() -> None:
    found = entries.of(held.read(), entries.CATEGORY)
    forbidden = replace(found[0], category="VU", series="iucn_category.x.iucn", refusal="no redistribution")
    text = listed.csv_text("red_list", [*found, forbidden], "en")
    assert "iucn_category.x.iucn" not in text
    assert text.count("\n") == 1 + len(found)
    assert listed.withheld([*found, forbidden]) == 1
