"""Terms of the glossary where they occur, and the page of policies, as a reader meets them."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from indicators.locales import t
from indicators.methods.glossary import terms
from tests.browser.conftest import LAPTOP, PHONE, Server, visit, wait_until_drawn

TERM = ".aoi-card .aoi-sub .aoi-term"
MEANINGS = {term.slug: term.says for term in terms("en")}


def marked(page: Any) -> list[list[str]]:
    """Slugs of the marked terms, a list a card."""
    page.wait_for_selector(TERM)
    found: list[list[str]] = page.evaluate(
        """() => [...document.querySelectorAll('.aoi-card')].map((card) =>
            [...card.querySelectorAll('.aoi-term')].map((mark) => mark.dataset.term))"""
    )
    return found


def test_a_term_is_marked_once_a_card_and_never_in_the_plot(browser: Any, server: Server) -> None:
    made = visit(browser, server, "sea_ice", "en", LAPTOP)
    found = marked(made.page)
    assert found[0]
    assert all(len(card) == len(set(card)) for card in found)
    assert made.page.locator(".aoi-plot .aoi-term, a .aoi-term, h2 .aoi-term").count() == 0
    assert made.complaints == []


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_its_meaning_is_there_by_pointer_and_by_keyboard(browser: Any, server: Server, size: dict[str, int]) -> None:
    made = visit(browser, server, "sea_ice", "en", size)
    marked(made.page)
    term, tip = made.page.locator(TERM).first, made.page.locator("#aoi-tip")
    for _ in range(10):  # what still comes on the page may move the word from under the pointer
        term.hover()
        made.page.wait_for_timeout(500)
        if tip.is_visible():
            break
        made.page.mouse.move(0, 0)
    assert tip.is_visible()
    assert MEANINGS[term.get_attribute("data-term") or ""] in tip.inner_text()
    box = tip.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
    made.page.keyboard.press("Escape")
    tip.wait_for(state="hidden")
    before = made.page.evaluate("document.querySelector('.aoi-plot').getBoundingClientRect().top")
    term.focus()
    tip.wait_for(state="visible")
    assert term.get_attribute("aria-describedby") == "aoi-tip"
    assert made.page.evaluate("document.querySelector('.aoi-plot').getBoundingClientRect().top") == before


def test_a_link_to_a_term_opens_the_glossary_at_it(browser: Any, server: Server) -> None:
    made = visit(browser, server, "methods", "en", PHONE, "&topic=glossary&term=trend")
    made.page.wait_for_function(
        "() => { const y = document.getElementById('term-trend')?.getBoundingClientRect().top;"
        " return y >= 0 && y < innerHeight; }"
    )


def test_an_old_link_to_the_status_of_species_leads_to_the_policies(browser: Any, server: Server) -> None:
    made = visit(browser, server, "populations", "en", LAPTOP, "&section=status")
    made.page.get_by_role("link", name=t("policies.moved_link"), exact=True).last.click()
    made.page.wait_for_url("**/policies**")
    wait_until_drawn(made.page, server)
    assert made.page.locator(".aoi-head h1").inner_text() == t("page.policies.title")


@pytest.mark.parametrize("view", ["law", "timeline", "areas", "red_list"])
def test_every_view_of_the_policies_is_a_deep_link(browser: Any, server: Server, view: str) -> None:
    made = visit(browser, server, "policies", "en", LAPTOP, f"&show={view}&country=RUS")
    assert made.page.locator(".aoi-card h2").count() == 1
    asked = parse_qs(urlsplit(made.page.url).query)
    assert (asked["country"], asked.get("show", ["law"])) == (["RUS"], [view])
    assert made.complaints == []
