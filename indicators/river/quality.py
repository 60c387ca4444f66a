"""One water-quality parameter at up to four sections of the automatic network, over its class limits."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from indicators import captions, figures
from indicators.catalog import Catalog
from indicators.figures import GREY, OKABE_ITO, SYMBOLS, Chart
from indicators.locales import t
from indicators.locales.formats import date, number
from indicators.river import words
from indicators.river.water_class import LEAST, MOST, PH_RANGE
from indicators.store import Held

MOST_SECTIONS = 4
GAP_DAYS = 3  # a line is not drawn across more days than these without a value
LONG_DAYS = 45  # a longer period is drawn as daily means
DOUBTED = ("suspect", "stale")
ROMAN = ("I", "II", "III", "IV", "V")
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
    limited = _limits(figure, meta.indicator, series, lang)
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


def readings(observations: pd.DataFrame) -> pd.DataFrame:
    """Readings without doubt: `when`, `value` and `n` = 1."""
    good = observations[~observations["flag"].isin(DOUBTED) & observations["value"].notna()]
    return pd.DataFrame({"when": good["time_start"], "value": good["value"], "n": 1}).sort_values("when")


def daily_means(observations: pd.DataFrame) -> pd.DataFrame:
    """Mean of the day's readings without doubt.

    Returns
    -------
    DataFrame
        `when` (the day), `value` (unit of the series), `n` readings.
    """
    good = readings(observations)
    by_day = good.groupby(good["when"].dt.normalize())["value"].agg(["mean", "count"])
    return pd.DataFrame({"when": by_day.index, "value": by_day["mean"], "n": by_day["count"]}).reset_index(drop=True)


def broken(part: pd.DataFrame, days: int = GAP_DAYS) -> tuple[list[str], list[float | None]]:
    """Times and values for a line that stays open across more than some days."""
    along: list[str] = []
    values: list[float | None] = []
    before = None
    for row in part.itertuples():
        if before is not None and row.when - before > pd.Timedelta(days=days):
            along.append(f"{before + pd.Timedelta(days=1):%Y-%m-%d %H:%M}")
            values.append(None)
        along.append(f"{row.when:%Y-%m-%d %H:%M}")
        values.append(float(f"{row.value:.5g}"))
        before = row.when
    return along, values


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
    rows = _doubtful(held)
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


def _doubtful(held: Held) -> pd.DataFrame:
    frame = held.observations
    return frame[frame["flag"].isin(DOUBTED) & frame["value"].notna()]


def _limits(figure: go.Figure, indicator: str, series: Sequence[Held], lang: str) -> str:
    """Class limits within sight; gives the kind of limit drawn, empty for none."""
    every = pd.concat([held.observations["value"] for held in series]).dropna()
    low, high = (float(every.min()), float(every.max())) if len(every) else (0.0, 1.0)
    if indicator == "ph":
        for limit in PH_RANGE:
            _limit(figure, limit, number(limit, lang, 1))
        figure.update_yaxes(range=[min(low, PH_RANGE[0]) - 0.3, max(high, PH_RANGE[1]) + 0.3])
        return "ph"
    if indicator in LEAST:
        for name, limit in zip(ROMAN, LEAST[indicator], strict=True):
            _limit(figure, limit, f"{name} ≥ {number(limit, lang, 1)}")
        figure.update_yaxes(range=[min(0.0, low), max(high, max(LEAST[indicator])) * 1.06], title_text="mg/L")
        return "least"
    unit = series[0].meta.unit
    figure.update_yaxes(rangemode="normal" if indicator == "water_temperature" else "tozero", title_text=unit)
    if indicator not in MOST:
        return ""
    above = next((limit for limit in MOST[indicator] if limit >= high), None)
    shown = [limit for limit in MOST[indicator] if limit <= high or limit == above]
    for name, limit in zip(ROMAN, shown, strict=False):
        _limit(figure, limit, f"{name} ≤ {number(limit, lang)}")
    figure.update_yaxes(range=[min(0.0, low * 1.05), max(high, *shown) * 1.06])
    return "most"


def _limit(figure: go.Figure, value: float, text: str) -> None:
    figure.add_shape(type="line", xref="paper", x0=0, x1=1, y0=value, y1=value, layer="below",
                     line={"color": GREY, "width": 1, "dash": "dash"})  # fmt: skip
    figure.add_annotation(xref="paper", x=1, xanchor="left", xshift=5, y=value, text=text, showarrow=False,
                          font={"size": 11, "color": GREY})  # fmt: skip


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
    return " · ".join([words.what(meta, lang), t(f"source.{meta.source}", lang), kind, period])


def _key(series: Sequence[Held], means: bool, limited: str, lang: str) -> tuple[str, ...]:
    told = [t("water.key.snapshot", lang)]
    told += [t(f"water.key.limits_{limited}", lang)] if limited else []
    told += [t("water.key.nitrogen", lang)] if series[0].meta.indicator == "total_nitrogen" else []
    told += [t("water.key.daily", lang)] if means else []
    told += [t("water.key.gap", lang, days=GAP_DAYS)]
    told += [t("water.key.hollow", lang)] if any(len(_doubtful(held)) for held in series) else []
    return tuple(told)


def _finding(series: Sequence[Held], points: Sequence[pd.DataFrame], catalog: Catalog, lang: str) -> str:
    """Median of each section; of a single section also the days within class III."""
    meta = series[0].meta
    what, unit = t(f"indicator.{meta.indicator}", lang), "" if meta.indicator == "ph" else f" {meta.unit}"
    known = [(held, part) for held, part in zip(series, points, strict=True) if len(part)]
    if not known:
        return t("water.parameter_title", lang, what=what)
    if len(known) > 1:
        medians = [f"{words.place_name(held.meta.place, lang)} {number(float(part['value'].median()), lang)}"
                   for held, part in known]  # fmt: skip
        return t("water.parameter_medians", lang, what=what, medians=", ".join(medians), unit=unit)
    held, part = known[0]
    facts = {"where": words.section(held.meta, catalog, lang), "what": what, "unit": unit, "n": len(part),
             "value": number(float(part["value"].median()), lang)}  # fmt: skip
    if len(part) == 1:
        return t("water.parameter_single", lang, day=date(part["when"].iloc[0], lang), **facts)
    if meta.indicator in MOST or meta.indicator in LEAST:
        limit = (MOST | LEAST)[meta.indicator][2]
        inside = part["value"] <= limit if meta.indicator in MOST else part["value"] >= limit
        return t("water.parameter_within", lang, k=int(inside.sum()), **facts)
    return t("water.parameter_median", lang, low=number(float(part["value"].min()), lang),
             high=number(float(part["value"].max()), lang), **facts)  # fmt: skip
