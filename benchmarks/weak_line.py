"""Over a weak line: first chart with an empty cache and on a return visit, beside a stock Streamlit page.

1.6 Mbit/s and 150 ms there and back, by the browser's own throttling; the stock page draws one Plotly chart.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.browser import CHART, SCREEN, browser, on_weak_line
from benchmarks.figure import Figure, spread
from benchmarks.server import BARE, OURS, Server, Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PATIENCE_MS = 120_000
ROUNDS = 3
TARGETS = {"first": 14.0, "again": 2.5}


class Times(NamedTuple):
    """Seconds to the first words, the chart, the chart of a return visit; bytes received until the first chart."""

    words: float
    first: float
    again: float
    received: float


def measure() -> Iterator[Figure]:
    """Ours and the stock page in turns."""
    with browser() as running:
        pairs = [(_once(running, OURS), _once(running, BARE)) for _ in range(ROUNDS)]
    ours, bare = zip(*pairs, strict=True)
    for part, what in (("first", "first chart, empty cache"), ("again", "chart of a return visit")):
        mine, other = [getattr(one, part) for one in ours], [getattr(one, part) for one in bare]
        told = f"ours {spread(mine, 's')}, stock {spread(other, 's')}"
        yield Figure(f"weak line: {what}", median(mine), "s", TARGETS[part], told)
    told = f"stock {bare[0].words:.1f} s (its own first words come with the chart's page)"
    yield Figure("weak line: first words", median([one.words for one in ours]), "s", None, told)
    told = f"stock {bare[0].received / 1e6:.2f} MB"
    yield Figure("weak line: bytes to the first chart", median([one.received for one in ours]) / 1e6, "MB", None, told)


def _once(running: Browser, site: Site) -> Times:
    """One visitor with an empty cache, who comes back once."""
    with Server(site) as server:
        time.sleep(8)  # what is compressed beforehand is so
        context = running.new_context(viewport=SCREEN, locale="en-GB")
        try:
            page, received = on_weak_line(context)
            begun = time.perf_counter()
            page.goto(server.url + site.path, wait_until="commit", timeout=PATIENCE_MS)
            page.wait_for_function("document.body?.innerText.trim().length > 20", timeout=PATIENCE_MS)
            words = time.perf_counter() - begun
            page.wait_for_selector(CHART, state="attached", timeout=PATIENCE_MS)
            first, size = time.perf_counter() - begun, sum(received)
            page.wait_for_timeout(4000)  # what still comes behind the chart is kept too
            page.close()
            page, _ = on_weak_line(context)
            begun = time.perf_counter()
            page.goto(server.url + site.path, wait_until="commit", timeout=PATIENCE_MS)
            page.wait_for_selector(CHART, state="attached", timeout=PATIENCE_MS)
            return Times(words, first, time.perf_counter() - begun, size)
        finally:
            context.close()
