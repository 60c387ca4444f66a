"""The derived iron load over the discharge it is made from: two panels, one time axis, two units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from indicators import captions, figures, trend_line
from indicators.catalog import Catalog
from indicators.dissolved_iron import load, words
from indicators.dissolved_iron.rows import RUST
from indicators.figures import GREY, Chart
from indicators.locales import t
from indicators.locales.formats import number
from indicators.series import Meta
from indicators.statistics import yearly
from indicators.store import Held

TEAL = figures.DOMAIN_COLOURS["river"]
FLOOD = "amur_flood_2013"  # event of the registry: the highest discharge of the archive at Khabarovsk
_TOP, _BOTTOM = (0.50, 0.95), (0.0, 0.36)


def over_discharge(
    series: Sequence[Held], catalog: Catalog, lang: str, *, period: tuple[int, int] | None = None
) -> Chart:
    """Load with its stated range above, mean discharge below; years or months, as the load series is.

    Parameters
    ----------
    series : sequence of three Held
        The load, the daily discharge and the concentration it was made from, in any order.
    period : tuple of int, optional
        First and last year drawn.
    """
    made = next(held for held in series if held.meta.derived_from)
    water = next(held for held in series if held.meta.indicator == "discharge")
    iron = next(held for held in series if held is not made and held is not water)
    monthly = made.meta.frequency == "month"
    means = (load.discharge_by_month if monthly else load.discharge_by_year)(water.observations)
    loads, means = _within(made.observations, period), _within(means, period)
    figure = figures.plot(
        margin={"l": 64, "r": 16, "t": 4, "b": 32},
        xaxis2={"matches": "x", "anchor": "y2", "showgrid": False, "ticks": "outside", "tickfont": {"color": GREY}},
    )
    _load(figure, loads, made, lang)
    _discharge(figure, means, monthly, lang)
    _panels(figure, made, lang)
    _flood(figure, loads, monthly, pd.Timestamp(catalog.events[FLOOD].start), lang)
    values = yearly.of(made, period=period)
    told = trend_line.mark(figure, values, yearly.unit(made.meta, values), lang, RUST) if not monthly else ""
    title, alt = _finding(loads, made, iron, monthly, lang)
    return Chart(
        name=f"iron-load-{made.meta.place}",
        title=title,
        subtitle=_subtitle(made, iron, lang),
        alt=alt,
        plot=figure,
        caption=captions.caption(series, catalog, lang),
        series=tuple(held.meta.id for held in series),
        last=captions.last_observation([made]),
        height=560,
        key=(*([t("iron.load_trend", lang, told=told)] if told else []), t("iron.load_key", lang)),
    )


def _within(frame: pd.DataFrame, period: tuple[int, int] | None) -> pd.DataFrame:
    return frame[frame["time_start"].dt.year.between(*period)] if period else frame


def _at(frame: pd.DataFrame, monthly: bool) -> pd.Series:
    """Years; for months the year and the part of it that lies before the month's middle."""
    start = frame["time_start"].dt
    return start.year + (start.month - 0.5) / 12 if monthly else start.year


def _load(figure: go.Figure, loads: pd.DataFrame, made: Held, lang: str) -> None:
    """Each range a pale bar, each value a diamond: derived; a period that does not count leaves a gap."""
    monthly = made.meta.frequency == "month"
    at = list(_at(loads, monthly))
    x = [part for year in at for part in (year, year, None)]
    y = [part for row in loads.itertuples() for part in (row.lower, row.upper, None)]
    figure.add_trace(
        go.Scatter(x=x, y=y, mode="lines", opacity=0.28, hoverinfo="skip",
                   line={"color": RUST, "width": 1.5 if monthly else 5})
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=at, y=loads["value"], mode="markers", text=[_told(row, made.meta, lang) for row in loads.itertuples()],
            marker={"symbol": "diamond", "size": 4 if monthly else 8, "color": RUST},
            hovertemplate="%{text}<extra></extra>",
        )
    )  # fmt: skip


def _told(row: Any, meta: Meta, lang: str) -> str:
    when = words.period(row, meta, lang)
    return f"<b>{when}</b><br>{t('iron.derived', lang)}: {words.measured(row, lang)} {words.unit(meta, lang)}"


