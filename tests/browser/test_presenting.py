"""A presenter steps through a deck by keys, jumps, blanks, leaves and comes back; the code leads to that chart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import segno

from indicators import decks
from tests.browser.conftest import DRAW_MILLISECONDS, Server, Visit, first_visit, visit

PROJECTOR, WALL = {"width": 1024, "height": 768}, {"width": 3840, "height": 2160}
DECK = "consortium"
SLIDES = decks.read(decks.FOLDER / f"{DECK}.yaml").slides
# The slide is in the address, and its charts stand drawn in their places.
ON = """([code, keys]) => new URLSearchParams(location.search).get('present') === code
    && document.querySelectorAll('.aoi-slide').length === keys.length
    && keys.every((key) => document.getElementById(`chart-${key}`)?.querySelector('.main-svg'))
    && [...document.querySelectorAll('.aoi-slide .aoi-wait')].every((wait) => wait.hidden)"""
FIRST_CHART, PAIR_DECK, PAIR = 3, "neampan", 13
# Modules of the picture of a QR code: dark or light at the middle of each.
MODULES = """async ([address, count]) => {
    const image = new Image(); image.src = address; await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), {width: 10 * count, height: 10 * count});
    const paint = canvas.getContext('2d'); paint.drawImage(image, 0, 0, 10 * count, 10 * count);
    const row = (y) => Array.from({length: count}, (_, x) => paint.getImageData(10 * x + 5, 10 * y + 5, 1, 1).data[0] < 128 ? 1 : 0);
    return Array.from({length: count}, (_, y) => row(y)); }"""  # noqa: E501


def on(page: Any, number: int, deck: str = DECK) -> None:
    slide = decks.find(f"{deck}.{number}")
    assert slide is not None
    page.wait_for_function(ON, arg=[slide.code, list(slide.charts)], timeout=DRAW_MILLISECONDS)


@pytest.fixture(scope="module")
def projected(browser: Any, server: Server) -> Iterator[Visit]:
    """One presenter for the module, on the first slide with a chart."""
    made = first_visit(browser, server, "home", "en", PROJECTOR, f"&present={DECK}.{FIRST_CHART}")
    on(made.page, FIRST_CHART)
    yield made
    assert made.complaints == []
    assert made.foreign() == []
    made.page.context.close()


@pytest.fixture
def presenter(projected: Visit) -> Visit:
    """The presenter, back on that slide."""
    projected.page.keyboard.type(str(FIRST_CHART))
    projected.page.keyboard.press("Enter")
    on(projected.page, FIRST_CHART)
    return projected


def test_a_slide_is_its_finding_its_chart_and_its_source_within_the_screen_of_a_projector(presenter: Visit) -> None:
    page = presenter.page
    assert page.locator(".aoi-slide h2").inner_text().startswith("Sea of Okhotsk: ")
    assert page.locator(".aoi-slide .aoi-caption").inner_text().startswith("Source: ")
    for seen in (
        ".aoi-slide h2",
        ".aoi-slide .main-svg >> nth=0",
        ".aoi-slide .aoi-caption",
        ".aoi-count",
        ".aoi-bar img",
    ):
        box = page.locator(seen).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PROJECTOR["width"] + 1
        assert box["y"] + box["height"] <= PROJECTOR["height"] + 1
    assert page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [1024, 768]
    for hidden in ('[data-testid="stHeader"]', '[data-testid="stSelectbox"]', ".aoi-foot", ".aoi-slide .aoi-actions"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator(".aoi-card").count() == 1  # the other charts of the page are not even there
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.aoi-slide h2')).fontSize)") >= 28
    assert page.locator(".aoi-slide .main-svg").first.bounding_box()["height"] > PROJECTOR["height"] * 0.4


def test_keys_and_a_clicker_step_jump_and_blank(presenter: Visit) -> None:
    page = presenter.page
    for key, number in (
        ("PageDown", 4), ("ArrowRight", 5), ("Space", 6), ("PageUp", 5), ("ArrowLeft", 4), ("Home", 1),
        ("End", len(SLIDES)),
    ):  # fmt: skip
        page.keyboard.press(key)
        on(page, number)
        counted = f"{number} / {len(SLIDES)}"
        page.wait_for_function("(told) => document.querySelector('.aoi-count')?.innerText === told", arg=counted)
    page.keyboard.type("12")
    assert page.locator(".aoi-count").inner_text().startswith("Go to slide 12")
    page.keyboard.press("Enter")
    on(page, 12)
    for key in ("b", "."):
        page.keyboard.press(key)
        assert page.locator(".aoi-blank").is_visible()
        page.keyboard.press(key)
        assert not page.locator(".aoi-blank").is_visible()
    for key, panel in (("n", ".aoi-notes"), ("?", ".aoi-help")):
        page.keyboard.press(key)
        assert page.locator(panel).inner_text().strip()
        page.keyboard.press("Escape")
        assert not page.locator(panel).is_visible()
    page.locator(".aoi-edge.aoi-left").click()
    on(page, 11)


def test_a_key_that_the_server_never_got_is_pressed_again_for_the_presenter(browser: Any, server: Server) -> None:
    """As where one comes while the server goes from page to page: the slide before it arrives, its own does not.

    On a machine that is too busy to answer within seconds the page is opened anew instead, which is right too.
    """
    assert any(_pressed_again(browser, server) for _ in range(3)), "the page was opened anew every time"


def _pressed_again(browser: Any, server: Server) -> bool:
    """Lose the second of two keys; whether the page came to its slide without being opened anew."""
    page, lost = browser.new_context(viewport=PROJECTOR, locale="en-GB").new_page(), list[bytes]()
    asked, coming = list[bool](), list[str | bytes]()  # what comes waits until the second key is lost

    def lose_the_first(socket: Any) -> None:
        onward = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            if not lost and f"{DECK}.{FIRST_CHART + 2}".encode() in bytes(message):
                lost.append(bytes(message))
                while coming:
                    socket.send(coming.pop(0))
                return
            if f"{DECK}.{FIRST_CHART + 1}".encode() in bytes(message):
                asked.append(True)
            onward.send(message)

        def pass_back(message: str | bytes) -> None:
            if asked and not lost:
                coming.append(message)
            else:
                socket.send(message)

        socket.on_message(pass_on)
        onward.on_message(pass_back)

    page.route_web_socket("**/_stcore/stream*", lose_the_first)
    page.goto(f"{server.url}/home?lang=en&present={DECK}.{FIRST_CHART}")
    on(page, FIRST_CHART)
    page.evaluate("window.stayed = true")
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    on(page, FIRST_CHART + 2)
    assert len(lost) == 1
    stayed = bool(page.evaluate("window.stayed"))
    page.context.close()
    return stayed


def test_the_code_of_a_slide_opens_that_chart_in_no_fixed_language(presenter: Visit, server: Server) -> None:
    page = presenter.page
    page.keyboard.press("q")
    box = page.locator(".aoi-code img").bounding_box()
    assert box["height"] >= 0.2 * PROJECTOR["height"]
    assert "this computer only" in page.locator(".aoi-code").inner_text()
    address = f"{server.url}/sea_ice?region=sea_of_okhotsk&chart=season"
    expected = [list(row) for row in segno.make_qr(address, error="m").matrix_iter(border=4)]
    source = page.locator(".aoi-code img").get_attribute("src")
    assert page.evaluate(MODULES, [source, len(expected)]) == expected
    page.keyboard.press("q")


def test_leaving_shows_the_live_page_and_the_place_in_the_deck_is_kept(presenter: Visit) -> None:
    page = presenter.page
    page.keyboard.press("ArrowRight")
    on(page, 4)
    page.reload()
    on(page, 4)
    page.keyboard.press("Escape")
    back = page.locator(".aoi-way-back a").first
    back.wait_for()
    page.wait_for_function("() => !document.querySelector('.aoi-stage') && !document.querySelector('.aoi-slide')")
    assert re.search(r"/sea_ice\?.*part=length", page.url)
    assert "present=" not in page.url
    page.locator('[data-testid="stSelectbox"]').first.wait_for(state="visible")
    page.reload()  # a new visit of the server: the browser remembers the place
    back.wait_for()
    assert back.inner_text() == f"▷ Continue presenting (4 of {len(SLIDES)})"
    back.click()
    on(page, 4)


def test_a_pair_stands_side_by_side_and_large_on_a_wall(browser: Any, server: Server) -> None:
    made = visit(browser, server, "home", "ja", WALL, f"&present={PAIR_DECK}.{PAIR}")
    on(made.page, PAIR, PAIR_DECK)
    left, right = (made.page.locator(".aoi-slide").nth(at).bounding_box() for at in (0, 1))
    assert left["x"] + left["width"] <= right["x"] + 1
    assert left["width"] == pytest.approx(WALL["width"] / 2, abs=2)
    size = made.page.evaluate("parseFloat(getComputedStyle(document.querySelector('.aoi-slide h2')).fontSize)")
    assert size >= 60
    assert made.complaints == []
