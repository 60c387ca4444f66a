"""Everything that can go wrong between a provider and this project, as a spoiled reply."""

from __future__ import annotations

import datetime as dt
import gzip
import socket
import ssl
import struct
import subprocess
import threading
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import repeat
from pathlib import Path

from tests.faults.samples import Rows
from tests.mirror import LOGIN_PAGE, Mirror, Reply

Spoil = Callable[[Reply], Reply]
ELSEWHERE = "https://evil.example.net/file"


def instead(body: bytes, status: int = 200, **headers: str) -> Spoil:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda reply: Reply(body, status=status, headers=named)


def to(target: str, status: int = 302) -> Spoil:
    return lambda reply: Reply(status=status, headers={"Location": target})


def spoken(speak: Callable[[socket.socket, threading.Event, bytes], None]) -> Spoil:
    """A reply that is said byte by byte; it knows the body that it should have given."""
    return lambda reply: Reply(raw=lambda client, closing: speak(client, closing, reply.body))


def headers_by_drops(client: socket.socket, closing: threading.Event, body: bytes) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not closing.wait(0.02):
        client.sendall(b".")


def body_by_drops(client: socket.socket, closing: threading.Event, body: bytes) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    while not closing.wait(0.02):
        client.sendall(b" ")


def reset_in_the_middle(client: socket.socket, closing: threading.Event, body: bytes) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % max(2, len(body)) + body[: len(body) // 2])
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def hung_up(client: socket.socket, closing: threading.Event, body: bytes) -> None:
    client.close()


def garbled(client: socket.socket, closing: threading.Event, body: bytes) -> None:
    client.sendall(b"\x00\xff NOT HTTP\r\n\r\n")


def bomb(reply: Reply) -> Reply:
    """A gigabyte of noughts in a megabyte."""
    block, packer = bytes(1 << 20), zlib.compressobj(9, wbits=31)

    def packed() -> object:
        for one in repeat(block, 1024):
            yield packer.compress(one)
        yield packer.flush()

    return Reply(headers={"Content-Encoding": "gzip"}, stream=packed)  # type: ignore[arg-type]


def half(reply: Reply) -> Reply:
    body = reply.body or b"{}"
    return Reply(body[: len(body) // 2], length=len(body))


def too_long(reply: Reply) -> Reply:
    """Promises fewer bytes than it sends: the client sees the first ones only."""
    return Reply(reply.body, length=max(1, len(reply.body) // 3))


def half_packed(reply: Reply) -> Reply:
    return Reply(gzip.compress(reply.body)[:-9], headers={"Content-Encoding": "gzip"})


TRANSPORT: Mapping[str, Spoil] = {
    "404": instead(b"no", 404),
    "403": instead(b"no", 403),
    "410 gone": instead(b"no", 410),
    "500": instead(b"no", 500),
    "503 with Retry-After": instead(b"no", 503, Retry_After="3600"),
    "429": instead(b"no", 429),
    "truncated": half,
    "wrong Content-Length": too_long,
    "reset in the middle": spoken(reset_in_the_middle),
    "hangs up": spoken(hung_up),
    "no HTTP": spoken(garbled),
    "empty": instead(b""),
    "only blanks": instead(b"\n \n"),
    "login page": instead(LOGIN_PAGE, Content_Type="text/html"),
    "page without doctype": instead(b"<head><title>Login</title></head>\n<body>Sign in</body>"),
    "JSON error with 200": instead(b'{"error": true, "message": "maintenance"}'),
    "wrong type: picture": instead(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8),
    "wrong type: torn zip": instead(b"PK\x03\x04" + bytes(range(256)) * 8),
    "gzip bomb": bomb,
    "half of a packed body": half_packed,
    "unknown packing": instead(b"\x00" * 64, Content_Encoding="br"),
    "redirect loop": lambda reply: Reply(status=302, headers={"Location": "?again"}),
    "redirect to another host": to(ELSEWHERE),
    "redirect to this machine": to("http://127.0.0.1:22/"),
    "redirect to a private address": to("https://192.168.0.1/"),
    "redirect to cloud metadata": to("http://169.254.169.254/latest/meta-data/"),
    "redirect to a file": to("file:///etc/passwd"),
    "provider renamed it (301 to a page)": to("/gone-elsewhere", 301),
    "304 to whatever is asked": instead(b"", 304),
}
SLOW: Mapping[str, Spoil] = {
    "no answer": lambda reply: Reply(pause=60),
    "headers by drops": spoken(headers_by_drops),
    "body by drops": spoken(body_by_drops),
}
HARMLESS: Mapping[str, Spoil] = {
    "slow start": lambda reply: replace(reply, pause=0.02),
    "dates of 1970": lambda reply: dated(reply, "Thu, 01 Jan 1970 00:00:00 GMT"),
    "dates of the future": lambda reply: dated(reply, "Fri, 01 Jan 2100 00:00:00 GMT"),
}


def dated(reply: Reply, moment: str) -> Reply:
    return replace(reply, etag="", last_modified=moment, headers=reply.headers | {"Date": moment})


def middle(rows: Rows) -> Rows:
    """Without most of the middle: the ends stay, so that it is no older edition."""
    kept = max(1, len(rows) // 8)
    return rows[:kept] + rows[-kept:]


def later(rows: Rows) -> Rows:
    day, value = rows[-1]
    return [*rows, (day.replace(year=2056), value)]


def next_row(rows: Rows) -> Rows:
    (before, _), (last, value) = rows[-2:]
    step = (last - before).days
    return [*rows, (last + dt.timedelta(days=366 if step > 300 else 31 if step > 27 else step), value)]


CONTENT: Mapping[str, Callable[[Rows], Rows]] = {
    "shrunken": middle,
    "thousand": lambda rows: [(day, None if value is None else value * 1000) for day, value in rows],
    "blank": lambda rows: [(day, None if 1 < n < len(rows) - 2 and n % 5 else v) for n, (day, v) in enumerate(rows)],
    "twice": lambda rows: [*rows[:4], *rows[3:]],
    "ahead": later,
}
PLAUSIBLE: Mapping[str, Callable[[Rows], Rows]] = {
    "grown": next_row,
    "revised": lambda rows: [(day, v * 1.01 if v and n in (2, 5) else v) for n, (day, v) in enumerate(rows)],
}


def untrusted(folder: Path) -> ssl.SSLContext:
    """A server's certificate that nobody has signed: what a client sees whose provider's certificate was changed."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    asked = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
             "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", f"{key}", "-out",
             f"{certificate}"]  # fmt: skip
    subprocess.run(asked, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def apply(mirror: Mirror, spoil: Spoil, first: int = 0) -> None:
    """Spoil the replies from the request `first` on, counted from now."""
    mirror.asked.clear()
    mirror.spoil = lambda number, reply: spoil(reply) if number >= first else reply