def _discharge(figure: go.Figure, means: pd.DataFrame, monthly: bool, lang: str) -> None:
    """The mean discharge; a line only between neighbours."""
    table = pd.DataFrame({"at": _at(means, monthly), "value": means["discharge"]}).reset_index(drop=True)
    step = 1 / 12 if monthly else 1
    joined: list[tuple[float | None, float | None]] = []
    for row in table.itertuples():
        if joined and row.at - table["at"].iloc[row.Index - 1] > step * 1.5:
            joined.append((None, None))
        joined.append((row.at, row.value))
    figure.add_trace(
        go.Scatter(
            x=[at for at, _ in joined], y=[value for _, value in joined], xaxis="x2", yaxis="y2",
            mode="lines" if monthly else "lines+markers", line={"color": TEAL, "width": 1.5}, marker={"size": 5},
            text=["" if value is None else f"{number(value, lang, 0)} m³/s" for _, value in joined],
            hovertemplate="%{text}<extra></extra>", connectgaps=False,
        )
    )  # fmt: skip


def _panels(figure: go.Figure, made: Held, lang: str) -> None:
    axis = {"rangemode": "tozero", "tickformat": ",.0f", "nticks": 6, "automargin": True, "zeroline": False}
    axis |= {"tickfont": {"size": None, "color": GREY}, "gridcolor": figures.LINE, "linecolor": figures.PALE}
    figure.update_layout(
        yaxis={**axis, "domain": _TOP},
        yaxis2={**axis, "domain": _BOTTOM, "anchor": "x2", "nticks": 4},
        xaxis={"showticklabels": False, "anchor": "y", "ticks": ""},
        xaxis2={"tickformat": "d", "linecolor": figures.PALE, "tickcolor": figures.PALE},
    )
    heads = (
        (_TOP, t("iron.load_panel", lang, unit=words.unit(made.meta, lang)), RUST),
        (_BOTTOM, t("iron.discharge_panel", lang), TEAL),
    )
    for domain, text, colour in heads:
        figure.add_annotation(
            x=0, xref="paper", y=domain[1], yref="paper", text=text, showarrow=False, xanchor="left", yanchor="bottom",
            yshift=2, font={"color": colour},
        )  # fmt: skip


def _flood(figure: go.Figure, loads: pd.DataFrame, monthly: bool, flood: pd.Timestamp, lang: str) -> None:
    """The known flood as a vertical, where its year is drawn."""
    years = loads["time_start"].dt.year
    if not len(years) or not years.min() <= flood.year <= years.max():
        return
    at = flood.year + (flood.dayofyear / 365.25 if monthly else 0)
    figures.event(figure, at, t("iron.flood", lang), yref="paper")


def _finding(loads: pd.DataFrame, made: Held, iron: Held, monthly: bool, lang: str) -> tuple[str, str]:
    """Between which periods the load would lie; nothing is said of the iron itself, which is one constant."""
    place = words.place(made.meta, lang)
    constant = number(load.single_mean(iron.observations), lang)
    if len(loads) < 2:
        title = t("iron.load_title", lang, place=place)
        return title, title
    ordered = loads.sort_values("value")
    low, high = ordered.iloc[0], ordered.iloc[-1]
    digits = 1 if monthly else 0
    facts = {
        "place": place, "unit": words.unit(made.meta, lang), "n": len(loads), "concentration": constant,
        "low": number(low["value"], lang, digits), "high": number(high["value"], lang, digits),
        "low_period": words.period(low, made.meta, lang), "high_period": words.period(high, made.meta, lang),
    }  # fmt: skip
    return t("iron.load_finding", lang, **facts), t("iron.load_alt", lang, **facts)


def _subtitle(made: Held, iron: Held, lang: str) -> str:
    (row,) = iron.observations.itertuples()
    return t(
        "iron.load_subtitle",
        lang,
        unit=words.unit(made.meta, lang),
        concentration=number(row.value, lang),
        where=words.place(iron.meta, lang),
        when=words.period(row, iron.meta, lang),
        work=words.reference(row, iron.meta),
    )
