"""The house style of every chart, and the one description from which screen, PNG and report are made.

A `Chart` holds the plot and, beside it, the words: title, subtitle, caption, text alternative.
Screens set the words in HTML; a file bakes them into the image (`printed`).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go
from plotly.io.json import to_json_plotly

from indicators import printing
from indicators.locales import DEFAULT

INK, GREY, PALE, LINE = "#1B1F24", "#57606A", "#AEB6BF", "#E3E7EB"
ACCENT = "#D1372C"
DOMAIN_COLOURS = {"sea_ice": "#1F5FA8", "dissolved_iron": "#A6461A", "river": "#0B7A75", "population": "#6A3FA0"}
OKABE_ITO = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B87900", "#3B93C9", "#000000")
"""The set of Okabe and Ito (2008), its orange and sky blue darker: every line and mark has 3:1 on white."""
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "star", "hexagon")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid")

# Light -> dark, both at least 4.5:1 on their background where they carry text.
DARK = {
    "#1B1F24": "#F0F3F6",
    "#57606A": "#AEB6BF",
    "#AEB6BF": "#6B7480",
    "#E3E7EB": "#30363D",
    "#D1372C": "#FF7B72",
    "#1F5FA8": "#79B8FF",
    "#A6461A": "#F0A070",
    "#0B7A75": "#4FD1C5",
    "#6A3FA0": "#C4A1F0",
    "#FFFFFF": "#0E1117",
    "#000000": "#F0F3F6",
    "#0072B2": "#5AB0E8",
    "#B87900": "#E69F00",
    "#3B93C9": "#B3DDF5",
    "#FAFCFD": "#0F1B26",
    "#ECE9E2": "#2B2E30",
    "#A9ABA6": "#5F6360",
    "#8FA6BA": "#4F7191",
    "#43617C": "#93B7D8",
    "#FBE6D8": "#3A241A",
    "#F4C9AE": "#57331F",
    "#E8A782": "#7A4526",
    "#D98559": "#A05A2F",
    "#C26335": "#C67A48",
    "#A24419": "#E3A074",
    "#6E2B0D": "#F8D2B5",
    "#D3E4F1": "#1C3A54",
    "#A6C9E5": "#275479",
    "#75A9D6": "#34709E",
    "#5590C6": "#4A86B4",
    "#0B3C7A": "#CFE6FF",
    "#A3195B": "#FF8FC7",
    "#8A5A00": "#E3B341",
    "#C3CAD1": "#39434D",
    "#F1F3F5": "#161D24",
    "#F3F1EC": "#202326",
    "#C4622D": "#D9895A",
    "#E39A66": "#8F5A37",
    "#F3CFAF": "#523A2A",
    "#E6EAED": "#3B4956",
    "#BFD9EC": "#1F425E",
    "#82B4DB": "#2F6A97",
    "#4A8AC2": "#5F9FD0",
}
FONT = "'Noto Sans', 'Noto Sans CJK JP', 'DejaVu Sans', sans-serif"
_FACES = {
    "ja": "'Noto Sans CJK JP', 'Noto Sans JP', 'Hiragino Sans', 'Yu Gothic'",
    "zh": "'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei'",
    "ko": "'Noto Sans CJK KR', 'Noto Sans KR', 'Apple SD Gothic Neo', 'Malgun Gothic'",
}
"""Faces with a language's own forms of the shared ideographs, which an image cannot choose by itself."""
PRINT_SCALE = 2  # pixels of a PNG to one of the paper's (printing.Sheet)
END_LABEL = "end"  # annotations of this name are direct labels; a phone shows the legend instead


@dataclass(frozen=True)
class Chart:
    """A plot and its words.

    `name` is the stem of file names; `series` are the ids whose values are drawn; `last` is the
    last observation drawn. `key` explains marks (hollow, arrow ...), one short text each. `narrow`
    is another plot for phones where shrinking is not enough; it is `narrow_height` pixels high (0: as the
    page says) and shown below `narrow_below` pixels of width. `print_height` is the least height of the
    plot in a file, for drawings whose boxes must hold the larger type.
    """

    name: str
    title: str
    subtitle: str
    alt: str
    plot: go.Figure
    caption: tuple[str, ...]
    series: tuple[str, ...] = ()
    last: dt.date | None = None
    height: int = 440
    key: tuple[str, ...] = field(default=())
    narrow: go.Figure | None = None
    narrow_height: int = 0
    narrow_below: int = 600
    print_height: int = 380

    @property
    def file_stem(self) -> str:
        """Name of an exported file: the chart and the date of its last observation."""
        return f"{self.name}_{self.last:%Y-%m-%d}" if self.last else self.name


_AXIS = {"linecolor": PALE, "tickfont": {"size": 12, "color": GREY}, "title": {"font": {"size": 12, "color": GREY}},
         "automargin": True}  # fmt: skip
