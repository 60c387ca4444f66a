"""`reduce` as a person or a timer starts it: usage, sentences, processes of its own, a scheduler elsewhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from indicators.__main__ import main
from indicators.archive import workers
from indicators.archive.workers import ENVIRONMENT
from indicators.errors import StoreError
from indicators.store import Cache
from tests import ice_archive as files
from tests.dask_programs import DaskPrograms
from tests.sea_ice.archive_job import DAYS, REAL, SOURCE, ice_files, run, values

distributed = pytest.importorskip("distributed", reason="dask and distributed are not installed (requirements.txt)")

ROOT = Path(__file__).resolve().parent.parent.parent


def nobody(*_: object) -> Any:
    raise AssertionError("processes were started although a scheduler was named")


def command(cache: Cache, *words: str) -> list[str]:
    return ["--cache", str(cache.root), "reduce", *words]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["cdrr", "."], "did you mean cdr"),
        (["masie", "."], "masie has no archive of grid files; one of cdr"),
        (["cdr", ".", "--workers", "0"], "--workers: at least 1"),
        (["cdr", ".", "--workers", "2", "--scheduler", "x:1"], "not together with --scheduler"),
    ],
)
def test_wrong_usage_is_told_with_2(
    cache: Cache, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert main(command(cache, *words)) == 2
    assert told in capsys.readouterr().err


def test_an_empty_or_missing_folder_is_one_sentence(
    cache: Cache, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command(cache, SOURCE, str(tmp_path))) == 1
    assert main(command(cache, SOURCE, str(tmp_path / "none"))) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"{tmp_path}: no file *.nc, *.nc4, *.bin in it. Give the folder of the provider's files.",
        f"{tmp_path}/none: no such folder. Give the folder of the provider's files.",
    ]


def test_an_unknown_scheduler_is_one_sentence(
    cache: Cache, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "PATIENCE_SECONDS", 0.5)
    (tmp_path / "one.nc").touch()
    assert main(command(cache, SOURCE, str(tmp_path), "--scheduler", "127.0.0.1:9")) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("127.0.0.1:9: no Dask scheduler answers")


def test_the_patience_with_a_scheduler_and_its_first_worker_is_below_ten_seconds() -> None:
    assert 2 * workers.PATIENCE_SECONDS < 10


def test_a_job_that_is_killed_goes_on_where_it_was(cache: Cache, tmp_path: Path, processes: Any) -> None:
    """The whole command with processes of its own, killed after its first batch."""
    folder = tmp_path / "files"
    ice_files(folder, [DAYS[0]])
    (first,) = folder.iterdir()
    for number in range(99):  # the same day under other names
        os.link(first, folder / f"sic_psn25_20010201_{number:03d}_v06r00.nc")
    words = [sys.executable, "-m", "indicators", *command(cache, SOURCE, str(folder), "--workers", "1")]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline().startswith("cdr: 32 of 100 files")
        killed.kill()
    report = run(cache, folder, processes, REAL)
    assert report.held >= 32
    assert (report.held + report.reduced, report.failed) == (100, False)


def test_the_command_tells_a_corrupt_file_and_ends_with_1(
    cache: Cache,
    tmp_path: Path,
    processes: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "files"
    ice_files(folder, list(DAYS[:3]))
    whole = (folder / files.name(DAYS[2])).read_bytes()
    (folder / files.name(DAYS[2])).write_bytes(whole[: len(whole) // 2])
    monkeypatch.setattr(workers, "local", lambda count: nullcontext(processes))
    assert main(command(cache, SOURCE, str(folder))) == 1
    told = capsys.readouterr()
    assert told.err.startswith(f"{files.name(DAYS[2])}: not a readable netCDF file")
    assert len(told.err.splitlines()) == 1
    assert told.out.splitlines()[-2].startswith("cdr: 3 files, 0 reduced before, 2 now, 1 failed; 26 series, 52 obs")


def test_an_existing_scheduler_is_used_by_its_address(
    cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "files"
    ice_files(folder, list(DAYS))
    with DaskPrograms(tmp_path, workers=1) as scheduler:
        monkeypatch.setenv(ENVIRONMENT, scheduler.address)
        monkeypatch.setattr(workers, "local", nobody)
        assert main(command(cache, SOURCE, str(folder), "--json")) == 0
        assert json.loads(capsys.readouterr().out)["reduced"] == 9
        with distributed.Client(scheduler.address) as client, pytest.raises(StoreError, match="other files"):
            workers.agree(client, ENVIRONMENT.lower, "something else", "Do something.")
    assert len(values(cache)) == 9
