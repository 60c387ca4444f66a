"""Orders of figures: one at a time, told as they go, found again, cancelled without a trace, and kept for a day."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indicators.export import request as requests
from indicators.export.desk import folders
from indicators.export.desk import state as states
from indicators.export.desk.desk import Desk, file_name
from indicators.export.desk.folders import OUT, REPORT, ZIP, DeskError, Folders
from indicators.export.desk.state import State
from indicators.export.request import Request

ROOT = Path(__file__).resolve().parents[2]
FAKE = Path(__file__).with_name("fake_verb.py")
SECONDS = 20.0


def fake(how: str) -> Callable[[Path, State], list[str]]:
    return lambda folder, _: [sys.executable, str(FAKE), how, str(folder)]


def order(**parts: object) -> Request:
    return requests.of_parts({"pages": ["sea_ice"], "languages": ["ja"], **parts})


def until(true: Callable[[], object]) -> None:
    """Look again until it is so; the limit is only met when it never will be."""
    end = time.monotonic() + SECONDS
    pause = threading.Event()
    while not true():
        assert time.monotonic() < end, "it never came to that"
        pause.wait(0.02)


def stage(desk: Desk, job: str) -> str:
    state = desk.state(job)
    return state.stage if state else "gone"


def ended(desk: Desk, job: str) -> State:
    until(lambda: stage(desk, job) not in ("waiting", "running"))
    state = desk.state(job)
    assert state is not None
    return state


def runs(pid: int) -> bool:
    """Whether a process is there and no mere remembrance of one."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@contextmanager
def at_work(root: Path, how: str = "wait") -> Iterator[tuple[Desk, str, Path]]:
    """A desk whose first order has come to a halt in the middle."""
    desk = Desk(root, fake(how))
    job = desk.order(order(), "e")
    folder = root / "export" / job
    try:
        until(lambda: (state := desk.state(job)) and state.code)
        yield desk, job, folder
    finally:
        desk.cancel(job)
        until(lambda: stage(desk, job) not in ("waiting", "running"))


def test_an_order_is_made_and_leaves_its_zip_and_what_failed(tmp_path: Path) -> None:
    desk = Desk(tmp_path, fake("some"))
    job = desk.order(order(), "edition")
    state = ended(desk, job)
    assert (state.stage, state.complete, state.figures, state.failed, state.size) == ("done", True, 2, 1, 100)
    assert [(one.code, one.lang, one.sentence) for one in state.failures] == [
        ("river.quality", "ja", "The licence forbids it.")
    ]
    assert desk.file(job) == tmp_path / "export" / job / ZIP
    assert not (tmp_path / "export" / job / OUT).exists()
    assert desk.request(job) == order()
    assert len(job) == 32


def test_progress_is_told_while_it_goes_and_the_machine_comes_first(tmp_path: Path) -> None:
    with at_work(tmp_path) as (desk, job, folder):
        state = desk.state(job)
        assert state is not None
        assert (state.stage, state.step, state.done, state.of) == ("running", "draw", 1, 3)
        assert (state.code, state.lang, state.renderer) == ("sea_ice.season", "ja", "browser")
        assert desk.file(job) is None
        assert int((folder / "pid").read_text().split()[1]) >= 10
        (folder / "go").touch()
        assert ended(desk, job).stage == "done"


def test_one_order_is_made_at_a_time_the_others_know_their_place_and_some_are_too_many(tmp_path: Path) -> None:
    with at_work(tmp_path) as (desk, first, folder):
        desk.most_waiting = 2
        second, third = (desk.order(order(pages=[page]), "e") for page in ("map", "river"))
        assert [stage(desk, job) for job in (first, second, third)] == ["running", "waiting", "waiting"]
        assert [desk.before(job) for job in (first, second, third)] == [0, 1, 2]
        with pytest.raises(DeskError, match="wait already") as error:
            desk.order(order(pages=["home"]), "e")
        assert error.value.reason == "full"
        desk.cancel(second)
        assert [stage(desk, second), desk.before(third)] == ["cancelled", 1]
        desk.cancel(third)
        (folder / "go").touch()
        assert ended(desk, first).stage == "done"
    assert not (tmp_path / "export" / second / "pid").exists()


