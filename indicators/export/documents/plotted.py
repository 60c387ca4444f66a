"""The values that a figure draws, out of its own description: one row a point, as drawn, in full precision.

Bars of uncertainty, ranges and bands become the ends of the points that they belong to. What only decorates (coasts,
helper shapes, labels without a point) is left out; lines that are computed from the points (a mean, a trend) are marked
as reference, thin lines behind the others as context.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from indicators.export.documents.plain import bare
from indicators.light.plotted import array, joined
from indicators.map.projection import inverse

Trace = Mapping[str, Any]
Value = float | int | str | None

LINE, POINT, INTERVAL, BAND, CONTEXT, REFERENCE, MARK, CELL, BAR, SHARE, WORDS = (
    "line", "point", "interval", "band", "context", "reference", "mark", "cell", "bar", "share", "words")  # fmt: skip
PARTS = (LINE, POINT, INTERVAL, BAND, CONTEXT, REFERENCE, MARK, CELL, BAR, SHARE, WORDS)
"""What a row is of: a value on a line, a single mark, a bar of uncertainty that goes through several marks or none, a
band, a line behind the others (other years), a computed line (a mean, a trend), a mark set over a point, a cell of a
map, a bar, a part of a whole, or the words of a drawing without points."""
_MOST_REFERENCE = 2
"""A silent line of at most so many points is a mean or a trend."""
_NEAR = 1e-9
_BOUNDS = {"lower bound": "lower", "upper bound": "upper"}
_OF_FIGURES = ("values", "period", "range", "interval", "value", "last", *_BOUNDS)
"""Names of traces that only our figures know; no reader sees them."""


@dataclass(frozen=True)
class Row:
    """A point as drawn.

    Parameters
    ----------
    part : str
        One of `PARTS`.
    panel : str
        Title of the axis of its panel, or the panel's number where there are several; else empty.
    trace : int
        Number of the line or set of marks in the figure, from 0.
    x, y : float, str or None
        As drawn; a date is ISO text.
    x_lower, x_upper, lower, upper : float, str or None
        Ends of what is drawn through the point along x and along y: a range, an interval, a period.
    value : float or None
        Of a map's cell, what it holds; elsewhere None.
    text : str
        What the figure says of the point, where that is more than its number.
    """

    part: str
    panel: str
    trace: int
    label: str
    x: Value
    y: Value
    x_lower: Value = None
    x_upper: Value = None
    lower: Value = None
    upper: Value = None
    value: float | None = None
    longitude: float | None = None
    latitude: float | None = None
    text: str = ""
    run: int = 0


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
    segments: list[tuple[int, Trace, list[tuple[Point, Point]]]] = []
    for number, trace in enumerate(traces):
        if trace.get("visible") in (False, "legendonly"):
            continue
        if _helps(trace) and (bars := _segments(trace)):
            segments.append((number, trace, bars))
            continue
        found += _of(number, trace, layout)
    for number, trace, bars in segments:
        found = _joined(found, number, trace, bars, layout)
    return [_placed(row, layout) for row in found] if found else list(_words(layout))


Point = tuple[Any, Any]


def _silent(trace: Trace) -> bool:
    return trace.get("hoverinfo") in ("skip", "none")


def _helps(trace: Trace) -> bool:
    """Whether a trace stands for the ends of other traces' points."""
    named = trace.get("name") in _BOUNDS
    return named or (_silent(trace) and not _name(trace))


def is_map(layout: Mapping[str, Any]) -> bool:
    """Whether the axes are kilometres of the maps' projection."""
    axes = [layout.get("xaxis") or {}, layout.get("yaxis") or {}]
    return any(axis.get("scaleanchor") for axis in axes) and all(axis.get("visible") is False for axis in axes)


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
    if part == CONTEXT and not _name(trace):
        return  # a line that only joins marks, a coast, a river
    told, words = _name(trace), _Texts(trace)
    ends = {"x": _error(trace, "x"), "y": _error(trace, "y")}
    for at, run, x, y in _points(trace):
        low_x, high_x = ends["x"](at, x)
        low_y, high_y = ends["y"](at, y)
        label = told or _category(trace, layout, y)
        yield Row(part, _panel(trace, layout), number, label, _dated(x), _dated(y), low_x, high_x, low_y, high_y,
                  text=words(at), run=run)  # fmt: skip


