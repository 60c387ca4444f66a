"""Files compressed once and for all: brotli where the browser takes it, else gzip, else as they are.

Streamlit serves its scripts uncompressed and would compress other files anew for everybody. Here a file is
compressed on the first request (or before it, in a thread), kept in memory and beside the cache, named by its
content, so that a restart and a second replica find it.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import os
import tempfile
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import brotli

from indicators.store import cache_root
from indicators.tidying import sweep

ENCODINGS = ("br", "gzip")
BEST, QUICK = 11, 9
"""Brotli's quality beforehand, and while somebody waits."""
_LOCK = threading.Lock()


def accepted(header: str) -> str:
    """The best of our encodings that an `Accept-Encoding` header takes; empty for none."""
    asked = {
        name.strip(): weight.replace(" ", "") for name, _, weight in (one.partition(";") for one in header.split(","))
    }
    return next((name for name in ENCODINGS if name in asked and asked[name] not in ("q=0", "q=0.0")), "")


@functools.lru_cache(maxsize=2048)
def body(path: Path, encoding: str, quality: int = QUICK) -> bytes:
    """Bytes of a file in an encoding; the file must not change while the process lives."""
    raw = path.read_bytes()
    return encoded(raw, encoding, quality) if encoding else raw


def encoded(raw: bytes, encoding: str, quality: int = QUICK) -> bytes:
    """The bytes in an encoding, from beside the cache where somebody made them before."""
    kept = cache_root() / "web" / f"{hashlib.sha256(raw).hexdigest()[:24]}.{encoding}"
    with suppress(OSError):
        return kept.read_bytes()
    made = brotli.compress(raw, quality=quality) if encoding == "br" else gzip.compress(raw, 9, mtime=0)
    with suppress(OSError):  # a cache that nobody may write to: kept in memory only
        _keep(kept, made)
    return made


def prepare(paths: Iterable[Path]) -> threading.Thread:
    """Compress files beforehand, as well as can be, in a thread of its own."""

    def run(listed: tuple[Path, ...] = tuple(paths)) -> None:
        for path in listed:
            for encoding in ENCODINGS:
                with _LOCK, suppress(OSError):
                    body(path, encoding, BEST)

    thread = threading.Thread(target=run, name="compressing", daemon=True)
    thread.start()
    return thread


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    sweep(path.parent)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(aside).replace(path)
