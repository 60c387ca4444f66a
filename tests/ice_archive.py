"""Files of concentration grids laid out as NSIDC's Version 6, with concentrations that the caller makes up.

Groups, types, attributes and compression are those of a provider's file (sic_psn25_19850130_n07_v06r00.nc);
land and sea are its own, the numbers are not.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.sea_ice import polar, regions

OCEAN, LAND = 50, 250
SHAPE = (polar.ROWS, polar.COLUMNS)
PACKED = {"scale_factor": 0.01, "add_offset": 0.0, "units": "1", "valid_range": np.array([0, 100], "u1")}
FLAGS = ("cdr_seaice_conc_interp_spatial_flag", "cdr_seaice_conc_qa_flag", "cdr_seaice_conc_interp_temporal_flag")
FURTHER = ("raw_bt_seaice_conc", "raw_nt_seaice_conc")


def name(day: pd.Timestamp, *, monthly: bool = False) -> str:
    """A file's name as the provider forms it."""
    return f"sic_psn25_{day:{'%Y%m' if monthly else '%Y%m%d'}}_F17_v06r00.nc"


def sea() -> NDArray[np.bool_]:
    """Sea cells of the record; beyond the part that this project reads, all is sea."""
    cells = np.ones(SHAPE, dtype=bool)
    cells[regions.ROWS, regions.COLUMNS] = regions.ocean("v6")[regions.ROWS, regions.COLUMNS]
    return cells


def even(percent: int) -> NDArray[np.uint8]:
    """The same concentration on every cell."""
    return np.full(SHAPE, percent, "u1")


def noise(seed: int) -> NDArray[np.uint8]:
    """Ice that thins out southwards (up the sheet) with a ragged edge, and open water beyond."""
    chance = np.random.default_rng(seed)
    slope = 3 * np.arange(polar.ROWS)[:, None] - chance.uniform(50, 350)
    cells = np.clip(slope + chance.normal(0, 12, SHAPE), 0, 100).astype("u1")
    cells[cells < 10] = 0
    return cells


def write(
    path: Path, day: pd.Timestamp, percent: NDArray[np.uint8], *, monthly: bool = False, whole: bool = False
) -> Path:
    """Write one day or month; `whole` adds the variables that this project does not read."""
    held = np.where(sea(), percent, 255).astype("u1")
    variable = "cdr_seaice_conc_monthly" if monthly else "cdr_seaice_conc"
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts({"product_version": "v06r00", "platform": "DMSP 5D-3/F17", "title": "Made for a test"})
        _axes(file, day)
        _cells(file, variable, held, PACKED | {"grid_mapping": "crs"}, fill=255)
        group = file.createGroup("cdr_supplementary")
        for dimension, size in (("time", None), ("y", polar.ROWS), ("x", polar.COLUMNS)):
            group.createDimension(dimension, size)
        surface = group.createVariable("surface_type_mask", "u1", ("time", "y", "x"))
        surface.setncatts({"flag_values": np.array([50, 75, 100, 200, 250], "u1")})
        surface[0] = np.where(sea(), OCEAN, LAND).astype("u1")
        if whole:
            _further(file, group, variable, held)
    return path


def _axes(file: netCDF4.Dataset, day: pd.Timestamp) -> None:
    crs = file.createVariable("crs", "i4", ())
    crs.setncatts({"grid_mapping_name": "polar_stereographic", "semi_major_axis": 6378273.0, "srid": "epsg:3411"})
    axes = (("time", None, "i8"), ("y", polar.Y, "f8"), ("x", polar.X, "f8"))
    for axis, values, kind in axes:
        file.createDimension(axis, None if values is None else len(values))
        variable = file.createVariable(axis, kind, (axis,), zlib=True)
        variable[:] = [(day - pd.Timestamp(1970, 1, 1)).days] if values is None else values
    file["time"].setncatts({"units": "days since 1970-01-01", "calendar": "standard"})


def _cells(
    group: netCDF4.Dataset, variable: str, cells: NDArray[Any], attributes: dict[str, object], fill: float | None
) -> None:
    made = group.createVariable(variable, cells.dtype, ("time", "y", "x"), zlib=True, fill_value=fill)
    made.set_auto_maskandscale(False)
    made.setncatts(attributes)
    made[0] = cells


def _further(file: netCDF4.Dataset, group: netCDF4.Dataset, variable: str, held: NDArray[np.uint8]) -> None:
    """What else a file holds: flags, the concentrations of both algorithms, a standard deviation in float32."""
    for flag in FLAGS:
        _cells(file, flag, (held % 3).astype("u1"), {"units": "1"}, fill=None)
    for one in FURTHER:
        _cells(group, one, np.where(held <= 100, held // 2, 255).astype("u1"), dict(PACKED), fill=255)
    spread = np.where((held > 0) & (held <= 100), np.sqrt(held.astype("f4")) / 97, -1).astype("f4")
    spread[held <= 100] += np.random.default_rng(1).random(int((held <= 100).sum()), "f4").round(2)
    _cells(file, f"{variable}_stdev", spread, {"units": "1"}, fill=-1.0)
