"""Whoever waits for another writer says so after a moment, and gives up in the end with a sentence."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from indicators import __main__ as program
from indicators import refresh, taking, waiting, watch
from indicators.catalog import catalog
from indicators.download.http import Http
from indicators.store import Cache
from indicators.waiting import BusyError
from tests.faults.samples import samples
from tests.mirror import Mirror


@pytest.fixture
def held(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A cache whose writer lets go when the event is set; who waits gives up after half a second."""
    monkeypatch.setattr(waiting, "SAID_AFTER", 0.1)
    monkeypatch.setattr(waiting, "MOST", 0.5)
    let_go, holds = threading.Event(), threading.Event()

    def write() -> None:
        with waiting.doing("refresh"), taking.writing(cache.live):
            holds.set()
            let_go.wait(30)

    thread = threading.Thread(target=write)
    thread.start()
    assert holds.wait(10)
    yield let_go
    let_go.set()
    thread.join()


def by_hand(folder: Path) -> str:
    sample, mirror = samples()["masie"], Mirror()
    sample.put(mirror, sample.rows)
    mirror.server.server_close()
    path = folder / "masie.csv"
    path.write_bytes(next(iter(mirror.replies.values())).body)
    return str(path)


def test_a_load_that_waits_says_for_whom_and_then_gives_up(
    cache: Cache, held: threading.Event, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    begun = time.monotonic()
    assert program.main(["load", "masie", by_hand(tmp_path), "--cache", str(cache.root)]) == 1
    assert 0.5 <= time.monotonic() - begun < 10
    [said] = [one.getMessage() for one in caplog.records if one.name == waiting.__name__]
    holder = f"{cache.live.path}: process {os.getpid()} (`refresh`), since 20"
    assert said.startswith(holder) and said.endswith("Z, writes here; waiting for it, at most 0.5 s.")
    [sentence] = capsys.readouterr().err.splitlines()
    assert sentence.startswith(holder) and "for longer than 0.5 s. Nothing was changed. Repeat later" in sentence
    assert cache.live.state("masie") is None and cache.live.ids() == []


def test_a_load_that_need_not_wait_long_succeeds(
    cache: Cache, held: threading.Event, tmp_path: Path, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(waiting, "MOST", 30.0)
    timer = threading.Timer(0.3, held.set)
    timer.start()
    assert program.main(["load", "masie", by_hand(tmp_path), "--cache", str(cache.root)]) == 0
    assert len([one for one in caplog.records if one.name == waiting.__name__]) == 1
    assert cache.live.state("masie") is not None


def test_nobody_is_told_of_a_writer_that_is_quick(cache: Cache, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        with taking.writing(cache.live):
            pass
    assert not caplog.records


def test_a_refresh_ends_there_too_and_remembers_no_failure_of_the_source(
    cache: Cache, held: threading.Event, mirror: Mirror, capsys: pytest.CaptureFixture[str]
) -> None:
    verb = ["refresh", "masie", "jma", "--mirror", mirror.url, "--cache", str(cache.root)]
    begun = time.monotonic()
    assert program.main(verb) == 1
    assert time.monotonic() - begun < 10
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert (cache.live.state("masie"), mirror.asked) == (None, [])


def test_the_refresher_stays(cache: Cache, held: threading.Event, http: Http, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(BusyError):
        refresh.refresh_one(cache, catalog(), "masie", http)
    told: list[object] = []
    watch.watch(cache, catalog(), http, ["masie"], tell=told.append, pause=lambda _: None, rounds=1)
    assert told == []
    assert any("for longer than 0.5 s" in one.getMessage() for one in caplog.records if one.name == watch.__name__)


def test_a_lock_of_another_machine_and_a_lock_that_says_nothing_are_told_too(tmp_path: Path) -> None:
    path = tmp_path / "writer.lock"
    for told, said in (
        ("", "another process"),
        ("{", "another process"),
        ("[]", "another process"),
        (json.dumps({"pid": 7, "host": "elsewhere", "verb": "", "since": "2026-01-01T00:00:00Z"}),
         "process 7 on elsewhere, since 2026-01-01T00:00:00Z,"),
        (json.dumps({"pid": 7, "host": socket.gethostname(), "verb": "load", "since": "now"}),
         "process 7 (`load`), since now,"),
    ):  # fmt: skip
        path.write_text(told, encoding="utf-8")
        assert waiting._holder(path) == said
