"""Getting bytes from providers: conditional, bounded in time and size, through a mirror if asked.

Only hosts that the registry names are asked, and none inside this network (`guarded`). Nothing is stored
here. A page that comes instead of data is refused; whether the data are right is the parser's business.
"""

from __future__ import annotations

import copy
import os
import re
import time
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from indicators.download import guarded
from indicators.download.guarded import Deadline
from indicators.download.pinned import Pin
from indicators.errors import DownloadError

ENVIRONMENT = "AMUR_OKHOTSK_MIRROR"
USER_AGENT = "amur-okhotsk-indicators/1 (+research dashboard)"
_REDIRECTS = (301, 302, 303, 307, 308)
_PASSING = (429, 500, 502, 503, 504)
_SECRET = ("authorization", "cookie", "proxy-authorization")
_CHUNK = 65536


@dataclass(frozen=True)
class Limits:
    """Bounds of one request: seconds to connect, between reads and in all; repeats on failure."""

    connect_seconds: float = 5
    read_seconds: float = 15
    total_seconds: float = 180
    retries: int = 3
    backoff_seconds: float = 1


@dataclass(frozen=True)
class Answer:
    """A provider's answer. `content` is empty when `not_modified`.

    Of a part of a file, `start` is the place of its first byte and `total_bytes` the size of the whole.
    """

    url: str
    content: bytes
    etag: str = ""
    last_modified: str = ""
    not_modified: bool = False
    start: int = 0
    total_bytes: int | None = None


@dataclass(frozen=True)
class Part:
    """Bytes `first` to `last` of a file, both included; without `last` its final `-first` bytes.

    `of` is the ETag of the file that earlier parts came from: a part of another file is refused.
    """

    first: int
    last: int | None = None
    of: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """How the part is asked for, unpacked: a part of a packed body could not be unpacked."""
        named = f"bytes={self.first}{'' if self.last is None else f'-{self.last}'}"
        strong = {"If-Range": self.of} if self.of and not self.of.startswith("W/") else {}
        return {"Range": named, "Accept-Encoding": "identity", **strong}

    def check(self, url: str, told: str, etag: str, length: int) -> tuple[int, int]:
        """Place of the first byte and size of the whole file, as `Content-Range` tells them.

        Raises
        ------
        DownloadError
            When these are not the bytes asked for, or not of the same file.
        """
        match = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", told.strip())
        start, end, total = (int(number) for number in match.groups()) if match else (-1, -1, -1)
        first = max(0, total + self.first) if self.last is None else self.first
        last = total - 1 if self.last is None else min(self.last, total - 1)
        if not match or (start, end) != (first, last) or length != end - start + 1:
            what = f"another part of the file came than was asked for ({told or 'Content-Range is missing'})"
            raise DownloadError(what, url, "Get the whole file by another way and `load` it.")
        if self.of and etag and etag != self.of:
            raise DownloadError("the file changed while it was read in parts", url, "Try again later.")
        return start, total


