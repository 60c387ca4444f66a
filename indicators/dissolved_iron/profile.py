"""Dissolved iron against depth: each layer a vertical bar at its value, stations by symbol."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from indicators import captions, figures
from indicators.catalog import Catalog
from indicators.dissolved_iron import words
from indicators.dissolved_iron.path import SEA_UNIT, to_nanomolar
from indicators.figures import GREY, OKABE_ITO, SYMBOLS, Chart
from indicators.locales import t
from indicators.locales.formats import number
from indicators.store import Held

DEPTHS = (0, 50, 200, 500, 1000, 2000, 3000, 4000, 5000, 6000)
MOST = len(SYMBOLS)
_LABEL_PIXELS, _PLOT_PIXELS = 6.6, 1000  # width of a letter and of the plot, to keep labels apart


def by_depth(series: Sequence[Held], catalog: Catalog, lang: str) -> Chart:
    """Concentrations by depth, nM; the axis is the square root of depth, for most layers lie near the top.

    Parameters
    ----------
    series : sequence of Held
        At most `MOST` series in nM or nmol/kg with depths.
    """
    drawn = [held for held in series if _layers(held).notna().any().any()][:MOST]
    figure = figures.plot(margin={"l": 64, "r": 24, "t": 8, "b": 48}, meta={"keepTitles": True})
    for held, colour, symbol in zip(drawn, OKABE_ITO, SYMBOLS, strict=False):
        _station(figure, held, colour, symbol, lang)
    _labels(figure, drawn, lang)
    _axes(figure, drawn, lang)
    figure.update_layout(legend={"y": -0.16, "font": {"size": 12}})
    title, alt = _finding(drawn, lang)
    return Chart(
        name="iron-by-depth",
        title=title,
        subtitle=t("iron.profile_subtitle", lang, unit=SEA_UNIT),
        alt=alt,
        plot=figure,
        caption=captions.caption(drawn, catalog, lang),
        series=tuple(held.meta.id for held in drawn),
        last=captions.last_observation(drawn),
        height=560,
        key=(t("iron.profile_key", lang),),
    )


def _layers(held: Held) -> pd.DataFrame:
    """Value, lower, upper in nM with the middle of the layer, on the axis; rows without a depth are left out."""
    frame = held.observations
    if "depth_top_m" not in frame:
        return pd.DataFrame()
    factor = to_nanomolar(held.meta.unit)
    table = frame[["value", "lower", "upper"]] * factor
    table["shown"] = table["value"].fillna((table["lower"] + table["upper"]) / 2)
    table["top"], table["bottom"] = frame["depth_top_m"] ** 0.5, frame["depth_bottom_m"] ** 0.5
    table["middle"] = (table["top"] + table["bottom"].fillna(table["top"])) / 2
    return table[table["top"].notna() & table["shown"].notna()]


def _station(figure: go.Figure, held: Held, colour: str, symbol: str, lang: str) -> None:
    table = _layers(held).sort_values("middle", kind="stable")
    x: list[float | None] = []
    y: list[float | None] = []
    for row in table.itertuples():
        if not math.isnan(row.bottom) and row.bottom > row.top:
            x, y = [*x, row.shown, row.shown, None], [*y, row.top, row.bottom, None]
        if not math.isnan(row.lower):
            x, y = [*x, row.lower, row.upper, None], [*y, row.middle, row.middle, None]
    figure.add_trace(
        go.Scatter(x=x, y=y, mode="lines", opacity=0.45, hoverinfo="skip", showlegend=False,
                   line={"color": colour, "width": 2.5})
    )  # fmt: skip
    computed = held.observations.loc[table.index, "confidence"].eq("derived")
    openness = [f"{symbol}-open-dot" if part else symbol for part in computed]
    openness = [
        "arrow-down" if math.isnan(bottom) else name for name, bottom in zip(openness, table["bottom"], strict=True)
    ]
    figure.add_trace(
        go.Scatter(
            x=table["shown"], y=table["middle"], name=words.place(held.meta, lang), showlegend=True,
            mode="markers" if table["middle"].duplicated().any() else "markers+lines",
            line={"color": colour, "width": 1},
            marker={"symbol": openness, "size": 11, "color": colour, "line": {"color": colour, "width": 2}},
            text=[words.hover(row, held.meta, lang) for row in held.observations.loc[table.index].itertuples()],
            hovertemplate="%{text}<extra></extra>",
        )
    )  # fmt: skip


def _labels(figure: go.Figure, drawn: Sequence[Held], lang: str) -> None:
    """A name below the deepest layer of each series, kept apart from the others."""
    taken: list[tuple[float, float, float]] = []
    widest = max((float(_layers(held)[["shown", "upper"]].max().max()) for held in drawn), default=1.0)
    for held, colour in zip(drawn, OKABE_ITO, strict=False):
        table = _layers(held)
        deepest = table.loc[table["middle"].idxmax()]
        name = words.place(held.meta, lang)
        at, depth = float(deepest["shown"]), float(max(deepest["middle"], deepest["bottom"] or 0))
        half = len(name) * _LABEL_PIXELS / 2 / _PLOT_PIXELS * widest * 1.1
        line = 0
        while any(abs(at - other) < half + wide and abs(depth + 2.2 * line - deep) < 2 for other, deep, wide in taken):
            line += 1
        taken.append((at, depth + 2.2 * line, half))
        figure.add_annotation(
            x=at, y=depth, text=name, showarrow=False, yshift=-13 - 16 * line, name=figures.END_LABEL,
            font={"color": colour},
        )  # fmt: skip


def _axes(figure: go.Figure, drawn: Sequence[Held], lang: str) -> None:
    deepest = max((float(_layers(held)[["middle", "bottom"]].max().max()) for held in drawn), default=30.0)
    shown = [depth for depth in DEPTHS if depth**0.5 <= deepest * 1.02] or [0]
    plain = {"tickfont": {"size": None, "color": GREY}}
    figure.update_yaxes(
        range=[deepest * 1.1, -1], tickvals=[depth**0.5 for depth in shown], title_text=t("iron.depth_axis", lang),
        ticktext=[number(depth, lang, 0) for depth in shown], **plain,
    )  # fmt: skip
    figure.update_xaxes(rangemode="tozero", title_text=SEA_UNIT, title_standoff=6, showgrid=True, **plain)
    figure.update_xaxes(gridcolor=figures.LINE)


def _finding(drawn: Sequence[Held], lang: str) -> tuple[str, str]:
    """How the first series changes from its uppermost to its richest layer, and the text alternative."""
    title = (_rise(drawn[0], lang) if drawn else "") or t("iron.profile_title", lang)
    names = ", ".join(words.place(held.meta, lang) for held in drawn)
    return title, t("iron.profile_alt", lang, title=title, names=names)


def _rise(held: Held, lang: str) -> str:
    """Empty where fewer than three layers have a value, or the uppermost is the richest."""
    frame = held.observations[held.observations["value"].notna() & held.observations["depth_top_m"].notna()]
    if len(frame) < 3 or frame["value"].idxmax() == frame["depth_top_m"].idxmin():
        return ""
    top, rich = (next(frame.loc[[at]].itertuples()) for at in (frame["depth_top_m"].idxmin(), frame["value"].idxmax()))
    factor = to_nanomolar(held.meta.unit)
    return t(
        "iron.profile_finding",
        lang,
        place=words.place(held.meta, lang),
        unit=SEA_UNIT,
        surface=number(top.value * factor, lang),
        upper_layer=words.layer(top, lang),
        rich=number(rich.value * factor, lang),
        rich_layer=words.layer(rich, lang),
    )