def _part(trace: Trace, mode: str) -> str:
    if trace["type"] == "bar":
        return BAR
    if "lines" not in mode:
        return MARK if _silent(trace) else POINT
    if not _silent(trace):
        return LINE
    return REFERENCE if len(array(trace.get("x"))) <= _MOST_REFERENCE else CONTEXT


def _points(trace: Trace) -> Iterator[tuple[int, int, Any, Any]]:
    """Place, run (the pieces of a line, parted by gaps) and coordinates of every point that is drawn."""
    xs, ys = array(trace.get("x")), array(trace.get("y"))
    run, gap = 0, False
    for at, (x, y) in enumerate(zip(xs, ys, strict=False)):
        if _nothing(x) or _nothing(y):
            gap = True
            continue
        if gap:
            run, gap = run + 1, False
        yield at, run, x, y


def _nothing(part: Any) -> bool:
    return part is None or (isinstance(part, float) and math.isnan(part))


def _dated(part: Any) -> Value:
    """A date without an hour that says nothing; numbers as they are."""
    if isinstance(part, str):
        return bare(part.removesuffix("T00:00:00").removesuffix(" 00:00:00"))
    return part if isinstance(part, int | float) else str(part)


def _name(trace: Trace) -> str:
    name = bare(trace.get("name") or "")
    return "" if name in _OF_FIGURES else name


def _panel(trace: Trace, layout: Mapping[str, Any]) -> str:
    """Title of the y axis where it says one, else the number of the panel where there are several."""
    several = sum(1 for key in layout if key.startswith("yaxis")) > 1
    name = str(trace.get("yaxis") or "y").replace("y", "yaxis", 1)
    told = bare(((layout.get(name) or {}).get("title") or {}).get("text") or "")
    return told or (name.removeprefix("yaxis") or "1" if several else "")


def positions(trace: Trace, layout: Mapping[str, Any]) -> bool:
    """Whether the y axis counts rows instead of values."""
    axis = layout.get(str(trace.get("yaxis") or "y").replace("y", "yaxis", 1)) or {}
    if axis.get("visible") is False or axis.get("showticklabels") is False:
        return True
    return any(letter.isalpha() for text in array(axis.get("ticktext")) for letter in bare(text))


def _category(trace: Trace, layout: Mapping[str, Any], y: Any) -> str:
    """The name of the row that a mark stands in, where the axis names rows."""
    axis = layout.get(str(trace.get("yaxis") or "y").replace("y", "yaxis", 1)) or {}
    places = array(axis.get("tickvals"))
    if y not in places or not positions(trace, layout):
        return ""
    return bare(array(axis.get("ticktext"))[places.index(y)])


class _Texts:
    """What a trace says of each of its points, beside the number: a text of its own, without tags."""

    def __init__(self, trace: Trace) -> None:
        shown = "text" in str(trace.get("mode") or "") or "text}" in str(trace.get("hovertemplate") or "")
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
        low = None if at >= len(down) or _nothing(down[at]) else value - down[at]
        return low, None if _nothing(up[at]) else value + up[at]

    return ends


def _band(number: int, trace: Trace, layout: Mapping[str, Any]) -> Iterator[Row]:
    """A band goes there along one edge and back along the other; any other shape is no data."""
    xs, ys = array(trace.get("x")), array(trace.get("y"))
    middle = len(xs) // 2
    if len(xs) < 4 or len(xs) % 2 or xs[:middle] != xs[middle:][::-1] or len(set(xs[:middle])) < middle:
        return
    for x, one, other in zip(xs[:middle], ys[:middle], ys[middle:][::-1], strict=True):
        if not (_nothing(one) or _nothing(other)):
            yield Row(BAND, _panel(trace, layout), number, _name(trace), _dated(x), None,
                      lower=min(one, other), upper=max(one, other))  # fmt: skip


