"""What the tests of the archive job share: a stand-in for the reducer, clients, folders of files."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pandas as pd

from indicators.archive import job
from indicators.archive.ledger import Piece
from indicators.catalog import Catalog, catalog
from indicators.errors import FormatError
from indicators.sea_ice import archive
from indicators.series import Payload
from indicators.store import Cache
from tests import ice_archive as files

SOURCE, OKHOTSK = "cdr", "sea_ice_extent.sea_of_okhotsk.cdr"
DAYS = pd.date_range("2001-02-01", periods=9)
READ: list[str] = []
"""Files that `stand_in` read, in this process."""


def stand_in(payload: Payload, source_id: str, catalog: Catalog) -> Piece:
    """A reducer of text files: the day is in the name, the extent in the file."""
    assert payload.path is not None
    READ.append(payload.name)
    text = payload.path.read_text()
    if text == "broken":
        raise FormatError("the file breaks off", payload.name, "Get it again.")
    if text == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    days = pd.DatetimeIndex(payload.path.stem.split("+"))
    km2 = float(text)
    rows = {"time_start": days, "time_end": days, "region": "sea_of_okhotsk", "extent_km2": km2, "area_km2": km2 / 2}
    rows |= {"coverage": 1.0, "flag": "good", "note": "", "cells": 1, "sea_km2": 1e6, "version": ""}
    return Piece(pd.DataFrame(rows))


STAND_IN = job.Recipe(stand_in, archive.reading)
REAL = job.Recipe(archive.reduce, archive.reading)


def run(cache: Cache, folder: Path, client: Any, recipe: job.Recipe = STAND_IN, **more: Any) -> job.Report:
    source = more.pop("source", SOURCE)
    return job.Job(cache, catalog(), source, folder, recipe, lambda: nullcontext(client), **more).run()


def values(cache: Cache, series: str = OKHOTSK) -> dict[str, float]:
    frame = cache.read(series).observations
    return dict(zip(frame["time_start"].dt.strftime("%Y-%m-%d"), frame["value"], strict=True))


def expected(*numbers: int) -> dict[str, float]:
    return {f"{DAYS[number - 1]:%Y-%m-%d}": number * 1000.0 for number in numbers}


def ice_files(folder: Path, days: Sequence[pd.Timestamp], *, monthly: bool = False) -> dict[pd.Timestamp, Any]:
    """Grid files with ragged ice; gives their concentrations."""
    folder.mkdir(exist_ok=True)
    ice = {day: files.noise(number) for number, day in enumerate(days)}
    for day, percent in ice.items():
        files.write(folder / files.name(day, monthly=monthly), day, percent, monthly=monthly)
    return ice
