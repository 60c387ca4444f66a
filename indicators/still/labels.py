"""Axes drawn: grid, lines, ticks and their words, titles; and the room that they need beside the plot."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from indicators.still import measure, rich
from indicators.still.axis import Axis
from indicators.still.scene import Box, Item, Pen, Words, segment
from indicators.still.ticks import Tick, ticks

if TYPE_CHECKING:
    from indicators.still.laid import Plot

_MIDDLE = 0.35  # of a letter's size from its middle to the baseline, plotly's MID_SHIFT
_CAPITAL = 0.7  # height of a capital in sizes, plotly's CAP_SHIFT
_BESIDE = 0.2  # of the size, between tick and word
_APART = 2.0  # pixels between two words of an x axis


def grid(plot: Plot, axis: Axis, area: Box) -> list[Item]:
    """Grid lines of an axis over an area, then its line at zero."""
    told = axis.told
    if not axis.visible:
        return []
    made = []
    if told.get("showgrid", True):
        pen = Pen(stroke=told.get("gridcolor", "#eee"), width=float(told.get("gridwidth", 1)))
        made += [_across(axis, tick.at, area, pen) for tick in ticks(axis, plot.lang)]
    if told.get("zeroline", told.get("showgrid", True)) and axis.kind == "linear" and _zero_shows(plot, axis):
        pen = Pen(stroke=told.get("zerolinecolor", "#444"), width=float(told.get("zerolinewidth", 1)))
        made.append(_across(axis, 0.0, area, pen))
    return made


def _zero_shows(plot: Plot, axis: Axis) -> bool:
    """Whether the line at zero is drawn: within the plot, or at its edge where no other axis' line is or bars stand."""
    if not axis.holds(0.0):
        return False
    away = abs(float(axis.pixels(0.0)) - axis.start)
    if 1 < away < axis.length - 1:
        return True
    letter = axis.name[0]
    lying = "h" if axis.is_x else "v"
    standing = any(trace.get("type") == "bar" and trace.get(f"{letter}axis", letter) == axis.name
                   and trace.get("orientation", "v") == lying for trace in plot.spec.traces)  # fmt: skip
    counter = plot.counter(axis)
    return standing or counter is None or not (_has_line(counter) and away <= 1)


def _across(axis: Axis, at: float, area: Box, pen: Pen) -> Item:
    place = _crisp(float(axis.pixels(at)), pen.width)
    if axis.is_x:
        return segment(place, area.y, place, area.y + area.height, pen)
    return segment(area.x, place, area.x + area.width, place, pen)


def _crisp(place: float, width: float) -> float:
    """A place where a line of an odd width covers whole pixels."""
    return round(place - 0.5) + 0.5 if round(width) % 2 else float(round(place))


def edge(plot: Plot, axis: Axis) -> float:
    """Where the axis' own line lies: x of a y axis, y of an x axis."""
    counter = plot.counter(axis)
    frame = plot.frame
    far = axis.told.get("side", "bottom" if axis.is_x else "left") in ("top", "right")
    if counter is None:
        return frame.y + frame.height if axis.is_x else frame.x
    first, last = counter.ends
    return (first if far else last) if axis.is_x else (last if far else first)


def _outward(axis: Axis) -> int:
    """Direction away from the plot, in pixels."""
    side = axis.told.get("side", "bottom" if axis.is_x else "left")
    return 1 if side in ("bottom", "right") else -1


def _has_line(axis: Axis) -> bool:
    return bool(axis.told.get("showline", "linecolor" in axis.told or "linewidth" in axis.told))


def _tick_length(axis: Axis) -> float:
    told = axis.told
    drawn = told.get("ticks", "outside" if {"ticklen", "tickwidth", "tickcolor"} & told.keys() else "")
    return float(told.get("ticklen", 5)) if drawn == "outside" else 0.0


