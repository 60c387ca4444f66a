"""Annotations: words beside a place, with an arrow where they have one; and the shapes behind a plot."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from indicators.still import measure, rich
from indicators.still.axis import Axis
from indicators.still.marks import dashes
from indicators.still.reach import Need
from indicators.still.scene import NONE, Box, Item, Pen, Shape, Words, line, rectangle, segment

if TYPE_CHECKING:
    from indicators.still.laid import Plot

_SHARES = {"left": 0.5, "top": 0.5, "center": 0.0, "middle": 0.0, "right": -0.5, "bottom": -0.5}
_ARROW_AWAY = (-10.0, -30.0)  # plotly's `ax` and `ay`
_HEADS = {  # corners and how far the line stops before the tip, in widths of the line (plotly's arrow_paths)
    1: (((-2.4, -3), (-2.4, 3), (0.6, 0)), 0.6),
    2: (((-3.7, -2.5), (-3.7, 2.5), (1.3, 0)), 1.3),
    3: (((-4.45, -3), (-1.65, -0.2), (-1.65, 0.2), (-4.45, 3), (1.55, 0)), 1.55),
}


def note(plot: Plot, told: dict[str, Any]) -> list[Item]:
    """One annotation; nothing where its place lies outside the range of its axes."""
    if told.get("visible", True) is False or _outside(plot, told):
        return []
    face = plot.face(told.get("font"))
    lines = rich.lines(str(told.get("text", "")), face)
    box = measure.extent(lines, face.size, plot.lang)
    border = _border(told)
    width, height = _extent(plot, told)
    arrow = bool(told.get("showarrow", True))
    x = _centre(plot, told, "x", width, arrow)
    y = _centre(plot, told, "y", height, arrow)
    left, upper = round(x - width / 2), round(y - height / 2)
    made: list[Item] = _arrow(plot, told, (x, y, width, height)) if arrow else []
    if told.get("bgcolor", NONE) not in (NONE, "rgba(0,0,0,0)") and width:
        made.append(rectangle(left, upper, left + width, upper + height, Pen(fill=told["bgcolor"])))
    if box.width:
        anchor, at = _anchored(told, lines, left + border, box.width)
        made.append(Words(at, upper + border + box.ascent, lines, anchor, measure.LEADING * face.size,
                          angle=float(told.get("textangle", 0)), opacity=float(told.get("opacity", 1))))  # fmt: skip
    return made


def needs(plot: Plot, told: dict[str, Any]) -> Iterator[tuple[str, Need]]:
    """What an annotation asks of the axes its place is told against: room for its words."""
    if told.get("visible", True) is False:
        return
    box = _extent(plot, told)
    arrow = bool(told.get("showarrow", True))
    for letter, size in (("x", box[0]), ("y", box[1])):
        axis = plot.axes.get(str(told.get(f"{letter}ref", letter)))
        if axis is None or arrow:  # arrows of this project run between places whose axes have a range
            continue
        way = 1 if letter == "x" else -1
        shift = size * _share(told, letter, 0.5) + float(told.get(f"{letter}shift", 0)) * way
        before, after = max(size / 2 - shift, 0.0), max(size / 2 + shift, 0.0)
        at = axis.of_range(told.get(letter))
        yield (
            axis.name,
            Need(at, at, *((before, False, False, after) if letter == "x" else (after, False, False, before))),
        )


def shape_needs(plot: Plot, told: dict[str, Any]) -> Iterator[tuple[str, Need]]:
    """What a shape asks of the axes it is told against."""
    pad = float((told.get("line") or {}).get("width", 2)) / 2
    for letter in "xy":
        axis = plot.axes.get(str(told.get(f"{letter}ref", letter)))
        if axis is not None:
            ends = [axis.of_range(told[f"{letter}{number}"]) for number in (0, 1)]
            yield axis.name, Need(min(ends), max(ends), pad)


def _extent(plot: Plot, told: dict[str, Any]) -> tuple[int, int]:
    """Width and height of an annotation with its clear border, whole pixels as in plotly."""
    face = plot.face(told.get("font"))
    box = measure.extent(rich.lines(str(told.get("text", "")), face), face.size, plot.lang)
    border = _border(told)
    return round(box.width + 2 * border), round(box.height + 2 * border)


def _border(told: dict[str, Any]) -> float:
    """Plotly draws a border of one pixel that is clear, and a pad of one, unless told otherwise."""
    return float(told.get("borderwidth", 1)) + float(told.get("borderpad", 1))


def _anchored(told: dict[str, Any], lines: rich.Lines, left: float, width: float) -> tuple[str, float]:
    """Anchor of the lines and where it lies: a single line hangs on the side that its place is on."""
    align = told.get("align", "center")
    if len(lines) == 1:
        side = told.get("xanchor", "auto")
        align = side if side != "auto" else align
    share = {"left": 0.0, "center": 0.5, "right": 1.0}[align]
    return {"left": "start", "center": "middle", "right": "end"}[align], left + share * width


def _outside(plot: Plot, told: dict[str, Any]) -> bool:
    for letter in "xy":
        axis = plot.axes.get(str(told.get(f"{letter}ref", letter)))
        if axis is None:
            continue
        value = told.get(letter)
        tail = told.get(f"a{letter}") if told.get(f"a{letter}ref") == axis.name else value
        if not (axis.holds(axis.of_range(value)) or axis.holds(axis.of_range(tail))):
            return True
    return False


def place(plot: Plot, ref: str, value: Any, letter: str) -> float:
    """Pixels of a place told against an axis, an axis' domain, or the whole plot (`paper`)."""
    name, _, domain = ref.partition(" ")
    frame, share = plot.frame, value
    if name in plot.axes and not domain:
        return plot.axes[name].at(value)
    if name in plot.axes:
        axis: Axis = plot.axes[name]
        return float(axis.start + axis.length * share * (1 if axis.is_x else -1))
    return float(frame.x + frame.width * share if letter == "x" else frame.y + frame.height * (1 - share))


