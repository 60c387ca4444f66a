"""The values that a figure draws, out of its own description: one row a point, as drawn, in full precision.

Bars of uncertainty, ranges and bands become the ends of the points that they belong to. What only decorates (coasts,
helper shapes, labels without a point) is left out; lines that are computed from the points (a mean, a trend) are marked
as reference, thin lines behind the others as context.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from indicators.export.documents.ends import Bar, attached, segments
from indicators.export.documents.plain import bare
from indicators.export.documents.traces import (
    BAND,
    BAR,
    CELL,
    CONTEXT,
    LINE,
    MARK,
    POINT,
    REFERENCE,
    SHARE,
    WORDS,
    Row,
    Trace,
    Value,
    dated,
    helps,
    is_map,
    name_of,
    nothing,
    panel_of,
    points,
    positions,
    silent,
)  # fmt: skip
from indicators.light.plotted import array, joined
from indicators.map.projection import inverse

_MOST_REFERENCE = 2
"""A silent line of at most so many points is a mean or a trend."""


def rows(spec: str) -> list[Row]:
    """Every value drawn in a figure.

    Parameters
    ----------
    spec : str
        What `figures.as_json` gives.
    """
    plot = json.loads(spec)["plot"]
    layout, traces = plot["layout"], plot["data"]
    found: list[Row] = []
    helping: list[tuple[int, Trace, list[Bar]]] = []
    for number, trace in enumerate(traces):
        if trace.get("visible") in (False, "legendonly"):
            continue
        if helps(trace) and (bars := segments(trace)):
            helping.append((number, trace, bars))
            continue
        found += _of(number, trace, layout)
    for number, trace, bars in helping:
        found = attached(found, number, trace, bars, layout)
    return [_placed(row, layout) for row in found] if found else list(_words(layout))


def _placed(row: Row, layout: Mapping[str, Any]) -> Row:
    """A row of a map with its place on the earth."""
    if not is_map(layout) or not isinstance(row.x, int | float) or not isinstance(row.y, int | float):
        return row
    longitude, latitude = inverse([row.x], [row.y])
    return replace(row, longitude=round(float(longitude[0]), 6), latitude=round(float(latitude[0]), 6))


def _of(number: int, trace: Trace, layout: Mapping[str, Any]) -> Iterator[Row]:
    """Rows of a trace by itself."""
    if trace["type"] == "pie":
        for label, value in zip(array(trace.get("labels")), array(trace.get("values")), strict=False):
            yield Row(SHARE, "", number, bare(label), None, value)
        return
    if (trace.get("marker") or {}).get("opacity") == 0:
        if array(trace.get("customdata")):
            yield from _cells(number, trace)
        return
    if trace.get("fill") in ("toself", "tonext"):
        yield from _band(number, trace, layout)
        return
    mode = str(trace.get("mode") or "lines")
    if trace["type"] != "bar" and mode == "text":
        return
    part = _part(trace, mode)
    if part == CONTEXT and not name_of(trace):
        return  # a line that only joins marks, a coast, a river
    told, words = name_of(trace), _Texts(trace)
    ends = {"x": _error(trace, "x"), "y": _error(trace, "y")}
    for at, run, x, y in points(trace):
        low_x, high_x = _based(trace, "h", at, x) or ends["x"](at, x)
        low_y, high_y = _based(trace, "v", at, y) or ends["y"](at, y)
        label = told or _category(trace, layout, y)
        yield Row(part, panel_of(trace, layout), number, label, dated(x), dated(y), low_x, high_x, low_y, high_y,
                  text=words(at), run=run)  # fmt: skip


def _part(trace: Trace, mode: str) -> str:
    if trace["type"] == "bar":
        return BAR
    if "lines" not in mode:
        return MARK if silent(trace) else POINT
    if not silent(trace):
        return LINE
    return REFERENCE if len(array(trace.get("x"))) <= _MOST_REFERENCE else CONTEXT


def _category(trace: Trace, layout: Mapping[str, Any], y: Any) -> str:
    """The name of the row that a mark stands in, where the axis names rows."""
    axis = layout.get(str(trace.get("yaxis") or "y").replace("y", "yaxis", 1)) or {}
    named_places = dict(zip(array(axis.get("tickvals")), array(axis.get("ticktext")), strict=False))
    if y in named_places and positions(trace, layout):
        return bare(named_places[y])
    beside = [note for note in layout.get("annotations") or () if note.get("xref") == "paper" and note.get("y") == y]
    named = [note for note in beside if note.get("yref", "y") == str(trace.get("yaxis") or "y")]
    return bare(named[0].get("text") or "") if len(named) == 1 and positions(trace, layout) else ""


class _Texts:
    """What a trace says of each of its points, beside the number: a text of its own, without tags."""

    def __init__(self, trace: Trace) -> None:
        shown = trace["type"] == "bar" and trace.get("textposition") != "none"
        shown = shown or "text" in str(trace.get("mode") or "") or "text}" in str(trace.get("hovertemplate") or "")
        told = [trace.get("hovertext"), trace.get("text") if shown or trace.get("hoverinfo") == "text" else None]
        if "%{customdata}" in str(trace.get("hovertemplate") or ""):
            told.append(trace.get("customdata"))
        self.lists = [part for part in told if part is not None and not isinstance(part, int)]

    def __call__(self, at: int) -> str:
        for part in self.lists:
            listed = array(part) if not isinstance(part, str) else None
            said = part if listed is None else listed[at] if at < len(listed) else ""
            if said not in ("", None):
                return _lines(said)
        return ""


def _lines(said: object) -> str:
    """The lines of a pointer's box as one."""
    return joined([part for one in str(said).replace("<br/>", "<br>").split("<br>") if (part := bare(one))])


