"""Samples of one source at up to four stations: a dot a sample, bounds as arrows, nothing joined.

Class limits are left out on purpose: they are one country's, the stations are of five. Sources never share
a chart, since their methods differ.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from indicators import captions, figures, naming
from indicators.catalog import Catalog
from indicators.figures import OKABE_ITO, SYMBOLS, Chart
from indicators.locales import has, t
from indicators.locales.formats import date, enumerated, number
from indicators.locales.wrapping import shorten
from indicators.river import words
from indicators.series import Meta
from indicators.store import Held

MOST_STATIONS = 4
PARAMETERS = (
    "dissolved_oxygen", "ph", "conductivity", "turbidity", "water_temperature", "permanganate_index",
    "ammonia_nitrogen", "nitrate_nitrogen", "total_nitrogen", "total_phosphorus", "dissolved_iron_river",
    "biochemical_oxygen_demand", "chemical_oxygen_demand_manganese_japan", "suspended_solids", "total_coliforms",
)  # fmt: skip
ARROW = 0.035  # length of a bound's arrow as a share of the largest number
_HOLLOW = "rgba(0,0,0,0)"
_TITLE_NAME = 30  # letters of a station in the title


def samples(series: Sequence[Held], catalog: Catalog, lang: str, *, last_days: int = 0) -> Chart:
    """A parameter through the years, a colour and symbol a station.

    Parameters
    ----------
    series : sequence of Held
        One indicator of one source at one to four stations, irregular samples, some only bounds.
    last_days : int
        Only so many days before the last observation of all (0: everything), for hourly values.
    """
    series = _latest(series[:MOST_STATIONS], last_days)
    meta = series[0].meta
    figure = figures.plot(
        margin={"l": 64, "r": 24, "t": 34, "b": 36}, showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.01, "yanchor": "bottom", "font": {"size": 13}},
        meta={"narrow": {"margin": {"l": 46, "r": 12, "t": 8, "b": 40}, "legend": {"orientation": "h", "y": -0.14}}},
    )  # fmt: skip
    arrow = ARROW * max(float(_height(held.observations).abs().max()) for held in series)
    for place, held in enumerate(series):
        for trace in _station(place, held, arrow, lang):
            figure.add_trace(trace)
    signed = meta.indicator in ("ph", "water_temperature")  # zero says nothing there
    unit = "" if meta.unit == "pH" else meta.unit
    figure.update_yaxes(rangemode="normal" if signed else "tozero", title_text=unit)
    figure.update_xaxes(type="date")
    title = _finding(series, lang)
    return Chart(
        name=f"samples-{meta.indicator}-{'-'.join(held.meta.place for held in series)}",
        title=title,
        subtitle=_subtitle(series, lang),
        alt=f"{title}. {t('samples.alt', lang)}",
        plot=figure,
        caption=captions.caption(series, catalog, lang),
        series=tuple(held.meta.id for held in series),
        last=captions.last_observation(series),
        height=440,
        key=_key(series, lang),
    )


def _latest(series: Sequence[Held], days: int) -> Sequence[Held]:
    """The last days of series; those that end before are left out."""
    if not days:
        return series
    start = max(held.observations["time_end"].max() for held in series) - pd.Timedelta(days=days)
    cut = [(held, held.observations[held.observations["time_end"] > start]) for held in series]
    return [
        replace(held, observations=frame, meta=replace(held.meta, first=f"{frame['time_end'].min():%Y-%m-%dT%H:%M:%S}"))
        for held, frame in cut
        if len(frame)
    ]


def word(key: str, source: str, lang: str, **facts: Any) -> str:
    """Words of a source where it has its own, else those of the archive."""
    own = f"{key}.{source}"
    return t(own if has(own) else key, lang, **facts)


def station_name(held: Held, lang: str) -> str:
    """The archive's name of a station, or ours."""
    meta = held.meta
    key = f"place.{meta.place}"
    return meta.place_name or (t(key, lang) if has(key) else meta.place)


def _height(frame: pd.DataFrame) -> pd.Series:
    """Value of each sample, or its bound."""
    return frame["value"].fillna(frame["upper"]).fillna(frame["lower"])


def _station(place: int, held: Held, arrow: float, lang: str) -> list[go.Scatter]:
    """Marks of one station: samples, those under review, those in doubt, bounds; the legend names the first."""
    colour, symbol = OKABE_ITO[place], SYMBOLS[place]
    frame = held.observations
    value = frame["value"].notna()
    doubted, pending = frame["flag"].eq("suspect"), frame["flag"].eq("provisional")
    looks: tuple[tuple[pd.Series, dict[str, Any]], ...] = (
        (value & ~doubted & ~pending, {"symbol": symbol, "color": colour, "size": 6}),
        (value & pending, {"symbol": f"{symbol}-open-dot", "color": colour, "size": 8}),
        (value & doubted, {"symbol": symbol, "color": _HOLLOW, "size": 7, "line": {"color": colour, "width": 1.5}}),
    )
    made = [_trace(held, frame[rows], look, lang) for rows, look in looks if rows.any()]
    for kind, head, way in (("upper bound", "arrow-down", -arrow), ("lower bound", "arrow-up", arrow)):
        rows = ~value & frame["interval"].eq(kind)
        if rows.any():
            look = {"symbol": head, "color": colour, "size": 8}
            made.append(_arrows(_trace(held, frame[rows], look, lang), way, colour))
    for trace in made[:1]:
        trace.update(showlegend=True)
    for trace in made:
        trace.update(name=escape(_legend_name(held, lang)), legendgroup=held.meta.place)
    return made


