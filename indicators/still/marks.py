"""Marks of a scatter trace: their outline, size and inks, as plotly fills in what is not told."""

from __future__ import annotations

from indicators.still import symbols
from indicators.still.scene import NONE, Box, Hatch, Mark, Pen
from indicators.still.spec import Trace
from indicators.still.values import nth

_SIZE, _LINE, _GREY = 6.0, "#444", "#444"
_BUBBLE_OPACITY, _BUBBLE_EDGE = 0.7, "#fff"
_DASHES = {"dot": (1, 1), "dash": (3, 3), "longdash": (5, 5), "dashdot": (3, 1, 1, 1), "longdashdot": (5, 2, 1, 2)}
_LEAST_DASH = 3.0  # pixels of a unit in the patterns above


def dashes(name: str, width: float) -> tuple[float, ...]:
    """Lengths of dashes and gaps in pixels; empty for a solid line."""
    if name.endswith("px") or "," in name:
        return tuple(float(part.strip().removesuffix("px")) for part in name.split(","))
    unit = max(width, _LEAST_DASH)
    return tuple(unit * part for part in _DASHES.get(name, ()))


def mark(trace: Trace, number: int, x: float, y: float, *, size: float | None = None, clip: Box | None = None) -> Mark:
    """The mark of one point.

    Parameters
    ----------
    size : float, optional
        Instead of the point's own, in pixels across.
    """
    told = trace.get("marker") or {}
    edge = told.get("line") or {}
    bubble = isinstance(told.get("size"), list)
    line_colour = (trace.get("line") or {}).get("color")
    fill = str(nth(told.get("color"), number, line_colour or _GREY))
    symbol = str(nth(told.get("symbol"), number, "circle"))
    width = float(nth(edge.get("width"), number, 1 if bubble else 0))
    usual = line_colour if line_colour and fill != line_colour else _BUBBLE_EDGE if bubble else _LINE
    stroke = str(nth(edge.get("color"), number, usual))
    if symbols.is_open(symbol):
        fill, stroke, width = NONE, fill, width or 1.0
    elif symbol in symbols.UNFILLED:
        fill = NONE
    opacity = float(nth(told.get("opacity"), number, _BUBBLE_OPACITY if bubble else 1)) * trace.get("opacity", 1)
    across = size if size is not None else float(nth(told.get("size"), number, _SIZE))
    pen = Pen(fill, stroke if width else NONE, width, opacity=opacity)
    return Mark(x, y, symbols.outline(symbol, round(across / 2, 2)), pen, clip)


def fill_pen(trace: Trace) -> Pen:
    """The pen of a trace's area: a colour, or slanting lines over one."""
    colour = str(trace.get("fillcolor") or (trace.get("line") or {}).get("color", _GREY))
    told = trace.get("fillpattern") or {}
    if not told.get("shape"):
        return Pen(fill=colour)
    size, share = float(told.get("size", 8)), float(told.get("solidity", 0.3))
    # plotly makes the lines as wide as their share of the square asks
    hatch = Hatch(str(told.get("bgcolor", NONE)), str(told.get("fgcolor", colour)), size, share * size)
    return Pen(fill=hatch.ground, hatch=hatch)