class Http:
    """One session for one refresh.

    Parameters
    ----------
    mirror : str, optional
        Base address of a mirror: `https://HOST/PATH?QUERY` is asked as `MIRROR/HOST/PATH?QUERY`.
        Default: $AMUR_OKHOTSK_MIRROR.
    limits : Limits

    `new_certificate` lets a source whose certificate is remembered show another one, which is remembered then.
    """

    def __init__(self, mirror: str | None = None, limits: Limits | None = None) -> None:
        self.mirror = (mirror if mirror is not None else os.environ.get(ENVIRONMENT, "")).rstrip("/")
        self.limits = limits or Limits()
        self.session = requests.Session()
        self.session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"})
        self.hosts: frozenset[str] | None = None
        self.pin: Pin | None = None
        self.new_certificate = False
        self.session.mount("http://", guarded.Adapter(inside=False))
        self.session.mount("https://", guarded.Adapter(inside=False))
        if self.mirror:
            self.session.mount(f"{self.mirror}/", guarded.Adapter(inside=True))

    def within(self, hosts: Collection[str]) -> Http:
        """The same session for one source, which may only ask the hosts that its registry entry names."""
        bound = copy.copy(self)
        bound.hosts = frozenset(host.lower() for host in hosts)
        return bound

    def pinned(self, pin: Pin) -> Http:
        """The same session for one source, whose unverified connections must show a certificate that the pin knows."""
        bound = copy.copy(self)
        bound.pin = pin
        return bound

    def ask(
        self,
        url: str,
        *,
        method: str = "GET",
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        etag: str = "",
        last_modified: str = "",
        max_bytes: int = 64 << 20,
        verify: bool = True,
        allow_page: bool = False,
        part: Part | None = None,
    ) -> Answer:
        """Send one request and read its answer within the limits.

        A web page counts as a failure unless `allow_page` says that one is expected. With `part`
        the answer must be that part of the file; a server that sends all of it is refused unread.

        Raises
        ------
        DownloadError
            No answer, an error status, too big, too slow, or a web page instead of data.
        """
        sent = dict(headers or {}) | (part.headers if part else {})
        if etag:
            sent["If-None-Match"] = etag
        if last_modified:
            sent["If-Modified-Since"] = last_modified
        self._require_registered(url)
        with Deadline(self.limits.total_seconds) as deadline, guarded.pinning(self.pin):
            try:
                with self._follow(url, method, data, sent, verify, deadline) as response:
                    return self._answer(url, response, max_bytes, deadline, allow_page, part)
            except (requests.RequestException, HTTPError, OSError, zlib.error) as error:
                reason = _reason(error) if deadline.left else "no answer in time"
                raise DownloadError(reason, url, "The last good data stay; try again later.") from error

    def _require_registered(self, url: str) -> None:
        host = (urlsplit(url).hostname or "").lower()
        if self.hosts is not None and host not in self.hosts:
            known = ", ".join(sorted(self.hosts))
            what = f"not a host of this source's registry entry ({known})"
            raise DownloadError(what, url, "If it is the provider's, name it under `hosts` there.")

    def _follow(
        self,
        url: str,
        method: str,
        data: Mapping[str, str] | None,
        headers: Mapping[str, str],
        verify: bool,
        deadline: Deadline,
    ) -> requests.Response:
        """Send, and follow redirects within the provider's own hosts."""
        host = urlsplit(url).hostname
        for _ in range(6):
            response = self._send(url, method, data, headers, verify, deadline)
            if response.status_code not in _REDIRECTS or "Location" not in response.headers:
                return response
            response.close()
            url = self._target(url, response.headers["Location"], host)
            if urlsplit(url).hostname != host:  # a secret and an exception are for the host that they were given for
                headers = {name: part for name, part in headers.items() if name.lower() not in _SECRET}
                verify = True
        raise DownloadError("too many redirects", url, "Check the address.")

    def _target(self, url: str, location: str, host: str | None) -> str:
        """Where a redirect leads, as an address of the provider."""
        target = urljoin(url, location)
        if self.mirror and target.startswith(f"{self.mirror}/"):
            target = f"{urlsplit(url).scheme}://{target.removeprefix(f'{self.mirror}/')}"
        parts = urlsplit(target)
        if parts.scheme not in ("http", "https") or parts.hostname not in {host, *(self.hosts or ())}:
            raise DownloadError(f"redirected to another host ({target})", url, "Check the address.")
        if urlsplit(url).scheme == "https" and parts.scheme != "https":
            raise DownloadError(f"redirected to an unprotected address ({target})", url, "Check the address.")
        return target

    def _send(
        self,
        url: str,
        method: str,
        data: Mapping[str, str] | None,
        headers: Mapping[str, str],
        verify: bool,
        deadline: Deadline,
    ) -> requests.Response:
        """One answer; a passing trouble is tried again while there is time and the provider does not ask for more."""
        for attempt in range(self.limits.retries + 1):
            pause = self.limits.backoff_seconds * 2**attempt
            last = attempt == self.limits.retries or deadline.left <= pause
            try:
                response = self._once(url, method, data, headers, verify, deadline)
            except (requests.ConnectionError, requests.Timeout) as error:
                if last or isinstance(error, requests.exceptions.SSLError):
                    raise
            else:
                if response.status_code not in _PASSING or last or _wanted_pause(response) > deadline.left:
                    return response
                response.close()
            time.sleep(pause)
        raise DownloadError("no answer in time", url, "The last good data stay; try again later.")

    def _once(
        self,
        url: str,
        method: str,
        data: Mapping[str, str] | None,
        headers: Mapping[str, str],
        verify: bool,
        deadline: Deadline,
    ) -> requests.Response:
        left = deadline.left
        if not left:
            raise DownloadError("no answer in time", url, "The last good data stay; try again later.")
        return self.session.request(
            method,
            self._mirrored(url),
            data=data,
            headers=headers,
            stream=True,
            allow_redirects=False,
            timeout=(min(self.limits.connect_seconds, left), min(self.limits.read_seconds, left)),
            verify=verify or bool(self.mirror),
        )

    def _mirrored(self, url: str) -> str:
        return f"{self.mirror}/{url.split('://', 1)[1]}" if self.mirror else url

    def _answer(
        self,
        url: str,
        response: requests.Response,
        max_bytes: int,
        deadline: Deadline,
        allow_page: bool,
        part: Part | None,
    ) -> Answer:
        if response.status_code == 304:
            return Answer(url, b"", not_modified=True)
        _require_status(url, response, part)
        content = _read(url, response, max_bytes, deadline)
        expected = response.headers.get("Content-Length", "")
        whole = response.headers.get("Content-Encoding") or not expected.isdigit() or len(content) == int(expected)
        if not whole:
            raise DownloadError(f"only {len(content)} of {expected} bytes came", url, "Try again later.")
        if not content:
            raise DownloadError("the answer is empty", url, "The last good data stay; try again later.")
        etag, modified = (response.headers.get(name, "") for name in ("ETag", "Last-Modified"))
        if part:
            start, total = part.check(url, response.headers.get("Content-Range", ""), etag, len(content))
            return Answer(url, content, etag, modified, start=start, total_bytes=total)
        if not allow_page and _is_page(content):
            raise DownloadError(
                "a web page came instead of data", url, "Open the address in a browser: login or notice?"
            )
        return Answer(url, content, etag, modified)


