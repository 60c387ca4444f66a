"""Text from outside stays text: on pages, in charts and files, whatever a provider writes."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import download_file
from indicators.catalog import catalog
from indicators.light.address import Address
from indicators.light.picture import Picture
from indicators.light.record import Chart, Fold, Part, Picker, Record, Remark, Text
from indicators.store import ENVIRONMENT, Cache
from tests.operation.outside import POISON, Harm, poisoned
from ui import tables
from ui.light import recorder

SHIPPED = Cache(Path(__file__).resolve().parents[2] / "cache").snapshot
PAGES = ("system", "sea_ice", "dissolved_iron", "river", "populations", "species", "policies", "sources", "compare")
PIECES = ("=1+1", "@SUM(1)", "+cmd|' /C calc'!A0", "-2+3", ",", ";", "\t", "\r", "\n", "a", '"')
PATHS = (
    "/data/..%2f..%2fsnapshot%2frecipe.csv", "/data/%2e%2e.csv", "/data/a%00b.csv", "/assets/..%2fpage.css",
    "/export/..%2f..zip", "/glossary/..%2f..%2fapp.js", "/light/en/..%2f..%2fhome", "/light/../app.py",
)  # fmt: skip
MARKDOWN = re.compile(r"\]\(\s*(?:javascript|http://evil)")


@pytest.fixture(scope="module")
def harmful(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """Two series of every source, poisoned."""
    root = tmp_path_factory.mktemp("harm")
    if not poisoned(SHIPPED, root, 2):
        pytest.skip("no snapshot is shipped")
    return Cache(root)


def every(parts: tuple[Part, ...]) -> Iterator[Part]:
    for part in parts:
        yield part
        if isinstance(part, Fold):
            yield from every(part.parts)


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


@pytest.mark.parametrize("page", PAGES)
def test_nothing_of_a_provider_is_markup_on_a_page(harmful: Cache, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, str(harmful.root))
    record: Record = recorder.recorded(Address(page, "en", ()), lambda card, lang: Picture(), unfolded=True)
    seen = 0
    for part in every(record.parts):
        if isinstance(part, Text):
            seen += "alert(" in part.html
            assert Harm(part.html).found == []
        elif isinstance(part, Remark):
            assert not MARKDOWN.search(part.text), part.text
        elif isinstance(part, Fold):
            assert not MARKDOWN.search(part.title), part.title
        elif isinstance(part, Picker):
            assert "alert(" not in part.label
        elif isinstance(part, Chart):
            seen += "alert(" in json.dumps(part.card)
            spec = list(strings(json.loads(part.card["spec"])))  # the words of a picture know a few tags of HTML
            assert [one for one in spec if Harm(one).found] == []
    assert seen, "the poison is not on this page: the test would see nothing"


def test_a_file_of_a_series_has_no_formula_in_any_cell(harmful: Cache) -> None:
    """As a spreadsheet reads it: every line in cells, the metadata on top too."""
    for series_id in harmful.snapshot.ids()[::9]:
        text = download_file.csv_text(harmful.read(series_id), catalog())
        for row in csv.reader(io.StringIO(text)):
            for cell in row:
                assert not cell.startswith(("=", "@", "\t", "\r")), (series_id, cell)


@given(st.lists(st.sampled_from(PIECES), max_size=8))
def test_metadata_on_top_of_a_file_is_one_line_without_a_formula(parts: list[str]) -> None:
    line = download_file.remark("citation_text", "".join(parts))
    assert len(line.splitlines()) == 1
    for separator in (",", ";", "\t"):
        for cell in next(csv.reader([line], delimiter=separator)):
            assert not cell.lstrip().startswith(("=", "+", "-", "@"))


@given(st.text(alphabet="<>\"'&=/ab[]()!`", max_size=60))
def test_a_cell_a_note_and_a_link_are_never_markup(text: str) -> None:
    html = str(tables.table([text], [[text]], caption=text)) + str(tables.link("https://a.example/" + text, text))
    assert set(re.findall(r"<(\w+)", html)) <= {"table", "caption", "thead", "tr", "th", "tbody", "td", "a"}
    assert "<a" not in str(tables.link("javascript:" + text, text))


def test_an_identifier_never_becomes_a_path(harmful: Cache) -> None:
    from starlette.applications import Starlette
    from starlette.testclient import TestClient

    from ui.routes import ROUTES

    client = TestClient(Starlette(routes=ROUTES), raise_server_exceptions=True)
    for path in PATHS:
        assert client.get(path).status_code in (400, 404), path


def test_the_poison_would_be_seen() -> None:
    assert len(Harm(POISON).found) == 3
    assert MARKDOWN.search(POISON)
    assert Harm(tables.cell(POISON)).found == []
