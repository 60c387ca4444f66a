"""Memory of the server while ten browser sessions are open, against the bare pages with as many."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.browser import CHART, FINISHED, browser, new_page
from benchmarks.figure import Figure
from benchmarks.server import BARE, OURS, READING, Memory, Server, Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SESSIONS = 10
ROUNDS = 2
TARGET = 1.2
SETTLE_MS = 1000
ADDRESSES = (
    "/sea_ice", "/home", "/dissolved_iron", "/river", "/populations", "/sources",
    "/sea_ice?region=bering_sea", "/sea_ice?region=yellow_sea", "/dissolved_iron?country=RUS", "/sea_ice?country=JPN",
)  # fmt: skip


def measure() -> Iterator[Figure]:
    """Ours on ten different pages; the bare page, and the bare page that reads a frame, ten times each."""
    sites = (OURS, BARE, READING)
    held: dict[str, list[Memory]] = {site.name: [] for site in sites}
    with browser() as running:
        for _ in range(ROUNDS):
            for site in sites:
                held[site.name].append(_with_sessions(running, site))
    for other, target in ((BARE, TARGET), (READING, TARGET)):
        pairs = list(zip(held[OURS.name], held[other.name], strict=True))
        told = f"{SESSIONS} sessions; PSS {_middle(held[OURS.name])} and {_middle(held[other.name])} MB, "
        told += f"ratio of RSS {median(a.resident / b.resident for a, b in pairs):.2f}"
        what = f"memory with {SESSIONS} sessions, ours / {other.name}"
        yield Figure(what, median(a.share / b.share for a, b in pairs), "x", target, told)


def _middle(found: list[Memory]) -> str:
    return f"{median(one.share for one in found):.0f}"


def _with_sessions(running: Browser, site: Site) -> Memory:
    addresses = ADDRESSES if site is OURS else (site.path,) * SESSIONS
    with Server(site) as server:
        pages = [new_page(running) for _ in addresses]
        for page, address in zip(pages, addresses, strict=True):
            page.goto(server.url + address, wait_until="commit")
            page.wait_for_selector("h1, .js-plotly-plot")
            page.wait_for_selector(FINISHED)
            if page.locator(".js-plotly-plot, .aoi-card").count():
                page.wait_for_selector(CHART, state="attached")
        pages[-1].wait_for_timeout(SETTLE_MS)
        found = server.memory()
        for page in pages:
            page.context.close()
        return found
