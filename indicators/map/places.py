"""Places on the map: one mark each, hover text always, a label where there is room for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from indicators.locales import t
from indicators.map.labels import Labels, text_size_px
from indicators.map.projection import forward

INK = "#1B1F24"
MARKS = {
    "gauge": ("circle", "#0B7A75"),
    "section": ("square", "#0B7A75"),
    "haul_out": ("diamond", "#6A3FA0"),
    "area": ("hexagon", "#6A3FA0"),
    "region": ("circle", "#57606A"),
}
"""Symbol and colour of a kind of place; the kind's own name is the message `map.<kind>`."""

MARK_PX, LEGEND_TYPE_PX = 9, 12
_LEGEND_SYMBOL_PX, _LEGEND_ROW_PX, _LEGEND_GAP_PX = 52, 20, 8


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
    places: Sequence[Place], labels: Labels, lang: str, type_px: float = 12
) -> list[go.Scatter]:
    """Marks of places, one trace a kind, labelled where `labels` has room.

    Raises
    ------
    KeyError
        If a place is of a kind that `MARKS` does not know.
    """
    for place in places:
        labels.block(*place.spot, MARK_PX, MARK_PX)
    placed = {place: labels.beside(*place.spot, place.label, type_px, MARK_PX) for place in places}
    traces = []
    for kind in dict.fromkeys(place.kind for place in places):
        symbol, colour = MARKS[kind]
        chosen = [place for place in places if place.kind == kind]
        shown = [placed[place] for place in chosen]
        symbols = [f"{symbol}-open" if place.hollow else symbol for place in chosen]
        outline = {"width": 1.5, "color": colour}
        traces.append(
            go.Scatter(
                x=[place.spot[0] for place in chosen],
                y=[place.spot[1] for place in chosen],
                mode="markers+text",
                marker={"symbol": symbols, "size": MARK_PX, "color": colour, "line": outline},
                text=[label.text if label else "" for label in shown],
                textposition=[label.position if label else "middle right" for label in shown],
                textfont={"size": type_px, "color": INK},
                hovertext=[place.hover or place.label for place in chosen],
                hoverinfo="text",
                customdata=[place.slug for place in chosen],
                name=t(f"map.{kind}", lang),
            )
        )
    return traces


def legend_height_px(places: Sequence[Place], lang: str, width_px: float) -> int:
    """Room for the key above the map: none where all places are of one kind."""
    kinds = {place.kind for place in places}
    if len(kinds) < 2:
        return 0
    names = [t(f"map.{kind}", lang) for kind in kinds]
    entry_px = max(text_size_px(name, LEGEND_TYPE_PX)[0] for name in names) + _LEGEND_SYMBOL_PX
    columns = max(int(width_px // entry_px), 1)
    return math.ceil(len(kinds) / columns) * _LEGEND_ROW_PX + _LEGEND_GAP_PX
