"""Getting bytes from providers: conditional, bounded in time and size, through a mirror if asked.

Nothing is stored here. A page that comes instead of data is refused; whether the data are right
is the parser's business.
"""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from indicators.errors import DownloadError

ENVIRONMENT = "AMUR_OKHOTSK_MIRROR"
USER_AGENT = "amur-okhotsk-indicators/1 (+research dashboard)"
_REDIRECTS = (301, 302, 303, 307, 308)
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
    """A provider's answer. `content` is empty when `not_modified`."""

    url: str
    content: bytes
    etag: str = ""
    last_modified: str = ""
    not_modified: bool = False


class Http:
    """One session for one refresh.

    Parameters
    ----------
    mirror : str, optional
        Base address of a mirror: `https://HOST/PATH?QUERY` is asked as `MIRROR/HOST/PATH?QUERY`.
        Default: $AMUR_OKHOTSK_MIRROR.
    limits : Limits
    """

    def __init__(self, mirror: str | None = None, limits: Limits | None = None) -> None:
        self.mirror = (mirror if mirror is not None else os.environ.get(ENVIRONMENT, "")).rstrip("/")
        self.limits = limits or Limits()
        self.session = requests.Session()
        self.session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"})
        retry = Retry(
            total=self.limits.retries,
            backoff_factor=self.limits.backoff_seconds,
            status_forcelist=(429, 500, 502, 503, 504),
            allowed_methods=None,
            respect_retry_after_header=False,
            redirect=0,
            raise_on_status=False,
        )
        for scheme in ("http://", "https://"):
            self.session.mount(scheme, HTTPAdapter(max_retries=retry))

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
    ) -> Answer:
        """Send one request and read its answer within the limits.

        A web page counts as a failure unless `allow_page` says that one is expected.

        Raises
        ------
        DownloadError
            No answer, an error status, too big, too slow, or a web page instead of data.
        """
        sent = dict(headers or {})
        if etag:
            sent["If-None-Match"] = etag
        if last_modified:
            sent["If-Modified-Since"] = last_modified
        deadline = time.monotonic() + self.limits.total_seconds
        try:
            response = self._follow(url, method, data, sent, verify, deadline)
            with response:
                return self._answer(url, response, max_bytes, deadline, allow_page)
        except (requests.RequestException, HTTPError, OSError, zlib.error) as error:
            raise DownloadError(_reason(error), url, "The last good data stay; try again later.") from error

    def _follow(
        self,
        url: str,
        method: str,
        data: Mapping[str, str] | None,
        headers: Mapping[str, str],
        verify: bool,
        deadline: float,
    ) -> requests.Response:
        """Send, and follow redirects within the provider's own host."""
        host = urlsplit(url).hostname
        for _ in range(6):
            if time.monotonic() > deadline:
                raise DownloadError("no answer in time", url, "The last good data stay; try again later.")
            response = self.session.request(
                method,
                self._mirrored(url),
                data=data,
                headers=headers,
                stream=True,
                allow_redirects=False,
                timeout=(self.limits.connect_seconds, self.limits.read_seconds),
                verify=verify,
            )
            if response.status_code not in _REDIRECTS or "Location" not in response.headers:
                return response
            response.close()
            target = urljoin(url, response.headers["Location"])
            if urlsplit(target).hostname not in (host, urlsplit(self.mirror).hostname):
                raise DownloadError(f"redirected to another host ({target})", url, "Check the address.")
            url = target
        raise DownloadError("too many redirects", url, "Check the address.")

    def _mirrored(self, url: str) -> str:
        if not self.mirror or url.startswith(self.mirror):
            return url
        return f"{self.mirror}/{url.split('://', 1)[1]}"

    def _answer(
        self, url: str, response: requests.Response, max_bytes: int, deadline: float, allow_page: bool
    ) -> Answer:
        if response.status_code == 304:
            return Answer(url, b"", not_modified=True)
        if response.status_code != 200:
            reason = f"the provider answered {response.status_code} {response.reason or ''}".rstrip()
            raise DownloadError(reason, url, "The last good data stay; try again later.")
        content = _read(url, response, max_bytes, deadline)
        expected = response.headers.get("Content-Length", "")
        whole = response.headers.get("Content-Encoding") or not expected.isdigit() or len(content) == int(expected)
        if not whole:
            raise DownloadError(f"only {len(content)} of {expected} bytes came", url, "Try again later.")
        if not content:
            raise DownloadError("the answer is empty", url, "The last good data stay; try again later.")
        if not allow_page and _is_page(content):
            raise DownloadError(
                "a web page came instead of data", url, "Open the address in a browser: login or notice?"
            )
        return Answer(url, content, response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))


def _read(url: str, response: requests.Response, max_bytes: int, deadline: float) -> bytes:
    """The body, unpacked; bounded in time and in unpacked size."""
    unpacker = _unpacker(url, response.headers.get("Content-Encoding", ""))
    body = bytearray()
    while packed := response.raw.read1(_CHUNK, decode_content=False):
        body += unpacker.decompress(packed, max_bytes + 1 - len(body)) if unpacker else packed
        if len(body) > max_bytes:
            raise DownloadError(f"more than {max_bytes >> 20} MB came", url, "Check the address or max_megabytes.")
        if time.monotonic() > deadline:
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
