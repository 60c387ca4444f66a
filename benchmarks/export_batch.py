"""A hundred figures at 3200 by 1800, ours by both renderers against kaleido's own calls on the same figures, in turns.

Each way is a process of its own, start and imports included; memory is that of the process and all it starts.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.export_once import FIGURES, WAYS
from benchmarks.figure import Figure, UnmeasurableError, spread
from benchmarks.server import ROOT, share_of_tree

ROUNDS = 3
TARGET = 0.5
PEAK_TARGET_MB = 1500
YARDSTICK, OTHERS = "kaleido batch", ("kaleido batch of two tabs", "kaleido figure by figure")
OURS = ("browser", "own")
_LOOK_SECONDS = 0.5


@dataclass(frozen=True)
class Taken:
    """Seconds, and megabytes (PSS) at their most."""

    seconds: float
    megabytes: float


def measure() -> Iterator[Figure]:
    """Ours against kaleido's batch call; the other two ways of kaleido are told beside it."""
    if shutil.which("chromium") is None:
        raise UnmeasurableError("no chromium here (apt-get install chromium)")
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        drawings = Path(folder) / "drawings.json"
        _run("record", drawings, Path(folder))
        taken: dict[str, list[Taken]] = {name: [] for name in (*OURS, YARDSTICK, *OTHERS)}
        for number in range(ROUNDS):
            for name, found in taken.items():
                out = Path(folder) / f"{number} {name}"
                out.mkdir()
                found.append(_run(name, drawings, out))
                if len(list(out.glob("*.png"))) != FIGURES:
                    raise UnmeasurableError(f"{name} did not write {FIGURES} pictures")
                shutil.rmtree(out)
    for other in (YARDSTICK, *OTHERS):
        for name in OURS:
            ratios = [a.seconds / b.seconds for a, b in zip(taken[name], taken[other], strict=True)]
            told = f"{_seconds(taken[name])} and {_seconds(taken[other])} s; {spread(ratios)} x"
            what = f"{FIGURES} figures at 3200 x 1800, {name} / {other}"
            yield Figure(what, median(ratios), "x", TARGET if other == YARDSTICK else None, told)
    for name, found in taken.items():
        target = PEAK_TARGET_MB if name in OURS else None
        yield Figure(f"most memory of {name}, PSS", median(one.megabytes for one in found), "MB", target)


def _seconds(found: list[Taken]) -> str:
    return f"{median(one.seconds for one in found):.1f}"


def _run(way: str, drawings: Path, out: Path) -> Taken:
    assert way in (*WAYS, "record")  # noqa: S101
    begun = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.export_once", way, str(drawings), str(out)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)  # noqa: S603 - this project's own
    most, ended = [0.0], threading.Event()

    def look() -> None:
        while not ended.wait(_LOOK_SECONDS):
            most[0] = max(most[0], share_of_tree(process.pid))

    looking = threading.Thread(target=look)
    looking.start()
    status = process.wait()
    seconds = time.perf_counter() - begun
    ended.set()
    looking.join()
    if status:
        raise UnmeasurableError(f"{way} ended with {status}")
    return Taken(seconds, most[0])
