"""The whole plot laid out: every axis with its pixels and its range, before anything is drawn.

Margins, domains and the room that axis labels and a legend need are found as plotly.js finds them
(`automargin`, src/plots/plots.js), so that a point lies on the same pixel as on the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from indicators.still import legend, needs, notes, reach
from indicators.still.axis import Axis, kind_of
from indicators.still.labels import room
from indicators.still.laid import Margins, Plot
from indicators.still.scene import Box
from indicators.still.spec import Layout, Spec

_MARGIN = {"l": 80, "r": 80, "t": 100, "b": 80}
_SETTLED_AFTER = 4  # rounds of finding margins; plotly gives up later, charts here need two
_LEAST_PLOT = 64  # pixels that margins must leave, `minreducedwidth`


def lay_out(spec: Spec, lang: str) -> Plot:
    """Find margins, pixels and ranges of all axes."""
    made = Plot(spec, lang, _axes(spec), _margins(spec.layout))
    for _ in range(_SETTLED_AFTER):
        _place(made)
        asked = _expanded(made)
        if asked == made.margins:
            break
        made.margins = asked
    _place(made)
    return made


def _axes(spec: Spec) -> dict[str, Axis]:
    """Every axis that the layout tells or a trace uses."""
    names = {key[0] + key[5:]: told for key, told in spec.layout.items() if key[1:5] == "axis"}
    for trace in spec.traces:
        for letter in "xy":
            names.setdefault(trace.get(f"{letter}axis", letter), {})
    names.setdefault("x", {})
    names.setdefault("y", {})
    made = {}
    for name, told in names.items():
        values = [value for trace in spec.traces if trace.get(f"{name[0]}axis", name[0]) == name
                  for value in trace.get(name[0]) or ()]  # fmt: skip
        kind = kind_of(told, values)
        categories = list(dict.fromkeys(str(value) for value in values if value is not None))
        listed = list(told.get("categoryarray") or ())
        categories = listed + [one for one in categories if one not in listed]
        made[name] = Axis(name, told, kind, _domain(names, name), categories if kind == "category" else [])
    return made


def _domain(names: dict[str, dict[str, Any]], name: str) -> tuple[float, float]:
    """Share of the plot that an axis takes; that of the axis it lies over, where it has none."""
    told = names[name]
    over = told.get("overlaying")
    own = told.get("domain") or (names.get(over, {}).get("domain") if over else None) or (0, 1)
    return float(own[0]), float(own[1])


def _margins(layout: Layout) -> Margins:
    told = _MARGIN | {key: value for key, value in (layout.get("margin") or {}).items() if value is not None}
    return Margins(told["l"], told["r"], told["t"], told["b"])


def _place(made: Plot) -> None:
    """Give every axis its pixels and its range."""
    frame = made.frame
    for axis in made.axes.values():
        _pixels(axis, frame, axis.domain)
    wanted = needs.of(made.spec.traces, made.axes)
    for name, need in _beside(made):
        wanted.setdefault(name, []).append(need)
    for axis in made.axes.values():
        told = axis.told.get("range")
        if told and None not in told:
            axis.low, axis.high = (axis.of_range(end) for end in told)
            continue
        group = _matching(made.axes, axis)
        together = [need for name in group for need in wanted.get(name, ())]
        axis.low, axis.high = reach.fit(axis, together)
        if axis.told.get("autorange") == "reversed":
            axis.low, axis.high = axis.high, axis.low
    _same_scale(made)


def _beside(made: Plot) -> Iterator[tuple[str, reach.Need]]:
    """What annotations and shapes ask of axes that find their own range."""
    free = {name for name, axis in made.axes.items() if not axis.told.get("range")}
    if free:
        for told in made.layout.get("annotations") or ():
            yield from ((name, need) for name, need in notes.needs(made, told) if name in free)
        for told in made.layout.get("shapes") or ():
            yield from ((name, need) for name, need in notes.shape_needs(made, told) if name in free)


def _pixels(axis: Axis, frame: Box, domain: tuple[float, float]) -> None:
    whole = frame.width if axis.is_x else frame.height
    axis.length = whole * (domain[1] - domain[0])
    axis.start = frame.x + frame.width * domain[0] if axis.is_x else frame.y + frame.height * (1 - domain[0])


def _matching(axes: dict[str, Axis], axis: Axis) -> list[str]:
    """Axes that share one range with this one."""
    lead = axis.told.get("matches") or axis.name
    return [name for name, other in axes.items() if (other.told.get("matches") or name) == lead] or [axis.name]


def _same_scale(made: Plot) -> None:
    """Shrink the longer of two axes that must have the same scale, about its middle (`constrain: domain`)."""
    for axis in made.axes.values():
        other = made.axes.get(axis.told.get("scaleanchor", ""))
        if other is None:
            continue
        scales = {id(one): one.length / abs(one.high - one.low) for one in (axis, other)}
        least = min(scales[id(axis)] / axis.told.get("scaleratio", 1), scales[id(other)])
        for one, ratio in ((axis, axis.told.get("scaleratio", 1)), (other, 1)):
            share = least * ratio / scales[id(one)]
            middle, half = sum(one.domain) / 2, (one.domain[1] - one.domain[0]) / 2 * share
            _pixels(one, made.frame, (middle - half, middle + half))


@dataclass(frozen=True)
class Push:
    """Pixels that something needs beside the plot, and at which share of the plot it stands."""

    left: tuple[float, float] = (0.0, 0.0)
    right: tuple[float, float] = (1.0, 0.0)
    top: tuple[float, float] = (1.0, 0.0)
    bottom: tuple[float, float] = (0.0, 0.0)


def _expanded(made: Plot) -> Margins:
    """Margins wide enough for labels and legend."""
    least = _margins(made.layout)
    if (made.layout.get("margin") or {}).get("autoexpand") is False:
        return least
    spare = min(12, least.left, least.right, least.top, least.bottom)
    pushes = [Push((0, least.left), (1, least.right), (1, least.top), (0, least.bottom))]
    pushes += [_padded(push, spare) for push in _pushes(made)]
    left, right = _sides([(push.left, push.right) for push in pushes], made.spec.width, least.left, least.right)
    bottom, top = _sides([(push.bottom, push.top) for push in pushes], made.spec.height, least.bottom, least.top)
    return Margins(round(left), round(right), round(top), round(bottom))


def _padded(push: Push, spare: float) -> Push:
    sides = (push.left, push.right, push.top, push.bottom)
    return Push(*((share, size + spare) for share, size in sides))


def _sides(
    ends: list[tuple[tuple[float, float], tuple[float, float]]], whole: float, low: float, high: float
) -> tuple[float, float]:
    """Two opposite margins that satisfy every pair of needs, as plotly solves it."""
    for (first, before), _ in ends:
        for _, (last, after) in ends:
            if last > first:
                one = (before * last + (after - whole) * first) / (last - first)
                other = (after * (1 - first) + (before - whole) * (1 - last)) / (last - first)
                if one + other > low + high:
                    low, high = one, other
    most = whole - min(_LEAST_PLOT, whole - 1)
    over = (low + high) / most
    return (low / over, high / over) if over > 1 else (low, high)


def _pushes(made: Plot) -> Iterable[Push]:
    for axis in made.axes.values():
        counter = made.counter(axis)
        if axis.visible and axis.told.get("automargin") and counter is not None:
            depth, before, after = room(made, axis)
            where = counter.domain[0]
            if axis.is_x:
                yield Push((0, before), (1, after) if after else (0, 0), (where, 0), (where, depth))
            else:
                yield Push((where, depth), (where, 0), (1, before) if before else (0, 0), (0, after))
    if made.layout.get("showlegend"):
        block = legend.measured(made)
        if block.rows:
            x, y = block.x, block.y
            side = {"top": (0.0, block.height), "bottom": (block.height, 0.0)}.get(
                block.yanchor, (block.height / 2,) * 2
            )
            yield Push((x, 0.0), (x, block.width), (y, side[0]), (y, side[1]))
