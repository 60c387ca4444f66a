"""Light pages opened from disk with no server: drawn, readable, and without a fault that axe knows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.light.conftest import Built

SIZES = {"laptop": (1280, 800), "phone": (360, 740)}
LEAST_TYPE = 10.9  # pixels of the smallest words in a picture


def opened(browser: Any, built: Built, name: str, size: str = "laptop", scheme: str = "light") -> tuple[Any, list[str]]:
    width, height = SIZES[size]
    page = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, offline=True
    ).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: request.url.startswith(("file:", "data:")) or complaints.append(request.url))
    page.goto((built.folder / name).as_uri())
    return page, complaints


@pytest.mark.parametrize("name", ["en/home.html", "mn/sea_ice.html", "en/species.html", "index.html"])
@pytest.mark.parametrize("size", list(SIZES))
def test_a_page_opens_from_disk_without_scrolling_sideways(browser: Any, built: Built, name: str, size: str) -> None:
    page, complaints = opened(browser, built, name, size)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert complaints == []
    page.context.close()


def test_one_picture_of_each_chart_is_shown_and_its_words_are_large_enough(browser: Any, built: Built) -> None:
    for size in SIZES:
        page, _ = opened(browser, built, "en/sea_ice.html", size)
        shown, charts, smallest = page.evaluate(
            """() => {
                const width = (svg) => svg.getBoundingClientRect().width;
                const seen = [...document.querySelectorAll('figure svg')].filter((svg) => width(svg) > 0);
                const type = seen.flatMap((svg) => [...svg.querySelectorAll('text')].map((text) =>
                    parseFloat(getComputedStyle(text).fontSize) * width(svg) / svg.viewBox.baseVal.width));
                return [seen.length, document.querySelectorAll('figure').length, Math.min(...type)];
            }"""
        )
        assert shown == charts > 2
        assert smallest >= (LEAST_TYPE if size == "laptop" else LEAST_TYPE - 1), f"{size}: {smallest}"
        page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["en/home.html", "mn/species.html", "en/policies--show-law.html"])
def test_axe_finds_nothing(browser: Any, built: Built, name: str, scheme: str) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is not installed (requirements-dev.txt)"
    )
    page, _ = opened(browser, built, name, scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = [
        f"{one['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for one in axe.Axe().run(page).response["violations"]
        for node in one["nodes"][:3]
    ]
    assert not found, "\n".join(found)
    page.context.close()


def test_the_keyboard_reaches_the_content_first(browser: Any, built: Built) -> None:
    page, _ = opened(browser, built, "en/home.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#content"
    page.context.close()


def test_a_printed_page_has_the_charts_and_no_menus(browser: Any, built: Built) -> None:
    page, _ = opened(browser, built, "en/sea_ice.html", scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.top nav')).display") == "none"
    assert page.evaluate("document.querySelector('.plot.w svg').getBoundingClientRect().width") > 400
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
        "rgb(255, 255, 255)",
        "rgba(0, 0, 0, 0)",
    )
    page.context.close()
