"""A map of ice as plain traces: classes of cells as outlines, the ice edge along their sides.

What is drawn is the product's own 25 km cells, projected corner by corner; nothing is smoothed or
interpolated. Cells of the same class are one trace with one outline. Knows no words but those given.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from indicators.fields import HeldLayer
from indicators.map.outline import Line, border, union
from indicators.map.projection import EXTENT_KM, forward
from indicators.sea_ice import polar
from indicators.sea_ice.concentration_field import MEANINGS, NOT_SEA
from indicators.sea_ice.slab import THRESHOLD_PERCENT

Mask = NDArray[np.bool_]
EDGE, MEDIAN = "#0B3C7A", "#A3195B"
NO_DATA_HATCH, NO_DATA_GROUND, COAST_CELL = "#C3CAD1", "#F1F3F5", "#F3F1EC"
HALF = 50  # per cent of the years
SEAM_PX = 0.6  # closes the hairline between neighbouring outlines
HOVER_PX = 7
VALUE, SIGNED = "%{customdata:.3~r}", "%{customdata:+.3~r}"
"""A cell's number, as the chart library fills it in."""


@dataclass(frozen=True)
class Band:
    """A class of values: from `low` up to, not including, `high`; the last of a scale includes it."""

    low: float
    high: float
    colour: str


CONCENTRATION = (Band(15, 40, "#D3E4F1"), Band(40, 70, "#A6C9E5"), Band(70, 90, "#75A9D6"), Band(90, 101, "#5590C6"))
"""Classes of concentration, %; below 15 % is open water."""

ANOMALY = (
    Band(-101, -50, "#C4622D"),
    Band(-50, -25, "#E39A66"),
    Band(-25, -10, "#F3CFAF"),
    Band(-10, 10, "#E6EAED"),
    Band(10, 25, "#BFD9EC"),
    Band(25, 50, "#82B4DB"),
    Band(50, 101, "#4A8AC2"),
)
"""Classes of the difference from the normal, percentage points."""


def sea(held: HeldLayer) -> Mask:
    """Cells that the product takes for sea, with or without a value."""
    return ~held.coded(MEANINGS[NOT_SEA])


def classes(values: NDArray[np.float64], bands: Sequence[Band], names: Sequence[str]) -> list[go.Scatter]:
    """One filled trace a class; a class without cells keeps its place in the key.

    Parameters
    ----------
    values : ndarray, shape of the window
        NaN where nothing is drawn.
    """
    return [
        filled(union((values >= band.low) & (values < band.high), *corners()), band.colour, name)
        for band, name in zip(bands, names, strict=True)
    ]


def edge(percent: NDArray[np.float64], least: float, colour: str, name: str, *, dash: str = "solid") -> go.Scatter:
    """The line between cells of at least so many per cent and cells of less; none towards land or no data."""
    x, y = border(percent >= least, percent < least, *corners())
    line = {"color": colour, "width": 1.4, "dash": dash}
    return _scatter(x, y, name, line=line)


def ice_edge(held: HeldLayer, name: str) -> go.Scatter:
    """The 15 % edge of a map of concentration."""
    return edge(held.values, THRESHOLD_PERCENT, EDGE, name)


def median_edge(held: HeldLayer, name: str) -> go.Scatter:
    """The edge that half the years reach, of a map of frequency."""
    return edge(held.values, HALF, MEDIAN, name, dash="6px,3px")


def unknown(held: HeldLayer, name: str) -> go.Scatter:
    """Sea cells without a value, and everything outside the window, hatched."""
    x, y = union(sea(held) & np.isnan(held.values), *corners())
    around = _around_window()
    if len(x):
        around = (np.concatenate([around[0], [np.nan], x]), np.concatenate([around[1], [np.nan], y]))
    pattern = {"shape": "/", "size": 7, "solidity": 0.18, "fgcolor": NO_DATA_HATCH, "bgcolor": NO_DATA_GROUND}
    return filled(around, NO_DATA_GROUND, name, seam=False, fillpattern=pattern)


def not_sea(held: HeldLayer, name: str) -> go.Scatter:
    """Cells that are land, coast or lake on the grid; where they lie over water it is not measured."""
    return filled(union(~sea(held), *corners()), COAST_CELL, name)


def pointers(values: NDArray[np.float64], told: str) -> go.Scatter:
    """Invisible marks in the middle of cells, for the value on hover; NaN has none.

    Parameters
    ----------
    told : str
        What hover says, with `VALUE` or `SIGNED` in place of the number.
    """
    at = ~np.isnan(values)
    x, y = (np.rint(axis[at]).astype("int16") for axis in _centres())
    shown = values[at]
    whole = np.array_equal(shown, np.rint(shown))
    return go.Scatter(
        x=x, y=y, mode="markers", marker={"size": HOVER_PX, "opacity": 0, "color": EDGE}, showlegend=False,
        customdata=shown.astype("int8" if whole else "float32"), hovertemplate=f"{told}<extra></extra>",
    )  # fmt: skip


def filled(outline: Line, colour: str, name: str, *, seam: bool = True, **more: Any) -> go.Scatter:
    """An area; `seam` closes the hairline towards its neighbours."""
    line = {"color": colour, "width": SEAM_PX if seam else 0}
    return _scatter(*outline, name, line=line, fill="toself", fillcolor=colour, **more)


def _scatter(x: NDArray[np.float64], y: NDArray[np.float64], name: str, **more: Any) -> go.Scatter:
    # plotly leaves a trace without any point out of the key.
    x, y = (axis.astype("float32") if len(axis) else np.array([np.nan]) for axis in (x, y))
    return go.Scatter(x=x, y=y, mode="lines", name=name, hoverinfo="skip", showlegend=bool(name), **more)


@functools.cache
def corners() -> Line:
    """Corners of the window's cells in the projected plane, km."""
    return forward(*polar.corners())


@functools.cache
def _centres() -> Line:
    longitude, latitude = (axis[polar.WINDOW_ROWS, polar.WINDOW_COLUMNS] for axis in polar.centres())
    return forward(longitude, latitude)


@functools.cache
def _around_window() -> Line:
    """All that a map can show, with the window of the fields as a hole."""
    hole_x, hole_y = union(np.ones(polar.window().shape, dtype=bool), *corners())
    left, right, bottom, top = EXTENT_KM
    x, y = np.array([left, right, right, left, left]), np.array([bottom, bottom, top, top, bottom])
    if _turn(x, y) == _turn(hole_x, hole_y):
        x, y = x[::-1], y[::-1]
    return np.concatenate([x, [np.nan], hole_x]), np.concatenate([y, [np.nan], hole_y])


def _turn(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """1 for a ring that turns left, -1 for one that turns right."""
    return float(np.sign(np.sum(x[:-1] * np.diff(y) - y[:-1] * np.diff(x))))
