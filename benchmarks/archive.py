"""Reducing an archive of daily grids: one worker against two, and against two behind a scheduler of their own.

The files are made up, but laid out, packed and as large as the provider's; every job begins with an
empty ledger. Compared is the time until the last file is reduced; what comes once, however many files
there are, is told apart: start-up (processes, imports, weights of the regions) and storing the series.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import netCDF4
import pandas as pd

from benchmarks.figure import Figure, spread
from indicators.archive import files, workers
from indicators.archive.job import Job, Recipe
from indicators.catalog import catalog
from indicators.sea_ice import archive
from indicators.store import Cache
from tests import ice_archive
from tests.dask_programs import DaskPrograms

if TYPE_CHECKING:
    from distributed import Client

DAYS, PATTERNS, ROUNDS = 640, 10, 5
SOURCE, FIRST = "cdr", "1995-01-01"
TARGET = 0.6  # of the time with one worker; the job's own process shares the two processors
ONE, TWO, REMOTE = "1 worker", "2 workers", "2 workers of a scheduler"


def measure() -> Iterator[Figure]:
    """All ways in turns; each keeps its workers over the rounds."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as given, ExitStack() as opened:
        folder = Path(given)
        megabytes = _make(folder / "files")
        programs = opened.enter_context(DaskPrograms(folder, 2))
        ways = {
            ONE: partial(workers.local, 1),
            TWO: partial(workers.local, 2),
            REMOTE: partial(workers.remote, programs.address),
        }
        starts, clients = {}, {}
        for name, way in ways.items():
            begun = time.perf_counter()
            clients[name] = opened.enter_context(way())
            clients[name].run(_begin, folder / "files")
            starts[name] = time.perf_counter() - begun
        yield from _compared(folder, megabytes, clients)
        memory = max(max(client.run(_peak_megabytes).values()) for client in clients.values())
        yield Figure("reducing an archive, most memory of a worker", memory, "MB")
    told = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in starts.items())
    yield Figure(f"reducing an archive, start-up of {TWO}", starts[TWO], "s", None, told)


def _compared(folder: Path, megabytes: float, clients: dict[str, Client]) -> Iterator[Figure]:
    plain, storing = [], []
    seconds: dict[str, list[float]] = {name: [] for name in clients}
    for _ in range(ROUNDS):
        plain.append(_without_dask(folder))
        for name, client in clients.items():
            reducing, whole = _job(folder, client)
            seconds[name].append(reducing)
            storing.append(whole - reducing)
    told = f"{DAYS} files of {megabytes / DAYS:.2f} MB: {median(plain):.1f} s in one process without Dask; "
    told += ", ".join(f"{name} {median(found):.1f} s" for name, found in seconds.items())
    told += f"; storing the series {median(storing):.1f} s more"
    for name in (TWO, REMOTE):
        ratios = [one / other for one, other in zip(seconds[name], seconds[ONE], strict=True)]
        yield Figure(f"reducing an archive, {name} / {ONE}", median(ratios), "x", TARGET, f"{spread(ratios)}; {told}")
    rate = DAYS / median(seconds[TWO])
    yield Figure(f"reducing an archive, {TWO}", rate, "files/s", None, f"17,000 days in {17_000 / rate / 60:.1f} min")


def _job(folder: Path, client: Client) -> tuple[float, float]:
    """Seconds from listing the files until the last one is reduced, and until its series are stored."""
    cache, marks = Cache(folder / "cache"), [time.perf_counter()]
    recipe = Recipe(archive.reduce, archive.reading)

    def mark(*_: object) -> None:
        marks.append(time.perf_counter())

    report = Job(cache, catalog(), SOURCE, folder / "files", recipe, lambda: nullcontext(client), mark).run()
    whole = time.perf_counter() - marks[0]
    if report.failed or report.reduced != DAYS:
        raise RuntimeError(f"{report.reduced} of {DAYS} files reduced: {report}")
    shutil.rmtree(cache.root)
    return marks[-1] - marks[0], whole


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
