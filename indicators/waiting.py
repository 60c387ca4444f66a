"""Waiting for whoever writes: one at a time does, the others wait, say for whom, and give up in the end.

The lock is the system's (`flock`): it goes with its holder, however that ends. What the file says of the holder is
only told, never relied on.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import logging
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import IO

from indicators.errors import IndicatorsError

LOG = logging.getLogger(__name__)
SAID_AFTER, MOST = 1.0, 600.0
"""Seconds until it is said that one waits, and until one gives up."""
_LOOK = 0.02
_verb: ContextVar[str] = ContextVar("verb", default="")


class BusyError(IndicatorsError):
    """Somebody else has been writing for longer than one waits."""


@contextmanager
def doing(verb: str) -> Iterator[None]:
    """Tell those who wait for a stretch of code what it does: a verb of the command line."""
    before = _verb.set(verb)
    try:
        yield
    finally:
        _verb.reset(before)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the lock that lies in a file, once whoever holds it has let go.

    Raises
    ------
    BusyError
        After `MOST` seconds.
    OSError
        When the file cannot be made or opened.
    """
    with path.open("a+", encoding="utf-8") as handle:
        _wait(handle, path)
        _sign(handle)
        yield


def _wait(handle: IO[str], path: Path) -> None:
    begun, said = time.monotonic(), False
    while not _taken(handle):
        waited = time.monotonic() - begun
        if waited >= MOST:
            reason = f"{_holder(path)} writes here, for longer than {MOST:g} s"
            raise BusyError(reason, str(path.parent), "Nothing was changed. Repeat later, or end that process.")
        if waited >= SAID_AFTER and not said:
            said = True
            LOG.warning("%s: %s writes here; waiting for it, at most %g s.", path.parent, _holder(path), MOST)
        time.sleep(_LOOK)


def _taken(handle: IO[str]) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(handle: IO[str]) -> None:
    """Say who holds it; where the disk is full nobody says so."""
    since = f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    told = {"pid": os.getpid(), "host": socket.gethostname(), "verb": _verb.get(), "since": since}
    with suppress(OSError):
        os.ftruncate(handle.fileno(), 0)
        os.write(handle.fileno(), json.dumps(told).encode())


def _holder(path: Path) -> str:
    """Who holds a lock, as far as it has said so."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        there = "" if told["host"] == socket.gethostname() else f" on {told['host']}"
        verb = f" (`{told['verb']}`)" if told["verb"] else ""
        return f"process {int(told['pid'])}{there}{verb}, since {told['since']},"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
