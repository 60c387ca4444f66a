"""Which water a position lies in: the corners that a source's places give, or the region's own polygon.

Corners are joined by straight lines in longitude and latitude; a position on the line is inside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from indicators.catalog import Catalog, Declaration
from indicators.errors import CatalogError


@dataclass(frozen=True)
class Area:
    """A water area: what it is in one sentence, and its polygon (longitudes 0 to 360, degrees)."""

    told: str
    polygon: shapely.Polygon

    def holds(self, longitude: ArrayLike, latitude: ArrayLike) -> NDArray[np.bool_]:
        """Whether positions (degrees, any longitude convention) lie inside or on the edge."""
        found: NDArray[np.bool_] = shapely.intersects_xy(
            self.polygon, np.mod(np.asarray(longitude, float), 360), np.asarray(latitude, float)
        )
        return found


def of(declared: Declaration, catalog: Catalog) -> Area:
    """The area of a declared series.

    The place's key is `{told: sentence, corners: [[longitude, latitude], ...]}`; without a key the
    place is a region that has a polygon of its own.

    Raises
    ------
    CatalogError
        When neither is there.
    """
    key = declared.place_key
    if isinstance(key, dict) and {"told", "corners"} <= key.keys():
        told, corners = str(key["told"]), key["corners"]
    else:
        region = catalog.regions.get(declared.place)
        told, corners = (region.definition, region.polygon) if region else ("", ())
    if len(corners) < 3:
        raise CatalogError("no corners of its area", declared.id, "Write corners: [[longitude, latitude], ...].")
    return Area(told, shapely.Polygon([(longitude % 360, latitude) for longitude, latitude in corners]))
