"""A backup as a file: a tar, compressed by zstd or gzip, that begins with a list of what it holds.

What is read is never trusted: only plain files that the list names come out, at the sizes and with the checksums of
the list, into an empty folder; nothing is read beyond what the list promised.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, NoReturn

import pyarrow as pa

from indicators.errors import IndicatorsError

PARTS = ("live", "editions", "members")
ENDINGS = {".tar.zst": "zstd", ".tar.gz": "gzip"}
LIST, KIND = "backup.json", "amur-okhotsk-indicators cache"
MOST_LIST, MOST_FILES = 64 << 20, 1_000_000
_NAME = re.compile(r"[^\x00-\x1f\x7f\\/:]{1,255}")
_BLOCK = 1 << 20


class BackupError(IndicatorsError):
    """A backup cannot be made, or is not one, or is damaged."""


@dataclass(frozen=True)
class File:
    """One file of a backup."""

    size: int
    sha256: str
    mode: int


@dataclass(frozen=True)
class Listed:
    """What a backup holds: when it was made, the format of its live side, its files by path."""

    made: str
    format: int
    files: Mapping[str, File]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(one.size for one in self.files.values())


def compression(path: Path) -> str:
    """How a file of this name is compressed.

    Raises
    ------
    BackupError
        When its name ends in neither of the two.
    """
    for ending, codec in ENDINGS.items():
        if path.name.endswith(ending):
            return codec
    raise BackupError("not the name of a backup", str(path), f"It ends in {' or '.join(ENDINGS)}.")


def digest(path: Path) -> str:
    """Checksum of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def write(target: Path, codec: str, listed: Listed, folder: Path) -> None:
    """Write a backup of the files below `folder`."""
    told = {"kind": KIND, "made": listed.made, "format": listed.format,
            "files": {name: asdict(one) for name, one in listed.files.items()}}  # fmt: skip
    head = json.dumps(told, ensure_ascii=False).encode()
    with (
        pa.OSFile(str(target), "wb") as raw,
        pa.CompressedOutputStream(raw, codec) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        tar.addfile(_entry(LIST, len(head), 0o600), io.BytesIO(head))
        for name, one in listed.files.items():
            with (folder / name).open("rb") as handle:
                tar.addfile(_entry(name, one.size, one.mode), handle)


def unpack(path: Path, folder: Path) -> Listed:
    """Take a backup out into an empty folder, every file checked.

    Raises
    ------
    BackupError
        When it is damaged, foreign, or holds what it must not.
    """
    codec = compression(path)
    try:
        with _opened(path, codec) as (tar, bound):
            members = iter(tar)
            listed = _list(path, tar, next(members, None))
            if listed.size > (free := shutil.disk_usage(folder).free):
                told = f"it needs {listed.size / 1e6:,.1f} MB, and {free / 1e6:,.1f} MB are free; nothing was replaced"
                raise BackupError(told, str(path), "Make room and repeat.")
            bound.most += listed.size + 4096 * (len(listed.files) + 16)
            missing = dict(listed.files)
            for member in members:
                if not member.isreg() or member.name not in missing:
                    _refused(path, f"it holds something that its list does not name ({member.name[:80]!r})")
                _take(path, tar, member, missing.pop(member.name), folder / member.name)
            if missing:
                _refused(path, f"{len(missing)} of its files are missing")
            return listed
    except (OSError, EOFError, tarfile.TarError, pa.ArrowException, ValueError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # the disk, not the file
            raise
        raise _error(path, f"it cannot be read ({' '.join(str(error).split())[:120]})") from error


class _Bounded(io.RawIOBase):
    """A stream that ends in an error once more comes out of it than was promised."""

    def __init__(self, source: Any, most: int) -> None:
        self.source, self.most, self.seen = source, most, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        block: bytes = self.source.read(size if size >= 0 else _BLOCK)
        self.seen += len(block)
        if self.seen > self.most:
            raise tarfile.ReadError("more comes out of it than its list says")
        return block


@contextmanager
def _opened(path: Path, codec: str) -> Iterator[tuple[tarfile.TarFile, _Bounded]]:
    with pa.OSFile(str(path), "rb") as raw, pa.CompressedInputStream(raw, codec) as plain:
        bound = _Bounded(plain, MOST_LIST)
        with tarfile.open(fileobj=bound, mode="r|") as tar:
            yield tar, bound


def _list(path: Path, tar: tarfile.TarFile, member: tarfile.TarInfo | None) -> Listed:
    if member is None or member.name != LIST or not member.isreg() or member.size > MOST_LIST:
        _refused(path, "it is not a backup of this program")
    try:
        told = json.loads(_handle(tar, member).read())
        files = {str(name): File(int(one["size"]), str(one["sha256"]), int(one["mode"]))
                 for name, one in told["files"].items()}  # fmt: skip
        listed, kind = Listed(str(told["made"]), int(told["format"]), files), told["kind"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        _refused(path, "its list cannot be read")
    if kind != KIND:
        _refused(path, "it is not a backup of this program")
    if len(files) > MOST_FILES or any(one.size < 0 for one in files.values()):
        _refused(path, "its list cannot be right")
    for name in files:
        if not belongs(name):
            _refused(path, f"it names a place where nothing of it belongs ({name[:80]!r})")
    return listed


def belongs(name: str) -> bool:
    """Whether this is a plain path below one of the parts; nothing hidden, no lock, nothing that leads elsewhere."""
    parts = name.split("/")
    if len(parts) < 2 or parts[0] not in PARTS or name.endswith(".lock"):
        return False
    return all(_NAME.fullmatch(part) and part[0] != "." for part in parts)


def _take(path: Path, tar: tarfile.TarFile, member: tarfile.TarInfo, one: File, target: Path) -> None:
    if member.size != one.size:
        _refused(path, f"{member.name} has another size than its list says")
    private = member.name.startswith("members/")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if private else 0o755)
    found = hashlib.sha256()
    with target.open("xb") as out, _handle(tar, member) as handle:
        while block := handle.read(_BLOCK):
            found.update(block)
            out.write(block)
    if found.hexdigest() != one.sha256:
        _refused(path, f"{member.name} is damaged: its checksum is another one")
    target.chmod(one.mode & 0o666 | 0o600)


def _handle(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    handle = tar.extractfile(member)
    if handle is None:
        raise tarfile.ReadError("not a file")
    return handle


def _entry(name: str, size: int, mode: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, mode
    return entry


def _error(path: Path, reason: str) -> BackupError:
    return BackupError(f"{reason}; nothing was replaced", str(path), "Take another backup.")


def _refused(path: Path, reason: str) -> NoReturn:
    raise _error(path, reason)
