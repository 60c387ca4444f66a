"""The folder of a batch: every file whole or absent, and a note inside for as long as something is missing.

A folder is taken when it is new, empty, or holds a former batch, whose files give way once the new ones are there.
"""

from __future__ import annotations

import errno
import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from indicators.errors import IndicatorsError
from indicators.store import written_aside

MANIFEST = "manifest.json"
PARTIAL = "INCOMPLETE.txt"
_ZIPPED = (1980, 1, 1, 0, 0, 0)
"""The date of every file in a ZIP: the earliest there can be, so that the same batch is the same file."""
_STORED = {".png", ".pdf", ".xlsx", ".docx", ".pptx"}


class OutputError(IndicatorsError):
    """The folder cannot take a batch, or no longer."""


class Output:
    """A folder being filled.

    Parameters
    ----------
    root : Path
        The folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self.names: dict[str, str] = {}
        self._written: dict[str, tuple[str, int]] = {}
        self._former: list[str] = []

    def open(self, note: str) -> None:
        """Take the folder, and say in it that it is not complete.

        Raises
        ------
        OutputError
            When it cannot be written, or holds other files.
        """
        if self.root.exists() and not self.root.is_dir():
            raise OutputError("this is a file", str(self.root), "Name a folder.")
        with _told(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            held = [path.name for path in self.root.iterdir() if not path.name.startswith(".")]
            if held and not {MANIFEST, PARTIAL} & set(held):
                raise OutputError(
                    "the folder holds other files", str(self.root), "Name an empty folder or a new one."
                )  # fmt: skip
            self._former = _listed(self.root / MANIFEST)
            with written_aside(self.root / PARTIAL, ours=False) as aside:
                aside.write_text(f"{note}\n", encoding="utf-8")

    def write(self, name: str, content: bytes) -> str:
        """Write a file below the folder; gives its SHA-256.

        Raises
        ------
        OutputError
            When it cannot be written; what is there stays, and the folder says that it is not complete.
        """
        key = name.casefold()
        digest = hashlib.sha256(content).hexdigest()
        if self.names.get(key, digest) != digest:
            raise OutputError("two different files would have this name", name, "Order them in two folders.")
        with _told(self.root / name), written_aside(self.root / name, ours=False) as aside:
            aside.write_bytes(content)
        self.names[key] = digest
        self._written[name] = digest, len(content)
        return digest

    def written(self) -> dict[str, tuple[str, int]]:
        """SHA-256 and size of every file written, by its name below the folder."""
        return dict(self._written)

    def close(self, manifest: bytes) -> None:
        """Everything is there: the files of a former batch go, the list of files is written, then the note goes."""
        for name in self._former:
            if name.casefold() not in self.names and _inside(self.root, name):
                with suppress(OSError):
                    (self.root / name).unlink(missing_ok=True)
        self.write(MANIFEST, manifest)
        with _told(self.root):
            (self.root / PARTIAL).unlink(missing_ok=True)

    def broken_off(self, manifest: bytes) -> None:
        """What is there stays, listed, with the note that it is not all."""
        with suppress(IndicatorsError):
            self.names.pop(MANIFEST, None)
            self._written.pop(MANIFEST, None)
            self.write(MANIFEST, manifest)


def zipped(folder: Path, target: Path) -> int:
    """A batch as one ZIP, the same bytes for the same batch; gives its size.

    Raises
    ------
    OutputError
        When it cannot be written.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    with _told(target), written_aside(target, ours=False) as aside, zipfile.ZipFile(aside, "w") as whole:
        for path in files:
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _ZIPPED)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if path.suffix in _STORED else zipfile.ZIP_DEFLATED
            with path.open("rb") as source, whole.open(entry, "w") as sink:
                while part := source.read(1 << 20):
                    sink.write(part)
    return target.stat().st_size


@contextmanager
def _told(where: Path) -> Iterator[None]:
    """What the system says about a file as a sentence."""
    try:
        yield
    except OSError as error:
        todo = "Make room and repeat." if error.errno in (errno.ENOSPC, errno.EDQUOT) else "Name another folder."
        raise OutputError(f"cannot be written ({error.strerror or error})", str(where), todo) from error


def _listed(manifest: Path) -> list[str]:
    """Names of the files of a former batch."""
    try:
        told = json.loads(manifest.read_text(encoding="utf-8"))
        return [str(one["name"]) for one in told["files"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _inside(root: Path, name: str) -> bool:
    return (root / name).resolve().is_relative_to(root.resolve()) and ".." not in Path(name).parts
