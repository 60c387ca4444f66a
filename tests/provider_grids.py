"""Grid files as the providers write them: layouts and quirks are those of real files, the numbers are the test's.

Concentrations come as percent of every cell of the full grid, (448, 304); land and sea are the product's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
from numpy.typing import NDArray

ROWS, COLUMNS = 448, 304
SHAPE = (ROWS, COLUMNS)
X = -3_837_500.0 + 25_000.0 * np.arange(COLUMNS)
Y = 5_837_500.0 - 25_000.0 * np.arange(ROWS)
HUGHES_M = 6_378_273.0
PROJ4 = "+proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45 +k=1 +x_0=0 +y_0=0 +a=6378273 +b=6356889.449 +units=m +no_defs"
LAND, COAST, LAKE, NO_DATA = 254, 253, 252, 255
SURFACE_OCEAN, SURFACE_LAKE, SURFACE_COAST, SURFACE_LAND = 50, 75, 200, 250
ERDDAP = "2024-06-12T16:58:44Z (local files)\n2024-06-12T16:58:44Z https://erddap.example/erddap/griddap/{dataset}.nc?{variable}"

Percent = NDArray[np.integer[Any]]
Days = Mapping[dt.date, Percent | None]
"""Percent by day; None is a day without any data."""


def even(percent: int) -> Percent:
    """The same concentration on every cell."""
    return np.full(SHAPE, percent, dtype="uint8")


def noise(seed: int) -> Percent:
    """Any concentration on any cell, many of them just around the threshold."""
    chance = np.random.default_rng(seed)
    return np.where(chance.random(SHAPE) < 0.3, chance.integers(13, 18, SHAPE), chance.integers(0, 101, SHAPE))


def v6(
    path: Path, days: Days, sea: NDArray[np.bool_], *, monthly: bool = False, version: str = "v06r00", **attributes: str
) -> Path:
    """NSIDC's Version 6 (and near-real-time Version 4): bytes of 0.01, 255 off the sea, the surface in a group."""
    variable = "cdr_seaice_conc_monthly" if monthly else "cdr_seaice_conc"
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts({"product_version": version, "geospatial_bounds_crs": "EPSG:3411"} | attributes)
        _axis(file, "time", [_since(day, dt.date(1970, 1, 1)) for day in days], "i8", "days since 1970-01-01")
        _axis(file, "y", Y, "f8", "meters")
        _axis(file, "x", X, "f8", "meters")
        crs = file.createVariable("crs", "i4", ())
        mapping = {"grid_mapping_name": "polar_stereographic", "straight_vertical_longitude_from_pole": -45.0}
        crs.setncatts(mapping | {"standard_parallel": 70.0, "semi_major_axis": HUGHES_M, "proj4text": PROJ4})
        crs.srid = "urn:ogc:def:crs:EPSG::3411"
        packed = {"scale_factor": 0.01, "add_offset": 0.0, "units": "1", "grid_mapping": "crs"}
        cells = [np.where(sea, NO_DATA if day is None else day, NO_DATA) for day in days.values()]
        _cells(file, variable, ("time", "y", "x"), cells, "u1", NO_DATA, packed)
        group = file.createGroup("cdr_supplementary")
        surface = group.createVariable("surface_type_mask", "u1", ("time", "y", "x"), zlib=True)
        surface.flag_values = np.array([50, 75, 100, 200, 250], "u1")
        surface[:] = np.stack([np.where(sea, SURFACE_OCEAN, SURFACE_LAND)] * len(days))
    return path


def v4(path: Path, days: Days, sea: NDArray[np.bool_], *, monthly: bool = False) -> Path:
    """NSIDC's Version 4: dimension tdim, coordinates xgrid and ygrid, codes 251 to 255 in the field."""
    variable = "cdr_seaice_conc_monthly" if monthly else "cdr_seaice_conc"
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts({"product_version": "v04r00", "title": "Climate Data Record Version 4"})
        for dimension, size in (("tdim", None), ("y", ROWS), ("x", COLUMNS)):
            file.createDimension(dimension, size)
        projection = file.createVariable("projection", "S1", ())
        projection.setncatts({"semimajor_radius": HUGHES_M, "standard_parallel": 70.0, "proj4text": PROJ4})
        projection.setncatts({"srid": "urn:ogc:def:crs:EPSG::3411", "straight_vertical_longitude_from_pole": 135.0})
        time = file.createVariable("time", "f4", ("tdim",))
        time.setncatts({"units": "days since 1601-01-01 00:00:00", "calendar": "gregorian"})
        time[:] = [_since(day, dt.date(1601, 1, 1)) for day in days]
        file.createVariable("ygrid", "f4", ("y",))[:] = Y
        file.createVariable("xgrid", "f4", ("x",))[:] = X
        packed: dict[str, Any] = {"_Unsigned": "true", "scale_factor": np.float32(0.01), "grid_mapping": "projection"}
        packed["datum"] = "+ellps=urn:ogc:def:crs:EPSG::4326"
        cells = [flagged(day, sea) for day in days.values()]
        _cells(file, variable, ("tdim", "y", "x"), cells, "u1", NO_DATA, packed)
    return path


