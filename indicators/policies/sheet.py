"""A sheet of lines, top to bottom: y counts pixels, so that no two lines ever overlap, at any width.

A chart of many named things (species, instruments, areas) is a list with a scale. Each takes a line as
high as its words need; the scale is only across.
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from indicators import figures
from indicators.figures import GREY, INK, LINE
from indicators.locales.wrapping import wrap

TYPE, SMALL = 12, 11
LETTER = 6.3
"""Pixels of a letter of `TYPE`, on average and a little more."""
LINE_PX, HEADING_PX = 21, 32
WIDE_PX, NARROW_PX = 1130, 340
"""Pixels of the drawing that words are fitted to: a laptop's card and the narrowest phone's."""


class Sheet:
    """A figure that grows downwards; what stands on it is handed over at once, which is much faster.

    Parameters
    ----------
    narrow : bool
        Whether it is the plot for a phone.
    """

    def __init__(self, *, narrow: bool) -> None:
        self.narrow = narrow
        self.figure: go.Figure = figures.plot(margin={"l": 6, "r": 6, "t": 4, "b": 8})
        self.traces: list[dict[str, Any]] = []
        self.notes: list[dict[str, Any]] = []
        self.shapes: list[dict[str, Any]] = []
        self.high = 0.0
        self.width = NARROW_PX if narrow else WIDE_PX

    def take(self, height: float) -> float:
        """Middle of the next line, as high as asked."""
        self.high += height
        return self.high - height / 2

    def heading(self, text: str) -> None:
        """A line of its own, in bold grey."""
        top = self.high + HEADING_PX - 9
        self.take(HEADING_PX)
        self.write(0, top, f"<b>{text}</b>", xref="paper", anchor="left", colour=GREY)
        self.rule(self.high, LINE)

    def write(
        self, x: float, y: float, text: str, *, xref: str = "x", anchor: str = "left", colour: str = INK,
        size: int = TYPE, shift: float = 0, **more: Any,
    ) -> None:  # fmt: skip
        """Words beside a spot."""
        self.notes.append(
            {"x": x, "y": y, "text": text, "xref": xref, "yref": "y", "showarrow": False, "xanchor": anchor,
             "xshift": shift, "align": anchor, "font": {"size": size, "color": colour}, **more}
        )  # fmt: skip

    def rule(self, y: float, colour: str) -> None:
        """A line across."""
        self.stroke((0, y), (1, y), colour, xref="paper")

    def upright(self, x: float, *, top: float = 0) -> None:
        """A line of the scale, from `top` to the end of the sheet."""
        self.stroke((x, top), (x, self.high), LINE)

    def stroke(
        self, start: tuple[float, float], end: tuple[float, float], colour: str, *, xref: str = "x", width: float = 1
    ) -> None:
        """A straight line below the marks."""
        self.shapes.append(
            {"type": "line", "xref": xref, "x0": start[0], "x1": end[0], "yref": "y", "y0": start[1], "y1": end[1],
             "layer": "below", "line": {"color": colour, "width": width}}
        )  # fmt: skip

    def mark(self, x: float, y: float, symbol: str, colour: str, *, hollow: bool, hover: str, name: str = "") -> None:
        """A mark: filled when read at its source, hollow when second-hand."""
        self.traces.append(
            {"type": "scatter", "x": [x], "y": [y], "mode": "markers", "hovertext": [hover], "hoverinfo": "text",
             "name": name, "showlegend": False, "cliponaxis": False,
             "marker": {"symbol": symbol, "size": 11, "color": "#FFFFFF" if hollow else colour, "opacity": 1,
                        "line": {"color": colour, "width": 1.8}}}
        )  # fmt: skip

    def finish(self, x: tuple[float, float], **axis: Any) -> go.Figure:
        """The figure with its scales: across as given, down in pixels."""
        usual = {"showticklabels": False, "ticks": "", "showgrid": False, "zeroline": False, "showline": False}
        self.figure.add_traces(self.traces)
        self.figure.update_layout(
            annotations=self.notes,
            shapes=self.shapes,
            meta={"plane": [self.width, round(self.high)]},
            xaxis={**usual, "range": list(x), "fixedrange": True, "automargin": False, **axis},
            yaxis={**usual, "range": [self.high, 0], "fixedrange": True, "automargin": False},
        )
        return self.figure

    @property
    def height(self) -> int:
        """Pixels of the figure, margins included."""
        return round(self.high + 12)


def wrapped(text: str, width_px: float, size: int = TYPE) -> list[str]:
    """Text in lines that fit a width."""
    letters = max(8, int(width_px / (LETTER * size / TYPE)))
    return wrap(text, letters) or [""]
