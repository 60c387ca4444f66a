"""Where requests may lead: hosts of the registry, the open internet, within their time; never a secret elsewhere."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from typing import Any

import pytest

from indicators.catalog import catalog
from indicators.download import guarded
from indicators.download.http import Http, Limits
from indicators.errors import DownloadError
from tests.faults import faults
from tests.mirror import Mirror, Reply

URL = "https://data.example.org/pub/file.csv"
QUICK = Limits(connect_seconds=1, read_seconds=0.3, total_seconds=0.6, retries=0, backoff_seconds=0)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.1.2.3", "100.64.0.1", "224.0.0.1",
     "::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "2002:7f00:1::", "ff02::1"],
)  # fmt: skip
def test_addresses_of_this_machine_and_its_network_are_not_open(address: str) -> None:
    assert not guarded.is_open(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_addresses_of_the_internet_are_open(address: str) -> None:
    assert guarded.is_open(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_without_a_mirror_this_machine_is_never_asked(mirror: Mirror, host: str) -> None:
    address = f"http://{host}:{mirror.server.server_port}/secret"
    mirror.otherwise = lambda path: Reply(b"secret")
    with pytest.raises(DownloadError, match="not of the open internet"):
        Http(mirror="", limits=QUICK).ask(address)
    assert mirror.asked == []


def test_a_name_that_leads_inside_is_refused_before_a_connection_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """One private address among public ones is enough; and nothing is connected to."""
    made: list[Any] = []
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in ("93.184.216.34", "10.0.0.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: made.append(address))
    with pytest.raises(DownloadError, match=r"10\.0\.0\.7"):
        Http(mirror="", limits=QUICK).ask(URL)
    assert made == []


def test_the_address_that_was_looked_at_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that answers otherwise the second time gains nothing."""
    asked: list[str] = []
    made: list[Any] = []

    def changing(host: str, *_: Any, **__: Any) -> Any:
        asked.append(host)
        address = "93.184.216.34" if host == "data.example.org" and asked.count(host) == 1 else host
        address = "10.0.0.7" if address == "data.example.org" else address
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))]

    def refused(self: socket.socket, address: Any) -> None:
        made.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    monkeypatch.setattr(socket.socket, "connect", refused)
    with pytest.raises(DownloadError, match="no connection"):
        Http(mirror="", limits=QUICK).ask(URL)
    assert made == [("93.184.216.34", 443)]


def test_only_registered_hosts_are_asked(mirror: Mirror, http: Http) -> None:
    mirror.serve(URL, b"1,2\n")
    bound = http.within({"other.example.org"})
    with pytest.raises(DownloadError, match="not a host of this source's registry entry"):
        bound.ask(URL)
    assert mirror.asked == []
    assert http.within({"data.example.org"}).ask(URL).content == b"1,2\n"


def test_a_registered_host_may_be_redirected_to_but_gets_no_secret(mirror: Mirror, http: Http) -> None:
    mirror.redirect(URL, "https://files.example.org/file.csv")
    mirror.serve("https://files.example.org/file.csv", b"1,2\n")
    with pytest.raises(DownloadError, match="redirected to another host"):
        http.ask(URL)
    mirror.asked.clear()
    bound = http.within({"data.example.org", "files.example.org"})
    assert bound.ask(URL, headers={"Authorization": "secret", "X-Plain": "1"}).content == b"1,2\n"
    first, second = mirror.asked
    assert first.headers["Authorization"] == "secret"
    assert "Authorization" not in second.headers and second.headers["X-Plain"] == "1"


def test_a_protected_address_is_never_left_for_an_open_one(mirror: Mirror, http: Http) -> None:
    mirror.redirect(URL, "http://data.example.org/pub/file2.csv")
    mirror.serve("http://data.example.org/pub/file2.csv", b"1,2\n")
    with pytest.raises(DownloadError, match="unprotected address"):
        http.ask(URL)
    mirror.redirect("http://data.example.org/a", "https://data.example.org/pub/file2.csv")
    assert http.ask("http://data.example.org/a").content == b"1,2\n"


def test_a_mirror_whose_address_begins_like_another_is_not_that_other(mirror: Mirror) -> None:
    http = Http(mirror=mirror.url, limits=QUICK)
    mirror.redirect(URL, f"{mirror.url}1/data.example.org/pub/file2.csv")
    with pytest.raises(DownloadError, match="redirected to another host"):
        http.ask(URL)


@pytest.mark.parametrize("fault", faults.SLOW)
def test_every_kind_of_slowness_ends_in_time(mirror: Mirror, fault: str) -> None:
    mirror.serve(URL, b"1,2\n" * 100)
    faults.apply(mirror, faults.SLOW[fault])
    start = time.monotonic()
    with pytest.raises(DownloadError, match="in time|too slowly"):
        Http(mirror=mirror.url, limits=QUICK).ask(URL)
    assert time.monotonic() - start < QUICK.total_seconds + 2


def test_a_provider_that_wants_a_long_pause_is_asked_once(mirror: Mirror, http: Http) -> None:
    mirror.fail(URL, 503, Retry_After="3600")
    with pytest.raises(DownloadError, match="503"):
        http.ask(URL)
    assert len(mirror.asked) == 1


def test_a_certificate_that_nobody_signed_is_refused_also_for_the_source_that_is_not_verified(tmp_path: Path) -> None:
    """The exception is for that provider's own chain, not for a mirror."""
    with Mirror(faults.untrusted(tmp_path)) as changed:
        for verify in (True, False):
            with pytest.raises(DownloadError, match="certificate could not be verified"):
                Http(mirror=changed.url, limits=QUICK).ask(URL, verify=verify)
    assert changed.asked == []


def test_one_source_alone_is_not_verified_and_every_address_is_https_where_it_can_be() -> None:
    assert [name for name, source in catalog().sources.items() if not source.verify_tls] == ["cnemc"]
