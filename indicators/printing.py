"""A chart on paper: title, subtitle, key and caption inside the picture, type that is read in print.

Works on the very JSON that the browser gets, so that the camera button, the light edition and the report desk lay a
chart out alike. Lengths are the picture's own pixels; how large one is on paper says `indicators/export/paper.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from indicators.locales.wrapping import room, wrap

INK, GREY = "#1B1F24", "#57606A"
WHITE = "#FFFFFF"
_LEADING = {"title": 36 / 28, "subtitle": 24 / 18, "notes": 19 / 14}
_LETTERS = {"title": 15 / 28, "subtitle": 9.2 / 18, "notes": 7.7 / 14}
"""Average width of a Latin letter in sizes, with some room."""

_AXIS_LEFT = 20
"""Pixels: a plot with a smaller margin at its left has no axis there."""
_LEAST_OF_PLANE = 1.0  # words of a plot's marks keep their size
_TOP = 0.995
_TALLEST = 1.1
"""Most height of a map, in its widths."""

Layout = dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """The paper of a picture.

    `height` is the least one: it grows where the plot would get too low. The other numbers are sizes of type, the
    margin left of the plot with its axis, that of the words, and how much the type inside the plot grows from screen
    to paper.
    """

    width: int = 1600
    height: int = 900
    title: int = 28
    subtitle: int = 18
    notes: int = 14
    ticks: int = 16
    base: int = 17
    growth: float = 1.3
    left: int = 110
    edge: int = 30


@dataclass(frozen=True)
class Words:
    """What stands around a plot: `notes` are the lines of the key and of the caption, one below the other."""

    title: str
    subtitle: str
    notes: tuple[str, ...]
    heading: bool = True


@dataclass(frozen=True)
class _Block:
    """Lines of one of the texts, and their height."""

    lines: tuple[str, ...]
    size: int
    leading: float

    @property
    def height(self) -> float:
        return len(self.lines) * self.leading


def layout(
    words: Words, own: Mapping[str, Any], names: Sequence[str], sheet: Sheet, least: int, *, beside: int = 0,
    grows: bool = True,
) -> Layout:  # fmt: skip
    """Keys to lay over the plot's own layout (`Plotly.toImage`).

    Parameters
    ----------
    own : dict
        The plot's layout.
    names : sequence of str
        What the legend lists; empty without a legend.
    least : int
        Least height of the plot, pixels.
    beside : int
        Pixels that stay free at the right of the caption.
    grows : bool
        Whether a map may make the paper higher, so that it fills its width.
    """
    text = _texts(words, sheet, beside)
    margin = _margins(own, names, sheet, text, beside)
    free = sheet.width - margin["l"] - margin["r"]
    beyond = margin["t"] + margin["b"]
    growth, plane = sheet.growth, (own.get("meta") or {}).get("plane")
    if plane:
        growth = _of_plane(plane, free, None if grows else sheet.height - beyond)
        margin["r"] += max(0, free - round(plane[0] * growth))
        high = beyond + round(plane[1] * growth)
    else:
        high = max(sheet.height, beyond + max(least, _shape(own, free) if grows else 0))
    high = high if grows else max(high, sheet.height)
    return _axes(own, sheet) | {
        "width": sheet.width,
        "height": high,
        "paper_bgcolor": WHITE,
        "plot_bgcolor": WHITE,
        "margin": margin,
        "annotations": [_larger(note, growth) for note in own.get("annotations") or ()]
        + _placed(text, sheet, margin, _below(own, names, sheet, free)),
        "font": {"family": own.get("font", {}).get("family"), "size": sheet.base, "color": INK},
        "legend": _legend(own, sheet, _under_axis(own, sheet) / max(1, high - beyond)),
    }


def _texts(words: Words, sheet: Sheet, beside: int) -> tuple[_Block, _Block, _Block]:
    """Title, subtitle and caption in lines."""
    free = sheet.width - 2 * sheet.edge
    empty = _Block((), 0, 0)
    title = _block(words.title, sheet.title, "title", free) if words.heading else empty
    subtitle = _block(words.subtitle, sheet.subtitle, "subtitle", free) if words.heading else empty
    notes = [_block(note, sheet.notes, "notes", free - beside) for note in words.notes]
    lines = tuple(line for note in notes for line in note.lines)
    return title, subtitle, _Block(lines, sheet.notes, _leading("notes", sheet.notes))


def _margins(
    own: Mapping[str, Any], names: Sequence[str], sheet: Sheet, text: tuple[_Block, _Block, _Block], beside: int
) -> dict[str, int]:
    title, subtitle, caption = text
    right = round(max(_side(own, "r", 24) * sheet.growth, 2 * sheet.edge))
    left = _left(own, sheet)
    below = _below(own, names, sheet, sheet.width - left - right)
    top = title.height + subtitle.height + sheet.edge * (0.75 if title.lines else 0.2) + above(own, sheet)
    return {"l": left, "r": right, "t": round(top),
            "b": below + round(max(caption.height, float(beside)) + sheet.edge * 1.15)}  # fmt: skip


def _under_axis(own: Mapping[str, Any], sheet: Sheet) -> int:
    """Pixels of the axis below a plot, with its title; nearly none of a map or a drawing."""
    hidden = (own.get("xaxis") or {}).get("visible") is False
    return round(sheet.ticks * (1 if hidden else 3.9))


def _below(own: Mapping[str, Any], names: Sequence[str], sheet: Sheet, free: int) -> int:
    return _under_axis(own, sheet) + legend_height(names, sheet, free)


def _placed(
    text: tuple[_Block, _Block, _Block], sheet: Sheet, margin: Mapping[str, int], below: int
) -> list[Layout]:  # fmt: skip
    """The words around the plot as annotations."""
    title, subtitle, caption = text
    shift, head = sheet.edge - margin["l"], margin["t"] - 0.6 * sheet.edge
    made = [
        _note(title, y=1, yshift=head, colour=INK, shift=shift),
        _note(subtitle, y=1, yshift=head - 0.27 * sheet.edge - title.height, colour=GREY, shift=shift),
        _note(caption, y=0, yshift=-below - 0.4 * sheet.edge, colour=GREY, shift=shift),
    ]
    return [one for one in made if one["text"]]


def _legend(own: Mapping[str, Any], sheet: Sheet, down: float) -> Layout:
    """The legend below the axis, `down` heights of the plot under it."""
    kept = {key: part for key, part in own.get("legend", {}).items() if not key.startswith("entrywidth")}
    return kept | {"x": 0, "y": -down, "yanchor": "top", "font": {"size": sheet.ticks, "color": INK}}


def narrowed(own: Mapping[str, Any], traces: Sequence[Mapping[str, Any]]) -> Layout:
    """Layout of a wide plot made to fit a phone, or a column of a page; the same as in ui/chart.js."""
    margin = own.get("margin", {})
    y = dict(own.get("yaxis", {}))
    meta = own.get("meta") or {}
    if y.get("tickformat") == ",.0f":
        y["tickformat"] = "~s"
    if (y.get("title") or {}).get("text") and not meta.get("keepTitles"):
        y["title"] = {"text": ""}
    fitted = dict(own) | {
        "annotations": [note for note in own.get("annotations", ()) if note.get("name") != "end"],
        "showlegend": any(trace.get("showlegend") is True for trace in traces),
        "margin": margin | {"l": min(margin.get("l", 80), 48), "r": 10},
        "font": own.get("font", {}) | {"size": 12},
        "yaxis": y,
    }
    return fitted | (meta.get("narrow") or {})


def legend_names(own: Mapping[str, Any], traces: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the legend of a plot lists."""
    if not own.get("showlegend"):
        return []
    return [str(trace.get("name") or "") for trace in traces if trace.get("showlegend") is not False]


