"""The byte budget of a light page: 150 kB on the wire, everything included.

Folded parts are opened while they fit. What is still too heavy gives up, chart by chart from the end, first the
table of values, then the picture: the finding, the caption and the alternative text always stay.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import replace

from indicators.light.record import Chart, Fold, Part, Record

MOST_BYTES = 146_000
"""Of the compressed page; the rest of the 150 kB is for headers."""


def weight(html: str) -> int:
    """Bytes of a page on the wire, for a browser that takes gzip only."""
    return len(gzip.compress(html.encode(), 9, mtime=0))


def within(run: Callable[[bool], Record], composed: Callable[[Record], str]) -> str:
    """The fullest page that the budget allows.

    Parameters
    ----------
    run : callable
        Runs the page, with folded parts opened or not.
    composed : callable
        Makes HTML of a record.
    """
    html = composed(run(True))
    if weight(html) <= MOST_BYTES:
        return html
    record = run(False)
    html = composed(record)
    while weight(html) > MOST_BYTES:
        lighter = without_last(record)
        if lighter is None:
            return html
        record = lighter
        html = composed(record)
    return html


def without_last(record: Record) -> Record | None:
    """The record without the picture of its last chart that has one; None when there is none left."""
    parts = list(record.parts)
    for at in range(len(parts) - 1, -1, -1):
        lighter = _lighter(parts[at])
        if lighter is not None:
            parts[at] = lighter
            return replace(record, parts=tuple(parts))
    return None


def _lighter(part: Part) -> Part | None:
    if isinstance(part, Chart) and part.wide:
        return replace(part, wide="", narrow="")
    if isinstance(part, Fold):
        inner = list(part.parts)
        for at in range(len(inner) - 1, -1, -1):
            lighter = _lighter(inner[at])
            if lighter is not None:
                inner[at] = lighter
                return replace(part, parts=tuple(inner))
    return None
