"""Charts of the tests, and what stands in their SVG."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from indicators import figures
from indicators.still import draw

SVG = "{http://www.w3.org/2000/svg}"
MARGIN = {"l": 60, "r": 20, "t": 10, "b": 40}
WIDTH, HEIGHT = 680, 350
"""The plot is 600 by 300 pixels, from (60, 10) to (660, 310)."""


def chart(*traces: Any, **layout: Any) -> figures.Chart:
    """A chart in the house style with fixed margins."""
    fixed = {"margin": MARGIN, "xaxis": {"automargin": False}, "yaxis": {"automargin": False}}
    plot = figures.plot(**(fixed | layout))
    for key in ("xaxis", "yaxis"):
        plot.layout[key].automargin = False
    for trace in traces:
        plot.add_trace(trace)
    return figures.Chart("test", "A title", "A subtitle", "alt", plot, ("Source: nobody",))


def told(made: figures.Chart, lang: str = "en") -> str:
    return figures.as_json(made, lang)


@dataclass(frozen=True)
class Picture:
    """An SVG taken apart."""

    text: str
    root: ET.Element

    def paths(self, where: str = "") -> list[str]:
        """Paths in the order of drawing whose class is inked so."""
        return [
            path.get("d", "")
            for path in self.root.iter(f"{SVG}path")
            if path.get("class") and where in self.look(path.get("class", ""))
        ]

    def look(self, name: str) -> str:
        """What a class says on a light page."""
        style = next(self.root.iter(f"{SVG}style")).text or ""
        found = re.search(rf"#\w+ \.{name}\{{(.*?)\}}", style.partition("@media")[0])
        assert found, name
        return found.group(1)

    def uses(self) -> list[tuple[float, float, str]]:
        """Marks: x, y and how they are inked."""
        return [
            (float(use.get("x", "")), float(use.get("y", "")), self.look(use.get("class", "")))
            for use in self.root.iter(f"{SVG}use")
        ]

    def words(self) -> list[tuple[str, float, float]]:
        """Texts with their anchors."""
        return [
            ("".join(node.itertext()), float(node.get("x", "")), float(node.get("y", "")))
            for node in self.root.iter(f"{SVG}text")
        ]


def picture(made: figures.Chart, lang: str = "en", *, width: int = WIDTH, height: int = HEIGHT, **more: Any) -> Picture:
    """A chart's SVG, taken apart."""
    text = draw.svg(told(made, lang), lang, width=width, height=height, **more)
    return Picture(text, ET.fromstring(text))  # noqa: S314


def points(path: str) -> list[list[tuple[float, float]]]:
    """The corners of a path, by parts."""
    parts: list[list[tuple[float, float]]] = []
    x = y = 0.0
    for letter, rest in re.findall(r"([Mlhvz])([^Mlhvz]*)", path):
        numbers = [float(part) for part in re.findall(r"-?\d*\.?\d+", rest)]
        if letter == "M":
            x, y = numbers
            parts.append([(x, y)])
            continue
        zero = [0.0] * len(numbers)
        across, down = {
            "l": (numbers[::2], numbers[1::2]),
            "h": (numbers, zero),
            "v": (zero, numbers),
            "z": ([], []),
        }[letter]
        for dx, dy in zip(across, down, strict=True):
            x, y = x + dx, y + dy
            parts[-1].append((round(x, 1), round(y, 1)))
    return parts


def line(x: list[Any], y: list[Any], **more: Any) -> go.Scatter:
    """A red line or marks, whose ink is found again."""
    usual = {"mode": "lines", "line": {"color": "#FF0000", "width": 2}}
    return go.Scatter(x=x, y=y, **(usual | more))
