"""Connections that only reach the open internet, and that end when their time is over.

A name is resolved before the connection is made, and the very address that was looked at is the one that
is connected to: a name that leads into this machine or its network (by mistake, or on purpose) is refused,
whoever named it - the registry, a link on a page, a redirect. A mirror is exempt: the operator chose it.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from indicators.download.pinned import Pin
from indicators.errors import DownloadError

_MOST_ADDRESSES = 4
_running = threading.local()


class Deadline:
    """Context manager: closes the connections that are made or used within it when the time is over.

    `requests` only bounds each single read, so a server that gives one byte of its headers at a time holds
    its client for ever.
    """

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds
        self.seconds = seconds
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Deadline:
        self._timer = threading.Timer(self.seconds, self._close)
        self._timer.daemon = True
        self._timer.start()
        _running.deadline = self
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        _running.deadline = None
        with self._lock:
            for one in self._sockets:
                one.close()
            self._sockets.clear()

    @property
    def left(self) -> float:
        """Seconds that are left; never less than nought."""
        return max(0.0, self.end - time.monotonic())

    def holds(self, used: socket.socket) -> None:
        """Close this connection too when the time is over. A second name of it is kept: TLS takes the first away."""
        again = socket.socket(fileno=os.dup(used.fileno()))
        with self._lock:
            self._sockets.append(again)

    def _close(self) -> None:
        with self._lock:
            for one in self._sockets:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def pinning(pin: Pin | None) -> Iterator[None]:
    """Within it the unverified connections of this thread must show a certificate that the pin knows."""
    _running.pin = pin
    try:
        yield
    finally:
        _running.pin = None


def hold(used: Any) -> None:
    """Put a connection under the deadline of this thread, if there is one."""
    deadline = getattr(_running, "deadline", None)
    if deadline is not None and isinstance(used, socket.socket) and used.fileno() >= 0:
        deadline.holds(used)


def is_open(address: str) -> bool:
    """Whether an IP address is one of the open internet: not private, loopback, link-local, reserved or a group."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        for inner in (ip.ipv4_mapped, ip.sixtofour, ip.teredo[1] if ip.teredo else None):
            if inner is not None and not inner.is_global:
                return False
        if ip.ipv4_mapped is not None:
            return not ip.ipv4_mapped.is_multicast
    return ip.is_global and not ip.is_multicast


def addresses(host: str, port: int) -> list[str]:
    """Where a name leads.

    Raises
    ------
    DownloadError
        When one of its addresses is not of the open internet.
    """
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    inside = [one for one in found if not is_open(one)]
    if inside:
        raise DownloadError(
            f"the name leads to an address that is not of the open internet ({inside[0]})",
            host,
            "Check the registry and the name server; an own copy of the providers is a `--mirror`.",
        )
    return list(dict.fromkeys(found))[:_MOST_ADDRESSES]


class _Held(HTTPConnection):
    """A connection under the deadline."""

    def _new_conn(self) -> socket.socket:
        made = super()._new_conn()
        hold(made)
        return made

    def getresponse(self) -> Any:
        hold(self.sock)
        return super().getresponse()


class _Looking(_Held):
    """A connection that looks where it leads before it is made."""

    def _new_conn(self) -> socket.socket:
        name = self._dns_host
        try:
            found = addresses(name, self.port or self.default_port)
        except socket.gaierror as error:
            raise NameResolutionError(name, self, error) from error
        try:
            return self._first(found)
        finally:
            self._dns_host = name  # what TLS must find in the certificate

    def _first(self, found: list[str]) -> socket.socket:
        for number, address in enumerate(found, start=1):
            self._dns_host = address
            try:
                return super()._new_conn()
            except (NewConnectionError, ConnectTimeoutError):
                if number == len(found):
                    raise
        raise NewConnectionError(self, "the name has no address")


class _Pinned(HTTPSConnection):
    """A connection whose certificate nobody verified shows it to the pin before anything is sent."""

    def connect(self) -> None:
        super().connect()
        pin = getattr(_running, "pin", None)
        if pin is None or self.is_verified:
            return
        try:
            shown: Any = self.sock
            pin.look(self.host, shown.getpeercert(binary_form=True))
        except DownloadError:
            self.close()
            raise


class _HeldTls(_Pinned, _Held, HTTPSConnection):
    pass


class _LookingTls(_Pinned, _Looking, HTTPSConnection):
    pass


class _HeldPool(HTTPConnectionPool):
    ConnectionCls = _Held


class _HeldTlsPool(HTTPSConnectionPool):
    ConnectionCls = _HeldTls


class _LookingPool(HTTPConnectionPool):
    ConnectionCls = _Looking


class _LookingTlsPool(HTTPSConnectionPool):
    ConnectionCls = _LookingTls


class Adapter(HTTPAdapter):
    """Of `requests`: `inside` allows private addresses (a mirror). Behind a proxy the proxy looks up names."""

    def __init__(self, *, inside: bool) -> None:
        self.inside = inside
        super().__init__(max_retries=0)

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        """Make connections of the kinds above."""
        super().init_poolmanager(*given, **named)
        plain, tls = (_HeldPool, _HeldTlsPool) if self.inside else (_LookingPool, _LookingTlsPool)
        self.poolmanager.pool_classes_by_scheme = {"http": plain, "https": tls}
