"""What was looked at lately and is still as it was: times of files, and tables of series, for a hall that asks at once.

A file of the cache is replaced, never written over; so the time of its folder tells that nothing in it changed, and
its own time, size and number that it is still the same file. Tables are Arrow's, which nobody can change.
"""

from __future__ import annotations

import functools
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

MOST_BYTES = 16 << 20
"""Of all tables kept, unpacked."""
SETTLED_NS = 2_000_000_000
"""A folder that changed within this time may change again within the same tick of the disk's clock."""
Sign = tuple[int, int, int]


def changed(path: Path) -> int:
    """When a file or folder was last written (nanoseconds); 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def times(folder: Path, names: Sequence[str]) -> tuple[int, ...]:
    """When each of some files of a folder was last written (nanoseconds); 0 where there is none."""
    at = changed(folder)
    if not at:
        return (0,) * len(names)
    if time.time_ns() - at < SETTLED_NS:
        return tuple(changed(folder / name) for name in names)
    known = _every(str(folder), at)
    return tuple(known.get(name, 0) for name in names)


@functools.lru_cache(maxsize=12)
def _every(folder: str, at: int) -> dict[str, int]:
    with os.scandir(folder) as found:
        return {one.name: changed(Path(one.path)) for one in found}


class Tables:
    """Tables of files with what was read beside them, the latest used; at most so many bytes in all."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most, self.size = most_bytes, 0
        self._held: OrderedDict[str, tuple[Sign, pa.Table, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, path: Path, reader: Callable[[Path], tuple[pa.Table, Any]]) -> tuple[pa.Table, Any]:
        """A file's table and what belongs to it: as kept where it is the same file, else by the reader."""
        told = path.stat()
        sign, name = (told.st_mtime_ns, told.st_size, told.st_ino), str(path)
        with self._lock:
            held = self._held.get(name)
            if held is not None and held[0] == sign:
                self._held.move_to_end(name)
                return held[1], held[2]
        table, beside = reader(path)
        if time.time_ns() - told.st_mtime_ns > SETTLED_NS:
            self._keep(name, sign, table, beside)
        return table, beside

    def _keep(self, name: str, sign: Sign, table: pa.Table, beside: Any) -> None:
        with self._lock:
            former = self._held.pop(name, None)
            self.size += table.nbytes - (former[1].nbytes if former else 0)
            self._held[name] = (sign, table, beside)
            while self.size > self.most:
                _, (_, gone, _) = self._held.popitem(last=False)
                self.size -= gone.nbytes


TABLES = Tables()