def above(own: Mapping[str, Any], sheet: Sheet) -> float:
    """Pixels that a plot's own words need above it."""
    told = max((_overhang(note) for note in own.get("annotations") or ()), default=0.0)
    return max(0.4 * sheet.edge, (_side(own, "t", 12) - 12) * sheet.growth, told * sheet.growth)


def _overhang(note: Mapping[str, Any]) -> float:
    """Pixels of an annotation that stands on the upper edge of its plot."""
    apart = str(note.get("yref", "y")) == "paper" or str(note.get("yref", "")).endswith("domain")
    if not (apart and note.get("yanchor") == "bottom" and float(note.get("y", 0)) >= _TOP):
        return 0.0
    size = float((note.get("font") or {}).get("size", 13))
    return 1.35 * size * (1 + str(note.get("text", "")).count("<br>")) + float(note.get("yshift", 0))


def _left(own: Mapping[str, Any], sheet: Sheet) -> int:
    """The margin left of a plot; that of a drawing without an axis is the edge of the words."""
    side = _side(own, "l", sheet.left)
    return sheet.edge if side < _AXIS_LEFT else max(sheet.left, round(side * sheet.growth))


def _leading(kind: str, size: int) -> float:
    return size * _LEADING[kind]


def _block(text: str, size: int, kind: str, width: float) -> _Block:
    return _Block(tuple(wrap(text, int(width / (size * _LETTERS[kind])))), size, _leading(kind, size))