def _error(trace: Trace, axis: str) -> Any:
    """A function that tells the ends of the bar of uncertainty at a point."""
    bar = trace.get(f"error_{axis}") or {}
    up = array(bar.get("array"))
    down = array(bar.get("arrayminus")) or up

    def ends(at: int, value: Any) -> tuple[Value, Value]:
        if at >= len(up) or not isinstance(value, int | float) or bar.get("visible") is False:
            return None, None
        low = None if at >= len(down) or nothing(down[at]) else value - down[at]
        return low, None if nothing(up[at]) else value + up[at]

    return ends


def _based(trace: Trace, along: str, at: int, value: Any) -> tuple[Value, Value] | None:
    """Where a bar that does not begin at zero begins and ends; None for others."""
    base = trace.get("base")
    if trace["type"] != "bar" or base is None or str(trace.get("orientation") or "v") != along:
        return None
    start = array(base)[at] if not isinstance(base, int | float) else base
    return (
        (start, start + value) if isinstance(start, int | float) and isinstance(value, int | float) else (start, None)
    )


def _band(number: int, trace: Trace, layout: Mapping[str, Any]) -> Iterator[Row]:
    """A band goes there along one edge and back along the other; any other shape is no data."""
    xs, ys = array(trace.get("x")), array(trace.get("y"))
    middle = len(xs) // 2
    if len(xs) < 4 or len(xs) % 2 or xs[:middle] != xs[middle:][::-1] or len(set(xs[:middle])) < middle:
        return
    for x, one, other in zip(xs[:middle], ys[:middle], ys[middle:][::-1], strict=True):
        if not (nothing(one) or nothing(other)):
            yield Row(BAND, panel_of(trace, layout), number, name_of(trace), dated(x), None,
                      lower=min(one, other), upper=max(one, other))  # fmt: skip


def _cells(number: int, trace: Trace) -> Iterator[Row]:
    """Cells of a map: what each holds."""
    xs, ys, held = array(trace.get("x")), array(trace.get("y")), array(trace.get("customdata"))
    for x, y, value in zip(xs, ys, held, strict=False):
        known = float(value) if isinstance(value, int | float) else None
        yield Row(CELL, "", number, name_of(trace), x, y, value=known, text="" if known is not None else _lines(value))


def _words(layout: Mapping[str, Any]) -> Iterator[Row]:
    """A drawing without points is its words."""
    for note in layout.get("annotations") or ():
        text = _lines(note.get("text") or "")
        if len(text) > 2:
            yield Row(WORDS, "", 0, "", note.get("x"), note.get("y"), text=text)
