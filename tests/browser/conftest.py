"""A server of this project on a free port, and Debian's chromium in front of it; skipped where either is missing."""

from __future__ import annotations

import datetime as dt
import os
import re
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from indicators import refresh
from indicators.catalog import catalog
from indicators.series import Payload
from indicators.store import ENVIRONMENT, Cache

ROOT = Path(__file__).resolve().parent.parent.parent
LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
START_SECONDS, DRAW_MILLISECONDS = 60, 90_000
REAL_FILES = {
    "masie": "sea_ice/masie_2026-06-27/masie_4km_allyears_extent_sqkm.csv",
    "sea_ice_index": "sea_ice/N_Sea_Ice_Index_Regional_Daily_Data_G02135_v4.0.xlsx",
    "sea_ice_index_monthly": "sea_ice/N_Sea_Ice_Index_Regional_Monthly_Data_G02135_v4.0.xlsx",
}
# Of a deep link `/page` Streamlit first asks for these below the page's address; it then finds them at the root.
STREAMLITS_OWN_404 = re.compile(r"http://127\.0\.0\.1:\d+/[a-z_]+/_stcore/(health|host-config)")
# All is sent (the footer comes last), every component has come in place of its grey bar, every chart is drawn.
DRAWN = """() => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === 'notRunning'
    && document.querySelector('.aoi-foot')
    && !document.querySelector('[data-testid="stSkeleton"]')
    && [...document.querySelectorAll('.aoi-card')].every((card) => card.querySelector('.main-svg'))"""


@dataclass
class Visit:
    """A page in the browser, with everything it asked for and complained about."""

    page: Any
    name: str
    lang: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def foreign(self) -> list[str]:
        """Requests that left this machine."""
        return [
            url for url in self.asked if not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))
        ]


class Server:
    """`streamlit run app.py` on a free port or the one given, with its own home and cache."""

    def __init__(self, cache: Path, home: Path, port: int = 0) -> None:
        with socket.socket() as free:
            free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            free.bind(("127.0.0.1", port))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.log = home / "server.log"
        options = ["--server.port", str(port), "--server.address", "127.0.0.1"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "app.py", *options],
                cwd=ROOT,
                env={**os.environ, ENVIRONMENT: str(cache), "HOME": str(home)},
                stdout=log,
                stderr=log,
            )

    def __enter__(self) -> Server:
        """Wait until it listens; the probe runs no page, so the server stays cold."""
        pause = threading.Event()
        for _ in range(START_SECONDS * 20):
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5):  # noqa: S310 - loopback
                    return self
            except OSError:
                assert self.process.poll() is None, self.said()
                pause.wait(0.05)
        self.__exit__()
        raise AssertionError(f"no server after {START_SECONDS} s: {self.said()}")

    def said(self) -> str:
        """What the server wrote to its log."""
        return self.log.read_text(errors="replace")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Cache:
    """The shipped snapshot without anything fetched here; made of provider files where none is shipped."""
    cache = Cache(tmp_path_factory.mktemp("shown"))
    shipped = ROOT / "cache" / "snapshot"
    if any(shipped.glob("series/*.parquet")):
        cache.snapshot.path.symlink_to(shipped, target_is_directory=True)
        return cache
    upstream = request.getfixturevalue("upstream")
    for source, file in REAL_FILES.items():
        payload = Payload.from_file(upstream / file, dt.datetime(2026, 6, 28, tzinfo=dt.UTC))
        refresh.take(cache.live, catalog(), source, payload)
    return cache


@pytest.fixture(scope="session")
def server(browser: Any, shown: Cache, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests of a process; a test of what a fresh or other server does starts its own."""
    with Server(shown.root, tmp_path_factory.mktemp("home")) as running:
        yield running


def visit(browser: Any, server: Server, name: str, lang: str, size: dict[str, int], query: str = "") -> Visit:
    """Open a page by its address in the tab of this process and wait until everything on it is drawn.

    The tab keeps what it fetched and compiled, which is most of the work of a page, and nothing else of the visit
    before, whose page is gone. A test that needs a page beside others, or a browser that never was here, uses
    `first_visit`.
    """
    page = _tab(browser)
    page.set_viewport_size(size)
    return _go(page, server, name, lang, query)


def first_visit(browser: Any, server: Server, name: str, lang: str, size: dict[str, int], query: str = "") -> Visit:
    """The same in a new browser profile, which has fetched nothing yet; who opened it closes its context."""
    page = browser.new_context(viewport=size, locale="en-GB", accept_downloads=True).new_page()
    return _go(page, server, name, lang, query)


_TABS: dict[Any, Any] = {}
_HEARD: dict[Any, list[tuple[str, Any]]] = {}


def _tab(browser: Any) -> Any:
    """The one tab, as empty as a new one: no storage, cookies, permissions, media, pointer or listeners."""
    from playwright.sync_api import Error

    page = _TABS.get(browser)
    for event, hear in _HEARD.pop(page, []):
        page.remove_listener(event, hear)
    try:
        if page is not None and page.url.startswith("http"):
            page.evaluate("localStorage.clear(); sessionStorage.clear();")
    except Error:  # a test left it on a page that did not come, or closed
        page.context.close()
        page = None
    if page is None:
        page = _TABS[browser] = browser.new_context(locale="en-GB", accept_downloads=True).new_page()
        return page
    page.goto("about:blank")
    page.context.clear_cookies()
    page.context.clear_permissions()
    page.emulate_media(media="screen", color_scheme="light", reduced_motion="no-preference")
    page.mouse.move(0, 0)
    return page


def _go(page: Any, server: Server, name: str, lang: str, query: str) -> Visit:
    made = Visit(page, name, lang)
    _HEARD[page] = [
        ("request", lambda request: made.asked.append(request.url)),
        ("websocket", lambda socket_: made.asked.append(socket_.url)),
        ("pageerror", lambda error: made.complaints.append(f"error: {error}")),
        ("console", lambda message: _keep(made, message)),
    ]
    for event, hear in _HEARD[page]:
        page.on(event, hear)
    page.goto(f"{server.url}/{name}?lang={lang}{query}")
    wait_until_drawn(page, server)
    return made


def wait_until_drawn(page: Any, server: Server) -> None:
    """Wait for the footer, which comes last, and for every chart; what is there instead is told."""
    from playwright.sync_api import TimeoutError as TooLate

    try:
        page.wait_for_function(DRAWN, timeout=DRAW_MILLISECONDS)
    except TooLate:
        there = page.locator("body").inner_text()[:600]
        pytest.fail(f"{page.url} was not drawn; it shows:\n{there}\n\nserver:\n{server.said()[-2000:]}", pytrace=False)


def _keep(made: Visit, message: Any) -> None:
    url = str((message.location or {}).get("url", ""))
    if message.type == "error" and not ("404" in message.text and STREAMLITS_OWN_404.fullmatch(url)):
        made.complaints.append(f"{message.text} ({url})")