def _side(own: Mapping[str, Any], side: str, default: int) -> int:
    margin = (own.get("margin") or {}).get(side)
    return int(default if margin is None else margin)


def _of_plane(plane: Sequence[float], free: int, high: int | None) -> float:
    """How much a drawing grows whose words and boxes are told in pixels: both alike, so that they keep together."""
    growth = free / plane[0]
    return growth if high is None else max(_LEAST_OF_PLANE, min(growth, high / plane[1]))


def legend_height(names: Sequence[str], sheet: Sheet, free: int) -> int:
    """Height that a horizontal legend will take: one row, else a table of equal columns."""
    if not names:
        return 0
    widths = [0.56 * sheet.ticks * room(name) + 3.8 * sheet.ticks for name in names]
    rows = 1 if sum(widths) <= free else -(-len(names) // max(1, int(free // max(widths))))
    return round((rows + 0.2) * 1.65 * sheet.ticks)


def _shape(own: Mapping[str, Any], width: int) -> int:
    """Height of a plot whose two axes have one scale (a map), so that it fills its width; else nothing."""
    x, y = own.get("xaxis") or {}, own.get("yaxis") or {}
    if not (x.get("scaleanchor") or y.get("scaleanchor")) or not (x.get("range") and y.get("range")):
        return 0
    across, up = (abs(float(ends[1]) - float(ends[0])) for ends in (x["range"], y["range"]))
    return round(min(width * up / across, _TALLEST * width)) if across else 0


def _larger(part: Mapping[str, Any], growth: float) -> Layout:
    font = part.get("font") or {}
    return dict(part) | {"font": font | {"size": round(font.get("size", 13) * growth)}}


def _axes(own: Mapping[str, Any], sheet: Sheet) -> Layout:
    """Every axis with the type of the paper."""
    axes = {}
    for name, axis in own.items():
        if name.startswith(("xaxis", "yaxis")):
            title = axis.get("title") or {}
            title = title | {"font": title.get("font", {}) | {"size": sheet.ticks}}
            axes[name] = axis | {"tickfont": axis.get("tickfont", {}) | {"size": sheet.ticks}, "title": title}
    return axes


def _note(block: _Block, *, y: float, yshift: float, colour: str, shift: int) -> Layout:
    text = "<br>".join(escape(one, quote=False) for one in block.lines)
    return {
        "text": text, "x": 0, "xref": "paper", "xanchor": "left", "xshift": shift, "y": y, "yref": "paper",
        "yanchor": "top", "yshift": round(yshift), "align": "left", "showarrow": False,
        "font": {"size": block.size, "color": colour},
    }  # fmt: skip
