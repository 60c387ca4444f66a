"""The folder of a batch: whole files, told when it is not complete, never somebody else's."""

from __future__ import annotations

import errno
import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from indicators.export.output import MANIFEST, PARTIAL, Output, OutputError, zipped


def manifest(*names: str) -> bytes:
    return json.dumps({"files": [{"name": name} for name in names]}).encode()


def test_the_note_stands_until_everything_is_there(tmp_path: Path) -> None:
    out = Output(tmp_path / "new" / "folder")
    out.open("not complete")
    assert (out.root / PARTIAL).read_text() == "not complete\n"
    assert out.write("figures/a.png", b"1") == hashlib.sha256(b"1").hexdigest()
    out.close(manifest("figures/a.png"))
    assert sorted(path.name for path in out.root.iterdir()) == ["figures", MANIFEST]


def test_a_former_batch_gives_way_and_other_files_are_never_touched(tmp_path: Path) -> None:
    first = Output(tmp_path)
    first.open("")
    first.write("figures/old.png", b"1")
    first.write("figures/same.png", b"1")
    first.close(manifest("figures/old.png", "figures/same.png", "../elsewhere.txt"))
    (tmp_path / "figures" / "mine.txt").touch()
    (tmp_path.parent / "elsewhere.txt").touch()
    second = Output(tmp_path)
    second.open("")
    second.write("figures/same.png", b"2")
    assert (tmp_path / "figures" / "old.png").exists()
    second.close(manifest("figures/same.png"))
    assert sorted(path.name for path in (tmp_path / "figures").iterdir()) == ["mine.txt", "same.png"]
    assert (tmp_path.parent / "elsewhere.txt").exists()


def test_a_folder_with_other_files_a_file_and_a_place_that_cannot_be_written_are_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").touch()
    with pytest.raises(OutputError, match="holds other files"):
        Output(tmp_path).open("")
    with pytest.raises(OutputError, match="this is a file"):
        Output(tmp_path / "thesis.docx").open("")
    with pytest.raises(OutputError, match="cannot be written"):
        Output(Path("/proc/nowhere")).open("")


def test_two_different_files_of_one_name_are_refused_whatever_the_case(tmp_path: Path) -> None:
    out = Output(tmp_path)
    out.open("")
    out.write("figures/a.png", b"1")
    out.write("figures/a.png", b"1")
    with pytest.raises(OutputError, match="two different files"):
        out.write("figures/A.png", b"2")


def test_a_full_disk_leaves_whole_files_and_the_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = Output(tmp_path)
    out.open("not complete")
    out.write("figures/a.png", b"1")

    def full(self: Path, content: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(OutputError, match="No space left.*Make room and repeat"):
        patched.setattr(Path, "write_bytes", full)
        out.write("figures/b.png", b"2")
    out.broken_off(manifest("figures/a.png"))
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == [PARTIAL, "a.png", MANIFEST]


def test_the_same_batch_is_the_same_zip(tmp_path: Path) -> None:
    for name in ("one", "two"):
        out = Output(tmp_path / name)
        out.open("")
        out.write("figures/a.png", b"1" * 1000)
        out.write("captions.md", b"words " * 100)
        out.close(manifest("figures/a.png"))
        zipped(out.root, tmp_path / f"{name}.zip")
    made = [(tmp_path / f"{name}.zip").read_bytes() for name in ("one", "two")]
    assert made[0] == made[1]
    with zipfile.ZipFile(tmp_path / "one.zip") as whole:
        assert whole.testzip() is None
        assert whole.namelist() == ["captions.md", "figures/a.png", MANIFEST]