def test_cancelling_ends_every_process_and_removes_what_was_made(tmp_path: Path) -> None:
    with at_work(tmp_path, "deaf") as (desk, job, folder):
        pids = [int((folder / name).read_text().split()[0]) for name in ("pid", "child")]
        assert all(map(runs, pids))
        desk.cancel(job)
        assert ended(desk, job).stage == "cancelled"
        until(lambda: not any(map(runs, pids)))
        assert not (folder / OUT).exists()
        assert (folder / REPORT).exists()


@pytest.mark.parametrize(
    ("how", "reason", "sentence"),
    [
        ("refused", "refused", "nonsense: no such deck. Did you mean consortium?"),
        ("full", "disk", "figures/a.png: cannot be written (No space left on device). Make room and repeat."),
        ("crash", "crashed", ""),
        ("killed", "crashed", ""),
    ],
)
def test_an_order_that_fails_says_why_and_leaves_no_half(how: str, reason: str, sentence: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path, fake(how))
    job = desk.order(order(), "e")
    state = ended(desk, job)
    assert (state.stage, state.reason, state.sentence) == ("failed", reason, sentence)
    assert not (tmp_path / "export" / job / OUT).exists()
    assert desk.file(job) is None


@pytest.mark.parametrize(("limit", "reason"), [("silent", "silent"), ("longest", "long")])
def test_an_order_that_does_not_go_on_is_ended_and_the_next_one_is_made(
    limit: str, reason: str, tmp_path: Path
) -> None:
    with at_work(tmp_path) as (desk, job, folder):
        pid = int((folder / "pid").read_text().split()[0])
        usual = getattr(desk, limit)
        setattr(desk, limit, 0.01)
        assert ended(desk, job).reason == reason
        assert not runs(pid)
        setattr(desk, limit, usual)
        desk.command = fake("whole")
        assert ended(desk, desk.order(order(pages=["map"]), "e")).stage == "done"


def test_the_same_order_of_the_same_data_is_made_once_and_another_edition_anew(tmp_path: Path) -> None:
    desk = Desk(tmp_path, fake("whole"))
    first = desk.order(order(), "e")
    assert ended(desk, first).failed == 0
    assert desk.order(order(), "e") == first
    assert Desk(tmp_path, fake("whole")).order(order(), "e") == first
    others = [desk.order(order(), "f"), desk.order(order(qr=True), "e"), desk.order(order(), "e", "https://here")]
    assert len({first, *others}) == 4
    for job in others:
        ended(desk, job)


def test_an_order_with_failures_is_made_again_when_it_is_wanted_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path, fake("some"))
    first = desk.order(order(), "e")
    ended(desk, first)
    second = desk.order(order(), "e")
    assert second != first
    ended(desk, second)


SERVER = """
import sys, threading
from pathlib import Path
from indicators.export import request
from indicators.export.desk.desk import Desk
desk = Desk(Path(sys.argv[1]), lambda folder, _: [sys.executable, sys.argv[2], "wait", str(folder)])
print(desk.order(request.of_parts({"pages": ["sea_ice"]}), "e"), flush=True)
threading.Event().wait()
"""


def test_an_order_whose_server_died_is_broken_off_and_its_processes_end(tmp_path: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(tmp_path), str(FAKE)], stdout=subprocess.PIPE, cwd=ROOT, text=True
    )
    assert server.stdout is not None
    job = server.stdout.readline().strip()
    folder = tmp_path / "export" / job
    until(lambda: (state := states.read(folder)) and state.stage == "running" and (folder / "pid").exists())
    other = Desk(tmp_path, fake("whole"))
    assert stage(other, job) == "running"
    pid = int((folder / "pid").read_text().split()[0])
    server.kill()
    server.wait()
    server.stdout.close()
    assert stage(other, job) == "broken"
    until(lambda: not runs(pid))
    again = other.order(other.request(job) or order(), "e")
    assert ended(other, again).stage == "done"
    assert not (folder / OUT).exists()


