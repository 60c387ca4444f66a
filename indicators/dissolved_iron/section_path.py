"""A path over the sea from named stop to named stop, and which column of a grid stands for each point of it.

Points lie along great circles. Each takes the nearest column that is sea, within a limit: nothing is
interpolated, so a section shows the grid's own numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indicators.map.projection import RADIUS_KM

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Path:
    """Points along a path.

    Attributes
    ----------
    distance_km, longitude, latitude : ndarray, (points,)
        From the first stop; degrees.
    stops : dict
        Distance of each named stop, km.
    """

    distance_km: Numbers
    longitude: Numbers
    latitude: Numbers
    stops: dict[str, float]


def along(stops: Mapping[str, Sequence[float]], step_km: float) -> Path:
    """Points every `step_km` along the great circles between stops (name: longitude, latitude).

    The points lie in the middles of the steps; the last step may be shorter.
    """
    corners = np.array([_vector(*map(float, spot)) for spot in stops.values()])
    legs = [_angle(one, two) * RADIUS_KM for one, two in zip(corners, corners[1:], strict=False)]
    ends = np.concatenate([[0.0], np.cumsum(legs)])
    edges = np.append(np.arange(0, ends[-1], step_km), ends[-1])
    middles = (edges[1:] + edges[:-1]) / 2
    leg = np.clip(np.searchsorted(ends, middles, side="right") - 1, 0, len(legs) - 1)
    share = (middles - ends[leg]) / np.array(legs)[leg]
    points = np.array([_between(corners[one], corners[one + 1], part) for one, part in zip(leg, share, strict=True)])
    longitude, latitude = np.degrees(np.arctan2(points[:, 1], points[:, 0])), np.degrees(np.arcsin(points[:, 2]))
    return Path(middles, longitude, latitude, dict(zip(stops, ends.tolist(), strict=True)))


def nearest(path: Path, longitude: Numbers, latitude: Numbers, sea: NDArray[np.bool_], farthest_km: float) -> Numbers:
    """Row and column of the nearest sea cell of each point.

    Parameters
    ----------
    longitude, latitude : ndarray
        Middles of the grid's cells, degrees.
    sea : ndarray of bool, (latitudes, longitudes)
    farthest_km : float
        A point without sea within this distance has none.

    Returns
    -------
    ndarray, (points, 2)
        Row and column; -1 where there is none.
    """
    rows, columns = np.nonzero(sea)
    if not len(rows):
        return np.full((len(path.distance_km), 2), -1)
    cells = np.array([_vector(longitude[column], latitude[row]) for row, column in zip(rows, columns, strict=True)])
    points = np.array([_vector(*spot) for spot in zip(path.longitude, path.latitude, strict=True)])
    away = np.arccos(np.clip(points @ cells.T, -1, 1)) * RADIUS_KM
    best = away.argmin(axis=1)
    found = np.column_stack([rows[best], columns[best]])
    found[away.min(axis=1) > farthest_km] = -1
    return found


def _vector(longitude: float, latitude: float) -> Numbers:
    """Unit vector of a position on the sphere."""
    lam, phi = np.radians([longitude, latitude])
    return np.array([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])


def _angle(one: Numbers, two: Numbers) -> float:
    return float(np.arctan2(np.linalg.norm(np.cross(one, two)), one @ two))


def _between(one: Numbers, two: Numbers, share: float) -> Numbers:
    """Point on the great circle between two, at a share of the way."""
    angle = _angle(one, two)
    made: Numbers = (np.sin((1 - share) * angle) * one + np.sin(share * angle) * two) / np.sin(angle)
    return made
