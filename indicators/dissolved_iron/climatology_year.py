"""The iron climatology through the year: means over waters by calendar month, a line each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go

from indicators import captions, figures
from indicators.catalog import Catalog
from indicators.dissolved_iron import words
from indicators.dissolved_iron.path import SEA_UNIT
from indicators.figures import DASHES, INK, OKABE_ITO, Chart
from indicators.locales import t
from indicators.locales.formats import enumerated, month_name, number
from indicators.store import Held

COLOURS = (*OKABE_ITO[:-1], INK)


def by_month(series: Sequence[Held], catalog: Catalog, lang: str) -> Chart:
    """Means of the uppermost depth by month; a model, so no observation is drawn with it.

    Parameters
    ----------
    series : sequence of Held
        Series of the climatology, twelve months each.
    """
    drawn = sorted(series, key=lambda held: -float(held.observations["value"].max()))[: len(COLOURS)]
    figure = figures.plot(margin={"l": 56, "r": 190, "t": 12, "b": 40}, showlegend=False)
    for held, colour, dash in zip(drawn, COLOURS, DASHES, strict=False):
        _line(figure, held, colour, dash, lang)
    months = list(range(1, 13))
    figure.update_xaxes(tickvals=months, ticktext=[month_name(month, lang) for month in months], range=[0.7, 12.3])
    figure.update_yaxes(rangemode="tozero", title_text=SEA_UNIT)
    _apart(figure, drawn)
    title = _title(drawn, lang)
    told = enumerated((f"{words.water(held.meta, lang)} {_span(held, lang)}" for held in drawn), lang, strong=True)
    return Chart(
        name="iron-climatology-by-month",
        title=title,
        subtitle=t("iron_grid.year_subtitle", lang, unit=SEA_UNIT),
        alt=f"{title}. {told}.",
        plot=figure,
        key=(t("iron_grid.model", lang),),
        caption=captions.caption([_undated(held) for held in drawn], catalog, lang),
        series=tuple(held.meta.id for held in drawn),
        height=400,
    )


def _undated(held: Held) -> Held:
    """For the caption: a climatology has no last observation."""
    return replace(held, meta=replace(held.meta, last=""))


def _line(figure: go.Figure, held: Held, colour: str, dash: str, lang: str) -> None:
    name, frame = words.water(held.meta, lang), held.observations
    figure.add_trace(
        go.Scatter(
            x=frame["time_start"].dt.month, y=frame["value"], mode="lines+markers", name=name, showlegend=True,
            line={"color": colour, "width": 2, "dash": dash}, marker={"size": 6, "color": colour},
            hovertemplate=f"{name}<br>%{{y:.2f}} {SEA_UNIT}<extra></extra>",
        )
    )  # fmt: skip


def _apart(figure: go.Figure, drawn: Sequence[Held]) -> None:
    """Names at the ends of the lines, moved apart where they would touch."""
    ends = [(float(held.observations["value"].iloc[-1]), place) for place, held in enumerate(drawn)]
    known = sorted((end for end in ends if not np.isnan(end[0])), reverse=True)
    top = max((float(held.observations["value"].max()) for held in drawn), default=1.0)
    least, above = top * 1.05 / 330 * 17, np.inf
    for value, place in known:
        above = min(value, above - least)
        figures.end_label(figure, 12, above, figure.data[place].name, COLOURS[place], shift=10)


def _title(drawn: Sequence[Held], lang: str) -> str:
    """Lowest and highest month of the Sea of Okhotsk; else what is drawn."""
    for held in drawn:
        values = held.observations["value"]
        if held.meta.place == "sea_of_okhotsk" and values.notna().any():
            months = held.observations["time_start"].dt.month
            return t(
                "iron_grid.year_finding",
                lang,
                place=words.water(held.meta, lang),
                high=f"{number(float(values.max()), lang)} {SEA_UNIT}",
                high_month=month_name(int(months[values.idxmax()]), lang, whole=True),
                low=f"{number(float(values.min()), lang)} {SEA_UNIT}",
                low_month=month_name(int(months[values.idxmin()]), lang, whole=True),
            )
    return t("iron_grid.year_title", lang)


def _span(held: Held, lang: str) -> str:
    values = held.observations["value"]
    return f"{number(float(values.min()), lang)}–{number(float(values.max()), lang)} {SEA_UNIT}"
