"""Editions: what is held, shipped, kept, or copied into a folder or an archive; broken ones in one sentence."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from indicators import refresh
from indicators.catalog import catalog
from indicators.errors import StoreError
from indicators.series import Payload
from indicators.since import edition, unpack
from indicators.store import Cache
from tests import provider_files as files

OKHOTSK = "sea_ice_extent.sea_of_okhotsk.masie"
DAYS = [dt.date(2024, 1, 1) + dt.timedelta(days=number) for number in range(40)]


def load(cache: Cache, value: float, when: str = "2024-02-10") -> None:
    content = files.masie_csv(dict.fromkeys(DAYS, value))
    retrieved = dt.datetime.fromisoformat(when).replace(tzinfo=dt.UTC)
    assert not refresh.load(cache, catalog(), "masie", Payload(content, "masie.csv", retrieved), force=True).failed


def value(found: edition.Edition) -> float:
    return float(found.read(OKHOTSK).observations["value"].iloc[0])


def zipped(folder: Path, target: Path, inside: str = "") -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, Path(inside) / path.relative_to(folder))
    return target


def tarred(folder: Path, target: Path, inside: str = "") -> Path:
    with tarfile.open(target, "w:gz") as archive:
        archive.add(folder, inside or ".")
    return target


COPIES: dict[str, Callable[[Cache, Path], Path]] = {
    "a cache folder": lambda cache, _: cache.root,
    "a side": lambda cache, _: cache.live.path,
    "a side under another name": lambda cache, aside: Path(shutil.copytree(cache.live.path, aside / "old")),
    "a zip of a cache": lambda cache, aside: zipped(cache.root, aside / "old.zip"),
    "a zip of a cache in a folder": lambda cache, aside: zipped(cache.root, aside / "old.zip", "backup/cache"),
    "a zip of a side": lambda cache, aside: zipped(cache.live.path, aside / "old.zip"),
    "a tar of a cache": lambda cache, aside: tarred(cache.root, aside / "old.tar.gz", "cache"),
    "a tar of a side": lambda cache, aside: tarred(cache.live.path, aside / "old.tar.gz"),
}


@pytest.mark.parametrize("copy", COPIES)
def test_any_copy_of_a_cache_is_an_edition(cache: Cache, tmp_path: Path, copy: str) -> None:
    load(cache, 5.0)
    with edition.opened(COPIES[copy](cache, tmp_path)) as found:
        assert list(found.surveyed[0]) == cache.live.ids()
        assert found.at == dt.datetime(2024, 2, 10, tzinfo=dt.UTC)
        assert value(found) == 5.0


def test_a_kept_edition_stays_as_it_was_and_takes_no_room(cache: Cache) -> None:
    load(cache, 5.0)
    assert edition.keep(cache, "spring_2024") == 3
    held = edition.kept(cache, "spring_2024")
    assert held.file(OKHOTSK).samefile(cache.live.file(OKHOTSK))
    load(cache, 6.0, "2024-02-11")
    assert value(edition.kept(cache, "spring_2024")) == 5.0
    assert float(cache.read(OKHOTSK).observations["value"].iloc[0]) == 6.0
    assert edition.names(cache) == ["spring_2024"]


def test_of_a_series_on_both_sides_the_one_shown_is_kept(cache: Cache) -> None:
    load(cache, 5.0, "2024-02-10")
    cache.live.path.rename(cache.snapshot.path)
    load(cache, 6.0, "2024-02-11")
    edition.keep(cache, "both")
    assert value(edition.kept(cache, "both")) == 6.0


def test_a_name_is_kept_once_and_half_an_edition_is_never_seen(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    load(cache, 5.0)
    edition.keep(cache, "spring_2024")
    with pytest.raises(StoreError, match="kept already"):
        edition.keep(cache, "spring_2024")

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(edition, "_link", full)
    with pytest.raises(OSError, match="no space"):
        edition.keep(cache, "summer_2024")
    assert [path.name for path in (cache.root / "editions").iterdir()] == ["spring_2024"]


@pytest.mark.parametrize("name", ["", "..", "a/b", "Spring", "now", "snapshot", "day", "2024", "2024-05-01", "x" * 61])
def test_words_that_are_no_names_are_refused(cache: Cache, name: str) -> None:
    load(cache, 5.0)
    with pytest.raises(StoreError, match="not a name"):
        edition.keep(cache, name)


def test_an_empty_cache_has_nothing_to_keep(cache: Cache) -> None:
    with pytest.raises(StoreError, match="nothing is held"):
        edition.keep(cache, "empty")


def opened(path: Path) -> str:
    with pytest.raises(StoreError) as told, edition.opened(path):
        pass
    return told.value.sentence


def test_what_is_not_a_cache_is_told_in_one_sentence(cache: Cache, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.zip").write_text("no archive")
    (tmp_path / "other.zip").write_bytes(zipped(tmp_path / "empty", tmp_path / "none.zip").read_bytes())
    assert "no such file" in opened(tmp_path / "missing")
    assert "not a cache" in opened(tmp_path / "empty")
    assert "neither a folder nor a zip" in opened(tmp_path / "text.zip")
    assert "not a cache" in opened(tmp_path / "other.zip")
    load(cache, 5.0)
    for path in cache.live.path.glob("series/*"):
        path.write_bytes(b"PAR1 broken")
    assert "no series can be read" in opened(cache.root)


def test_an_archive_cannot_write_where_it_likes(cache: Cache, tmp_path: Path) -> None:
    load(cache, 5.0)
    parquet = cache.live.file(OKHOTSK).read_bytes()
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr(f"../../series/{OKHOTSK}.parquet", parquet)
        archive.writestr("../../evil.txt", "x")
    with edition.opened(tmp_path / "evil.zip") as found:
        assert list(found.surveyed[0]) == [OKHOTSK]
        assert Path(found.file(OKHOTSK)).resolve().is_relative_to(found.sides[0].path.resolve())
    assert not list(tmp_path.parent.rglob("evil.txt"))


def test_an_archive_of_two_caches_or_of_too_much_is_refused(
    cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(cache, 5.0)
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        for name in ("one", "two"):
            archive.write(cache.live.file(OKHOTSK), f"{name}/live/series/{OKHOTSK}.parquet")
    assert "more than one cache" in opened(tmp_path / "two.zip")
    monkeypatch.setattr(unpack, "MOST_BYTES", 1000)
    assert "it holds more than" in opened(zipped(cache.root, tmp_path / "large.zip"))


def test_a_damaged_archive_is_told(cache: Cache, tmp_path: Path) -> None:
    load(cache, 5.0)
    whole = tarred(cache.root, tmp_path / "old.tar.gz").read_bytes()
    (tmp_path / "cut.tar.gz").write_bytes(whole[: len(whole) // 2])
    assert re.search("cannot be read|neither a folder", opened(tmp_path / "cut.tar.gz"))


def test_editions_kept_within_a_zipped_cache_are_left_aside(cache: Cache, tmp_path: Path) -> None:
    load(cache, 5.0)
    edition.keep(cache, "spring_2024")
    load(cache, 6.0, "2024-02-11")
    with edition.opened(zipped(cache.root, tmp_path / "all.zip")) as found:
        assert value(found) == 6.0
    with edition.opened(zipped(cache.root / "editions", tmp_path / "kept.zip")) as found:
        assert value(found) == 5.0
        assert found.at == edition.kept(cache, "spring_2024").at
