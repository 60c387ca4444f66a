"""The page of each species: every part says something, every choice is in the address, works resolve."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from indicators import store
from indicators.catalog import catalog
from indicators.locales import t
from indicators.population import covering
from indicators.published.works import citations
from indicators.species import cast, collect
from indicators.store import Cache
from tests.species.published_rows import ROOT, published
from ui.frame import Context
from ui.species import texts as species_texts

PAGE = str(ROOT / "pages" / "species.py")
ICE_SEALS = ("spotted_seal", "ribbon_seal", "ringed_seal", "bearded_seal")


@pytest.fixture
def texts(species_cache: Cache) -> Any:
    """The texts of a choice."""

    def made(species: str, *countries: str, region: str = "") -> dict[str, str]:
        here = Context("en", species_cache, catalog())
        told = species_texts.made(species, countries, region, "en", species_cache.stamp(), here)
        assert told.broken == []
        return told.parts

    return made


def run(monkeypatch: pytest.MonkeyPatch, cache: Cache, **query: str | list[str]) -> AppTest:
    monkeypatch.setenv(store.ENVIRONMENT, str(cache.root))
    page = AppTest.from_file(PAGE, default_timeout=120)
    for key, part in query.items():
        page.query_params[key] = part
    return page.run()


@pytest.mark.parametrize("species", cast.CAST)
def test_every_species_has_a_page_without_an_empty_part(
    species: str, species_cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = run(monkeypatch, species_cache, species=species)
    assert not page.exception
    assert not page.warning, [one.value for one in page.warning]
    shown = " ".join(part.proto.body for part in page.get("html"))
    for part in ("numbers", "threats", "habitat", "status", "sources"):
        assert t(f"species_page.part.{part}") in unescape(shown), part
    assert cast.LATIN[species] in shown


@pytest.mark.parametrize("species", cast.CAST)
def test_every_part_says_something(species: str, texts: Any, species_cache: Cache) -> None:
    here = Context("en", species_cache, catalog())
    told = species_texts.made(species, (), "", "en", species_cache.stamp(), here)
    for name, part in told.parts.items():
        plain = unescape(re.sub(r"<[^>]+>", " ", part)).strip()
        assert plain or (name == "threats" and told.yearly), (species, name)
        assert "None" not in plain and "nan" not in plain.split()
    assert "<table" in told.parts["numbers"] or "No number" in told.parts["numbers"]


@pytest.mark.parametrize("species", cast.CAST)
def test_every_work_in_brackets_is_listed_with_its_doi(species: str, texts: Any) -> None:
    parts = texts(species)
    page = "".join(parts.values())
    listed = re.findall(r"<li>(.*?)</li>", parts["sources"].rsplit("<ol", 1)[1])
    asked = {int(one) for one in re.findall(r"\[(\d+)\]", page)}
    assert asked == set(range(1, len(listed) + 1))
    works = {work.text: work for work in citations().values()}
    for line in listed:
        text = unescape(re.sub(r"<[^>]+>", "", line))
        assert text in works, text
        if works[text].doi:
            assert f"https://doi.org/{works[text].doi}" in unescape(line)


def test_ice_seals_show_ice_and_others_say_why_not(texts: Any) -> None:
    for species in cast.CAST:
        told = unescape(texts(species)["ice"])
        if species in ICE_SEALS:
            assert "held for single days only" in told
            assert "Liaodong Bay" in told and "1985-01-30" in told
        else:
            assert "so no ice" in told or "so none is drawn" in told
    assert "breeds on land" in texts("steller_sea_lion")["ice"]
    assert "ties this species to sea ice" in texts("finless_porpoise")["ice"]


def test_the_end_of_the_harvest_is_told_of_the_four_ice_seals(texts: Any) -> None:
    for species in ICE_SEALS:
        assert "1994: End of the commercial ice-seal harvest" in unescape(texts(species)["threats"])
    assert "1994" not in texts("harbour_seal")["threats"]


def test_protected_areas_are_those_that_name_the_species_and_are_not_summed(texts: Any) -> None:
    for species in cast.CAST:
        status = unescape(texts(species)["status"])
        for row in published("policies.csv"):
            if row["indicator"] == "protected_area":
                named = covering.named(row["species_covered"], species)
                assert (row["title"] in status) == named, (species, row["title"])
        assert "total" not in status.lower()
    assert "9,090 km²" in unescape(texts("spotted_seal")["status"])


def test_legal_status_is_that_of_the_table_and_silence_is_told(texts: Any) -> None:
    status = unescape(texts("spotted_seal")["status"])
    for row in published("status.csv"):
        if row["species"] == "spotted_seal" and row["legal_status"]:
            assert row["legal_status"] in status
    assert "No legal status or list is held of: Japan, Russia." in status
    assert "Not applicable: Mongolia (no sea)." in status


def test_conflicts_and_missing_data_are_told(texts: Any) -> None:
    sources = unescape(texts("spotted_seal")["sources"])
    assert "391" in sources and "410" in sources  # Baengnyeong 2017
    assert "1,158" in unescape(texts("finless_porpoise")["sources"])
    assert "TINRO" in unescape(texts("ribbon_seal")["sources"])
    assert "Sakhalin branch" in unescape(texts("northern_fur_seal")["sources"])
    for what, species in species_texts.MISSING.items():
        assert any(item.what == what for item in catalog().missing)
        assert set(species) <= set(cast.CAST)


def test_mongolia_is_told_that_it_has_no_sea(texts: Any) -> None:
    assert "Not applicable: Mongolia has no sea." in texts("spotted_seal", "MNG")["numbers"]
    told = unescape(texts("finless_porpoise", "RUS")["numbers"])
    assert "Held elsewhere" in told and "Bohai Sea" in told


def test_grounds_ice_and_missing_data_follow_the_countries(texts: Any) -> None:
    korea = texts("spotted_seal", "KOR")
    assert "breeding grounds on ice lie in other waters: Sea of Okhotsk" in korea["ice"]
    assert "Peter the Great Bay" not in korea["grounds"]
    assert "TINRO" not in korea["sources"]
    china = texts("spotted_seal", "CHN")
    assert "Liaodong Bay" in china["grounds"] and "Commander Islands" not in china["grounds"]


def test_every_choice_is_in_the_address(species_cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    page = run(monkeypatch, species_cache, species="spotted_seal", country="KOR", region="yellow_sea", measure="counts",
               axis="log")  # fmt: skip
    assert not page.exception
    chosen = page.session_state["page choices"]
    wanted = {"species": "spotted_seal", "country": "KOR", "region": "yellow_sea", "measure": "counts", "axis": "log"}
    assert {key: chosen[key] for key in wanted} == {key: [part] for key, part in wanted.items()}
    shown = " ".join(part.proto.body for part in page.get("html"))
    assert "species=spotted_seal&amp;country=KOR" in shown  # the ways onward keep species and country
    page = run(monkeypatch, species_cache, species="bearded_seal", product="masie")
    assert page.session_state["page choices"]["product"] == ["masie"]


def test_an_unknown_species_is_told_and_the_first_is_shown(
    species_cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = run(monkeypatch, species_cache, species="walrus")
    told = " ".join(part.proto.body for part in page.get("html"))
    assert "Species: the link asks for “walrus”, which is not known here; shown: Spotted seal." in told
    assert page.session_state["page choices"]["species"] == ["spotted_seal"]


def test_a_file_that_cannot_be_read_takes_down_its_own_row_only(
    species_cache: Cache, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(self: Cache, series_id: str) -> Any:
        if series_id == "abundance_bearded_seal.western_bering_sea.published":
            raise store.StoreError("the file cannot be read", series_id, "Refresh its source.")
        return reads(self, series_id)

    reads = Cache.read
    monkeypatch.setattr(Cache, "read", broken)
    here = Context("en", species_cache, catalog())
    told = species_texts.made.__wrapped__("bearded_seal", (), "", "en", (0, 0), here)
    assert len(told.broken) == 1
    assert "39,743" in told.parts["numbers"] and "42,000" not in told.parts["numbers"]


def test_ways_lead_to_pages_that_exist() -> None:
    source = (ROOT / "ui" / "species" / "page.py").read_text(encoding="utf-8")
    for name in ("populations", "coverage", "policies", "sea_ice"):
        assert (ROOT / "pages" / f"{name}.py").exists()
        assert name in source
    assert "species?species=" in (ROOT / "pages" / "populations.py").read_text(encoding="utf-8")


def test_words_for_a_whole_group_cover_an_animal_whose_first_series_is_of_damage() -> None:
    assert covering.speaks_of("spotted seal, finless porpoise, other marine mammals", "northern_fur_seal", catalog())
    assert collect.ESTIMATED[0] == "abundance"
