"""From degrees to kilometres to pixels: the one projection of every map.

Lambert azimuthal equal-area on a sphere, centred on 52°N 142°E: areas stay comparable between
the basin, the sea and the Oyashio, and north is close to up everywhere the maps reach.
Pure numpy; reads no file and draws nothing.

Formulas: Snyder, J. P. (1987), *Map Projections: A Working Manual*, U.S. Geological Survey
Professional Paper 1395, p. 185-187: equations 22-4, 22-5 and 24-2 (forward, oblique aspect,
sphere), 20-14, 20-15, 20-18 and 24-16 (inverse).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

CENTRE = (142.0, 52.0)
"""Longitude and latitude of the centre of projection, degrees."""

RADIUS_KM = 6371.0072
"""Radius of the sphere with the area of the WGS 84 ellipsoid (Snyder 1987, equation 3-13), km."""

EXTENT_KM = (-3800.0, 3400.0, -2700.0, 2200.0)
"""Left, right, bottom and top of the area that the coast file covers, km."""

WINDOWS_KM = {
    "region": (-2450.0, 1450.0, -1330.0, 1400.0),
    "amur": (-2450.0, 150.0, -1130.0, 650.0),
    "wide": (-2450.0, 1900.0, -2300.0, 1500.0),
    "okhotsk": (-640.0, 1130.0, -1080.0, 1290.0),
    "okhotsk_oyashio": (-640.0, 1400.0, -1400.0, 1180.0),
    "far_eastern_seas": (-1950.0, 1960.0, -1560.0, 1480.0),
    "sub_regions": (-1990.0, 1800.0, -1430.0, 990.0),
}
"""What a window shows at least (left, right, bottom, top, km): `region` the Amur basin, the Sea of
Okhotsk and the Oyashio; `amur` the basin; `wide` also the Bohai, Yellow and western Bering Seas;
`okhotsk` that sea and the Tatar Strait; `okhotsk_oyashio` also the Pacific to 40°N;
`far_eastern_seas` all seas of the region that freeze; `sub_regions` the polygons that grids are reduced over."""

_MINIMUM_COSINE = 1e-9


def forward(
    longitude: ArrayLike,
    latitude: ArrayLike,
    *,
    centre: tuple[float, float] = CENTRE,
    radius_km: float = RADIUS_KM,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Project geographic coordinates.

    Parameters
    ----------
    longitude, latitude : array_like
        Degrees east and north, of one shape. NaN stays NaN, so lines may be NaN-separated.
    centre : tuple of float
        Longitude and latitude of the centre, degrees.
    radius_km : float
        Radius of the sphere, km; the result has its unit.

    Returns
    -------
    x, y : ndarray
        East and north of the centre, km. NaN at the antipode of the centre, which is a circle.
    """
    phi, phi1 = np.radians(np.asarray(latitude, dtype=float)), np.radians(centre[1])
    dlam = np.radians(np.asarray(longitude, dtype=float) - centre[0])
    one_plus_cos_c = 1 + np.sin(phi1) * np.sin(phi) + np.cos(phi1) * np.cos(phi) * np.cos(dlam)
    k = np.sqrt(2 / np.where(one_plus_cos_c > _MINIMUM_COSINE, one_plus_cos_c, np.nan))
    x = radius_km * k * np.cos(phi) * np.sin(dlam)
    y = radius_km * k * (np.cos(phi1) * np.sin(phi) - np.sin(phi1) * np.cos(phi) * np.cos(dlam))
    return x, y


def inverse(
    x: ArrayLike,
    y: ArrayLike,
    *,
    centre: tuple[float, float] = CENTRE,
    radius_km: float = RADIUS_KM,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Geographic coordinates of projected points.

    Parameters
    ----------
    x, y : array_like
        East and north of the centre, km, of one shape.
    centre : tuple of float
        Longitude and latitude of the centre, degrees.
    radius_km : float
        Radius of the sphere, km.

    Returns
    -------
    longitude, latitude : ndarray
        Degrees; longitudes within 180 degrees of the centre (so 182 stays 182). NaN for points
        farther than two radii from the centre, where no place on Earth is projected to.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    rho, phi1 = np.hypot(x, y), np.radians(centre[1])
    half = rho / (2 * radius_km)
    c = 2 * np.arcsin(np.where(half <= 1, half, np.nan))
    # sin(c)/rho tends to 1/R at the centre, where the quotient itself is undefined.
    sin_c_by_rho = np.sqrt(np.maximum(1 - half**2, 0)) / radius_km
    phi = np.arcsin(np.clip(np.cos(c) * np.sin(phi1) + y * sin_c_by_rho * np.cos(phi1), -1, 1))
    dlam = np.arctan2(x * sin_c_by_rho, np.cos(phi1) * np.cos(c) - y * sin_c_by_rho * np.sin(phi1))
    return centre[0] + np.degrees(dlam), np.degrees(phi)


@dataclass(frozen=True)
class Sheet:
    """A window of the projected plane, drawn on so many pixels.

    Attributes
    ----------
    left, right, bottom, top : float
        Edges in the projected plane, km.
    km_per_px : float
        Scale at the centre of projection, the same in both directions.
    """

    left: float
    right: float
    bottom: float
    top: float
    km_per_px: float

    @classmethod
    def fit(cls, window: str, width_px: float, height_px: float) -> Sheet:
        """Widen or heighten a named window to the shape of the picture, inside `EXTENT_KM`.

        Raises
        ------
        ValueError
            If the window has no entry in `WINDOWS_KM`.
        """
        if window not in WINDOWS_KM:
            raise ValueError(f"map window {window!r} is unknown: use one of {', '.join(WINDOWS_KM)}")
        left, right, bottom, top = WINDOWS_KM[window]
        km_per_px = max((right - left) / width_px, (top - bottom) / height_px)
        left, right = _widen(left, right, width_px * km_per_px, *EXTENT_KM[:2])
        bottom, top = _widen(bottom, top, height_px * km_per_px, *EXTENT_KM[2:])
        return cls(left, right, bottom, top, km_per_px)

    def contains(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.bool_]:
        """Whether projected points (km) lie on the sheet."""
        x, y = np.asarray(x), np.asarray(y)
        return (self.left < x) & (x < self.right) & (self.bottom < y) & (y < self.top)


def _widen(low: float, high: float, length: float, least: float, most: float) -> tuple[float, float]:
    """Stretch an interval evenly to a length, pushed back where it leaves the limits."""
    middle, length = (low + high) / 2, min(length, most - least)
    low = min(max(middle - length / 2, least), most - length)
    return low, low + length
