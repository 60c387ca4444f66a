"""Small multiples of populations on one shared logarithmic axis: sizes that differ a hundredfold, all legible.

A panel keeps the marks of the estimates' own charts; heights are powers of ten, so equal steps are
equal ratios and no bar starts at zero.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import plotly.graph_objects as go

from indicators import captions, figures
from indicators.catalog import Catalog
from indicators.figures import FONT, GREY, INK, LINE, PALE, Chart
from indicators.locales import t
from indicators.locales.formats import number
from indicators.population import estimates, marks, panels, traces, words
from indicators.population.marks import Point
from indicators.population.panel import Panel
from indicators.population.panels import AIR, LETTER, LINE_HEIGHT, NARROW_WIDTH, WIDTH, Grid
from indicators.species import cast
from indicators.store import Held

PLOT, NARROW_PLOT = 150, 118  # pixels
HEAD_ROOM = 0.35  # decades above the largest number, for its label


@dataclass(frozen=True)
class LogPanel(Panel):
    """A panel whose points stand at powers of ten above `floor`, on an axis it shares with the others."""

    height: float = 1.0

    @property
    def top(self) -> float:
        """Upper end of the shared axis, decades above its lower one."""
        return self.height


def by_population(
    series: Sequence[Held], catalog: Catalog, lang: str, *, species: str, period: tuple[int, int] | None = None
) -> Chart:
    """Small multiples, one panel a series, all on one logarithmic axis.

    Parameters
    ----------
    series : sequence of Held
        Numbers of one species in one unit; values and bounds of zero have no place on the axis and
        are left out.
    species : str
        Code of the species whose page it is.
    period : tuple of int, optional
        First and last year shown; series without a value in it are left out.
    """
    drawn = [(held, [p for p in marks.points(held, catalog, lang, period=period) if _positive(p)]) for held in series]
    drawn = [(held, found) for held, found in drawn if found]
    if not drawn:
        return panels.nothing("shared-axis", lang)
    every = [point for _, found in drawn for point in found]
    floor, top = span(every)
    listed = [_panel(estimates.panel(held, found, catalog, lang), floor, top) for held, found in drawn]
    held = [item for item, _ in drawn]
    wide, height = _draw(listed, floor, top, lang)
    title = t(
        "species_page.shared_title", lang, species=cast.name(species, lang), n=len(listed), years=estimates.span(every)
    )
    return Chart(
        name=f"shared-axis-{species}".replace("_", "-"),
        title=title,
        subtitle=t("species_page.shared_subtitle", lang, measures=words.list_of(
            [words.measure(item.meta, catalog, lang) for item in held], lang)),
        alt=f"{title}. {_alt(drawn, catalog, lang)}",
        plot=wide,
        narrow=_draw(listed, floor, top, lang, narrow=True)[0],
        caption=captions.caption(held, catalog, lang),
        series=tuple(item.meta.id for item in held),
        last=captions.last_observation(held),
        height=height,
        key=(*marks.key(every, lang, lines=any(item.runs for item in listed)), *marks.conflicts(every)),
    )  # fmt: skip


def span(found: Sequence[Point]) -> tuple[float, float]:
    """Whole powers of ten below and above all numbers: the floor, and the height of the axis in decades."""
    ends = [part for p in found for part in (p.value, p.lower, p.upper) if part > 0]
    floor = math.floor(math.log10(min(ends)) + 1e-9)
    return floor, max(math.log10(max(ends)) - floor + HEAD_ROOM, 1.0)


def _positive(point: Point) -> bool:
    return point.y > 0


def _panel(made: Panel, floor: float, top: float) -> LogPanel:
    raised = {point: _raised(point, floor) for point in made.points}
    runs = [[raised[point] for point in run] for run in made.runs]
    return LogPanel(made.title, made.remark, [raised[p] for p in made.points], runs, height=top)


def _raised(point: Point, floor: float) -> Point:
    """The point with its numbers as decades above the floor."""

    def decades(part: float) -> float:
        return math.log10(part) - floor if part > 0 else 0.0 if part == 0 else math.nan

    return replace(point, value=decades(point.value), lower=decades(point.lower), upper=decades(point.upper))


def _draw(
    listed: Sequence[LogPanel], floor: float, top: float, lang: str, *, narrow: bool = False
) -> tuple[go.Figure, int]:
    width = NARROW_WIDTH if narrow else WIDTH
    columns = 1 if narrow else panels.columns_for(len(listed))
    heads = [_head(item, width / columns * (1 if narrow else 0.88)) for item in listed]
    lines = [head.count("<br>") + 1 for head in heads]
    rows = tuple(max(lines[at : at + columns]) * LINE_HEIGHT + AIR for at in range(0, len(lines), columns))
    grid = Grid(columns, width, NARROW_PLOT if narrow else PLOT, rows)
    years = panels.years_shown(listed)
    layout: dict[str, Any] = {}
    made: list[dict[str, Any]] = []
    for place, item in enumerate(listed):
        on = "" if place == 0 else str(place + 1)
        layout |= _axes(grid, place, years, floor, top, lang)
        made += [
            trace | ({"xaxis": f"x{on}", "yaxis": f"y{on}"} if on else {})
            for trace in traces.of(item, years, (grid.inner, grid.plot))
        ]
    layout["annotations"] = [_heading(grid, place, head) for place, head in enumerate(heads)]
    house = {"font": {"family": FONT, "size": 12, "color": INK}, "margin": {"l": 2, "r": 2, "t": 2, "b": 2}}
    base = dict(figures.plot(**house).layout.to_plotly_json())
    return go.Figure(made, base | layout), grid.height + 4


def _axes(grid: Grid, place: int, years: tuple[float, float], floor: float, top: float, lang: str) -> dict[str, Any]:
    left, right, lower, upper = grid.plot_of(place)
    at = "" if place == 0 else str(place + 1)
    ticks, steps = panels.year_ticks(years, grid.inner / 42), list(range(math.floor(top) + 1))
    usual = {"tickfont": {"size": 11.5, "color": GREY}, "zeroline": False, "fixedrange": True, "automargin": False}
    return {
        f"xaxis{at}": {
            **usual, "domain": [left, right], "anchor": f"y{at}", "range": list(years), "tickvals": ticks,
            "ticktext": [str(year) for year in ticks], "showgrid": False, "linecolor": PALE, "showline": True,
            "ticks": "outside", "tickcolor": PALE, "ticklen": 3,
        },
        f"yaxis{at}": {
            **usual, "domain": [lower, upper], "anchor": f"x{at}", "range": [0, top], "tickvals": steps,
            "ticktext": [number(10.0 ** (floor + step), lang) for step in steps], "gridcolor": LINE, "showline": False,
        },
    }  # fmt: skip


def _head(item: Panel, width: float) -> str:
    letters = int(width / LETTER)
    title = [f"<b>{line}</b>" for line in words.lines(item.title, letters - 3)]
    remark = [f"<span style='color:{GREY}'>{line}</span>" for line in words.lines(item.remark, letters)]
    return "<br>".join([*title, *remark])


def _heading(grid: Grid, place: int, head: str) -> dict[str, Any]:
    left, _, _, upper = grid.plot_of(place)
    return {"text": head, "x": max(0.0, left - 48 / grid.width), "xref": "paper", "xanchor": "left", "align": "left",
            "y": upper, "yref": "paper", "yanchor": "bottom", "yshift": 4, "showarrow": False,
            "font": {"size": 12.5, "color": INK}}  # fmt: skip


def _alt(drawn: Sequence[tuple[Held, Sequence[Point]]], catalog: Catalog, lang: str) -> str:
    return estimates.alt([estimates.panel(held, found, catalog, lang) for held, found in drawn], lang)
