"""Time from asking for a chart's address to its first drawn curve, on a server that nobody has asked yet."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.browser import browser, new_page, seconds_to_chart
from benchmarks.figure import Figure, spread
from benchmarks.server import BARE, OURS, Server, Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAIRS = 5
TARGET = 1.3


def measure() -> Iterator[Figure]:
    """Ours against the bare page, in turns; the median of the ratios of neighbours."""
    with browser() as running:
        _once(running, BARE)  # the browser's own first start is nobody's
        pairs = [(_once(running, OURS), _once(running, BARE)) for _ in range(PAIRS)]
    ours, bare = zip(*pairs, strict=True)
    ratios = [one.chart / other.chart for one, other in pairs]
    told = f"{PAIRS} pairs in turns: {spread(ratios)}; ours {spread([o.chart for o in ours], 's')}, "
    told += f"bare {spread([b.chart for b in bare], 's')}"
    yield Figure("first chart on a cold server, ours / bare", median(ratios), "x", TARGET, told)
    started = [one.ready / other.ready for one, other in pairs]
    told = f"process start to ready, before anyone asks; ours {spread([o.ready for o in ours], 's')}, "
    told += f"bare {spread([b.ready for b in bare], 's')}"
    yield Figure("start of the server, ours / bare", median(started), "x", None, told)


class _Times(NamedTuple):
    """Seconds to a ready server, and from the request to the chart."""

    ready: float
    chart: float


def _once(running: Browser, site: Site) -> _Times:
    with Server(site) as server:
        page = new_page(running)
        seconds = seconds_to_chart(page, server.url + site.path)
        page.context.close()
        return _Times(server.seconds_to_ready, seconds)
