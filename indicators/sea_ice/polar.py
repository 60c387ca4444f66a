"""The 25 km polar stereographic grid of NSIDC's northern products: coordinates, areas, our window.

EPSG:3411 (Hughes 1980 ellipsoid, true scale at 70°N, 45°W down). A cell is 25 km wide on the sheet
only; on the ground its area is 625 km² divided by the projection's areal scale.
"""

from __future__ import annotations

import functools

import numpy as np
import pyproj
from numpy.typing import NDArray

from indicators.grid import Axis, Grid

CRS = "EPSG:3411"
ROWS, COLUMNS = 448, 304
CELL_M = 25_000.0
X: NDArray[np.float64] = np.arange(COLUMNS, dtype="float64") * CELL_M - 3_837_500.0
"""Centres of the columns, m, ascending."""
Y: NDArray[np.float64] = 5_837_500.0 - np.arange(ROWS, dtype="float64") * CELL_M
"""Centres of the rows, m, descending: row 0 is the top of the sheet."""

WINDOW_ROWS, WINDOW_COLUMNS = slice(0, 140), slice(60, 240)
"""The part of the grid that is kept: the seas from the Bohai to the western Bering Sea."""

Arrays = tuple[NDArray[np.float64], NDArray[np.float64]]


@functools.cache
def _projection() -> pyproj.Proj:
    return pyproj.Proj(CRS)


@functools.cache
def centres() -> Arrays:
    """Longitude (0-360) and latitude of every cell's centre, degrees; each (448, 304)."""
    return _geographic(X, Y)


@functools.cache
def area_km2() -> NDArray[np.float64]:
    """True area of every cell, km²; (448, 304), 382.66 to 664.45.

    Snyder (1987), USGS Professional Paper 1395: the areal scale at the cell's centre.
    """
    longitude, latitude = centres()
    scale = _projection().get_factors(longitude, latitude).areal_scale
    return np.asarray((CELL_M / 1000) ** 2 / scale)


@functools.cache
def corners() -> Arrays:
    """Longitude (0-360) and latitude of the corners of the window's cells; each (rows + 1, columns + 1)."""
    x = np.append(X[WINDOW_COLUMNS], X[WINDOW_COLUMNS][-1] + CELL_M) - CELL_M / 2
    y = np.append(Y[WINDOW_ROWS], Y[WINDOW_ROWS][-1] - CELL_M) + CELL_M / 2
    return _geographic(x, y)


def _geographic(x: NDArray[np.float64], y: NDArray[np.float64]) -> Arrays:
    across, down = np.meshgrid(x, y)
    longitude, latitude = _projection()(across, down, inverse=True)
    return np.mod(longitude, 360), latitude


@functools.cache
def window() -> Grid:
    """Grid of the fields kept: the window's cells, rows from north of the sheet downwards."""
    y, x = Y[WINDOW_ROWS], X[WINDOW_COLUMNS]
    return Grid(CRS, (Axis("y", "m", tuple(y.tolist())), Axis("x", "m", tuple(x.tolist()))))
