"""Editions of the cache: what is held now, what was shipped, what was kept under a name, or any copy of a cache.

An edition is read as it lies; nothing here changes a cache, except `keep`, which puts a copy under `editions/`.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from indicators import store
from indicators.audience import PUBLIC, today, visible
from indicators.errors import StoreError
from indicators.series import Meta
from indicators.since import unpack
from indicators.store import Cache, Held, Origin, Side, now, written_aside
from indicators.tidying import sweep

NAME = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
RESERVED = ("now", "snapshot", "day")


@dataclass(frozen=True)
class Edition:
    """A state of the cache: `sides` are searched as the cache does, the later retrieved copy of a series counts."""

    name: str
    sides: tuple[Side, ...]
    at: dt.datetime

    @functools.cached_property
    def surveyed(self) -> tuple[dict[str, tuple[Meta, Side]], list[str]]:
        """Metadata and side of every readable series by id, and sentences about the others."""
        found: dict[str, tuple[Meta, Side]] = {}
        broken: list[str] = []
        for side in self.sides:
            readable, unreadable = store.surveyed(side.path, side.origin, side.stamp())
            broken += unreadable
            for series_id, meta in readable.items():
                if not visible(meta.disclosure, PUBLIC, today()):
                    continue
                if series_id not in found or meta.retrieved >= found[series_id][0].retrieved:
                    found[series_id] = (meta, side)
        return dict(sorted(found.items())), broken

    def read(self, series_id: str) -> Held:
        """A series of this edition.

        Raises
        ------
        StoreError
            When its file is broken.
        """
        return self.surveyed[0][series_id][1].read(series_id)

    def file(self, series_id: str) -> Path:
        """Where a series of this edition lies."""
        return self.surveyed[0][series_id][1].file(series_id)


def present(cache: Cache, moment: dt.datetime) -> Edition:
    """What is held now."""
    return Edition("now", (cache.snapshot, cache.live), moment)


def shipped(cache: Cache) -> Edition:
    """What came with the code.

    Raises
    ------
    StoreError
        When nothing did.
    """
    return _of_sides("snapshot", (cache.snapshot,), cache.snapshot.path)


def names(cache: Cache) -> list[str]:
    """Editions kept under a name, the latest first."""
    told = [(_kept_at(folder), folder.name) for folder in _folder(cache).glob("*/") if (folder / unpack.KEPT).is_file()]
    return [name for _, name in sorted(told, reverse=True) if NAME.fullmatch(name)]


def kept(cache: Cache, name: str) -> Edition:
    """The edition kept under a name."""
    folder = _folder(cache) / name
    return _of_sides(name, (side_at(folder, "snapshot"),), folder)


def kept_on(cache: Cache, name: str) -> dt.date:
    """The day on which an edition was kept.

    Raises
    ------
    StoreError
        When it is not known.
    """
    stamp = _kept_at(_folder(cache) / name)
    if not stamp:
        raise StoreError("not an edition", name, "Keep it again with `digest --keep`.")
    return dt.date.fromisoformat(stamp[:10])


@contextmanager
def opened(path: Path) -> Iterator[Edition]:
    """A cache folder, one side of one, or a zip or tar of either.

    Raises
    ------
    StoreError
        When it is none of them, or holds no series.
    """
    if path.is_dir():
        yield _of_sides(str(path), _sides(path), path)
        return
    if not path.is_file():
        raise StoreError("no such file or folder", str(path), "Give a cache folder, a side of one, or a zip of one.")
    with TemporaryDirectory(prefix="edition-") as folder:
        unpack.unpack(path, Path(folder))
        yield _of_sides(path.name, _sides(Path(folder)), Path(folder), told=path)


def keep(cache: Cache, name: str) -> int:
    """Keep what is held now under a name; files are linked, so it takes no room until they change.

    Returns
    -------
    int
        Number of series kept.

    Raises
    ------
    StoreError
        When the name is not one, or taken, or nothing is held.
    """
    if not NAME.fullmatch(name) or name in RESERVED or re.match(r"\d{4}(-|$)", name) or len(name) > 60:
        raise StoreError("not a name of an edition", name, "Use small letters, digits and _, such as neampan_2025.")
    target, at = _folder(cache) / name, now()
    if target.exists():
        raise StoreError("an edition of this name is kept already", str(target), "Take another name, or remove it.")
    held = present(cache, at)
    ids = held.surveyed[0]
    if not ids:
        raise StoreError("nothing is held", str(cache.root), "Run `refresh` first.")
    sweep(_folder(cache))
    with TemporaryDirectory(prefix=".making-", dir=_made(_folder(cache))) as folder:
        making = Path(folder) / name
        (making / "series").mkdir(parents=True)
        for series_id in ids:
            _link(held.file(series_id), making / "series" / f"{series_id}.parquet")
        with written_aside(making / unpack.KEPT) as aside:
            told = {"name": name, "kept": f"{at:%Y-%m-%dT%H:%M:%SZ}", "series": len(ids)}
            aside.write_text(json.dumps(told, indent=1), encoding="utf-8")
        making.rename(target)
    return len(ids)


def _folder(cache: Cache) -> Path:
    return cache.root / "editions"


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _link(source: Path, target: Path) -> None:
    """Files of the cache are replaced whole, never written into: a second name is as good as a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _sides(folder: Path) -> tuple[Side, ...]:
    """Sides of a cache folder, or the folder itself where it is a side."""
    cache = Cache(folder)
    sides = tuple(side for side in (cache.snapshot, cache.live) if (side.path / "series").is_dir())
    return sides or (side_at(folder, "live" if folder.name == "live" else "snapshot"),)


def side_at(folder: Path, origin: Origin) -> Side:
    """A side that lies in a folder of any name."""
    side = Side(folder.parent, origin)
    side.path = folder
    return side


def _of_sides(name: str, sides: tuple[Side, ...], folder: Path, told: Path | None = None) -> Edition:
    """An edition dated by when it was kept, or else by the last retrieval of its series."""
    edition = Edition(name, sides, dt.datetime.min.replace(tzinfo=dt.UTC))
    metas, broken = edition.surveyed
    if not metas:
        reason = "no series can be read" if broken else "not a cache: it holds no series"
        raise StoreError(reason, str(told or folder), "Give a folder with live/ or snapshot/, or one with series/.")
    stamp = _kept_at(folder) or max(meta.retrieved for meta, _ in metas.values())
    return Edition(name, sides, dt.datetime.fromisoformat(stamp.replace("Z", "+00:00")))


def _kept_at(folder: Path) -> str:
    try:
        stamp = str(json.loads((folder / unpack.KEPT).read_text(encoding="utf-8"))["kept"])
        dt.datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%SZ")
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return stamp
