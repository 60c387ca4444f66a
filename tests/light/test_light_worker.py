"""The process that runs pages: it may crash, hang or be asked by two at once, and nobody else notices."""

from __future__ import annotations

import gzip
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest

from indicators.light import shelf, worker
from indicators.light.address import Address, checked
from indicators.light.shelf import Shelf
from indicators.light.worker import Worker, WorkerError
from indicators.store import Cache
from tests.light.pages import Page
from ui.light import desk as desks
from ui.light.desk import BusyError, Desk

HOME = Address("system", "en")


def job(asked: Address, stem: Path) -> dict[str, Any]:
    return {"do": "serve", "page": asked.page, "lang": asked.lang, "query": asked.query, "stem": str(stem)}


# -- the real one ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def running(shown: Cache) -> Iterator[Worker]:
    with Worker(shown.root) as one:
        yield one


def test_two_processes_that_are_asked_for_one_page_make_it_once(running: Worker, shown: Cache, tmp_path: Path) -> None:
    stem = tmp_path / "edition" / "en" / "methods" / "d"
    asked = Address("methods", "en")
    answers: list[dict[str, Any]] = []
    with Worker(shown.root) as other:
        threads = [
            threading.Thread(target=lambda one=one: answers.append(one.ask(job(asked, stem), 120)))
            for one in (running, other)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [one["ok"] for one in answers] == [True, True]
    assert sorted(one["bytes"] > 0 for one in answers) == [False, True]
    raw = shelf.read(stem, "")
    assert raw is not None
    assert brotli.decompress(shelf.read(stem, "br")) == gzip.decompress(shelf.read(stem, "gzip") or b"") == raw
    assert "Methods" in Page(raw.decode()).text


def test_a_link_with_an_unknown_value_says_so_and_shows_the_nearest(running: Worker, tmp_path: Path) -> None:
    asked = checked("policies", "en", "show=red_lists")
    answer = running.ask(job(asked, tmp_path / "e" / "en" / "policies" / "d"), 120)
    assert answer["ok"], answer
    html = (shelf.read(tmp_path / "e" / "en" / "policies" / "d", "") or b"").decode()
    assert "red_lists" in Page(html).text


def test_a_job_that_makes_no_sense_is_refused_and_the_next_one_served(running: Worker, tmp_path: Path) -> None:
    for wrong in ({"do": "format"}, {"do": "serve", "page": "../x", "lang": "en", "stem": str(tmp_path)}, {}):
        assert running.ask(wrong, 60)["ok"] is False
    assert running.ask({"do": "pickers", "page": "policies", "lang": "en"}, 60)["ok"] is True
    assert list(tmp_path.iterdir()) == []


# -- one that fails ----------------------------------------------------------------------------------------------


def test_a_process_that_ends_is_told_and_started_again(shown: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "MODULE", "tests.light.dying")
    with Worker(shown.root) as one:
        for _ in range(2):
            with pytest.raises(WorkerError, match="ended"):
                one.ask({"do": "serve"}, 30)
            assert one.process is None


def test_a_process_that_is_silent_is_ended_in_time(shown: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "MODULE", "tests.light.silent")
    one = Worker(shown.root)
    with pytest.raises(WorkerError, match="no page within"):
        one.ask({"do": "serve"}, 0.2)
    assert one.process is None


# -- the desk ----------------------------------------------------------------------------------------------------


class Made:
    """A worker that writes a line instead of a page; what it is told to fail, it fails."""

    broken: set[str]
    closed: list[bool]
    asked: list[str]

    def __init__(self, *_: object, **__: object) -> None: ...

    def ask(self, told: dict[str, Any], seconds: float) -> dict[str, Any]:
        self.asked.append(told["page"])
        if told["page"] in self.broken:
            raise WorkerError("the process that runs pages ended")
        shelf.write(Path(told["stem"]), f"<p>{told['page']}</p>")
        return {"ok": True}

    def close(self) -> None:
        self.closed.append(True)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> type[Made]:
    own = type("Made", (Made,), {"broken": set(), "closed": [], "asked": []})  # another test's desk may still be open
    monkeypatch.setattr(desks, "Worker", own)
    return own


def test_who_orders_the_same_page_gets_the_same_promise(made: type[Made], tmp_path: Path) -> None:
    desk = Desk(tmp_path, lambda asked: (), idle=0.05)
    stem = tmp_path / "e" / "en" / "system" / "d"
    promises = [desk.order(HOME, stem) for _ in range(20)]
    for promise in promises:
        promise.result(10)
    assert shelf.read(stem, "") == b"<p>system</p>"
    assert len(made.asked) <= 2, "once, or twice when the first was done before the last was ordered"


def test_a_page_that_fails_fails_its_own_order_only(made: type[Made], tmp_path: Path) -> None:
    made.broken.add("river")
    desk = Desk(tmp_path, lambda asked: (), idle=0.05)
    bad = desk.order(Address("river", "en"), tmp_path / "e" / "en" / "river" / "d")
    good = desk.order(HOME, tmp_path / "e" / "en" / "system" / "d")
    with pytest.raises(WorkerError):
        bad.result(10)
    good.result(10)


def test_the_process_ends_when_nobody_has_asked_for_a_while_and_comes_back(made: type[Made], tmp_path: Path) -> None:
    desk = Desk(tmp_path, lambda asked: (), idle=0.05)
    for name in ("a", "b"):
        desk.order(HOME, tmp_path / "e" / "en" / "system" / name).result(10)
        thread = desk.thread
        if thread is not None:
            thread.join(10)
        assert desk.thread is None
    assert len(made.closed) == 2


def test_likely_pages_are_made_while_nobody_asks(made: type[Made], tmp_path: Path) -> None:
    likely = [(Address("river", "en"), tmp_path / "e" / "en" / "river" / "d")]
    desk = Desk(tmp_path, lambda asked: likely, idle=0.05)
    desk.order(HOME, tmp_path / "e" / "en" / "system" / "d").result(10)
    thread = desk.thread
    if thread is not None:
        thread.join(10)
    assert made.asked == ["system", "river"]


def test_too_many_orders_are_refused_at_once(made: type[Made], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    monkeypatch.setattr(made, "ask", lambda self, told, seconds: gate.wait(10) and {"ok": True})
    desk = Desk(tmp_path, lambda asked: (), idle=0.05)
    for at in range(desks.MOST_WAITING):
        desk.order(HOME, tmp_path / "e" / "en" / "system" / str(at))
    with pytest.raises(BusyError):
        desk.order(HOME, tmp_path / "e" / "en" / "system" / "more")
    gate.set()


# -- the shelf ---------------------------------------------------------------------------------------------------


def test_the_edition_changes_with_the_data(tmp_path: Path) -> None:
    (tmp_path / "live" / "series").mkdir(parents=True)
    own = Shelf(Cache(tmp_path))
    before = own.folder()
    os.utime(tmp_path / "live" / "series", ns=(1, 1))
    assert own.folder() != before
    assert own.folder().parent == tmp_path / "light"


def test_former_editions_are_removed_and_the_present_one_kept(tmp_path: Path) -> None:
    present, former, fresh = (tmp_path / name for name in ("now", "long-ago", "just-now"))
    for folder in (present, former, fresh):
        shelf.write(folder / "en" / "home" / "d", "x")
    os.utime(former, (1, 1))
    os.utime(present, (1, 1))
    shelf.tidy(present)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["just-now", "now"]


def test_of_too_many_pages_the_oldest_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MOST_PAGES", 2)
    for at in range(4):
        shelf.write(tmp_path / "now" / "en" / "home" / str(at), "x")
        os.utime(tmp_path / "now" / "en" / "home" / f"{at}.html.gz", (at + 1, at + 1))
    shelf.tidy(tmp_path / "now")
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == ["2.html.br", "2.html.gz", "3.html.br", "3.html.gz"]


def test_a_cache_that_cannot_be_written_gives_way_to_a_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "light").write_text("in the way")
    monkeypatch.setattr(shelf.tempfile, "gettempdir", lambda: str(tmp_path / "tmp"))
    placed = shelf.place(Cache(cache))
    assert placed.parent == tmp_path / "tmp"
    assert placed.is_dir()
    assert shelf.place(Cache(cache)) == placed
