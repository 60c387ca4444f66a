"""What is kept of files read lately is what they hold now, however they were replaced."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from indicators import recent
from indicators.recent import Tables

LONG_AGO = 10 * recent.SETTLED_NS


def put(path: Path, text: str, age_ns: int = LONG_AGO) -> None:
    """Replace a file as the cache does: aside, and renamed; it and its folder look as old as asked."""
    aside = path.with_suffix(".aside")
    aside.write_text(text)
    at = aside.stat().st_mtime_ns - age_ns
    os.utime(aside, ns=(at, at))
    aside.replace(path)
    os.utime(path.parent, ns=(at, at))


def reading(seen: list[str]) -> Any:
    def read(path: Path) -> tuple[pa.Table, str]:
        seen.append(path.name)
        text = path.read_text()
        return pa.table({"letters": list(text)}), text

    return read


def test_a_file_is_read_once_until_it_is_replaced(tmp_path: Path) -> None:
    kept, seen, file = Tables(), [], tmp_path / "a"
    put(file, "one")
    assert [kept.read(file, reading(seen))[1] for _ in range(3)] == ["one"] * 3
    assert seen == ["a"]
    put(file, "two")  # of the same size, and by its time as old
    assert kept.read(file, reading(seen))[1] == "two"


def test_a_file_just_written_is_not_kept(tmp_path: Path) -> None:
    """A second write within the same tick of the disk's clock could look the same."""
    kept, seen, file = Tables(), [], tmp_path / "a"
    put(file, "one", age_ns=0)
    assert [kept.read(file, reading(seen))[1] for _ in range(2)] == ["one"] * 2
    assert len(seen) == 2


def test_at_most_so_many_bytes_are_kept_the_latest_used(tmp_path: Path) -> None:
    size = pa.table({"letters": list("one")}).nbytes
    kept, seen = Tables(2 * size), []
    for name in "abac":
        put(tmp_path / name, "one")
        kept.read(tmp_path / name, reading(seen))
    assert kept.size == 2 * size
    seen.clear()
    for name in "cab":
        kept.read(tmp_path / name, reading(seen))
    assert seen == ["b"]


def test_a_file_that_is_gone_is_gone(tmp_path: Path) -> None:
    kept, file = Tables(), tmp_path / "a"
    put(file, "one")
    kept.read(file, reading([]))
    file.unlink()
    with pytest.raises(FileNotFoundError):
        kept.read(file, reading([]))


@pytest.mark.parametrize("age_ns", [0, LONG_AGO])
def test_times_of_files_are_those_of_now(tmp_path: Path, age_ns: int) -> None:
    put(tmp_path / "a", "one", age_ns)
    first = recent.times(tmp_path, ("a", "b"))
    assert first == ((tmp_path / "a").stat().st_mtime_ns, 0)
    put(tmp_path / "b", "one", age_ns // 2)
    put(tmp_path / "a", "two", age_ns // 3)
    assert recent.times(tmp_path, ("b", "a")) == tuple((tmp_path / name).stat().st_mtime_ns for name in "ba")
    assert recent.times(tmp_path / "none", ("a",)) == (0,)
