"""The views as they are sent: every series can be reached, statements stand there, a link's mistake is told."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from indicators.catalog import catalog
from indicators.locales import t
from indicators.profile import key_charts, scope
from indicators.series import Meta
from indicators.store import Cache
from tests.profile import walk


def visit(cache: Cache, monkeypatch: pytest.MonkeyPatch, **query: str) -> AppTest:
    monkeypatch.setenv("AMUR_OKHOTSK_CACHE", str(cache.root))
    page = AppTest.from_file(str(walk.ROOT / "pages" / "compare.py"), default_timeout=60)
    for key, value in query.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception, page.exception
    return page


def text(page: AppTest) -> str:
    """All that is sent, with plain quotes."""
    return " ".join(str(getattr(part, "proto", part)) for part in page.main).replace('\\"', '"')


def shown(monkeypatch: pytest.MonkeyPatch, **query: str) -> str:
    return text(visit(Cache(walk.ROOT / "cache"), monkeypatch, **query))


def files(told: str) -> set[str]:
    return set(re.findall(r'href="/data/([a-z0-9_.]+)\.csv"', told))


def listed(names: set[str]) -> set[str]:
    """Series that have a file, without the texts of laws."""
    return {
        name for name in names
        if walk.footers()[name]["redistribute"] != "no"
        and walk.registry()["indicators"][walk.footers()[name]["indicator"]].get("group") != "policy"
    }  # fmt: skip


def test_all_that_is_held_on_mongolia_stands_on_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    told = shown(monkeypatch, view="country", of="MNG")
    assert files(told) == listed(walk.of_country("MNG"))
    assert "Mongolia has no sea coast" in told and "through the Amur" in told
    assert "Amur-Okhotsk Consortium, joint declaration" in told
    assert "Information and Research Institute of Meteorology" in told  # who holds the Mongolian rivers
    assert "3,524,788" in told and "42" in told and "shared: China, Mongolia" in told
    assert f"10 series, {sum(int(walk.footers()[n]['count']) for n in walk.of_country('MNG'))} rows" in told


@pytest.mark.parametrize("topic", ["people", "sea_ice", "river", "dissolved_iron", "animals"])
def test_each_topic_of_the_republic_of_korea_lists_every_series(topic: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = shown(monkeypatch, view="country", of="KOR", topic=topic)
    metas = scope.of_country([meta for meta, _ in Cache(walk.ROOT / "cache").metas().values()], "KOR")
    wanted = {meta.id for meta in scope.of_topic(metas, topic, catalog())}
    assert files(told) == listed(wanted)
    assert "no coast on the Sea of Okhotsk" in told and "no part of the Amur basin" in told


def test_a_file_that_the_licence_forbids_is_said_not_linked(monkeypatch: pytest.MonkeyPatch) -> None:
    told = shown(monkeypatch, view="country", of="KOR", topic="dissolved_iron")
    assert t("profile.refused") in told and files(told) == set()
    whole = shown(monkeypatch, view="country", of="KOR")
    assert (
        "Left out of the file, because the licence forbids passing it on (1)" in whole and "MARBL compilation." in whole
    )


def test_the_stations_of_a_network_are_folded_until_they_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    folded = shown(monkeypatch, view="region", of="songhua_basin")
    assert "250 series: 10 parameters at 25 stations" in folded
    assert not any(name.endswith(".cnemc") for name in files(folded))
    looked = shown(monkeypatch, view="region", of="songhua_basin", find="baishatan")
    assert "1 of 25 stations" in looked and "permanganate_index.baishatan.cnemc" in looked
    rows = shown(monkeypatch, view="region", of="songhua_basin", topic="river")
    river = {name for name in walk.of_region("songhua_basin") if not name.startswith("dissolved_iron")}
    assert files(rows) >= {name for name in river if name.endswith((".cnemc", ".grdc"))}


def test_a_region_tells_what_it_is_who_shares_it_and_what_lies_around(monkeypatch: pytest.MonkeyPatch) -> None:
    told = shown(monkeypatch, view="region", of="kuril_basin")
    assert walk.registry()["regions"]["kuril_basin"]["definition"][:60] in told
    for address in ("view=country&amp;of=JPN", "view=country&amp;of=RUS", "view=region&amp;of=sea_of_okhotsk"):
        assert address in told
    assert files(told) == listed(walk.of_region("kuril_basin"))


@pytest.mark.parametrize(("view", "of"), [("country", "XYZ"), ("region", "atlantis"), ("region", "far_eastern_seas")])
def test_what_a_link_asks_for_in_vain_is_told(view: str, of: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page = visit(Cache(walk.ROOT / "cache"), monkeypatch, view=view, of=of)
    assert f"the link asks for “{of}”, which is not known here" in text(page)


def test_an_empty_cache_says_that_nothing_is_held(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    told = text(visit(cache, monkeypatch, view="country", of="MNG"))
    assert "Nothing is held here on Mongolia" in told and "has no sea coast" in told
    assert t("state.never") in text(visit(cache, monkeypatch, view="region"))


def metas() -> list[Meta]:
    return [meta for meta, _ in Cache(walk.ROOT / "cache").metas().values()]


@pytest.mark.parametrize("country", ["CHN", "JPN", "KOR", "MNG", "RUS"])
def test_key_charts_draw_series_of_the_country_only(country: str) -> None:
    drawn = key_charts.of_country(scope.of_country(metas(), country), catalog())
    assert drawn and {series for one in drawn for series in one.ids} <= walk.of_country(country)
    assert len({one.key for one in drawn}) == len(drawn) <= key_charts.MOST_CHARTS


def test_key_charts_are_chosen_from_what_is_held() -> None:
    keys = {country: [one.key for one in key_charts.of_country(scope.of_country(metas(), country), catalog())]
            for country in ("MNG", "KOR")}  # fmt: skip
    assert keys["MNG"] == ["people", "animals-white_naped_crane"]
    assert {"animals-finless_porpoise", "animals-spotted_seal", "ice", "threats"} <= set(keys["KOR"])
    kuril = key_charts.of_region(scope.of_region(metas(), "kuril_basin", catalog()), catalog())
    assert [one.key for one in kuril] == ["cover", "depths"]
    songhua = key_charts.of_region(scope.of_region(metas(), "songhua_basin", catalog()), catalog())
    assert [one.key for one in songhua] == ["category", "sections"]


def test_no_key_chart_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(walk.ROOT / "cache")
    for region in scope.regions(metas(), catalog()):
        for one in key_charts.of_region(scope.of_region(metas(), region, catalog()), catalog()):
            chart = one.builder([cache.read(name) for name in one.ids], catalog(), "en", **one.options)
            assert chart.title and chart.caption and chart.plot.data, (region, one.key)
