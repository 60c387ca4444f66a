"""The traces of one panel: line, intervals and ranges, bars, arrows for bounds, marks with their labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from indicators.figures import GREY, INK
from indicators.population import labels
from indicators.population.marks import ARROW, PAPER, VIOLET, Point
from indicators.population.panel import Panel

DENSE = 20  # points of a panel from which marks are small
SMALL, USUAL, WIDE = 3.5, 9, 15  # pixels of a mark; that of a bound or range is clear and keeps its label off
BAR_WIDTH = 0.62  # years
_CLEAR = "rgba(0,0,0,0)"


def of(panel: Panel, span: tuple[float, float], size: tuple[float, float]) -> list[dict[str, Any]]:
    """Traces of a panel, from the back to the front; `size` is its plot in pixels."""
    made = [_bars(panel, span, size)] if panel.bars else []
    made += [_line(run) for run in panel.runs]
    loose = [point for point in [*panel.points, *panel.bars, *panel.seconds] if point.kind == "value"]
    made += _segments(loose, panel)
    made += _ranges([point for point in panel.everything if point.kind == "range"])
    made += _arrows([point for point in panel.everything if "bound" in point.kind], panel.top)
    if panel.points:
        made.append(_marks(panel.points, labels.place(panel.points, span, panel.top, size)))
    if panel.seconds:
        made.append(_seconds(panel))
    return made


def _bars(panel: Panel, span: tuple[float, float], size: tuple[float, float]) -> dict[str, Any]:
    """Bars from zero; a bound or a range keeps its place with a bar of no height, for the pointer."""
    points = panel.bars
    placed = labels.place(points, span, panel.top, size, bars=True)
    shapes = {"derived": "/", "measured": "", "read_in_source": "", "quoted_secondhand": ""}
    return {
        "type": "bar",
        "x": [point.x for point in points],
        "y": [point.value if point.kind == "value" else 0 for point in points],
        "width": [BAR_WIDTH] * len(points),
        "text": [point.label if at in placed else "" for at, point in enumerate(points)],
        "textposition": "outside",
        "textangle": 0,
        "cliponaxis": False,
        "textfont": {"color": INK},
        "constraintext": "none",
        "hovertext": [point.hover for point in points],
        "hoverinfo": "text",
        "marker": {
            "color": [PAPER if point.hollow else VIOLET for point in points],
            "line": {"color": VIOLET, "width": 1.4},
            "pattern": {
                "shape": ["." if point.flag == "provisional" else shapes[point.confidence] for point in points],
                "fgcolor": [VIOLET if point.hollow else PAPER for point in points],
                "size": 5,
            },
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


def _marks(points: Sequence[Point], placed: dict[int, str]) -> dict[str, Any]:
    """A mark each; those of ranges and bounds are clear and only answer the pointer."""
    dense = len(points) > DENSE
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [point.x for point in points],
        "y": [point.y for point in points],
        "text": [point.label if at in placed else "" for at, point in enumerate(points)],
        "textposition": [placed.get(at, "top center") for at in range(len(points))],
        "textfont": {"color": INK},
        "hovertext": [point.hover for point in points],
        "hoverinfo": "text",
        "cliponaxis": False,
        "name": "values",
        "marker": {
            "symbol": [point.symbol for point in points],
            "size": [SMALL if dense else USUAL if point.kind == "value" else WIDE for point in points],
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


def _seconds(panel: Panel) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [point.x for point in panel.seconds],
        "y": [point.y for point in panel.seconds],
        "hovertext": [point.hover for point in panel.seconds],
        "hoverinfo": "text",
        "cliponaxis": False,
        "name": "second",
        "marker": {
            "symbol": panel.second_symbol,
            "size": 16 if panel.second_symbol.startswith("line") else 11,
            "color": GREY,
            "line": {"color": GREY if panel.second_symbol.startswith("line") else INK, "width": 2.4},
        },
    }
