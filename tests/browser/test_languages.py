"""In a browser every language is whole: its tag, its menu, its list of languages, and one page read to the end."""

from __future__ import annotations

from typing import Any

import pytest

from indicators.locales import NAMES, TAGS, languages, t
from tests.browser.conftest import LAPTOP, PHONE, Server, visit, wait_until_drawn
from tests.wording.test_every_language import in_english
from tests.wording.walk import ours
from ui.frame import SECTIONS

PAGE_OF = dict(zip(languages(), ("species", "policies", "sea_ice", "river", "system", "dissolved_iron"), strict=True))
PICKER = ".st-key-aoi_language"
# Texts and spoken words that a reader meets; what says that it is English, code and citations are left out.
READ = """() => {
  const apart = 'script, style, code, cite, pre, [lang=en], [lang=la], svg title';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement;
    if (node.data.trim() && !element.closest(apart) && element.checkVisibility()) found.push(node.data.trim());
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]'))
    if (!element.closest(apart) && element.checkVisibility() && !element.closest('[data-testid="stToolbar"]'))
      for (const name of ['aria-label', 'title', 'placeholder'])
        if (element.getAttribute(name)) found.push(element.getAttribute(name));
  return found;
}"""
STREAMLIT_SAYS = ("Selected", "Main menu", "open", "Clear all", "remove")
"""Words of Streamlit itself that only screen readers meet, and that no setting translates."""


@pytest.mark.parametrize("lang", languages())
def test_a_page_is_whole_in_a_language(browser: Any, server: Server, lang: str) -> None:
    made = visit(browser, server, PAGE_OF[lang], lang, LAPTOP)
    page = made.page
    assert page.evaluate("document.documentElement.lang") == TAGS.get(lang, lang)
    bar = page.locator('[data-testid="stHeader"]').inner_text()
    assert [t(f"menu.{name}", lang) for name in SECTIONS if name and t(f"menu.{name}", lang) not in bar] == []
    assert page.locator(f"{PICKER} input").input_value() == NAMES[lang]
    if lang != "en":
        said = [text for text in page.evaluate(READ) if not text.startswith(STREAMLIT_SAYS)]
        assert len(said) > 40
        assert [text[:150] for text in said if in_english(ours(text))] == []
    assert made.complaints == []


def test_another_language_keeps_the_page_and_every_choice_without_a_reload(browser: Any, server: Server) -> None:
    made = visit(browser, server, "sea_ice", "en", LAPTOP, "&seasons=2012&baseline=1981-2010")
    page = made.page
    page.evaluate("window.stayed = true")
    page.locator(f"{PICKER} [role=combobox], {PICKER} input").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.get_by_role("option", name=NAMES["ru"]).click()
    page.wait_for_function("() => document.documentElement.lang === 'ru'")
    wait_until_drawn(page, server)
    assert page.locator(".aoi-head h1").inner_text() == t("page.sea_ice.title", "ru")
    assert page.evaluate("window.stayed")
    assert "lang=ru" in page.url
    assert "seasons=2012" in page.url
    assert made.complaints == []


def test_the_list_of_languages_is_at_hand_on_a_phone(browser: Any, server: Server) -> None:
    made = visit(browser, server, "home", "mn", PHONE)
    box = made.page.locator(PICKER).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert box["y"] < 60
    assert made.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_browser_chooses_where_the_address_does_not(browser: Any, server: Server) -> None:
    page = browser.new_context(viewport=LAPTOP, locale="zh-TW").new_page()
    page.goto(f"{server.url}/sources")
    page.wait_for_function("() => document.documentElement.lang === 'zh-Hans'")
    wait_until_drawn(page, server)
    assert page.locator(".aoi-head h1").inner_text() == t("page.sources.title", "zh")
    page.context.close()


def test_a_language_that_is_not_here_is_told(browser: Any, server: Server) -> None:
    page = browser.new_context(viewport=LAPTOP, locale="en-GB").new_page()
    page.goto(f"{server.url}/sources?lang=fr")
    wait_until_drawn(page, server)
    told = t("language.unknown", "en", asked="fr", shown="English", names=" · ".join(NAMES.values()))
    assert told in page.locator('[data-testid="stMain"]').inner_text()
    page.context.close()
