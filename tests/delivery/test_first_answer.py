"""What a browser gets before any script runs, and Streamlit's files on their way through."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from indicators.locales import NAMES, TAGS, t
from indicators.store import ENVIRONMENT
from tools.streamlit_fonts import icons_used, ligatures
from ui.delivery import middleware, shell
from ui.delivery.middleware import Delivery

PAGES = ("home", "sea_ice")
LIBRARY = "/assets/chart.js"
SCRIPT = next((shell.STATIC / "static" / "js").glob("index.*.js"))


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The delivery in front of an application that says `passed` to everything."""
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path))

    def passed(_: object) -> PlainTextResponse:
        return PlainTextResponse("passed")

    app = Starlette(routes=[Route("/{path:path}", passed, methods=["GET", "POST"])])
    return TestClient(Delivery(app, pages=PAGES, libraries=(LIBRARY,)))


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_a_script_arrives_whole_in_every_encoding(client: TestClient, encoding: str) -> None:
    for _ in range(2):  # made, and from memory
        answer = client.get(f"/static/js/{SCRIPT.name}", headers={"Accept-Encoding": encoding})
        assert answer.headers.get("Content-Encoding", "identity") == encoding
        assert answer.content == SCRIPT.read_bytes()
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "path",
    [
        "/static/js/absent.js",
        "/static/../index.html",
        "/static/%2e%2e/%2e%2e/__init__.py",
        "/_stcore/health",
        "/unknown",
        "/sea_ice/more",
    ],
)
def test_what_is_not_ours_passes_through(client: TestClient, path: str) -> None:
    assert client.get(path).text == "passed"


def test_a_part_of_a_file_and_a_sent_form_pass_through(client: TestClient) -> None:
    assert client.get(f"/static/js/{SCRIPT.name}", headers={"Range": "bytes=0-9"}).text == "passed"
    assert client.post("/sea_ice").text == "passed"


@pytest.mark.parametrize("lang", NAMES)
def test_the_first_answer_speaks_the_readers_language(client: TestClient, lang: str) -> None:
    for answer in (
        client.get("/sea_ice", headers={"Accept-Language": f"{lang}-XX,fr;q=0.4"}),
        client.get(f"/sea_ice?region=bering_sea&lang={lang}", headers={"Accept-Language": "fr"}),
    ):
        assert f'<html lang="{TAGS.get(lang, lang)}">' in answer.text
        assert f"<title>{t('nav.sea_ice', lang)} · {t('app.title', lang)}</title>" in answer.text
        assert t("shell.opening", lang) in answer.text
        assert f'href="/light/{lang}/sea_ice' in answer.text


def test_the_light_edition_is_linked_with_the_same_choices(client: TestClient) -> None:
    html = client.get('/sea_ice?lang=ja&region=bering_sea&x="><script>').text
    assert html.count('href="/light/ja/sea_ice?region=bering_sea&amp;x=%22%3E%3Cscript%3E"') == 2
    assert client.get("/?lang=ru").text.count('href="/light/ru/home"') == 2


def test_a_browser_of_another_language_gets_english(client: TestClient) -> None:
    assert '<html lang="en">' in client.get("/?lang=xx", headers={"Accept-Language": "fr,de;q=0.3"}).text


def test_what_we_change_in_streamlits_page_is_there_to_be_changed(client: TestClient) -> None:
    """A new version of Streamlit may write its page otherwise."""
    html = client.get("/").text
    assert "SourceSans" not in html
    assert '<div id="root"><div class="aoi-open">' in html
    assert "You need to enable JavaScript" not in html
    assert html.count("<title>") == 1
    for element in shell.ELEMENTS:
        assert f"/static/js/{element}." in html
    assert f'href="{LIBRARY}"' in html
    assert not re.findall(r'(?:src|href)="(?!/)', html)


def test_a_browser_that_has_the_page_is_told_so(client: TestClient) -> None:
    first = client.get("/sea_ice")
    again = client.get("/sea_ice", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/sea_ice?lang=ja", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_every_icon_that_streamlit_names_is_in_the_font_we_send(client: TestClient) -> None:
    theirs = next((shell.STATIC / "static" / "media").glob("MaterialSymbols-Rounded.*"))
    sent = client.get(f"/static/media/{theirs.name}").content
    assert len(sent) < theirs.stat().st_size / 10
    known, held = ligatures(TTFont(theirs)), ligatures(TTFont(BytesIO(sent)))
    assert sorted((icons_used() & known.keys()) - held.keys()) == []


def test_the_fonts_that_stand_in_are_there() -> None:
    assert [name for name in middleware.FONTS.values() if not (middleware.ASSETS / name).is_file()] == []
