"""Discharge of a model beside a gauge's: one year of both, and the last year with its forecast.

A model's line is dashed, labelled, and never joined with a gauge's. A forecast is dotted.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from indicators import captions, figures, naming, observations
from indicators.catalog import Catalog
from indicators.figures import ACCENT, INK, Chart
from indicators.locales import t
from indicators.locales.formats import date, day_month, number
from indicators.river import words, year_curve, year_plot
from indicators.store import Held

TEAL = figures.DOMAIN_COLOURS["river"]
BAND = "rgba(11,122,117,0.13)"
RANGE = "rgba(209,55,44,0.13)"
OUTLOOK_DAYS = 365
LEAST_YEARS = 5  # complete years that a usual range needs
LEAST_COMMON_DAYS = 365
_DAY = "%Y-%m-%d"


def compared(series: Sequence[Held], catalog: Catalog, lang: str, *, year: int) -> Chart:
    """One year of a gauge and of the model at it, and how their means compare over all common days.

    Parameters
    ----------
    series : sequence of two Held
        The gauge and the model, daily discharge (m³/s) at one place.
    year : int
        The year drawn; both must hold days of it.
    """
    gauge, model = series
    tables = [year_curve.daily(held.observations) for held in (gauge, model)]
    parts = [year_curve.on_axis(days, year) for days in tables]
    figure = figures.plot(hovermode="x unified", showlegend=True)
    looks = ((INK, "solid", 2.5, "gauge"), (TEAL, "dash", 2, "model"))
    for part, (colour, dash, width, name) in zip(parts, looks, strict=True):
        figure.add_trace(
            go.Scatter(
                x=list(part.index.strftime(_DAY)), y=_plain(part), mode="lines", connectgaps=False,
                name=t(f"model.{name}", lang), line={"color": colour, "width": width, "dash": dash},
                hovertemplate="%{y:,.0f}",
            )
        )  # fmt: skip
    year_plot.months(figure, range(1, 13), 2000, lang)
    figure.update_yaxes(rangemode="tozero", title_text=gauge.meta.unit, tickformat=",.0f")
    title = _peaks(gauge, parts, year, catalog, lang)
    return Chart(
        name=f"model-{year}-{gauge.meta.place}",
        title=title,
        subtitle=t("model.compared_subtitle", lang, unit=gauge.meta.unit, year=year,
                   gauge=naming.source(gauge.meta.source, lang), model=naming.source(model.meta.source, lang)),
        alt=f"{title}. {t('model.compared_alt', lang)}",
        plot=figure,
        caption=captions.caption([gauge, model], catalog, lang),
        series=(gauge.meta.id, model.meta.id),
        last=captions.last_observation([gauge]),
        height=400,
        key=(*_means(tables, lang), *_cell(model, lang), *words.inferred_names([gauge], catalog, lang)),
    )  # fmt: skip


def _peaks(held: Held, parts: Sequence[pd.Series], year: int, catalog: Catalog, lang: str) -> str:
    """Highest day of both lines; a plain name where one of them has no value."""
    facts: dict[str, str] = {}
    if any(part.isna().all() for part in parts):
        return t("model.compared_title", lang, where=words.where(held.meta, catalog, lang), year=year)
    for name, part in zip(("gauge", "model"), parts, strict=True):
        facts[name] = number(float(part.max()), lang, _digits(part))
        facts[f"{name}_day"] = day_month(part.idxmax(), lang)
    return t("model.compared_finding", lang, where=words.where(held.meta, catalog, lang), year=year,
             unit=held.meta.unit, **facts)  # fmt: skip


def _means(tables: Sequence[pd.DataFrame], lang: str) -> tuple[str, ...]:
    """Mean of the model as a share of the gauge's, over the days that both have."""
    both = tables[0].merge(tables[1], on="date", suffixes=("_gauge", "_model"))
    if len(both) < LEAST_COMMON_DAYS:
        return ()
    share = float(both["value_model"].mean() / both["value_gauge"].mean())
    return (t("model.key.share", lang, share=number(100 * share, lang, 0), n=number(len(both), lang, 0)),)


def _cell(model: Held, lang: str) -> tuple[str, ...]:
    place = {"latitude": f"{model.meta.latitude:.3f}", "longitude": f"{model.meta.longitude:.3f}"}
    return (t("model.key.model", lang, **place),)


