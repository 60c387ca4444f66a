"""The real files of the sea-ice providers, each read once: by this project, and by hand for comparison."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from indicators import fetchers
from indicators.archive import workers
from indicators.catalog import catalog
from indicators.series import Payload, Reading

Days = Mapping[dt.date, float]
MASIE = "masie_2026-06-27/masie_4km_allyears_extent_sqkm.csv"
DAILY = "N_Sea_Ice_Index_Regional_Daily_Data_G02135_v4.0.xlsx"


def parsed(path: Path, source: str) -> Reading:
    return fetchers.parse(Payload.from_file(path, dt.datetime(2026, 6, 28, tzinfo=dt.UTC)), source, catalog())


@pytest.fixture(scope="session")
def masie(upstream: Path) -> Reading:
    return parsed(upstream / "sea_ice" / MASIE, "masie")


@pytest.fixture(scope="session")
def sea_ice_index(upstream: Path) -> Reading:
    return parsed(upstream / "sea_ice" / DAILY, "sea_ice_index")


@pytest.fixture(scope="session")
def masie_by_hand(upstream: Path) -> Days:
    """Okhotsk extents by date, read with the csv module: column 15 of every line after the second."""
    with (upstream / "sea_ice" / MASIE).open(newline="", encoding="ascii") as handle:
        rows = list(csv.reader(handle))[2:]
    return {dt.datetime.strptime(row[0].strip(), "%Y%j").date(): float(row[15]) for row in rows}


@pytest.fixture(scope="session")
def sea_ice_index_by_hand(upstream: Path) -> Days:
    """Okhotsk extents by the date that ends the mean, read by position: row n is day n of a leap year."""
    rows = (
        CalamineWorkbook.from_path(str(upstream / "sea_ice" / DAILY))
        .get_sheet_by_name("Okhotsk-Extent-km^2")
        .to_python()
    )
    assert len(rows) == 367
    found = {}
    for number, row in enumerate(rows[1:]):
        leap_day = dt.date(2000, 1, 1) + dt.timedelta(days=number)
        for year, cell in zip(rows[0][2:], row[2:], strict=True):
            if cell != "":
                found[leap_day.replace(year=int(year))] = float(cell)
    return found


@pytest.fixture(scope="session")
def threads() -> Iterator[Any]:
    """A Dask client whose workers are threads of this process, so that reads can be counted."""
    distributed = pytest.importorskip("distributed", reason="dask is not installed (requirements.txt)")
    one = {"n_workers": 1, "threads_per_worker": 2, "processes": False, "dashboard_address": "127.0.0.1:0"}
    with distributed.LocalCluster(**one) as cluster, distributed.Client(cluster) as client:
        yield client


@pytest.fixture(scope="session")
def processes() -> Iterator[Any]:
    """A Dask client as `reduce --workers 2` makes it."""
    pytest.importorskip("distributed", reason="dask is not installed (requirements.txt)")
    with workers.local(2) as client:
        yield client
