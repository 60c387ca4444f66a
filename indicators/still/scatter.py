"""Scatter traces: fills, lines with their gaps left open, error bars, marks and words."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from indicators.still import measure, rich, thin
from indicators.still.axis import Axis
from indicators.still.marks import dashes, fill_pen, mark
from indicators.still.scene import Box, Face, Item, Pen, Points, Shape, Words, faded
from indicators.still.spec import Trace
from indicators.still.values import nth

_HALF_PIXEL = 0.5


def drawn(trace: Trace, x: Axis, y: Axis, box: Box, face: Face) -> list[Item]:
    """Everything of a trace, in plotly's order: fill, error bars, line, marks, words."""
    coordinates = np.column_stack([x.coordinates(trace.get("x") or ()), y.coordinates(trace.get("y") or ())])
    points = np.column_stack([x.pixels(coordinates[:, 0]), y.pixels(coordinates[:, 1])])
    mode = _mode(trace, len(points))
    parts = _parts(points, joined=bool(trace.get("connectgaps")))
    clip = None if trace.get("cliponaxis", True) is False else box
    made: list[Item] = []
    if trace.get("fill", "none") != "none":
        made += _fill(trace, parts, box)
    if "lines" in mode:
        made += _line(trace, parts, box)
    made += _errors(trace, y, points, box)
    for number, (left, upper) in enumerate(points):
        if not _inside(left, upper, box):
            continue
        if "markers" in mode:
            made.append(mark(trace, number, float(left), float(upper), clip=clip))
    if "text" in mode:
        made += _words(trace, points, box, face, "markers" in mode, clip)
    return made


def _mode(trace: Trace, count: int) -> str:
    usual = "lines+markers" if count < 20 else "lines"
    return str(trace.get("mode", usual))


def _inside(x: float, y: float, box: Box) -> bool:
    """Whether a point lies in the area, a hair's breadth beyond its edges too."""
    return (box.x - _HALF_PIXEL <= x <= box.x + box.width + _HALF_PIXEL
            and box.y - _HALF_PIXEL <= y <= box.y + box.height + _HALF_PIXEL)  # fmt: skip


def _parts(points: Points, *, joined: bool) -> list[Points]:
    """The points between gaps: every part is a line of its own."""
    good = np.isfinite(points).all(axis=1)
    if joined:
        return [points[good]] if good.any() else []
    ends = np.flatnonzero(np.diff(np.concatenate([[False], good, [False]]).astype(int)))
    return [points[first:last] for first, last in zip(ends[::2], ends[1::2], strict=True)]


def _line(trace: Trace, parts: list[Points], box: Box) -> Iterator[Item]:
    told = trace.get("line") or {}
    width = float(told.get("width", 2))
    if width <= 0:
        return
    pen = Pen(stroke=str(told.get("color", "#444")), width=width, dash=dashes(told.get("dash", "solid"), width))
    lines = tuple(_stepped(thin.line(part, box), told.get("shape", "linear")) for part in parts if len(part) > 1)
    if lines:
        yield Shape(lines, faded(pen, trace.get("opacity", 1)), clip=box)


def _stepped(points: Points, shape: str) -> Points:
    """The same as steps, where the line is one (`hv`, `vh`)."""
    if shape not in ("hv", "vh") or len(points) < 2:
        return points
    before, after = points[:-1], points[1:]
    corners = np.column_stack([after[:, 0], before[:, 1]] if shape == "hv" else [before[:, 0], after[:, 1]])
    made = np.empty((len(points) * 2 - 1, 2))
    made[::2], made[1::2] = points, corners
    return made


def _fill(trace: Trace, parts: list[Points], box: Box) -> Iterator[Item]:
    """Areas inside the trace itself."""
    pen = faded(fill_pen(trace), trace.get("opacity", 1))
    areas = tuple(thin.area(part) for part in parts if len(part) > 2)
    if areas and trace["fill"] == "toself":
        yield Shape(areas, pen, closed=True, clip=box)
    elif areas:
        raise UnknownFillError(f"still pictures know no fill {trace['fill']!r}; see indicators/still/scatter.py")


class UnknownFillError(ValueError):
    """A fill that still pictures have not been taught."""


def _errors(trace: Trace, y: Axis, points: Points, box: Box) -> Iterator[Item]:
    """Upright bars with caps from lower to upper ends."""
    told = trace.get("error_y") or {}
    if told.get("array") is None or told.get("visible", True) is False:
        return
    values = y.coordinates(trace.get("y") or ())
    width, cap = float(told.get("thickness", 2)), float(told.get("width", 4))
    pen = faded(Pen(stroke=str(told.get("color", "#444")), width=width), trace.get("opacity", 1))
    for number, (left, _) in enumerate(points):
        plus = float(nth(told["array"], number, math.nan))
        minus = plus if told.get("symmetric") else float(nth(told.get("arrayminus"), number, math.nan))
        ends = [values[number] - minus, values[number] + plus]
        if not all(map(math.isfinite, (left, *ends))) or ends[0] == ends[1]:
            continue
        low, high = (float(y.pixels(end)) for end in ends)
        strokes = [np.array([[left, low], [left, high]])]
        if cap:
            strokes += [np.array([[left - cap, end], [left + cap, end]]) for end in (low, high)]
        yield Shape(tuple(strokes), pen, clip=box)


def _words(trace: Trace, points: Points, box: Box, face: Face, marked: bool, clip: Box | None) -> Iterator[Item]:
    """The texts of the points, beside their marks."""
    font, sizes = trace.get("textfont") or {}, (trace.get("marker") or {}).get("size", 6)
    halo = str(font.get("shadow", "")).rsplit(" ", 1)[-1] if font.get("shadow") not in (None, "none", "auto") else ""
    for number, (left, upper) in enumerate(points):
        text = str(nth(trace.get("text"), number, ""))
        if not text or not _inside(left, upper, box):
            continue
        look = Face(
            float(nth(font.get("size"), number, face.size)),
            str(nth(font.get("color"), number, face.colour)),
            bold=nth(font.get("weight"), number, "") == "bold",
            italic=nth(font.get("style"), number, "") == "italic",
        )
        lines = rich.lines(text, look)
        radius = float(nth(sizes, number, 6)) / 2 if marked else 0.0
        where = str(nth(trace.get("textposition"), number, "middle center"))
        x, y, anchor = _beside(float(left), float(upper), where, radius, look.size, len(lines))
        yield Words(x, y, lines, anchor, measure.LEADING * look.size, halo=halo,
                    opacity=float(trace.get("opacity", 1)), clip=clip)  # fmt: skip


def _beside(x: float, y: float, where: str, radius: float, size: float, count: int) -> tuple[float, float, str]:
    """Anchor of the first baseline beside a mark (plotly's textPointPosition)."""
    up = -1 if "top" in where else 1 if "bottom" in where else 0
    side = -1 if "left" in where else 1 if "right" in where else 0
    away = radius / 0.8 + 1 if radius else 0.0
    height = ((count - 1) * measure.LEADING + 1) * size
    anchor = {-1: "end", 0: "middle", 1: "start"}[side]
    return x + side * away, y + size * 0.75 + up * away + (up - 1) * height / 2, anchor
