"""The description of a plot as plotly.js would take it: read from the JSON that is sent to the browser.

The same choices are made here as in ui/chart.js: the narrow plot on a narrow picture, fewer labels, other margins.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from indicators.printing import narrowed

NARROW = 600  # pixels; as in ui/chart.js
_PACKED = {"f4": "<f4", "f8": "<f8", "i1": "<i1", "u1": "<u1", "i2": "<i2", "u2": "<u2", "i4": "<i4", "u4": "<u4"}

Layout = dict[str, Any]
Trace = dict[str, Any]


@dataclass(frozen=True)
class Spec:
    """Traces and layout of one picture of a given size, in pixels."""

    traces: tuple[Trace, ...]
    layout: Layout
    width: float
    height: float


def screen(told: str, width: float, height: float, narrow_below: float = NARROW) -> Spec:
    """The plot as a screen of that width shows it.

    Parameters
    ----------
    told : str
        What `figures.as_json` gives.
    width, height : float
        Size of the picture in pixels.
    narrow_below : float
        Width below which the chart's own narrow plot is taken.
    """
    whole = json.loads(told)
    own = whole["narrow"] if width < narrow_below and whole["narrow"] else None
    layout = dict((own or whole["plot"])["layout"])
    wide = whole["plot"]["data"]
    traces = [wide[part] if isinstance(part, int) else part for part in (own or whole["plot"])["data"]]
    if width < NARROW and own is None:
        layout = narrowed(layout, traces)
    return Spec(tuple(_unpacked(trace) for trace in traces), layout, width, height)


def paper(told: str) -> Spec:
    """The plot as a file holds it: title, subtitle and caption inside."""
    whole = json.loads(told)
    shown = whole["plot"]["layout"].get("showlegend", False)
    layout = whole["plot"]["layout"] | whole["print"] | {"showlegend": shown}
    traces = tuple(_unpacked(trace) for trace in whole["plot"]["data"])
    return Spec(traces, layout, layout["width"], layout["height"])


def _unpacked(part: Any) -> Any:
    """The same with packed numbers as lists; hover texts are left out."""
    if isinstance(part, dict):
        if part.keys() >= {"bdata", "dtype"}:
            return np.frombuffer(base64.b64decode(part["bdata"]), _PACKED[part["dtype"]]).tolist()
        return {key: _unpacked(value) for key, value in part.items() if not key.startswith(("hover", "customdata"))}
    return part
