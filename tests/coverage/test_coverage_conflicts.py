"""Two sources, two numbers: the known ones are there, both sides with their source, and nothing else is called so."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from indicators.catalog import catalog
from indicators.coverage import conflicts, same_day
from indicators.coverage.conflicts import Conflict
from indicators.store import Held
from tests.coverage.shipped import CACHE, ROOT, published, records
from tests.coverage.shipped import conflicts as shipped
from tests.population.shipped import made_up

SPECIES = {name: one.species for name, one in catalog().indicators.items()}


def about(series: str, year: int) -> Conflict:
    (one,) = (
        one
        for one in shipped()
        if any(part and part.held.meta.id == series and part.row.time_start.year == year
               for part in (one.first, one.second))
    )  # fmt: skip
    return one


def numbers(one: Conflict) -> set[float]:
    return {part.row.value for part in (one.first, one.second) if part}


def test_the_korean_porpoises_of_2014_stand_once_with_both_works() -> None:
    one = about("reported_deaths_finless_porpoise.korean_waters.published", 2014)
    assert numbers(one) == {1158.0, 1233.0}
    assert one.second is not None
    assert one.first.row.citation != one.second.row.citation
    assert one == about("bycatch_and_strandings_finless_porpoise.korean_waters.published", 2014)


def test_the_seals_of_baengnyeong_and_of_the_yellow_sea_are_there() -> None:
    baengnyeong = about("photo_id_spotted_seal.baengnyeong.published", 2017)
    assert (baengnyeong.first.row.value, baengnyeong.second) == (391.0, None)
    assert "410" in baengnyeong.words
    assert "more than 2,000" in about("abundance_spotted_seal.yellow_sea_population.published", 2000).words
    assert "under 1,000" in about("stated_abundance_spotted_seal.liaodong_bay.published", 2022).words


def test_the_salmon_of_2014_stand_beside_the_workbook() -> None:
    one = about("catch_pacific_salmon.russia.published", 2014)
    assert one.second is not None
    assert {one.first.held.meta.source, one.second.held.meta.source} == {"published", "npafc"}
    by_unit = {part.held.meta.unit: part.row.value for part in (one.first, one.second)}
    assert by_unit["thousand t"] == 336.1
    assert by_unit["t"] == pytest.approx(338_303, abs=1)


def test_every_noted_conflict_of_the_tables_is_shown() -> None:
    told = [row for row in published("population") if "Conflict:" in row["note"]]
    assert len(told) > 20
    for row in told:
        one = about(row["series"], int(row["time_start"][:4]))
        assert one.words or one.second


def test_comparing_alone_finds_the_catches_that_differ() -> None:
    listed = conflicts.readable(CACHE, conflicts.candidates(records()))
    found = {one.meta.indicator for one in conflicts.found(listed)}
    assert {"catch_chum", "catch_pink", "catch_pacific_salmon"} <= found
    assert "catalogue_size_gray_whale" not in found  # cumulative, of other years
    assert "nitrobenzene" not in found  # two hours of one day


def pair(one: dict[str, Any], other: dict[str, Any]) -> list[Conflict]:
    return list(conflicts.found([made_up({"citation": "jsfo_81_1"} | one, {"citation": "fas_2015_411"} | other)]))


def test_two_works_that_exclude_each_other_are_a_conflict() -> None:
    (one,) = pair({"value": 391.0}, {"value": 410.0})
    assert not one.noted
    assert numbers(one) == {391.0, 410.0}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"value": 391.0}, {"value": 410.0, "year": 2001}),  # another year
        ({"value": 391.0}, {"value": 410.0, "citation": "jsfo_81_1"}),  # the same work
        ({"value": 391.0, "lower": 300.0, "upper": 500.0, "interval": "95% CI"}, {"value": 410.0}),
        ({"value": 338.3}, {"value": 338.34}),  # the same, printed shorter
        ({"upper": 1000.0, "interval": "upper bound"}, {"value": 800.0}),
        ({"value": 391.0, "note": "No date in the source; placed at 2000."}, {"value": 410.0}),
        ({"value": 1.0, "note": "Sampled at 06:00."}, {"value": 2.0, "note": "Sampled at 12:00."}),
    ],
)
def test_what_can_both_be_true_is_no_conflict(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert pair(one, other) == []


def test_a_bound_and_a_value_beyond_it_are_a_conflict() -> None:
    assert len(pair({"upper": 1000.0, "interval": "upper bound"}, {"value": 2000.0})) == 1


def test_a_noted_value_that_is_found_too_is_told_once() -> None:
    both = made_up({"value": 391.0, "note": "Conflict: another work gives 410."}, {"value": 410.0, "citation": "x"})
    (one,) = conflicts.everything([both], SPECIES)
    assert (one.noted, one.words, numbers(one)) == (True, "another work gives 410.", {391.0, 410.0})


def test_units_are_brought_together_before_comparing() -> None:
    tonnes = _as(made_up({"value": 338_303.0}), unit="t")
    thousands = _as(made_up({"value": 338.3, "citation": "x"}), unit="thousand t")
    other = _as(made_up({"value": 336.1, "citation": "x"}), unit="thousand t")
    assert list(conflicts.found([tonnes, thousands])) == []
    assert len(list(conflicts.found([tonnes, other]))) == 1
    assert list(conflicts.found([tonnes, _as(other, unit="thousand fish")])) == []


def _as(held: Held, **more: Any) -> Held:
    return replace(held, meta=replace(held.meta, **more))


def test_half_a_digit_is_half_of_what_was_printed() -> None:
    assert conflicts.half_digit(338.3) == pytest.approx(0.05)
    assert conflicts.half_digit(1233.0) == pytest.approx(0.5)
    assert conflicts.half_digit(0.151) == pytest.approx(0.0005)


def test_products_with_other_definitions_are_no_conflict_but_explained() -> None:
    assert not [one for one in shipped() if one.meta.indicator.startswith("sea_ice")]
    okhotsk = next(one for one in same_day.days(CACHE, records())
                   if one.products[0].held.meta.id.startswith("sea_ice_extent.sea_of_okhotsk"))  # fmt: skip
    values = {part.held.meta.source: part.value for part in okhotsk.products}
    assert {"masie", "sea_ice_index"} <= values.keys()
    raw = pd.read_parquet(ROOT / "cache/snapshot/series/sea_ice_extent.sea_of_okhotsk.masie.parquet")
    assert values["masie"] == raw.loc[raw["time_start"] == okhotsk.day, "value"].item()


def test_parts_of_a_note_end_with_their_sentence() -> None:
    with (ROOT / "indicators/published/population/observations.csv").open(encoding="utf-8") as file:
        notes = [row["note"] for row in csv.DictReader(file) if "Conflict:" in row["note"]]
    for one in shipped():
        if one.words:
            assert one.words.endswith(".")
            assert any(re.search(re.escape(f"Conflict: {one.words}"), note) for note in notes)
