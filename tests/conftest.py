"""Fixtures for all tests: nothing here, and no test, needs a network."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from indicators import store
from indicators.download import http as download
from indicators.download.http import Http, Limits
from indicators.store import Cache
from tests.mirror import Mirror

ROOT = Path(__file__).resolve().parent.parent
UPSTREAM = "AMUR_OKHOTSK_UPSTREAM"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LIMITS = Limits(connect_seconds=3, read_seconds=1, total_seconds=3, retries=1, backoff_seconds=0)

settings.register_profile("project", deadline=None)  # a busy machine is not a failure
settings.load_profile("project")


@pytest.fixture(autouse=True)
def _apart_from_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test uses the cache or mirror of whoever runs it, or reaches beyond this machine."""
    monkeypatch.delenv(store.ENVIRONMENT, raising=False)
    monkeypatch.delenv(download.ENVIRONMENT, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def only_here(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise OSError(f"a test tried to reach {address[0]}")
        connect(self, address)

    def known_here(host: Any, *rest: Any, **more: Any) -> Any:
        if host not in (None, "", "127.0.0.1", "::1", "localhost"):
            raise socket.gaierror(f"a test tried to look up {host}")
        return resolve(host, *rest, **more)

    monkeypatch.setattr(socket.socket, "connect", only_here)
    monkeypatch.setattr(socket, "getaddrinfo", known_here)


@pytest.fixture(scope="session")
def upstream() -> Path:
    """Folder of whole provider files, which are too large or not free to be kept in the repository."""
    beside = sorted(ROOT.parent.glob("*/upstream")) or [ROOT.parent / "upstream"]
    folder = Path(os.environ.get(UPSTREAM) or beside[0])
    if not folder.is_dir():
        pytest.skip(f"no folder of provider files beside the repository or in ${UPSTREAM}")
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """An empty cache."""
    return Cache(tmp_path / "cache")


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    """All providers at once, on loopback."""
    with Mirror() as running:
        yield running


@pytest.fixture
def http(mirror: Mirror) -> Http:
    """Requests that go to the mirror, with little patience."""
    return Http(mirror=mirror.url, limits=LIMITS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's chromium, which can reach nothing but this machine; one for all tests of a process."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (requirements-dev.txt)")
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no chromium here (apt-get install chromium)")
    with playwright.sync_playwright() as running:
        options = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"]
        opened = running.chromium.launch(executable_path=path, args=options)
        yield opened
        opened.close()
