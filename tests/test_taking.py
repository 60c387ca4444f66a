"""A take is whole or undone: kill -9, a full disk, several writers and readers, older and newer caches."""

from __future__ import annotations

import errno
import json
import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from indicators import __main__ as program
from indicators import store, taking, tidying
from indicators.errors import StoreError
from indicators.store import Cache, written_aside
from tests.faults import kills
from tests.faults.kills import Stand


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """A source with series computed from it, whose provider has a second edition."""
    with Stand(tmp_path_factory.mktemp("kills"), ("masie",)).standing() as found:
        yield found


def refreshed(stand: Stand) -> list[str]:
    return ["refresh", *stand.sources, *stand.second]


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.97])
def test_a_refresh_that_is_killed_is_undone_or_finished_by_the_next_one(stand: Stand, share: float) -> None:
    made = stand.killed(refreshed(stand), after=max(1, int(share * stand.operations(refreshed(stand)))))
    assert not made.wrong
    assert not made.finished


def test_a_kill_is_noticed_where_nobody_recovers(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    half = next(n for n in range(stand.operations(refreshed(stand)) // 2, 0, -8) if _undone(stand, n))
    monkeypatch.setattr(taking, "recover", lambda side: "")
    assert "half a take" in stand.killed(refreshed(stand), after=half).wrong


def _undone(stand: Stand, after: int) -> bool:
    stand.anew()
    kills.ended(kills.started([*refreshed(stand), "--cache", str(stand.cache.root)], after=after))
    torn = kills.digests(stand.cache) != stand.before
    return torn and not (stand.cache.live.path / ".taking" / "complete.json").exists()


def test_a_disk_that_is_full_at_any_write_leaves_everything_as_it_was(
    stand: Stand, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sync, verb, refused = os.fsync, [*refreshed(stand), "--cache", str(stand.cache.root)], 0
    for failing in range(0, 24, 2):
        stand.anew()
        seen = iter(range(200))

        def full(handle: int, seen: Iterator[int] = seen, failing: int = failing) -> None:
            if next(seen) == failing:
                raise OSError(errno.ENOSPC, "No space left on device")
            sync(handle)

        monkeypatch.setattr(os, "fsync", full)
        code = program.main(verb)
        monkeypatch.setattr(os, "fsync", sync)
        told = capsys.readouterr()
        if code:  # else it was a folder's name that could not be synced, or the run needs fewer writes
            refused += 1
            assert "No space left on device" in told.out + told.err
            assert not stand.readable()
            assert program.main(verb) == 0
        assert not stand.complete()
    assert refused >= 4


def test_a_cache_without_the_right_to_write_is_told_in_one_sentence(
    stand: Stand, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stand.anew()
    plain = Path.open

    def refused(self: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if set(mode) & set("wax+"):
            raise OSError(errno.EROFS, "Read-only file system", str(self))
        return plain(self, mode, *rest, **more)

    monkeypatch.setattr(Path, "open", refused)
    monkeypatch.setattr(written_aside, "__enter__", lambda self: (_ for _ in ()).throw(OSError(errno.EROFS, "ro")))
    assert program.main([*refreshed(stand), "--cache", str(stand.cache.root)]) == 1
    told = capsys.readouterr()
    assert "cannot be written (Read-only file system)" in told.out + told.err
    assert "Traceback" not in told.err
    assert kills.digests(stand.cache) == stand.before


def test_two_writers_wait_for_each_other_and_readers_see_whole_series(stand: Stand) -> None:
    stand.anew()
    done, wrong = threading.Event(), []

    def read() -> None:
        while not done.is_set():
            wrong.extend(stand.readable())

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    by_hand = ["load", "masie", str(stand.by_hand()), "--cache", str(stand.cache.root)]
    writers = [kills.started([*refreshed(stand), "--cache", str(stand.cache.root)]) for _ in range(2)]
    writers.append(kills.started(by_hand))
    codes = [kills.ended(one) for one in writers]
    done.set()
    for thread in threads:
        thread.join()
    assert (codes, wrong) == ([0, 0, 0], [])
    assert not stand.complete()


@pytest.mark.parametrize("days", [-1, 366])
def test_a_clock_that_jumps_changes_no_data_and_keeps_the_order_of_takes(
    stand: Stand, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    stand.anew()
    real = store.now
    monkeypatch.setattr(store, "now", lambda: real() + store.dt.timedelta(days=days))
    assert program.main([*refreshed(stand), "--cache", str(stand.cache.root)]) == 0
    assert not stand.complete()


def test_a_cache_of_before_is_marked_and_one_of_a_later_program_is_refused(
    stand: Stand, capsys: pytest.CaptureFixture[str]
) -> None:
    stand.anew()
    mark = stand.cache.live.path / taking.FORMAT_FILE
    mark.unlink()
    assert program.main([*refreshed(stand), "--cache", str(stand.cache.root)]) == 0
    assert json.loads(mark.read_text(encoding="utf-8")) == {"format": taking.FORMAT}
    mark.write_text('{"format": 99}', encoding="utf-8")
    before = kills.digests(stand.cache)
    for verb in (["status"], refreshed(stand)):
        assert program.main([*verb, "--cache", str(stand.cache.root)]) == 1
    assert "its format is 99, and this program knows formats up to 2" in capsys.readouterr().err
    with pytest.raises(StoreError, match="Upgrade"), taking.writing(stand.cache.live):
        pass
    assert kills.digests(stand.cache) == before


def test_what_killed_writers_left_is_swept_once_it_is_old(tmp_path: Path) -> None:
    names = (".a.part", ".masie-x.part", ".making-1", ".part-2", ".site-3.part.old", "kept.part", ".kept", "b.parquet")
    for name in names:
        (tmp_path / name).mkdir() if "1" in name else (tmp_path / name).write_text("x")
    assert tidying.sweep(tmp_path) == 0
    for path in tmp_path.iterdir():
        os.utime(path, (0, 0))
    assert tidying.sweep(tmp_path, of="site-") == 1
    assert tidying.sweep(tmp_path) == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == [".kept", "b.parquet", "kept.part"]


def test_in_a_folder_of_others_only_what_was_left_of_the_same_file_is_swept(tmp_path: Path) -> None:
    for name in (".theirs.part", ".kept.tar.gz-x.part"):
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, (0, 0))
    with written_aside(tmp_path / "kept.tar.gz", ours=False) as aside:
        aside.write_text("whole")
        assert tidying.left(tmp_path) == sorted([aside, tmp_path / ".theirs.part"])
    assert sorted(path.name for path in tmp_path.iterdir()) == [".theirs.part", "kept.tar.gz"]
    with written_aside(tmp_path / "ours.json") as aside:
        aside.write_text("whole")
    assert tidying.left(tmp_path) == []


def test_an_error_in_a_take_leaves_the_files_of_before(cache: Cache, stand: Stand) -> None:
    stand.anew()
    with suppress(RuntimeError), taking.writing(stand.cache.live), taking.whole(stand.cache.live, "masie"):
        for path in stand.cache.live.path.glob("series/*.masie.parquet"):
            path.unlink()
        (stand.cache.live.path / "series" / "new.place.masie.parquet").write_bytes(b"x")
        raise RuntimeError
    assert kills.digests(stand.cache) == stand.before
    assert not (stand.cache.live.path / ".taking").exists()
