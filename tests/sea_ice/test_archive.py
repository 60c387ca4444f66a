"""A folder of grid files as series: on several workers, resumable, and equal to what plain numpy gives."""

from __future__ import annotations

import errno
import hashlib
import os
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from indicators import catalog as registry
from indicators.archive import job
from indicators.archive.ledger import Ledger
from indicators.catalog import catalog
from indicators.sea_ice import polar, reduction, regions
from indicators.series import Payload
from indicators.store import Cache, now
from tests import ice_archive as files
from tests.sea_ice.archive_job import DAYS, OKHOTSK, READ, REAL, SOURCE, STAND_IN, expected, ice_files, run, values


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Nine text files for `stand_in`: the extent of the n-th day is n thousand km²."""
    made = tmp_path / "files"
    made.mkdir()
    for number, day in enumerate(DAYS, start=1):
        (made / f"{day:%Y-%m-%d}.nc").write_text(f"{number}000")
    return made


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indicators.archive.files.BATCH_FILES", 2)
    READ.clear()


# -- numbers ------------------------------------------------------------------------------------------------------


def test_the_job_equals_one_process_and_plain_numpy(cache: Cache, tmp_path: Path, processes: Any) -> None:
    ice = ice_files(tmp_path / "files", list(DAYS))
    report = run(cache, tmp_path / "files", processes, REAL)
    assert (report.reduced, report.failed) == (9, False)

    paths = sorted((tmp_path / "files").iterdir())
    tables = [reduction.table(Payload.from_file(path, now()), SOURCE, catalog()) for path in paths]
    single = {one.declaration.id: one.observations for one in reduction.series(pd.concat(tables), SOURCE, catalog())}
    assert len(single) == report.outcome.series == 26  # type: ignore[union-attr]
    for series_id, frame in single.items():
        pd.testing.assert_frame_equal(cache.read(series_id).observations, frame)

    cells = regions.mask("sea_of_okhotsk") & files.sea()
    by_hand = {f"{day:%Y-%m-%d}": polar.area_km2()[cells & (percent >= 15)].sum() for day, percent in ice.items()}
    assert 10_000 < min(by_hand.values()) < max(by_hand.values()) < 2_207_761
    assert values(cache) == pytest.approx(by_hand, abs=0.001)


def test_provenance_is_the_list_of_checksums_and_the_day_of_the_job(cache: Cache, folder: Path, threads: Any) -> None:
    run(cache, folder, threads)
    told = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(folder.iterdir())]
    meta = cache.read(OKHOTSK).meta
    assert meta.sha256 == hashlib.sha256("".join(told).encode()).hexdigest()  # as `sha256sum * | sha256sum`
    assert abs(pd.Timestamp(meta.retrieved) - pd.Timestamp(now())) < pd.Timedelta("10min")
    state = cache.live.state(SOURCE)
    assert state is not None
    assert (state.error, state.last, state.sha256) == ("", "2001-02-09T00:00:00", meta.sha256)


# -- once is enough ------------------------------------------------------------------------------------------------


def test_a_file_already_reduced_is_not_read_again(cache: Cache, folder: Path, threads: Any) -> None:
    run(cache, folder, threads)
    assert sorted(READ) == sorted(path.name for path in folder.iterdir())
    READ.clear()
    for path in folder.iterdir():  # could not be reduced any more
        told = path.stat()
        path.write_text("b" * told.st_size)
        os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns))
    (folder / "2001-02-10.nc").write_text("10000")
    report = run(cache, folder, threads)
    assert READ == ["2001-02-10.nc"]
    assert (report.held, report.reduced, report.failed) == (9, 1, False)
    assert values(cache) == expected(*range(1, 10)) | {"2001-02-10": 10000.0}


def test_nothing_new_means_nobody_is_asked_and_nothing_is_stored(cache: Cache, folder: Path, threads: Any) -> None:
    run(cache, folder, threads)
    before = {path: path.stat().st_mtime_ns for path in cache.live.path.rglob("*")}
    report = job.Job(cache, catalog(), SOURCE, folder, STAND_IN, nobody).run()
    assert (report.held, report.reduced, report.outcome, report.failed) == (9, 0, None, False)
    assert {path: path.stat().st_mtime_ns for path in cache.live.path.rglob("*")} == before


def nobody() -> Any:
    raise AssertionError("workers were started for nothing")


@pytest.mark.parametrize("what", ["another size", "another time"])
def test_a_changed_file_is_reduced_again_and_the_change_logged(
    cache: Cache, folder: Path, threads: Any, what: str
) -> None:
    run(cache, folder, threads)
    READ.clear()
    changed = folder / "2001-02-03.nc"
    before = changed.stat().st_mtime_ns
    changed.write_text("33333" if what == "another size" else "3333")
    later = 0 if what == "another size" else 1_000_000_000
    os.utime(changed, ns=(before + later, before + later))
    report = run(cache, folder, threads)
    assert READ == ["2001-02-03.nc"]
    assert (report.held, report.reduced) == (8, 1)
    assert values(cache)["2001-02-03"] == float(changed.read_text())
    (log,) = cache.live.revisions(SOURCE)
    assert [change["old"] for change in log["changes"][OKHOTSK]] == [3000.0]


def test_what_came_since_by_refresh_is_not_set_back_by_the_next_job(cache: Cache, folder: Path, threads: Any) -> None:
    run(cache, folder, threads)
    held = cache.read(OKHOTSK)
    cache.live.write(held.meta, held.observations.assign(value=7.0))
    (folder / "2001-02-10.nc").write_text("10000")
    run(cache, folder, threads)
    assert set(values(cache).values()) == {7.0, 10000.0}


def test_series_that_were_removed_come_back_from_the_ledger(cache: Cache, folder: Path, threads: Any) -> None:
    run(cache, folder, threads)
    cache.live.file(OKHOTSK).unlink()
    READ.clear()
    run(cache, folder, threads)
    assert READ == []
    assert values(cache) == expected(*range(1, 10))


def test_other_regions_in_the_registry_mean_everything_again(
    cache: Cache, folder: Path, threads: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(cache, folder, threads)
    READ.clear()
    terpeniya = catalog().regions["terpeniya"].model_copy(update={"polygon": ((142.0, 48.0), (144.0, 48.0), (143, 49))})
    other = catalog().model_copy(update={"regions": catalog().regions | {"terpeniya": terpeniya}})
    monkeypatch.setattr(registry, "catalog", lambda: other)
    report = job.Job(cache, other, SOURCE, folder, STAND_IN, lambda: nullcontext(threads)).run()
    assert (report.reduced, len(READ)) == (9, 9)


def test_of_two_files_that_tell_of_one_day_the_last_name_counts(cache: Cache, folder: Path, threads: Any) -> None:
    (folder / "2001-02-01+2001-02-02.nc").write_text("77000")  # sorts before 2001-02-01.nc
    run(cache, folder, threads)
    assert values(cache) == expected(*range(1, 10))


# -- what goes wrong -----------------------------------------------------------------------------------------------


def test_a_corrupt_file_is_told_left_out_and_tried_again(cache: Cache, folder: Path, threads: Any) -> None:
    bad = folder / "2001-02-04.nc"
    bad.write_text("broken")
    told: list[job.Failure] = []
    report = run(cache, folder, threads, tell=lambda _, failures: told.extend(failures))
    assert [failure.sentence for failure in told] == ["2001-02-04.nc: the file breaks off. Get it again."]
    assert (report.reduced, report.failures, report.failed) == (8, told, True)
    assert values(cache) == expected(1, 2, 3, 5, 6, 7, 8, 9)
    state = cache.live.state(SOURCE)
    assert state is not None
    assert "1 file(s) of the archive are left out; 2001-02-04.nc" in state.notices[0]
    READ.clear()
    assert run(cache, folder, threads).failed
    assert READ == ["2001-02-04.nc"]
    bad.write_text("4000")
    assert not run(cache, folder, threads).failed
    assert values(cache) == expected(*range(1, 10))


def test_a_file_that_kills_its_worker_is_told_and_the_others_are_kept(
    cache: Cache, folder: Path, processes: Any
) -> None:
    (folder / "2001-02-05.nc").write_text("deadly")
    report = run(cache, folder, processes)
    (failure,) = report.failures
    assert failure.file == "2001-02-05.nc"
    assert "the process that read it died" in failure.sentence
    assert values(cache) == expected(1, 2, 3, 4, 6, 7, 8, 9)


def test_a_job_that_is_stopped_loses_at_most_the_batches_in_flight(cache: Cache, folder: Path, threads: Any) -> None:
    def stop(report: job.Report, _: object) -> None:
        if report.done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(cache, folder, threads, tell=stop)
    assert not cache.live.file(OKHOTSK).exists()
    report = run(cache, folder, threads)
    assert (report.held, report.reduced) == (4, 5)
    assert values(cache) == expected(*range(1, 10))


def test_a_full_disk_stops_the_job_and_what_is_reduced_stays(
    cache: Cache, folder: Path, threads: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    add, done = Ledger.add, []

    def fill_up(self: Ledger, *given: Any) -> Path:
        if len(done) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        done.append(add(self, *given))
        return done[-1]

    monkeypatch.setattr(Ledger, "add", fill_up)
    report = run(cache, folder, threads)
    assert report.stopped.startswith("the cache cannot be written (No space left on device)")
    assert (report.reduced, report.failed, len(values(cache))) == (4, True, 4)
    monkeypatch.undo()
    assert not run(cache, folder, threads).failed
    assert values(cache) == expected(*range(1, 10))


def test_results_become_series_on_the_way(cache: Cache, folder: Path, threads: Any) -> None:
    seen: list[int] = []

    def look(report: job.Report, _: object) -> None:
        seen.append(len(values(cache)) if cache.live.file(OKHOTSK).exists() else 0)

    (folder / "2001-02-09.nc").unlink()
    run(cache, folder, threads, tell=look, publish_every=4)
    assert seen == [0, 0, 4, 4]
    assert values(cache) == expected(*range(1, 9))


def test_a_part_of_the_ledger_that_cannot_be_read_is_reduced_again(cache: Cache, folder: Path, threads: Any) -> None:
    run(cache, folder, threads)
    part = sorted((cache.live.path / "archive" / SOURCE).glob("*.parquet"))[1]
    part.write_bytes(part.read_bytes()[:-9])
    report = run(cache, folder, threads)
    assert (report.held, report.reduced) == (7, 2)
    assert values(cache) == expected(*range(1, 10))


def test_a_day_without_data_is_told_and_not_read_again(cache: Cache, tmp_path: Path, threads: Any) -> None:
    folder = tmp_path / "files"
    ice_files(folder, list(DAYS[:2]))
    files.write(folder / files.name(DAYS[2]), DAYS[2], files.even(255))
    report = run(cache, folder, threads, REAL)
    assert (report.reduced, report.failed) == (3, False)
    assert report.outcome is not None
    assert report.outcome.notices == (f"1 file(s) hold no data, the first {files.name(DAYS[2])}",)
    assert len(values(cache)) == 2
    assert run(cache, folder, threads, REAL).held == 3
