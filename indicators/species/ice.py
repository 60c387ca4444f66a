"""Ice of the months in which a species breeds on it, one mean a year, with what may be said of its change.

The extent is that of the product's whole region, never of the breeding ground, and it is said so.
No link to the number of animals is drawn or claimed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from indicators import captions, figures, naming
from indicators.catalog import Catalog
from indicators.figures import ACCENT, DOMAIN_COLOURS, GREY, Chart
from indicators.locales import label, t, told
from indicators.locales.formats import enumerated, month_name, number, ordinal
from indicators.statistics import rank, trend, words, yearly
from indicators.statistics.one_a_year import Yearly
from indicators.statistics.trend import Trend
from indicators.store import Held

BLUE = DOMAIN_COLOURS["sea_ice"]
SENSOR_CHANGE, SENSOR_JOINT = "sensor_change", 2024.5  # between the last spring on SSMIS and the first on AMSR2


def by_year(
    series: Sequence[Held],
    catalog: Catalog,
    lang: str,
    *,
    months: tuple[int, int],
    ground: str,
    surveys: tuple[int, ...] = (),
    period: tuple[int, int] | None = None,
) -> Chart:
    """Mean extent over some months, one point a complete year.

    Parameters
    ----------
    series : sequence of one Held
        Extent by day, km².
    months : tuple of int
        First and last month, 1 to 12.
    ground : str
        Name of the breeding ground, in the reader's language.
    surveys : tuple of int
        Years in which the animals of this ground were counted, marked as uprights.
    period : tuple of int, optional
        First and last year shown; the trend is that of the years shown.
    """
    (held,) = series
    found = means(held, months, period)
    if not found.n:
        return _nothing(held, catalog, lang)
    line = trend.of(found)
    place = rank.of(float(found.values[-1]), found.values)
    area = label(f"region.{held.meta.region}", lang)
    side, nth, _ = place.nearer
    facts = {"area": area, "months": span_of(months, lang), "year": int(found.years[-1]), "unit": held.meta.unit,
             "value": number(float(found.values[-1]), lang, 0), "n": place.of,
             "rank": ordinal(nth, side, lang)}  # fmt: skip
    title = t("species_page.ice_title", lang, **facts)
    verdict = words.verdict(line, found, held.meta.unit, lang)
    return Chart(
        name=f"ice-{months[0]:02d}-{months[1]:02d}-{held.meta.place}-{held.meta.source}".replace("_", "-"),
        title=title,
        subtitle=t("species_page.ice_subtitle", lang, source=naming.source(held.meta.source, lang), **facts),
        alt=f"{title}. {verdict}.",
        plot=_plot(found, line, surveys, held, lang),
        caption=captions.caption([held], catalog, lang),
        series=(held.meta.id,),
        last=captions.last_observation([held]),
        height=300,
        key=_key(held, found, verdict, ground, lang),
    )


def means(held: Held, months: tuple[int, int], period: tuple[int, int] | None = None) -> Yearly:
    """Mean over the days of some months of each complete year (at least 27 days in every month), km²."""
    return yearly.of(held, season=months, statistic="mean", period=period)


def span_of(months: tuple[int, int], lang: str) -> str:
    """`April–May`, or one month."""
    first, last = (month_name(month, lang, whole=True) for month in months)
    return first if first == last else f"{first}–{last}"


def _key(held: Held, found: Yearly, verdict: str, ground: str, lang: str) -> tuple[str, ...]:
    whole = t("species_page.ice_whole", lang, ground=ground, area=told(held.meta.area_definition, lang))
    dropped = t("species_page.ice_dropped", lang, n=found.dropped) if found.dropped else ""
    return tuple(part for part in (f"{verdict}.", whole, dropped, t("species_page.ice_no_cause", lang)) if part)


def _plot(found: Yearly, line: Trend | None, surveys: Sequence[int], held: Held, lang: str) -> go.Figure:
    years, values = _with_gaps(found)
    last = int(found.years[-1])
    figure = figures.plot(margin={"l": 64, "r": 24, "t": 10, "b": 36})
    figure.add_traces(
        [
            {"type": "scatter", "mode": "lines+markers", "x": years, "y": values, "connectgaps": False,
             "name": t("indicator.sea_ice_extent", lang),
             "line": {"color": BLUE, "width": 1.5}, "marker": {"size": 7, "color": BLUE},
             "hovertemplate": f"%{{x}}: %{{y:,.0f}} {held.meta.unit}<extra></extra>"},
            {"type": "scatter", "mode": "markers", "x": [last], "y": [float(found.values[-1])], "name": "last",
             "marker": {"size": 11, "color": ACCENT}, "hoverinfo": "skip"},
        ]
    )  # fmt: skip
    if line is not None and line.significant:
        ends = [line.first, line.last]
        figure.add_traces([{"type": "scatter", "mode": "lines", "x": ends, "y": [line.at(year) for year in ends],
                            "line": {"color": GREY, "width": 1.6, "dash": "dash"}, "hoverinfo": "skip",
                            "name": "Theil-Sen"}])  # fmt: skip
    if SENSOR_CHANGE in found.events:
        figures.event(figure, SENSOR_JOINT, t("event.sensor_change", lang))
    _mark_surveys(figure, [year for year in surveys if found.years[0] <= year <= last], lang)
    figure.update_yaxes(rangemode="tozero", title_text=held.meta.unit, tickformat=",.0f", fixedrange=True)
    figure.update_xaxes(fixedrange=True)
    return figure


def _mark_surveys(figure: go.Figure, years: Sequence[int], lang: str) -> None:
    """Uprights in the years in which the animals were counted, with one word for all of them."""
    colour = DOMAIN_COLOURS["population"]
    for year in years:
        figure.add_shape(type="line", x0=year, x1=year, y0=0, y1=1, yref="y domain",
                         line={"color": colour, "width": 1.4, "dash": "dot"})  # fmt: skip
    if years:
        told = t("species_page.ice_survey", lang, years=enumerated(map(str, years), lang))
        figure.add_annotation(x=years[0], y=1, yref="y domain", xanchor="right", yanchor="top", xshift=-4, yshift=-16,
                              text=told, showarrow=False, font={"size": 11, "color": colour})  # fmt: skip


def _with_gaps(found: Yearly) -> tuple[list[int], list[Any]]:
    """Every year from the first to the last; those that are not complete have no value."""
    held = dict(zip(found.years.tolist(), found.values.tolist(), strict=True))
    years = list(range(int(found.years[0]), int(found.years[-1]) + 1))
    return years, [round(held.get(year, math.nan)) if year in held else None for year in years]


def _nothing(held: Held, catalog: Catalog, lang: str) -> Chart:
    text = t("species_page.ice_none", lang)
    plot = figures.plot(xaxis={"visible": False}, yaxis={"visible": False})
    return Chart(name="ice", title=text, subtitle="", alt=text, plot=plot, height=40,
                 caption=captions.caption([held], catalog, lang))  # fmt: skip
