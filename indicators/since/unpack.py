"""An edition in a zip or tar: only its series files are taken out, each to a place of our choosing."""

from __future__ import annotations

import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from indicators.errors import StoreError

MOST_BYTES = 2 << 30
SIDES = ("live", "snapshot")
KEPT = "edition.json"
_TODO = "Give a zip or tar of one cache folder (with live/ and snapshot/, or with series/)."


@dataclass(frozen=True)
class _Member:
    """A file of the archive: the folder of its cache, its place in it, its size, and what opens it."""

    root: str
    place: Path
    size: int
    open: Callable[[], IO[bytes] | None]


def unpack(path: Path, folder: Path) -> None:
    """Take the series of an edition out of an archive.

    Raises
    ------
    StoreError
        When the file is no archive, is damaged, too large, or holds several caches.
    """
    if not (zipfile.is_zipfile(path) or tarfile.is_tarfile(path)):
        raise StoreError("neither a folder nor a zip or tar", str(path), _TODO)
    try:
        with _members(path) as members:
            for member in _one_cache(members, path):
                _copy(member, folder / member.place)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, tarfile.TarError, RuntimeError) as error:
        raise StoreError(f"the archive cannot be read ({error})", str(path), "Make or copy it again.") from error


def _one_cache(members: list[_Member], path: Path) -> list[_Member]:
    """The members of the one cache; of a cache with editions kept in it, its own."""
    series = {member.root for member in members if member.place.suffix == ".parquet"}
    roots = {root for root in series if "editions" not in root.split("/")} or series
    if len(roots) > 1:
        raise StoreError("it holds more than one cache", str(path), _TODO)
    mine = [member for member in members if member.root in roots]
    if sum(member.size for member in mine) > MOST_BYTES:
        raise StoreError(f"it holds more than {MOST_BYTES >> 30} GB", str(path), _TODO)
    return mine


def _copy(member: _Member, target: Path) -> None:
    source = member.open()
    if source is None:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with source, target.open("wb") as out:
        shutil.copyfileobj(source, out)


@contextmanager
def _members(path: Path) -> Iterator[list[_Member]]:
    """The files of an archive that belong to a cache, while it is open."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            infos = [(info.filename, info) for info in archive.infolist() if not info.is_dir()]
            yield [
                _Member(*place, info.file_size, lambda info=info: archive.open(info))  # type: ignore[misc]
                for name, info in infos
                if (place := _place(name))
            ]
        return
    with tarfile.open(path) as tar:
        files = [(member.name, member) for member in tar if member.isfile()]
        yield [
            _Member(*place, member.size, lambda member=member: tar.extractfile(member))  # type: ignore[misc]
            for name, member in files
            if (place := _place(name))
        ]


def _place(name: str) -> tuple[str, Path] | None:
    """Folder of the cache within the archive, and where a file of it belongs; None for anything else."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if parts[-1:] == (KEPT,):
        return "/".join(parts[:-1]), Path(KEPT)
    if len(parts) < 2 or parts[-2] != "series" or not parts[-1].endswith(".parquet"):
        return None
    above = parts[:-2]
    if above and above[-1] in SIDES:
        return "/".join(above[:-1]), Path(above[-1], "series", parts[-1])
    return "/".join(above), Path("series", parts[-1])
