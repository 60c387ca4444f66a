"""Bytes between server and browser until the first chart is drawn, counted by a relay between the two."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING

from benchmarks.browser import FINISHED, browser, new_page, seconds_to_chart
from benchmarks.figure import Figure
from benchmarks.server import BARE, HOST, OURS, Server, Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession

MEGA = 1_000_000
LARGEST = 4


class Relay:
    """Passes every connection on to a port of this machine and counts the bytes that come back."""

    def __init__(self, port: int) -> None:
        self.target, self.received = port, 0
        self.listening = socket.create_server((HOST, 0))
        self.url = f"http://{HOST}:{self.listening.getsockname()[1]}"

    def __enter__(self) -> Relay:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.listening.close()

    def _listen(self) -> None:
        with suppress(OSError):  # closed at the end of the block
            while True:
                near, _ = self.listening.accept()
                far = socket.create_connection((HOST, self.target))
                threading.Thread(target=self._copy, args=(near, far, 0), daemon=True).start()
                threading.Thread(target=self._copy, args=(far, near, 1), daemon=True).start()

    def _copy(self, source: socket.socket, sink: socket.socket, counted: int) -> None:
        with suppress(OSError):  # the browser closes connections as it likes
            while part := source.recv(65536):
                self.received += counted * len(part)
                sink.sendall(part)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)


def measure() -> Iterator[Figure]:
    """Ours and the bare page, once each: the same bytes come every time."""
    with browser() as running:
        ours, files = _received(running, OURS)
        bare, others = _received(running, BARE)
    told = f"ours {ours / MEGA:.2f} MB, bare {bare / MEGA:.2f} MB received; largest of ours: {_largest(files)}; "
    told += f"of the bare page: {_largest(others)}"
    yield Figure("bytes to the first chart, ours / bare", ours / bare, "x", None, told)


def _received(running: Browser, site: Site) -> tuple[int, Counter[str]]:
    """Bytes of everything, and of each file by the browser's own account."""
    with Server(site) as server, Relay(server.port) as relay:
        page = new_page(running)
        files = _watched(page.context.new_cdp_session(page))
        seconds_to_chart(page, relay.url + site.path)
        page.wait_for_selector(FINISHED)
        received = relay.received
        page.context.close()
    return received, files


def _watched(session: CDPSession) -> Counter[str]:
    files: Counter[str] = Counter()
    names: dict[str, str] = {}

    def asked(event: dict[str, object]) -> None:
        names[str(event["requestId"])] = str(event["response"]["url"]).split("?")[0].rsplit("/", 1)[-1] or "/"  # type: ignore[index]

    def came(event: dict[str, object]) -> None:
        files[names.get(str(event["requestId"]), "?")] += int(str(event["encodedDataLength"]).split(".")[0])

    def message(event: dict[str, object]) -> None:
        files["page contents (before compression)"] += len(str(event["response"]["payloadData"])) * 3 // 4  # type: ignore[index]

    session.on("Network.responseReceived", asked)
    session.on("Network.loadingFinished", came)
    session.on("Network.webSocketFrameReceived", message)
    session.send("Network.enable")
    return files


def _largest(files: Counter[str]) -> str:
    return ", ".join(f"{name} {size / MEGA:.2f} MB" for name, size in files.most_common(LARGEST))
