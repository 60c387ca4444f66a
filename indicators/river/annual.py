"""Mean discharge of each complete year, and the catalogue's long-term mean beside it, never joined."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from indicators import captions, figures, naming, trend_line
from indicators.catalog import Catalog
from indicators.figures import GREY, INK, Chart
from indicators.locales import t
from indicators.locales.formats import enumerated, number
from indicators.river import words, year_curve
from indicators.store import Held

TEAL = figures.DOMAIN_COLOURS["river"]
PANEL, HEAD = 168, 48  # height of a gauge's panel and of the two lines above it, px
_LONG_TERM = "discharge_long_term_mean"


def annual_means(observations: pd.DataFrame) -> pd.Series:
    """Mean of each year of a daily gauge whose twelve months all have at least 27 values.

    Returns
    -------
    Series
        Index year; the mean of the year's daily values, in the unit of the series.
    """
    days = year_curve.daily(observations)
    yearly = days.groupby("year")["value"].mean()
    return yearly[yearly.index.isin(year_curve.complete_years(days))]


def annual_discharge(series: Sequence[Held], catalog: Catalog, lang: str) -> Chart:
    """Annual means, a panel a gauge from zero, with the long-term mean of the GRDC catalogue as its own line.

    Parameters
    ----------
    series : sequence of Held
        Daily discharge of gauges (m³/s), in the order of the panels, and catalogue means of the same places.
    """
    gauges = [held for held in series if held.meta.indicator != _LONG_TERM]
    catalogued = {held.meta.place: held for held in series if held.meta.indicator == _LONG_TERM}
    yearly = {held.meta.place: annual_means(held.observations) for held in gauges}
    span = _span(gauges)
    height = len(gauges) * PANEL + 60
    figure = figures.plot(margin={"l": 64, "r": 24, "t": 8, "b": 34})
    for row, held in enumerate(gauges):
        name = words.where(held.meta, catalog, lang)
        heading = f"<b>{name}</b>"
        _panel(figure, row, len(gauges), yearly[held.meta.place], span, held, name)
        if held.meta.place in catalogued:
            heading += "<br>" + _long_term(figure, row, catalogued[held.meta.place], span, lang)
        _heading(figure, 1 - row / len(gauges), heading)
    figure.update_layout(xaxis={"range": [span[0] - 0.7, span[1] + 0.7], "tickformat": "d",
                                "anchor": _axis("y", len(gauges) - 1), "dtick": 5, "tick0": 1980})  # fmt: skip
    title = _finding(gauges, yearly, catalog, lang)
    trends = [_marked(figure, row, held, yearly[held.meta.place], catalog, lang) for row, held in enumerate(gauges)]
    drawn = [*gauges, *(catalogued[held.meta.place] for held in gauges if held.meta.place in catalogued)]
    return Chart(
        name=f"annual-discharge-{'-'.join(yearly)}",
        title=title,
        subtitle=t("water.annual_subtitle", lang, unit=gauges[0].meta.unit, first=span[0], last=span[1],
                   source=naming.source(gauges[0].meta.source, lang)),
        alt=_alt(title, gauges, yearly, catalog, lang),
        plot=figure,
        caption=captions.caption(drawn, catalog, lang),
        series=tuple(held.meta.id for held in drawn),
        last=captions.last_observation(gauges),
        height=max(height, 260),
        key=(*trend_line.several(trends, lang), t("water.key.complete_years", lang),
             *([t("water.key.grdc", lang)] if len(drawn) > len(gauges) else []),
             *words.inferred_names(gauges, catalog, lang)),
    )  # fmt: skip


def _panel(
    figure: go.Figure, row: int, rows: int, yearly: pd.Series, span: tuple[int, int], held: Held, name: str
) -> None:
    """A gauge's complete years on an axis of its own from zero; the others stay open."""
    top, bottom, head = 1 - row / rows, 1 - (row + 1) / rows, HEAD / PANEL / rows
    axis = {**figure.layout.yaxis.to_plotly_json(), "domain": [bottom + head * 0.25 * (row < rows - 1), top - head],
            "rangemode": "tozero", "nticks": 4, "tickformat": ",.0f", "anchor": "x"}  # fmt: skip
    gaps = yearly.reindex(range(span[0], span[1] + 1)).round()
    figure.update_layout({_axis("yaxis", row): axis})
    figure.add_trace(
        go.Scatter(
            x=list(gaps.index), y=[None if v != v else int(v) for v in gaps], mode="lines+markers", connectgaps=False,
            line={"color": TEAL, "width": 1.5}, marker={"size": 6, "color": TEAL}, yaxis=_axis("y", row),
            name=name, hovertemplate=f"%{{x}}: %{{y:,.0f}} {held.meta.unit}<extra></extra>",
        )
    )  # fmt: skip


