"""The page that orders figures: what it asks, what it says of a faulty file, and that it shows an order to its end."""

from __future__ import annotations

import argparse
import dataclasses
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from indicators.catalog import catalog
from indicators.export import command as verb
from indicators.export import request as requests
from indicators.export.desk import folders, typed
from indicators.export.desk import state as states
from indicators.export.desk.desk import Desk
from indicators.export.desk.state import State
from indicators.export.request import Request
from indicators.locales import t
from indicators.store import Cache
from tests.export.test_jobs import FAKE, ended, until
from ui.export import choose as export_choose
from ui.export import desk as export_desk
from ui.export import file as report_file
from ui.export import order as export_order
from ui.export.report import UnfitError, of_bytes
from ui.frame import Context
from ui.routes import ROUTES

ROOT = Path(__file__).resolve().parents[2]
HERE = Context("en", Cache(), catalog())


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A queue of its own, whose orders come to an end by themselves."""
    made = Desk(tmp_path, fake("some"))
    monkeypatch.setattr(export_desk, "desk", lambda: made)
    yield made
    for job in (one.id for one in (*made.waiting, made.current) if one):
        made.cancel(job)
    until(lambda: made.thread is None)


def fake(how: str) -> Any:
    return lambda folder, _: [sys.executable, str(FAKE), how, str(folder)]


def page(lang: str = "en", **asked: str | list[str]) -> AppTest:
    test = AppTest.from_file(str(ROOT / "pages" / "export.py"), default_timeout=60)
    for key, value in {"lang": lang, **asked}.items():
        test.query_params[key] = value
    return test.run()


def told(test: AppTest) -> str:
    assert [error.value for error in test.exception] == []
    return "\n".join([*(str(one.proto.body) for one in test.html), *(str(one.value) for one in test.warning)])


def button(test: AppTest, key: str) -> Any:
    return next(one for one in test.button if one.label == t(f"export_page.{key}"))


def job_of(test: AppTest) -> str:
    found = test.query_params["job"]
    return found if isinstance(found, str) else found[0]


def has(test: AppTest, key: str) -> bool:
    return any(one.label == t(f"export_page.{key}") for one in test.button)


@pytest.mark.usefixtures("desk")
def test_nothing_chosen_is_asked_for_and_nothing_can_be_made() -> None:
    test = page()
    assert t("export_page.nothing_chosen") in told(test)
    assert not has(test, "make")


@pytest.mark.usefixtures("desk")
def test_the_choices_of_an_address_are_the_order_and_its_command() -> None:
    test = page(pages=["sea_ice"], regions=["bering_sea"], languages=["ja", "mn"], size="slide", format=["pdf"],
                theme="grey", code="1", values="0", address="http://x/base/river?lang=ru&part=quality", country=["JPN"],
                indicators=["sea_ice_extent"])  # fmt: skip
    assert (
        "export FOLDER --page sea_ice &#x27;river?part=quality&#x27; --indicator sea_ice_extent --region bering_sea "
        "--country JPN --lang ja mn --size slide --theme grey --format pdf --qr --no-data</code>"
    ) in told(test)
    assert has(test, "make")


REQUESTS = [
    {},
    {"deck": "consortium", "languages": ["ko"], "caption": "none", "dpi": 150},
    {"pages": ["sea_ice?region=bering_sea", "map"], "size": "120x80mm", "data": False},
    {"indicators": ["sea_ice_extent"], "regions": ["sea_of_okhotsk"], "countries": ["JPN", "RUS"], "qr": True,
     "formats": ["svg", "pdf"], "theme": "dark", "languages": ["ja", "en"]},
]  # fmt: skip


@pytest.mark.parametrize("parts", REQUESTS)
def test_the_command_line_is_read_by_the_verb_as_the_same_order(parts: dict[str, Any]) -> None:
    request = requests.of_parts(parts)
    parser = argparse.ArgumentParser()
    verb.options(parser)
    words = shlex.split(typed.command(request))
    assert words[:4] == ["python", "-m", "indicators", "export"]
    assert verb._request(parser.parse_args(words[4:])) == request


@pytest.mark.parametrize("parts", REQUESTS)
def test_the_report_file_is_the_same_order(parts: dict[str, Any]) -> None:
    request = requests.of_parts(parts)
    assert of_bytes(requests.to_yaml(request).encode(), HERE) == request


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"x" * (requests.MOST_BYTES + 1), ["500 kB"]),
        (b"languages: [en\nsize: page", ["line"]),
        (b"\xff\xfe\x00", ["YAML"]),
        (b"[" * 400_000, ["YAML"]),
        (b"- " * 200_000, ["YAML"]),
        (b"{a: " * 100_000, ["YAML"]),
        (b"- 1", ["not a report file"]),
        (b"langs: [en]\nsize: huge\ntheme: pink\nlanguages: [xx]",
         ["langs: there is no such key", "“huge” is no size", "theme: “pink” cannot be taken", "languages: “"]),
        (b"figures: [{page: sea_ics}, {choices: a}]", ["figures.0.page: “sea_ics”", "figures.1.page: this is missing"]),
        (b"figures: [{page: sea_ice, choices: nonsense=1}]", ["figures.0.choices: the page has no such choice"]),
        (b"figures: 3", ["figures: “3” cannot stand here"]),
        (b"pages: [sea_ice?nonsense=1]", ["pages: “"]),
        (b"dpi: 5", ["5 dots per inch"]),
        (b"dpi: 1200\nsize: poster", ["too many pixels"]),
        (b"indicators: [sea_ice_extend]\nregions: [bering]\ncountries: [USA]\ndeck: consorcium",
         ["indicators: “sea_ice_extend” cannot be taken. Known are: sea_ice_extent", "Known are: bering_sea",
          "countries: “USA”", "Known are: consortium"]),
        (b"a: &a [x, x]\nb: &b [*a, *a]\nformats: [*b, *b]", ["formats.0: “…”", "a: there is no such key"]),
        (b"1: 2", ["1: there is no such key"]),
        (b"formats: []", ["formats: “"]),
    ],
)  # fmt: skip
def test_every_finding_of_a_file_is_told_with_its_place(text: bytes, found: list[str]) -> None:
    with pytest.raises(UnfitError) as error:
        of_bytes(text, HERE)
    sentences = "\n".join(error.value.sentences)
    assert [one for one in found if one not in sentences] == [], sentences


@pytest.mark.usefixtures("desk")
def test_a_file_that_was_brought_is_told_in_the_language_of_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_file, "brought", lambda lang: ("annex.yaml", b"size: huge"))
    assert "“huge” is no size" in told(page(what="file"))
    monkeypatch.setattr(report_file, "brought", lambda lang: ("annex.yaml", b"figures: [{page: map, charts: [map]}]"))
    test = page(what="file")
    assert "annex.yaml" in told(test)
    assert t("export_page.at_most", n="1", languages="1") in told(test)
    assert "--report report.yaml" in told(test)


def test_how_many_figures_that_is_at_most_is_said_where_it_is_known() -> None:
    item = {"page": "map", "charts": ["map", "other"]}
    two = requests.of_parts({"figures": [item, item], "languages": ["en", "ja", "ko"]})
    assert export_order.at_most(two) == 12
    assert export_order.at_most(requests.of_parts({"figures": [item, {"page": "map"}]})) is None
    assert export_order.at_most(requests.of_parts({"pages": ["map"]})) is None
    assert export_order.at_most(Request()) is None
    deck_ = export_order.at_most(requests.of_parts({"deck": "consortium"}))
    assert deck_ is not None and deck_ > 5


@pytest.mark.usefixtures("desk")
def test_more_figures_than_can_be_ordered_are_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    many = b"languages: [en, ja, ko, zh, mn, ru]\nfigures:\n" + b"".join(
        b"- {page: map, charts: [a, b]}\n" for _ in range(400)
    )
    monkeypatch.setattr(report_file, "brought", lambda lang: ("annex.yaml", many))
    test = page(what="file")
    assert t("export_page.too_many", most="4,000") in told(test)
    assert not has(test, "make")


def test_an_order_is_made_shown_and_downloaded(desk: Desk) -> None:
    test = page(pages=["sea_ice"])
    button(test, "make").click().run()
    job = job_of(test)
    ended(desk, job)
    said = told(page(job=job))
    assert f'href="/export/{job}.zip"' in said
    assert "river.quality" in said and "The licence forbids it." in said
    client = TestClient(Starlette(routes=ROUTES))
    answer = client.get(f"/export/{job}.zip")
    assert (answer.status_code, len(answer.content)) == (200, 100)
    assert answer.headers["content-type"] == "application/zip"
    assert 'filename="amur-okhotsk-figures-sea_ice-en-20' in answer.headers["content-disposition"]
    assert client.get(f"/export/{job}.zip", headers={"range": "bytes=0-1"}).content == b"PK"


def test_an_order_under_way_shows_how_far_it_is_and_can_be_cancelled_by_its_address(desk: Desk) -> None:
    desk.command = fake("wait")
    job = desk.order(requests.of_parts({"pages": ["map"]}), "e")
    until(lambda: (state := desk.state(job)) and state.code)
    test = page(job=job, pages=["map"])
    said = told(test)
    assert '<progress aria-label="Progress of the order" value="1" max="3">' in said
    assert "sea_ice.season" in said and "日本語" in said
    assert button(test, "make").disabled
    assert TestClient(Starlette(routes=ROUTES)).get(f"/export/{job}.zip").status_code == 409
    button(test, "cancel").click().run()
    assert ended(desk, job).stage == "cancelled"
    after = page(job=job)
    assert t("export_page.stage.cancelled") in told(after)
    desk.command = fake("whole")
    button(after, "again").click().run()
    again = job_of(after)
    assert again != job
    assert ended(desk, again).stage == "done"


def test_an_order_whose_server_ended_says_so_and_starts_again(desk: Desk) -> None:
    job = desk.folders.create("pages: [map]\n", State("running", "", "", "a.zip"))
    job.lock.close()
    test = page(job=job.id)
    assert t("export_page.stage.broken") in told(test)
    button(test, "again").click().run()
    assert ended(desk, job_of(test)).stage == "done"


@pytest.mark.parametrize("reason", ["disk", "crashed", "refused", "silent", "long", "start", "unwritable"])
def test_why_an_order_failed_is_said(desk: Desk, reason: str) -> None:
    job = desk.folders.create("pages: [map]\n", State("waiting", "", "", "a.zip"))
    failed = dataclasses.replace(job.state, stage="failed", reason=reason, sentence="x: <b>no</b> such deck.")
    states.write(job.folder, failed)
    job.lock.close()
    said = told(page(job=job.id))
    assert t(f"export_page.reason.{reason}") in said
    assert "x: &lt;b&gt;no&lt;/b&gt; such deck." in said


def test_too_many_orders_and_a_full_disk_are_a_sentence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    test = page(pages=["map"])
    desk.most_waiting = 0
    button(test, "make").click().run()
    assert t("export_page.reason.full") in told(test)
    desk.most_waiting = 8
    monkeypatch.setattr(folders, "LEAST_FREE_BYTES", 1 << 62)
    button(test, "make").click().run()
    assert t("export_page.reason.disk") in told(test)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("job", ["0" * 32, "..", "<b>x</b>", "%2e%2e%2fetc"])
def test_an_order_that_is_not_there_is_told_and_has_no_file(job: str) -> None:
    assert t("export_page.gone") in told(page(job=job))
    client = TestClient(Starlette(routes=ROUTES))
    assert client.get(f"/export/{job}.zip").status_code == 404
    assert client.get("/export/..%2f..%2fapp.py.zip").status_code == 404


@pytest.mark.parametrize(
    ("copied", "meant"),
    [
        ("sea_ice", "sea_ice"),
        ("/sea_ice?lang=ja&region=bering_sea&chart=x", "sea_ice?region=bering_sea"),
        ("https://site.example/base/map/?layer=iron#x", "map?layer=iron"),
        ("river?", "river"),
    ],
)
def test_an_address_is_taken_as_it_was_copied(copied: str, meant: str) -> None:
    assert export_choose.address(copied) == meant


@pytest.mark.parametrize(
    ("seen", "site"),
    [
        ("https://site.example/base/export?job=1", "https://site.example/base"),
        ("https://site.example/", "https://site.example"),
        ("http://localhost:8501/export", ""),
        ("http://127.0.0.1:8501/export", ""),
        ("", ""),
    ],
)
def test_figures_carry_the_address_that_readers_can_use(seen: str, site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "context", argparse.Namespace(url=seen))
    assert export_desk.site() == site
    monkeypatch.setenv("AMUR_OKHOTSK_ADDRESS", "https://own.example")
    assert export_desk.site() == ""
