"""Reading: provider files into a cache, and series out of the shipped one."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.figure import Figure, UnmeasurableError, percentile, spread
from benchmarks.provider_files import file
from benchmarks.server import ROOT
from indicators import refresh, store
from indicators.catalog import catalog
from indicators.series import Payload
from indicators.store import Cache, Side

ROUNDS = 5
FILES = {
    "masie": ("MASIE", "sea_ice/masie_2026-06-27/masie_4km_allyears_extent_sqkm.csv", 0.3),
    "sea_ice_index": (
        "Sea Ice Index regional daily workbook",
        "sea_ice/N_Sea_Ice_Index_Regional_Daily_Data_G02135_v4.0.xlsx",
        2,
    ),
}
SERIES_TARGET_MS = 5


def measure() -> Iterator[Figure]:
    """Two provider files parsed, checked and stored; then every series of the shipped snapshot."""
    for name, (title, path, target) in FILES.items():
        what = f"{title}: parse, check and store"
        try:
            seconds, told = _taken(name, file(path))
        except UnmeasurableError as error:
            yield Figure(what, None, "", told=str(error))
        else:
            yield Figure(what, median(seconds), "s", target, f"{ROUNDS} times: {spread(seconds, 's')}; {told}")
    yield from _series()


def _taken(name: str, path: Path) -> tuple[list[float], str]:
    """Seconds of each time, into an empty cache, and what was stored."""
    payload = Payload.from_file(path, store.now())
    seconds = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            side = Side(Path(folder), "live")
            begun = time.perf_counter()
            outcome = refresh.take(side, catalog(), name, payload)
            seconds.append(time.perf_counter() - begun)
    megabytes = len(payload.content) / 1e6
    return seconds, f"{megabytes:.1f} MB, {outcome.series} series, {outcome.observations} observations"


def _series() -> Iterator[Figure]:
    cache = Cache(ROOT / "cache")
    ids = cache.snapshot.ids()
    rounds = [[_read_ms(cache, series_id) for series_id in ids] for _ in range(ROUNDS)]
    times = {series_id: min(taken) for series_id, *taken in zip(ids, *rounds, strict=True)}
    slowest = max(times, key=lambda series_id: times[series_id])
    largest = max(ids, key=lambda series_id: cache.snapshot.meta(series_id).count)
    ordered = list(times.values())
    told = f"{len(ids)} series, least of {ROUNDS} times each; largest is {largest} "
    told += f"({cache.snapshot.meta(largest).count} rows): {times[largest]:.2f} ms"
    what = "reading a series of the shipped snapshot"
    yield Figure(f"{what}, median", median(ordered), "ms", SERIES_TARGET_MS, told)
    yield Figure(f"{what}, 99th percentile", percentile(ordered, 99), "ms", SERIES_TARGET_MS)
    yield Figure(f"{what}, slowest", times[slowest], "ms", SERIES_TARGET_MS, slowest)


def _read_ms(cache: Cache, series_id: str) -> float:
    begun = time.perf_counter()
    cache.read(series_id)
    return (time.perf_counter() - begun) * 1000
