"""A figure laid out for a paper: the description that both renderers draw, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from indicators import printing
from indicators.export import code, theme
from indicators.export.figure import Figure
from indicators.export.paper import INCH_MM, Paper
from indicators.printing import Sheet

CAPTIONS = ("full", "title", "none")
Caption = Literal["full", "title", "none"]
_NARROW_HEIGHT = 230
_STEP, _STEPS, _STEPS_OF_PAGE = 1.05, 14, 5
_LEAST_OF_SHEET = 0.4
"""Least height of a plot on a paper of a given height, as a share of it: words must not crowd it out."""
_TALL = 0.75
MOST_HIGH_MM = 250.0
"""What stands on an A4 page below its margins."""

Laid = Callable[[Sheet, int], dict[str, Any]]


@dataclass(frozen=True)
class Drawing:
    """A description ready to be drawn.

    Parameters
    ----------
    told : str
        JSON as `figures.as_json` gives it: `plot` (data, layout), `narrow` (null) and `print`, keys over the layout.
    width, height : int
        Size of the layout in its own pixels.
    dots : tuple of int
        Width and height of a PNG.
    millimetres : tuple of float
        Width and height on paper.
    """

    told: str
    lang: str
    width: int
    height: int
    dots: tuple[int, int]
    dpi: int
    millimetres: tuple[float, float]

    @property
    def scale(self) -> float:
        """Dots of a PNG to one pixel of the layout."""
        return self.dots[0] / self.width


@dataclass(frozen=True)
class Look:
    """How figures are wanted: the paper, the colours, and which words stand inside."""

    paper: Paper
    theme: str = "light"
    caption: Caption = "full"
    qr: bool = False


def drawing(figure: Figure, look: Look, live: str = "", line: str = "") -> Drawing:
    """Lay a figure out.

    Parameters
    ----------
    live : str
        Address of the live chart, for the code; empty where none is known.
    line : str
        What the caption says about the live chart.
    """
    traces, layout, least = _plot(figure, look.paper)
    notes = (*figure.key, *figure.caption, *([line] if line else [])) if look.caption == "full" else figure.key
    words = printing.Words(figure.title, figure.subtitle, notes, heading=look.caption != "none")
    names = printing.legend_names(layout, traces)
    modules = code.modules(live) if look.qr and live else ()
    sheet, over = _fitted(_with_room(look.paper, layout), least, lambda sheet, high: printing.layout(
        words, layout, names, sheet, high, beside=code.side(sheet) if modules else 0,
        grows=not look.paper.height_mm))  # fmt: skip
    if modules:
        over["shapes"] = [*(layout.get("shapes") or ()), *code.shapes(modules, over, sheet)]
    told = json.dumps({"plot": {"data": traces, "layout": layout}, "narrow": None, "print": over}, ensure_ascii=False)
    return _sized(theme.coloured(told, look.theme), figure.lang, look.paper, over)


def _sized(told: str, lang: str, paper: Paper, over: Mapping[str, Any]) -> Drawing:
    width, height = int(over["width"]), int(over["height"])
    millimetres = paper.width_mm, paper.height_mm or paper.width_mm * height / width
    across = round(paper.width_mm / INCH_MM * paper.dpi)
    up = round(paper.height_mm / INCH_MM * paper.dpi) if paper.height_mm else round(across * height / width)
    return Drawing(told, lang, width, height, (across, up), paper.dpi, millimetres)


def _plot(figure: Figure, paper: Paper) -> tuple[list[dict[str, Any]], dict[str, Any], int]:
    """Traces, layout and least height of the plot for a paper."""
    whole = json.loads(figure.spec)
    wide = whole["plot"]["data"]
    if not paper.narrow:
        return [_bare(trace) for trace in wide], whole["plot"]["layout"], _least(figure, paper)
    own = whole["narrow"]
    traces = [wide[part] if isinstance(part, int) else part for part in (own or whole["plot"])["data"]]
    layout = own["layout"] if own else printing.narrowed(whole["plot"]["layout"], wide)
    return [_bare(trace) for trace in traces], layout, _least_narrow(figure, layout, traces, paper.sheet)


def _least(figure: Figure, paper: Paper) -> int:
    """Least height of the wide plot: that of the camera button's sheet, in the type of the paper."""
    return round(figure.least * paper.sheet.growth / Sheet().growth)


def _least_narrow(figure: Figure, layout: Mapping[str, Any], traces: list[dict[str, Any]], sheet: Sheet) -> int:
    """Height of a plot in a column: as on a phone, where margins and legend are part of it."""
    margin = layout.get("margin") or {}
    names = printing.legend_names(layout, traces)
    legend = printing.legend_height(names, sheet, sheet.width - sheet.left - 2 * sheet.edge)
    beside = int(margin.get("t", 12)) + int(margin.get("b", 40)) + legend
    return max(_NARROW_HEIGHT, figure.narrow_height - beside)


def _bare(trace: Mapping[str, Any]) -> dict[str, Any]:
    """A trace without what only a pointer shows."""
    return {name: part for name, part in trace.items() if not name.startswith(("hover", "customdata"))}


def _with_room(paper: Paper, layout: Mapping[str, Any]) -> Paper:
    """A paper fine enough for a drawing whose words are told in pixels."""
    plane, sheet = (layout.get("meta") or {}).get("plane"), paper.sheet
    needed = plane[0] + 3 * sheet.edge if plane else 0
    return replace(paper, sheet=_finer(sheet, needed / sheet.width)) if needed > sheet.width else paper


def _fitted(paper: Paper, least: int, laid: Laid) -> tuple[Sheet, dict[str, Any]]:
    """The layout; where it is too high for the paper, with more and smaller pixels."""
    steps = _STEPS if paper.height_mm else _STEPS_OF_PAGE
    for step in range(steps + 1):
        sheet = _finer(paper.sheet, _STEP**step)
        most = sheet.height if paper.height_mm else MOST_HIGH_MM / paper.width_mm * sheet.width
        over = laid(sheet, _wanted(paper, sheet, least))
        if over["height"] <= most:
            return sheet, over
    return sheet, _squeezed(over, sheet.height) if paper.height_mm else over


def _finer(sheet: Sheet, by: float) -> Sheet:
    return replace(sheet, width=round(sheet.width * by), height=round(sheet.height * by))


def _wanted(paper: Paper, sheet: Sheet, least: int) -> int:
    """Least height of a plot: of one that needs much (a drawing with boxes, panels) that; else what a paper leaves."""
    if not paper.height_mm:
        return least
    return max(round(_LEAST_OF_SHEET * sheet.height), least if least > _TALL * paper.sheet.height else 0)


def _squeezed(over: dict[str, Any], height: int) -> dict[str, Any]:
    """The plot as low as the paper needs it."""
    margin = over["margin"]
    before, after = (one - margin["t"] - margin["b"] for one in (over["height"], height))
    legend = over["legend"] | {"y": over["legend"]["y"] * before / max(1, after)}
    return over | {"height": height, "legend": legend}
