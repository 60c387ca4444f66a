"""The log of everything that was ever done with a set: `members/log.jsonl`. Lines are only ever added.

It holds no value of any set, and stays when a set is withdrawn.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from indicators.store import now

NAME = "log.jsonl"


def append(folder: Path, what: str, contribution: str, who: str, **more: Any) -> None:
    """Add a line and see it on the disk; a line that a crash has cut is closed first."""
    entry = {"at": f"{now():%Y-%m-%dT%H:%M:%SZ}", "what": what, "id": contribution, "who": who, **more}
    line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
    handle = os.open(folder / NAME, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(handle).st_size
        if size and os.pread(handle, 1, size - 1) != b"\n":
            line = b"\n" + line
        os.write(handle, line)
        os.fsync(handle)
    finally:
        os.close(handle)


def entries(folder: Path) -> Iterator[dict[str, Any]]:
    """Every line, oldest first; a cut one is left out."""
    try:
        lines = (folder / NAME).read_bytes().splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            told = json.loads(line)
        except ValueError:
            continue
        if isinstance(told, dict):
            yield told


def holds(folder: Path, what: str, contribution: str, at: str) -> bool:
    """Whether something was logged of a set since a moment."""
    return any(one.get("what") == what and one.get("id") == contribution and str(one.get("at", "")) >= at
               for one in entries(folder))  # fmt: skip