_HOUSE = {
    "template": {},
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "rgba(0,0,0,0)",
    "font": {"family": FONT, "size": 13, "color": INK},
    "margin": {"l": 64, "r": 24, "t": 12, "b": 40},
    "hovermode": "closest",
    "hoverlabel": {
        "bgcolor": "#FFFFFF",
        "font": {"family": FONT, "color": INK, "size": 13},
        "bordercolor": PALE,
        "namelength": -1,
    },
    "showlegend": False,
    "legend": {"orientation": "h", "x": 0, "y": -0.14, "yanchor": "top", "font": {"size": 12, "color": GREY}},
    "xaxis": {**_AXIS, "showgrid": False, "ticks": "outside", "tickcolor": PALE, "ticklen": 4},
    "yaxis": {**_AXIS, "gridcolor": LINE, "zeroline": False},
    "dragmode": False,
}


def plot(**layout: Any) -> go.Figure:
    """An empty plot in the house style; `layout` adds to or overrides it."""
    own = go.Layout(_HOUSE)
    own.update(**layout)  # before it belongs to a figure: `Figure.update_layout` takes five times as long
    figure = go.Figure(layout=own)
    figure.layout.update(template=None)  # not even the empty traces that plotly puts into an empty template
    return figure


def end_label(figure: go.Figure, x: Any, y: float, text: str, colour: str, *, shift: int = 6, **more: Any) -> None:
    """A direct label at the end of a line."""
    figure.add_annotation(
        x=x, y=y, text=text, showarrow=False, xanchor="left", xshift=shift, name=END_LABEL,
        font={"color": colour, "size": 12}, **more,
    )  # fmt: skip


def event(figure: go.Figure, x: Any, text: str, *, xref: str = "x", yref: str = "y domain") -> None:
    """A known event as a thin vertical with a word."""
    figure.add_shape(type="line", x0=x, x1=x, y0=0, y1=1, xref=xref, yref=yref,
                     line={"color": GREY, "width": 1, "dash": "dot"})  # fmt: skip
    figure.add_annotation(
        x=x, y=1, xref=xref, yref=yref, text=text, showarrow=False, xanchor="right", yanchor="top",
        xshift=-4, font={"size": 11, "color": GREY},
    )  # fmt: skip


def words(chart: Chart) -> printing.Words:
    """The words that stand in a file of a chart."""
    return printing.Words(chart.title, chart.subtitle, (*chart.key, *chart.caption))


def printed(chart: Chart) -> dict[str, Any]:
    """Keys to lay over a chart's layout for the file of the camera button (`Plotly.toImage`)."""
    traces, layout = _parts(chart.plot)
    return _printed(chart, traces, layout)


def _printed(chart: Chart, traces: Sequence[Mapping[str, Any]], layout: str) -> dict[str, Any]:
    own = json.loads(layout)
    return printing.layout(words(chart), own, printing.legend_names(own, traces), printing.Sheet(), least(chart))


def least(chart: Chart) -> int:
    """Least height of the plot in a file of the common width, pixels."""
    return max(chart.print_height, round(chart.height * printing.Sheet().growth))


def font(lang: str) -> str:
    """The family of a language, in the place of `FONT` wherever a chart is handed over."""
    return f"'Noto Sans', {_FACES[lang]}, 'DejaVu Sans', sans-serif" if lang in _FACES else FONT


def as_json(chart: Chart, lang: str = DEFAULT) -> str:
    """Plot and print layout as one JSON text for the browser, in the type of a language.

    What the narrow plot shares with the wide one is sent once: a trace, or the hover texts of a trace that lies
    elsewhere; the narrow plot has the number of the wide plot's trace.
    """
    traces, layout = _parts(chart.plot)
    wide, small = [_json(trace) for trace in traces], "null"
    if chart.narrow:
        number = {trace: str(place) for place, trace in enumerate(wide)}
        hover = {texts: place for place, trace in enumerate(traces) if (texts := _hovers(trace))}
        others, own = _parts(chart.narrow)
        told = [number.get(_json(trace)) or _json(_without_hover(trace, hover)) for trace in others]
        small = _plot(told, own)
    on_paper = json.dumps(_printed(chart, traces, layout), ensure_ascii=False)
    made = f'{{"plot":{_plot(wide, layout)},"narrow":{small},"print":{on_paper}}}'
    return made.replace(FONT, font(lang))


def _hovers(trace: dict[str, Any]) -> tuple[str, ...]:
    """Hover texts of a trace's points; empty where it has none of its own for each."""
    texts = trace.get("hovertext")
    return tuple(texts) if isinstance(texts, list | tuple) else ()


def _without_hover(trace: dict[str, Any], known: Mapping[tuple[str, ...], int]) -> dict[str, Any]:
    """A trace whose hover texts are the number of the one that has the same, where there is such a one."""
    place = known.get(_hovers(trace))
    return trace if place is None else trace | {"hovertext": place}


def _parts(figure: go.Figure) -> tuple[list[dict[str, Any]], str]:
    """Every trace, and the layout as JSON."""
    told = figure.to_dict()
    return told["data"], _json(told["layout"])


def _json(part: dict[str, Any]) -> str:
    return str(to_json_plotly(part, engine="json"))


def _plot(traces: Sequence[str], layout: str) -> str:
    return f'{{"data":[{",".join(traces)}],"layout":{layout}}}'
