"""A mirror of providers on loopback that answers as told, faults included, and counts what it is asked."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import repeat
from typing import Any

LOGIN_PAGE = b"\n<!DOCTYPE html>\n<html><head><title>Earthdata Login</title></head><body>Sign in</body></html>"
DRIP_SECONDS = 0.05
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    address: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Reply:
    """What an address answers.

    `length` is the promised size where it differs from the body's; `ranges` says that parts are given;
    `raw` speaks to the client itself, byte by byte.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str = ""
    last_modified: str = ""
    length: int | None = None
    stream: Callable[[], Iterator[bytes]] | None = None
    pause: float = 0
    ranges: bool = False
    raw: Callable[[socket.socket, threading.Event], None] | None = None


class Mirror:
    """Serves `https://HOST/PATH?QUERY` as `/HOST/PATH?QUERY`; everything else is 404.

    `otherwise` answers what no reply was put for; `spoil` makes of each reply, with the number of the request
    counted from nought, what is really sent.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.replies: dict[str, Reply] = {}
        self.asked: list[Asked] = []
        self.otherwise: Callable[[str], Reply | None] = lambda address: None
        self.spoil: Callable[[int, Reply], Reply] = lambda number, reply: reply
        self.closing = threading.Event()
        mirror = self

        class Handler(_Handler):
            owner = mirror

        self.server = _Server(("127.0.0.1", 0), Handler)
        if tls is not None:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Mirror:
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def put(self, url: str, reply: Reply) -> None:
        """Answer `url` from now on with `reply`."""
        self.replies[url.split("://", 1)[1]] = reply

    def serve(self, url: str, body: bytes, *, etag: str = "", last_modified: str = "") -> None:
        """Answer with data, and with 304 to whoever has them already."""
        self.put(url, Reply(body, etag=etag, last_modified=last_modified))

    def truncate(self, url: str, body: bytes) -> None:
        """Promise the whole body, send half of it."""
        self.put(url, Reply(body[: len(body) // 2], length=len(body)))

    def login(self, url: str) -> None:
        """A login page with status 200."""
        self.put(url, Reply(LOGIN_PAGE, headers={"Content-Type": "text/html"}))

    def fail(self, url: str, status: int, **headers: str) -> None:
        """An error status."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.put(url, Reply(b"no", status=status, headers=named))

    def hang(self, url: str) -> None:
        """Take the request and say nothing."""
        self.put(url, Reply(pause=60))

    def drip(self, url: str) -> None:
        """One byte at a time, for ever, each within the client's patience."""
        self.put(url, Reply(stream=lambda: repeat(b" "), pause=DRIP_SECONDS))

    def flood(self, url: str, megabytes: int = 1024) -> None:
        """A body that is made while it is sent and does not say how long it is."""
        block = b"0" * MEGABYTE
        self.put(url, Reply(stream=lambda: repeat(block, megabytes)))

    def redirect(self, url: str, target: str) -> None:
        """Somewhere else."""
        self.put(url, Reply(status=302, headers={"Location": target}))


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what many of these tests are about."""
        if not isinstance(sys.exception(), ConnectionError | ssl.SSLError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    owner: Mirror
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature of http.server
        pass

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        address = self.path.removeprefix("/")
        self.owner.asked.append(Asked(self.command, address, dict(self.headers), body))
        known = self.owner.replies.get(address) or self.owner.otherwise(address)
        reply = self.owner.spoil(len(self.owner.asked) - 1, known or Reply(b"no such file", status=404))
        if reply.raw is not None:
            self.close_connection = True
            with contextlib.suppress(OSError):
                reply.raw(self.connection, self.owner.closing)
            return
        try:
            self._stream(reply) if reply.stream else self._whole(reply)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _whole(self, reply: Reply) -> None:
        if self.owner.closing.wait(reply.pause):
            self.close_connection = True
            return
        known = (reply.etag and self.headers.get("If-None-Match") == reply.etag) or (
            reply.last_modified and self.headers.get("If-Modified-Since") == reply.last_modified
        )
        if reply.ranges and "Range" in self.headers and self.headers.get("If-Range", reply.etag) == reply.etag:
            reply = _part(reply, self.headers["Range"])
        self.send_response(304 if known else reply.status)
        for name, value in self._headers(reply).items():
            self.send_header(name, value)
        if known:
            self.end_headers()
            return
        self.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
        self.end_headers()
        self.wfile.write(reply.body)
        self.close_connection = reply.length is not None

    def _headers(self, reply: Reply) -> dict[str, str]:
        given = {"ETag": reply.etag, "Last-Modified": reply.last_modified, **reply.headers}
        return {name: value for name, value in given.items() if value}

    def _stream(self, reply: Reply) -> None:
        self.close_connection = True
        self.send_response(reply.status)
        for name, value in self._headers(reply).items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        for part in reply.stream() if reply.stream else ():
            if self.owner.closing.wait(reply.pause):
                return
            self.wfile.write(part)


def _part(reply: Reply, asked: str) -> Reply:
    """The reply to `Range: bytes=FIRST-LAST` or `bytes=-LENGTH`."""
    first, last = re.fullmatch(r"bytes=(\d*)-(\d*)", asked).groups()  # type: ignore[union-attr]
    whole = len(reply.body)
    start = int(first) if first else max(0, whole - int(last))
    end = min(int(last), whole - 1) if first else whole - 1
    named = {"Content-Range": f"bytes {start}-{end}/{whole}", **reply.headers}
    return Reply(reply.body[start : end + 1], 206, named, reply.etag, reply.last_modified)
