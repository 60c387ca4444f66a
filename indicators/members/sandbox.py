"""Opens a member's file in a process of its own, with limits of memory and time, and takes its rows back.

Nothing of the file is parsed here. A process that is silent too long is ended.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indicators.members.finding import Finding
from indicators.members.reading import MOST_BYTES, Row

ROOT = Path(__file__).resolve().parents[2]
MODULE = "indicators.members.reading"
MOST_SECONDS = 25.0
MOST_ANSWER = 96 * 1024 * 1024
_TURNS = threading.BoundedSemaphore(2)


@dataclass(frozen=True)
class Sheet:
    """What a file holds: rows of values and of facts with their numbers, and findings of the reader."""

    kind: str
    values: tuple[Row, ...] = ()
    facts: tuple[Row, ...] = ()
    findings: tuple[Finding, ...] = ()


def opened(path: Path, seconds: float = MOST_SECONDS) -> Sheet:
    """The rows of a file; a file that is not opened gives a finding that says why."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return _refused("size", {"most": MOST_BYTES >> 20})
    except OSError:
        return _refused("no_file", {"file": path.name})
    with _TURNS:
        told = _asked(path, seconds)
    if "refused" in told:
        return _refused(str(told["refused"]), dict(told.get("values") or {}))
    listed = tuple(
        Finding(str(one["code"]), int(one["row"]), str(one["column"]), dict(one["values"])) for one in told["remarks"]
    )
    return Sheet(str(told["kind"]), _rows(told["values"]), _rows(told["facts"]), listed)


def of_bytes(content: bytes, seconds: float = MOST_SECONDS) -> Sheet:
    """The same of a file in memory (an upload)."""
    with tempfile.NamedTemporaryFile(prefix="contribution-") as aside:
        aside.write(content[: MOST_BYTES + 1])
        aside.flush()
        return opened(Path(aside.name), seconds)


def _asked(path: Path, seconds: float) -> dict[str, Any]:
    """The answer of the process."""
    environment = {key: value for key, value in os.environ.items() if key in ("PATH", "LANG", "SYSTEMROOT", "TMPDIR")}
    process = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", MODULE, str(path.absolute())],
        cwd=ROOT,
        env=environment | {"PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    late = threading.Timer(seconds, process.kill)
    late.start()
    try:
        assert process.stdout is not None  # noqa: S101 - opened as a pipe above
        answer = process.stdout.read(MOST_ANSWER + 1)
        if len(answer) > MOST_ANSWER:
            return {"refused": "memory", "values": {}}
        status = process.wait(seconds)
    except subprocess.TimeoutExpired:
        status, answer = -9, b""
    finally:
        late.cancel()
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()
    try:
        told: dict[str, Any] = json.loads(answer)
    except ValueError:
        return {"refused": "time" if status < 0 else "unreadable", "values": {"seconds": round(seconds)}}
    return told


def _rows(listed: list[list[Any]]) -> tuple[Row, ...]:
    return tuple((int(row), cells) for row, cells in listed)


def _refused(code: str, values: dict[str, Any]) -> Sheet:
    row = int(values.pop("row", 0) or 0)
    return Sheet("", findings=(Finding(code, row, "", values),))
