"""By keyboard, by touch and by ear: what a pointer and an eye are not needed for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from indicators.locales import t
from tests.browser.conftest import LAPTOP, PHONE, Server, Visit, first_visit, visit, wait_until_drawn

TABLE = "dialog.aoi-table-box"
FOCUSED = """() => {
    const item = document.activeElement, look = getComputedStyle(item);
    const box = item.closest('[data-rac][role=group]');
    const ring = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 1
        || box && getComputedStyle(box).outlineStyle !== 'none' || look.boxShadow !== 'none';
    const { width, height } = item.getBoundingClientRect();
    const seen = width * height > 0 && item.checkVisibility({ visibilityProperty: true });
    return [item.dataset.testid ?? item.className, Boolean(ring), seen,
            item.getAttribute('aria-label') || item.textContent.trim() || item.value || item.title || ''];
}"""


@pytest.fixture(scope="module")
def laptop(browser: Any, server: Server) -> Iterator[Visit]:
    """Sea ice in Russian on a laptop; a test leaves it as it was."""
    made = first_visit(browser, server, "sea_ice", "ru", LAPTOP)
    yield made
    made.page.context.close()


@pytest.fixture(scope="module")
def phone(browser: Any, server: Server) -> Iterator[Any]:
    """Sea ice in Japanese on a phone."""
    context = browser.new_context(viewport=PHONE, locale="en-GB", has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{server.url}/sea_ice?lang=ja")
    wait_until_drawn(page, server)
    yield page
    context.close()


def test_the_keyboard_reaches_everything_and_is_seen_on_a_laptop(laptop: Visit) -> None:
    """First of all: where a pointer has been the keyboard goes on from there."""
    reaches(laptop.page, "ru")


def test_the_keyboard_reaches_everything_and_is_seen_on_a_phone(phone: Any) -> None:
    reaches(phone, "ja")


def reaches(page: Any, lang: str) -> None:
    """Tab from the top to the last link: every stop has a name, is on the page and shows that it has the focus."""
    page.wait_for_function("() => window.aoiWords && document.querySelector('[data-testid=\"stMain\"]').ariaLabel")
    stops: list[tuple[str, bool, bool, str]] = []
    for _ in range(120):
        page.keyboard.press("Tab")
        stop = tuple(page.evaluate(FOCUSED))
        if stop[3] == t("light.open", lang):
            break
        stops.append(stop)
    else:
        pytest.fail(f"the end of the page was not reached: {stops[-5:]}")
    assert stops[0][3] == t("light.skip", lang)
    assert [stop for stop in stops if not stop[2] and stop[0]] == []  # the inputs of a slider have neither
    assert [stop for stop in stops if not stop[1]] == []
    assert [stop for stop in stops if not stop[3]] == []
    assert [stop[3] for stop in stops].count(t("chart.table", lang)) == page.locator(".aoi-card").count()


def table_of(page: Any, lang: str, place: int = 0) -> list[list[str]]:
    """Open the table of a chart; the cells of its first table."""
    card = page.locator(".aoi-card").nth(place)
    card.get_by_role("button", name=t("chart.table", lang), exact=True).click()
    page.wait_for_selector(TABLE)
    cells = "[...row.cells].map((cell) => cell.textContent)"
    found: list[list[str]] = page.evaluate(f"[...document.querySelector('{TABLE} table').rows].map((row) => {cells})")
    return found


def test_the_values_of_a_chart_are_a_table_one_action_away_and_the_keyboard_comes_back(laptop: Visit) -> None:
    page = laptop.page
    head, first, *_, last = table_of(page, "ru", place=1)
    assert page.evaluate("document.activeElement.textContent") == t("chart.close", "ru")
    assert head[0] == t("light.year", "ru")
    assert (first[0], last[0]) == ("1979", "2026")
    assert "811\N{NO-BREAK SPACE}139" in last[1]  # as Russian writes it; the finding of the first chart
    scopes = page.evaluate(f"[...document.querySelectorAll('{TABLE} th')].map((cell) => cell.scope)")
    assert set(scopes) == {"col", "row"}
    assert page.locator(f"{TABLE} caption").inner_text().strip()
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate(
            f"document.activeElement === document.body || Boolean(document.activeElement.closest('{TABLE}'))"
        )
    page.keyboard.press("Escape")
    page.wait_for_selector(TABLE, state="detached")
    assert page.evaluate("document.activeElement.textContent") == t("chart.table", "ru")
    assert laptop.complaints == []


def test_what_happens_is_said(laptop: Visit) -> None:
    page = laptop.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    card = page.locator(".aoi-card").first
    card.get_by_role("button", name=t("chart.link", "ru"), exact=True).click()
    told = card.locator(".aoi-told")
    told.get_by_text(t("chart.copied", "ru"), exact=True).wait_for()
    assert told.get_attribute("role") == "status"


def test_a_map_of_ice_tells_its_cells_by_place_and_a_refused_series_is_no_file(browser: Any, server: Server) -> None:
    made = visit(browser, server, "map", "ja", PHONE)
    head, *cells = table_of(made.page, "ja")
    assert head[:2] == [t("chart.latitude", "ja"), t("chart.longitude", "ja")]
    assert 500 < len(cells) <= 2000
    assert all(30 < float(north) < 70 and 100 < float(east) < 200 and "%" in said for north, east, said in cells)
    made.page.goto(f"{server.url}/map?layer=iron&lang=en")
    wait_until_drawn(made.page, server)
    assert made.page.locator(".aoi-card .aoi-actions a").count() == 0
    assert len(table_of(made.page, "en")) > 10
    assert made.page.locator(f"{TABLE} a").count() == 0
    assert "may not be passed on" in made.page.locator(TABLE).inner_text()


def test_a_finger_on_a_chart_scrolls_the_page_and_a_tap_tells_the_values(phone: Any) -> None:
    plot = phone.locator(".aoi-plot .nsewdrag").first
    plot.tap()
    phone.wait_for_function("() => document.querySelector('.hoverlayer').childElementCount > 0")
    touch, box = phone.context.new_cdp_session(phone), plot.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    top = "document.querySelector('[data-testid=\"stMain\"]').scrollTop"
    before = phone.evaluate(top)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 9):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y - 25 * step}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    phone.wait_for_function(f"() => {top} > {before} + 100")


def test_a_long_table_is_folded_on_a_phone_and_whole_on_a_laptop(browser: Any, server: Server) -> None:
    made = visit(browser, server, "sources", "en", PHONE)
    page = made.page
    table = page.locator(".aoi-table").first
    unfold = page.locator(".aoi-table + .aoi-unfold").first
    unfold.wait_for()
    every = table.locator("tbody tr").count()
    shown = "(table) => [...table.tBodies[0].rows].filter((row) => row.checkVisibility()).length"
    assert table.evaluate(shown) < every
    assert unfold.get_attribute("aria-expanded") == "false"
    assert str(every) in unfold.inner_text()
    unfold.click()
    assert table.evaluate(shown) == every
    unfold.click()
    page.set_viewport_size(LAPTOP)
    assert table.evaluate(shown) == every
    assert not unfold.is_visible()


def test_who_wants_no_motion_gets_none_and_text_may_be_spaced_out(browser: Any, server: Server) -> None:
    context = browser.new_context(viewport={"width": 640, "height": 400}, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()  # 1280 px at 200 %
    page.goto(f"{server.url}/compare?view=country&of=RUS&lang=mn")
    wait_until_drawn(page, server)
    moving = page.evaluate(
        """() => [...document.querySelectorAll('.stApp *')].filter((item) => {
            const look = getComputedStyle(item);
            const parts = `${look.transitionDuration}, ${look.animationDuration}`.split(', ');
            return parts.some((one) => parseFloat(one) > 0.01);
        }).map((item) => item.outerHTML.slice(0, 100)).slice(0, 5)"""
    )
    assert moving == []
    spacing = "line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important"
    page.add_style_tag(
        content=f"[data-testid=stMain] :not(svg *) {{ {spacing} }} [data-testid=stMain] p {{ margin-bottom: 2em }}"
    )
    assert page.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollWidth") <= 640
    context.close()
