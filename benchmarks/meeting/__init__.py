"""A meeting of half an hour: a hundred people on two replicas behind nginx, one of which is killed in the middle.

`python -m benchmarks meeting [--seconds 1800] [--sessions 100]`. Everybody is a session on the websocket
(`people`), two are real browsers (`watchers`); beside them providers publish, a refresher stores what is new once a
minute, and figures are drawn at the report desk (`beside`). At half the time one replica is killed with -9; it is back
a minute later. Stated beforehand: 95 of 100 page switches within 1 s, no state lost, no error, no replica above 900 MB,
none growing by more than 40 MB from the last sixth but one to the last. What happens is also kept line by line in
`$BENCHMARK_SERIES`, where that names a folder.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure
from benchmarks.meeting import beside, told
from benchmarks.meeting.site import Replica, Site, running
from benchmarks.meeting.told import Meeting
from benchmarks.server import HOST, ROOT
from indicators.store import Cache

SECONDS, SESSIONS, SERIES = "BENCHMARK_SECONDS", "BENCHMARK_SESSIONS", "BENCHMARK_SERIES"
DOWN_SECONDS, LOOK_SECONDS, TELL_SECONDS = 60.0, 10.0, 60.0
BEFORE_SECONDS = 400.0
GRACE_SECONDS = 90.0  # after the end, for whoever still waits for a page


def measure() -> Iterator[Figure]:
    """One meeting; it also ends with its figures when it is told to end (SIGTERM, SIGINT)."""
    seconds, sessions = float(os.environ.get(SECONDS, "1800")), int(os.environ.get(SESSIONS, "100"))
    over = threading.Event()
    former = {one: signal.signal(one, lambda *_: over.set()) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        with tempfile.TemporaryDirectory(prefix="meeting-", ignore_cleanup_errors=True) as given:
            room = Path(given)
            with running(room) as site:
                meeting = _met(site, seconds, sessions, over)
            _kept(meeting, room)
            yield from told.figures(meeting)
    finally:
        for one, handler in former.items():
            signal.signal(one, handler)


def _met(site: Site, seconds: float, sessions: int, over: threading.Event) -> Meeting:
    """The whole meeting."""
    files = [site.room / "people.jsonl", site.room / "watchers.jsonl"]
    _looked_around(site, over)
    work, begun = beside.Beside(), time.time()
    meeting = Meeting(files, work, begun, seconds=seconds, sessions=sessions)
    cache = Cache(site.cache)
    threads = [
        threading.Thread(target=_safely, args=(work, beside.refreshing, site.cache, work, cache.stamp), daemon=True),
        threading.Thread(target=_safely, args=(work, beside.exporting, site.cache, work), daemon=True),
    ]
    with (site.room / "helpers.log").open("wb") as log:
        crowd = [
            _started("people", [site.url, str(seconds), str(sessions), str(files[0])], log),
            _started("watchers", [site.url, str(seconds), str(files[1])], log),
        ]
    try:
        for thread in threads:
            thread.start()
        _look_on(site, meeting, crowd, over)
        if crowd[0].poll() not in (0, None) or crowd[1].poll() not in (0, None):
            work.failures.append("who looked: " + (site.room / "helpers.log").read_text(errors="replace")[-600:])
    finally:
        work.over.set()
        for one in crowd:
            _ended(one)
        for thread in threads:
            thread.join(40)
    with suppress(OSError):
        meeting.answers = [one | {"moment": _moment(one)} for one in site.answers()]
    meeting.said = site.said()
    return meeting


def _looked_around(site: Site, over: threading.Event) -> None:
    """Before the meeting somebody opens every page in every language on each replica, which has been up for a while."""
    begun = time.time()
    with (site.room / "before.log").open("wb") as log:
        early = [_started("people", [f"http://{HOST}:{replica.port}"], log) for replica in site.replicas]
        while any(one.poll() is None for one in early) and not over.wait(0.5) and time.time() - begun < BEFORE_SECONDS:
            pass
        for one in early:
            _ended(one)
    _say(f"every page was opened in every language on both replicas: {time.time() - begun:.0f} s")


def _look_on(site: Site, meeting: Meeting, crowd: list[subprocess.Popen[bytes]], over: threading.Event) -> None:
    """Sample, tell, kill and start again, until everybody has left or somebody says stop."""
    meeting.processor = {(n, one.starts[-1]): one.processor_seconds() for n, one in enumerate(site.replicas)}
    meeting.idle = sum(meeting.processor.values())
    victim, kill_at = site.replicas[0], meeting.begun + meeting.seconds / 2
    end, told_at, dead = meeting.begun + meeting.seconds + GRACE_SECONDS, meeting.begun, set[int]()
    sampled, coming = 0.0, threading.Event()
    while not over.wait(0.25) and time.time() < end and any(one.poll() is None for one in crowd):
        now = time.time()
        if not meeting.killed and now >= kill_at:
            victim.kill()
            meeting.killed = time.time()
            _say(f"{now - meeting.begun:5.0f} s: replica 1 is killed")
        if meeting.killed and not coming.is_set() and now >= meeting.killed + min(DOWN_SECONDS, meeting.seconds / 6):
            coming.set()
            threading.Thread(target=_back, args=(victim, meeting), daemon=True).start()
        if now - sampled >= LOOK_SECONDS:
            sampled = now
            for number, replica in enumerate(site.replicas):
                away = replica is victim and meeting.killed and not meeting.back
                if not replica.alive() and not away and id(replica.process) not in dead:
                    dead.add(id(replica.process))
                    meeting.died += 1
                meeting.samples.append((now, number, replica.megabytes()))
                if replica.alive():
                    meeting.processor[number, replica.starts[-1]] = replica.processor_seconds()
        if now - told_at >= TELL_SECONDS:
            told_at = now
            _say(told.progress(meeting, now))
    meeting.seconds = min(meeting.seconds, time.time() - meeting.begun)


def _back(replica: Replica, meeting: Meeting) -> None:
    try:
        replica.start()
    except RuntimeError as error:
        meeting.beside.failures.append(str(error)[:300])
    meeting.back = time.time()


def _safely(work: beside.Beside, act: Any, *given: Any) -> None:
    try:
        act(*given)
    except Exception as error:
        work.failures.append(f"{act.__name__}: {type(error).__name__}: {error}"[:300])


def _started(module: str, given: list[str], log: Any) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"benchmarks.meeting.{module}", *given]
    return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)  # noqa: S603 - this project's own


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _moment(answer: dict[str, Any]) -> float:
    return dt.datetime.fromisoformat(str(answer["time"])).timestamp()


def _kept(meeting: Meeting, room: Path) -> None:
    """Keep everything as lines, where somebody wants it."""
    folder = os.environ.get(SERIES, "")
    if not folder:
        return
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for file in (*meeting.files, *room.glob("*.log"), room / "log", room / "errors"):
        with suppress(OSError):
            shutil.copy(file, target / file.name)
    rows = [json.dumps({"kind": "memory", "at": at, "replica": one + 1, "megabytes": round(share, 1)})
            for at, one, share in meeting.samples]  # fmt: skip
    rows += [json.dumps({"kind": "batch", "at": begun, "until": end}) for begun, end in meeting.beside.batches]
    rows.append(json.dumps({"kind": "meeting", "at": meeting.begun, "killed": meeting.killed, "back": meeting.back}))
    (target / "site.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
