"""What every trace asks of its axes: the ends of its values and the pixels beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from indicators.still import bars
from indicators.still.axis import Axis
from indicators.still.reach import Need
from indicators.still.spec import Trace


def of(traces: Iterable[Trace], axes: dict[str, Axis]) -> dict[str, list[Need]]:
    """Needs by the name of the axis; none for axes whose range is told."""
    found: dict[str, list[Need]] = defaultdict(list)
    for trace in traces:
        if trace.get("visible", True) is not True:
            continue
        x, y = axes[trace.get("xaxis", "x")], axes[trace.get("yaxis", "y")]
        if x.told.get("range") and y.told.get("range"):
            continue
        for axis, need in _bar(trace, x, y) if trace.get("type") == "bar" else _scatter(trace, x, y):
            found[axis.name].append(need)
    return found


def _ends(values: NDArray[np.float64]) -> tuple[float, float] | None:
    good = values[np.isfinite(values)]
    return (float(good.min()), float(good.max())) if good.size else None


def _scatter(trace: Trace, x: Axis, y: Axis) -> Iterable[tuple[Axis, Need]]:
    mode = trace.get("mode", "")
    xs, ys = x.coordinates(trace.get("x") or ()), y.coordinates(trace.get("y") or ())
    ends_x, ends_y = _ends(xs), _ends(ys)
    marked = "markers" in mode
    pad = 0.0
    if marked:
        size = (trace.get("marker") or {}).get("size", 6)
        pad = max(3.0, float(np.max(size)) / 1.6) if np.size(size) else 0.0
    error = trace.get("error_y") or {}
    free = not error.get("visible", bool(error)) and not (marked or "text" in mode)
    if ends_x:
        yield x, Need(*ends_x, 0.0 if free else pad, padded=not free)
    if ends_y:
        yield y, Need(*ends_y, pad, padded=True)
    if error.get("array") is not None and error.get("visible", True):
        up = np.array(error["array"], dtype=float)
        down = np.array(error.get("arrayminus", error["array"]), dtype=float)
        whole = _ends(np.concatenate([ys + up, ys - down]))
        if whole:
            yield y, Need(*whole, padded=True)


def _bar(trace: Trace, x: Axis, y: Axis) -> Iterable[tuple[Axis, Need]]:
    made = bars.extents(trace, x, y)
    if not len(made):
        return
    place, size = (y, x) if trace.get("orientation") == "h" else (x, y)
    yield place, Need(float(made[:, 0].min()), float(made[:, 1].max()))
    ends = _ends(made[:, 2:])
    if ends:
        yield size, Need(*ends, padded=True, to_zero="base" not in trace)
