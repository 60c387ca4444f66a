"""A QR code as shapes of a layout, in the lower right corner beside the caption."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import segno

from indicators.printing import Sheet

DARK, LIGHT = "#010203", "#FEFEFE"  # in no palette: a code is dark on light in every theme
QUIET = 2
"""Light modules around the code; the paper is light as well."""
_SHARE = 6.4
"""Side of a code in sizes of the caption's type."""

Modules = Sequence[Sequence[int]]


def modules(address: str) -> Modules:
    """Rows of a code, 1 for dark."""
    return tuple(tuple(int(one) for one in row) for row in segno.make(address, error="m", micro=False).matrix)


def side(sheet: Sheet) -> int:
    """Pixels that a code takes."""
    return round(_SHARE * sheet.notes)


def shapes(rows: Modules, over: Mapping[str, Any], sheet: Sheet) -> list[dict[str, Any]]:
    """A light square and its dark runs, told against the plot (`paper`) as the layout has it."""
    margin = over["margin"]
    wide, high = (
        over["width"] - margin["l"] - margin["r"],
        over["height"] - margin["t"] - margin["b"],
    )
    length = side(sheet)
    one = length / (len(rows) + 2 * QUIET)
    left, top = over["width"] - sheet.edge - length, over["height"] - 0.4 * sheet.edge - length

    def box(x0: float, y0: float, x1: float, y1: float, colour: str) -> dict[str, Any]:
        across = [(left + x * one - margin["l"]) / wide for x in (x0, x1)]
        up = [1 - (top + y * one - margin["t"]) / high for y in (y0, y1)]
        return {"type": "rect", "xref": "paper", "yref": "paper", "x0": across[0], "x1": across[1], "y0": up[0],
                "y1": up[1], "line": {"width": 0}, "fillcolor": colour, "layer": "above"}  # fmt: skip

    whole = len(rows) + 2 * QUIET
    made = [box(0, 0, whole, whole, LIGHT)]
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                made.append(box(x + QUIET, y + QUIET, end + QUIET, y + QUIET + 1, DARK))
            x = max(end, x + 1)
    return made
