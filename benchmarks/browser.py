"""A browser of this machine that asks nobody but the server under measurement."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from benchmarks.figure import UnmeasurableError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

SCREEN: ViewportSize = {"width": 1280, "height": 900}
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
)
CHART = ".js-plotly-plot .main-svg .trace"  # a curve or a set of marks, not only the empty frame of a plot
FINISHED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
PATIENCE_MS = 60_000
BYTES_A_SECOND, LATENCY_MS = 1.6e6 / 8, 150  # of a weak line


@contextmanager
def browser() -> Iterator[Browser]:
    """Debian's chromium, driven by playwright."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise UnmeasurableError("no chromium here: apt-get install chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise UnmeasurableError("no playwright here: pip install -r requirements-dev.txt") from error
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=program, args=list(QUIET))
        try:
            yield running
        finally:
            running.close()


def new_page(running: Browser) -> Page:
    """A page with an empty browser cache and a session of its own."""
    page = running.new_context(viewport=SCREEN, locale="en-GB").new_page()
    page.set_default_timeout(PATIENCE_MS)
    return page


def on_weak_line(context: BrowserContext) -> tuple[Page, list[float]]:
    """A page on a line of 1.6 Mbit/s and 150 ms there and back, and the sizes of what it has received."""
    page = context.new_page()
    session, received = context.new_cdp_session(page), list[float]()
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: received.append(float(event["encodedDataLength"])))
    conditions = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": BYTES_A_SECOND,
                  "uploadThroughput": BYTES_A_SECOND}  # fmt: skip
    session.send("Network.emulateNetworkConditions", conditions)
    return page, received


def seconds_to_chart(page: Page, address: str) -> float:
    """Seconds from asking for an address to its first drawn chart."""
    begun = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(CHART, state="attached")
    return time.perf_counter() - begun


def link_to(page: Page, name: str) -> str:
    """Selector of the link to a page in the navigation; the menu it stands in is opened."""
    link = f'[data-testid^="stTopNav"][href$="/{name}"]'
    for menu in page.locator('[data-testid="stTopNavSection"]').all():
        if page.locator(link).count():
            break
        menu.click()
        page.wait_for_selector('[data-testid="stTopNavDropdownLink"]')
    return link
