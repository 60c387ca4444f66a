"""Means of stations by depth layer: a row of dots a water in each layer, with its median.

One compilation at a time: the compilations share most of their bottles, so two of them on one plot
would look like two proofs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from indicators import captions, figures
from indicators.catalog import Catalog
from indicators.dissolved_iron import words
from indicators.dissolved_iron.path import SEA_UNIT
from indicators.figures import GREY, INK, LINE, OKABE_ITO, SYMBOLS, Chart
from indicators.locales import t, told
from indicators.locales.formats import month_name, number, period
from indicators.series import Meta
from indicators.store import Held

INDICATORS = ("dissolved_iron_seawater_mean", "dissolved_iron_seawater_mean_by_month")
COLOURS = (*OKABE_ITO[:-1], INK)
ORDER = ("sea_of_okhotsk", "oyashio", "north_pacific", "bering_sea", "sea_of_japan")
FEWEST_STATIONS = 2  # of a layer, for a median
TICKS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
_ROW = 17  # pixels of a water's row


def by_layer(series: Sequence[Held], catalog: Catalog, lang: str) -> Chart:
    """Station means of one compilation by layer and water, nM on a logarithmic axis.

    Parameters
    ----------
    series : sequence of Held
        Series of `INDICATORS`, of one source.
    """
    drawn = sorted((held for held in series if len(held.observations)), key=_order)[: len(COLOURS)]
    layers = sorted({pair for held in drawn for pair in _layers(held)})
    figure = figures.plot(
        margin={"l": 112, "r": 24, "t": 8, "b": 48}, showlegend=True, legend_y=-0.11, meta={"keepTitles": True}
    )
    for place, held in enumerate(drawn):
        spots = {layer: row + (place + 0.5) / len(drawn) for row, layer in enumerate(layers)}
        _water(figure, held, spots, place, 0.42 / len(drawn), lang)
    _axes(figure, drawn, layers, lang)
    title = _title(drawn, lang)
    return Chart(
        name="iron-station-means",
        title=title,
        subtitle=t("iron_means.subtitle", lang, unit=SEA_UNIT, source=_source(drawn, catalog)),
        alt=f"{title}. {_told(drawn, lang)}",
        plot=figure,
        key=_key(drawn, lang),
        caption=captions.caption([_plain(held) for held in drawn], catalog, lang),
        series=tuple(held.meta.id for held in drawn),
        height=110 + _ROW * len(layers) * max(1, len(drawn)),
    )


def _key(drawn: Sequence[Held], lang: str) -> tuple[str, ...]:
    suspect = any(held.observations["flag"].eq("suspect").any() for held in drawn)
    told = ["iron_means.key", *(["iron_means.suspect"] if suspect else []), "iron_means.terms", "iron_means.shared"]
    return tuple(t(key, lang) for key in told)


def _order(held: Held) -> tuple[int, str]:
    place = held.meta.place
    return (ORDER.index(place) if place in ORDER else len(ORDER), place)


def _layers(held: Held) -> list[tuple[float, float]]:
    frame = held.observations
    return list(zip(frame["depth_top_m"], frame["depth_bottom_m"], strict=True))


def _source(drawn: Sequence[Held], catalog: Catalog) -> str:
    return ", ".join(dict.fromkeys(catalog.sources[held.meta.source].title for held in drawn))


def _plain(held: Held) -> Held:
    """For the caption: a compilation without dates has no last observation."""
    undated = held.observations["note"].str.startswith(words.UNDATED).all()
    return replace(held, meta=replace(held.meta, last="")) if undated else held


def _water(
    figure: go.Figure, held: Held, spots: dict[tuple[float, float], float], place: int, half: float, lang: str
) -> None:
    """Dots of one water, pale bars of their ranges, and a bar of `half` a row up and down at each layer's median."""
    colour, symbol = COLOURS[place], SYMBOLS[place]
    frame = held.observations
    at = [spots[layer] for layer in _layers(held)]
    ranged = [(row.lower, row.upper, y) for row, y in zip(frame.itertuples(), at, strict=True) if row.upper > row.lower]
    medians = [(value, spots[layer]) for layer, value in _medians(frame).items()]
    for points, line in (
        ([p for low, high, y in ranged for p in ((low, y), (high, y), (None, None))], {"color": colour, "width": 4}),
        ([p for x, y in medians for p in ((x, y - half), (x, y + half), (None, None))], {"color": INK, "width": 2}),
    ):
        figure.add_trace(
            go.Scatter(x=[x for x, _ in points], y=[y for _, y in points], mode="lines", line=line, hoverinfo="skip",
                       showlegend=False, opacity=0.22 if line["color"] == colour else 1)
        )  # fmt: skip
    shapes = [f"{symbol}-open" if row.flag == "suspect" else symbol for row in frame.itertuples()]
    figure.add_trace(
        go.Scatter(
            x=frame["value"], y=at, mode="markers", name=words.water(held.meta, lang), showlegend=True, opacity=0.85,
            text=[hover(row, held.meta, lang) for row in frame.itertuples()], hovertemplate="%{text}<extra></extra>",
            marker={"symbol": shapes, "size": 8, "color": colour, "line": {"color": colour, "width": 1.2}},
        )
    )  # fmt: skip


