"""Our reduction against CDO, an independent program, on one file of many days."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path

import netCDF4
import numpy as np
import pytest
from numpy.typing import NDArray

from indicators.catalog import catalog
from indicators.sea_ice import reduction
from indicators.series import Payload
from tests import ice_record

DAYS = 800  # more than two slabs, so that their joints are among the days compared
EMPTY = frozenset({0, 364, 365, 600})
REGION = "sea_of_okhotsk"
ROUNDING_KM2 = 1e-6


@pytest.fixture(scope="module")
def cdo() -> str:
    found = shutil.which("cdo")
    if not found:
        pytest.skip("cdo (Climate Data Operators, Debian package cdo) is not on this machine")
    return found


def run(cdo: str, chain: list[str], result: Path) -> NDArray[np.float64]:
    """Daily sums by one chained call; a day without data is NaN."""
    done = subprocess.run([cdo, "-s", "-O", "-b", "F64", *chain, str(result)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-500:]
    with netCDF4.Dataset(result) as file:
        return np.ma.filled(file[ice_record.VARIABLE][:].astype("float64"), np.nan).ravel()


@pytest.mark.parametrize("packed_tight", [False, True])
def test_extent_and_area_of_every_day_agree_to_rounding(tmp_path: Path, cdo: str, packed_tight: bool) -> None:
    file = ice_record.write(tmp_path / "record.nc", DAYS, packed_tight=packed_tight, empty=EMPTY)
    areas = ice_record.write_areas(tmp_path / "areas.nc", REGION)
    payload = Payload.from_file(file, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    table = reduction.table(payload, "cdr", catalog())
    ours = table[table["region"] == REGION].reset_index(drop=True)
    field = f"-selname,{ice_record.VARIABLE}"
    extent = run(cdo, ["fldsum", "-mul", "-gec,0.15", field, str(file), str(areas)], tmp_path / "extent.nc")
    ice = run(
        cdo, ["fldsum", "-mul", "-mul", "-gec,0.15", field, str(file), field, str(file), str(areas)], tmp_path / "a.nc"
    )
    assert len(ours) == len(extent) == DAYS
    assert np.flatnonzero(np.isnan(extent)).tolist() == sorted(EMPTY)
    assert ours.index[ours["extent_km2"].isna()].tolist() == sorted(EMPTY)
    held = ~np.isnan(extent)
    assert extent[held].max() > 1e6  # there is something to agree on: winters, summers, edges
    assert extent[held].min() == 0
    assert np.abs(ours["extent_km2"].to_numpy() - extent)[held].max() < ROUNDING_KM2
    assert np.abs(ours["area_km2"].to_numpy() - ice)[held].max() < ROUNDING_KM2
    assert (ours["area_km2"][held] <= ours["extent_km2"][held]).all()
