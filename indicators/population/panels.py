"""Small multiples: a grid of panels that share the years; each has its own axis from zero and its unit."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from indicators import figures
from indicators.figures import FONT, GREY, INK, LINE, PALE, Chart
from indicators.locales import t
from indicators.locales.formats import number
from indicators.locales.wrapping import room, wrap
from indicators.population import traces, words
from indicators.population.panel import Panel

WIDTH, NARROW_WIDTH = 1130, 340  # of the plot in pixels, where its texts are wrapped and placed
PLOT_HEIGHTS, NARROW_PLOT_HEIGHT = {1: 230, 2: 180, 3: 136, 4: 130}, 118  # by number of columns
TICKS_LEFT, TICKS_BELOW, GUTTER = 54, 34, 18
LINE_HEIGHT, LETTER, AIR = 18, 6.7, 14
ROOM = 0.04  # of the years, at both ends
SEPARATOR = " · "  # between the parts of a remark
_STEPS = (1, 2, 2.5, 5, 10)
_YEAR_STEPS = (1, 2, 5, 10, 20, 50)


@dataclass(frozen=True)
class Grid:
    """Places and sizes in pixels; a row is as high as the words above its panels need."""

    columns: int
    width: int
    plot: int
    heads: tuple[int, ...]

    @property
    def height(self) -> int:
        """Height of the grid."""
        return sum(self.heads) + len(self.heads) * (self.plot + TICKS_BELOW)

    @property
    def inner(self) -> float:
        """Width of a plot."""
        return self.width / self.columns - TICKS_LEFT - GUTTER

    def plot_of(self, place: int) -> tuple[float, float, float, float]:
        """Left, right, lower and upper edge of a panel's plot as shares of the grid."""
        row, column = divmod(place, self.columns)
        left = column / self.columns + TICKS_LEFT / self.width
        above = sum(self.heads[: row + 1]) + row * (self.plot + TICKS_BELOW)
        lower = 1 - (above + self.plot) / self.height
        return left, left + self.inner / self.width, max(0.0, lower), 1 - above / self.height


def draw(panels: Sequence[Panel], lang: str, *, narrow: bool = False, own_years: bool = False) -> tuple[go.Figure, int]:
    """A grid of panels and its height in pixels.

    `narrow` puts them below each other for a phone; `own_years` lets each panel show its own years only.
    """
    width = NARROW_WIDTH if narrow else WIDTH
    columns = 1 if narrow else columns_for(len(panels))
    heads = [_head(panel, width / columns * (1 if narrow else 0.88)) for panel in panels]
    lines = [head.count("<br>") + 1 for head in heads]
    rows = tuple(max(lines[at : at + columns]) * LINE_HEIGHT + AIR for at in range(0, len(lines), columns))
    grid = Grid(columns, width, NARROW_PLOT_HEIGHT if narrow else PLOT_HEIGHTS[columns], rows)
    shared = years_shown(panels)
    layout = dict(_house_style())
    made: list[dict[str, Any]] = []
    for place, panel in enumerate(panels):
        span = years_shown([panel]) if own_years else shared
        layout |= _axes(grid, place, panel, span, lang)
        made += [trace | _on(place) for trace in traces.of(panel, span, (grid.inner, grid.plot))]
    layout["annotations"] = [_heading(grid, place, head) for place, head in enumerate(heads)]
    return go.Figure(made, layout), grid.height + 4  # at once: adding part by part takes four times as long


@functools.cache
def _house_style() -> dict[str, Any]:
    own = {"font": {"family": FONT, "size": 12, "color": INK}, "margin": {"l": 2, "r": 2, "t": 2, "b": 2}}
    return dict(figures.plot(**own).layout.to_plotly_json())


def columns_for(panels: int) -> int:
    """Columns of a grid: at most four, rows as even as can be."""
    if panels <= 3:
        return max(1, panels)
    return 2 if panels == 4 else 4 if panels > 9 else 3