def test_an_order_of_another_server_is_cancelled_through_its_folder(tmp_path: Path) -> None:
    with at_work(tmp_path) as (desk, job, _):
        Desk(tmp_path, fake("whole")).cancel(job)
        assert ended(desk, job).stage == "cancelled"


def test_zips_are_kept_for_a_day_and_the_oldest_give_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(tmp_path, fake("whole"))
    jobs = [desk.order(order(pages=[page]), "e") for page in ("sea_ice", "map", "river")]
    for job in jobs:
        ended(desk, job)
    until(lambda: desk.thread is None)
    for age, job in zip((folders.KEPT_SECONDS + 60, 7200, 60), jobs, strict=True):
        moment = time.time() - age
        os.utime(tmp_path / "export" / job, (moment, moment))
    desk.folders.tidy()
    assert [stage(desk, job) for job in jobs] == ["gone", "done", "done"]
    monkeypatch.setattr(folders, "MOST_KEPT_BYTES", 150)
    desk.folders.tidy()
    assert [stage(desk, job) for job in jobs] == ["gone", "gone", "done"]


def test_a_cache_that_cannot_be_written_and_a_full_disk_are_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "export").write_text("in the way")
    with pytest.raises(DeskError, match="cannot be kept") as error:
        Desk(tmp_path, fake("whole")).order(order(), "e")
    assert error.value.reason == "unwritable"
    monkeypatch.setattr(folders, "LEAST_FREE_BYTES", 1 << 62)
    with pytest.raises(DeskError, match="No space left") as error:
        Desk(tmp_path / "other", fake("whole")).order(order(), "e")
    assert error.value.reason == "disk"
    assert list((tmp_path / "other" / "export").iterdir()) == []


@pytest.mark.parametrize("name", ["", "..", "../../etc", "0" * 31, "G" * 32, "0" * 32, "0" * 33])
def test_a_name_that_is_none_of_an_order_leads_nowhere(name: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path, fake("whole"))
    assert (desk.state(name), desk.file(name), desk.request(name)) == (None, None, None)
    desk.cancel(name)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"stage": "done"}', '{"failures": 3}'])
def test_a_state_that_cannot_be_read_is_no_order(text: str, tmp_path: Path) -> None:
    folder = tmp_path / "export" / ("a" * 32)
    folder.mkdir(parents=True)
    (folder / states.FILE).write_text(text)
    assert Folders(tmp_path).state(folder) is None


@pytest.mark.parametrize(
    "line", ["", "x", "[]", "{}", '{"event": "choose"}', '{"event": "figure", "done": "x", "of": 1}', '"event"']
)
def test_a_line_that_tells_nothing_changes_nothing(line: str) -> None:
    state = State("running", "", "", "")
    assert states.after(state, line) == state


def test_failures_are_counted_all_and_told_up_to_a_number() -> None:
    state = State("running", "", "", "")
    for number in range(states.MOST_TOLD + 5):
        told = {"event": "failed", "code": str(number), "lang": "en", "sentence": "No.", "done": number, "of": 999}
        state = states.after(state, json.dumps(told))
    assert (state.failed, len(state.failures)) == (states.MOST_TOLD + 5, states.MOST_TOLD)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"pages": ["sea_ice?region=bering_sea", "map"], "languages": ["ja", "en"]}, "sea_ice-map-ja-en"),
        ({"title": "Annex 3: Ice/../x"}, "annex_3_ice_x-en"),
        ({"title": {"ja": "別紙"}}, "all-en"),
        ({}, "all-en"),
    ],
)
def test_a_zip_has_a_speaking_name(parts: dict[str, object], told: str) -> None:
    name = file_name(requests.of_parts(parts))
    assert name.startswith(f"amur-okhotsk-figures-{told}-20")
    assert name.endswith(".zip")
