"""Forty-five years of daily ice fields reduced to extents, against CDO on the same file, in turns.

Both read the file from disk in a process of their own, ours with the start of Python and its imports.
CDO gives the extent of one region; ours gives extent and area of every region in the file.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.figure import Figure, UnmeasurableError, spread
from benchmarks.reduce_once import REGION
from benchmarks.server import ROOT
from tests import ice_record

DAYS = 16_400
ROUNDS = 5
PEAK_TARGET_MB = 250
DIFFERENCE_TARGET_KM2 = 1e-6  # of up to 1.6 million: what double precision leaves of four thousand terms
FILES = {"not deflated": False, "deflated day by day": True}


@dataclass
class _Taken:
    """What the rounds took; seconds of each."""

    ours: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)
    peak_megabytes: list[float] = field(default_factory=list)
    cdo: list[float] = field(default_factory=list)
    regions: int = 0
    difference_km2: float = float("nan")


def measure() -> Iterator[Figure]:
    """Time, memory and agreement, for the file uncompressed and deflated."""
    cdo = shutil.which("cdo")
    with tempfile.TemporaryDirectory() as folder:
        areas = ice_record.write_areas(Path(folder) / "areas.nc", REGION)
        for name, deflated in FILES.items():
            path = ice_record.write(Path(folder) / "record.nc", DAYS, packed_tight=deflated)
            megabytes = path.stat().st_size / 1e6
            yield from _figures(f"{name}, {megabytes:.0f} MB", _rounds(path, areas, cdo), bool(cdo))


def _figures(name: str, taken: _Taken, with_cdo: bool) -> Iterator[Figure]:
    what = f"reducing {DAYS:,} daily fields ({name})"
    ours = f"ours {spread(taken.ours, 's')}, of it {median(taken.alone):.3g} s reading and reducing, "
    ours += f"{taken.regions} regions with extent and area"
    if with_cdo:
        ratio = median(own / other for own, other in zip(taken.ours, taken.cdo, strict=True))
        told = f"{ROUNDS} times in turns, whole processes: {ours}; cdo fldsum {spread(taken.cdo, 's')}, one extent"
        yield Figure(f"{what}, ours / cdo", ratio, "x", 1, told)
        told = f"largest difference of the {DAYS:,} extents of {REGION}"
        yield Figure(f"{what}, ours - cdo", taken.difference_km2, "km²", DIFFERENCE_TARGET_KM2, told)
    else:
        yield Figure(what, median(taken.ours), "s", None, f"{ROUNDS} times: {ours}; cdo is not on this machine")
    yield Figure(f"{what}, peak memory", max(taken.peak_megabytes), "MB", PEAK_TARGET_MB, "most of all times")


def _rounds(path: Path, areas: Path, cdo: str | None) -> _Taken:
    taken, result = _Taken(), path.with_suffix(".f8")
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        told = _reduced(path, result)
        taken.ours.append(time.perf_counter() - begun)
        taken.alone.append(told["seconds"])
        taken.peak_megabytes.append(told["peak_megabytes"])
        taken.regions = told["regions"]
        if cdo:
            begun = time.perf_counter()
            by_cdo = summed(cdo, path, areas)
            taken.cdo.append(time.perf_counter() - begun)
    if cdo:
        taken.difference_km2 = float(np.abs(np.fromfile(result) - extents(by_cdo)).max())
    return taken


def _reduced(path: Path, result: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.reduce_once", str(path), str(result)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
    if done.returncode:
        raise UnmeasurableError(f"reduce_once failed: {done.stderr.strip().splitlines()[-1]}")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def summed(cdo: str, path: Path, areas: Path) -> Path:
    """Sum of the areas of all cells of at least 15 % ice, by one chained call of CDO; gives its file."""
    result = path.with_suffix(".cdo.nc")
    chain = ["fldsum", "-mul", "-gec,0.15", f"-selname,{ice_record.VARIABLE}", str(path), str(areas), str(result)]
    # Its HDF5 prints a page of notes about attributes that a file need not have.
    done = subprocess.run([cdo, "-s", "-O", "-b", "F64", *chain], capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise UnmeasurableError(f"cdo failed: {done.stderr.decode(errors='replace').strip()[-200:]}")
    return result


def extents(path: Path) -> NDArray[np.float64]:
    """Daily sums from a file of CDO's."""
    import netCDF4

    with netCDF4.Dataset(path) as file:
        return np.asarray(file[ice_record.VARIABLE][:], dtype="float64").ravel()
