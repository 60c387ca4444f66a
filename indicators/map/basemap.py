"""The base map as a plotly figure: land, rivers, lakes, their names, a scale bar, places.

Only plain `scatter` traces in projected kilometres, so it needs no map server, no WebGL and no
topology files, and every exporter draws it. No political border is drawn. The disclaimer that
belongs beside it is text on the page (message `map.disclaimer`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from indicators.locales import t
from indicators.map import Shape, outline_points, separated, shapes
from indicators.map.labels import Label, Labels, text_size_px
from indicators.map.places import INK, MARK_PX, Place, legend, points
from indicators.map.projection import EXTENT_KM, Sheet, forward

__all__ = ["Place", "base_map", "points"]

SEA, LAND, COAST, RIVER, WATER_NAME = "#FAFCFD", "#ECE9E2", "#A9ABA6", "#8FA6BA", "#43617C"
THIN_PX, RIVER_WIDTHS_PX = 0.7, {3: 0.6, 2: 0.9, 1: 1.6}
PHONE_PX, PHONE_LABELS = 600, 6
NAMED_BELOW_KM_PER_PX = (5.0, 3.0)  # scales from which rivers of rank 2 and 3 are named
INK_STEP_PX, MARGIN_PX, SCALE_TYPE_PX = 4, 14, 11
SCALE_BARS_KM, SCALE_BAR_PX = (50, 100, 200, 500, 1000), 120
SEAS = {
    "sea_of_okhotsk": [(148.5, 54.5), (148.0, 53.0), (149.0, 56.0), (150.5, 53.5), (151.0, 55.0)],
    "sea_of_japan": [(135.5, 41.5), (134.5, 40.5), (136.0, 40.5), (135.0, 39.5), (134.5, 38.5)],
    "north_pacific": [(160.0, 45.0), (158.0, 45.0), (153.0, 43.0), (155.0, 41.0)],
    "bering_sea": [(171.0, 58.0), (168.0, 58.5), (167.5, 57.0)],
    "yellow_sea": [(123.3, 35.5), (123.0, 36.5)],
    "bohai_sea": [(119.8, 38.7)],
}
"""Where the name of a sea may stand (longitude, latitude), the best place first."""


def base_map(
    lang: str,
    *,
    window: str = "region",
    places: Sequence[Place] = (),
    width_px: int = 1100,
    height_px: int = 640,
) -> go.Figure:
    """Draw the map, and places on it.

    Parameters
    ----------
    lang : str
        Language of the names.
    window : str
        A key of `projection.WINDOWS_KM`: `region`, `amur` or `wide`.
    places : sequence of Place
        Marks, the most important first: they get their labels first.
    width_px, height_px : int
        The size it will be shown at. Labels are placed for it; shown smaller, the map shrinks
        as a whole and labels may touch.

    Returns
    -------
    plotly.graph_objects.Figure
        Axes in km from the centre of projection, east and north.
    """
    phone = width_px < PHONE_PX
    key, key_px = legend(places, lang, width_px, 11 if phone else 12)
    sheet = Sheet.fit(window, width_px, height_px - key_px)
    labels = Labels(sheet, outline_points(sheet, INK_STEP_PX * sheet.km_per_px))
    bar = _scale_bar(sheet, labels, lang)
    for place in places:
        labels.mark(*place.spot, MARK_PX)
    seas = _sea_names(labels, lang, 11 if phone else 15)
    most = PHONE_LABELS if phone else None
    marks = points(places, labels, lang, type_px=11 if phone else 12, most_labels=most)
    waters = _water_names(sheet, labels, lang, 10 if phone else 11)
    figure = go.Figure([*_ground(), waters, seas, bar, *marks])
    return figure.update_layout(_layout(sheet), height=height_px, margin_t=key_px, legend=key, showlegend=key_px > 0)


def _layout(sheet: Sheet) -> dict[str, Any]:
    def axis(low: float, high: float, limits: tuple[float, ...]) -> dict[str, Any]:
        limited = {"minallowed": limits[0], "maxallowed": limits[1]}
        return {"visible": False, "constrain": "domain", "range": [low, high], **limited}

    return {
        "margin": {"l": 0, "r": 0, "b": 0, "t": 0},
        "plot_bgcolor": SEA,
        "dragmode": False,
        "hovermode": "closest",
        "xaxis": axis(sheet.left, sheet.right, EXTENT_KM[:2]) | {"scaleanchor": "y"},
        "yaxis": axis(sheet.bottom, sheet.top, EXTENT_KM[2:]),
    }


def _ground() -> list[go.Scatter]:
    """Land, rivers and lakes, in the order they are drawn."""
    rivers = [
        _line([shape for shape in shapes("rivers") if shape.rank == rank], RIVER, width_px)
        for rank, width_px in RIVER_WIDTHS_PX.items()
    ]
    land = _line(shapes("coast"), COAST, THIN_PX, fill="toself", fillcolor=LAND)
    lakes = _line(shapes("lakes"), RIVER, THIN_PX, fill="toself", fillcolor=SEA)
    return [land, *rivers, lakes]


def _line(drawn: Iterable[Shape], colour: str, width_px: float, **more: Any) -> go.Scatter:
    # Half the bytes of the default type; a metre is far below a pixel.
    x, y = (axis.astype("float32") for axis in separated((s.x, s.y) for s in drawn))
    more |= {"hoverinfo": "skip", "showlegend": False}
    return go.Scatter(x=x, y=y, mode="lines", line={"color": colour, "width": width_px}, **more)


def _sea_names(labels: Labels, lang: str, type_px: float) -> go.Scatter:
    placed = []
    for slug, anchors in SEAS.items():
        spots = [(float(x), float(y)) for x, y in (forward(*anchor) for anchor in anchors)]
        placed.append(labels.on(spots, t(f"region.{slug}", lang), type_px))
    return _text([label for label in placed if label], type_px)


def _water_names(sheet: Sheet, labels: Labels, lang: str, type_px: float) -> go.Scatter:
    """Names of rivers and lakes, the large ones first, as far as there is room."""
    most = 1 + sum(sheet.km_per_px < limit for limit in NAMED_BELOW_KM_PER_PX)
    waters = [(f"river.{shape.slug}", shape) for shape in shapes("rivers")]
    waters += [(f"lake.{shape.slug}", shape) for shape in shapes("lakes")]
    placed = []
    for key, shape in sorted(waters, key=lambda water: water[1].rank):
        name = t(key, lang)
        is_river = key.startswith("river.")
        least_km = text_size_px(name, type_px)[0] * sheet.km_per_px / 2 * is_river
        if shape.rank <= most and (spots := _middle_outwards(shape, sheet, least_km)):
            placed.append(labels.along(spots, name, type_px))
    return _text([label for label in placed if label], type_px)


def _middle_outwards(shape: Shape, sheet: Sheet, least_km: float) -> list[tuple[float, float]]:
    """Some two dozen points of a shape on the sheet, none where less than `least_km` is seen."""
    inside = sheet.contains(shape.x, shape.y)
    if not inside.any() or np.hypot(np.ptp(shape.x[inside]), np.ptp(shape.y[inside])) < least_km:
        return []
    spots = list(zip(shape.x[inside].tolist(), shape.y[inside].tolist(), strict=True))
    spots = spots[:: max(1, len(spots) // 24)]
    middle = len(spots) / 2
    return [spots[i] for i in sorted(range(len(spots)), key=lambda i: abs(i - middle))]


def _text(placed: Sequence[Label], type_px: float) -> go.Scatter:
    # Italics by custom; scripts of even width have none.
    even = any(unicodedata.east_asian_width(c) == "W" for label in placed for c in label.text)
    style = "normal" if even else "italic"
    return go.Scatter(
        x=[label.x for label in placed],
        y=[label.y for label in placed],
        text=[label.text for label in placed],
        mode="text",
        textposition="middle center",
        textfont={"size": type_px, "color": WATER_NAME, "style": style},
        hoverinfo="skip",
        showlegend=False,
    )


def _scale_bar(sheet: Sheet, labels: Labels, lang: str) -> go.Scatter:
    """A bar at the bottom right, the longest round length that is short enough."""
    px = sheet.km_per_px
    length = max(km for km in SCALE_BARS_KM if km <= SCALE_BAR_PX * px)
    right, low, tick = sheet.right - MARGIN_PX * px, sheet.bottom + MARGIN_PX * px, 4 * px
    left, middle = right - length, right - length / 2
    labels.block(middle, low + 8 * px, length / px + MARGIN_PX, 2 * MARGIN_PX)
    return go.Scatter(
        x=[left, left, middle, right, right],
        y=[low + tick, low, low, low, low + tick],
        mode="lines+text",
        line={"color": INK, "width": 1},
        text=["", "", f"{length} {t('map.km', lang)}", "", ""],
        textposition="top center",
        textfont={"size": SCALE_TYPE_PX, "color": INK},
        hoverinfo="skip",
        showlegend=False,
    )
