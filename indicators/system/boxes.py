"""A box of the chain: its lines of text, and how it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from indicators.figures import GREY, INK
from indicators.locales import t
from indicators.locales.wrapping import room
from indicators.system import words
from indicators.system.chain import Link
from indicators.system.evidence import Shown, Value

SIZE = 12  # pixels of the type
LINE = 1.3 * SIZE  # plotly's height of a line
BAR = 4  # height of the coloured edge
SIDE, TOP, BOTTOM = 9, 8, 8  # between the box and its text


@dataclass(frozen=True)
class Box:
    """A rectangle on the drawing's plane, in its pixels; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass
class Marks:
    """Lines, rectangles and texts of a drawing, given to plotly at once: one by one takes the square of the time."""

    shapes: list[dict[str, Any]] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)


def lines_of(link: Link, shown: Shown, lang: str, year: int, width: int) -> list[str]:
    """Text of a box under its title, line by line, broken at `width` characters."""
    told = [line for value in shown.values[: link.drawn] for line in _of_value(value, lang, year, width)]
    if told:
        return told
    return [_small(line) for line in words.lines(t("system.nothing", lang), width, 3)]


def _of_value(value: Value, lang: str, year: int, width: int) -> list[str]:
    """The number, what it is, and of when, with its age."""
    when = " · ".join(part for part in (words.when(value, lang), words.age(value, lang, year)) if part)
    what = words.what(value, lang)
    together = f"{what} · {when}"
    apart = [*words.lines(what, width, 2), *words.lines(when, width, 2)]
    small = [together] if room(together) <= width else apart
    first = f"{words.mark(value)} <b>{words.amount(value, lang)}</b>"
    return [f"<span style='color:{INK}'>{first}</span>", *(_small(line) for line in small)]


def _small(line: str) -> str:
    return f"<span style='font-size:0.92em;color:{GREY}'>{line}</span>"


def height(lines: int) -> float:
    """Height of a box with a title and so many lines."""
    return BAR + TOP + (lines + 1) * LINE + BOTTOM


def draw_box(marks: Marks, box: Box, colour: str, title: str, lines: Sequence[str]) -> None:
    """A framed box with a coloured upper edge, its title in the same colour, and its lines."""
    corners = {"x0": box.left, "x1": box.right, "y0": box.top}
    framed = {"y1": box.bottom, "fillcolor": "#FAFCFD", "line": {"color": colour, "width": 1}}
    edge = {"y1": box.top + BAR, "fillcolor": colour, "line": {"width": 0}}
    marks.shapes += [{"type": "rect", "layer": "below", **corners, **one} for one in (framed, edge)]
    head = f"<b><span style='color:{colour}'>{title}</span></b>"
    marks.texts.append({
        "x": box.left + SIDE, "y": box.top + BAR + TOP - 3, "xanchor": "left", "yanchor": "top", "align": "left",
        "showarrow": False, "text": "<br>".join([head, *lines]), "font": {"size": SIZE, "color": INK}, "borderpad": 0,
    })  # fmt: skip
