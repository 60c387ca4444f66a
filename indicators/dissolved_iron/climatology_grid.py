"""Opening a monthly climatology: one window of the file, as months by depths by latitudes by longitudes.

Whatever the order of its dimensions, the direction of its axes, its longitude convention, its packing or
its counting of months (1 to 12, 0 to 11), what leaves here is the same; what cannot be told is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from indicators import gridio
from indicators.dissolved_iron.path import SEAWATER_KG_PER_L
from indicators.errors import FormatError
from indicators.series import Payload

AXES = ("Month", "Depth", "Latitude", "Longitude")
FACTORS = {
    "nmol/l": 1.0, "nmoll-1": 1.0, "nmoll^-1": 1.0, "nm": 1.0, "nanomolar": 1.0, "umol/m3": 1.0, "umolm-3": 1.0,
    "nmol/kg": SEAWATER_KG_PER_L, "nmolkg-1": SEAWATER_KG_PER_L,
}  # fmt: skip
"""Units without blanks in lower case, and their factor to nM."""

FILL = 1e9
_TODO = "Get the file again from its authors, or correct the reader."

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Climatology:
    """A window of the climatology.

    Attributes
    ----------
    values : ndarray, (12, depths, latitudes, longitudes)
        nM; NaN where there is no sea or no value. January first, the surface first, south and west first.
    depth_m, latitude, longitude : ndarray
        Middles of the cells; longitudes from -180 to 180.
    notices : tuple of str
        What was taken for granted.
    """

    values: Numbers
    depth_m: Numbers
    latitude: Numbers
    longitude: Numbers
    notices: tuple[str, ...] = ()

    @property
    def sea(self) -> NDArray[np.bool_]:
        """Columns (latitudes, longitudes) with a value at the surface in some month."""
        return np.asarray(np.isfinite(self.values[:, 0]).any(axis=0))


def read(payload: Payload, variable: str, *, west: float, east: float, south: float, north: float) -> Climatology:
    """Read the cells whose middles lie in a window (degrees; longitudes 0 to 360).

    Raises
    ------
    FormatError
        Naming file and variable, when an axis is missing or is none, when no cell of a month holds a
        number, or when numbers or units are impossible.
    """
    with gridio.opened(payload) as dataset:
        if variable not in dataset.variables:
            held = ", ".join(str(name) for name in dataset.data_vars)
            raise FormatError(f"no variable {variable!r} (it has {held or 'none'})", payload.name, _TODO)
        field = dataset[variable]
        where = f"{payload.name}, variable {variable}"
        found = {axis: _axis(dataset, field, axis, where) for axis in AXES}
        month, depth, latitude, longitude = (values for _, values in found.values())
        order = [_months(month, where), _depths(depth, where), _rows(latitude, south, north, where)]
        order.append(_columns(longitude, west, east, where))
        dims = {axis: dimension for axis, (dimension, _) in found.items()}
        block = {dims[axis]: slice(at.min(), at.max() + 1) for axis, at in zip(AXES, order, strict=True)}
        raw = field.isel(block).transpose(*dims.values()).values
    for number, at in enumerate(order):
        raw = np.take(raw, at - at.min(), axis=number)
    values, notices = _decoded(raw, field, where)
    return Climatology(
        _checked(values, where),
        np.abs(depth[order[1]]),
        latitude[order[2]],
        (longitude[order[3]] + 180) % 360 - 180,
        notices,
    )


def _axis(dataset: xr.Dataset, field: xr.DataArray, axis: str, where: str) -> tuple[str, Numbers]:
    """Dimension and coordinates of an axis, found by name in any letters."""
    names = {str(name).casefold(): str(name) for name in dataset.variables}
    if axis.casefold() not in names:
        raise FormatError(f"no coordinate {axis}", where, _TODO)
    coordinate = dataset[names[axis.casefold()]]
    if coordinate.ndim != 1:
        told = f"{axis} is no axis but lies on {coordinate.ndim} dimensions: not a grid of longitude and latitude"
        raise FormatError(told, where, _TODO)
    dimension = str(coordinate.dims[0])
    if dimension not in field.dims:
        raise FormatError(f"it does not lie on {axis} but on {', '.join(map(str, field.dims))}", where, _TODO)
    if field.ndim != len(AXES):
        raise FormatError(f"{field.ndim} dimensions instead of {len(AXES)}", where, _TODO)
    values = coordinate.values.astype(float)
    if not np.isfinite(values).all() or len(np.unique(values)) != len(values):
        raise FormatError(f"{axis} has gaps or repeats itself", where, _TODO)
    return dimension, values


def _months(values: Numbers, where: str) -> NDArray[np.int64]:
    """Places of January to December."""
    order = np.argsort(values)
    for first in (1, 0):
        if np.array_equal(values[order], np.arange(first, first + 12)):
            return order
    raise FormatError("Month does not run from 1 to 12 (or 0 to 11)", where, _TODO)


def _depths(values: Numbers, where: str) -> NDArray[np.int64]:
    """Places from the surface down; all negative depths are heights."""
    if (values > 0).any() and (values < 0).any():
        raise FormatError("Depth is partly positive and partly negative", where, _TODO)
    return np.argsort(np.abs(values))


def _rows(values: Numbers, south: float, north: float, where: str) -> NDArray[np.int64]:
    if (np.abs(values) > 90).any():
        raise FormatError("Latitude goes beyond 90 degrees: not a grid of longitude and latitude", where, _TODO)
    return _inside(values, south, north, "Latitude", where)


def _columns(values: Numbers, west: float, east: float, where: str) -> NDArray[np.int64]:
    if values.min() < -180 or values.max() > 360:
        raise FormatError("Longitude goes beyond 360 degrees: not a grid of longitude and latitude", where, _TODO)
    wrapped = values % 360
    at = _inside(wrapped, west, east, "Longitude", where)
    _, first = np.unique(wrapped[at], return_index=True)  # -180 and 180 are one meridian
    return at[first]


def _inside(values: Numbers, least: float, most: float, axis: str, where: str) -> NDArray[np.int64]:
    order = np.argsort(values)
    found = order[(values[order] >= least) & (values[order] <= most)]
    if len(found) < 2:
        raise FormatError(f"{axis} does not cover {least:g} to {most:g} degrees", where, _TODO)
    return found


def _decoded(raw: NDArray[np.generic], field: xr.DataArray, where: str) -> tuple[Numbers, tuple[str, ...]]:
    """Numbers in nM from what lies in the file: fill values, packing, unit."""
    attributes = field.attrs
    values = raw.astype(float)
    missing = ~np.isfinite(values) | (np.abs(values) >= FILL)
    for key in ("_FillValue", "missing_value"):
        for code in np.ravel(attributes.get(key, [])):
            missing |= np.isclose(values, float(code))
    values = values * float(attributes.get("scale_factor", 1)) + float(attributes.get("add_offset", 0))
    unit = str(attributes.get("units", "")).replace(" ", "").replace("µ", "u").casefold()
    if unit and unit not in FACTORS:
        raise FormatError(f"its unit is {attributes['units']!r}, not nmol/L", where, _TODO)
    notices = () if unit else ("The file gives no unit: taken as nmol/L, as in the paper.",)
    return np.where(missing, np.nan, values * FACTORS.get(unit, 1.0)), notices


def _checked(values: Numbers, where: str) -> Numbers:
    """The numbers, unless a month has none at the surface or one is negative."""
    held = np.isfinite(values[:, 0]).any(axis=(1, 2))
    if not held.any():
        raise FormatError("no cell of the region holds a number", where, _TODO)
    if not held.all():
        raise FormatError(f"no cell of month {int(np.argmin(held)) + 1} holds a number", where, _TODO)
    lowest = float(np.nanmin(values))
    if lowest < 0:
        raise FormatError(
            f"a concentration of {lowest:g} nM: a fill value that the file does not declare", where, _TODO
        )
    return values