def _medians(frame: pd.DataFrame) -> dict[tuple[float, float], float]:
    """Median of the stations' means of each layer with stations enough."""
    grouped = frame.groupby(["depth_top_m", "depth_bottom_m"])["value"]
    return {layer: float(values.median()) for layer, values in grouped if len(values) >= FEWEST_STATIONS}


def hover(row: Any, meta: Meta, lang: str) -> str:
    """Everything a reader may want of a mean."""
    lines = [
        f"<b>{words.water(meta, lang)} · {words.layer(row, lang)}</b>",
        f"{words.measured(row, lang)} {words.unit(meta, lang)} · {t('iron_means.bottles', lang, n=row.n)}",
        f"{_degrees(row.latitude, 'NS', lang)} {_degrees(row.longitude, 'EW', lang)} · {_when(row, meta, lang)}",
    ]
    return "<br>".join(lines + words.wrapped(row.reference)[:4] + words.wrapped(told(row.note, lang)))


def _degrees(value: float, sides: str, lang: str) -> str:
    return f"{number(abs(value), lang, 2)}°{sides[0] if value >= 0 else sides[1]}"


def _when(row: Any, meta: Meta, lang: str) -> str:
    """The month, the calendar month of any year, or that no date is known."""
    if not row.note.startswith(words.UNDATED):
        return period(row.time_start.date(), row.time_end.date(), lang)
    if row.time_start.month == row.time_end.month:
        return f"{month_name(row.time_start.month, lang, whole=True)}, {t('iron.year_unknown', lang)}"
    return t("iron.undated", lang)


def _axes(figure: go.Figure, drawn: Sequence[Held], layers: Sequence[tuple[float, float]], lang: str) -> None:
    values = pd.concat([held.observations[name].dropna() for held in drawn for name in ("value", "lower", "upper")])
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.1, 1.0)
    shown = [tick for tick in TICKS if low / 1.5 <= tick <= high * 1.5]
    figure.update_xaxes(
        type="log", range=[math.log10(max(low, 0.005)) - 0.08, math.log10(high) + 0.08], tickvals=shown,
        ticktext=[number(tick, lang) for tick in shown], title_text=SEA_UNIT, showgrid=True, gridcolor=LINE,
        title_standoff=6,
    )  # fmt: skip
    told = [f"{number(top, lang, 0)}–{number(bottom, lang, 0)} m" for top, bottom in layers]
    figure.update_yaxes(
        range=[len(layers), 0], tickvals=[row + 0.5 for row in range(len(layers))], ticktext=told, showgrid=False,
    )  # fmt: skip
    for row in range(1, len(layers)):
        figure.add_shape(type="line", x0=0, x1=1, xref="paper", y0=row, y1=row, line={"color": GREY, "width": 0.6})


def _title(drawn: Sequence[Held], lang: str) -> str:
    """Medians of the first water at the surface and in its richest layer; else what is drawn."""
    for held in drawn:
        medians = _medians(held.observations)
        if len(medians) < 2:
            continue
        top, rich = min(medians), max(medians, key=lambda layer: medians[layer])
        if top != rich:
            return t(
                "iron_means.finding",
                lang,
                place=words.water(held.meta, lang),
                surface=f"{number(medians[top], lang)} {SEA_UNIT}",
                upper=f"{number(top[0], lang, 0)}–{number(top[1], lang, 0)} m",
                rich=f"{number(medians[rich], lang)} {SEA_UNIT}",
                lower=f"{number(rich[0], lang, 0)}–{number(rich[1], lang, 0)} m",
            )
    return t("iron_means.title", lang)


def _told(drawn: Sequence[Held], lang: str) -> str:
    """How many stations and means each water has."""
    return " ".join(
        t("iron_means.counted", lang, place=words.water(held.meta, lang), stations=_stations(held),
          means=len(held.observations))
        for held in drawn
    )  # fmt: skip


def _stations(held: Held) -> int:
    """Number of positions, to 0.1 degree."""
    frame = held.observations
    return len(set(zip(frame["longitude"].round(1), frame["latitude"].round(1), strict=True)))
