"""Which cells of the 25 km grid a region has, and what each weighs: its true area in km².

Two regions are masks (Meier et al. 2007, the mask behind the Sea Ice Index); all others are polygons
of the registry, whose cells are those with their centre inside. What is land is the product's word:
weights are made for the sea cells of a file.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from indicators.catalog import Catalog
from indicators.errors import CatalogError
from indicators.sea_ice import polar
from indicators.sea_ice.slab import Slab

ROWS, COLUMNS = slice(0, 185), slice(16, 240)
"""The part of the grid that is read: it holds the kept window and both masks."""

INDICATORS = ("sea_ice_extent", "sea_ice_area")
FEW_CELLS = 12
"""A region of fewer cells is told to be coarse: one coast cell is a tenth of it."""

Cells = NDArray[np.bool_]
_Corners = tuple[tuple[float, float], ...]
_Wanted = tuple[tuple[str, _Corners], ...]


@dataclass(frozen=True)
class Weights:
    """Cells of several regions within one crop.

    Attributes
    ----------
    places : tuple of str
    cells : int, (used,)
        Flat positions within the crop of the cells that any region has.
    area_km2 : float, (used, places)
        True area of a cell where it belongs to the region, else 0.
    sea_km2, sea_cells : (places,)
        Area and number of the region's sea cells within the crop.
    outside, total : int, (places,)
        Cells of the region that lie outside the crop, and all of them.
    total_km2 : (places,)
        Area of all of them. Outside the crop the shipped land mask of the edition says what is sea.
    """

    places: tuple[str, ...]
    cells: NDArray[np.intp]
    area_km2: NDArray[np.float64]
    sea_km2: NDArray[np.float64]
    sea_cells: NDArray[np.intp]
    outside: NDArray[np.intp]
    total: NDArray[np.intp]
    total_km2: NDArray[np.float64]


def weights(catalog: Catalog, source_id: str, slab: Slab) -> Weights:
    """Weights of every region that a source declares ice series for, on the cells of a slab.

    Made once a process for each crop and land mask.

    Raises
    ------
    CatalogError
        When a declared place is neither a mask nor a polygon on the part of the grid that is read.
    """
    crop = (slab.rows.start, slab.rows.stop, slab.columns.start, slab.columns.stop)
    edition = "v6" if catalog.sources[source_id].options.get("land") == "surface" else "v4"
    return _weights(_wanted(catalog, source_id), crop, slab.sea.tobytes(), edition)


def cells(place: str, corners: _Corners = ()) -> Cells:
    """Cells of a region on the full grid, land included; (448, 304)."""
    return _polygon(corners) if corners else mask(place)


@functools.cache
def mask(place: str) -> Cells:
    """Cells of a region of the Meier mask, (448, 304)."""
    if place not in masks():
        raise CatalogError("neither a polygon nor a mask", place, "Give the region a polygon in data_sources.yaml.")
    return _from_runs(_shipped("meier_mask.json")[place])


def masks() -> frozenset[str]:
    """Regions that are a mask, not a polygon."""
    return frozenset(_shipped("meier_mask.json"))


@functools.cache
def ocean(edition: str) -> Cells:
    """Sea cells by the land mask of the concentration record, edition `v4` or `v6`; (448, 304).

    Taken from the provider's files of 2021-12-31 (V4) and 1985-01-30 (V6), rows 0 to 184 and
    columns 0 to 239; elsewhere it is False.
    """
    return _from_runs(_shipped("ocean_masks.json")[edition])


def _wanted(catalog: Catalog, source_id: str) -> _Wanted:
    places = dict.fromkeys(one.place for one in catalog.declarations(source_id) if one.indicator in INDICATORS)
    regions = catalog.regions
    return tuple(
        (place, () if place in masks() or place not in regions else regions[place].polygon) for place in places
    )


@functools.lru_cache(maxsize=16)
def _weights(wanted: _Wanted, crop: tuple[int, int, int, int], sea_bytes: bytes, edition: str) -> Weights:
    rows, columns = slice(crop[0], crop[1]), slice(crop[2], crop[3])
    sea = np.frombuffer(sea_bytes, dtype=bool).reshape(crop[1] - crop[0], crop[3] - crop[2])
    area = polar.area_km2()
    inside, outside = [], []
    for place, corners in wanted:
        whole = cells(place, corners)
        _require_read(whole, place)
        inside.append((whole[rows, columns] & sea).ravel())
        beyond = whole & ocean(edition)
        beyond[rows, columns] = False
        outside.append((int(beyond.sum()), float(area[beyond].sum())))
    member, (beyond_cells, beyond_km2) = np.array(inside), (np.array(part) for part in zip(*outside, strict=True))
    used = np.flatnonzero(member.any(axis=0))
    weight = member[:, used].T * area[rows, columns].ravel()[used, None]
    count = member.sum(axis=1)
    return Weights(
        places=tuple(place for place, _ in wanted),
        cells=used,
        area_km2=np.ascontiguousarray(weight),
        sea_km2=weight.sum(axis=0),
        sea_cells=count,
        outside=beyond_cells,
        total=count + beyond_cells,
        total_km2=weight.sum(axis=0) + beyond_km2,
    )


def _require_read(whole: Cells, place: str) -> None:
    todo = "Correct the polygon in data_sources.yaml."
    if not whole.any():
        raise CatalogError("no cell has its centre inside", place, todo)
    beyond = int(whole.sum()) - int(whole[ROWS, COLUMNS].sum())
    if beyond:
        reason = f"{beyond} of {int(whole.sum())} cells lie outside the part of the grid that is read"
        raise CatalogError(reason, place, todo)


@functools.cache
def _polygon(corners: _Corners) -> Cells:
    """Cells with their centre inside; corners are joined by straight lines in longitude and latitude."""
    longitude, latitude = polar.centres()
    shape = shapely.Polygon([(float(np.mod(east, 360)), north) for east, north in corners])
    if not shape.is_valid:
        raise CatalogError("a polygon that crosses itself", str(corners[:2]), "Correct it in data_sources.yaml.")
    return np.asarray(shapely.contains_xy(shape, longitude, latitude))


@functools.cache
def _shipped(name: str) -> dict[str, list[list[int]]]:
    held: dict[str, list[list[int]]] = json.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    return held


def _from_runs(runs: list[list[int]]) -> Cells:
    grid = np.zeros((polar.ROWS, polar.COLUMNS), dtype=bool)
    for row, column, length in runs:
        grid[row, column : column + length] = True
    grid.setflags(write=False)
    return grid
