"""The light edition over a weak line: every page complete with an empty cache, beside a stock Streamlit page's chart.

1.6 Mbit/s and 150 ms there and back, by the browser's own throttling. A page that nobody has asked for yet is made
first; how long that takes is told apart.
"""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.browser import CHART, SCREEN, browser, on_weak_line
from benchmarks.figure import Figure, spread
from benchmarks.server import BARE, OURS, Server
from benchmarks.weak_line import PATIENCE_MS
from indicators.addresses import CHOICES

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LANGUAGES = ("en", "mn")
MOST_SECONDS, MOST_KILOBYTES = 2.0, 150.0
WHOLE = "() => performance.getEntriesByType('navigation')[0].loadEventEnd / 1000"


class Load(NamedTuple):
    """A page: seconds until it is complete, kilobytes received, and requests."""

    name: str
    seconds: float
    kilobytes: float
    requests: int


def measure() -> Iterator[Figure]:
    """Every page once in two languages, and the stock page."""
    names = [f"/light/{lang}/{page}" for lang in LANGUAGES for page in CHOICES]
    with browser() as running:
        with Server(OURS) as server:
            made = [_made(server.url + name) for name in names]
            loads = [_complete(running, server.url, name) for name in names]
        with Server(BARE) as server:
            stock = _chart(running, server.url + BARE.path)
    slowest, heaviest = max(loads, key=lambda one: one.seconds), max(loads, key=lambda one: one.kilobytes)
    told = f"{slowest.name}; all {len(loads)}: {spread([one.seconds for one in loads], 's')}; "
    told += f"the stock page's chart {stock:.1f} s"
    yield Figure("weak line: slowest light page complete", slowest.seconds, "s", MOST_SECONDS, told)
    told = f"{heaviest.name}; all: {spread([one.kilobytes for one in loads], 'kB')}; "
    told += f"at most {max(one.requests for one in loads)} request"
    yield Figure("heaviest light page on the wire", heaviest.kilobytes, "kB", MOST_KILOBYTES, told)
    told = f"when nobody has asked for it yet; {spread(made, 's')}, the first starts the process"
    yield Figure("light page made on demand", median(made), "s", None, told)


def _made(address: str) -> float:
    """Seconds until the page is there for whoever asks next."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < PATIENCE_MS / 1000:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE_MS / 1000):  # noqa: S310 - this machine
                break
        except urllib.error.HTTPError as error:
            if error.code != 503:
                raise
    return time.perf_counter() - begun


def _complete(running: Browser, root: str, name: str) -> Load:
    page, received = on_weak_line(running.new_context(viewport=SCREEN, locale="en-GB"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.startswith("http") else None)
    page.goto(root + name, wait_until="load", timeout=PATIENCE_MS)
    page.wait_for_function("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
    load = Load(name, float(page.evaluate(WHOLE)), sum(received) / 1000, len(asked))
    page.context.close()
    return load


def _chart(running: Browser, address: str) -> float:
    page, _ = on_weak_line(running.new_context(viewport=SCREEN, locale="en-GB"))
    begun = time.perf_counter()
    page.goto(address, wait_until="commit", timeout=PATIENCE_MS)
    page.wait_for_selector(CHART, state="attached", timeout=PATIENCE_MS)
    seconds = time.perf_counter() - begun
    page.context.close()
    return seconds