def _cells(number: int, trace: Trace) -> Iterator[Row]:
    """Cells of a map: what each holds."""
    xs, ys, held = array(trace.get("x")), array(trace.get("y")), array(trace.get("customdata"))
    for x, y, value in zip(xs, ys, held, strict=False):
        known = float(value) if isinstance(value, int | float) else None
        yield Row(CELL, "", number, _name(trace), x, y, value=known, text="" if known is not None else _lines(value))


def _segments(trace: Trace) -> list[tuple[Point, Point]]:
    """Of a trace made of straight pieces along an axis, parted by gaps: their ends."""
    if trace.get("type") != "scatter" or "lines" not in str(trace.get("mode")) or trace.get("fill"):
        return []
    pieces: dict[int, list[Point]] = {}
    for _, run, x, y in _points(trace):
        pieces.setdefault(run, []).append((x, y))
    if not pieces or any(len(piece) != 2 for piece in pieces.values()):
        return []
    pairs = [(piece[0], piece[1]) for piece in pieces.values()]
    along = all(a[0] == b[0] or a[1] == b[1] for a, b in pairs)
    numbers = all(isinstance(part, int | float) for pair in pairs for point in pair for part in point)
    return pairs if along and numbers else []


def _joined(
    found: list[Row], number: int, trace: Trace, bars: Sequence[tuple[Point, Point]], layout: Mapping[str, Any]
) -> list[Row]:
    """Rows with the ends of the bars that go through them.

    A bar through several marks, or through none, is a row of its own. Across an axis that counts rows a bar is no
    interval but a stroke at a value.
    """
    made, panel = list(found), _panel(trace, layout)
    bound, stroke = _BOUNDS.get(str(trace.get("name"))), positions(trace, layout)
    on = {bar: [at for at, row in enumerate(made) if _through(row, bar, panel)] for bar in bars}
    taken = Counter((places[0], _across(bar)) for bar, places in on.items() if len(places) == 1)
    for run, (bar, places) in enumerate(on.items()):
        (x0, y0), (x1, y1) = bar
        if stroke and not _across(bar):
            made.append(Row(MARK, panel, number, _name(trace), x0, (y0 + y1) / 2, run=run))
        elif len(places) == 1 and taken[places[0], _across(bar)] == 1 and not _known(made[places[0]], bar):
            made[places[0]] = replace(made[places[0]], **_ends(bar, bound))
        else:
            x, y = (x0 if x0 == x1 else None), (y0 if y0 == y1 else None)
            made.append(Row(INTERVAL, panel, number, _name(trace), x, y, run=run, **_ends(bar, bound)))
    return made


def _across(bar: tuple[Point, Point]) -> bool:
    return bool(bar[0][1] == bar[1][1])


def _through(row: Row, bar: tuple[Point, Point], panel: str) -> bool:
    (x0, y0), (x1, y1) = bar
    if row.part not in (POINT, LINE, BAR) or row.panel != panel:
        return False
    if not isinstance(row.x, int | float) or not isinstance(row.y, int | float):
        return False
    return _between(row.x, x0, x1) and _between(row.y, y0, y1)


def _known(row: Row, bar: tuple[Point, Point]) -> bool:
    """Whether a row has ends along a bar already."""
    ends = (row.x_lower, row.x_upper) if _across(bar) else (row.lower, row.upper)
    return any(end is not None for end in ends)


def _between(value: float, one: float, other: float) -> bool:
    least, most = min(one, other), max(one, other)
    room = _NEAR * max(abs(least), abs(most), 1)
    return least - room <= value <= most + room


def _ends(bar: tuple[Point, Point], bound: str | None) -> dict[str, Any]:
    """What a bar says of its point; of an arrow only the end that it begins at is a value."""
    (x0, y0), (x1, y1) = bar
    if bound:
        along = "x_" if y0 == y1 else ""
        return {f"{along}{bound}": x0 if along else y0}
    if y0 == y1:
        return {"x_lower": min(x0, x1), "x_upper": max(x0, x1)}
    return {"lower": min(y0, y1), "upper": max(y0, y1)}


def _words(layout: Mapping[str, Any]) -> Iterator[Row]:
    """A drawing without points is its words."""
    for note in layout.get("annotations") or ():
        text = _lines(note.get("text") or "")
        if len(text) > 2:
            yield Row(WORDS, "", 0, "", note.get("x"), note.get("y"), text=text)
