"""Worker processes that end while they start: begun anew once, then told with how they ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from indicators.archive import workers
from indicators.errors import StoreError

pytest.importorskip("distributed", reason="dask and distributed are not installed (requirements.txt)")

# Run by every process before anything else: ends the spawned ones as often as there are files to take away.
DEADLY = """
import os, pathlib, sys
if "--multiprocessing-fork" in sys.orig_argv:
    for file in pathlib.Path(__file__).parent.glob("deadly*"):
        file.unlink()
        os.kill(os.getpid(), 9)
"""


@pytest.fixture
def deadly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder; each file `deadly*` in it is the end of one process."""
    (tmp_path / "sitecustomize.py").write_text(DEADLY)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


def test_a_process_that_is_taken_away_while_it_starts_is_begun_anew(deadly: Path) -> None:
    (deadly / "deadly").touch()
    with workers.local(1) as client:
        assert client.submit(sum, [1, 2]).result(timeout=30) == 3
    assert not list(deadly.glob("deadly*"))


def test_processes_that_never_start_are_one_sentence_with_their_end(
    deadly: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for number in range(workers.STARTS):
        (deadly / f"deadly{number}").touch()
    told = r"cannot be started \(.*killed by signal 9\)\. Try fewer: `--workers 1`"
    with pytest.raises(StoreError, match=told), workers.local(1):
        raise AssertionError("they started")
    assert not list(deadly.glob("deadly*"))
    assert capfd.readouterr().err == ""
