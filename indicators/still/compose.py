"""A spec as a scene: everything in the order in which plotly.js lays it."""

from __future__ import annotations

from indicators.still import bars, labels, legend, notes, scatter
from indicators.still.axis import Axis
from indicators.still.laid import Plot
from indicators.still.plot import lay_out
from indicators.still.scene import Box, Item, Pen, Scene, rectangle
from indicators.still.spec import Spec, Trace

_CLEAR = ("rgba(0,0,0,0)", "")


class UnknownTraceError(ValueError):
    """A kind of trace that still pictures have not been taught."""


def compose(spec: Spec, lang: str) -> Scene:
    """Lay a plot out and draw it.

    Raises
    ------
    UnknownTraceError
        For a trace that is neither scatter nor bar.
    """
    plot = lay_out(spec, lang)
    ground = str(spec.layout.get("paper_bgcolor", "#fff"))
    scene = Scene(spec.width, spec.height, "" if ground in _CLEAR else ground, lang)
    pairs = _pairs(plot)
    scene.add(*_grounds(plot, pairs))
    shapes = spec.layout.get("shapes") or ()
    for told in shapes:
        if told.get("layer") == "below":
            scene.add(*notes.shape(plot, told))
    for x, y in pairs:
        scene.add(*_subplot(plot, x, y))
    for axis in plot.axes.values():
        scene.add(*labels.axis_items(plot, axis))
    for told in shapes:
        if told.get("layer", "above") == "above":
            scene.add(*notes.shape(plot, told))
    scene.add(*legend.drawn(plot))
    for told in spec.layout.get("annotations") or ():
        scene.add(*notes.note(plot, told))
    return scene


def _pairs(plot: Plot) -> list[tuple[Axis, Axis]]:
    """The pairs of axes that make an area: of every trace, and of axes that stand on each other."""
    names = dict.fromkeys((trace.get("xaxis", "x"), trace.get("yaxis", "y")) for trace in plot.spec.traces)
    for axis in plot.axes.values():
        other = plot.counter(axis)
        if other is not None and axis.name in plot.axes:
            names.setdefault((axis.name, other.name) if axis.is_x else (other.name, axis.name))
    found = [(plot.axes[x], plot.axes[y]) for x, y in names]
    return sorted(found, key=lambda pair: any(axis.told.get("overlaying") for axis in pair))


def _grounds(plot: Plot, pairs: list[tuple[Axis, Axis]]) -> list[Item]:
    """The ground of every area, where it is not clear and not that of the whole picture."""
    colour = str(plot.layout.get("plot_bgcolor", "#fff"))
    if colour in (*_CLEAR, plot.layout.get("paper_bgcolor", "#fff")):
        return []
    boxes = dict.fromkeys(plot.box(x, y) for x, y in pairs if not x.told.get("overlaying"))
    return [_filled(box, colour) for box in boxes]


def _filled(box: Box, colour: str) -> Item:
    return rectangle(box.x, box.y, box.x + box.width, box.y + box.height, Pen(fill=colour))


def _subplot(plot: Plot, x: Axis, y: Axis) -> list[Item]:
    """Grid and traces of one area; bars lie below lines."""
    box = plot.box(x, y)
    made: list[Item] = []
    for axis in (x, y):
        other = y if axis.is_x else x
        if plot.counter(axis) is other or plot.counter(other) is axis:
            made += labels.grid(plot, axis, box)
    mine = [trace for trace in plot.spec.traces if plot.pair(trace) == (x, y) and trace.get("visible", True) is True]
    for trace in sorted(mine, key=lambda trace: trace.get("type") != "bar"):
        made += _trace(plot, trace, x, y, box)
    return made


def _trace(plot: Plot, trace: Trace, x: Axis, y: Axis, box: Box) -> list[Item]:
    kind = trace.get("type", "scatter")
    face = plot.face(None)
    if kind == "scatter":
        return scatter.drawn(trace, x, y, box, face)
    if kind == "bar":
        clip = None if trace.get("cliponaxis", True) is False else box
        least = float((plot.layout.get("uniformtext") or {}).get("minsize", 0))
        return bars.drawn(trace, x, y, clip, face, plot.lang, float(plot.layout.get("bargap", 0.2)), least)
    raise UnknownTraceError(f"still pictures know no trace {kind!r}; see indicators/still/compose.py")