def outlook(series: Sequence[Held], catalog: Catalog, lang: str) -> Chart:
    """The model's last year over its own usual range, its preliminary days dotted, and its forecast.

    Parameters
    ----------
    series : sequence of one Held
        Daily discharge of the model (m³/s).
    """
    (held,) = series
    frame = held.observations.dropna(subset="value")
    forecast = observations.is_forecast(frame)
    past, ahead = frame[~forecast], frame[forecast]
    last = past["time_end"].max()
    shown = past[past["time_end"] > last - pd.Timedelta(days=OUTLOOK_DAYS)]
    figure = figures.plot(hovermode="x unified", showlegend=True)
    end = ahead["time_end"].max() if len(ahead) else last
    usual = _usual(figure, past, shown["time_end"].min(), end, lang)
    young = observations.is_passing(shown)
    _line(figure, shown[~young], t("model.computed", lang), TEAL, "solid")
    _line(figure, shown[young], t("model.preliminary", lang), TEAL, "dot")
    if len(ahead):
        _range(figure, ahead.dropna(subset=["lower", "upper"]), lang)
        _line(figure, ahead, t("model.forecast", lang), ACCENT, "dot")
        figures.event(figure, f"{last:{_DAY}}", t("model.from_here", lang))
    figure.update_xaxes(type="date", hoverformat="%-d %b %Y")
    figure.update_yaxes(rangemode="tozero", title_text=held.meta.unit, tickformat=",.0f")
    title = _now(held, past, ahead, catalog, lang)
    return Chart(
        name=f"model-outlook-{held.meta.place}",
        title=title,
        subtitle=words.subtitle(held.meta, lang, *usual),
        alt=f"{title}. {t('model.outlook_alt', lang)}",
        plot=figure,
        caption=captions.caption([held], catalog, lang),
        series=(held.meta.id,),
        last=captions.last_observation([held]),
        height=400,
        key=(t("model.key.forecast", lang), *_cell(held, lang)),
    )


def _now(held: Held, past: pd.DataFrame, ahead: pd.DataFrame, catalog: Catalog, lang: str) -> str:
    """Discharge of the last day, and the range of the forecast."""
    row = past.iloc[-1]
    facts = {"where": words.where(held.meta, catalog, lang), "unit": held.meta.unit, "day": date(row["time_end"], lang),
             "value": number(float(row["value"]), lang, _digits(past["value"]))}  # fmt: skip
    if ahead.empty:
        return t("model.now", lang, **facts)
    low, high = (number(float(edge), lang, _digits(past["value"])) for edge in ahead["value"].agg(["min", "max"]))
    return t("model.now_forecast", lang, low=low, high=high, end=date(ahead["time_end"].max(), lang), **facts)


def _usual(
    figure: go.Figure, past: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp, lang: str
) -> tuple[str, ...]:
    """The 10-90 % range of the model's own complete years behind the line; what it is made of."""
    days = year_curve.daily(past)
    years = year_curve.complete_years(days)
    if len(years) < LEAST_YEARS:
        return ()
    normal = year_curve.climatology(days, years)
    along = pd.date_range(first, last)
    leap = pd.to_datetime({"year": 2000, "month": along.month, "day": along.day})
    edges = normal.loc[leap.to_numpy(), ["p10", "p90"]].round(1)
    dates = [f"{day:{_DAY}}" for day in along]
    figure.add_trace(
        go.Scatter(
            x=[*dates, *dates[::-1]], y=[*edges["p90"], *edges["p10"][::-1]], fill="toself", fillcolor=BAND,
            line={"width": 0}, mode="lines", hoverinfo="skip", name=t("water.band", lang, low=10, high=90),
        )
    )  # fmt: skip
    return (t("model.usual", lang, n=len(years), period=year_curve.span(years)),)


def _range(figure: go.Figure, ahead: pd.DataFrame, lang: str) -> None:
    if ahead.empty:
        return
    dates = [f"{day:{_DAY}}" for day in ahead["time_end"]]
    figure.add_trace(
        go.Scatter(
            x=[*dates, *dates[::-1]], y=[*ahead["upper"].round(1), *ahead["lower"].round(1)[::-1]], fill="toself",
            fillcolor=RANGE, line={"width": 0}, mode="lines", hoverinfo="skip", name=t("model.range", lang),
        )
    )  # fmt: skip


def _line(figure: go.Figure, frame: pd.DataFrame, name: str, colour: str, dash: str) -> None:
    """A run of days; absent days stay open."""
    if frame.empty:
        return
    values = frame.set_index("time_end")["value"].asfreq("D")
    figure.add_trace(
        go.Scatter(
            x=[f"{day:{_DAY}}" for day in values.index], y=_plain(values), mode="lines", connectgaps=False, name=name,
            line={"color": colour, "width": 2, "dash": dash}, hovertemplate="%{y:,.1f}",
        )
    )  # fmt: skip


def _plain(part: pd.Series) -> list[float | None]:
    """Values for a plot to a tenth, None for a gap."""
    return [None if value != value else round(float(value), 1) for value in part]


def _digits(part: pd.Series) -> int:
    """Decimals that a title tells: one below 100 m³/s."""
    return 0 if float(part.max()) >= 100 else 1
