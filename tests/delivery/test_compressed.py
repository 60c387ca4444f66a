"""Compressed once: the encoding that a browser takes, the same bytes unpacked, and kept beside the cache."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest

from indicators.store import ENVIRONMENT
from ui.delivery import compressed


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.5, gzip", "br"),
        ("deflate", ""),
        ("brotli", ""),
        ("", ""),
    ],
)
def test_the_best_encoding_that_the_browser_takes(header: str, encoding: str) -> None:
    assert compressed.accepted(header) == encoding


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path))
    return tmp_path


def test_unpacked_it_is_the_file_again(cache: Path, tmp_path: Path) -> None:
    file = tmp_path / "script.js"
    file.write_text("const ice = 'лёд 氷';\n" * 500, encoding="utf-8")
    assert brotli.decompress(compressed.body(file, "br")) == file.read_bytes()
    assert gzip.decompress(compressed.body(file, "gzip")) == file.read_bytes()
    assert compressed.body(file, "") == file.read_bytes()
    assert len(compressed.body(file, "br")) < len(compressed.body(file, "gzip")) < file.stat().st_size


def test_made_once_and_found_again_after_a_restart(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = compressed.encoded(b"a" * 9000, "br")
    monkeypatch.setattr(brotli, "compress", lambda *_, **__: pytest.fail("compressed a second time"))
    assert compressed.encoded(b"a" * 9000, "br") == made
    assert [path.suffix for path in (cache / "web").iterdir()] == [".br"]


def test_a_cache_that_nobody_may_write_to_is_no_hindrance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "cache"))
    assert gzip.decompress(compressed.encoded(b"b" * 9000, "gzip")) == b"b" * 9000
