"""The legend: a row or rows of samples with names, as wide as plotly makes it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from indicators.still import measure, rich
from indicators.still.marks import dashes, fill_pen, mark
from indicators.still.scene import Face, Item, Pen, Words, faded, line, rectangle
from indicators.still.spec import Trace
from indicators.still.values import nth

if TYPE_CHECKING:
    from indicators.still.laid import Plot

_GAP, _SAMPLE = 5.0, 30.0  # plotly's itemGap and itemwidth
_NAME_AT = _SAMPLE + 2 * _GAP
_LEAST_HEIGHT, _BETWEEN = 16.0, 3.0
_MARK_SIZES, _LINE_WIDTHS = (2.0, 16.0), (0.0, 10.0)


@dataclass(frozen=True)
class Entry:
    """A trace in the legend: its place from the legend's corner, and its height."""

    trace: Trace
    x: float
    y: float
    height: float


@dataclass
class Block:
    """The whole legend: entries by row, and its size and place (shares of the plot)."""

    x: float
    y: float
    yanchor: str
    width: float = 0.0
    height: float = 0.0
    rows: list[list[Entry]] = field(default_factory=list)


def measured(plot: Plot) -> Block:
    """Place every entry."""
    told = plot.layout.get("legend") or {}
    block = Block(float(told.get("x", 0)), float(told.get("y", -0.1)), str(told.get("yanchor", "auto")))
    if block.yanchor == "auto":
        block.yanchor = "top" if block.y < 1 / 3 else "bottom" if block.y > 2 / 3 else "middle"
    shown = [trace for trace in plot.spec.traces if _listed(trace)]
    face = plot.face(told.get("font"))
    sizes = [_size(trace, face, plot.lang) for trace in shown]
    widths = [_NAME_AT + (told.get("entrywidth") or width) for width, _ in sizes]
    one_row = sum(widths) + (len(widths) - 1) * _GAP < max(plot.frame.width, 2 * _NAME_AT)
    _rows(block, shown, widths, [height for _, height in sizes], one_row, max(plot.frame.width, 2 * _NAME_AT))
    return block


def _listed(trace: Trace) -> bool:
    return trace.get("showlegend", True) is not False and trace.get("visible", True) is True


def _size(trace: Trace, face: Face, lang: str) -> tuple[float, float]:
    lines = rich.lines(str(trace.get("name", "")), face)
    width = measure.extent(lines, face.size, lang).width
    return width, max(len(lines) * face.size * measure.LEADING, _LEAST_HEIGHT) + _BETWEEN


def _rows(
    block: Block, traces: list[Trace], widths: list[float], heights: list[float], one_row: bool, most: float
) -> None:
    """Fill rows from the left; columns are as wide as the widest entry where one row does not do."""
    x, y, widest, used, tallest = 0.0, 0.0, max(widths, default=0.0), 0.0, 0.0
    row: list[Entry] = []
    for trace, width, height in zip(traces, widths, heights, strict=True):
        step = (width if one_row else widest) + _GAP
        if step + x - _GAP >= most and row:
            block.rows.append(row)
            row, x, y, tallest = [], 0.0, y + tallest, 0.0
        row.append(Entry(trace, x, y + height / 2 + _GAP, height))
        used, tallest, x = max(used, x + width + _GAP), max(tallest, height), x + step
    if row:
        block.rows.append(row)
        block.width, block.height = math.ceil(used), math.ceil(y + tallest + 2 * _GAP)


def drawn(plot: Plot) -> list[Item]:
    """Every entry of the legend: sample and name."""
    if not plot.layout.get("showlegend"):
        return []
    block = measured(plot)
    frame = plot.frame
    share = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[block.yanchor]
    left = min(max(frame.x + frame.width * block.x, 0), max(0, plot.spec.width - block.width))
    upper = frame.y + frame.height * (1 - block.y) - share * block.height
    upper = min(max(upper, 0), max(0, plot.spec.height - block.height))
    face = plot.face((plot.layout.get("legend") or {}).get("font"))
    made: list[Item] = []
    for entry in (entry for row in block.rows for entry in row):
        x, y = left + entry.x, upper + entry.y
        made += _sample(entry.trace, x, y)
        lines = rich.lines(str(entry.trace.get("name", "")), face)
        leading = measure.LEADING * face.size
        made.append(Words(x + _NAME_AT, y - leading * ((len(lines) - 1) / 2 - 0.3), lines, "start", leading))
    return made


def _sample(trace: Trace, x: float, y: float) -> list[Item]:
    """What stands for a trace: its line, fill, mark or bar."""
    if trace.get("type") == "bar":
        return _bar(trace, x + _NAME_AT / 2, y)
    mode = trace.get("mode", "lines")
    made: list[Item] = []
    filled, lined, marked = trace.get("fill", "none") != "none", "lines" in mode, "markers" in mode
    told = trace.get("line") or {}
    width = min(float(told.get("width", 2)), _LINE_WIDTHS[1])
    lined = lined and width > 0
    up = y if marked or not filled else y - 2 if lined else y - 3
    if filled:
        pen = faded(fill_pen(trace), trace.get("opacity", 1))
        made.append(rectangle(x + _GAP, up, x + _GAP + _SAMPLE, up + 6, pen))
    if lined:
        pen = Pen(stroke=str(told.get("color", "#444")), width=width, dash=dashes(told.get("dash", "solid"), width))
        points = np.array([[x + _GAP, up], [x + _GAP + _SAMPLE, up]])
        made.append(line(points, faded(pen, trace.get("opacity", 1))))
    if marked:
        size = (trace.get("marker") or {}).get("size", 6)
        size = float(np.clip(np.mean(size), *_MARK_SIZES))
        made.append(mark(trace, 0, x + _NAME_AT / 2, y, size=size))
    return made


def _bar(trace: Trace, x: float, y: float) -> list[Item]:
    marker = trace.get("marker") or {}
    edge = marker.get("line") or {}
    pen = Pen(fill=str(nth(marker.get("color"), 0, "#444")), stroke=str(nth(edge.get("color"), 0, "#444")),
              width=min(float(nth(edge.get("width"), 0, 0)), 5.0))  # fmt: skip
    return [rectangle(x - 6, y - 6, x + 6, y + 6, faded(pen, trace.get("opacity", 1)))]
