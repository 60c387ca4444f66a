"""Labelled rows over one logarithmic axis: one row a published value, its range as a bar.

The label stands above its mark, so it needs no margin and fits a phone. Rows are never joined.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from indicators import figures
from indicators.dissolved_iron import words
from indicators.figures import GREY, INK
from indicators.locales import t
from indicators.locales.formats import number
from indicators.store import Held

RUST = figures.DOMAIN_COLOURS["dissolved_iron"]
SYMBOLS = {"measured": "circle", "read_in_source": "circle", "quoted_secondhand": "circle-open", "derived": "diamond"}
STEPS = (1, 2, 5)
_MARGIN = 74  # pixels of the axis and its title
_UNIT, _NARROW_UNIT = 42, 58  # pixels of a row
_HEADING = 0.8  # of a row


@dataclass(frozen=True)
class Point:
    """A value, a range, a bound, or a value with its range, in the unit of the axis."""

    value: float
    lower: float
    upper: float
    confidence: str
    hover: str

    @property
    def ends(self) -> list[float]:
        """Every number there is."""
        return [part for part in (self.lower, self.value, self.upper) if not math.isnan(part)]


@dataclass(frozen=True)
class Row:
    """A line of the chart: a heading, or a label with its points; without points only words."""

    label: str
    detail: str = ""
    told: str = ""
    points: tuple[Point, ...] = ()
    heading: bool = False


def point(row: Any, held: Held, lang: str, factor: float = 1.0) -> Point:
    """A point of an observation; `factor` turns its unit into that of the axis."""
    numbers = (float(part) * factor for part in (row.value, row.lower, row.upper))
    return Point(*numbers, confidence=row.confidence, hover=words.hover(row, held.meta, lang))


def row(held: Held, part: pd.DataFrame, lang: str, *, factor: float = 1.0, parts: Sequence[str] = ()) -> Row:
    """The row of one observation, or of several of the same place and layer.

    Parameters
    ----------
    held : Held
        The series.
    part : DataFrame
        Its observations to draw on this row.
    factor : float
        Turns the unit of the series into that of the axis.
    parts : sequence of str
        Further words for the grey part of the label.
    """
    listed = list(part.itertuples())
    points = tuple(point(item, held, lang, factor) for item in listed)
    if len(listed) == 1:
        told = words.measured(listed[0], lang, factor)
    else:
        ends = [end for item in points for end in (item.value,)]
        told = f"{number(min(ends), lang)}–{number(max(ends), lang)}"
    detail = " · ".join(text for text in (*parts, words.periods(held, part, lang)) if text)
    name = ", ".join(text for text in (words.place(held.meta, lang), words.layer(listed[0], lang)) if text)
    return Row(name, detail, told, points)


def height(rows: Sequence[Row], *, narrow: bool = False) -> int:
    """Pixels that the rows need."""
    units = sum(_HEADING if item.heading else 1 for item in rows)
    return round(units * (_NARROW_UNIT if narrow else _UNIT)) + _MARGIN


def plot(rows: Sequence[Row], title: str, lang: str, *, narrow: bool = False) -> go.Figure:
    """The rows from top to bottom; on a phone the numbers stand in the label."""
    figure = figures.plot(margin={"l": 6, "r": 12 if narrow else 190, "t": 4, "b": 44})
    places = _places(rows)
    for item, y in zip(rows, places, strict=True):
        _words(figure, item, y, narrow)
        for mark in item.points:
            _mark(figure, mark, y)
    _axes(figure, rows, places, title, lang)
    return figure


def key(rows: Sequence[Row], lang: str) -> tuple[str, ...]:
    """What the marks mean that occur here."""
    points = [mark for item in rows for mark in item.points]
    found = {mark.confidence.replace("measured", "read_in_source") for mark in points}
    told = [t(f"iron.key.{name}", lang) for name in ("read_in_source", "quoted_secondhand", "derived") if name in found]
    if any(len(mark.ends) > 1 for mark in points):
        told.append(t("iron.key.bar", lang))
    return (" · ".join(told),) if told else ()


def _places(rows: Sequence[Row]) -> list[float]:
    places, y = [], 0.0
    for item in rows:
        y += _HEADING if item.heading else 1
        places.append(y)
    return places


def _words(figure: go.Figure, item: Row, y: float, narrow: bool) -> None:
    grey = " · ".join(text for text in (item.told if narrow else "", item.detail) if text)
    if item.heading:
        text = f"<b>{item.label}</b>"
    elif grey:
        text = f"{item.label}{'<br>' if narrow else '  '}<span style='color:{GREY}'>{grey}</span>"
    else:
        text = item.label
    figure.add_annotation(
        x=0, xref="paper", y=y, text=text, showarrow=False, xanchor="left", yanchor="bottom", align="left",
        yshift=-4 if item.heading or not item.points else 5, font={"color": INK if item.points or item.heading else GREY},
    )  # fmt: skip
    if item.told and item.points and not narrow:
        right = max(end for mark in item.points for end in mark.ends)
        figure.add_annotation(
            x=math.log10(right), y=y, text=item.told, showarrow=False, xanchor="left", yanchor="middle", xshift=10,
            font={"color": RUST},
        )  # fmt: skip


def _mark(figure: go.Figure, mark: Point, y: float) -> None:
    secondhand = mark.confidence == "quoted_secondhand"
    if not (math.isnan(mark.lower) or math.isnan(mark.upper)):
        figure.add_trace(
            go.Scatter(
                x=[mark.lower, mark.upper], y=[y, y], mode="lines", opacity=0.35, hoverinfo="skip",
                line={"color": RUST, "width": 7, "dash": "dot" if secondhand else "solid"},
            )
        )  # fmt: skip
    at, symbol, seen = mark.value, SYMBOLS[mark.confidence], 1.0
    if math.isnan(at):
        at = 10 ** (sum(map(math.log10, mark.ends)) / len(mark.ends))
        seen = 0.0 if len(mark.ends) == 2 else 1.0
        symbol = "triangle-right" if math.isnan(mark.upper) else "triangle-left"
    figure.add_trace(
        go.Scatter(
            x=[at], y=[y], mode="markers", text=[mark.hover], hovertemplate="%{text}<extra></extra>", opacity=seen,
            marker={"symbol": symbol, "size": 11, "color": RUST, "line": {"color": RUST, "width": 1.8}},
        )
    )  # fmt: skip


def _axes(figure: go.Figure, rows: Sequence[Row], places: Sequence[float], title: str, lang: str) -> None:
    ends = [end for item in rows for mark in item.points for end in mark.ends]
    low, high = (min(ends), max(ends)) if ends else (0.1, 10)
    steps = [10.0**power * step for power in range(-4, 6) for step in STEPS]
    shown = [step for step in steps if low / 2.1 <= step <= high * 2.1] or steps
    figure.update_xaxes(
        type="log", range=[math.log10(low) - 0.18, math.log10(high) + 0.12], title_text=title, title_standoff=6,
        tickvals=shown, ticktext=[number(step, lang) for step in shown], showgrid=True,
        gridcolor=figures.LINE, tickfont={"size": None, "color": GREY}, title_font={"size": None, "color": GREY},
    )  # fmt: skip
    figure.update_yaxes(range=[max(places) + 0.35, 0.05], visible=False, fixedrange=True)
