"""A link keeps its meaning: copied whole, opened late, mistyped, reloaded, and through a restart of the server."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from indicators.store import Cache
from tests.browser.conftest import LAPTOP, Server, visit, wait_until_drawn

CHOICES = "region=bering_sea&period=1990&period=2020"
NOTE = '.aoi-note[role="status"]'


def copied(page: Any, card: str) -> str:
    """What the card's button puts on the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(f"#{card} .aoi-actions button", has_text="Copy link").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).includes('data=')")
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_a_copied_link_pins_every_choice_the_day_of_the_data_and_the_chart(
    browser: Any, server: Server, shown: Cache
) -> None:
    page = browser.new_context(viewport=LAPTOP, locale="en-GB").new_page()
    page.goto(f"{server.url}/sea_ice?{CHOICES}")
    wait_until_drawn(page, server)
    asked = parse_qs(urlsplit(copied(page, "chart-maximum")).query, keep_blank_values=True)
    assert asked.pop("data") == [max(meta.retrieved for meta, _ in shown.metas().values())[:10]]
    assert asked.pop("chart") == ["maximum"]
    assert "lang" not in asked  # nobody chose one: the next reader's own is used
    assert {key: asked[key] for key in ("region", "period")} == {"region": ["bering_sea"], "period": ["1990", "2020"]}
    assert asked["base"] == ["1991-2020"]  # a default, pinned
    known = parse_qs(page.locator(".aoi-foot").get_attribute("data-choices"), keep_blank_values=True)
    assert asked == known
    page.context.close()


def test_a_link_that_is_wrong_or_old_is_told_on_the_page_and_shows_the_nearest(browser: Any, server: Server) -> None:
    query = "&region=sea_of_okhotks&period=1900&period=2000&regoin=x&data=2020-01-01"
    made = visit(browser, server, "sea_ice", "en", LAPTOP, query)
    made.page.locator(NOTE).get_by_text("newer data").wait_for()
    lines = made.page.locator(NOTE).inner_text().splitlines()
    assert "Region: the link asks for “sea_of_okhotks”, which is not known here; shown: Sea of Okhotsk." in lines
    assert any("“1900–2000”" in line and "shown: 1979–2000" in line for line in lines)
    assert any("“regoin”" in line and "“region”" in line for line in lines)
    assert made.page.locator(f'{NOTE} a[href*="since?from=2020-01-01"]').count() == 1


def test_an_unknown_page_is_told_with_the_nearest(browser: Any, server: Server) -> None:
    page = browser.new_context(viewport=LAPTOP, locale="en-GB").new_page()
    page.goto(f"{server.url}/seaice?region=bering_sea")
    link = page.locator(f"{NOTE} a")
    link.wait_for()
    assert link.get_attribute("href") == "/sea_ice?region=bering_sea"
    page.locator('[data-testid="stDialog"]').wait_for(state="hidden")
    page.context.close()


def test_the_state_outlives_a_restart_of_the_server_and_the_wait_is_calm(
    browser: Any, shown: Cache, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("restarted")
    with Server(shown.root, home) as first:
        made = visit(browser, first, "sea_ice", "en", LAPTOP, f"&{CHOICES}")
        page = made.page
        before = page.locator(".aoi-foot").get_attribute("data-choices")
        page.evaluate("document.querySelector('.aoi-foot').dataset.before = 'restart'")
    page.locator(".aoi-offline").wait_for(state="visible")
    assert page.locator(".aoi-card h2").first.is_visible()
    assert not page.locator('[data-testid="stDialog"]').is_visible()
    with Server(shown.root, home, port=int(first.url.rpartition(":")[2])) as second:
        page.locator(".aoi-offline").wait_for(state="hidden", timeout=30_000)
        page.wait_for_function(
            "() => document.querySelector('[data-testid=\"stApp\"]').dataset.testScriptState === 'notRunning'"
        )
        wait_until_drawn(page, second)
        assert page.locator(".aoi-foot").get_attribute("data-choices") == before
        assert "region=bering_sea" in page.url
        page.reload()
        wait_until_drawn(page, second)
        assert page.locator(".aoi-foot").get_attribute("data-choices") == before
