"""The reduction once more, written apart from the project: Snyder's formulas, a plain sum over cells.

Only numpy. The mask comes from the provider's file, never from the cells shipped with the code.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

A_KM, E2 = 6378.273, 0.006693883  # Hughes 1980
CELL_KM = 25.0
E = E2**0.5


def distance_m(phi: float) -> float:
    """Snyder's m: radius of a parallel over the semi-major axis."""
    return float(np.cos(phi) / np.sqrt(1 - E2 * np.sin(phi) ** 2))


def t(phi: Any) -> Any:
    """Snyder (15-9)."""
    return np.tan(np.pi / 4 - phi / 2) / ((1 - E * np.sin(phi)) / (1 + E * np.sin(phi))) ** (E / 2)


def areas_km2() -> NDArray[np.float64]:
    """True area of every cell, (448, 304): 625 km² over the square of the scale, true at 70°N.

    Snyder (1987), polar stereographic on the ellipsoid: (7-9), (21-33), (21-34), inverse by iteration.
    """
    x = -3837.5 + CELL_KM * np.arange(304)
    y = 5837.5 - CELL_KM * np.arange(448)
    rho = np.hypot(*np.meshgrid(x, y))
    true = np.radians(70)
    small_t = rho * t(true) / (A_KM * distance_m(true))
    phi = np.pi / 2 - 2 * np.arctan(small_t)
    for _ in range(8):
        ratio = ((1 - E * np.sin(phi)) / (1 + E * np.sin(phi))) ** (E / 2)
        phi = np.pi / 2 - 2 * np.arctan(small_t * ratio)
    scale = rho / (A_KM * np.cos(phi) / np.sqrt(1 - E2 * np.sin(phi) ** 2))
    return CELL_KM**2 / scale**2


def centres() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitude (0-360) and latitude of every cell's centre, degrees."""
    x, y = np.meshgrid(-3837.5 + CELL_KM * np.arange(304), 5837.5 - CELL_KM * np.arange(448))
    small_t = np.hypot(x, y) * t(np.radians(70)) / (A_KM * distance_m(np.radians(70)))
    phi = np.pi / 2 - 2 * np.arctan(small_t)
    for _ in range(8):
        phi = np.pi / 2 - 2 * np.arctan(small_t * ((1 - E * np.sin(phi)) / (1 + E * np.sin(phi))) ** (E / 2))
    return np.mod(-45 + np.degrees(np.arctan2(x, -y)), 360), np.degrees(phi)


def region(upstream: Path, code: int) -> NDArray[np.bool_]:
    """Cells of a region by the provider's own mask, (448, 304)."""
    return np.fromfile(upstream / "sea_ice/Arctic_region_mask_Meier_AnnGlaciol2007.msk", "u1").reshape(448, 304) == code


def extent_and_area(percent: NDArray[np.floating[Any]], cells: NDArray[np.bool_]) -> tuple[float, float]:
    """km² of cells with at least 15 %, and the same weighted by concentration; NaN and codes above 100 are no ice."""
    extent, area, weight = 0.0, 0.0, areas_km2()
    for row, column in zip(*np.nonzero(cells), strict=True):
        here = float(percent[row, column])
        if 15 <= here <= 100:
            extent += float(weight[row, column])
            area += float(weight[row, column]) * here / 100
    return extent, area
