"""The folder of served light pages: `CACHE/light/STAMP/LANG/PAGE/DIGEST.html.br`, one stamp an edition of the data.

The stamp changes with the data, with the day (ages move on) and with the code, so a page is never older than what
it tells. A cache that cannot be written to gives way to the temporary folder.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import brotli

from indicators.audience import PUBLIC
from indicators.light.address import Address
from indicators.store import Cache, now, written_aside

ROOT = Path(__file__).resolve().parents[2]
CODE = ("indicators", "ui", "pages")
KINDS = {".py", ".yaml", ".csv", ".html", ".css", ".json"}
ENDINGS = {"br": ".html.br", "gzip": ".html.gz"}
MOST_PAGES = 3000
KEPT_SECONDS = 3600  # of a former edition: a page may just be on its way
QUALITY = 9


def code_stamp() -> str:
    """Changes whenever a file of the code or of its words does."""
    told = hashlib.sha256()
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in KINDS:
                with suppress(OSError):
                    found = path.stat()
                    told.update(f"{path.relative_to(ROOT)} {found.st_size} {found.st_mtime_ns}\n".encode())
    with suppress(OSError):
        told.update(str((ROOT / "data_sources.yaml").stat().st_mtime_ns).encode())
    return told.hexdigest()[:8]


class Shelf:
    """Where the served pages of a cache lie."""

    def __init__(self, cache: Cache) -> None:
        self.cache, self.code, self.root = cache, code_stamp(), place(cache)

    def folder(self) -> Path:
        """The folder of the present edition of the data."""
        live, snapshot = Cache(self.cache.root, PUBLIC).stamp()  # pages of this shelf are for everybody
        return self.root / f"{now():%Y%m%d}-{live:x}-{snapshot:x}-{self.code}"

    def stem(self, address: Address) -> Path:
        """Path of a page without its ending."""
        return self.folder() / address.lang / address.page / address.digest


def place(cache: Cache) -> Path:
    """The folder for light pages: in the cache, else, where nobody may write there, among temporary files."""
    wanted = cache.root / "light"
    with suppress(OSError):
        wanted.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=wanted):
            return wanted
    name = hashlib.sha256(str(cache.root.absolute()).encode()).hexdigest()[:8]
    other = Path(tempfile.gettempdir()) / f"amur-okhotsk-light-{os.getuid()}-{name}"
    other.mkdir(mode=0o700, parents=True, exist_ok=True)
    if other.stat().st_uid != os.getuid():
        raise PermissionError(f"{other} belongs to somebody else")
    return other


def read(stem: Path, encoding: str) -> bytes | None:
    """A page in an encoding (`br`, `gzip`, else as it is); None where it is not there."""
    try:
        raw = stem.with_name(stem.name + ENDINGS.get(encoding, ENDINGS["gzip"])).read_bytes()
        return raw if encoding in ENDINGS else gzip.decompress(raw)
    except (OSError, EOFError):
        return None


def write(stem: Path, html: str) -> int:
    """Store a page compressed; gives the bytes of the smaller file."""
    raw = html.encode()
    made = {"gzip": gzip.compress(raw, 9, mtime=0), "br": brotli.compress(raw, quality=QUALITY)}
    for encoding in ("br", "gzip"):  # readers look for gzip last, so both are there then
        with written_aside(stem.with_name(stem.name + ENDINGS[encoding])) as aside:
            aside.write_bytes(made[encoding])
    return min(map(len, made.values()))


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """One page at a time is made for a folder, whoever asks."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / "light.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def tidy(present: Path) -> None:
    """Remove former editions, and of the present one the oldest pages where there are too many."""
    long_ago = time.time() - KEPT_SECONDS
    for folder in present.parent.iterdir() if present.parent.is_dir() else ():
        with suppress(OSError):
            if folder.is_dir() and folder != present and folder.stat().st_mtime < long_ago:
                shutil.rmtree(folder)
    pages = list(present.glob("*/*/*.html.gz"))
    if len(pages) > MOST_PAGES:
        with suppress(OSError):
            pages.sort(key=lambda path: path.stat().st_mtime)
            for path in pages[: len(pages) - MOST_PAGES]:
                path.unlink(missing_ok=True)
                path.with_name(path.name.removesuffix(".gz") + ".br").unlink(missing_ok=True)
