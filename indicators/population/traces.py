"""The traces of one panel: line, intervals and ranges, bars, arrows for bounds, marks with their labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from indicators.figures import GREY, INK
from indicators.population import labels
from indicators.population.labels import Plot
from indicators.population.marks import ARROW, BAR_WIDTH, PAPER, VIOLET, Point
from indicators.population.panel import LEVEL, Panel

DENSE = 20  # points of a panel from which marks are small
SMALL, USUAL, WIDE = 3.5, 9, 15  # pixels of a mark; that of a bound or range is clear and keeps its label off
PALE_VIOLET, _CLEAR = "rgba(106,63,160,0.35)", "rgba(0,0,0,0)"


def of(panel: Panel, span: tuple[float, float], size: tuple[float, float]) -> list[dict[str, Any]]:
    """Traces of a panel, from the back to the front; `size` is its plot in pixels."""
    plot = Plot(span, panel.top, size)
    placed = labels.place(panel.points, plot, bars=panel.bars, seconds=panel.seconds)
    made = [_bars(panel.bars, placed)] if panel.bars else []
    made += [_line(run) for run in panel.runs]
    made += [_slope(panel.slope)] if panel.slope else []
    loose = [point for point in panel.everything if point.kind == "value"]
    made += _segments(loose, panel)
    made += _ranges([point for point in panel.everything if point.kind == "range"])
    made += _arrows([point for point in panel.everything if "bound" in point.kind], panel.top)
    if panel.points:
        made.append(_marks(panel.points, placed))
    if panel.seconds:
        made += _seconds(panel, placed)
    return made


def _bars(points: Sequence[Point], placed: dict[Point, str]) -> dict[str, Any]:
    """Bars from zero: full, hollow where second-hand, pale where computed."""
    fills = [PAPER if p.hollow else PALE_VIOLET if p.confidence == "derived" else VIOLET for p in points]
    return {
        "type": "bar",
        "x": [point.x for point in points],
        "y": [point.value for point in points],
        "width": [BAR_WIDTH] * len(points),
        "text": [point.label if point in placed else "" for point in points],
        "textposition": ["inside" if placed.get(point) == "inside" else "outside" for point in points],
        "insidetextanchor": "end",
        "textangle": 0,
        "cliponaxis": False,
        "outsidetextfont": {"color": INK},
        "insidetextfont": {"color": [PAPER if fill == VIOLET else INK for fill in fills]},
        "constraintext": "none",
        "hovertext": [point.hover for point in points],
        "hoverinfo": "text",
        "marker": {
            "color": fills,
            "line": {"color": VIOLET, "width": 1.4},
        },
    }


def _line(run: Sequence[Point]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [point.x for point in run],
        "y": [point.value for point in run],
        "line": {"color": VIOLET, "width": 1.6},
        "hoverinfo": "skip",
        "name": "line",
    }


def _slope(ends: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """The line of a significant trend, thin and dashed."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [x for x, _ in ends],
        "y": [y for _, y in ends],
        "line": {"color": VIOLET, "width": 1.1, "dash": "dash"},
        "hoverinfo": "skip",
        "name": "trend",
    }


def _segments(points: Sequence[Point], panel: Panel) -> list[dict[str, Any]]:
    """Uprights for intervals, and for periods of several years a level line over them."""
    ups = [((p.x, p.lower), (p.x, p.upper)) for p in points if p.lower == p.lower and p.upper == p.upper]
    flats = [((p.first + 0.5, p.value), (p.last - 0.5, p.value)) for p in panel.points if p.kind == "value" and p.long]
    kinds = ((ups, 1.8, "interval"), (flats, 1.2, "period"))
    return [_strokes(pairs, width, name) for pairs, width, name in kinds if pairs]


def _ranges(points: Sequence[Point]) -> list[dict[str, Any]]:
    if not points:
        return []
    flats = [((p.first + 0.5, p.y), (p.last - 0.5, p.y)) for p in points if p.long]
    made = [_strokes(flats, 1.2, "period")] if flats else []
    bars = _strokes([((p.x, p.lower), (p.x, p.upper)) for p in points], 8, "range")
    return [*made, bars | {"opacity": 0.5}]


def _strokes(pairs: Sequence[tuple[Any, Any]], width: float, name: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [part for start, end in pairs for part in (start[0], end[0], None)],
        "y": [part for start, end in pairs for part in (start[1], end[1], None)],
        "line": {"color": VIOLET, "width": width},
        "hoverinfo": "skip",
        "name": name,
    }


def _arrows(points: Sequence[Point], top: float) -> list[dict[str, Any]]:
    """From the bound, marked by a dash, towards where the value may lie."""
    made = []
    for point in points:
        up = point.kind == "lower bound"
        tip = point.y + top * ARROW if up else max(point.y - top * ARROW, 0.0)
        made.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": [point.x, point.x],
                "y": [point.y, tip],
                "line": {"color": VIOLET, "width": 1.8, "dash": "dot" if point.hollow else "solid"},
                "marker": {
                    "symbol": ["line-ew", "triangle-up" if up else "triangle-down"],
                    "size": [12, 9],
                    "color": [VIOLET, PAPER if point.hollow else VIOLET],
                    "line": {"color": VIOLET, "width": 1.8},
                },
                "hoverinfo": "skip",
                "name": point.kind,
                "cliponaxis": False,
            }
        )
    return made


def _marks(points: Sequence[Point], placed: dict[Point, str]) -> dict[str, Any]:
    """A mark each; those of ranges and bounds are clear and only answer the pointer."""
    dense = len(points) > DENSE
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [point.x for point in points],
        "y": [point.y for point in points],
        "text": [point.label if point in placed else "" for point in points],
        "textposition": [placed.get(point, "top center") for point in points],
        "textfont": {"color": INK},
        "hovertext": [point.hover for point in points],
        "hoverinfo": "text",
        "cliponaxis": False,
        "name": "values",
        "marker": {
            "symbol": [point.symbol for point in points],
            "size": [SMALL if dense else USUAL if point.kind == "value" else WIDE for point in points],
            "opacity": 1,
            "color": [_fill(point) for point in points],
            "line": {
                "color": [VIOLET if p.kind == "value" else _CLEAR for p in points],
                "width": 0.5 if dense else 1.6,
            },
        },
    }


def _fill(point: Point) -> str:
    if point.kind != "value":
        return _CLEAR
    return PAPER if point.hollow and not point.symbol.endswith(("open", "dot")) else VIOLET


def _seconds(panel: Panel, placed: dict[Point, str]) -> list[dict[str, Any]]:
    """Another source's marks; a quota is a dash as wide as the bar and a little more."""
    level, half = panel.second_symbol == LEVEL, BAR_WIDTH / 2 + 0.08
    dashes = [((point.x - half, point.y), (point.x + half, point.y)) for point in panel.seconds] if level else []
    strokes = [_strokes(dashes, 2.6, "level") | {"line": {"color": INK, "width": 2.6}}] if level else []
    marks = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [point.x for point in panel.seconds],
        "y": [point.y for point in panel.seconds],
        "text": [point.label if point in placed else "" for point in panel.seconds],
        "textposition": [placed.get(point, "top center") for point in panel.seconds],
        "textfont": {"color": GREY},
        "hovertext": [point.hover for point in panel.seconds],
        "hoverinfo": "text",
        "cliponaxis": False,
        "name": "second",
        "marker": {
            "symbol": "circle" if level else panel.second_symbol,
            "size": 9,
            "color": _CLEAR if level else INK,
            "line": {"color": INK, "width": 0 if level else 1.4},
        },
    }
    return [*strokes, marks]
