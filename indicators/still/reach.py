"""Ranges that plotly finds by itself where the layout tells none, from what is drawn and the room marks need.

The rules are those of plotly.js 4.1 (src/plots/cartesian/autorange.js): five per cent of the length beside marks and
text, the size of the marks, and `rangemode`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from indicators.still.axis import Axis

_EXTRA = 0.05
_LEAST_SPAN = 0.1  # of the length that must stay for the data beside the pads


@dataclass(frozen=True)
class Need:
    """What one trace needs of an axis: its ends, pixels beside them, and whether some more should be left."""

    low: float
    high: float
    pad: float = 0.0
    padded: bool = False
    to_zero: bool = False
    pad_above: float | None = None
    """Pixels beyond the high end where they are others."""


def fit(axis: Axis, needs: Sequence[Need]) -> tuple[float, float]:
    """The range of an axis that has none of its own.

    Returns
    -------
    (float, float)
        Ends in coordinates of the axis; (0, 1) where nothing is drawn against it.
    """
    found = [need for need in needs if math.isfinite(need.low) and math.isfinite(need.high)]
    if not found:
        return (0.0, 1.0) if axis.kind != "date" else (946684800000.0, 978307200000.0)
    zero = axis.told.get("rangemode") == "tozero" and axis.kind == "linear"
    lows = [_Side(min(0.0, need.low) if need.to_zero else need.low, _pad(axis, need)) for need in found]
    highs = [_Side(max(0.0, need.high) if need.to_zero else need.high, _pad(axis, need, above=True)) for need in found]
    lowest, highest = min(side.value for side in lows), max(side.value for side in highs)
    if lowest == highest:
        return _single(lowest, zero, max(side.pad for side in highs) / axis.length)
    low, high = _tightest(lows, highs, axis.length)
    if zero:
        low = _Side(0.0, 0.0) if low.value >= 0 else low
        high = _Side(0.0, 0.0) if high.value <= 0 else high
    scale = (high.value - low.value) / (axis.length - low.pad - high.pad)
    return low.value - scale * low.pad, high.value + scale * high.pad


@dataclass(frozen=True)
class _Side:
    value: float
    pad: float


def _pad(axis: Axis, need: Need, *, above: bool = False) -> float:
    """Pixels beside an end of a trace; none where a bar stands on zero."""
    own = need.pad_above if above and need.pad_above is not None else need.pad
    if need.to_zero and (need.high <= 0 if above else need.low >= 0):
        return 0.0
    return own + (_EXTRA * axis.length if need.padded else 0.0)


def _single(value: float, zero: bool, share: float) -> tuple[float, float]:
    """The range around one value."""
    if not zero:
        return value - 1, value + 1
    if value == 0:
        return 0.0, 1.0
    end = value / (1 - min(0.5, share))
    return (0.0, end) if value > 0 else (end, 0.0)


def _tightest(lows: list[_Side], highs: list[_Side], length: float) -> tuple[_Side, _Side]:
    """The pair of ends that leaves the fewest pixels a unit, so that every trace has its room."""
    best, chosen = 0.0, (lows[0], highs[0])
    for low in lows:
        for high in highs:
            span, room = high.value - low.value, length - low.pad - high.pad
            if span <= 0:
                continue
            if room > length * _LEAST_SPAN:
                if span / room > best:
                    best, chosen = span / room, (low, high)
            elif span / length > best:
                best, chosen = span / length, (_Side(low.value, 0.0), _Side(high.value, 0.0))
    return chosen