def axis_items(plot: Plot, axis: Axis) -> list[Item]:
    """Line, ticks, words and title of an axis."""
    if not axis.visible:
        return []
    told, at, out = axis.told, edge(plot, axis), _outward(axis)
    made: list[Item] = []
    width = float(told.get("linewidth", 1))
    if _has_line(axis):
        pen = Pen(stroke=told.get("linecolor", "#444"), width=width)
        first, last = axis.ends
        beside = at + out * width / 2
        made.append(
            segment(first, beside, last, beside, pen) if axis.is_x else segment(beside, first, beside, last, pen)
        )
    marks = ticks(axis, plot.lang)
    length = _tick_length(axis)
    if length:
        pen = Pen(stroke=told.get("tickcolor", "#444"), width=float(told.get("tickwidth", 1)))
        start = at + out * width / 2
        made += [_tick(axis, tick, start, start + out * length, pen) for tick in marks]
    if told.get("showticklabels", True):
        made += [_word(plot, axis, tick) for tick in _named(plot, axis)]
    return made + title(plot, axis)


def _tick(axis: Axis, tick: Tick, start: float, end: float, pen: Pen) -> Item:
    place = _crisp(float(axis.pixels(tick.at)), pen.width)
    return segment(place, start, place, end, pen) if axis.is_x else segment(start, place, end, place, pen)


def _standoff(axis: Axis, size: float) -> float:
    """Pixels from the axis' line to its words."""
    length = _tick_length(axis)
    beside = _BESIDE * size if length or _has_line(axis) else 0.0
    return length + beside + float(axis.told.get("linewidth", 1))


def _word(plot: Plot, axis: Axis, tick: Tick) -> Words:
    """What a tick says, beside the axis."""
    face = plot.face(axis.told.get("tickfont"))
    lines = rich.lines(tick.text, face if tick.size == 1 else type(face)(face.size * tick.size, face.colour))
    at, out, place = edge(plot, axis), _outward(axis), float(axis.pixels(tick.at))
    away = at + out * _standoff(axis, face.size)
    leading = measure.LEADING * face.size
    extra = (len(lines) - 1) * leading
    if axis.is_x:
        below = away + face.size if out > 0 else away - _BESIDE * face.size - extra
        return Words(place, below, lines, "middle", leading)
    return Words(away, place + _MIDDLE * face.size - extra / 2, lines, "start" if out > 0 else "end", leading)


def _named(plot: Plot, axis: Axis) -> list[Tick]:
    """The ticks that say something: every second or third of them where all words of an x axis would touch.

    plotly turns such words; upright ones are read faster.
    """
    named = [tick for tick in ticks(axis, plot.lang) if tick.text]
    if not axis.is_x or len(named) < 2:
        return named
    ends = [_span(plot, axis, tick)[1] for tick in named]
    for step in range(1, len(named)):
        kept = sorted(ends[::step])
        if all(left[1] + _APART <= right[0] for left, right in zip(kept, kept[1:], strict=False)):
            return named[::step]
    return named[:1]


def room(plot: Plot, axis: Axis) -> tuple[float, float, float]:
    """Pixels that an axis needs: beside the plot, and beyond its first and its last end."""
    depth, before, after = _tick_length(axis), 0.0, 0.0
    if axis.told.get("showticklabels", True):
        for tick in _named(plot, axis):
            reach, ends = _span(plot, axis, tick)
            depth = max(depth, reach)
            first, last = axis.ends
            before, after = max(before, first - ends[0]), max(after, ends[1] - last)
    return depth + _title_depth(plot, axis), before, after


def _span(plot: Plot, axis: Axis, tick: Tick) -> tuple[float, tuple[float, float]]:
    """How far a word reaches from the axis, and its ends along it."""
    word = _word(plot, axis, tick)
    face = plot.face(axis.told.get("tickfont"))
    box = measure.extent(word.lines, face.size, plot.lang)
    if not box.width:
        return 0.0, (float(axis.pixels(tick.at)),) * 2
    top = word.y - box.ascent
    if axis.is_x:
        at = edge(plot, axis)
        reach = top + box.height - at if _outward(axis) > 0 else at - top
        return reach, (word.x - box.width / 2, word.x + box.width / 2)
    return _standoff(axis, face.size) + box.width, (top, top + box.height)


