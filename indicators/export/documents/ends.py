"""Bars of uncertainty, ranges and arrows: straight pieces of helper lines, given to the marks that they go through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from indicators.export.documents.traces import (
    BAR,
    BOUNDS,
    INTERVAL,
    LINE,
    MARK,
    POINT,
    REFERENCE,
    Row,
    Trace,
    name_of,
    panel_of,
    points,
    positions,
)  # fmt: skip

Point = tuple[Any, Any]
Bar = tuple[Point, Point]
_NEAR = 1e-9


def segments(trace: Trace) -> list[Bar]:
    """Of a trace made of straight pieces along an axis, parted by gaps: their ends."""
    if trace.get("type") != "scatter" or "lines" not in str(trace.get("mode")) or trace.get("fill"):
        return []
    pieces: dict[int, list[Point]] = {}
    for _, run, x, y in points(trace):
        pieces.setdefault(run, []).append((x, y))
    if not pieces or any(len(piece) != 2 for piece in pieces.values()):
        return []
    pairs = [(piece[0], piece[1]) for piece in pieces.values()]
    along = all(a[0] == b[0] or a[1] == b[1] for a, b in pairs)
    numbers = all(isinstance(part, int | float) for pair in pairs for point in pair for part in point)
    return pairs if along and numbers else []


def attached(found: list[Row], number: int, trace: Trace, bars: Sequence[Bar], layout: Mapping[str, Any]) -> list[Row]:
    """Rows with the ends of the bars that go through them.

    A bar through several marks, or through none, is a row of its own. Across an axis that counts rows a bar is no
    interval but a stroke at a value.
    """
    made, panel = list(found), panel_of(trace, layout)
    bound, stroke = BOUNDS.get(str(trace.get("name"))), positions(trace, layout)
    on = {bar: [at for at, row in enumerate(made) if _through(row, bar, panel)] for bar in bars}
    taken = Counter((places[0], _across(bar)) for bar, places in on.items() if len(places) == 1)
    for run, (bar, places) in enumerate(on.items()):
        (x0, y0), (x1, y1) = bar
        if not places and len(bars) == 1:
            made += [Row(REFERENCE, panel, number, name_of(trace), *end, run=run) for end in bar]
        elif stroke and not _across(bar):
            made.append(Row(MARK, panel, number, name_of(trace), x0, (y0 + y1) / 2, run=run))
        elif len(places) == 1 and taken[places[0], _across(bar)] == 1 and not _known(made[places[0]], bar):
            made[places[0]] = replace(made[places[0]], **_ends(bar, bound))
        else:
            x, y = (x0 if x0 == x1 else None), (y0 if y0 == y1 else None)
            made.append(Row(INTERVAL, panel, number, name_of(trace), x, y, run=run, **_ends(bar, bound)))
    return made


def _across(bar: Bar) -> bool:
    return bool(bar[0][1] == bar[1][1])


def _through(row: Row, bar: Bar, panel: str) -> bool:
    (x0, y0), (x1, y1) = bar
    if row.part not in (POINT, LINE, BAR) or row.panel != panel:
        return False
    if not isinstance(row.x, int | float) or not isinstance(row.y, int | float):
        return False
    return _between(row.x, x0, x1) and _between(row.y, y0, y1)


def _known(row: Row, bar: Bar) -> bool:
    """Whether a row has ends along a bar already."""
    ends = (row.x_lower, row.x_upper) if _across(bar) else (row.lower, row.upper)
    return any(end is not None for end in ends)


def _between(value: float, one: float, other: float) -> bool:
    least, most = min(one, other), max(one, other)
    room = _NEAR * max(abs(least), abs(most), 1)
    return least - room <= value <= most + room


def _ends(bar: Bar, bound: str | None) -> dict[str, Any]:
    """What a bar says of its point; of an arrow only the end that it begins at is a value."""
    (x0, y0), (x1, y1) = bar
    if bound:
        along = "x_" if y0 == y1 else ""
        return {f"{along}{bound}": x0 if along else y0}
    if y0 == y1:
        return {"x_lower": min(x0, x1), "x_upper": max(x0, x1)}
    return {"lower": min(y0, y1), "upper": max(y0, y1)}
