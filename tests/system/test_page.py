"""The page as it is sent: cards with every value, its source and what is missing; links that can be followed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from indicators.catalog import catalog
from indicators.store import Cache, Held
from indicators.system import evidence, words
from indicators.system.chain import chain, held_series
from tests.system import raw
from ui.system import links as system_links

YEAR = 2026


@pytest.fixture(scope="module")
def told(held: list[Held], shipped: Cache) -> str:
    counts = held_series((meta for meta, _ in shipped.metas().values()), catalog())
    return system_links.cards(held, counts, catalog(), "en", YEAR)


def visit(cache: Cache, monkeypatch: pytest.MonkeyPatch, **query: str | list[str]) -> AppTest:
    monkeypatch.setenv("AMUR_OKHOTSK_CACHE", str(cache.root))
    page = AppTest.from_file(str(raw.ROOT / "pages" / "system.py"), default_timeout=60)
    for key, value in query.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception, page.exception
    return page


def sent(page: AppTest) -> str:
    return " ".join(str(getattr(part, "proto", part)) for part in page.main).replace('\\"', '"')


def test_every_value_stands_on_its_card_with_a_source_that_can_be_followed(told: str, held: list[Held]) -> None:
    assert told.count("<article") == len(chain().links)
    numbers = re.findall(r'href="#system-work-(\d+)"', told)
    listed = re.findall(r'id="system-work-(\d+)"', told)
    assert set(numbers) == set(listed) and len(listed) == len(set(listed)) > 20
    for part in evidence.links(chain(), held).values():
        for value in part.values:
            assert f"<b>{words.mark(value)} {words.amount(value, 'en')}</b>" in told
            assert f'href="/data/{value.meta.id}.csv"' in told


def test_works_with_a_doi_lead_to_it(told: str) -> None:
    for arrow in chain().arrows:
        for key in arrow.works:
            doi = raw.works()[key]["doi"]
            assert not doi or f'href="https://doi.org/{doi}"' in told


def test_what_is_missing_names_who_holds_it(told: str) -> None:
    for link in chain().links.values():
        for item in catalog().missing:
            if item.what in link.missing:
                assert item.holder.split(";")[0].split("'")[0] in told


def test_cards_say_where_a_country_has_no_part(told: str) -> None:
    assert "not applicable" in told and "China, Japan, Mongolia, Russia by name" in told


def test_a_link_without_a_series_says_so_and_the_others_stay(held: list[Held]) -> None:
    rest = [item for item in held if not item.meta.id.startswith("winter_count_")]
    told = system_links.cards(rest, {}, catalog(), "en", YEAR)
    eagles = told.split("10. Sea eagles")[1].split("</article>")[0]
    assert "No value is held." in eagles and "Magadan State Reserve" in eagles and "Not held here" in eagles
    assert "181,179" in told


def test_outside_text_is_escaped(held: list[Held]) -> None:
    told = system_links.References()
    assert "<script>" not in told.number("<script>alert(1)</script>", "https://doi.org/10.1/x")
    assert "<script>" not in told.listed("en")


def test_a_broken_file_takes_down_its_own_link_only(tmp_path: Path, shipped: Cache) -> None:
    root = tmp_path / "cache" / "snapshot" / "series"
    root.mkdir(parents=True)
    ids = ["catch_chum.amur_river.npafc", "catch_pink.amur_river.npafc"]
    for series_id in ids:
        shutil.copy(shipped.snapshot.file(series_id), root)
    file = root / f"{ids[0]}.parquet"
    content = bytearray(file.read_bytes())
    content[4 : len(content) // 2] = bytes(len(content) // 2 - 4)
    file.write_bytes(bytes(content))
    cache = Cache(tmp_path / "cache")
    assert system_links.readable(ids, cache.stamp(), cache) == (ids[1],)


def test_the_page_shows_chain_axis_and_cards(monkeypatch: pytest.MonkeyPatch, shipped: Cache) -> None:
    page = visit(shipped, monkeypatch)
    told = sent(page)
    assert "11. People" in told and "On one time axis" in told and "sys-cards" in told
    assert {box.key.split(":")[1] for box in page.selectbox} == {"post", "ice", "catch"}


def test_a_link_chooses_panels_and_variants(monkeypatch: pytest.MonkeyPatch, shipped: Cache) -> None:
    page = visit(shipped, monkeypatch, panels=["ice", "people"], post="bogorodskoye", people="hokkaido", ice="jma")
    assert list(page.multiselect[0].value) == ["ice", "people"]
    chosen = {box.key.split(":")[1]: box.value for box in page.selectbox}
    assert chosen == {"post": "bogorodskoye", "ice": "jma", "catch": "catch", "people": "hokkaido"}


def test_a_link_to_a_panel_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, shipped: Cache) -> None:
    page = visit(shipped, monkeypatch, post="vladivostok")
    assert any("“vladivostok”" in part.proto.body for part in page.get("html"))


def test_an_empty_cache_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, cache: Cache) -> None:
    told = sent(visit(cache, monkeypatch))
    assert told.count("No value is held.") >= len(chain().links) and "Held by:" in told


def test_addresses_of_links_are_well_formed() -> None:
    for link in chain().links.values():
        page, _, query = link.page.partition("?")
        assert re.fullmatch(r"[a-z_]+", page) and (not query or parse_qs(query, strict_parsing=True))
