"""Records as effort: bars of what each database holds, never animals, never a trend, never added."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from indicators import bundle, refresh
from indicators.catalog import catalog
from indicators.locales import t
from indicators.population import effort, groups
from indicators.series import Payload
from indicators.store import Cache, Held
from tests.population import shipped

ROOT = Path(__file__).resolve().parents[2]
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
SEAL = "occurrence_records_spotted_seal"
SEAS = ("sea_of_okhotsk", "yellow_sea", "sea_of_japan")
GBIF = {"sea_of_okhotsk": {1999: 5, 2004: 1}, "yellow_sea": {2010: 300}, "sea_of_japan": {1888: 1, 2012: 3}}
OBIS = {"sea_of_okhotsk": {1999: 4}, "yellow_sea": {2010: 2, 2011: 1}}
SPOTS = {"sea_of_okhotsk": (52.5, 143.9), "yellow_sea": (37.9, 124.7)}


def gbif(years: dict[int, int]) -> bytes:
    total = sum(years.values())
    facets = [
        {"field": "YEAR", "counts": [{"name": str(year), "count": number} for year, number in years.items()]},
        {"field": "LICENSE", "counts": [{"name": "CC_BY_NC_4_0", "count": total}]},
    ]
    return json.dumps({"count": total, "results": [], "facets": facets}).encode()


def obis(place: str, years: dict[int, int]) -> bytes:
    north, east = SPOTS[place]
    records = [
        {
            "id": f"{year}-{number}",
            "scientificName": "Phoca largha",
            "date_year": year,
            "license": None if number else "CC_BY_4_0",
            "dataset_id": f"set-{year}",
            "decimalLatitude": north,
            "decimalLongitude": east,
        }
        for year, count in years.items()
        for number in range(count)
    ]
    return json.dumps({"total": len(records), "results": records}).encode()


@pytest.fixture
def asked(cache: Cache) -> Cache:
    """A cache with records of one species in both databases, and the shipped figures."""
    parts = {f"{SEAL}.{place}.json": gbif(years) for place, years in GBIF.items()}
    assert not refresh.load(cache, catalog(), "gbif", Payload(bundle.pack(parts), "gbif.zip", NOW)).failed
    parts = {f"{SEAL}.{place}.json": obis(place, years) for place, years in OBIS.items()}
    assert not refresh.load(cache, catalog(), "obis", Payload(bundle.pack(parts), "obis.zip", NOW)).failed
    return cache


def held(cache: Cache) -> list[Held]:
    return [cache.read(series_id) for series_id in cache.metas()]


def test_every_panel_shows_the_counts_of_one_database_in_one_sea(asked: Cache) -> None:
    chart = effort.by_year(held(asked), catalog(), "en")
    bars = [trace for trace in chart.plot.data if trace.type == "bar"]
    drawn = [{round(x): y for x, y in zip(trace.x, trace.y, strict=True)} for trace in bars]
    assert drawn == [OBIS["sea_of_okhotsk"], OBIS["yellow_sea"], *(GBIF[place] for place in SEAS)]
    assert {trace.type for trace in chart.plot.data} == {"bar"}  # no line, no mark: nothing to follow with the eye
    titles = [note.text for note in chart.plot.layout.annotations]
    assert [("OBIS" in title, "GBIF" in title) for title in titles] == [(True, False)] * 2 + [(False, True)] * 3
    assert chart.narrow is not None and len([one for one in chart.narrow.data if one.type == "bar"]) == 5


def test_the_bars_do_not_wear_the_colour_of_animals(asked: Cache) -> None:
    chart = effort.by_year(held(asked), catalog(), "en")
    assert {trace.marker.color for trace in chart.plot.data} == {"#57606A"}


def test_the_words_say_effort_and_never_trend(asked: Cache) -> None:
    chart = effort.by_year(held(asked), catalog(), "en")
    effort_said = "Records show where and when people looked, not how many animals there are."
    assert chart.title == "Spotted seal (Phoca largha): most records in 2010 (300, GBIF, Yellow Sea)"
    assert chart.subtitle.startswith(effort_said) and effort_said in chart.key and effort_said in chart.alt
    assert any("never added" in line for line in chart.key)
    words = " ".join((chart.title, chart.subtitle, chart.alt, *chart.key)).lower()
    assert not any(word in words for word in ("trend", "abundance", "increase", "decline", "population"))


def test_licences_and_data_sets_are_told(asked: Cache) -> None:
    key = effort.by_year(held(asked), catalog(), "en").key
    # OBIS: one record a year of three years is CC BY (3 of 7), four carry none; GBIF: all CC BY-NC.
    assert "Licences of the OBIS records: 57 % without a licence stated, 43 % CC BY" in key
    assert "Licences of the GBIF records: 100 % CC BY-NC" in key
    assert "OBIS: 3 data sets, named in the data file" in key


def test_the_caption_names_both_with_their_terms(asked: Cache) -> None:
    chart = effort.by_year(held(asked), catalog(), "en")
    assert len(chart.caption) == 2
    for name, line in zip(effort.SOURCES, chart.caption, strict=True):
        assert catalog().sources[name].title in line and catalog().sources[name].licence in line
    assert chart.last == dt.date(2012, 12, 31)
    assert len(chart.series) == 5


def test_a_period_keeps_its_years(asked: Cache) -> None:
    chart = effort.by_year(held(asked), catalog(), "en", period=(1999, 2004))
    assert [round(x) for trace in chart.plot.data for x in trace.x] == [1999, 1999, 2004]
    assert effort.by_year(held(asked), catalog(), "en", period=(1900, 1901)).title == t("pop.nothing_in_period", "en")
    assert "records of one year only, 1888" in effort.by_year(held(asked), catalog(), "en", period=(1800, 1900)).title


def test_records_never_share_a_plot_with_animals_or_another_species(asked: Cache) -> None:
    seals = shipped.held("abundance_ribbon_seal.sea_of_okhotsk.published")
    with pytest.raises(ValueError, match="records of one species"):
        effort.by_year([*held(asked), seals], catalog(), "en")


def test_no_other_section_takes_them_for_animals(asked: Cache) -> None:
    metas = [meta for meta, _ in asked.metas().values()]
    assert len(metas) == 5 and all(effort.is_effort(meta, catalog()) for meta in metas)
    assert groups.estimates(metas, catalog(), (*groups.MAMMALS, *groups.OTHERS)) == []
    assert groups.pressures(metas, catalog()) == []
    assert groups.ice_seal_survey(metas, catalog()) == []


# -- the page ----------------------------------------------------------------------------------------------------


def shown(cache: Cache, monkeypatch: pytest.MonkeyPatch, **query: str) -> str:
    """Every text of the populations page, as it is sent."""
    monkeypatch.setenv("AMUR_OKHOTSK_CACHE", str(cache.root))
    page = AppTest.from_file(str(ROOT / "pages" / "populations.py"), default_timeout=60)
    for key, value in query.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception, page.exception
    return " ".join(str(getattr(part, "proto", part)) for part in page.main)


def test_where_nobody_was_asked_the_page_says_who_holds_the_records(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = shown(cache, monkeypatch, section="records")
    assert "neither OBIS nor GBIF has been asked" in told and "refresh obis gbif" in told
    assert all(catalog().sources[name].provider in told for name in effort.SOURCES)


def test_where_one_was_asked_the_other_is_named(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    content = gbif(GBIF["yellow_sea"])
    refresh.load(cache, catalog(), "gbif", Payload(content, f"{SEAL}.yellow_sea.json", NOW))
    told = shown(cache, monkeypatch, section="records")
    assert "OBIS has not been asked by this installation" in told and "GBIF has not" not in told
