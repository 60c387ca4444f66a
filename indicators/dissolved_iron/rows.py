"""Labelled rows over one logarithmic axis: one row a published value, its range as a bar.

The label stands above its mark, so it needs no margin and fits a phone. Rows are never joined.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from indicators import figures
from indicators.dissolved_iron import words
from indicators.figures import GREY, INK
from indicators.locales import t
from indicators.locales.formats import enumerated, number
from indicators.locales.wrapping import shorten, wrap
from indicators.store import Held

RUST = figures.DOMAIN_COLOURS["dissolved_iron"]
SYMBOLS = {"measured": "circle", "read_in_source": "circle", "quoted_secondhand": "circle-open", "derived": "diamond"}
STEPS = (1, 2, 5)
_MARGIN = 66  # pixels of the axis and its title
_UNIT, _NARROW_UNIT = 42, 60  # pixels of a row
_HEADING = 0.75  # of a row
_SHORT_WORK, _SMALL_LINE = 24, 46  # letters that fit a phone


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
    """A line of the chart: a heading, or a label with its mark; without a mark only words.

    The wide label is `label` and, in grey, `detail`; `small` are the two lines of a phone's label.
    `told` is the value in words.
    """

    label: str
    detail: str = ""
    told: str = ""
    small: tuple[str, str] = ("", "")
    mark: Point | None = None
    heading: bool = False


def row(held: Held, item: Any, lang: str, *, factor: float = 1.0, fraction: str = "") -> Row:
    """The row of one observation.

    Parameters
    ----------
    held : Held
        The series.
    item : named tuple
        The observation.
    factor : float
        Turns the unit of the series into that of the axis.
    fraction : str
        Which iron is counted (one of `words.QUANTITIES`), where the row must say so.
    """
    value, lower, upper = (float(part) * factor for part in (item.value, item.lower, item.upper))
    name = enumerated((text for text in (words.place(held.meta, lang), words.layer(item, lang)) if text), lang)
    work, told = words.reference(item, held.meta), words.measured(item, lang, factor)
    counted, counted_short = (t(f"iron.{kind}.{fraction}", lang) if fraction else "" for kind in ("quantity", "short"))
    when = words.period(item, held.meta, lang, short=True)
    fits = len(name) + len(when) < _SMALL_LINE
    return Row(
        label=name,
        detail=_joined(work, counted, words.period(item, held.meta, lang)),
        told=told,
        small=(
            _joined(name, when if fits else ""),
            _joined(told, short(work), counted_short, "" if fits else when),
        ),
        mark=Point(value, lower, upper, item.confidence, words.hover(item, held.meta, lang)),
    )


def short(work: str) -> str:
    """A work's name as short as a phone's label needs it."""
    return shorten(work, _SHORT_WORK, placeholder=" …”")


def height(rows: Sequence[Row], *, narrow: bool = False) -> int:
    """Pixels that the rows need."""
    return round(_places(rows)[-1] * (_NARROW_UNIT if narrow else _UNIT)) + _MARGIN if rows else _MARGIN


def plot(rows: Sequence[Row], title: str, lang: str, *, narrow: bool = False) -> go.Figure:
    """The rows from top to bottom; on a phone the numbers stand in the label."""
    figure = figures.plot(margin={"l": 6, "r": 12 if narrow else 190, "t": 4, "b": 44})
    places = _places(rows)
    for item, y in zip(rows, places, strict=True):
        _label(figure, item, y, narrow)
        if item.mark:
            _bar(figure, item.mark, y)
            _symbol(figure, item.mark, y)
    _axes(figure, [item.mark for item in rows if item.mark], places, title, lang)
    return figure


def key(rows: Sequence[Row], lang: str) -> tuple[str, ...]:
    """What the marks mean that occur here."""
    marks = [item.mark for item in rows if item.mark]
    found = {mark.confidence.replace("measured", "read_in_source") for mark in marks}
    told = [t(f"iron.key.{name}", lang) for name in ("read_in_source", "quoted_secondhand", "derived") if name in found]
    if any(len(mark.ends) > 1 for mark in marks):
        told.append(t("iron.key.bar", lang))
    return (_joined(*told),) if told else ()


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _places(rows: Sequence[Row]) -> list[float]:
    places, y = [], 0.0
    for item in rows:
        y += _HEADING if item.heading else 1
        places.append(y)
    return places


def _label(figure: go.Figure, item: Row, y: float, narrow: bool) -> None:
    figure.add_annotation(
        x=0, xref="paper", y=y, text=_label_text(item, narrow), showarrow=False, xanchor="left", yanchor="bottom",
        align="left", yshift=5 if item.mark else -4, font={"color": INK if item.mark or item.heading else GREY},
    )  # fmt: skip
    if item.mark and not narrow:
        figure.add_annotation(
            x=math.log10(max(item.mark.ends)), y=y, text=item.told, showarrow=False, xanchor="left", yanchor="middle",
            xshift=10, font={"color": RUST},
        )  # fmt: skip


def _label_text(item: Row, narrow: bool) -> str:
    if item.heading:
        return f"<b>{item.label}</b>"
    if not narrow:
        return f"{item.label}  <span style='color:{GREY}'>{item.detail}</span>" if item.detail else item.label
    first, second = item.small if any(item.small) else (item.label, item.detail)
    lines = wrap(first, _SMALL_LINE)
    return "<br>".join([*lines, f"<span style='color:{GREY}'>{second}</span>"] if second else lines)


def _bar(figure: go.Figure, mark: Point, y: float) -> None:
    if math.isnan(mark.lower) or math.isnan(mark.upper):
        return
    dash = "dot" if mark.confidence == "quoted_secondhand" else "solid"
    figure.add_trace(
        go.Scatter(x=[mark.lower, mark.upper], y=[y, y], mode="lines", opacity=0.35, hoverinfo="skip",
                   line={"color": RUST, "width": 7, "dash": dash})
    )  # fmt: skip


def _symbol(figure: go.Figure, mark: Point, y: float) -> None:
    """The value; an arrow for a bound; for a bare range nothing but a place to point at."""
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


def _axes(figure: go.Figure, marks: Sequence[Point], places: Sequence[float], title: str, lang: str) -> None:
    ends = [end for mark in marks for end in mark.ends]
    low, high = (min(ends), max(ends)) if ends else (0.1, 10)
    steps = [10.0**power * step for power in range(-4, 6) for step in STEPS]
    shown = [step for step in steps if low / 1.4 <= step <= high * 1.3]
    figure.update_xaxes(
        type="log", range=[math.log10(low) - 0.18, math.log10(high) + 0.12], title_text=title, title_standoff=6,
        tickvals=shown, ticktext=[number(step, lang) for step in shown], showgrid=True,
        gridcolor=figures.LINE, tickfont={"size": None, "color": GREY},
    )  # fmt: skip
    figure.update_yaxes(range=[max(places, default=1) + 0.35, 0.05], visible=False, fixedrange=True)
