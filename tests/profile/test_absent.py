"""What does not apply, what is not held, and that the words of the page say it."""

from __future__ import annotations

import pytest

from indicators.catalog import catalog
from indicators.profile import absent, scope
from indicators.store import Cache
from tests.profile import walk


def test_mongolia_has_no_sea_and_is_told_to_drain_into_it() -> None:
    (told,) = absent.told("MNG", catalog(), "en")
    assert told.startswith("Mongolia has no sea coast") and "marine mammals" in told and "not applicable" in told
    assert told.endswith("Its rivers reach the Sea of Okhotsk through the Amur.")


def test_the_republic_of_korea_has_neither_an_okhotsk_coast_nor_a_part_of_the_amur_basin() -> None:
    sea, basin = absent.told("KOR", catalog(), "en")
    assert "no coast on the Sea of Okhotsk" in sea and "not applicable" in sea
    assert "no part of the Amur basin" in basin and "not applicable" in basin


@pytest.mark.parametrize(
    ("country", "codes"),
    [
        ("CHN", ["no_okhotsk"]),
        ("JPN", ["no_amur"]),
        ("KOR", ["no_okhotsk", "no_amur"]),
        ("MNG", ["no_sea"]),
        ("RUS", []),
    ],
)
def test_what_does_not_apply_follows_from_the_waters_a_country_shares(country: str, codes: list[str]) -> None:
    assert absent.reasons(country, catalog()) == codes


def test_where_nothing_is_held_all_that_applies_is_named_and_no_more() -> None:
    assert absent.not_held([], "MNG", catalog()) == [f"topic.{name}" for name in scope.TOPICS if name != "sea_ice"]
    assert "topic.sea_ice" in absent.not_held([], "KOR", catalog())


def test_kinds_of_animals_that_no_file_holds_are_named() -> None:
    indicators = walk.registry()["indicators"]
    for country in catalog().countries:
        metas = [meta for meta, _ in Cache(walk.ROOT / "cache").metas().values() if country in meta.countries]
        held = {indicators[walk.footers()[name]["indicator"]].get("group", "") for name in walk.of_country(country)}
        wanted = ("pinnipeds", "cetaceans", "fish", "birds") if country != "MNG" else ("fish", "birds")
        expected = [f"group.{kind}" for kind in wanted if kind not in held]
        assert absent.not_held(metas, country, catalog()) == expected


def test_what_could_not_be_had_of_a_country_is_what_the_registry_lists() -> None:
    listed = walk.registry()["missing"]
    for country in catalog().countries:
        assert [item.what for item in absent.of_country(country, catalog())] == [
            item["what"] for item in listed if country in item["countries"]
        ]


def test_of_a_basin_only_water_and_iron_can_be_missing() -> None:
    assert {item.domain for item in absent.of_region("songhua_basin", catalog())} == {"river"}
    assert "river" not in {item.domain for item in absent.of_region("kuril_basin", catalog())}
