"""The page of policies as the server makes it, with what is connected and what is not."""

from __future__ import annotations

import datetime as dt
import html
import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from indicators import refresh
from indicators.catalog import catalog
from indicators.locales import t
from indicators.series import Payload
from indicators.store import ENVIRONMENT, Cache

ROOT = Path(__file__).resolve().parents[2]
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def shown(cache: Cache, monkeypatch: pytest.MonkeyPatch, page: str = "policies", **choices: str) -> str:
    """All HTML of a page."""
    monkeypatch.setenv(ENVIRONMENT, str(cache.root))
    test = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60)
    for key, value in choices.items():
        test.query_params[key] = value
    test.run()
    assert not test.exception
    said = [item.proto.body for item in test.get("html")]
    said += [item.value for item in (*test.info, *test.warning)]
    return html.unescape("\n".join(said))


def test_it_says_what_is_not_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    told = shown(Cache(ROOT / "cache"), monkeypatch, show="red_list")
    assert "Not connected to the Red List" in told and "IUCN_REDLIST_KEY" in told
    told = shown(Cache(ROOT / "cache"), monkeypatch, show="areas")
    assert "Not connected to Protected Planet" in told and "PROTECTED_PLANET_TOKEN" in told


def test_it_counts_the_areas_of_the_database_and_lists_none(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    areas = [{"id": number, "name": f"Secret reef {number}", "reported_area": "1234.5"} for number in range(1, 13)]
    content = json.dumps({"protected_areas": areas}).encode()
    payload = Payload(content, "marine_protected_area.japan.json", NOW)
    refresh.load(cache, catalog(), "protected_planet", payload)
    told = shown(cache, monkeypatch, show="areas")
    assert "lists Japan 12 marine protected areas" in told and "Secret reef" not in told
    assert "14814" not in told.replace(",", "")  # the sum


def test_no_share_of_the_sea_is_shown_but_who_holds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    told = shown(Cache(ROOT / "cache"), monkeypatch, show="areas")
    assert t("policies.share.none") in told
    assert next(item.holder for item in catalog().missing if item.what == "protected_share") in told


@pytest.mark.parametrize("show", ["law", "timeline", "areas", "red_list"])
def test_an_empty_cache_is_told_and_breaks_nothing(cache: Cache, monkeypatch: pytest.MonkeyPatch, show: str) -> None:
    told = shown(cache, monkeypatch, show=show)
    assert "none found here" in told if show == "law" else t("policies.nothing") in told


def test_an_old_link_to_the_status_of_species_leads_here(monkeypatch: pytest.MonkeyPatch) -> None:
    told = shown(Cache(ROOT / "cache"), monkeypatch, "populations", section="status")
    assert t("policies.moved") in told and 'href="policies?lang=en"' in told
    assert t("policies.moved") not in shown(Cache(ROOT / "cache"), monkeypatch, "populations", section="people")


def test_the_methods_page_shows_the_topic_of_the_link(monkeypatch: pytest.MonkeyPatch) -> None:
    told = shown(Cache(ROOT / "cache"), monkeypatch, "methods", topic="water_class")
    assert "Class of one sample: the worst that any of its parameters asks for." in told
    assert "≤ 0.15" in told
    told = shown(Cache(ROOT / "cache"), monkeypatch, "methods", topic="glossary", term="trend")
    assert 'id="term-trend" data-sought' in told
