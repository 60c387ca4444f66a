"""One water-quality parameter at up to four sections of the automatic network, over its class limits."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from indicators import captions, figures, naming
from indicators.catalog import Catalog
from indicators.figures import OKABE_ITO, SYMBOLS, Chart
from indicators.locales import t
from indicators.locales.formats import date, enumerated, number
from indicators.river import class_limits, words
from indicators.river.station_readings import GAP_DAYS, broken, daily_means, doubtful, readings
from indicators.river.water_class import LEAST, MOST
from indicators.store import Held

MOST_SECTIONS = 4
LONG_DAYS = 45  # a longer period is drawn as daily means
PARAMETERS = (
    "permanganate_index", "ammonia_nitrogen", "total_phosphorus", "total_nitrogen", "dissolved_oxygen", "ph",
    "turbidity", "conductivity", "water_temperature",
)  # fmt: skip


def parameter(series: Sequence[Held], catalog: Catalog, lang: str) -> Chart:
    """A parameter through time, a colour and symbol a section, with the limits of GB 3838-2002 as labelled lines.

    Parameters
    ----------
    series : sequence of Held
        One indicator at one to four sections, irregular readings.
    """
    series = series[:MOST_SECTIONS]
    meta = series[0].meta
    means = _span_days(series) > LONG_DAYS
    points = [daily_means(held.observations) if means else readings(held.observations) for held in series]
    figure = figures.plot(
        margin={"l": 64, "r": 78, "t": 34, "b": 36}, showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.01, "yanchor": "bottom", "font": {"size": 13}},
        meta={"narrow": {"margin": {"l": 46, "r": 58, "t": 8, "b": 40}, "legend": {"orientation": "h", "y": -0.14}}},
    )  # fmt: skip
    for number_, (held, part) in enumerate(zip(series, points, strict=True)):
        _section(figure, number_, words.section(held.meta, catalog, lang), part, meta.unit)
        _doubted(figure, number_, held, lang)
    figure.update_xaxes(hoverformat="%-d %b %Y" if means else "%-d %b %Y %H:%M")
    every = pd.concat([held.observations["value"] for held in series])
    limited = class_limits.draw(figure, meta.indicator, meta.unit, every, lang)
    title = _finding(series, points, catalog, lang)
    return Chart(
        name=f"{meta.indicator}-{'-'.join(held.meta.place for held in series)}",
        title=title,
        subtitle=_subtitle(series, means, lang),
        alt=f"{title}. {t('water.parameter_alt', lang)}",
        plot=figure,
        caption=captions.caption(series, catalog, lang),
        series=tuple(held.meta.id for held in series),
        last=captions.last_observation(series),
        height=440,
        key=_key(series, means, limited, lang),
    )


def _section(figure: go.Figure, place: int, name: str, part: pd.DataFrame, unit: str) -> None:
    along, values = broken(part)
    figure.add_trace(
        go.Scatter(
            x=along, y=values, mode="lines+markers", connectgaps=False, name=name, showlegend=True,
            line={"color": OKABE_ITO[place], "width": 1},
            marker={"color": OKABE_ITO[place], "symbol": SYMBOLS[place], "size": 6},
            hovertemplate=f"%{{x}}: %{{y}} {unit}<extra>{name}</extra>",
        )
    )  # fmt: skip


def _doubted(figure: go.Figure, place: int, held: Held, lang: str) -> None:
    """Suspect and stale readings: hollow, joined with nothing."""
    rows = doubtful(held.observations)
    if rows.empty:
        return
    told = [t(f"water.flag.{flag}", lang) for flag in rows["flag"]]
    figure.add_trace(
        go.Scatter(
            x=list(rows["time_start"].dt.strftime("%Y-%m-%d %H:%M")), y=list(rows["value"]), mode="markers",
            marker={"color": "rgba(0,0,0,0)", "symbol": SYMBOLS[place], "size": 8,
                    "line": {"color": OKABE_ITO[place], "width": 1.5}},
            customdata=told, hovertemplate="%{x}: %{y} (%{customdata})<extra></extra>", name="", showlegend=False,
        )
    )  # fmt: skip


def _span_days(series: Sequence[Held]) -> int:
    first = min(held.meta.first for held in series)
    last = max(held.meta.last for held in series)
    return int((pd.Timestamp(last) - pd.Timestamp(first)).days)


def _subtitle(series: Sequence[Held], means: bool, lang: str) -> str:
    meta = series[0].meta
    first = pd.Timestamp(min(held.meta.first for held in series))
    last = pd.Timestamp(max(held.meta.last for held in series))
    period = date(first, lang) if first.date() == last.date() else f"{date(first, lang)} – {date(last, lang)}"
    kind = t("water.daily_means" if means else "water.readings", lang)
    return " · ".join([words.what(meta, lang), naming.source(meta.source, lang), kind, period])


def _key(series: Sequence[Held], means: bool, limited: str, lang: str) -> tuple[str, ...]:
    told = [t("water.key.snapshot", lang)]
    told += [t(f"water.key.limits_{limited}", lang)] if limited else []
    told += [t("water.key.nitrogen", lang)] if series[0].meta.indicator == "total_nitrogen" else []
    told += [t("water.key.daily", lang)] if means else []
    told += [t("water.key.gap", lang, days=GAP_DAYS)]
    told += [t("water.key.hollow", lang)] if any(len(doubtful(held.observations)) for held in series) else []
    return tuple(told)


def _finding(series: Sequence[Held], points: Sequence[pd.DataFrame], catalog: Catalog, lang: str) -> str:
    """Days within class III where it has a limit, else the median; of a single section both."""
    meta = series[0].meta
    what, unit = t(f"indicator.{meta.indicator}", lang), "" if meta.indicator == "ph" else f" {meta.unit}"
    known = [(held, part) for held, part in zip(series, points, strict=True) if len(part)]
    if not known:
        return t("water.parameter_title", lang, what=what)
    if len(known) > 1:
        return _several(known, what, unit, lang)
    held, part = known[0]
    facts = {"where": words.section(held.meta, catalog, lang), "what": what, "unit": unit, "n": len(part),
             "value": number(float(part["value"].median()), lang)}  # fmt: skip
    if len(part) == 1:
        return t("water.parameter_single", lang, day=date(part["when"].iloc[0], lang), **facts)
    if meta.indicator in MOST or meta.indicator in LEAST:
        return t("water.parameter_within", lang, k=class_limits.within_class(part["value"], meta.indicator), **facts)
    return t("water.parameter_median", lang, low=number(float(part["value"].min()), lang),
             high=number(float(part["value"].max()), lang), **facts)  # fmt: skip


def _several(known: Sequence[tuple[Held, pd.DataFrame]], what: str, unit: str, lang: str) -> str:
    """Each section with its own number of days, since their periods differ."""
    indicator = known[0][0].meta.indicator
    limited = indicator in MOST or indicator in LEAST
    told = []
    for held, part in known:
        facts = {"where": words.place_name(held.meta.place, lang), "n": len(part)}
        if limited:
            told.append(t("water.days_of", lang, k=class_limits.within_class(part["value"], indicator), **facts))
        else:
            median = number(float(part["value"].median()), lang)
            told.append(t("water.median_of", lang, value=median, unit=unit, **facts))
    return t(
        "water.parameter_days" if limited else "water.parameter_medians", lang, what=what, parts=enumerated(told, lang)
    )
