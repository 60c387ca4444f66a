"""Whether a grid file really is NSIDC's northern 25 km grid: projection, axes, the place of a crop.

Rows and columns are found from the coordinates, never from the order of the cells. A file that does
not lie exactly on the grid is refused: nothing is shifted or interpolated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from indicators.errors import FormatError
from indicators.sea_ice import polar

HUGHES_RADIUS_M = 6_378_273.0
"""Semi-major axis of the Hughes 1980 ellipsoid of EPSG:3411; EPSG:3413 has that of WGS 84."""

TOLERANCE_M = 1.0  # coordinates may be float32
_GRID = "the northern 25 km grid (EPSG:3411)"
_TODO = f"Get the file on {_GRID}."
_RADII = ("semi_major_axis", "semimajor_radius", "grid_mapping_semimajor_radius", "grid_mapping_semi_major_axis")
_CODES = ("srid", "proj_crs_code", "geospatial_bounds_crs", "grid_mapping_srid")
_TEXTS = ("proj4text", "grid_mapping_proj4text")


@dataclass(frozen=True)
class Place:
    """Dimensions of a variable and where its cells lie in the full grid.

    `rows` and `columns` are of the full grid, from the top of the sheet; `upward` and `leftward`
    say that the file counts the other way.
    """

    time: str
    y: str
    x: str
    rows: slice
    columns: slice
    upward: bool = False
    leftward: bool = False


def locate(dataset: xr.Dataset, variable: str, where: str) -> Place:
    """Where the cells of a variable lie.

    Raises
    ------
    FormatError
        Another projection, order of dimensions, or coordinates off the grid.
    """
    require_projection(dataset, variable, where)
    told = f"{where}, variable {variable}"
    dimensions = [str(name) for name in dataset[variable].dims]
    kinds = [_kind(name) for name in dimensions]
    if kinds != ["time", "y", "x"]:
        raise FormatError(f"dimensions {', '.join(dimensions)} are not time, y, x", told, _TODO)
    time, y, x = dimensions
    rows, upward = _along(_coordinates(dataset, y, where), polar.Y, f"{where}, variable {y}")
    columns, leftward = _along(_coordinates(dataset, x, where), polar.X, f"{where}, variable {x}")
    return Place(time, y, x, rows, columns, upward, leftward)


def _kind(name: str) -> str:
    lower = name.lower()
    return {"tdim": "time", "ygrid": "y", "xgrid": "x"}.get(lower, lower)


def _coordinates(dataset: xr.Dataset, dimension: str, where: str) -> NDArray[np.float64]:
    for name in (dimension, f"{dimension}grid"):
        if name in dataset.variables and dataset[name].ndim == 1 and dataset[name].dims == (dimension,):
            return np.asarray(dataset[name].values, dtype="float64")
    raise FormatError(f"no coordinates along {dimension}", f"{where}, variable {dimension}", _TODO)


def _along(found: NDArray[np.float64], nominal: NDArray[np.float64], where: str) -> tuple[slice, bool]:
    """Part of an axis that coordinates cover, and whether they run against it."""
    step = nominal[1] - nominal[0]
    index = (found - nominal[0]) / step
    nearest = np.rint(index)
    on_grid = np.isfinite(index).all() and (np.abs(index - nearest) * abs(step) <= TOLERANCE_M).all()
    if not on_grid or nearest.min() < 0 or nearest.max() >= len(nominal):
        raise FormatError(f"{found[0]:g} … {found[-1]:g} is not on {_GRID}", where, _TODO)
    steps = np.diff(nearest)
    if not ((steps == 1).all() or (steps == -1).all()):
        raise FormatError(f"{found[0]:g} … {found[-1]:g} are not neighbouring cells in order", where, _TODO)
    return slice(int(nearest.min()), int(nearest.max()) + 1), bool(len(steps) and steps[0] < 0)


def require_projection(dataset: xr.Dataset, variable: str, where: str) -> None:
    """Refuse a file that says it is projected otherwise; one that says nothing is left to its coordinates."""
    attributes = dict(dataset.attrs)
    mapping = dataset[variable].attrs.get("grid_mapping", "")
    for name in (mapping, "crs", "projection", "spatial_ref"):
        if name and name in dataset.variables:
            attributes |= dataset[name].attrs
    for told in _contradictions(attributes):
        raise FormatError(f"another projection ({told})", f"{where}, variable {variable}", _TODO)


def _contradictions(attributes: dict[str, Any]) -> list[str]:
    found = []
    for name in _RADII:
        radius = attributes.get(name)
        if radius is not None and abs(float(radius) - HUGHES_RADIUS_M) > TOLERANCE_M:
            found.append(f"{name} {float(radius):.0f} m instead of {HUGHES_RADIUS_M:.0f} m")
    for name in _CODES:
        code = re.search(r"(\d{4,5})\s*$", str(attributes.get(name, "")))
        if code and code[1] != "3411":
            found.append(f"EPSG:{code[1]} instead of {polar.CRS}")
    for name in _TEXTS:
        text = str(attributes.get(name, ""))
        for key, expected in (("lat_ts", 70.0), ("lon_0", -45.0), ("lat_0", 90.0)):
            part = re.search(rf"\+{key}=(-?[\d.]+)", text)
            if part and float(part[1]) != expected:
                found.append(f"{key} {part[1]} instead of {expected:g}")
    if "standard_parallel" in attributes and float(np.ravel(attributes["standard_parallel"])[0]) != 70:
        found.append(f"standard parallel {attributes['standard_parallel']} instead of 70")
    return found
