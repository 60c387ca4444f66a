"""A row of plotted values, and what the traces of a figure say: points, names, panels, what stands on an axis."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from indicators.export.documents.plain import bare
from indicators.light.plotted import array

Trace = Mapping[str, Any]
Value = float | int | str | None

LINE, POINT, INTERVAL, BAND, CONTEXT, REFERENCE, MARK, CELL, BAR, SHARE, WORDS = (
    "line", "point", "interval", "band", "context", "reference", "mark", "cell", "bar", "share", "words")  # fmt: skip
PARTS = (LINE, POINT, INTERVAL, BAND, CONTEXT, REFERENCE, MARK, CELL, BAR, SHARE, WORDS)
"""What a row is of: a value on a line, a single mark, a bar of uncertainty that goes through several marks or none, a
band, a line behind the others (other years), a computed line (a mean, a trend), a mark set over a point, a cell of a
map, a bar, a part of a whole, or the words of a drawing without points."""
BOUNDS = {"lower bound": "lower", "upper bound": "upper"}
"""Names of traces that are arrows."""
_CODE = re.compile(r"[a-z]+(-[a-z]+)*|(upper|lower) bound")
"""Names of traces that only our figures know: where there is no legend, no reader sees them."""


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


def silent(trace: Trace) -> bool:
    """Whether the pointer says nothing at a trace."""
    return trace.get("hoverinfo") in ("skip", "none")


def helps(trace: Trace) -> bool:
    """Whether a trace stands for the ends of other traces' points."""
    named = trace.get("name") in BOUNDS
    return named or (silent(trace) and not name_of(trace))


def points(trace: Trace) -> Iterator[tuple[int, int, Any, Any]]:
    """Place, run (the pieces of a line, parted by gaps) and coordinates of every point that is drawn."""
    xs, ys = array(trace.get("x")), array(trace.get("y"))
    run, gap = 0, False
    for at, (x, y) in enumerate(zip(xs, ys, strict=False)):
        if nothing(x) or nothing(y):
            gap = True
            continue
        if gap:
            run, gap = run + 1, False
        yield at, run, x, y


def nothing(part: Any) -> bool:
    """Whether there is no number."""
    return part is None or (isinstance(part, float) and math.isnan(part))


def dated(part: Any) -> Value:
    """A date without an hour that says nothing; numbers as they are."""
    if isinstance(part, str):
        return bare(part.removesuffix("T00:00:00").removesuffix(" 00:00:00"))
    return part if isinstance(part, int | float) else str(part)


def name_of(trace: Trace) -> str:
    """The name that a reader sees of a trace."""
    name = bare(trace.get("name") or "")
    return "" if _CODE.fullmatch(name) and trace.get("showlegend") is not True else name


def panel_of(trace: Trace, layout: Mapping[str, Any]) -> str:
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


def is_map(layout: Mapping[str, Any]) -> bool:
    """Whether the axes are kilometres of the maps' projection."""
    axes = [layout.get("xaxis") or {}, layout.get("yaxis") or {}]
    return any(axis.get("scaleanchor") for axis in axes) and all(axis.get("visible") is False for axis in axes)
