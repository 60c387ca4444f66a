"""Monthly climatology of dissolved iron by Huang, Tagliabue and Cassar 2022: map, section and means of waters.

A random forest fitted to bottles and environmental fields: a model, kept apart from observations by
indicators of its own. Its months belong to no year; they lie in the reference year of climatologies.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from indicators import observations
from indicators.catalog import Catalog, Declaration
from indicators.dissolved_iron import areas, climatology_grid, section_path
from indicators.dissolved_iron.climatology_grid import Climatology
from indicators.grid import REFERENCE_YEAR, Axis, Grid, Layer, Packing, ParsedField
from indicators.series import Parsed, Payload, Reading

MONTHS = tuple(pd.date_range(f"{REFERENCE_YEAR}-01-01", periods=12, freq="MS"))
NOTE = f"Month of a climatology, of no year; placed in {REFERENCE_YEAR}."


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read the window that the source's options name.

    Raises
    ------
    FormatError
        See `climatology_grid.read`.
    """
    options = catalog.sources[source_id].options
    grid = climatology_grid.read(payload, options["variable"], **options["window"])
    makers = {"surface": _surface, "section": _section}
    fields = tuple(makers[one.indicator_key](grid, one) for one in catalog.declared_fields(source_id))
    notices = list(grid.notices)
    series = []
    for declared in catalog.declarations(source_id):
        means, area, cells = _means(grid, declared, catalog)
        if cells:
            told = {"area_definition": f"{area.told} {cells} sea cells of the grid, weighted by their area."}
            series.append(Parsed(declared, means, told))
        else:
            notices.append(f"{declared.id}: no sea cell of the grid has its middle there.")
    return Reading(tuple(series), tuple(notices), whole=True, fields=fields)


def _surface(grid: Climatology, declared: Declaration) -> ParsedField:
    """Map of the uppermost depth, a layer a month."""
    axes = (_axis("latitude", "degrees_north", grid.latitude), _axis("longitude", "degrees_east", grid.longitude))
    made = Grid("longitude latitude", axes, {"depth_m": float(grid.depth_m[0])})
    return _field(declared, made, grid.values[:, 0])


def _section(grid: Climatology, declared: Declaration) -> ParsedField:
    """Depths by points of the declared path, a layer a month."""
    key: dict[str, Any] = declared.place_key
    path = section_path.along(key["stops"], float(key["step_km"]))
    cells = section_path.nearest(path, grid.longitude, grid.latitude, grid.sea, float(key["farthest_km"]))
    values = grid.values[:, :, cells[:, 0], cells[:, 1]]
    values = np.where((cells[:, 0] < 0)[None, None, :], np.nan, values)
    axes = (_axis("depth", "m", grid.depth_m), _axis("distance", "km", path.distance_km))
    more = {
        "stops": {name: round(at, 3) for name, at in path.stops.items()},
        "longitude": _rounded(path.longitude),
        "latitude": _rounded(path.latitude),
        "cell": [[float(grid.longitude[c]), float(grid.latitude[r])] if r >= 0 else None for r, c in cells.tolist()],
    }
    return _field(declared, Grid("section", axes, more), values)


def _field(declared: Declaration, grid: Grid, values: climatology_grid.Numbers) -> ParsedField:
    cells = values.astype("f4")
    layers = tuple(
        Layer(month, month + pd.offsets.MonthEnd(), cells[number], note=NOTE) for number, month in enumerate(MONTHS)
    )
    return ParsedField(declared, grid, Packing("f4"), layers, climatology=True)


def _axis(name: str, unit: str, values: climatology_grid.Numbers) -> Axis:
    return Axis(name, unit, tuple(_rounded(values)))


def _rounded(values: climatology_grid.Numbers) -> list[float]:
    """Free of the last bits that single precision leaves."""
    return [round(float(value), 4) for value in values]


def _means(grid: Climatology, declared: Declaration, catalog: Catalog) -> tuple[pd.DataFrame, areas.Area, int]:
    """Mean of the surface over a water by month, cells weighted by the cosine of their latitude."""
    area = areas.of(declared, catalog)
    longitude, latitude = np.meshgrid(grid.longitude, grid.latitude)
    inside = area.holds(longitude, latitude) & grid.sea
    weight = np.where(inside, np.cos(np.radians(latitude)), 0.0)
    surface = grid.values[:, 0]
    weights = np.where(np.isfinite(surface), weight, 0.0)
    total = weights.sum(axis=(1, 2))
    means = np.full(len(MONTHS), np.nan)
    np.divide((np.nan_to_num(surface) * weights).sum(axis=(1, 2)), total, out=means, where=total > 0)
    ends = [month + pd.offsets.MonthEnd() for month in MONTHS]
    made = observations.build(
        list(MONTHS), means, time_end=ends, citation=declared.source, confidence="derived", flag="estimated", note=NOTE
    )
    return made, area, int(inside.sum())
