"""The base map as a plotly figure: land, rivers, lakes, their names, a scale bar, places.

Only plain `scatter` traces in projected kilometres, so it needs no map server, no WebGL and no
topology files, and every exporter draws it. No political border is drawn. The disclaimer that
belongs beside it is text on the page (message `map.disclaimer`).
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from indicators.locales import t
from indicators.map import Shape, outline_points, separated, shapes, without_unseen
from indicators.map.labels import Box, Label, Labels, text_size_px
from indicators.map.places import INK, MARK_PX, Place, legend, points
from indicators.map.projection import EXTENT_KM, Sheet, forward

__all__ = ["Place", "base_map", "base_maps"]

Spot = tuple[float, float]

SEA, LAND, COAST, RIVER, WATER_NAME = "#FAFCFD", "#ECE9E2", "#A9ABA6", "#8FA6BA", "#43617C"
THIN_PX, RIVER_WIDTHS_PX = 0.7, {3: 0.6, 2: 0.9, 1: 1.6}
PHONE_PX, PHONE_LABELS = 600, 6
SMALL, LARGE = 11, 12  # type, px
NAMED_BELOW_KM_PER_PX = (5.0, 3.0)  # scales from which rivers of rank 2 and 3 are named
INK_STEP_PX, MARGIN_PX, SCALE_TYPE_PX = 4, 14, 11
RIM_PX, RIM_LAYERS = 3, 4
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


def base_map(lang: str, *, width_px: int = 1100, height_px: int = 640, **drawn: Any) -> go.Figure:
    """Draw the map at one size; see `base_maps`."""
    return base_maps(lang, [(width_px, height_px)], **drawn)[0]


def base_maps(
    lang: str,
    sizes: Sequence[tuple[int, int]],
    *,
    window: str = "region",
    places: Sequence[Place] = (),
    under: Sequence[go.Scatter] = (),
    over: Sequence[go.Scatter] = (),
    clear: Sequence[Spot] = (),
) -> list[go.Figure]:
    """Draw the map at some sizes, with places or traces on it; what the sizes share is equal in all.

    Parameters
    ----------
    lang : str
        Language of the names.
    sizes : sequence of tuple
        Width and height, px, that it will be shown at. Labels are placed for it; shown smaller, the
        map shrinks as a whole and labels may touch.
    window : str
        A key of `projection.WINDOWS_KM`.
    places : sequence of Place
        Marks, the most important first: they get their labels first.
    under, over : sequence of Scatter
        Traces in projected kilometres: between the sea and the land (names then stand out from
        them by a rim in the colour of the sea), and over the rivers. Those with `showlegend` are
        in the key.
    clear : sequence of tuple
        Points (km) that names keep off: marks of `over`.

    Returns
    -------
    list of plotly.graph_objects.Figure
        Axes in km from the centre of projection, east and north.
    """
    told = [str(trace.name) for trace in (*under, *over) if trace.showlegend]
    told += [t(f"map.{kind}", lang) for kind in dict.fromkeys(place.kind for place in places)]
    keys = [legend(told, width, SMALL if width < PHONE_PX else LARGE) for width, _ in sizes]
    sheets = [Sheet.fit(window, width, height - key[1]) for (width, height), key in zip(sizes, keys, strict=True)]
    ground = [*under, *_ground(_around(sheets)), *over]
    figures = []
    for (width, height), (key, key_px), sheet in zip(sizes, keys, sheets, strict=True):
        words = _words(lang, sheet, width < PHONE_PX, tuple(places), tuple(clear), SEA if under else "")
        layout = _layout(sheet) | {"height": height, "legend": key, "showlegend": key_px > 0}
        figures.append(go.Figure([*ground, *words], layout).update_layout(margin_t=key_px))
    return figures


def _words(
    lang: str, sheet: Sheet, phone: bool, places: tuple[Place, ...], clear: tuple[Spot, ...], rim: str
) -> list[go.Scatter]:
    """Names of waters, the scale bar, and places with their names."""
    names = _names(lang, sheet, phone, places, clear)
    texts = [_text(names.waters, SMALL, rim), _text(names.seas, 11 if phone else 15, rim)]
    return [*texts, _scale_bar(sheet, lang), *points(places, names.places, lang, SMALL if phone else LARGE)]


def _around(sheets: Sequence[Sheet]) -> Box:
    """A box around some sheets."""
    return (
        min(sheet.left for sheet in sheets),
        min(sheet.bottom for sheet in sheets),
        max(sheet.right for sheet in sheets),
        max(sheet.top for sheet in sheets),
    )


@dataclass(frozen=True)
class _Names:
    """Where the names of a map stand."""

    waters: tuple[Label, ...]
    seas: tuple[Label, ...]
    places: dict[Place, Label | None]


@functools.lru_cache(maxsize=32)
def _names(lang: str, sheet: Sheet, phone: bool, places: tuple[Place, ...], clear: tuple[Spot, ...]) -> _Names:
    """Find room for the names, which takes longer than all the rest; seas first, then places, then rivers."""
    labels = Labels(sheet, outline_points(sheet, INK_STEP_PX * sheet.km_per_px))
    left, right, low, _ = _bar(sheet)
    labels.block((left + right) / 2, low + 8 * sheet.km_per_px, (right - left) / sheet.km_per_px + MARGIN_PX,
                 2 * MARGIN_PX)  # fmt: skip
    for spot in clear:
        labels.block(*spot, MARK_PX, MARK_PX)
    for place in places:
        labels.mark(*place.spot, MARK_PX)
    seas = _sea_names(labels, lang, 11 if phone else 15)
    some = places[:PHONE_LABELS] if phone else places
    beside = {place: labels.beside(*place.spot, place.label, SMALL if phone else LARGE, MARK_PX) for place in some}
    return _Names(_water_names(sheet, labels, lang, SMALL), seas, beside)


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


def _ground(box: Box) -> list[go.Scatter]:
    """Land, rivers and lakes of a box, in the order they are drawn."""
    rivers = [
        _line([shape for shape in shapes("rivers") if shape.rank == rank], box, RIVER, width_px)
        for rank, width_px in RIVER_WIDTHS_PX.items()
    ]
    land = _line(shapes("coast"), box, COAST, THIN_PX, fill="toself", fillcolor=LAND)
    lakes = _line(shapes("lakes"), box, RIVER, THIN_PX, fill="toself", fillcolor=SEA)
    return [land, *rivers, lakes]


def _line(drawn: Iterable[Shape], box: Box, colour: str, width_px: float, **more: Any) -> go.Scatter:
    # Half the bytes of the default type; a metre is far below a pixel.
    x, y = (axis.astype("float32") for axis in separated(without_unseen(s.x, s.y, box) for s in drawn))
    more |= {"hoverinfo": "skip", "showlegend": False}
    return go.Scatter(x=x, y=y, mode="lines", line={"color": colour, "width": width_px}, **more)


def _sea_names(labels: Labels, lang: str, type_px: float) -> tuple[Label, ...]:
    placed = []
    for slug, anchors in SEAS.items():
        spots = [(float(x), float(y)) for x, y in (forward(*anchor) for anchor in anchors)]
        placed.append(labels.on(spots, t(f"region.{slug}", lang), type_px))
    return tuple(label for label in placed if label)


def _water_names(sheet: Sheet, labels: Labels, lang: str, type_px: float) -> tuple[Label, ...]:
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
    return tuple(label for label in placed if label)


def _middle_outwards(shape: Shape, sheet: Sheet, least_km: float) -> list[tuple[float, float]]:
    """Some two dozen points of a shape on the sheet, none where less than `least_km` is seen."""
    inside = sheet.contains(shape.x, shape.y)
    if not inside.any() or np.hypot(np.ptp(shape.x[inside]), np.ptp(shape.y[inside])) < least_km:
        return []
    spots = list(zip(shape.x[inside].tolist(), shape.y[inside].tolist(), strict=True))
    spots = spots[:: max(1, len(spots) // 24)]
    middle = len(spots) / 2
    return [spots[i] for i in sorted(range(len(spots)), key=lambda i: abs(i - middle))]


def _text(placed: Sequence[Label], type_px: float, rim: str) -> go.Scatter:
    """Names of waters; over something drawn on the sea, dark and with a rim of colour `rim`."""
    # Italics by custom; scripts of even width have none.
    even = any(unicodedata.east_asian_width(c) == "W" for label in placed for c in label.text)
    font = {"size": type_px, "color": INK if rim else WATER_NAME, "style": "normal" if even else "italic"}
    if rim:
        font["shadow"] = ", ".join([f"0 0 {RIM_PX}px {rim}"] * RIM_LAYERS)
    return go.Scatter(
        x=[label.x for label in placed],
        y=[label.y for label in placed],
        text=[label.text for label in placed],
        mode="text",
        textposition="middle center",
        textfont=font,
        hoverinfo="skip",
        showlegend=False,
    )


def _bar(sheet: Sheet) -> tuple[float, float, float, int]:
    """Left, right and height (km) of the scale bar at the bottom right, and its length: round and short enough."""
    px = sheet.km_per_px
    length = max(km for km in SCALE_BARS_KM if km <= SCALE_BAR_PX * px)
    right = sheet.right - MARGIN_PX * px
    return right - length, right, sheet.bottom + MARGIN_PX * px, length


def _scale_bar(sheet: Sheet, lang: str) -> go.Scatter:
    left, right, low, length = _bar(sheet)
    tick = 4 * sheet.km_per_px
    return go.Scatter(
        x=[left, left, (left + right) / 2, right, right],
        y=[low + tick, low, low, low, low + tick],
        mode="lines+text",
        line={"color": INK, "width": 1},
        text=["", "", f"{length} {t('map.km', lang)}", "", ""],
        textposition="top center",
        textfont={"size": SCALE_TYPE_PX, "color": INK},
        hoverinfo="skip",
        showlegend=False,
    )