def _trace(held: Held, frame: pd.DataFrame, look: dict[str, Any], lang: str) -> go.Scatter:
    return go.Scatter(
        x=list(frame["time_start"].dt.strftime("%Y-%m-%d %H:%M")), y=list(_height(frame)), mode="markers",
        marker=look, showlegend=False, customdata=[_hover(row, held, lang) for row in frame.itertuples()],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _arrows(trace: go.Scatter, way: float, colour: str) -> go.Scatter:
    """Heads moved away from the bounds by `way` (not through zero), a stem back to each bound."""
    tips = [bound + way if bound < 0 else max(0.0, bound + way) for bound in trace.y]
    stems = [bound - tip for bound, tip in zip(trace.y, tips, strict=True)]
    error = {"type": "data", "symmetric": False, "array": stems, "arrayminus": [0.0] * len(stems), "width": 0,
             "thickness": 1.5, "color": colour}  # fmt: skip
    if way > 0:
        error |= {"array": [0.0] * len(stems), "arrayminus": [-stem for stem in stems]}
    return trace.update(y=tips, error_y=error)


def _legend_name(held: Held, lang: str) -> str:
    """Name and number of a station, the name short enough for a phone."""
    name, _, number_ = station_name(held, lang).rpartition(" (")
    return f"{shorten(name, _TITLE_NAME, placeholder=' …')} ({number_}" if name else number_


def _hover(row: Any, held: Held, lang: str) -> str:
    """Day, value or bound, station, depth, method and rating of one sample."""
    unit = held.meta.unit
    sign = {"upper bound": "< ", "lower bound": "> "}.get(row.interval, "")
    known = next(part for part in (row.value, row.upper, row.lower) if not math.isnan(part))
    amount = f"{sign}{number(known, lang)}{'' if unit == 'pH' else f' {unit}'}"
    day = row.time_start
    when = date(day, lang) + (f" {day:%H:%M}" if (day.hour, day.minute) != (0, 0) else "")
    more = [escape(station_name(held, lang))]
    if not math.isnan(row.depth_m):
        more.append(t("samples.depth", lang, depth=number(row.depth_m, lang)))
    if row.analysis_method:
        more.append(t("samples.method", lang, code=escape(row.analysis_method)))
    if getattr(row, "sampling_position", ""):
        more.append(t("samples.position", lang, position=escape(row.sampling_position)))
    if row.flag != "good":
        more.append(word(f"samples.flag.{row.flag}", held.meta.source, lang))
    return "<br>".join([f"<b>{when}: {amount}</b>", *more])


def _subtitle(series: Sequence[Held], lang: str) -> str:
    meta = series[0].meta
    first, last = min(held.meta.first[:4] for held in series), max(held.meta.last[:4] for held in series)
    period = first if first == last else f"{first}–{last}"
    kind = t(f"water.statistic.{meta.statistic.replace(' ', '_')}", lang)
    return " · ".join([words.what(meta, lang), naming.source(meta.source, lang), kind, period])


def _key(series: Sequence[Held], lang: str) -> tuple[str, ...]:
    frame = pd.concat([held.observations[["value", "lower", "upper", "flag", "interval"]] for held in series])
    bound = frame["value"].isna()
    found = {
        "below": (bound & frame["interval"].eq("upper bound")).any(),
        "above": (bound & frame["interval"].eq("lower bound")).any(),
        "pending": frame["flag"].eq("provisional").any(),
        "doubted": frame["flag"].eq("suspect").any(),
    }
    told = [t(f"samples.key.{name}", lang) for name in ("cod_japan", "kaolin") if _means(series[0].meta, name)]
    told += [word(f"samples.key.{name}", series[0].meta.source, lang) for name, there in found.items() if there]
    return (word("samples.key.apart", series[0].meta.source, lang), *told)


def _means(meta: Meta, name: str) -> bool:
    """Whether a quantity is one that is easily taken for another."""
    return {"cod_japan": meta.indicator == "chemical_oxygen_demand_manganese_japan", "kaolin": meta.unit == "度"}[name]


def median(observations: pd.DataFrame) -> float:
    """Median of the samples without doubt, bounds counted beyond every value; NaN when it falls on a bound.

    An upper bound ranks below all values and a lower one above: so no bound is taken for a value.
    """
    kept = observations[observations["flag"] != "suspect"]
    ranked = kept["value"].mask(kept["value"].isna() & kept["upper"].notna(), -math.inf)
    ranked = ranked.mask(kept["value"].isna() & kept["lower"].notna(), math.inf)
    with np.errstate(invalid="ignore"):  # the middle of an upper and a lower bound is untold
        found = float(ranked.dropna().median()) if ranked.notna().any() else math.nan
    return found if math.isfinite(found) else math.nan


def _finding(series: Sequence[Held], lang: str) -> str:
    """Median, number and years of the samples at each station."""
    meta = series[0].meta
    told = []
    for held, where in zip(series, _short_names(series, lang), strict=True):
        value = median(held.observations)
        facts = {"where": where, "n": int((held.observations["flag"] != "suspect").sum())}
        if math.isnan(value):
            told.append(t("samples.bounds_of", lang, **facts))
        else:
            told.append(word("samples.median_of", meta.source, lang, value=number(value, lang), **facts))
    what, unit = t(f"indicator.{meta.indicator}", lang), "" if meta.unit == "pH" else f" ({meta.unit})"
    return t("samples.finding", lang, what=what, unit=unit, parts=enumerated(told, lang, strong=True))


def _short_names(series: Sequence[Held], lang: str) -> list[str]:
    """Names of the stations as short as tells them apart; the legend has them whole."""
    whole = [station_name(held, lang) for held in series]
    short = [shorten(name.rsplit(" (", 1)[0], _TITLE_NAME, placeholder=" …") for name in whole]
    return [name if short.count(name) == 1 else full for name, full in zip(short, whole, strict=True)]
