"""Traces of a track: a line open at every gap, or marks with their intervals, ranges and bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from indicators.compare import axes, names
from indicators.compare.axes import Span
from indicators.compare.points import points, told
from indicators.compare.tracks import AS_HELD, Track
from indicators.population import marks, words
from indicators.population.marks import ARROW, PAPER, Point

DOUBTED, PROVISIONAL = ("suspect", "stale"), "provisional"
FEW, DENSE = 40, 300  # values from which marks are small, and none
GAPS = {"year": 1.6, "season": 1.6, "month": 1.6 / 12, "day": 6 / 365.25, "hour": 6 / 8766, "irregular": 3 / 365.25}
"""Years between two values that a line does not cross, by frequency."""
_CLEAR = "rgba(0,0,0,0)"


@dataclass(frozen=True)
class Style:
    """How a series is told from the others; without `symbol` a mark's shape says how sure it is."""

    name: str
    colour: str
    symbol: str = ""
    dash: str = "solid"
    legend: bool = False
    axis: int = 1


def of(track: Track, style: Style, span: Span, lang: str, *, dates: bool) -> list[dict[str, Any]]:
    """Traces of a track on an axis with this span of values, from the back to the front."""
    if track.empty:
        return []
    made = _marked(track, style, span, lang, dates) if told(track) else _plain(track, style, lang, dates)
    on = {} if style.axis == 1 else {"xaxis": f"x{style.axis}", "yaxis": f"y{style.axis}"}
    named = [trace | on | {"name": words.plain(style.name), "showlegend": False} for trace in made]
    if style.legend:
        named.append(_sample(style, lined=any("lines" in trace["mode"] for trace in made)) | on)
    return named


def joined(found: Sequence[Point], track: Track) -> list[list[Point]]:
    """Runs of marks that may share a line: those of `marks`, a gap in yearly figures left open."""
    if track.meta.frequency == "irregular" and track.meta.source != "published":
        return []  # readings: nothing says what was between them
    return marks.runs(found, yearly=track.meta.frequency in ("year", "season"))


def broken(track: Track) -> tuple[list[float], list[float | None]]:
    """Times in years and values of the sure rows, with an empty place in every gap."""
    frequency = track.meta.frequency if track.what == AS_HELD else "month" if track.what == "monthly_mean" else "year"
    limit = GAPS.get(frequency, 0.0)
    sure = track.rows[~track.rows["flag"].isin((*DOUBTED, PROVISIONAL)) & track.rows["value"].notna()]
    x: list[float] = []
    y: list[float | None] = []
    for at, value in zip(sure["x"].tolist(), sure["value"].tolist(), strict=True):
        if x and at - x[-1] > limit:
            x.append((x[-1] + at) / 2)
            y.append(None)
        x.append(at)
        y.append(float(f"{value:.5g}"))
    return x, y


def _plain(track: Track, style: Style, lang: str, dates: bool) -> list[dict[str, Any]]:
    """A line; marks too where they are few."""
    x, y = broken(track)
    irregular = track.what == AS_HELD and track.meta.frequency in ("irregular", "long_term")
    mode = "markers" if irregular else "lines" if len(x) > DENSE else "lines+markers"
    unit = words.plain(names.unit(track.meta, lang))
    when = "%{x|%Y-%m-%d %H:%M}" if track.what == AS_HELD and irregular else "%{x|%Y-%m-%d}" if dates else "%{x:.0f}"
    made = [
        {
            "type": "scatter", "mode": mode, "x": [axes.stamp(at) for at in x] if dates else x, "y": y,
            "connectgaps": False, "line": {"color": style.colour, "width": 1.8 if len(x) <= DENSE else 1.1,
                                           "dash": style.dash},
            "marker": {"color": style.colour, "symbol": style.symbol or "circle", "size": 6 if len(x) <= FEW else 4},
            "hovertemplate": f"{when}: %{{y:,.5~r}} {unit}<extra>{words.plain(style.name)}</extra>",
        }
    ]  # fmt: skip
    made += _tail(track, made[0], x, y, dates)
    doubted = track.rows[track.rows["flag"].isin(DOUBTED) & track.rows["value"].notna()]
    if len(doubted):
        at = doubted["x"].tolist()
        made.append(
            {
                "type": "scatter", "mode": "markers", "x": [axes.stamp(part) for part in at] if dates else at,
                "y": doubted["value"].tolist(),
                "marker": {"symbol": "circle-x-open", "size": 6, "color": style.colour},
                "hovertemplate": f"{when}: %{{y:,.5~r}} {unit} ?<extra>{words.plain(style.name)}</extra>",
            }
        )  # fmt: skip
    return made


def _tail(
    track: Track, line: dict[str, Any], x: Sequence[float], y: Sequence[float | None], dates: bool
) -> list[dict[str, Any]]:
    """Provisional values: dotted, hollow where they are marks."""
    rows = track.rows[track.rows["flag"].eq(PROVISIONAL) & track.rows["value"].notna()]
    if not len(rows):
        return []
    first = rows["x"].iloc[0]
    before = [(at, value) for at, value in zip(x, y, strict=True) if at < first][-1:]
    pairs = [*before, *zip(rows["x"].tolist(), rows["value"].tolist(), strict=True)]
    tail = {"x": [axes.stamp(at) for at, _ in pairs] if dates else [at for at, _ in pairs],
            "y": [value for _, value in pairs], "line": line["line"] | {"dash": "dot"}}  # fmt: skip
    hollow = {"color": PAPER, "line": {"color": line["marker"]["color"], "width": 1.4}}
    return [line | tail | {"marker": line["marker"] | hollow}]