def _require_status(url: str, response: requests.Response, part: Part | None) -> None:
    """Refuse every status but the one that brings what was asked for."""
    status = response.status_code
    if status == (206 if part else 200):
        return
    if part and status == 200:
        changed = part.of and response.headers.get("ETag", part.of) != part.of
        what = "the file changed while it was read in parts" if changed else "the server gives no parts of a file"
        todo = "Try again later." if changed else "Get the whole file by another way and `load` it."
        raise DownloadError(what, url, todo, status=status)
    reason = f"the provider answered {status} {response.reason or ''}".rstrip()
    raise DownloadError(reason, url, "The last good data stay; try again later.", status=status)


def _wanted_pause(response: requests.Response) -> float:
    """Seconds that a provider asks to wait (Retry-After); a date is taken for long."""
    told = response.headers.get("Retry-After", "").strip()
    return float(told) if told.isdigit() else (0.0 if not told else float("inf"))


def _read(url: str, response: requests.Response, max_bytes: int, deadline: Deadline) -> bytes:
    """The body, unpacked; bounded in time and in unpacked size."""
    unpacker = _unpacker(url, response.headers.get("Content-Encoding", ""))
    body = bytearray()
    while packed := response.raw.read1(_CHUNK, decode_content=False):
        body += unpacker.decompress(packed, max_bytes + 1 - len(body)) if unpacker else packed
        if len(body) > max_bytes:
            raise DownloadError(f"more than {max_bytes >> 20} MB came", url, "Check the address or max_megabytes.")
        if not deadline.left:
            break
    if not deadline.left:  # also where it looks like the end: the connection was closed then
        raise DownloadError("the answer came too slowly", url, "The last good data stay; try again later.")
    if unpacker and not unpacker.eof:
        raise DownloadError("the packed answer ends too early", url, "The last good data stay; try again later.")
    return bytes(body)


def _unpacker(url: str, encoding: str) -> Any:
    """A decompressor of the body; None for a body that is not packed.

    `requests` unpacks as well, but takes the half of a packed body for a whole one.
    """
    known = {"": None, "identity": None, "gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}
    if encoding.lower() not in known:
        raise DownloadError(f"the answer is packed as {encoding!r}", url, "Check the address or the mirror.")
    bits = known[encoding.lower()]
    return zlib.decompressobj(bits) if bits else None


def _is_page(content: bytes) -> bool:
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html"))


def _reason(error: Exception) -> str:
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "the provider's certificate could not be verified"
    if isinstance(error, requests.ConnectionError):
        return "no connection to the provider"
    return f"the transfer broke off ({type(error).__name__})"
