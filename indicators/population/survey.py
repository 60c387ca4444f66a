"""One survey that counted several species at once: a point with its interval for each, on one axis.

Only values of the same survey (same days, same work) stand together; nothing is added up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from indicators import captions, figures
from indicators.catalog import Catalog
from indicators.figures import FONT, GREY, INK, LINE, PALE, Chart
from indicators.locales import t, told
from indicators.locales.formats import enumerated, number
from indicators.locales.wrapping import room
from indicators.population import words
from indicators.population.marks import VIOLET
from indicators.population.panels import ticks
from indicators.store import Held

ROW = 46  # pixels
LETTER, LEAST_WIDTH = 7.2, 700  # pixels: of a letter of the numbers beside a bar, of the narrowest plot that has them


@dataclass(frozen=True)
class Counted:
    """One species of the survey."""

    held: Held
    row: Any
    name: str


def ice_seals(series: Sequence[Held], catalog: Catalog, lang: str) -> Chart:
    """Estimates and intervals of several species in one survey, the largest on top.

    Parameters
    ----------
    series : sequence of Held
        Abundance of several species in one sea; drawn is the survey that most of them share.
    """
    counted = shared_survey(series, catalog, lang)
    most = counted[0]
    facts = {"sea": words.place(most.held.meta, lang), "period": words.period(most.row, lang), "n": len(counted)}
    title = t("pop.survey_title", lang, species=most.name, value=number(most.row.value, lang), **facts)
    bounds = words.interval(most.row, lang)
    drawn = [item.held for item in counted]
    return Chart(
        name="ice-seal-survey",
        title=f"{title} ({bounds})" if bounds else title,
        subtitle=t("pop.survey_subtitle", lang, unit=words.unit(most.held.meta, lang), **facts),
        alt=f"{title}. "
        + enumerated((f"{item.name} {words.full(item.row, lang)}" for item in counted), lang, strong=True)
        + ".",
        plot=_plot(counted, catalog, lang),
        narrow=_plot(counted, catalog, lang, narrow=True),
        caption=captions.caption(drawn, catalog, lang),
        series=tuple(item.meta.id for item in drawn),
        last=captions.last_observation(drawn),
        height=ROW * len(counted) + 62,
        key=(t("pop.survey_key", lang, method=told(most.held.meta.method, lang).rstrip(".。")),),
    )


def shared_survey(series: Sequence[Held], catalog: Catalog, lang: str) -> list[Counted]:
    """The values of the days and work that most series have in common, the largest first."""
    rows = [(held, row) for held in series for row in held.observations.dropna(subset="value").itertuples()]
    surveys = Counter((row.time_start, row.time_end, row.citation) for _, row in rows)
    survey = max(surveys, key=lambda item: (surveys[item], item[0]))
    mine = [(held, row) for held, row in rows if (row.time_start, row.time_end, row.citation) == survey]
    mine.sort(key=lambda pair: -pair[1].value)
    return [Counted(held, row, words.species(held.meta, catalog, lang)) for held, row in mine]


def _plot(counted: Sequence[Counted], catalog: Catalog, lang: str, *, narrow: bool = False) -> go.Figure:
    rows = [item.row for item in counted]
    places = list(range(len(rows)))
    highest = max(_end(row) for row in rows)
    top = highest * 1.06 if narrow else max(_room_for(row, lang) for row in rows)
    marked = [step for step in ticks(top, 3 if narrow else 5) if step <= highest * 1.06]
    figure = figures.plot(
        font={"family": FONT, "size": 12, "color": INK},
        margin={"l": 4 if narrow else 130, "r": 8, "t": 24 if narrow else 4, "b": 30},
        xaxis={"range": [0, top], "tickvals": marked, "ticktext": [number(step, lang) for step in marked],
               "tickfont": {"size": 11.5, "color": GREY}, "gridcolor": LINE, "showgrid": True, "zeroline": True,
               "zerolinecolor": PALE, "fixedrange": True},
        yaxis={"range": [len(rows) - 0.5, -0.5], "tickvals": places, "ticktext": [item.name for item in counted],
               "tickfont": {"size": 13, "color": INK}, "showgrid": False, "showticklabels": not narrow,
               "fixedrange": True, "ticks": ""},
    )  # fmt: skip
    figure.add_traces([_intervals(rows), _points(counted, catalog, lang)])
    for place, item in zip(places, counted, strict=True):
        figure.add_annotation(**_told(item, place, lang, narrow))
    return figure


def _end(row: Any) -> float:
    """Where the bar of a value ends."""
    return float(row.value if row.upper != row.upper else row.upper)


def _room_for(row: Any, lang: str) -> float:
    """End of an axis on which the label beside the bar has room, on the narrowest screen that shows it there."""
    share = (room(words.plain(words.full(row, lang))) * LETTER + 16) / LEAST_WIDTH
    return _end(row) / (1 - min(share, 0.6))


def _intervals(rows: Sequence[Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [part for row in rows for part in (row.lower, row.upper, None)],
        "y": [part for place in range(len(rows)) for part in (place, place, None)],
        "line": {"color": VIOLET, "width": 6},
        "opacity": 0.4,
        "hoverinfo": "skip",
    }


def _points(counted: Sequence[Counted], catalog: Catalog, lang: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [item.row.value for item in counted],
        "y": list(range(len(counted))),
        "hovertext": [words.hover(item.row, item.held, catalog, lang) for item in counted],
        "hoverinfo": "text",
        "marker": {
            "size": 12,
            "symbol": "circle",
            "color": ["#FFFFFF" if item.row.confidence == "quoted_secondhand" else VIOLET for item in counted],
            "line": {"color": VIOLET, "width": 1.8},
        },
    }


def _told(item: Counted, place: int, lang: str, narrow: bool) -> dict[str, Any]:
    """The number with its interval: beside the bar, or on a phone above it after the name."""
    row, told = item.row, words.plain(words.full(item.row, lang))
    if narrow:
        text = f"<b>{words.plain(item.name)}</b> {told}"
        return {"x": 0, "y": place, "text": text, "xanchor": "left", "yanchor": "bottom", "yshift": 8,
                "showarrow": False, "font": {"size": 12, "color": INK}}  # fmt: skip
    return {"x": _end(row), "y": place, "text": told, "xanchor": "left", "xshift": 10, "showarrow": False,
            "font": {"size": 13, "color": INK}}  # fmt: skip