def _depth(plot: Plot, axis: Axis) -> float:
    """How far the words of the ticks reach."""
    if not axis.told.get("showticklabels", True):
        return _tick_length(axis)
    return max([_tick_length(axis), *(_span(plot, axis, tick)[0] for tick in _named(plot, axis))])


def _title_text(axis: Axis) -> str:
    told = axis.told.get("title")
    return str((told.get("text") or "") if isinstance(told, dict) else told or "")


def _title_depth(plot: Plot, axis: Axis) -> float:
    """Room that plotly keeps for a title."""
    told, text = axis.told.get("title"), _title_text(axis)
    if not isinstance(told, dict) or "text" not in told:  # plotly keeps room for a title told to be empty
        return 0.0
    usual = {"size": 1.2 * plot.face(None).size}
    size, more = plot.face(told.get("font"), usual).size, text.count("<br>")
    if "standoff" in told:
        return float(size * (_CAPITAL + more * measure.LEADING) + told["standoff"])
    return float(size * (more + 1) * measure.LEADING if more else size)


def title(plot: Plot, axis: Axis) -> list[Item]:
    """The title of an axis, along its middle, moved away from the words of ticks that it would touch."""
    text = _title_text(axis)
    if not text:
        return []
    told = axis.told["title"]
    face = plot.face(told.get("font"), {"size": 1.2 * plot.face(None).size})
    lines = rich.lines(text, face)
    leading = measure.LEADING * face.size
    away = _title_away(plot, axis, face.size, len(lines) - 1)
    middle, at = sum(axis.ends) / 2, edge(plot, axis)
    made = Words(middle, at + away, lines, "middle", leading) if axis.is_x else \
        Words(at - away, middle, lines, "middle", leading, angle=-90)  # fmt: skip
    moved = _scoot(plot, axis, made, 0.0 if "standoff" in told else 2.0)
    return [replace(made, y=made.y + moved) if axis.is_x else replace(made, x=made.x - moved)]


def _title_away(plot: Plot, axis: Axis, size: float, more: int) -> float:
    """Distance of the first baseline of a title from the axis, before anything is in its way."""
    told = axis.told["title"]
    if "standoff" in told:
        share = _CAPITAL if axis.is_x else _MIDDLE + more * measure.LEADING
        return float(_depth(plot, axis) + told["standoff"] + size * share)
    labelled = bool(axis.told.get("showticklabels", True))
    beside = (1.5 if labelled else 0.5) if axis.is_x else (0.5 if labelled else 0.0)
    return 10 + size * (1.5 + beside) + max(0.0, float(axis.told.get("linewidth", 1)) - 1)


def _scoot(plot: Plot, axis: Axis, words: Words, pad: float) -> float:
    """Pixels that a title moves away from the words of ticks; never out of the picture (plotly's `scootTitle`)."""
    size = words.lines[0][0].face.size
    box = measure.extent(words.lines, size, plot.lang)
    if axis.is_x:
        along, near, far = words.x, words.y - box.ascent, words.y - box.ascent + box.height
        most = plot.spec.height - far
    else:
        at = words.x - box.ascent
        along, near, far = words.y, -(at + box.height), -at
        most = at
    if most < 0:
        return most
    moved, zero = 0.0, edge(plot, axis)
    for tick in _named(plot, axis) if axis.told.get("showticklabels", True) else ():
        reach, ends = _span(plot, axis, tick)
        outer = zero + reach if axis.is_x else -(zero - reach)
        if ends[0] - pad <= along + box.width / 2 and along - box.width / 2 <= ends[1] + pad and near <= outer + pad:
            moved = max(moved, outer - near + pad)
    del far
    return min(moved, most)
