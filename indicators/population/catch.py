"""Catch of Pacific salmon by reporting area; totals, which contain the areas, are in `catch_totals`.

An area without a figure was not split off in that year: the line stays open there, it does not fall
to zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from indicators import captions, figures, trend_line
from indicators.catalog import Catalog
from indicators.figures import DASHES, END_LABEL, INK, OKABE_ITO, SYMBOLS, Chart
from indicators.locales import t
from indicators.locales.formats import number
from indicators.locales.wrapping import room
from indicators.population import marks, panels, words
from indicators.population.estimates import span
from indicators.population.marks import Point
from indicators.statistics import yearly
from indicators.store import Held

MOST_AREAS = 6
GLYPHS = ("●", "■", "◆", "▲", "✚", "★")  # of figures.SYMBOLS, in texts
WHOLES = ("russia", "japan", "republic_of_korea", "canada", "united_states", "coastal_russia", "japan_inshore")
"""Places that contain others of the same tables: countries, and coasts before or without a split."""
PLOT_PIXELS, LABEL_PIXELS = 330, 16

Drawn = tuple[Held, list[Point]]


def areas(series: Sequence[Held], catalog: Catalog, lang: str, *, period: tuple[int, int] | None = None) -> Chart:
    """One line an area, told apart by shape, dash and name; totals are left to `catch_totals`.

    Parameters
    ----------
    series : sequence of Held
        One indicator (species and quantity), at most six areas.

    Raises
    ------
    ValueError
        When totals, or several indicators, are asked for in one plot.
    """
    if any(held.meta.place in WHOLES for held in series):
        raise ValueError("a total and its parts do not share a plot")
    if len({held.meta.indicator for held in series}) > 1:
        raise ValueError("one species and one quantity a plot")
    drawn = [(held, marks.points(held, catalog, lang, period=period)) for held in series[:MOST_AREAS]]
    drawn = [(held, found) for held, found in drawn if found]
    if not drawn:
        return panels.nothing("salmon-areas", lang)
    held, every = [item for item, _ in drawn], [point for _, found in drawn for point in found]
    title = _finding(drawn[0], catalog, lang)
    told = ". ".join(_finding(item, catalog, lang) for item in drawn)
    below = any(point.flag == "below_detection" for point in every)
    named = [
        (words.place(item.meta, lang), yearly.of(item, period=period), words.unit(item.meta, lang)) for item in held
    ]
    plot = _lines(drawn, lang)
    if len(named) == 1:
        trend_line.mark(plot, *named[0][1:], lang, OKABE_ITO[0])
    return Chart(
        name=f"{held[0].meta.indicator.replace('_', '-')}-areas",
        title=title,
        subtitle=_subtitle(held[0], every, catalog, lang),
        alt=f"{told}.",
        plot=plot,
        caption=captions.caption(held, catalog, lang),
        series=tuple(item.meta.id for item in held),
        last=captions.last_observation(held),
        height=430,
        key=(
            *trend_line.several(named, lang),
            t("catch.gap", lang),
            *((t("pop.key.below_detection", lang),) if below else ()),
        ),
    )


def _lines(drawn: Sequence[Drawn], lang: str) -> go.Figure:
    top = max(point.top for _, found in drawn for point in found) * 1.08 or 1.0
    every = [point for _, found in drawn for point in found]
    first, last = min(point.first for point in every), max(point.last for point in every)
    years, marked = panels.year_ticks((first, last), 12), panels.ticks(top, 5)
    names = [words.place(held.meta, lang) for held, _ in drawn]
    right = 24 + int(max(room(line) for name in names for line in words.lines(name, 22)) * 6.9)
    figure = figures.plot(
        margin={"l": 56, "r": right, "t": 12, "b": 32},
    )
    figure.update_xaxes(range=[first, last + 0.6], tickvals=years, ticktext=[str(year) for year in years])
    few = panels.year_ticks((first, last), 6)
    axis = figure.layout.xaxis.to_plotly_json() | {"tickvals": few, "ticktext": [str(year) for year in few]}
    margin = {"l": 52, "r": 10, "t": 12, "b": 32 + 22 * len(drawn)}
    figure.update_layout(meta={"narrow": {"margin": margin, "xaxis": axis}})
    figure.update_yaxes(range=[0, top], tickvals=marked, ticktext=[number(step, lang) for step in marked])
    figure.add_traces([_line(place, names[place], found) for place, (_, found) in enumerate(drawn)])
    for note in _end_labels(names, drawn, top):
        figure.add_annotation(note)
    return figure


def _line(place: int, name: str, found: Sequence[Point]) -> dict[str, Any]:
    """A line with a gap wherever a year is missing; a figure below the smallest one is an open triangle."""
    at: dict[int, Point] = {round(point.x): point for point in found}
    years = range(min(at), max(at) + 1)
    there = [at.get(year) for year in years]
    colour = OKABE_ITO[place]
    below = [point is not None and point.kind != "value" for point in there]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": words.plain(name),
        "showlegend": True,
        "x": list(years),
        "y": [None if point is None else point.y for point in there],
        "connectgaps": False,
        "line": {"color": colour, "width": 2, "dash": DASHES[place]},
        "marker": {
            "symbol": ["triangle-down-open" if low else SYMBOLS[place] for low in below],
            "size": [9 if low else 6 for low in below],
            "color": colour,
            "opacity": 1,
            "line": {"width": [1.5 if low else 0 for low in below], "color": colour},
        },
        "hovertext": ["" if point is None else point.hover for point in there],
        "hoverinfo": "text",
    }


def _end_labels(names: Sequence[str], drawn: Sequence[Drawn], top: float) -> list[dict[str, Any]]:
    """Names at the ends of the lines, moved apart where they would touch."""
    ends = sorted((found[-1].y / top * PLOT_PIXELS, place) for place, (_, found) in enumerate(drawn))
    shifted: dict[int, float] = {}
    floor = -LABEL_PIXELS * 0.4
    for height, place in ends:
        tall = len(words.lines(names[place], 22)) * LABEL_PIXELS
        shifted[place] = max(height, floor + tall / 2)
        floor = shifted[place] + tall / 2
    return [
        {
            "name": END_LABEL, "x": 1, "xref": "paper", "y": found[-1].y, "text": _with_mark(place, name),
            "showarrow": False, "xanchor": "left", "xshift": 6, "align": "left",
            "yshift": round(shifted[place] - found[-1].y / top * PLOT_PIXELS),
            "font": {"color": INK, "size": 12},
        }
        for place, (name, (_, found)) in enumerate(zip(names, drawn, strict=True))
    ]  # fmt: skip


def _with_mark(place: int, name: str) -> str:
    """The name after the line's own mark."""
    mark = f"<span style='color:{OKABE_ITO[place]}'>{GLYPHS[place]}</span> "
    return mark + "<br>".join(words.lines(name, 22))


def _finding(item: Drawn, catalog: Catalog, lang: str) -> str:
    """Latest figure of an area, and its greatest."""
    held, found = item
    values = [point for point in found if point.kind == "value"] or list(found)
    greatest, latest = max(values, key=lambda point: point.y), values[-1]
    key = "catch.finding_now" if greatest is latest else "catch.finding"
    return t(
        key, lang, what=words.species(held.meta, catalog, lang), place=words.place(held.meta, lang),
        unit=words.unit(held.meta, lang), value=latest.label, year=span([latest]), most=greatest.label,
        when=span([greatest]), n=len(found),
    )  # fmt: skip


def _subtitle(held: Held, found: Sequence[Point], catalog: Catalog, lang: str) -> str:
    what = t(f"indicator.{held.meta.indicator}", lang)
    return t("catch.subtitle", lang, what=what, unit=words.unit(held.meta, lang), years=span(found))
