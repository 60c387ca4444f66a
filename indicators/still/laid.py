"""A plot while it is laid out: its spec, its axes in place and the room around them; how that is found, `plot` says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from indicators.still.axis import Axis
from indicators.still.scene import Box, Face
from indicators.still.spec import Layout, Spec, Trace


@dataclass(frozen=True)
class Margins:
    """Pixels on each side of the plot."""

    left: float
    right: float
    top: float
    bottom: float


@dataclass
class Plot:
    """A spec with its axes in place."""

    spec: Spec
    lang: str
    axes: dict[str, Axis]
    margins: Margins

    @property
    def layout(self) -> Layout:
        """The layout as told."""
        return self.spec.layout

    @property
    def frame(self) -> Box:
        """The plot's area inside the margins: what `paper` means."""
        m = self.margins
        return Box(m.left, m.top, self.spec.width - m.left - m.right, self.spec.height - m.top - m.bottom)

    def face(self, told: dict[str, Any] | None, usual: dict[str, Any] | None = None) -> Face:
        """The look of letters: as told, else as usual in this place, else as in the whole plot."""
        return face(self.layout, told, usual)

    def pair(self, trace: Trace) -> tuple[Axis, Axis]:
        """The axes of a trace."""
        return self.axes[trace.get("xaxis", "x")], self.axes[trace.get("yaxis", "y")]

    def counter(self, axis: Axis) -> Axis | None:
        """The axis that this one is anchored to."""
        return self.axes.get(anchor(axis))

    def box(self, x: Axis, y: Axis) -> Box:
        """The area of two axes."""
        left, right = x.ends
        top, bottom = y.ends
        return Box(left, top, right - left, bottom - top)


def face(layout: Layout, told: dict[str, Any] | None, usual: dict[str, Any] | None = None) -> Face:
    """The look of letters of a layout."""
    font = {"size": 12, "color": "#444"} | (layout.get("font") or {}) | (usual or {}) | (told or {})
    return Face(float(font["size"]), str(font["color"]), font.get("weight") == "bold", font.get("style") == "italic")


def anchor(axis: Axis) -> str:
    """Name of the axis this one stands on."""
    usual = ("y" if axis.is_x else "x") + axis.name[1:]
    return str(axis.told.get("anchor", usual))
