"""Reducing an archive of daily grids: one worker against two, and against two behind a scheduler of their own.

The files are made up, but laid out, packed and as large as the provider's; every job begins with an
empty ledger and ends with its series stored. Start-up is told apart: processes, their imports, the
weights of the regions.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import netCDF4
import pandas as pd

from benchmarks.figure import Figure
from indicators.archive import files, workers
from indicators.archive.job import Job, Recipe
from indicators.catalog import catalog
from indicators.sea_ice import archive
from indicators.store import Cache
from tests import ice_archive
from tests.dask_programs import DaskPrograms

if TYPE_CHECKING:
    from distributed import Client

DAYS, PATTERNS, ROUNDS = 640, 10, 3
SOURCE, FIRST = "cdr", "1995-01-01"
TARGET = 0.6  # of the time with one worker; the job's own process shares the two processors
ONE, TWO, REMOTE = "1 worker", "2 workers", "2 workers of a scheduler"


def measure() -> Iterator[Figure]:
    """All ways in turns; each keeps its workers over the rounds."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as given:
        folder = Path(given)
        megabytes = _make(folder / "files")
        with DaskPrograms(folder, 2) as programs:
            yield from _compared(folder, megabytes, programs.address)


def _compared(folder: Path, megabytes: float, address: str) -> Iterator[Figure]:
    ways: dict[str, Callable[[], AbstractContextManager[Client]]] = {
        ONE: partial(workers.local, 1),
        TWO: partial(workers.local, 2),
        REMOTE: partial(workers.remote, address),
    }
    start_up: dict[str, list[float]] = {name: [] for name in ways}
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    plain, memory = [], 0.0
    for _ in range(ROUNDS):
        plain.append(_without_dask(folder))
        for name, way in ways.items():
            begun = time.perf_counter()
            with way() as client:
                client.run(_begin, folder / "files")
                start_up[name].append(time.perf_counter() - begun)
                seconds[name].append(_job(folder, client))
                memory = max(memory, *client.run(_peak_megabytes).values())
    told = f"{DAYS} files of {megabytes / DAYS:.2f} MB: {median(plain):.1f} s in one process without Dask or storing; "
    told += ", ".join(f"{name} {median(found):.1f} s" for name, found in seconds.items())
    for name in (TWO, REMOTE):
        ratios = [one / other for one, other in zip(seconds[name], seconds[ONE], strict=True)]
        yield Figure(f"reducing an archive, {name} / {ONE}", median(ratios), "x", TARGET, told)
    rate = DAYS / median(seconds[TWO])
    whole = f"an archive of 17,000 days {17_000 / rate / 60:.1f} minutes; a worker's memory at most {memory:.0f} MB"
    yield Figure(f"reducing an archive, {TWO}", rate, "files/s", None, whole)
    starts = ", ".join(f"{name} {median(found):.1f} s" for name, found in start_up.items())
    yield Figure(f"reducing an archive, start-up of {TWO}", median(start_up[TWO]), "s", None, starts)


def _job(folder: Path, client: Client) -> float:
    """Seconds of a job from listing the files to its series, with a ledger of its own."""
    cache = Cache(folder / "cache")
    recipe = Recipe(archive.reduce, archive.reading)
    begun = time.perf_counter()
    report = Job(cache, catalog(), SOURCE, folder / "files", recipe, lambda: nullcontext(client)).run()
    seconds = time.perf_counter() - begun
    if report.failed or report.reduced != DAYS:
        raise RuntimeError(f"{report.reduced} of {DAYS} files reduced: {report}")
    shutil.rmtree(cache.root)
    return seconds


def _without_dask(folder: Path) -> float:
    begun = time.perf_counter()
    files.reduce_each(archive.reduce, SOURCE, files.listed(folder / "files"))
    return time.perf_counter() - begun


def _make(folder: Path) -> float:
    """The files; gives their megabytes. Days share a few patterns of ice, since packing takes longest."""
    folder.mkdir()
    days = pd.date_range(FIRST, periods=DAYS)
    made = [
        ice_archive.write(folder / f"{number}.part", days[0], ice_archive.noise(number), whole=True)
        for number in range(PATTERNS)
    ]
    for number, day in enumerate(days):
        path = folder / ice_archive.name(day)
        shutil.copy(made[number % PATTERNS], path)
        with netCDF4.Dataset(path, "r+") as file:
            file["time"][0] = (day - pd.Timestamp(1970, 1, 1)).days
    for path in made:
        path.unlink()
    return sum(path.stat().st_size for path in folder.iterdir()) / (1 << 20)


def _begin(folder: Path) -> None:
    """What every worker does once, with its first file: imports, the weights of the regions."""
    files.reduce_each(archive.reduce, SOURCE, files.listed(folder)[:1])


def _peak_megabytes() -> float:
    """The most memory that this process ever held."""
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
