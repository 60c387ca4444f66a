"""Every page as a reader opens it: by its own address; one of each menu on a server that nobody has used yet."""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indicators.locales import languages, t
from indicators.store import Cache
from tests.browser.conftest import LAPTOP, Server, Visit, first_visit, visit, wait_until_drawn
from ui.frame import PAGES, SECTIONS

FIRST = {names[0] for names in SECTIONS.values()}  # of each menu, the page whose server is fresh
SERIES = "sea_ice_extent.sea_of_okhotsk.sea_ice_index"


@pytest.fixture(scope="module")
def address(browser: Any) -> int:
    """One port for all the fresh servers: the browser has what never changes, as that of a reader who comes again."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module", params=PAGES)
def opened(
    request: pytest.FixtureRequest, browser: Any, shown: Cache, tmp_path_factory: pytest.TempPathFactory, address: int
) -> Iterator[Visit]:
    """A page in the last of the languages; the first page of a menu as the very first visit to a fresh server.

    To the first of them the browser is as fresh; before a server ends its page is left, which would look for the next.
    """
    name = request.param
    if name not in FIRST:
        yield visit(browser, request.getfixturevalue("server"), name, languages()[-1], LAPTOP)
        return
    come = first_visit if name == PAGES[0] else visit
    with Server(shown.root, tmp_path_factory.mktemp("home"), address) as server:
        made = come(browser, server, name, languages()[-1], LAPTOP)
        yield made
        made.page.goto("about:blank")
        if come is first_visit:
            made.page.context.close()


def navigation(page: Any) -> dict[str, list[str]]:
    """Names of the pages by the menu they stand in; those beside the menus by "" ."""
    beside = page.locator('[data-testid="stTopNavLink"]').all_inner_texts()
    found = {"": [name.strip() for name in beside]}
    for menu in page.locator('[data-testid="stTopNavSection"]').all():
        menu.click()
        links = page.locator('[data-testid="stTopNavDropdownLink"]')
        links.first.wait_for()
        found[menu.inner_text().strip()] = [name.strip() for name in links.all_inner_texts()]
        page.keyboard.press("Escape")
        links.first.wait_for(state="detached")
    return found


def expected_navigation(lang: str) -> dict[str, list[str]]:
    """The same of the registry of pages."""
    return {
        t(f"menu.{section}", lang) if section else "": [t(f"nav.{name}", lang) for name in names]
        for section, names in SECTIONS.items()
    }


def test_the_first_deep_link_has_the_localised_navigation(opened: Visit) -> None:
    assert navigation(opened.page) == expected_navigation(opened.lang)
    assert opened.page.evaluate("document.documentElement.lang") == opened.lang


def test_the_page_asked_for_is_shown(opened: Visit) -> None:
    assert opened.page.locator(".aoi-head h1").inner_text() == t(f"page.{opened.name}.title", opened.lang)
    assert t(f"nav.{opened.name}", opened.lang) in opened.page.title()


def test_nothing_failed(opened: Visit) -> None:
    boxes = opened.page.locator('[data-testid="stException"], [data-testid="stAlert"]').all_inner_texts()
    assert boxes == []
    assert opened.complaints == []


def test_no_request_leaves_this_machine(opened: Visit) -> None:
    assert opened.foreign() == []
    assert len(opened.asked) > 5


# -- what a reader does ------------------------------------------------------------------------------------------


def test_the_png_is_3200_pixels_wide_and_named_by_series_and_date(
    browser: Any, server: Server, shown: Cache, tmp_path: Path
) -> None:
    made = visit(browser, server, "sea_ice", "en", LAPTOP)
    with made.page.expect_download() as download:
        made.page.locator(".aoi-card").first.get_by_role("button", name=t("chart.png"), exact=True).click()
    file = download.value.suggested_filename
    assert file == f"season-{SERIES}_{shown.read(SERIES).meta.last[:10]}.png"
    download.value.save_as(tmp_path / file)
    content = (tmp_path / file).read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    assert width == 3200
    assert height >= 1800
    assert len(content) > 100_000  # an empty sheet packs to a few kilobytes
    assert made.complaints == []


def choose(page: Any, label: str, option: str) -> None:
    """Take an option of a picker, which is a row of buttons or a list."""
    button = page.get_by_role("radio", name=option, exact=True)
    if button.count():
        button.click()
        return
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


def normal(page: Any) -> str:
    """The normal that the season chart says it draws."""
    found = re.search(t("sea_ice.normal", period=r"(\d{4}–\d{4})"), page.locator(".aoi-sub").first.inner_text())
    return found.group(1) if found else ""


def test_what_was_chosen_stands_in_the_address_and_survives_a_reload(browser: Any, server: Server) -> None:
    made = visit(browser, server, "sea_ice", "en", LAPTOP)
    assert normal(made.page) == "1991–2020"
    choose(made.page, t("pick.baseline"), "1981–2010")
    made.page.wait_for_url(re.compile(r"[?&]base=1981-2010\b"))
    wait_until_drawn(made.page, server)
    address = made.page.url
    made.page.reload()
    wait_until_drawn(made.page, server)
    assert made.page.url == address
    assert normal(made.page) == "1981–2010"


def test_a_link_brings_the_same_chart_to_somebody_else(browser: Any, server: Server) -> None:
    made = visit(
        browser, server, "sea_ice", "en", LAPTOP, "&base=1981-2010&seasons=2015&seasons=2001&region=bering_sea"
    )
    assert normal(made.page) == "1981–2010"
    title = made.page.locator(".aoi-card h2").first.inner_text()
    assert t("region.bering_sea") in title
    assert made.complaints == []


def test_a_link_with_nonsense_still_shows_the_page(browser: Any, server: Server) -> None:
    made = visit(
        browser, server, "sea_ice", "en", LAPTOP, "&base=banana&region=atlantis&period=9&seasons=x&series=none"
    )
    assert normal(made.page) == "1991–2020"
    assert made.page.locator('[data-testid="stException"]').count() == 0
    assert made.complaints == []


@pytest.mark.parametrize("lang", languages())
def test_every_language_has_its_navigation(browser: Any, server: Server, lang: str) -> None:
    made = visit(browser, server, "sources", lang, LAPTOP)
    assert navigation(made.page) == expected_navigation(lang)


def test_the_server_tells_that_it_is_ready(browser: Any, server: Server, shown: Cache) -> None:
    answer = browser.new_context().request.get(f"{server.url}/api/ready")
    assert answer.status == 200
    assert answer.json() == {"ready": True, "series": len(shown.metas()), "broken": []}


def test_a_series_is_downloaded_with_its_metadata_on_top(browser: Any, server: Server, shown: Cache) -> None:
    answer = browser.new_context().request.get(f"{server.url}/data/{SERIES}.csv")
    held = shown.read(SERIES)
    head, rows = [], []
    for line in answer.text().splitlines():
        (head if line.startswith("# ") else rows).append(line)
    assert f"# id: {SERIES}" in head
    assert f"# licence: {held.meta.licence}" in head
    assert len(rows) == 1 + len(held.observations)
    assert f'filename="{SERIES}_{held.meta.last[:10]}.csv"' in answer.headers["content-disposition"]


def test_an_unknown_series_is_a_404_with_a_sentence(browser: Any, server: Server) -> None:
    answer = browser.new_context().request.get(f"{server.url}/data/nothing.here.csv")
    assert answer.status == 404
    assert "not in the cache" in answer.text()
