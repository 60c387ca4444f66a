"""By keyboard, by touch and by ear: what a pointer and an eye are not needed for."""

from __future__ import annotations

from typing import Any

import pytest

from indicators.locales import t
from tests.browser.conftest import LAPTOP, PHONE, Server, visit, wait_until_drawn

TABLE = "dialog.aoi-table-box"
FOCUSED = """() => {
    const item = document.activeElement, look = getComputedStyle(item);
    const box = item.closest('[data-rac][role=group]');
    const ring = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 1
        || box && getComputedStyle(box).outlineStyle !== 'none' || look.boxShadow !== 'none';
    const { width, height } = item.getBoundingClientRect();
    return [item.dataset.testid ?? item.className, Boolean(ring), width * height > 0 && item.checkVisibility({ visibilityProperty: true }),
            item.getAttribute('aria-label') || item.textContent.trim() || item.value || item.title || ''];
}"""


def rows(page: Any) -> list[list[str]]:
    """Cells of the first table in the dialog."""
    found: list[list[str]] = page.evaluate(
        f"[...document.querySelector('{TABLE} table').rows].map((row) => [...row.cells].map((cell) => cell.textContent))"
    )
    return found


def test_the_values_of_a_chart_are_a_table_one_action_away_and_the_keyboard_comes_back(
    browser: Any, server: Server
) -> None:
    made = visit(browser, server, "sea_ice", "ru", LAPTOP)
    page = made.page
    button = page.locator(".aoi-card").nth(1).get_by_role("button", name=t("chart.table", "ru"), exact=True)
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(TABLE)
    assert page.evaluate("document.activeElement.textContent") == t("chart.close", "ru")
    head, first, *_, last = rows(page)
    assert head[0] == t("light.year", "ru")
    assert (first[0], last[0]) == ("1979", "2026")
    assert "811\N{NO-BREAK SPACE}139" in last[1]  # as Russian writes a number; the finding of the first chart
    scopes = page.evaluate(f"[...document.querySelectorAll('{TABLE} th')].map((cell) => cell.scope)")
    assert set(scopes) == {"col", "row"}
    assert page.locator(f"{TABLE} caption").inner_text().strip()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(
            f"!document.activeElement.closest('[data-testid=\"stApp\"]') || Boolean(document.activeElement.closest('{TABLE}'))"
        )
    page.keyboard.press("Escape")
    page.wait_for_selector(TABLE, state="detached")
    assert page.evaluate("document.activeElement.textContent") == t("chart.table", "ru")
    assert made.complaints == []
    page.context.close()


def test_a_map_of_ice_tells_its_cells_by_place(browser: Any, server: Server) -> None:
    made = visit(browser, server, "map", "ja", PHONE)
    page = made.page
    page.locator(".aoi-card").get_by_role("button", name=t("chart.table", "ja"), exact=True).click()
    page.wait_for_selector(TABLE)
    head, *cells = rows(page)
    assert head[:2] == [t("chart.latitude", "ja"), t("chart.longitude", "ja")]
    assert 500 < len(cells) <= 2000
    assert all(30 < float(north) < 70 and 100 < float(east) < 200 and "%" in said for north, east, said in cells)
    page.context.close()


def test_a_refused_series_is_in_the_table_as_drawn_and_offered_nowhere_as_a_file(browser: Any, server: Server) -> None:
    made = visit(browser, server, "map", "en", LAPTOP, "&layer=iron")
    page = made.page
    card = page.locator(".aoi-card")
    assert card.locator(".aoi-actions a").count() == 0
    card.get_by_role("button", name=t("chart.table"), exact=True).click()
    page.wait_for_selector(TABLE)
    assert len(rows(page)) > 10
    assert page.locator(f"{TABLE} a").count() == 0
    assert "may not be passed on" in page.locator(TABLE).inner_text()
    page.context.close()


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_the_keyboard_reaches_everything_and_is_seen(browser: Any, server: Server, size: dict[str, int]) -> None:
    made = visit(browser, server, "sea_ice", "ja", size)
    page = made.page
    page.wait_for_function("window.aoiWords && document.querySelector('[data-testid=\"stMain\"]').ariaLabel")
    stops: list[tuple[str, bool, bool, str]] = []
    for _ in range(120):
        page.keyboard.press("Tab")
        stop = tuple(page.evaluate(FOCUSED))
        if stop[3] == t("light.open", "ja"):
            break
        stops.append(stop)
    else:
        pytest.fail(f"the end of the page was not reached: {stops[-5:]}")
    assert stops[0][3] == t("light.skip", "ja")
    assert [stop for stop in stops if not stop[2] and stop[0] != "" and "range" not in stop[0]] == []
    assert [stop for stop in stops if not stop[1]] == []
    assert [stop for stop in stops if not stop[3]] == []
    names = [stop[3] for stop in stops]
    assert names.count(t("chart.table", "ja")) == page.locator(".aoi-card").count()
    page.context.close()


def test_a_finger_on_a_chart_scrolls_the_page_and_a_tap_tells_the_values(browser: Any, server: Server) -> None:
    context = browser.new_context(viewport=PHONE, locale="en-GB", has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{server.url}/sea_ice?lang=en")
    wait_until_drawn(page, server)
    touch = context.new_cdp_session(page)
    page.evaluate("document.querySelector('.aoi-plot').scrollIntoView({ block: 'center' })")
    box = page.locator(".aoi-plot").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.touchscreen.tap(x, y)
    page.wait_for_function("document.querySelector('.hoverlayer').childElementCount > 0")
    top = "document.querySelector('[data-testid=\"stMain\"]').scrollTop"
    before = page.evaluate(top)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 9):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y - 25 * step}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function(f"{top} > {before} + 100")
    context.close()


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
    page.context.close()


def test_who_wants_no_motion_gets_none_and_text_may_be_spaced_out(browser: Any, server: Server) -> None:
    context = browser.new_context(viewport={"width": 640, "height": 400}, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()  # 1280 px at 200 %
    page.goto(f"{server.url}/compare?view=country&of=RUS&lang=mn")
    wait_until_drawn(page, server)
    moving = page.evaluate(
        """() => [...document.querySelectorAll('.stApp *')].filter((item) => {
            const look = getComputedStyle(item);
            return [look.transitionDuration, look.animationDuration].some((part) => part.split(', ').some((one) => parseFloat(one) > 0.01));
        }).map((item) => item.outerHTML.slice(0, 100)).slice(0, 5)"""
    )
    assert moving == []
    spacing = "line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important"
    page.add_style_tag(
        content=f"[data-testid=stMain] :not(svg *) {{ {spacing} }} [data-testid=stMain] p {{ margin-bottom: 2em }}"
    )
    assert page.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollWidth") <= 640
    context.close()


def test_what_happens_is_said(browser: Any, server: Server) -> None:
    made = visit(browser, server, "sea_ice", "en", PHONE)
    page = made.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".aoi-card").first.get_by_role("button", name=t("chart.link"), exact=True).click()
    told = page.locator(".aoi-card").first.get_by_role("status")
    page.wait_for_function(f"document.querySelector('.aoi-told').textContent === {t('chart.copied')!r}")
    assert told.inner_text() == t("chart.copied")
    page.context.close()
