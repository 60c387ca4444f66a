"""A daily record of ice concentration in one file, laid out as Version 6, on the Okhotsk box; and the file of
areas that CDO weighs it with. The concentrations are made up, season after season."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import netCDF4
import numpy as np
from numpy.typing import NDArray

from indicators.sea_ice import polar, regions

ROWS, COLUMNS = slice(0, 129), slice(90, 185)
FIRST_DAY = "1978-11-01"
VARIABLE = "cdr_seaice_conc"
MISSING = 255
NOWHERE = -1.0
_YEAR = 365


def write(path: Path, days: int, *, packed_tight: bool = False, empty: frozenset[int] = frozenset()) -> Path:
    """Write so many days from 1 November 1978 on.

    `packed_tight` deflates each day on its own, as the provider does; days in `empty` have no data.
    """
    sea = regions.ocean("v6")[ROWS, COLUMNS]
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts({"product_version": "v06r00", "platform": "made up", "Conventions": "CF-1.12"})
        _axes(file, days)
        made = file.createVariable(
            VARIABLE, "u1", ("time", "y", "x"), fill_value=MISSING, zlib=packed_tight, complevel=4,
            chunksizes=(1, *sea.shape) if packed_tight else None, contiguous=not packed_tight,
        )  # fmt: skip
        made.setncatts({"scale_factor": 0.01, "add_offset": 0.0, "units": "1", "grid_mapping": "crs"})
        made.set_auto_maskandscale(False)
        for first, cells in _cells(days, sea):
            lost = [day - first for day in empty if first <= day < first + len(cells)]
            cells[lost] = MISSING
            made[first : first + len(cells)] = cells
        group = file.createGroup("cdr_supplementary")
        surface = group.createVariable("surface_type_mask", "u1", ("y", "x"))
        surface[:] = np.where(sea, 50, 250).astype("u1")
    return path


def write_areas(path: Path, region: str) -> Path:
    """True area, km², of the sea cells of a region; missing elsewhere (to CDO, missing times 0 is 0)."""
    inside = regions.mask(region)[ROWS, COLUMNS] & regions.ocean("v6")[ROWS, COLUMNS]
    with netCDF4.Dataset(path, "w") as file:
        _axes(file, None)
        made = file.createVariable("area", "f8", ("y", "x"), fill_value=NOWHERE)
        made[:] = np.where(inside, polar.area_km2()[ROWS, COLUMNS], NOWHERE)
    return path


def _axes(file: netCDF4.Dataset, days: int | None) -> None:
    file.createVariable("crs", "i4", ()).setncatts({"grid_mapping_name": "polar_stereographic", "srid": "epsg:3411"})
    for name, values in (("y", polar.Y[ROWS]), ("x", polar.X[COLUMNS])):
        file.createDimension(name, len(values))
        axis = file.createVariable(name, "f8", (name,))
        axis.units = "meters"
        axis[:] = values
    if days is not None:
        file.createDimension("time", days)
        time = file.createVariable("time", "i4", ("time",))
        time.setncatts({"units": f"days since {FIRST_DAY}", "calendar": "standard"})
        time[:] = np.arange(days)


def _cells(days: int, sea: NDArray[np.bool_]) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """A year at a time: ice that comes from the north-west in winter, with a ragged edge and open water beyond."""
    chance = np.random.default_rng(20261122)
    row, column = np.mgrid[: sea.shape[0], : sea.shape[1]]
    far = (column / sea.shape[1] + (sea.shape[0] - row) / sea.shape[0]) * 80
    rough = chance.normal(0, 12, (16, *sea.shape))
    for first in range(0, days, _YEAR):
        day = np.arange(first, min(first + _YEAR, days))
        winter = 110 * np.sin(np.pi * np.clip(((day % 365.25) - 20) / 230, 0, 1)) * chance.uniform(0.8, 1.2)
        cells = winter[:, None, None] - far + rough[day % 16]
        cells = np.clip(cells, 0, 100).astype("u1")
        cells[cells < 10] = 0
        yield first, np.where(sea, cells, MISSING).astype("u1")