def _marked(figure: go.Figure, row: int, held: Held, means: pd.Series, catalog: Catalog, lang: str) -> trend_line.Named:
    """The line of a significant trend in a gauge's panel; gives what its sentence needs."""
    values = trend_line.given(held.meta, means.index, means, "annual_mean")
    trend_line.mark(figure, values, held.meta.unit, lang, TEAL, yaxis=_axis("y", row))
    return words.where(held.meta, catalog, lang), values, held.meta.unit


def _heading(figure: go.Figure, top: float, text: str) -> None:
    figure.add_annotation(x=0, xref="paper", xanchor="left", y=top, yref="paper", yanchor="top", showarrow=False,
                          text=text, align="left", font={"color": INK})  # fmt: skip


def _long_term(figure: go.Figure, row: int, held: Held, span: tuple[int, int], lang: str) -> str:
    """The catalogue's mean: a dashed line of its own; gives its name with value and years."""
    row_of = held.observations.iloc[0]
    value = float(row_of["value"])
    text = t("water.grdc_mean", lang, value=number(value, lang, 0), unit=held.meta.unit,
             period=f"{row_of['time_start'].year}–{row_of['time_end'].year}")  # fmt: skip
    figure.add_trace(
        go.Scatter(x=[span[0] - 0.7, span[1] + 0.7], y=[round(value)] * 2, mode="lines", hoverinfo="skip",
                   line={"color": GREY, "width": 1.2, "dash": "dash"}, yaxis=_axis("y", row), name=text)
    )  # fmt: skip
    return f"<span style='color:{GREY}'>– – {text}</span>"


def _axis(stem: str, row: int) -> str:
    return stem if row == 0 else f"{stem}{row + 1}"


def _span(gauges: Sequence[Held]) -> tuple[int, int]:
    return min(int(held.meta.first[:4]) for held in gauges), max(int(held.meta.last[:4]) for held in gauges)


def _finding(gauges: Sequence[Held], yearly: dict[str, pd.Series], catalog: Catalog, lang: str) -> str:
    """Highest and lowest year of the first gauge."""
    first = gauges[0]
    means = yearly[first.meta.place]
    place = words.where(first.meta, catalog, lang)
    if len(means) < 2:
        return t("water.annual_title", lang, where=place)
    return t(
        "water.annual_finding", lang, where=place, n=len(means), unit=first.meta.unit,
        high=number(means.max(), lang, 0), high_year=int(means.idxmax()),
        low=number(means.min(), lang, 0), low_year=int(means.idxmin()),
    )  # fmt: skip


def _alt(title: str, gauges: Sequence[Held], yearly: dict[str, pd.Series], catalog: Catalog, lang: str) -> str:
    told = [
        t("water.annual_alt", lang, where=words.where(held.meta, catalog, lang), n=len(yearly[held.meta.place]),
          mean=number(float(yearly[held.meta.place].mean()), lang, 0), unit=held.meta.unit)
        for held in gauges
    ]  # fmt: skip
    return f"{title}. {enumerated(told, lang, strong=True)}."
