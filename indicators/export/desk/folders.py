"""Where orders lie: `CACHE/export/JOB/`, a folder each with the order, its state, the log and, at the end, the ZIP.

Whoever makes an order holds a lock in its folder; an order without one that is not at its end was broken off.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from indicators.errors import IndicatorsError
from indicators.export.desk import state as states
from indicators.export.desk.state import LIVING, State

REPORT, OUT, ZIP = "report.yaml", "out", "figures.zip"
KEPT_SECONDS = 24 * 3600
MOST_KEPT_BYTES = 4_000_000_000
LEAST_FREE_BYTES = 500_000_000
_JOB = re.compile(r"[0-9a-f]{32}")
_LOCK, _TURN, _CANCEL = "lock", "turn.lock", "cancel"


class DeskError(IndicatorsError):
    """An order that cannot be taken; `reason` is a word of ours: `full`, `disk`, `unwritable`."""

    def __init__(self, reason: str, what: str, where: str = "", todo: str = "") -> None:
        self.reason = reason
        super().__init__(what, where, todo)


@dataclass
class Job:
    """An order that this process makes, or will; the open lock says that it lives."""

    id: str
    folder: Path
    state: State
    lock: IO[str]


class Folders:
    """The folder of all orders of a cache."""

    def __init__(self, root: Path) -> None:
        self.root = root / "export"

    def folder(self, job: str) -> Path | None:
        """The folder of an order; None for what is no name of one, or is gone."""
        path = self.root / job
        return path if _JOB.fullmatch(job) and path.is_dir() else None

    def create(self, report: str, state: State) -> Job:
        """A folder for an order, locked.

        Raises
        ------
        DeskError
            When there is no room, or the cache cannot be written.
        """
        job = secrets.token_hex(16)
        folder = self.root / job
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            if shutil.disk_usage(self.root).free < LEAST_FREE_BYTES:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            folder.mkdir(mode=0o700)
            lock = (folder / _LOCK).open("w")
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            (folder / REPORT).write_text(report, encoding="utf-8")
            states.write(folder, state)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            reason = "disk" if full(error) else "unwritable"
            todo = (
                "Whoever runs this server must make room." if full(error) else "Whoever runs this server must mend it."
            )
            raise DeskError(reason, f"orders cannot be kept ({error.strerror})", str(self.root), todo) from error
        return Job(job, folder, state, lock)

    def state(self, folder: Path) -> State | None:
        """The state of an order as its folder tells it; of one that nobody makes any more that it is broken off."""
        found = states.read(folder)
        if found and found.stage in LIVING and not alive(folder):
            again = states.read(folder)  # it may have come to its end just now
            found = replace(found, stage="broken") if again == found else again
        return found

    def finished(self, order: str) -> str:
        """The job that has made an order without a failure; empty where there is none."""
        for folder in self._jobs():
            found = states.read(folder)
            whole = found and found.stage == "done" and found.complete and not found.failed
            if whole and found and found.order == order and (folder / ZIP).is_file():
                with suppress(OSError):
                    os.utime(folder)  # wanted again: it is kept longer
                return folder.name
        return ""

    def tidy(self) -> None:
        """Remove what is older than a day, the oldest where all is too much, and halves of what was broken off."""
        kept = []
        for folder in self._jobs():
            with suppress(OSError):
                if alive(folder):
                    continue
                found, changed = states.read(folder), folder.stat().st_mtime
                if time.time() - changed > KEPT_SECONDS:
                    shutil.rmtree(folder, ignore_errors=True)
                elif found is None or found.stage != "done":
                    remove_output(folder)
                    os.utime(folder, (changed, changed))
                else:
                    kept.append((changed, (folder / ZIP).stat().st_size, folder))
        total = sum(size for _, size, _ in kept)
        for _, size, folder in sorted(kept):
            if total <= MOST_KEPT_BYTES:
                break
            shutil.rmtree(folder, ignore_errors=True)
            total -= size

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One order of a cache is made at a time, also where several servers share it."""
        with (self.root / _TURN).open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _jobs(self) -> list[Path]:
        try:
            return [path for path in self.root.iterdir() if _JOB.fullmatch(path.name)]
        except OSError:
            return []


def alive(folder: Path) -> bool:
    """Whether some process makes an order, or has it waiting."""
    try:
        with (folder / _LOCK).open() as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def cancel(folder: Path) -> None:
    """Ask whoever makes an order to leave it."""
    with suppress(OSError):
        (folder / _CANCEL).touch()


def cancelled(folder: Path) -> bool:
    """Whether an order is to be left."""
    return (folder / _CANCEL).exists()


def remove_output(folder: Path, *, zipped: bool = True) -> None:
    """Remove what an order made so far; of one that is done all but the ZIP."""
    shutil.rmtree(folder / OUT, ignore_errors=True)
    for path in (*folder.glob(".*.part"), *([folder / ZIP] if zipped else [])):
        with suppress(OSError):
            path.unlink(missing_ok=True)


def full(error: OSError) -> bool:
    """Whether there was no room left."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)
