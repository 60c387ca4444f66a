"""Every part of every page, once each and in turn in every language, as a phone and a laptop show it.

One visit answers all: width, size of type, targets for a thumb, order of headings, axe on a phone in light and on a
laptop in dark.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from indicators.locales import languages
from tests.browser.conftest import LAPTOP, PHONE, Server, wait_until_drawn
from ui.frame import PAGES

PARTS = (
    *PAGES,
    "map?layer=iron", "map?layer=places", "sea_ice?part=regions", "sea_ice?part=length", "river?part=quality",
    "river?part=thermal", "river?part=published", "populations?section=salmon", "populations?section=threats",
    "populations?section=people", "compare?view=country&of=JPN", "compare?view=region&of=songhua_basin",
    "coverage?section=populations", "coverage?section=calendar", "coverage?section=conflicts",
    "coverage?section=sharing", "coverage?section=joint", "policies?show=timeline", "policies?show=areas",
    "policies?show=red_list", "export?what=file", "methods?topic=glossary",
)  # fmt: skip
WIDTHS = (360, 390, 430)
SMALL = {"width": WIDTHS[0], "height": PHONE["height"]}
THUMB, POINTER, LEAST_TYPE = 44, 24, 11
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
STREAMLITS_OWN = {"list": "stSidebarNavItems", "listitem": '<li class="st-emotion-cache'}
"""What Streamlit's own list of pages breaks on a phone: other elements between a list and its items."""

SIDEWAYS = """() => {
    const main = document.querySelector('[data-testid="stMain"]');
    const scrolls = (item) => { for (; item && item !== main; item = item.parentElement)
        if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(item).overflowX)) return true; return false; };
    const out = [...main.querySelectorAll('*')].filter((item) => item.getBoundingClientRect().right > innerWidth + 1
        && item.getBoundingClientRect().width && !scrolls(item.parentElement));
    const wide = [document.documentElement, main].filter((item) => item.scrollWidth > item.clientWidth);
    return [...wide, ...out].map((item) => `${innerWidth}: ${item.tagName}.${item.getAttribute('class')}`).slice(0, 5);
}"""
SMALL_TYPE = """(least) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = new Set();
    while (walker.nextNode()) {
        const { data, parentElement: element } = walker.currentNode;
        if (!data.trim() || element.closest('script, style, noscript') || !element.checkVisibility()) continue;
        const size = parseFloat(getComputedStyle(element).fontSize);
        if (size >= least || element.getBoundingClientRect().width <= 1) continue;
        found.add(`${size} px: ${data.trim().slice(0, 40)}`);
    }
    return [...found].slice(0, 5);
}"""
# Links within a sentence, and the numbers of works, are as high as their line.
TARGETS = r"""(least) => [...document.querySelectorAll(
    'a[href], button, summary, [role=button]:not(.aoi-term), [role=radio], input:not([type=range])')].filter((item) => {
        const box = item.getBoundingClientRect(), alone = item.textContent.trim().length + 2;
        const block = item.closest('td, li, p, dd, summary, footer') ?? item.parentElement;
        if (box.width < 2 || box.height < 2 || !item.checkVisibility({ visibilityProperty: true })) return false;
        if (item.closest('.aoi-plot, [data-testid="stMultiSelectTagsContainer"]') && least > 24) return false;
        if (/^\[\d+\]$/.test(item.textContent) && least > 24) return false;
        if (getComputedStyle(item).display === 'inline' && block.textContent.trim().length > alone) return false;
        return box.height < least - 0.5 || box.width < 24 - 0.5;
    }).map((item) => { const box = item.getBoundingClientRect();
        return `${Math.round(box.width)}x${Math.round(box.height)} ${item.outerHTML.slice(0, 120)}`; }).slice(0, 6)"""


@dataclass
class Found:
    """What one visit found, by the question asked; all empty when all is well."""

    sideways: list[str] = field(default_factory=list)
    small_type: list[str] = field(default_factory=list)
    thumbs: list[str] = field(default_factory=list)
    pointers: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def tab(browser: Any) -> Iterator[Any]:
    """One page for all visits, which keeps what it has fetched."""
    context = browser.new_context(viewport=SMALL, locale="en-GB", has_touch=True)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module", params=list(enumerate(PARTS)), ids=PARTS)
def found(request: pytest.FixtureRequest, tab: Any, server: Server) -> Found:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is not installed (requirements-dev.txt)"
    )
    place, address = request.param
    lang = languages()[place % len(languages())]
    tab.set_viewport_size(SMALL)
    tab.emulate_media(color_scheme="light")
    tab.goto(f"{server.url}/{address}{'&' if '?' in address else '?'}lang={lang}")
    wait_until_drawn(tab, server)
    made = Found()
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": PHONE["height"]})
        made.sideways += tab.evaluate(SIDEWAYS)
    made.small_type = tab.evaluate(SMALL_TYPE, LEAST_TYPE)
    made.thumbs = tab.evaluate(TARGETS, THUMB)
    made.alternatives = [card.get_attribute("aria-label") or "" for card in tab.locator(".aoi-card .aoi-plot").all()]
    every = address in PAGES  # of other parts axe sees the phone or the laptop, in turn
    made.axe = ours(axe.Axe(), tab) if every or place % 2 else []
    tab.set_viewport_size(LAPTOP)
    tab.emulate_media(color_scheme="dark")
    tab.wait_for_function(DARK)
    made.axe += ours(axe.Axe(), tab) if every or not place % 2 else []
    made.pointers = tab.evaluate(TARGETS, POINTER)
    made.headings = tab.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].filter((one) => one.checkVisibility())"
        ".map((one) => one.tagName)"
    )
    return made


DARK = """() => getComputedStyle(document.querySelector('[data-testid="stApp"]')).colorScheme === 'dark'
    && [...document.querySelectorAll('.aoi-card')].every((card) => card.matches('.aoi-dark'))"""


def ours(axe: Any, tab: Any) -> list[str]:
    """What axe finds and Streamlit does not answer for."""
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    return [
        f"{broken['id']} ({broken['impact']}): {node['html'][:160]}"
        for broken in axe.run(tab, options=options).response["violations"]
        for node in broken["nodes"]
        if not (broken["id"] in STREAMLITS_OWN and STREAMLITS_OWN[broken["id"]] in node["html"])
    ][:5]


def test_a_phone_never_scrolls_sideways(found: Found) -> None:
    assert found.sideways == []


def test_nothing_is_too_small_to_read_on_a_phone(found: Found) -> None:
    assert found.small_type == []


def test_a_thumb_meets_every_target(found: Found) -> None:
    assert found.thumbs == []


def test_a_pointer_meets_every_target(found: Found) -> None:
    assert found.pointers == []


def test_axe_finds_nothing_of_ours(found: Found) -> None:
    assert found.axe == []


def test_headings_stand_in_order(found: Found) -> None:
    levels = [int(tag[1]) for tag in found.headings]
    assert levels.count(1) == 1
    assert [pair for pair in zip([0, *levels], levels, strict=False) if pair[1] > pair[0] + 1] == []


def test_every_chart_is_told_in_words_and_numbers(found: Found) -> None:
    assert [told for told in found.alternatives if len(told) <= 8 or not any(map(str.isdigit, told))] == []
