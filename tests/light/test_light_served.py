"""`/light/` of a running server: pages made when first asked for, compressed, kept by browsers; bad addresses told."""

from __future__ import annotations

import gzip
import http.client
from dataclasses import dataclass
from typing import Any

import brotli
import pytest

from indicators.addresses import CHOICES
from indicators.locales import NAMES, t
from tests.browser.conftest import Server
from tests.light.pages import Page


@dataclass
class Answer:
    """What a server said."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def page(self) -> Page:
        raw = self.body
        if self.headers.get("content-encoding") == "gzip":
            raw = gzip.decompress(raw)
        if self.headers.get("content-encoding") == "br":
            raw = brotli.decompress(raw)
        return Page(raw.decode())


def ask(server: Server, path: str, **headers: str) -> Answer:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=90)
    connection.request("GET", path, headers={key.replace("_", "-"): value for key, value in headers.items()})
    answer = connection.getresponse()
    told = Answer(answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read())
    connection.close()
    return told


@pytest.fixture(scope="module")
def made(server: Server) -> Answer:
    """The first page that anybody asks for: made on demand."""
    path = "/light/mn/policies?show=red_list&lang=en"
    answer = ask(server, path, Accept_Encoding="br, gzip")
    for _ in range(5):  # on a busy machine it says that it is being made, and is there soon after
        if answer.status == 503:
            answer = ask(server, path, Accept_Encoding="br, gzip")
    return answer


def test_a_page_is_made_when_it_is_asked_for(made: Answer) -> None:
    assert made.status == 200, made.page.text
    assert made.page.lang == "mn"
    assert t("page.policies.title", "mn") in made.page.text
    assert "../../policies?lang=mn&show=red_list" in made.page.links
    assert "../ja/policies?show=red_list" in made.page.links


def test_it_comes_compressed_as_the_browser_takes_it(server: Server, made: Answer) -> None:
    path = "/light/mn/policies?show=red_list"
    plain, zipped = ask(server, path), ask(server, path, Accept_Encoding="gzip")
    assert made.headers["content-encoding"] == "br"
    assert zipped.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert plain.body == zipped.page.html.encode() == made.page.html.encode()
    assert len(made.body) < len(plain.body) / 3
    assert "accept-encoding" in made.headers["vary"].lower()


def test_a_browser_that_has_it_is_told_so(server: Server, made: Answer) -> None:
    again = ask(
        server, "/light/mn/policies?show=red_list", Accept_Encoding="br, gzip", If_None_Match=made.headers["etag"]
    )
    assert (again.status, again.body) == (304, b"")
    assert "max-age" in made.headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        "/light/en/nothing",
        "/light/xx/home",
        "/light/en/home?colour=red",
        "/light/en/home/more",
        "/light/en/sea_ice?region=%ff",
    ],
)
def test_an_address_without_a_page_is_told_with_the_pages_that_there_are(server: Server, path: str) -> None:
    answer = ask(server, path, Accept_Language="ru")
    assert answer.status == 404
    lang = "en" if path.startswith("/light/en") else "ru"
    assert t("light.absent.title", lang) in answer.page.text
    assert {f"/light/{lang}/{name}" for name in CHOICES} <= set(answer.page.links)
    assert "Traceback" not in answer.page.html


@pytest.mark.parametrize("path", ["/light/%2e%2e/etc/passwd", "/light/en/..%2f..%2fREADME.md", "/light/en/home%00"])
def test_nothing_leads_out_of_the_folder(server: Server, path: str) -> None:
    answer = ask(server, path)
    assert answer.status in (400, 404)
    assert b"root:" not in answer.body
    assert b"Amur-Okhotsk Indicators</h1>" not in answer.body


def test_the_languages_come_in_the_order_that_the_browser_asks_for(server: Server) -> None:
    page = ask(server, "/light/", Accept_Language="de, mn;q=0.9, ja;q=0.95").page
    order = [link for link in page.links if link.endswith("/home")]
    assert order[:2] == ["/light/ja/home", "/light/mn/home"]
    assert {f"/light/{code}/home" for code in NAMES} <= set(order)
    assert page.lang == "ja"


def test_a_language_alone_leads_to_its_overview(server: Server) -> None:
    answer = ask(server, "/light/ko")
    assert (answer.status, answer.headers["location"]) == (307, "/light/ko/home")


def test_the_live_page_leads_to_the_light_one_with_its_choices(server: Server, browser: Any) -> None:
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(f"{server.url}/policies?show=red_list&lang=ru")
    link = page.locator(".aoi-foot a[href*='light/']")
    link.wait_for()
    assert link.get_attribute("href") == "light/ru/policies?show=red_list"
    page.context.close()


def test_a_light_page_says_what_the_live_page_says(server: Server, browser: Any) -> None:
    """Titles, subtitles, captions and tables of one page, word by word."""
    from tests.browser.conftest import wait_until_drawn

    page = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{server.url}/policies?show=red_list&lang=en")
    wait_until_drawn(page, server)
    told: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid="stMain"] ' +
                ':is(h1, h2, .aoi-sub, .aoi-caption > div, .aoi-table :is(th, td))')]
            .map((item) => item.textContent.replace(/\\s+/g, ' ').trim()).filter(Boolean)"""
    )
    alternatives: list[str] = page.wait_for_function(
        """() => { const told = [...document.querySelectorAll('.aoi-plot')].map((item) => item.ariaLabel);
            return told.length && told.every(Boolean) && told }"""
    ).json_value()  # a card that Streamlit puts in anew has no words for a moment
    page.goto(f"{server.url}/light/en/policies?show=red_list", timeout=90_000)
    light: str = page.evaluate("() => document.querySelector('main').textContent.replace(/\\s+/g, ' ')")
    assert len(told) > 40
    assert [one for one in told if one not in light] == []
    drawn = page.evaluate("() => [...document.querySelectorAll('main svg[role=img]')].map((item) => item.ariaLabel)")
    assert set(alternatives) == set(drawn)
    page.context.close()
