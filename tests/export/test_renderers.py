"""Drawing processes that hang, crash, refuse or are left alone; stand-ins draw, so nothing here needs a browser."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indicators.export.drawing import Drawing
from indicators.export.renderers import PictureError, Pool, pool, process
from indicators.export.renderers.process import GoneError, Process

SECONDS = 1.0


@pytest.fixture(autouse=True)
def _moody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(process, "MODULE", "tests.export.moody_renderer")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(pool, "browser_path", lambda: "/usr/bin/chromium")


def asked(do: str = "draw", **more: Any) -> Drawing:
    return Drawing(json.dumps({"do": do, **more}), "en", 100, 50, (100, 50), 96, (26.0, 13.0))


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and that nobody has looked after does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def family(one: Process) -> list[int]:
    """The process and its browser."""
    assert one.folder is not None
    return [int(pid) for pid in (one.folder / "profile").read_text().split()]


def ended(pids: list[int]) -> bool:
    end = time.monotonic() + 10
    while any(alive(pid) for pid in pids) and time.monotonic() < end:
        time.sleep(0.02)
    return not any(alive(pid) for pid in pids)


@pytest.fixture
def opened() -> Iterator[Pool]:
    with Pool("own", workers=2, seconds=SECONDS) as made:
        yield made


def results(drawn: Iterator[tuple[str, bytes | PictureError]]) -> dict[str, str]:
    return {token: one.sentence if isinstance(one, PictureError) else json.loads(one)["do"] for token, one in drawn}


def test_six_threads_that_ask_at_once_get_their_own(opened: Pool) -> None:
    found: dict[int, list[int]] = {}

    def ask(number: int) -> None:
        found[number] = [json.loads(opened.one(asked(number=100 * number + at)))["number"] for at in range(20)]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: [100 * number + at for at in range(20)] for number in range(6)}


def test_what_hangs_is_ended_with_its_browser_and_the_rest_goes_on(opened: Pool) -> None:
    opened.one(asked())
    wanted = [("a", asked(), "png"), ("b", asked("hang"), "png"), ("c", asked(), "svg"), ("d", asked(), "pdf")]
    found = results(opened.draw(wanted))  # type: ignore[arg-type]
    assert found.pop("b") == "nothing was drawn within 1 s, twice"
    assert found == dict.fromkeys("acd", "draw")
    assert json.loads(opened.one(asked()))["do"] == "draw"


@pytest.mark.parametrize("mood", ["hang once", "die once"])
def test_a_figure_is_tried_once_more(opened: Pool, tmp_path: Path, mood: str) -> None:
    assert json.loads(opened.one(asked(mood, mark=str(tmp_path / "mark"))))["do"] == mood


def test_a_crash_is_told_and_a_new_process_draws_the_next(opened: Pool) -> None:
    found = results(opened.draw([("a", asked("die"), "png"), ("b", asked(), "png")]))
    assert found == {"a": "the process that draws ended, twice", "b": "draw"}


def test_a_silent_process_is_ended_whole(tmp_path: Path) -> None:
    one = Process("own")
    one.start()
    pids, folder = family(one), one.folder
    assert len(pids) == 2 and all(alive(pid) for pid in pids)
    with pytest.raises(GoneError, match="nothing was drawn within 0.2 s"):
        one.draw(pool.job(asked("hang"), "png"), 0.2)
    assert ended(pids)
    assert one.process is None and folder is not None and not folder.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_is_the_process_s_own_sentence_and_it_stays(opened: Pool) -> None:
    opened.one(asked())
    before = [one.process.pid for one in opened._all if one.process]
    with pytest.raises(PictureError, match="It has no plot"):
        opened.one(asked("refuse"))
    assert set(before) <= {one.process.pid for one in opened._all if one.process}


def test_an_unknown_format_or_renderer_is_refused(opened: Pool) -> None:
    with pytest.raises(PictureError, match="One of png, svg, pdf"):
        opened.one(asked(), "gif")  # type: ignore[arg-type]
    with Pool("kaleido") as wrong, pytest.raises(PictureError, match="One of auto, browser, own"):  # type: ignore[arg-type]
        wrong.one(asked())


def test_only_a_few_are_held_however_many_are_asked_for(opened: Pool) -> None:
    """Never more than three are taken ahead of what has been handed back."""
    taken, handed, most = 0, 0, 0

    def wanted() -> Iterator[tuple[int, Drawing, Any]]:
        nonlocal taken
        for number in range(60):
            taken += 1
            yield number, asked(number=number), "png"

    for token, made in opened.draw(wanted()):
        assert isinstance(made, bytes) and json.loads(made)["number"] == token
        most = max(most, taken - handed)
        handed += 1
    assert handed == 60
    assert most <= 4


def test_who_stops_asking_leaves_no_thread_waiting(opened: Pool) -> None:
    drawn = opened.draw((number, asked(number=number), "png") for number in range(1000))
    next(drawn)
    drawn.close()  # type: ignore[attr-defined]
    assert json.loads(opened.one(asked(number=5)))["number"] == 5


def test_nothing_is_left_after_the_end_even_in_the_middle_of_a_figure(tmp_path: Path) -> None:
    made = Pool("own", workers=2, seconds=60)
    made.one(asked())
    failed: list[str] = []

    def ask() -> None:
        try:
            made.one(asked("hang"))
        except PictureError as error:
            failed.append(error.sentence)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    end = time.monotonic() + 10
    while (len(list(tmp_path.glob("*/profile"))) < 2 or made._free.qsize()) and time.monotonic() < end:
        time.sleep(0.02)
    pids = [pid for one in made._all for pid in family(one)]
    made.close()
    for thread in threads:
        thread.join(10)
    assert ended(pids)
    assert list(tmp_path.iterdir()) == []
    assert failed == ["drawing was ended"] * 2


def test_without_a_browser_our_own_draws_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "browser_path", lambda: None)
    with Pool("auto", workers=1) as made:
        assert made.kind == "own"
        assert made.reason.startswith("no Chromium is on this machine.") and "apt-get install chromium" in made.reason
        assert json.loads(made.one(asked()))["do"] == "draw"
    with Pool("browser", workers=1) as made, pytest.raises(PictureError, match="no Chromium is on this machine"):
        made.one(asked())


def test_a_browser_that_does_not_start_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOODY_START", "browser")
    with Pool("auto", workers=1) as made:
        assert (made.kind, made.reason) == ("own", "No Chromium today.")
    with Pool("browser", workers=1) as made, pytest.raises(PictureError, match="No Chromium today"):
        _ = made.kind


def test_a_browser_is_found_by_its_name_or_by_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.undo()
    monkeypatch.delenv(pool.BROWSER_PATH, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert pool.browser_path() is None
    own = tmp_path / "chromium"
    own.write_text("#!/bin/sh\n")
    own.chmod(0o755)
    assert pool.browser_path() == str(own)
    monkeypatch.setenv(pool.BROWSER_PATH, str(tmp_path / "elsewhere"))
    assert pool.browser_path() is None


def test_asking_for_pictures_loads_nothing_that_draws() -> None:
    drawing = ("kaleido", "matplotlib", "pikepdf", "fontTools")
    code = f"import sys, indicators.export.renderers; print([name for name in {drawing} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], cwd=process.ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_process_gives_way_when_it_is_asked_to() -> None:
    """The real one, since the stand-in does not know the option."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "indicators.export.renderers", "own", folder, "--nice"]
        with subprocess.Popen(command, cwd=process.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
            assert running.stdout is not None and running.stdout.read(5)
            niceness = int(Path(f"/proc/{running.pid}/stat").read_text().rsplit(")", 1)[1].split()[16])
            assert niceness == os.nice(0) + 10
            assert running.stdin is not None
            running.stdin.close()
