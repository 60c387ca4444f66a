"""Charts of the ice season: the season curve over its normal, and the yearly maximum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from indicators import captions, figures, naming
from indicators.catalog import Catalog
from indicators.figures import ACCENT, END_LABEL, PALE, Chart
from indicators.locales import has, label, t, told
from indicators.locales.formats import date, day_month, month_name, number, ordinal, signed
from indicators.sea_ice import season
from indicators.statistics import anomaly
from indicators.store import Held

BLUE = figures.DOMAIN_COLOURS["sea_ice"]
LEAST_MEDIAN_KM2 = 10_000  # a percentage of less says nothing
HIGHLIGHTS = (("#B87900", "dot"), ("#009E73", "dashdot"), ("#CC79A7", "longdash"))


def season_curve(
    series: Sequence[Held],
    catalog: Catalog,
    lang: str,
    *,
    baseline: str = "1991-2020",
    highlight: tuple[int, ...] = (),
    period: tuple[int, int] | None = None,
) -> Chart:
    """The season Nov-Jul: other years grey, normal band, last season, this season, highlighted years.

    Parameters
    ----------
    series : sequence of one Held
        A daily extent or area series, km².
    baseline : str
        One of `season.BASELINES`.
    highlight : tuple of int
        Seasons drawn in colour, at most three.
    period : tuple of int, optional
        First and last season drawn as context; the normal keeps its own period.
    """
    (held,) = series
    days = season.daily(held.observations)
    figure = figures.plot(hovermode="x unified", showlegend=True)
    this = int(days["season"].max())
    drawn = [year for year in highlight[:3] if year not in (this, this - 1)]
    context = days[days["season"].between(*period)] if period else days
    _others(figure, context, {this, this - 1, *drawn}, lang)
    normal, median = season.normal_period(days, baseline), None
    if normal:
        table = season.climatology(days, normal)
        median = table["p50"]
        _band(figure, table, years(normal), lang)
    for year, (colour, dash) in zip(drawn, HIGHLIGHTS, strict=False):
        _line(figure, days, year, colour, 2, lang, dash=dash)
    _line(figure, days, this - 1, BLUE, 2, lang, median)
    _line(figure, days, this, ACCENT, 3, lang, median)
    _provisional(figure, held, days, lang)
    _axes(figure, lang, held.meta.unit)
    title, alt = _finding(held, days, this, lang)
    return Chart(
        name=f"season-{held.meta.id}",
        title=title,
        subtitle=subtitle(held, lang, normal),
        alt=alt,
        plot=figure,
        caption=captions.caption([held], catalog, lang),
        series=(held.meta.id,),
        last=captions.last_observation([held]),
        height=480,
        key=_key(held, lang),
    )


def headline(held: Held, lang: str) -> tuple[str, str, str]:
    """Latest value, its date, and its distance from the median of that day, as texts."""
    days = season.daily(held.observations)
    latest = days.iloc[-1]
    period = season.normal_period(days, "1991-2020")
    normal = season.climatology(days, period)["p50"].get(latest["axis"], np.nan) if period else np.nan
    change = ""
    away = anomaly.of(float(latest["value"]), float(normal))
    if period and away and away.percent is not None:
        share = away.percent
        key = "change.below_median" if share < 0 else "change.above_median"
        change = t(key, lang, percent=number(abs(share), lang, 0), period=years(period))
    return f"{number(latest['value'], lang, 0)} {held.meta.unit}", date(latest["date"], lang), change


def _others(figure: go.Figure, days: pd.DataFrame, without: set[int], lang: str) -> None:
    """Every other season as one thin grey line, thinned to what a screen shows."""
    axis: list[object] = []
    values: list[float | None] = []
    for year, part in days[~days["season"].isin(without)].groupby("season"):
        wide = season.on_axis(part, int(str(year)))[::5]
        axis += [*wide.index.strftime("%Y-%m-%d"), None]
        values += [*(None if np.isnan(v) else round(v) for v in wide), None]
    figure.add_trace(
        go.Scatter(x=axis, y=values, mode="lines", line={"color": PALE, "width": 0.7}, opacity=0.7,
                   name=t("sea_ice.other_seasons", lang), hoverinfo="skip", showlegend=True)
    )  # fmt: skip


def years(period: tuple[int, int]) -> str:
    """A period of seasons, e.g. 1991–2020."""
    return f"{period[0]}–{period[1]}"


def _band(figure: go.Figure, normal: pd.DataFrame, period: str, lang: str) -> None:
    """10-90 and 25-75 % bands and the median."""
    axis = list(normal.index.strftime("%Y-%m-%d"))
    for low, high, shade in (("p10", "p90", "rgba(31,95,168,0.13)"), ("p25", "p75", "rgba(31,95,168,0.20)")):
        figure.add_trace(
            go.Scatter(
                x=axis + axis[::-1], y=[*normal[high].round(), *normal[low].round()[::-1]], fill="toself",
                fillcolor=shade, line={"width": 0}, mode="lines", hoverinfo="skip", showlegend=True,
                name=t("sea_ice.band", lang, low=low[1:], high=high[1:], period=period),
            )
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=axis, y=normal["p50"].round(), mode="lines", line={"color": BLUE, "width": 1.5, "dash": "dash"},
            name=t("sea_ice.median", lang, period=period), hovertemplate="%{y:,.0f}",
            showlegend=True,
        )
    )  # fmt: skip


def _line(
    figure: go.Figure, days: pd.DataFrame, year: int, colour: str, width: float, lang: str,
    median: pd.Series | None = None, *, dash: str = "solid",
) -> None:  # fmt: skip
    """One season; where a median is given, how far each day lies from it is told on hover."""
    part = season.on_axis(days, year)
    if part.notna().sum() == 0:
        return
    away = ["" if median is None else _away(value, median[day], lang) for day, value in part.items()]
    figure.add_trace(
        go.Scatter(
            x=list(part.index.strftime("%Y-%m-%d")), y=part.round(), mode="lines", connectgaps=False,
            line={"color": colour, "width": width, "dash": dash}, name=str(year),
            hovertemplate="%{y:,.0f}%{customdata}", customdata=away, showlegend=True,
        )
    )  # fmt: skip
    top = part.idxmax()
    figure.add_annotation(
        x=top.strftime("%Y-%m-%d"), y=float(part.max()), text=f"<b>{year}</b>", showarrow=False, yshift=11,
        name=END_LABEL, font={"color": colour, "size": 13},
    )  # fmt: skip


def _away(value: float, median: float, lang: str) -> str:
    """A day's distance from its median in percent, in brackets; nothing where the median is about zero."""
    found = anomaly.of(float(value), float(median))
    if found is None or found.percent is None or median < LEAST_MEDIAN_KM2:
        return ""
    return " " + t("sea_ice.from_median", lang, percent=signed(found.percent, lang, 0))


