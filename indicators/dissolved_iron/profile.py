"""Dissolved iron against depth: each layer a vertical bar at its value, stations by symbol."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import pandas as pd
import plotly.graph_objects as go

from indicators import captions, figures
from indicators.catalog import Catalog
from indicators.dissolved_iron import words
from indicators.dissolved_iron.path import SEA_UNIT, to_nanomolar
from indicators.figures import GREY, INK, OKABE_ITO, SYMBOLS, Chart
from indicators.locales import t
from indicators.locales.formats import enumerated, number
from indicators.locales.wrapping import room
from indicators.store import Held

DEPTHS = (0, 50, 200, 500, 1000, 2000, 3000, 4000, 5000, 6000)
COLOURS = (*OKABE_ITO[:-1], INK)  # black would be lost on a dark page
MOST = len(SYMBOLS)
MOST_LABELS = 2  # more names would lie on the marks of others: a legend instead
_LETTER, _WIDE, _LINE = 6.6, 1000, 2.2  # pixels of a letter and of the plot; a line of text on the depth axis

Ends = tuple[float, float]


def by_depth(series: Sequence[Held], catalog: Catalog, lang: str) -> Chart:
    """Concentrations by depth, nM; the axis is the square root of depth, for most layers lie near the top.

    Parameters
    ----------
    series : sequence of Held
        At most `MOST` series in nM or nmol/kg with depths.
    """
    drawn = [held for held in series if len(_layers(held))][:MOST]
    figure = figures.plot(margin={"l": 64, "r": 24, "t": 8, "b": 48}, meta={"keepTitles": True})
    figure.update_layout(showlegend=len(drawn) > MOST_LABELS, legend_y=-0.15)
    for held, colour, symbol in zip(drawn, COLOURS, SYMBOLS, strict=False):
        _station(figure, held, colour, symbol, lang)
    if len(drawn) <= MOST_LABELS:
        _labels(figure, drawn, lang)
    _axes(figure, drawn, lang)
    title = (_rise(drawn[0], lang) if drawn else "") or t("iron.profile_title", lang)
    names = enumerated((words.place(held.meta, lang) for held in drawn), lang)
    return Chart(
        name="iron-by-depth",
        title=title,
        subtitle=t("iron.profile_subtitle", lang, unit=SEA_UNIT),
        alt=t("iron.profile_alt", lang, title=title, names=names),
        plot=figure,
        caption=captions.caption(drawn, catalog, lang),
        series=tuple(held.meta.id for held in drawn),
        last=captions.last_observation(drawn),
        height=560,
        key=(t("iron.profile_key", lang),),
    )


def _layers(held: Held) -> pd.DataFrame:
    """Layers from the top: numbers in nM, depths as their square roots; rows without a depth are left out.

    `shown` is the value, or the middle of a bare range; `middle` the place of the mark on the axis.
    """
    frame = held.observations
    if "depth_top_m" not in frame:
        return pd.DataFrame()
    table = frame[["value", "lower", "upper"]] * to_nanomolar(held.meta.unit)
    table["shown"] = table["value"].fillna((table["lower"] + table["upper"]) / 2)
    table["top"], table["bottom"] = frame["depth_top_m"] ** 0.5, frame["depth_bottom_m"] ** 0.5
    table["middle"] = (table["top"] + table["bottom"].fillna(table["top"])) / 2
    return table[table["top"].notna() & table["shown"].notna()].sort_values("middle", kind="stable")


def _station(figure: go.Figure, held: Held, colour: str, symbol: str, lang: str) -> None:
    layers = list(_layers(held).itertuples())
    bars = [((row.shown, row.shown), (row.top, row.bottom)) for row in layers if row.bottom > row.top]
    bars += [((row.lower, row.upper), (row.middle, row.middle)) for row in layers if row.upper > row.lower]
    _lines(figure, bars, {"color": colour, "width": 2.5}, 0.45)
    adjoining = [(over, row) for over, row in zip(layers, layers[1:], strict=False) if over.bottom == row.top]
    _lines(
        figure,
        [((over.shown, row.shown), (over.middle, row.middle)) for over, row in adjoining],
        {"color": colour, "width": 1},
        1.0,
    )
    rows = list(held.observations.loc[[row.Index for row in layers]].itertuples())
    figure.add_trace(
        go.Scatter(
            x=[row.shown for row in layers], y=[row.middle for row in layers], mode="markers", showlegend=True,
            name=words.place(held.meta, lang), text=[words.hover(row, held.meta, lang) for row in rows],
            hovertemplate="%{text}<extra></extra>",
            marker={"symbol": [_mark(row, symbol) for row in rows], "size": 11, "color": colour,
                    "line": {"color": colour, "width": 2}},
        )
    )  # fmt: skip


def _lines(figure: go.Figure, ends: Iterable[tuple[Ends, Ends]], line: dict[str, object], opacity: float) -> None:
    """Straight lines, each from its first to its second (x, y)."""
    pairs = list(ends)
    figure.add_trace(
        go.Scatter(
            x=[part for (start, end), _ in pairs for part in (start, end, None)],
            y=[part for _, (start, end) in pairs for part in (start, end, None)],
            mode="lines", line=line, opacity=opacity, hoverinfo="skip", showlegend=False,
        )
    )  # fmt: skip


def _mark(row: object, symbol: str) -> str:
    """Filled where read, open with a dot where computed, an arrow where the layer has no lower limit."""
    if math.isnan(getattr(row, "depth_bottom_m", math.nan)):
        return "arrow-down"
    return f"{symbol}-open-dot" if getattr(row, "confidence", "") == "derived" else symbol


def _labels(figure: go.Figure, drawn: Sequence[Held], lang: str) -> None:
    """A name below the deepest layer of each series, kept apart from the others."""
    taken: list[tuple[float, float, float]] = []
    for held in drawn:
        deepest = _layers(held).iloc[-1]
        name = words.place(held.meta, lang)
        at, depth = float(deepest["shown"]), float(deepest[["middle", "bottom"]].max())
        half = room(name) * _LETTER / 2 / _WIDE * _richest(drawn)
        line = 0
        while any(abs(at - x) < half + wide and abs(depth + _LINE * line - y) < _LINE for x, y, wide in taken):
            line += 1
        taken.append((at, depth + _LINE * line, half))
        figure.add_annotation(
            x=at, y=depth, text=name, showarrow=False, yshift=-13 - 16 * line, name=figures.END_LABEL,
            font={"color": INK},
        )  # fmt: skip


def _richest(drawn: Sequence[Held]) -> float:
    """The greatest number drawn, nM."""
    return max((float(_layers(held)[["shown", "upper"]].max().max()) for held in drawn), default=1.0)


def _axes(figure: go.Figure, drawn: Sequence[Held], lang: str) -> None:
    deepest = max((float(_layers(held)[["middle", "bottom"]].max().max()) for held in drawn), default=30.0)
    shown = [depth for depth in DEPTHS if depth**0.5 <= deepest * 1.02]
    plain = {"tickfont": {"size": None, "color": GREY}}
    figure.update_yaxes(
        range=[deepest * 1.1, -1], tickvals=[depth**0.5 for depth in shown], title_text=t("iron.depth_axis", lang),
        ticktext=[number(depth, lang, 0) for depth in shown], **plain,
    )  # fmt: skip
    figure.update_xaxes(range=[0, _richest(drawn) * 1.05], title_text=SEA_UNIT, title_standoff=6, **plain)
    figure.update_xaxes(showgrid=True, gridcolor=figures.LINE)


def _rise(held: Held, lang: str) -> str:
    """From the uppermost to the richest layer; empty with fewer than three, or where the uppermost is the richest."""
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
