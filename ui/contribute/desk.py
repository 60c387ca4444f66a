"""Checks of members' files beside the page runs: a few at once, a few more waiting, so that no page waits for them.

Whoever asks keeps the job for their visit; nothing is kept here.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from indicators.audience import PUBLIC
from indicators.catalog import shipped
from indicators.members import checks, sandbox, staging
from indicators.members.checks import Checked
from indicators.members.staging import Contribution
from indicators.store import Cache

AT_ONCE, WAITING = 2, 8
_pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="check")
_room = threading.BoundedSemaphore(AT_ONCE + WAITING)


@dataclass(frozen=True)
class Handed:
    """What a job gave: a check, and the set where the file was handed in and taken."""

    checked: Checked
    made: Contribution | None = None


Job = Future[Handed]


def check(content: bytes, root: Path) -> Job | None:
    """Begin to check a file; None when too many wait already."""
    return _begun(lambda: Handed(checks.of_sheet(sandbox.of_bytes(content), shipped(), Cache(root, PUBLIC))))


def check_again(path: Path, root: Path, disclosure: str) -> Job | None:
    """Begin to check a file that waits for a decision."""
    return _begun(lambda: Handed(checks.of_file(path, shipped(), Cache(root, PUBLIC), disclosure=disclosure)))


def hand_in(content: bytes, name: str, root: Path, by: str, disclosure: str) -> Job | None:
    """Begin to check a file and keep it for a decision."""

    def work() -> Handed:
        with tempfile.NamedTemporaryFile(prefix="contribution-") as aside:
            aside.write(content)
            aside.flush()
            made, checked = staging.hand_in(Path(aside.name), Cache(root, PUBLIC), by, disclosure=disclosure, name=name)
        return Handed(checked, made)

    return _begun(work)


def _begun(work: Callable[[], Handed]) -> Job | None:
    if not _room.acquire(blocking=False):
        return None
    try:
        job = _pool.submit(work)
    except RuntimeError:
        _room.release()
        return None
    job.add_done_callback(lambda _: _room.release())
    return job
