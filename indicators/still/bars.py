"""Bars: where each begins and ends, and the words in or above it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indicators.still import measure, rich
from indicators.still.axis import Axis
from indicators.still.scene import Box, Face, Item, Pen, Words, faded, rectangle
from indicators.still.spec import Trace
from indicators.still.values import nth

_TEXT_PAD = 3.0  # plotly's TEXTPAD
_GAP = 0.2  # plotly's `bargap`
_Corners = tuple[float, float, float, float]


def extents(trace: Trace, x: Axis, y: Axis, gap: float = _GAP) -> NDArray[np.float64]:
    """Ends of every bar, in coordinates of its axes.

    Returns
    -------
    ndarray, shape (bars, 4)
        Along the axis of places: from, to; along the axis of sizes: foot, head.
    """
    lying = trace.get("orientation") == "h"
    places = (y if lying else x).coordinates(trace.get("y" if lying else "x") or ())
    sizes = (x if lying else y).coordinates(trace.get("x" if lying else "y") or ())
    feet = _each(trace.get("base"), len(places), 0.0)
    widths = _each(trace.get("width"), len(places), _usual_width(places) * (1 - gap))
    made = np.column_stack([places - widths / 2, places + widths / 2, feet, feet + sizes])
    return np.asarray(made, dtype=float)


def _each(told: Any, count: int, usual: float) -> NDArray[np.float64]:
    if told is None:
        return np.full(count, usual)
    return np.broadcast_to(np.array(told, dtype=float), count)


def _usual_width(places: NDArray[np.float64]) -> float:
    """The least distance of two bars; 1 where there is only one."""
    steps = np.diff(np.unique(places[np.isfinite(places)]))
    return float(steps.min()) if steps.size else 1.0


def drawn(
    trace: Trace, x: Axis, y: Axis, clip: Box | None, face: Face, lang: str, gap: float, least: float = 0.0
) -> list[Item]:
    """The bars of a trace, each followed by its words, which are left out where they would be smaller than `least`."""
    lying = trace.get("orientation") == "h"
    made: list[Item] = []
    for number, (first, last, foot, head) in enumerate(extents(trace, x, y, gap)):
        if not all(map(math.isfinite, (first, last, foot, head))):
            continue
        along, across = (x.pixels, y.pixels) if lying else (y.pixels, x.pixels)
        ends = (float(along(foot)), float(along(head)))
        sides = (float(across(first)), float(across(last)))
        corners = (ends[0], sides[0], ends[1], sides[1]) if lying else (sides[0], ends[0], sides[1], ends[1])
        if foot != head:
            made.append(rectangle(*corners, faded(_pen(trace, number), trace.get("opacity", 1)), clip))
        made += _words(trace, number, corners, face, lang, clip, least)
    return made


def _pen(trace: Trace, number: int) -> Pen:
    marker = trace.get("marker") or {}
    edge = marker.get("line") or {}
    return Pen(
        fill=str(nth(marker.get("color"), number, "#444")),
        stroke=str(nth(edge.get("color"), number, "#444")),
        width=float(nth(edge.get("width"), number, 0)),
        opacity=float(nth(marker.get("opacity"), number, 1)),
    )


def _words(
    trace: Trace, number: int, corners: _Corners, face: Face, lang: str, clip: Box | None, least: float
) -> list[Item]:
    """The text of one bar, inside it or beyond its head."""
    text = str(nth(trace.get("text"), number, ""))
    where = str(nth(trace.get("textposition"), number, "auto"))
    if not text or where == "none":
        return []
    inside = where != "outside"
    own = (trace.get("textfont") or {}) | (trace.get("insidetextfont" if inside else "outsidetextfont") or {})
    look = Face(float(nth(own.get("size"), number, face.size)), str(nth(own.get("color"), number, face.colour)))
    x0, y0, x1, y1 = corners
    if inside and (x0 == x1 or y0 == y1):
        return []
    lying = trace.get("orientation") == "h"
    look = replace(look, size=look.size * _shrunk(trace, corners, rich.lines(text, look), look.size, inside, lang))
    if look.size < least:
        return []
    lines = rich.lines(text, look)
    box = measure.extent(lines, look.size, lang)
    middle_x, middle_y = (_inside if inside else _outside)(trace, corners, box, lying)
    baseline = middle_y - box.height / 2 + box.ascent
    return [Words(middle_x, baseline, lines, "middle", measure.LEADING * look.size, clip=clip)]


def _shrunk(trace: Trace, corners: _Corners, lines: rich.Lines, size: float, inside: bool, lang: str) -> float:
    """Share of its size at which a text fits its bar, where it must (`constraintext`)."""
    if trace.get("constraintext", "both") not in ("both", "inside" if inside else "outside"):
        return 1.0
    box = measure.extent(lines, size, lang)
    wide, high = abs(corners[2] - corners[0]), abs(corners[3] - corners[1])
    if not inside:
        return min(1.0, high / box.height if trace.get("orientation") == "h" else wide / box.width)
    pad = _TEXT_PAD if min(wide, high) > 2 * _TEXT_PAD else 0.0
    return min(1.0, (wide - 2 * pad) / box.width, (high - 2 * pad) / box.height)


def _inside(trace: Trace, corners: _Corners, box: measure.Extent, lying: bool) -> tuple[float, float]:
    """Centre of the words in a bar."""
    x0, y0, x1, y1 = corners
    anchor = trace.get("insidetextanchor", "end")
    pad = _TEXT_PAD if abs(x1 - x0) > 2 * _TEXT_PAD and abs(y1 - y0) > 2 * _TEXT_PAD else 0.0
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    if anchor == "middle":
        return x, y
    if lying:
        way = 1 if x1 >= x0 else -1
        return (x1 - way * (pad + box.width / 2), y) if anchor == "end" else (x0 + way * (pad + box.width / 2), y)
    way = 1 if y1 >= y0 else -1
    return (x, y1 - way * (pad + box.height / 2)) if anchor == "end" else (x, y0 + way * (pad + box.height / 2))


def _outside(trace: Trace, corners: _Corners, box: measure.Extent, lying: bool) -> tuple[float, float]:
    """Centre of the words beyond a bar's head."""
    x0, y0, x1, y1 = corners
    if lying:
        pad = _TEXT_PAD if abs(y1 - y0) > 2 * _TEXT_PAD else 0.0
        way = 1 if x1 >= x0 else -1
        return x1 + way * (pad + box.width / 2), (y0 + y1) / 2
    pad = _TEXT_PAD if abs(x1 - x0) > 2 * _TEXT_PAD else 0.0
    way = 1 if y1 > y0 else -1
    return (x0 + x1) / 2, y1 + way * (pad + box.height / 2)