def _centre(plot: Plot, told: dict[str, Any], letter: str, size: float, arrow: bool) -> float:
    """Middle of the words along one direction, in pixels."""
    ref = str(told.get(f"{letter}ref", letter))
    base = place(plot, ref, told.get(letter, 0), letter)
    shift = float(told.get(f"{letter}shift", 0)) * (1 if letter == "x" else -1)
    if arrow:
        return _tail(plot, told, letter) + size * _share(told, letter, 0.5) + shift
    free = ref not in plot.axes
    value = told.get(letter, 0)
    share = (value if letter == "x" else 1 - value) if free else 0.5
    return base + size * _share(told, letter, share) + shift


def _share(told: dict[str, Any], letter: str, where: float) -> float:
    """Share of the size from the place to the middle of the words, by the anchor."""
    anchor = told.get(f"{letter}anchor", "auto")
    if anchor == "auto":
        names = ("left", "center", "right") if letter == "x" else ("top", "middle", "bottom")
        anchor = names[0] if where < 1 / 3 else names[2] if where > 2 / 3 else names[1]
    return _SHARES[anchor]


def _tail(plot: Plot, told: dict[str, Any], letter: str) -> float:
    """Where an arrow begins along one direction."""
    ref = str(told.get(f"{letter}ref", letter))
    own = told.get(f"a{letter}", _ARROW_AWAY["xy".index(letter)])
    if told.get(f"a{letter}ref") == ref:
        return place(plot, ref, own, letter)
    return place(plot, ref, told.get(letter, 0), letter) + float(own)


def _arrow(plot: Plot, told: dict[str, Any], words: tuple[float, float, float, float]) -> list[Item]:
    """An arrow from the words, or from its tail, to its place."""
    head = np.array([place(plot, str(told.get(f"{axis}ref", axis)), told.get(axis, 0), axis) for axis in "xy"])
    tail = np.array([_tail(plot, told, axis) for axis in "xy"])
    if words[2] > 4:
        tail = _beyond(tail, head, words)
    way, length = head - tail, float(np.hypot(*(head - tail)))
    if not length:
        return []
    width = float(told.get("arrowwidth", 2))
    scale = width * float(told.get("arrowsize", 1))
    corners, before = _HEADS.get(int(told.get("arrowhead", 1)), ((), 0.0))
    if length < before * scale:
        return []
    way = way / length
    colour = str(told.get("arrowcolor", "#444"))
    end = head - way * before * scale
    made: list[Item] = [line(np.array([tail, end]), Pen(stroke=colour, width=width))]
    if corners:
        turned = np.array(corners) * scale @ np.array([way, [-way[1], way[0]]])
        made.append(Shape((end + turned,), Pen(fill=colour), closed=True))
    return made


def _beyond(tail: Any, head: Any, words: tuple[float, float, float, float]) -> Any:
    """Where the line from words to head leaves the box of the words."""
    x, y, width, height = words
    way = head - tail
    shares = [abs(half / part) for half, part in ((width / 2, way[0]), (height / 2, way[1])) if part]
    inside = abs(tail[0] - x) <= width / 2 and abs(tail[1] - y) <= height / 2
    return tail + way * min(1.0, *shares) if inside and shares else tail


def shape(plot: Plot, told: dict[str, Any]) -> list[Item]:
    """A line or a rectangle of the layout."""
    x_ref, y_ref = str(told.get("xref", "x")), str(told.get("yref", "y"))
    x0, x1 = (place(plot, x_ref, told[key], "x") for key in ("x0", "x1"))
    y0, y1 = (place(plot, y_ref, told[key], "y") for key in ("y0", "y1"))
    edge = told.get("line") or {}
    width = float(edge.get("width", 2))
    pen = Pen(NONE, str(edge.get("color", "#444")) if width else NONE, width, dashes(edge.get("dash", "solid"), width),
              float(told.get("opacity", 1)))  # fmt: skip
    clip = _clip(plot, x_ref, y_ref)
    if not all(map(math.isfinite, (x0, x1, y0, y1))):
        return []
    if told.get("type") == "line":
        return [segment(x0, y0, x1, y1, pen, clip)]
    filled = Pen(str(told.get("fillcolor", NONE)), pen.stroke, pen.width, pen.dash, pen.opacity)
    return [rectangle(x0, y0, x1, y1, filled, clip)]


def _clip(plot: Plot, x_ref: str, y_ref: str) -> Box | None:
    """The area that cuts a shape: that of the axes it is told against."""
    x, y = plot.axes.get(x_ref.split(" ")[0]), plot.axes.get(y_ref.split(" ")[0])
    if x is None and y is None:
        return None
    left, right = x.ends if x is not None else (0.0, plot.spec.width)
    top, bottom = y.ends if y is not None else (0.0, plot.spec.height)
    return Box(left, top, right - left, bottom - top)
