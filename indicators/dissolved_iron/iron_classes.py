"""Classes of dissolved iron and their colours, alike on every map and section; filled outlines of cells.

Cells of one class are one outline along their sides: what is drawn is the grid's own numbers, nothing
is smoothed. Knows no projection.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from indicators.locales.formats import number
from indicators.map.outline import Line, union

BOUNDS_NM = (0.1, 0.2, 0.4, 0.7, 1.0, 1.5)
COLOURS = ("#FBE6D8", "#F4C9AE", "#E8A782", "#D98559", "#C26335", "#A24419", "#6E2B0D")
SEAM_PX = 0.6  # closes the hairline between neighbouring outlines
HOVER_PX = 8

Numbers = NDArray[np.float64]


def areas(values: Numbers, x: Numbers, y: Numbers, lang: str) -> list[go.Scatter]:
    """One filled trace a class; a class without cells keeps its place in the key.

    Parameters
    ----------
    values : ndarray, (rows, columns)
        nM; NaN where nothing is drawn.
    x, y : ndarray, (rows + 1, columns + 1)
        Where the corners of the cells are drawn.
    """
    known = np.isfinite(values)
    kind = np.digitize(np.nan_to_num(values), BOUNDS_NM)
    return [
        filled(union(known & (kind == place), x, y), colour, name)
        for place, (colour, name) in enumerate(zip(COLOURS, names(lang), strict=True))
    ]


def names(lang: str) -> list[str]:
    """What the classes are called, the lowest first."""
    told = [number(bound, lang) for bound in BOUNDS_NM]
    middle = [f"{low}–{high}" for low, high in zip(told, told[1:], strict=False)]
    return [f"< {told[0]}", *middle, f"≥ {told[-1]}"]


def filled(outline: Line, colour: str, name: str) -> go.Scatter:
    """An area; without a name it is not in the key."""
    # plotly leaves a trace without any point out of the key.
    x, y = (axis.astype("float32") if len(axis) else np.array([np.nan]) for axis in outline)
    line = {"color": colour, "width": SEAM_PX}
    return go.Scatter(
        x=x, y=y, mode="lines", name=name, hoverinfo="skip", showlegend=bool(name), line=line,
        fill="toself", fillcolor=colour,
    )  # fmt: skip


def pointers(x: Numbers, y: Numbers, told: Sequence[str]) -> go.Scatter:
    """Invisible marks in the middle of cells, for the words on hover."""
    return go.Scatter(
        x=x.astype("float32"), y=y.astype("float32"), text=list(told), mode="markers", showlegend=False,
        marker={"size": HOVER_PX, "opacity": 0, "color": COLOURS[-1]}, hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def edges(middles: Numbers) -> Numbers:
    """Sides of cells from their middles: half-way between neighbours, the outer ones alike."""
    between = (middles[1:] + middles[:-1]) / 2
    return np.concatenate([[2 * middles[0] - between[0]], between, [2 * middles[-1] - between[-1]]])


def key() -> dict[str, Any]:
    """Legend above a plot: the classes in as many rows as they need."""
    return {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "itemclick": False, "itemdoubleclick": False,
            "font": {"size": 12}}  # fmt: skip