def flagged(percent: Percent | None, sea: NDArray[np.bool_]) -> Percent:
    """A field with Version 4's codes: land, and coast beside the sea; 255 where a day has no data."""
    beside = np.zeros_like(sea)
    beside[1:] |= sea[:-1]
    beside[:-1] |= sea[1:]
    land = np.where(beside, COAST, LAND)
    return np.where(sea, NO_DATA if percent is None else percent, land)


def erddap_v4(
    path: Path, days: Days, sea: NDArray[np.bool_], rows: slice, columns: slice, *, monthly: bool = False
) -> Path:
    """A crop by PolarWatch: float32, land 2.54 which is the fill too, attributes that claim -5 to -1."""
    dataset = "nsidcG02202v4nhmday" if monthly else "nsidcG02202v4nh1day"
    attributes = {"flag_values": np.arange(-5, 0), "flag_meanings": "pole_hole lakes coastal land_mask missing_data"}
    cells = [flagged(day, sea)[rows, columns] for day in days.values()]
    floats = [np.where(day == NO_DATA, LAND, day).astype("f4") / np.float32(100) for day in cells]
    told = {"product_version": "v04r00", "proj_crs_code": "EPSG:3411", "grid_mapping_proj4text": PROJ4}
    return _erddap(path, days, floats, rows, columns, ("ygrid", "xgrid"), dataset, told, attributes, 2.54, monthly)


def erddap_v6(path: Path, days: Days, sea: NDArray[np.bool_], rows: slice, columns: slice) -> Path:
    """A crop of Version 6 as CoastWatch is said to give it: float32, NaN off the sea, no mask at all."""
    cells = [np.where(sea, np.nan if day is None else day, np.nan)[rows, columns] for day in days.values()]
    floats = [day.astype("f4") / np.float32(100) for day in cells]
    told = {"product_version": "v06r00"}
    return _erddap(path, days, floats, rows, columns, ("y", "x"), "nsidcG02202v6nh1day", told, {}, np.nan, False)


def _erddap(
    path: Path,
    days: Days,
    floats: list[NDArray[np.float32]],
    rows: slice,
    columns: slice,
    names: tuple[str, str],
    dataset: str,
    told: Mapping[str, Any],
    attributes: Mapping[str, Any],
    fill: float,
    monthly: bool,
) -> Path:
    variable = "cdr_seaice_conc_monthly" if monthly else "cdr_seaice_conc"
    with netCDF4.Dataset(path, "w", format="NETCDF4") as file:
        file.setncatts(dict(told) | {"history": ERDDAP.format(dataset=dataset, variable=variable)})
        seconds = [86_400.0 * _since(day, dt.date(1970, 1, 1)) for day in days]
        _axis(file, "time", seconds, "f8", "seconds since 1970-01-01T00:00:00Z")
        _axis(file, names[0], Y[rows], "f4", "meters")
        _axis(file, names[1], X[columns], "f4", "meters")
        _cells(file, variable, ("time", *names), floats, "f4", np.float32(fill), attributes)
    return path


def nasa_team(day: dt.date, counts: Percent, *, platform: str = "F17") -> bytes:
    """A binary of NSIDC-0051: 300 bytes of header, then the counts (250 is 100 %, codes above)."""
    fields = [b"00255", b"  304", b"  448", b"1.799", b"39.43", b"45.00", b"558.4", b"154.0", b"234.0", b"SSMIS"]
    head = b"".join(field.ljust(6, b"\x00") for field in fields)
    first = head + f"17 cn\x00  {day:%j}".encode() + b"\x00"
    name = f"nt_{day:%Y%m%d}_{platform.lower()}_v01_n\x00".encode()
    title = f"ARCTIC    SSMISS TOTAL ICE CONCENTRATION       DMSP  {platform}     DAY {day:%j} {day:%m/%d/%Y}".encode()
    header = first.ljust(128, b"\x00") + name + title
    return header.ljust(300, b"\x00") + counts.astype("uint8").tobytes()


def turned(path: Path, dimension: str) -> Path:
    """The same file with one axis and every variable along it in the other order."""
    with netCDF4.Dataset(path, "a") as file:
        file.set_auto_maskandscale(False)
        for group in (file, *file.groups.values()):
            for variable in group.variables.values():
                if dimension in variable.dimensions:
                    axis = variable.dimensions.index(dimension)
                    variable[...] = np.flip(variable[...], axis)
    return path


def _axis(file: netCDF4.Dataset, name: str, values: Any, kind: str, units: str) -> None:
    file.createDimension(name, len(values))
    variable = file.createVariable(name, kind, (name,))
    variable.units = units
    variable[:] = values


def _cells(
    file: netCDF4.Dataset,
    name: str,
    dimensions: tuple[str, ...],
    cells: list[NDArray[Any]],
    kind: str,
    fill: Any,
    attributes: Mapping[str, Any],
) -> None:
    variable = file.createVariable(name, kind, dimensions, fill_value=fill, zlib=True, complevel=1)
    variable.setncatts(dict(attributes))
    variable.set_auto_maskandscale(False)
    variable[:] = np.stack(cells).astype(kind)


def _since(day: dt.date, origin: dt.date) -> int:
    return (day - origin).days