def _marked(track: Track, style: Style, span: Span, lang: str, dates: bool) -> list[dict[str, Any]]:
    """Marks over lines, intervals, ranges and arrows."""
    found = points(track, lang)
    at = {id(point): axes.stamp(point.x) if dates else point.x for point in found}
    values = [point for point in found if point.kind == "value"]
    made = [_stroke([(at[id(p)], p.value) for p in run], style, 1.6, style.dash) for run in joined(found, track)]
    ups = [(point, point.lower, point.upper) for point in values if not (_nan(point.lower) or _nan(point.upper))]
    made += [_uprights([(at[id(p)], low, high) for p, low, high in ups], style, 1.6)] if ups else []
    made += [_stroke(_level(point, dates), style, 1.2, "solid") for point in found if point.long and point in values]
    ranges = [point for point in found if point.kind == "range"]
    if ranges:
        bars = _uprights([(at[id(p)], p.lower, p.upper) for p in ranges], style, 8)
        made.append(bars | {"opacity": 0.5})
    for point in found:
        if "bound" in point.kind:
            made.append(_arrow(point, at[id(point)], style, span))
    return [*made, _marks(found, [at[id(point)] for point in found], style)]


def _stroke(pairs: Sequence[tuple[Any, float | None]], style: Style, width: float, dash: str) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines", "x": [x for x, _ in pairs], "y": [y for _, y in pairs],
        "line": {"color": style.colour, "width": width, "dash": dash}, "hoverinfo": "skip",
    }  # fmt: skip


def _level(point: Point, dates: bool) -> list[tuple[Any, float | None]]:
    """The years that a value stands for."""
    return [(axes.stamp(part) if dates else part, point.value) for part in (point.first, point.last)]


def _uprights(bars: Sequence[tuple[Any, float, float]], style: Style, width: float) -> dict[str, Any]:
    pairs = [pair for x, low, high in bars for pair in ((x, low), (x, high), (x, None))]
    return _stroke(pairs, style, width, "solid")


def _arrow(point: Point, at: Any, style: Style, span: Span) -> dict[str, Any]:
    """From the bound, marked by a dash, towards where the value may lie."""
    length, up = (span[1] - span[0]) * ARROW, point.kind == "lower bound"
    tip = point.y + length if up else max(point.y - length, min(span[0], point.y))
    fill = PAPER if point.hollow else style.colour
    return {
        "type": "scatter", "mode": "lines+markers", "x": [at, at], "y": [point.y, tip], "hoverinfo": "skip",
        "line": {"color": style.colour, "width": 1.8, "dash": "dot" if point.hollow else "solid"}, "cliponaxis": False,
        "marker": {"symbol": ["line-ew", "triangle-up" if up else "triangle-down"], "size": [12, 9],
                   "color": [style.colour, fill], "line": {"color": style.colour, "width": 1.8}},
    }  # fmt: skip


def _marks(found: Sequence[Point], at: Sequence[Any], style: Style) -> dict[str, Any]:
    """A mark each; those of ranges and bounds are clear and only answer the pointer."""
    dense = len(found) > FEW
    return {
        "type": "scatter", "mode": "markers", "x": list(at), "y": [point.y for point in found],
        "hovertext": [point.hover for point in found], "hoverinfo": "text", "cliponaxis": False,
        "marker": {
            "symbol": [_symbol(point, style) for point in found], "opacity": 1,
            "size": [(4 if dense else 8) if point.kind == "value" else 15 for point in found],
            "color": [_fill(point, style.colour) for point in found],
            "line": {"color": [style.colour if p.kind == "value" else _CLEAR for p in found],
                     "width": 0.8 if dense else 1.6},
        },
    }  # fmt: skip


def _symbol(point: Point, style: Style) -> str:
    """The series' own shape, where it has one; doubt is always a cross in a circle."""
    return point.symbol if not style.symbol or point.flag == "suspect" else style.symbol


def _fill(point: Point, colour: str) -> str:
    if point.kind != "value":
        return _CLEAR
    return PAPER if point.hollow and not point.symbol.endswith(("open", "dot")) else colour


def _sample(style: Style, *, lined: bool) -> dict[str, Any]:
    """An empty trace that stands in the legend of a phone."""
    return {
        "type": "scatter", "mode": "lines+markers" if lined else "markers", "x": [None], "y": [None],
        "name": words.plain(style.name), "showlegend": True, "hoverinfo": "skip",
        "line": {"color": style.colour, "width": 1.8, "dash": style.dash},
        "marker": {"color": style.colour, "symbol": style.symbol or "circle", "size": 8},
    }  # fmt: skip


def _nan(value: float) -> bool:
    return value != value
