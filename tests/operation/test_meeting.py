"""A meeting, as far as a test may take: a tab without a browser, what another replica knows of a visit, the figures."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from benchmarks.meeting import told
from benchmarks.meeting.beside import Beside
from benchmarks.meeting.shown import FaultError, Shown
from benchmarks.meeting.tab import Tab, torn
from benchmarks.meeting.told import Meeting
from indicators.store import Cache
from tests.browser.conftest import Server, shown  # noqa: F401 - a fixture
from ui import visits


@pytest.fixture(scope="module")
def two(shown: Cache, tmp_path_factory: pytest.TempPathFactory) -> tuple[Server, Server]:  # noqa: F811
    """Two replicas with one cache folder that can be written."""
    root = tmp_path_factory.mktemp("cache")
    (root / "snapshot").symlink_to(shown.snapshot.path.resolve())
    one, other = (Server(root, tmp_path_factory.mktemp("home")) for _ in range(2))
    with one, other:
        yield one, other


def _widget(page: Shown, key: str) -> str:
    (found,) = (name for name in page.widgets if name.endswith(key))
    return found


def alone(made: Coroutine[Any, Any, Any]) -> Any:
    """Run it in a thread of its own: in that of the tests the loop of a browser may be running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, made).result()


async def _visit(one: Server, other: Server) -> tuple[Shown, Shown, Shown, list[str]]:
    """Choices on two pages and a language; the replica dies; the page, and the one before, on the other replica."""
    faults: list[str] = []
    tab = Tab(one.url, "en-GB", faults.append)
    page = await tab.open("sea_ice")
    base = _widget(page, "one:base")
    page = await tab.choose(base, page.widgets[base].options[-1])
    page = await tab.choose(_widget(page, "language picked"), "日本語")
    left = page
    before = await tab.go("sources")
    one.process.kill()
    await asyncio.wait_for(tab.cut.wait(), 10)
    tab.url = other.url
    after = await tab.reconnect()
    assert (after.page, after.heading, after.choices) == (before.page, before.heading, before.choices)
    again = await tab.go("sea_ice")
    await tab.close()
    return left, after, again, faults


def test_choices_of_pages_before_and_the_language_outlive_their_replica(two: tuple[Server, Server]) -> None:
    left, after, again, faults = alone(_visit(*two))
    assert left.choices["lang"] == ["ja"] and left.charts
    assert after.choices["lang"] == ["ja"]
    assert again.choices == left.choices
    assert faults == []
    assert again.heading == left.heading != "Sea ice"


async def _stranger(server: Server, session: str) -> Shown:
    tab = Tab(server.url, "en-GB", lambda _: None)
    tab.session = session
    page = await tab.open("sea_ice")
    await tab.close()
    return page


@pytest.mark.parametrize("session", ["", "..", "0" * 36])
def test_who_names_no_session_that_was_here_begins_anew(two: tuple[Server, Server], session: str) -> None:
    page = alone(_stranger(two[1], session))
    assert "lang" not in page.choices
    assert page.heading == "Sea ice"


def test_what_is_kept_of_visits_is_swept_after_half_a_day(tmp_path: Path) -> None:
    import os

    new, old = tmp_path / "a.json", tmp_path / "b.json"
    for one, age in ((new, 10), (old, visits.KEEP_SECONDS + 10)):
        one.write_text("{}")
        os.utime(one, (time.time() - age,) * 2)
    assert visits.sweep(tmp_path, 1) == 1
    assert [*tmp_path.iterdir()] == [new]


async def _nowhere(server: Server) -> None:
    await Tab(server.url, "en-GB", lambda _: None).open("data/nothing.csv")


def test_an_answer_that_is_no_page_is_a_fault(two: tuple[Server, Server]) -> None:
    with pytest.raises(FaultError, match="404"):
        alone(_nowhere(two[1]))


def test_a_torn_chart_is_seen() -> None:
    def card(x: list[int], y: list[int]) -> str:
        return json.dumps({"spec": json.dumps({"plot": {"data": [{"x": x, "y": y}]}})})

    assert torn(card([1, 2], [1, 2])) == ""
    assert torn(card([1, 2], [1])) == "2 x and 1 y"
    assert "JSONDecodeError" in torn(card([1, 2], [1, 2])[:-9])


def test_the_figures_tell_what_went_wrong_and_what_belongs_to_the_kill(tmp_path: Path) -> None:
    lines = [
        *({"kind": "switch", "at": 100 + one, "who": 1, "page": "home", "seconds": 0.1 + (one == 99) * 3}
          for one in range(100)),
        {"kind": "cut", "at": 151, "who": 1, "doing": "thinking"},
        {"kind": "cut", "at": 190, "who": 2, "doing": "switch"},
        {"kind": "returned", "at": 152, "who": 1, "seconds": 0.5},
        {"kind": "lost", "at": 153, "who": 1, "what": "page a instead of b", "after": True, "where": "page"},
        {"kind": "fault", "at": 154, "who": 1, "what": "home: torn: 2 x and 1 y"},
    ]  # fmt: skip
    file = tmp_path / "people.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)) + '\n{"kind": "swi')
    meeting = Meeting([file], Beside(batches=[(100.0, 120.0)]), 100.0, killed=150.0, back=160.0, seconds=100.0)
    meeting.answers = [{"path": "/a", "status": 502, "moment": 151.0}, {"path": "/b", "status": 500, "moment": 180.0}]
    meeting.samples = [(100.0 + 10 * one, 1, 300.0 + one) for one in range(10)]
    found = {one.what.removeprefix("meeting, "): one for one in told.figures(meeting)}
    assert found["page switch, 95 of 100"].value == pytest.approx(0.1)
    assert "slowest 3.10 s (100)" in found["page switch, 95 of 100"].told
    assert "(21)" in found["page switch while figures are drawn, 95 of 100"].told
    assert found["pages or choices lost"].value == 1
    assert found["torn pages, charts or files"].value == 1
    assert found["lines cut but at the kill"].value == 1
    assert found["answers of 500 and more"].value == 1
    assert found["most memory of replica 2, PSS"].value == 309.0
    assert found["people whose page came back after the kill"].value == 1
