"""Places on the map: one mark each, hover text always, a label where there is room for it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from indicators.locales import t
from indicators.map.labels import Label, text_size_px
from indicators.map.projection import forward

INK = "#1B1F24"
MARKS = {
    "gauge": ("circle", "#0B7A75"),
    "section": ("square", "#0B7A75"),
    "haul_out": ("diamond", "#6A3FA0"),
    "area": ("hexagon", "#6A3FA0"),
    "breeding": ("star", "#6A3FA0"),
    "mpa": ("triangle-up", "#8A5A00"),
    "region": ("pentagon", "#57606A"),
    "gap_0": ("x-thin", "#6A3FA0"),
    "gap_0_counted": ("asterisk", "#6A3FA0"),
    "gap_1": ("circle", "#6A3FA0"),
    "gap_2": ("diamond-wide", "#6A3FA0"),
    "gap_3": ("square", "#6A3FA0"),
}
"""Symbol and colour of a kind of place; the kind's own name is the message `map.<kind>`."""

MARK_PX = 9
WIDE_PX = {"mpa": 16}
"""Diameter of a mark, and of those that stand around another one, px."""

_SYMBOL_PX, _ROW_PX, _GAP_PX = 46, 20, 8


@dataclass(frozen=True)
class Place:
    """A mark on the map; `label` and `hover` are in the reader's language already.

    Attributes
    ----------
    slug : str
        Stable name, the mark's `customdata`: what a selection event gives back.
    label : str
        Short name; one with " / " may be broken there.
    longitude, latitude : float
        Degrees.
    kind : str
        A key of `MARKS`.
    hover : str
        Text on hover, the label where empty.
    hollow : bool
        Whether what is shown there was not read at its source.
    """

    slug: str
    label: str
    longitude: float
    latitude: float
    kind: str = "area"
    hover: str = ""
    hollow: bool = False

    @property
    def spot(self) -> tuple[float, float]:
        """Where it is in the projected plane, km."""
        x, y = forward(self.longitude, self.latitude)
        return float(x), float(y)


def points(
    places: Sequence[Place], placed: Mapping[Place, Label | None], lang: str, type_px: float
) -> list[go.Scatter]:
    """Marks of places, one trace a kind, with the names that have found room.

    Parameters
    ----------
    places : sequence of Place
        The most important first.
    placed : mapping
        The label of a place; hover text has every one.
    lang : str
        Language of the kinds' names.
    type_px : float
        Height of the type, px.

    Raises
    ------
    KeyError
        If a place is of a kind that `MARKS` does not know.
    """
    kinds = dict.fromkeys(place.kind for place in places)
    return [
        _marks([place for place in places if place.kind == kind], placed, t(f"map.{kind}", lang), type_px)
        for kind in kinds
    ]


def _marks(chosen: Sequence[Place], placed: Mapping[Place, Label | None], name: str, type_px: float) -> go.Scatter:
    """Draw places of one kind."""
    symbol, colour = MARKS[chosen[0].kind]
    symbols = [f"{symbol}-open" if place.hollow else symbol for place in chosen]
    outline = {"width": 1.5, "color": colour}
    shown = [placed.get(place) for place in chosen]
    return go.Scatter(
        x=[place.spot[0] for place in chosen],
        y=[place.spot[1] for place in chosen],
        mode="markers+text",
        marker={"symbol": symbols, "size": WIDE_PX.get(chosen[0].kind, MARK_PX), "color": colour, "line": outline},
        text=[label.text if label else "" for label in shown],
        textposition=[label.position if label else "middle right" for label in shown],
        textfont={"size": type_px, "color": INK},
        hovertext=[place.hover or place.label for place in chosen],
        hoverinfo="text",
        customdata=[place.slug for place in chosen],
        name=name,
    )


def legend(names: Sequence[str], width_px: float, type_px: float) -> tuple[dict[str, Any], int]:
    """Lay out the key above the map.

    Parameters
    ----------
    names : sequence of str
        What the entries are called.
    width_px, type_px : float
        Width of the map and height of the type.

    Returns
    -------
    layout : dict
        plotly's `layout.legend`.
    height_px : int
        Room it needs above the map; none for less than two entries.
    """
    entry_px = max((text_size_px(name, type_px)[0] for name in names), default=0)
    columns = max(int(width_px // (entry_px + _SYMBOL_PX)), 1)
    height_px = math.ceil(len(names) / columns) * _ROW_PX + _GAP_PX if len(names) > 1 else 0
    layout = {
        "orientation": "h",
        "x": 0,
        "y": 1,
        "yanchor": "bottom",
        "entrywidth": entry_px,
        "font": {"size": type_px, "color": INK},
        "itemclick": False,
        "itemdoubleclick": False,
    }
    return layout, height_px
