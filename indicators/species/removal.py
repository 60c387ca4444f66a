"""Bycatch beside the limit that its own authors set it against: the potential biological removal.

A limit and a take of the same place and the same work; no other pair is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from indicators import captions, figures
from indicators.catalog import Catalog
from indicators.figures import ACCENT, FONT, GREY, INK, LINE, PALE, Chart
from indicators.locales import t, told
from indicators.locales.formats import enumerated, number
from indicators.population import words
from indicators.population.marks import PAPER, VIOLET
from indicators.population.panels import ticks
from indicators.series import Meta
from indicators.store import Held

LIMIT, TAKEN = "potential_biological_removal", "bycatch"
ROW = 56  # pixels
LABEL_ROOM = 1.45  # of the largest upper end, for the numbers beside it


def pair(found: Sequence[Meta], catalog: Catalog) -> tuple[Meta, Meta] | None:
    """A bycatch and the limit of the same species and place; None where no limit is held."""
    measured = {(catalog.indicators[m.indicator].measure, catalog.indicators[m.indicator].species, m.place): m
                for m in found}  # fmt: skip
    for (measure, species, place), limit in measured.items():
        taken = measured.get((TAKEN, species, place))
        if measure == LIMIT and taken is not None:
            return taken, limit
    return None


def against_limit(series: Sequence[Held], catalog: Catalog, lang: str) -> Chart:
    """Every value of a bycatch with its interval, and the limit as an upright line.

    Parameters
    ----------
    series : sequence of Held
        The bycatch, then the limit; the limit has one value.
    """
    taken, limit = series
    rows, set_at = list(taken.observations.itertuples()), next(limit.observations.itertuples())
    ends = [number(part, lang) for part in sorted({row.value for row in rows})]
    facts = {
        "species": words.species(taken.meta, catalog, lang), "place": words.place(taken.meta, lang),
        "years": words.years(rows[0], rows[-1]), "limit": number(set_at.value, lang),
        "taken": "–".join(dict.fromkeys((ends[0], ends[-1]))),
    }  # fmt: skip
    title = t("species_page.limit_title", lang, **facts)
    return Chart(
        name=f"bycatch-and-limit-{taken.meta.place}".replace("_", "-"),
        title=title,
        subtitle=t(
            "species_page.limit_subtitle", lang, unit=words.unit(limit.meta, lang), method=told(taken.meta.method, lang)
        ),
        alt=f"{title}. " + enumerated((words.full(row, lang) for row in rows), lang, strong=True) + ".",
        plot=_plot(rows, set_at, taken, catalog, lang),
        narrow=_plot(rows, set_at, taken, catalog, lang, narrow=True),
        caption=captions.caption([taken, limit], catalog, lang),
        series=(taken.meta.id, limit.meta.id),
        last=captions.last_observation([taken, limit]),
        height=ROW * len(rows) + 78,
        key=(t("species_page.limit_key", lang), *(told(words.said(row.note), lang) for row in (rows[0], set_at))),
    )


def _plot(
    rows: Sequence[Any], set_at: Any, taken: Held, catalog: Catalog, lang: str, *, narrow: bool = False
) -> go.Figure:
    highest = max(row.upper if row.upper == row.upper else row.value for row in rows)
    right = highest * (1.08 if narrow else LABEL_ROOM)
    marked = [step for step in ticks(highest, 3 if narrow else 5) if step <= highest * 1.06]
    figure = figures.plot(
        font={"family": FONT, "size": 12, "color": INK},
        margin={"l": 8, "r": 8, "t": 6, "b": 30},
        xaxis={"range": [0, right], "tickvals": marked, "ticktext": [number(step, lang) for step in marked],
               "tickfont": {"size": 11.5, "color": GREY}, "gridcolor": LINE, "showgrid": True, "zeroline": True,
               "zerolinecolor": PALE, "fixedrange": True},
        yaxis={"range": [len(rows) - 0.4, -0.9], "showgrid": False, "showticklabels": False, "fixedrange": True},
    )  # fmt: skip
    figure.add_traces([_intervals(rows), _points(rows, taken, catalog, lang)])
    for place, row in enumerate(rows):
        figure.add_annotation(y=place, showarrow=False, text=words.plain(words.full(row, lang)), **_beside(row, narrow))
    figure.add_shape(type="line", x0=set_at.value, x1=set_at.value, y0=0, y1=1, yref="y domain",
                     line={"color": ACCENT, "width": 2})  # fmt: skip
    figure.add_annotation(x=set_at.value, y=1, yref="y domain", yanchor="top", xanchor="left", xshift=5,
                          showarrow=False, text=t("species_page.limit_mark", lang, value=number(set_at.value, lang)),
                          font={"size": 12, "color": ACCENT})  # fmt: skip
    return figure


def _intervals(rows: Sequence[Any]) -> dict[str, Any]:
    return {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "opacity": 0.4, "name": "interval",
            "x": [part for row in rows for part in (row.lower, row.upper, None)],
            "y": [part for place in range(len(rows)) for part in (place, place, None)],
            "line": {"color": VIOLET, "width": 6}}  # fmt: skip


def _points(rows: Sequence[Any], taken: Held, catalog: Catalog, lang: str) -> dict[str, Any]:
    fills = [PAPER if row.confidence == "quoted_secondhand" else VIOLET for row in rows]
    return {"type": "scatter", "mode": "markers", "x": [row.value for row in rows], "y": list(range(len(rows))),
            "hovertext": [words.hover(row, taken, catalog, lang) for row in rows], "hoverinfo": "text",
            "marker": {"size": 12, "color": fills, "line": {"color": VIOLET, "width": 1.8}},
            "name": "values"}  # fmt: skip


def _beside(row: Any, narrow: bool) -> dict[str, Any]:
    """Where the number stands: after the bar, on a phone above it."""
    low, high = (row.value if end != end else end for end in (row.lower, row.upper))
    font = {"font": {"size": 12 if narrow else 13, "color": INK}}
    if narrow:
        return {"x": low, "xanchor": "left", "yanchor": "bottom", "yshift": 7, **font}
    return {"x": high, "xanchor": "left", "xshift": 10, **font}
