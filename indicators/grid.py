"""What a field is made of: a grid, how its cells are packed, and its times.

A field is a map or a section, e.g. concentration on the cells of a window. Nothing here knows the
cache, netCDF or a projection.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.registry import Declaration

CLIMATOLOGY = "climatology"
REFERENCE_YEAR = 2000  # a climatology's months and days are those of this leap year


@dataclass(frozen=True)
class Axis:
    """Coordinates along one dimension, in the order of the cells."""

    name: str
    unit: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class Grid:
    """Where the cells are.

    Attributes
    ----------
    crs : str
        `EPSG:3411`, `longitude latitude`, or `section` (distance along a path by depth).
    axes : tuple of Axis
        In the order of the array's dimensions, e.g. y, x or depth, latitude, longitude.
    more : dict
        What else places the cells, e.g. longitudes and latitudes along a section.
    """

    crs: str
    axes: tuple[Axis, ...]
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, ...]:
        """Cells along each dimension."""
        return tuple(len(axis.values) for axis in self.axes)

    def axis(self, name: str) -> NDArray[np.float64]:
        """Coordinates of the axis called `name`."""
        return np.array(next(axis.values for axis in self.axes if axis.name == name))


@dataclass(frozen=True)
class Packing:
    """How a number lies in a cell: `value = packed * scale`; codes in `missing` carry none.

    Attributes
    ----------
    dtype : str
        numpy's type code: `u1`, `u2` or `f4` (little-endian).
    scale : float
    missing : dict
        Meaning of the codes without a value, e.g. {254: "no data", 255: "not sea"}. NaN always is missing.
    """

    dtype: str = "f4"
    scale: float = 1.0
    missing: dict[int, str] = field(default_factory=dict)

    def unpack(self, packed: NDArray[Any]) -> NDArray[np.float64]:
        """Numbers in the field's unit, NaN where there is none."""
        values = packed.astype("float64") * self.scale
        values[np.isin(packed, list(self.missing))] = np.nan
        return values


@dataclass(frozen=True)
class Layer:
    """One time of a field; `cells` are packed and have the grid's shape."""

    time_start: pd.Timestamp
    time_end: pd.Timestamp
    cells: NDArray[Any]
    flag: str = "good"
    note: str = ""


@dataclass(frozen=True)
class ParsedField:
    """A field as a parser read it, for the cache.

    `climatology` says that its times are months or days of `REFERENCE_YEAR`, not dates; `meta`
    overrides what only the file knows, as for a series.
    """

    declaration: Declaration
    grid: Grid
    packing: Packing
    layers: tuple[Layer, ...]
    meta: dict[str, Any] = field(default_factory=dict)
    climatology: bool = False
