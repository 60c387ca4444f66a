"""What belongs to a country or a region, against a walk over the files that shares no code with ours."""

from __future__ import annotations

import pytest

from indicators.catalog import catalog
from indicators.profile import entries, scope
from indicators.series import Meta
from indicators.store import Cache
from tests.profile import walk

COUNTRIES = ("CHN", "JPN", "KOR", "MNG", "RUS")


def metas() -> list[Meta]:
    return [meta for meta, _ in Cache(walk.ROOT / "cache").metas().values()]


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_country_holds_what_the_files_say(country: str) -> None:
    mine = scope.of_country(metas(), country)
    walked = walk.of_country(country)
    assert {meta.id for meta in mine} == walked and len(mine) == len(walked) > 0
    told = scope.tally(mine)
    footers = [walk.footers()[name] for name in walked]
    assert told.rows == sum(int(meta["count"]) for meta in footers)
    assert told.places == len({meta["place"] for meta in footers})
    assert told.last == max(meta["last"][:4] for meta in footers)


@pytest.mark.parametrize("region", sorted(walk.registry()["regions"]))
def test_a_region_holds_its_own_series_and_those_below(region: str) -> None:
    mine = scope.of_region(metas(), region, catalog())
    assert {meta.id for meta in mine} == walk.of_region(region)


def test_every_region_with_a_series_below_it_can_be_chosen_and_no_other() -> None:
    offered = scope.regions(metas(), catalog())
    assert set(offered) == {name for name in walk.registry()["regions"] if walk.of_region(name)}
    assert "songhua_basin" in offered and "kuril_basin" in offered and "far_eastern_seas" not in offered


def test_the_tree_of_regions_is_closed_and_without_a_ring() -> None:
    for region in catalog().regions:
        above = scope.above(region, catalog())
        assert region not in above
        assert all(region in catalog().within(name) for name in above)
        assert all(scope.above(child, catalog())[0] == region for child in scope.below(region, catalog()))
    assert scope.above("liaodong_bay_sea", catalog()) == ["bohai_sea", "yellow_sea"]


def test_series_of_the_topics_and_the_law_are_all_series() -> None:
    every = metas()
    parts = [scope.of_topic(every, name, catalog()) for name in (*scope.TOPICS, "law")]
    assert sorted(meta.id for part in parts for meta in part) == sorted(meta.id for meta in every)


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_series_of_a_topic_stands_in_a_row_or_in_a_network(country: str) -> None:
    mine = scope.of_country(metas(), country)
    for topic in scope.TOPICS:
        held = scope.of_topic(mine, topic, catalog())
        networks = entries.networks(held)
        stations = [meta for found in networks.values() for station in found for meta in station.metas]
        rows = entries.by_indicator([m for m in held if m.source not in networks], catalog(), "en")
        listed = [meta for entry in rows for meta in entry.metas] + stations
        assert sorted(meta.id for meta in listed) == sorted(meta.id for meta in held)


def test_the_automatic_stations_of_china_are_a_network_and_nothing_else_is() -> None:
    river = scope.of_topic(scope.of_country(metas(), "CHN"), "river", catalog())
    networks = entries.networks(river)
    assert set(networks) == {"cnemc"}
    walked = {m["place"] for m in walk.footers().values() if m["source"] == "cnemc" and "CHN" in m["countries"]}
    assert {station.place for station in networks["cnemc"]} == walked
    newest = max(station.last for station in networks["cnemc"])
    assert newest == max(m["last"] for m in walk.footers().values() if m["source"] == "cnemc")


def test_the_row_of_an_indicator_shows_the_series_observed_last() -> None:
    for entry in entries.by_indicator(metas(), catalog(), "en"):
        days = [walk.footers()[meta.id]["last"][:10] for meta in entry.metas]
        assert entry.newest.last[:10] == max(days)


def test_shared_water_is_told_with_all_who_share_it() -> None:
    (entry,) = entries.by_indicator(
        scope.of_topic(scope.of_country(metas(), "KOR"), "sea_ice", catalog()), catalog(), "en"
    )
    assert entries.shared(entry.metas) == ("CHN", "KOR")
    (people,) = entries.by_indicator(
        scope.of_topic(scope.of_country(metas(), "KOR"), "people", catalog()), catalog(), "en"
    )
    assert entries.shared(people.metas) == ()