def _provisional(figure: go.Figure, held: Held, days: pd.DataFrame, lang: str) -> None:
    """The newest day hollow where the provider may still change it."""
    last = held.observations.iloc[-1]
    if last["flag"] == "provisional" and len(days) and days["date"].iloc[-1] == last["time_end"]:
        point = days.iloc[-1]
        marker = {"symbol": "circle", "size": 8, "color": "#FFFFFF", "line": {"color": ACCENT, "width": 2}}
        figure.add_trace(
            go.Scatter(
                x=[point["axis"].strftime("%Y-%m-%d")], y=[round(point["value"])], mode="markers", marker=marker,
                name=t("mark.provisional", lang), hoverinfo="skip", showlegend=True,
            )
        )  # fmt: skip


def _key(held: Held, lang: str) -> tuple[str, ...]:
    """What a reader must know about the series' own breaks."""
    told = []
    if season.sensor_changed(held.meta.source, held.meta.last):
        told.append(t("sea_ice.sensor_key", lang))
    if held.observations["flag"].eq("suspect").any():
        told.append(t("sea_ice.suspect_key", lang))
    return tuple(told)


def _axes(figure: go.Figure, lang: str, unit: str) -> None:
    months = [stamp for stamp in season.REFERENCE if stamp.day == 1]
    figure.update_xaxes(
        tickvals=[stamp.strftime("%Y-%m-%d") for stamp in months], range=["1999-11-01", "2000-07-31"],
        ticktext=[month_name(stamp.month, lang) for stamp in months], hoverformat="%-d %b",
    )  # fmt: skip
    figure.update_yaxes(rangemode="tozero", title_text=unit, tickformat=",.0f")


def _finding(held: Held, days: pd.DataFrame, this: int, lang: str) -> tuple[str, str]:
    """Title that says where this season's maximum stands, and the text alternative."""
    table = season.maxima(days)
    row = table[table["season"] == this].iloc[0]
    facts = {"region": region_name(held, lang), "season": this, "value": number(row["value"], lang, 0),
             "unit": held.meta.unit, "day": day_month(row["date"], lang)}  # fmt: skip
    if not row["complete"]:
        title = t("sea_ice.so_far", lang, **facts)
    else:
        rank, total = place_among(table, this, lang)
        title = t("sea_ice.finding", lang, rank=rank, total=total, **facts)
    return title, f"{title}. {t('sea_ice.alt', lang, **facts)}"


def place_among(table: pd.DataFrame, this: int, lang: str) -> tuple[str, int]:
    """Where a season's maximum stands, from the nearer end, and among how many."""
    rank, total = season.rank_from_lowest(table, this)
    side = "lowest" if rank <= (total + 1) // 2 else "highest"
    return ordinal(min(rank, total + 1 - rank), side, lang), total


def subtitle(held: Held, lang: str, normal: tuple[int, int] | None) -> str:
    """What, unit, product, statistic, period, area and, where drawn, the normal."""
    meta = held.meta
    parts = [
        f"{label(f'indicator.{meta.indicator}', lang)}, {meta.unit}",
        naming.source(meta.source, lang),
        _told(f"statistic.{meta.statistic.replace(' ', '_').replace('-', '_')}", meta.statistic, lang),
        f"{meta.first[:4]}–{meta.last[:4]}",
        _told(f"area.{meta.source}.{meta.place}", meta.area_definition, lang),
    ]
    if normal:
        parts.append(t("sea_ice.normal", lang, period=years(normal)))
    return " · ".join(parts)


def _told(key: str, otherwise: str, lang: str) -> str:
    return t(key, lang) if has(key) else told(otherwise, lang)


def region_name(held: Held, lang: str) -> str:
    """Name of the series' region."""
    return t(f"region.{held.meta.region}", lang)
