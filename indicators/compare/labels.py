"""The frame of a plot with several named lines: names at their ends, a legend on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from indicators import figures
from indicators.compare.axes import Span
from indicators.compare.lines import Style
from indicators.figures import END_LABEL, INK
from indicators.locales import wrapping
from indicators.population import words
from indicators.population.catch import GLYPHS

PLOT_WIDTH, PLOT_HEIGHT, NARROW_WIDTH = 900, 390, 300
_LINE, _LETTER, _WIDTH = 21, 6.3, 25  # pixels of a printed line and of a letter; letters of a label's line


def figure(styles: Sequence[Style], *, lines_below: int) -> go.Figure:
    """An empty plot with room for the names on the right."""
    longest = max((wrapping.room(line) for own in styles for line in words.lines(own.name, _WIDTH)), default=0)
    room = 30 + int((longest + 2) * _LETTER) if len(styles) > 1 else 24
    return figures.plot(margin={"l": 62, "r": room, "t": 12, "b": 34})


def at_ends(plot: go.Figure, ends: Sequence[tuple[Style, float]], span: Span) -> None:
    """Names at the ends of the lines, moved apart where they would touch."""
    if len(ends) < 2:
        return
    heights = [(value - span[0]) / (span[1] - span[0]) * PLOT_HEIGHT for _, value in ends]
    shifted = apart(heights, [len(words.lines(own.name, _WIDTH)) * _LINE for own, _ in ends])
    for (own, value), height, at in zip(ends, heights, shifted, strict=True):
        plot.add_annotation(
            name=END_LABEL, x=1, xref="paper", y=value, text=_with_mark(own), showarrow=False, xanchor="left",
            xshift=8, align="left", yshift=round(at - height), font={"color": INK, "size": 12},
        )  # fmt: skip


def apart(heights: Sequence[float], tall: Sequence[float]) -> list[float]:
    """Heights of labels moved upwards, then all downwards where they leave the plot, so that none touch."""
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    found = list(heights)
    floor = float(-_LINE)
    for place in order:
        found[place] = max(heights[place], floor + tall[place] / 2)
        floor = found[place] + tall[place] / 2
    ceiling = float(PLOT_HEIGHT + _LINE)
    for place in reversed(order):
        found[place] = min(found[place], ceiling - tall[place] / 2)
        ceiling = found[place] - tall[place] / 2
    return found


def narrow(plot: go.Figure, xaxis: dict[str, Any], series: int) -> None:
    """What changes on a phone: few ticks, and a legend below."""
    axis = plot.layout.xaxis.to_plotly_json() | xaxis
    margin = {"l": 54, "r": 10, "t": 12, "b": 34 + 22 * (series if series > 1 else 0)}
    plot.update_layout(meta={"narrow": {"margin": margin, "xaxis": axis, "showlegend": series > 1}})


def _with_mark(own: Style) -> str:
    """The name after the line's own mark."""
    mark = GLYPHS[figures.SYMBOLS.index(own.symbol)] if own.symbol else "●"
    return f"<span style='color:{own.colour}'>{mark}</span> " + "<br>".join(words.lines(own.name, _WIDTH))