def years_shown(panels: Sequence[Panel]) -> tuple[float, float]:
    """The years of all panels, at least four, with room at both ends."""
    every = [point for panel in panels for point in panel.everything]
    first, last = min(point.first for point in every), max(point.last for point in every)
    half = max(last - first, 4.0) * (0.5 + ROOM)
    return (first + last) / 2 - half, (first + last) / 2 + half


def ticks(top: float, most: int = 4) -> list[float]:
    """Round numbers from zero up to `top`, at most `most` steps."""
    power = 10.0 ** math.floor(math.log10(top / most))
    step = next(step * power for step in _STEPS if top / (step * power) <= most)
    return [step * place for place in range(int(top / step) + 1)]


def year_ticks(span: tuple[float, float], most: float) -> list[int]:
    """Round years within a span, about `most` of them."""
    step = next((step for step in _YEAR_STEPS if (span[1] - span[0]) / step <= most), 100)
    return list(range(math.ceil(span[0] / step) * step, math.floor(span[1]) + 1, step))


def _head(panel: Panel, width: float) -> str:
    """Title and remark, wrapped to `width` pixels."""
    letters = int(width / LETTER)
    title = [f"<b>{line}</b>" for line in words.lines(panel.title, letters - 3)]
    remark = [f"<span style='color:{GREY}'>{words.plain(line)}</span>" for line in _packed(panel.remark, letters)]
    return "<br>".join([*title, *remark])


def _packed(remark: str, letters: int) -> list[str]:
    """A remark in lines that break between its parts where they can."""
    lines = [""]
    for part in remark.split(SEPARATOR):
        joined = f"{lines[-1]}{SEPARATOR}{part}" if lines[-1] else part
        if room(joined) <= letters:
            lines[-1] = joined
        else:
            lines += wrap(part, letters)
    return [line for line in lines if line]


def _axes(grid: Grid, place: int, panel: Panel, span: tuple[float, float], lang: str) -> dict[str, Any]:
    left, right, lower, upper = grid.plot_of(place)
    at = "" if place == 0 else str(place + 1)
    years, marked = year_ticks(span, grid.inner / 42), ticks(panel.top / panel.divisor)
    usual = {"tickfont": {"size": 11.5, "color": GREY}, "zeroline": False, "fixedrange": True, "automargin": False}
    return {
        f"xaxis{at}": {
            **usual, "domain": [left, right], "anchor": f"y{at}", "range": list(span), "tickvals": years,
            "ticktext": [str(year) for year in years], "showgrid": False, "linecolor": PALE, "showline": True,
            "ticks": "outside", "tickcolor": PALE, "ticklen": 3,
        },
        f"yaxis{at}": {
            **usual, "domain": [lower, upper], "anchor": f"x{at}", "range": [0, panel.top],
            "tickvals": [step * panel.divisor for step in marked],
            "ticktext": [number(step, lang) for step in marked], "gridcolor": LINE, "showline": False,
        },
    }  # fmt: skip


def _heading(grid: Grid, place: int, head: str) -> dict[str, Any]:
    left, _, _, upper = grid.plot_of(place)
    return {
        "text": head, "x": left - (TICKS_LEFT - 6) / grid.width, "xref": "paper", "xanchor": "left", "align": "left",
        "y": upper, "yref": "paper", "yanchor": "bottom", "yshift": 4, "showarrow": False,
        "font": {"size": 12.5, "color": INK},
    }  # fmt: skip


def _on(place: int) -> dict[str, str]:
    return {} if place == 0 else {"xaxis": f"x{place + 1}", "yaxis": f"y{place + 1}"}


def nothing(name: str, lang: str) -> Chart:
    """What is shown where no value lies within the years asked for."""
    text = t("pop.nothing_in_period", lang)
    plot = figures.plot(xaxis={"visible": False}, yaxis={"visible": False})
    return Chart(name=name, title=text, subtitle="", alt=text, plot=plot, caption=(), height=40)
