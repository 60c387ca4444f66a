"""A cache that a later edition of the program wrote: one sentence everywhere, and nothing of it is read or changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from indicators import __main__ as program
from indicators import taking
from indicators.light.address import Address
from indicators.light.picture import Picture
from indicators.light.record import Remark
from indicators.store import ENVIRONMENT, Cache
from tests.test_store import ID, META, days
from ui.light import recorder
from ui.routes import ROUTES

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("home", "sea_ice", "compare", "sources", "since", "contribute")
TOLD = "a later edition of this program wrote the data held here (format 99; this one knows formats up to 2)"


@pytest.fixture
def newer(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> Cache:
    monkeypatch.setenv(ENVIRONMENT, str(cache.root))
    cache.live.write(META, days([1.0, 2.0]))
    (cache.live.path / taking.FORMAT_FILE).write_text('{"format": 99, "more": "than we know"}', encoding="utf-8")
    return cache


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_one_sentence(newer: Cache, page: str) -> None:
    shown = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60).run()
    assert [one.value for one in shown.exception] == []
    assert [TOLD in one.value for one in shown.error] == [True]


def test_a_light_page_says_it_too(newer: Cache) -> None:
    record = recorder.recorded(Address("sea_ice", "en", ()), lambda card, lang: Picture())
    assert len([one for one in record.parts if isinstance(one, Remark)]) == 1
    assert TOLD in str(record.parts)


def test_whoever_watches_hears_that_nothing_can_be_shown(newer: Cache) -> None:
    client = TestClient(Starlette(routes=ROUTES))
    for address in ("/readyz", "/api/ready"):
        answer = client.get(address)
        assert (answer.status_code, answer.json()["ready"], answer.json()["series"]) == (503, False, 0)
        assert "formats up to 2" in answer.json()["broken"][0]
    answer = client.get(f"/data/{ID}.csv")
    assert (answer.status_code, "Upgrade the program" in answer.text) == (503, True)
    (newer.live.path / taking.FORMAT_FILE).write_text(json.dumps({"format": taking.FORMAT}), encoding="utf-8")
    assert client.get("/readyz").status_code == 200
    assert client.get(f"/data/{ID}.csv").status_code == 200


@pytest.mark.parametrize(
    "verb",
    [["status"], ["list"], ["show", ID], ["refresh", "masie"], ["load", "masie", __file__], ["backup", "b.tar.gz"],
     ["digest"], ["light", "site"], ["decide", "list"], ["check", __file__], ["quarantine"]],
)  # fmt: skip
def test_a_verb_says_one_sentence_and_changes_nothing(
    newer: Cache, verb: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = {path: path.read_bytes() for path in newer.root.rglob("*") if path.is_file()}
    assert program.main([*verb, "--cache", str(newer.root)]) == 1
    [sentence] = capsys.readouterr().err.splitlines()
    assert "its format is 99, and this program knows formats up to 2. Upgrade the program" in sentence
    assert {path: path.read_bytes() for path in newer.root.rglob("*") if path.is_file()} == before
