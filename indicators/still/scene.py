"""What a still picture is made of, in pixels: shapes, marks and words in the order of drawing.

A scene knows no plotly and no file format; `compose` makes it, `as_svg` and `painting` write it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""Corners as rows of x and y, pixels from the upper left."""

NONE = "none"


@dataclass(frozen=True)
class Pen:
    """How a shape is inked; colours as in CSS, widths and dashes in pixels."""

    fill: str = NONE
    stroke: str = NONE
    width: float = 0.0
    dash: tuple[float, ...] = ()
    opacity: float = 1.0
    hatch: Hatch | None = None


@dataclass(frozen=True)
class Hatch:
    """Slanting lines over a fill."""

    ground: str
    line: str
    size: float
    width: float


@dataclass(frozen=True)
class Box:
    """A rectangle that cuts what lies in it."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Shape:
    """Lines or areas inked with one pen; every part is a row of corners, closed or not."""

    parts: tuple[Points, ...]
    pen: Pen
    closed: bool = False
    clip: Box | None = None


@dataclass(frozen=True)
class Outline:
    """A mark around its own centre: circles by their radius, and lines through corners."""

    circles: tuple[float, ...] = ()
    closed: tuple[tuple[tuple[float, float], ...], ...] = ()
    open: tuple[tuple[tuple[float, float], ...], ...] = ()


@dataclass(frozen=True)
class Mark:
    """An outline at a point."""

    x: float
    y: float
    outline: Outline
    pen: Pen
    clip: Box | None = None


@dataclass(frozen=True)
class Face:
    """How a run of letters looks."""

    size: float
    colour: str
    bold: bool = False
    italic: bool = False
    rise: float = 0.0
    """Pixels above the baseline, of raised and lowered letters."""


@dataclass(frozen=True)
class Run:
    """Letters of one look."""

    text: str
    face: Face


@dataclass(frozen=True)
class Words:
    """Lines of text; `x` and `y` are where the anchor of the first baseline lies.

    `halo` is the colour of a soft ground behind the letters, empty for none; `angle` turns around (x, y), clockwise.
    """

    x: float
    y: float
    lines: tuple[tuple[Run, ...], ...]
    anchor: str
    leading: float
    angle: float = 0.0
    halo: str = ""
    opacity: float = 1.0
    clip: Box | None = None


Item = Shape | Mark | Words


@dataclass
class Scene:
    """A picture: its size in pixels, its ground (empty for none), what is drawn, and its language."""

    width: float
    height: float
    ground: str
    lang: str
    items: list[Item] = field(default_factory=list)

    def add(self, *items: Item) -> None:
        """Draw more, over what there is."""
        self.items.extend(items)


def faded(pen: Pen, opacity: float) -> Pen:
    """The same pen, less opaque."""
    return pen if opacity == 1 else replace(pen, opacity=pen.opacity * opacity)


def line(points: Points, pen: Pen, clip: Box | None = None) -> Shape:
    """One open line."""
    return Shape((points,), pen, clip=clip)


def segment(x0: float, y0: float, x1: float, y1: float, pen: Pen, clip: Box | None = None) -> Shape:
    """A straight line between two points."""
    return line(np.array([[x0, y0], [x1, y1]], dtype=float), pen, clip)


def rectangle(x0: float, y0: float, x1: float, y1: float, pen: Pen, clip: Box | None = None) -> Shape:
    """A rectangle by two opposite corners."""
    corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=float)
    return Shape((corners,), pen, closed=True, clip=clip)
