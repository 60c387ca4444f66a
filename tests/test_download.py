"""Bytes from providers: conditional, whole, in time, small enough, and never a page instead of data."""

from __future__ import annotations

import gzip
import time
import zlib

import pytest

from indicators.download.http import USER_AGENT, Http, Limits
from indicators.errors import DownloadError
from tests.conftest import LIMITS
from tests.mirror import MEGABYTE, Mirror, Reply

URL = "https://data.example.org/pub/file.csv"
BODY = b"yyyyddd, (14) Sea_of_Okhotsk\n" * 4000


def test_the_answer_is_the_body_with_its_validators(mirror: Mirror, http: Http) -> None:
    mirror.serve(URL, BODY, etag='"v1"', last_modified="Sat, 27 Jun 2026 10:00:00 GMT")
    answer = http.ask(URL)
    assert (answer.content, answer.etag, answer.last_modified) == (BODY, '"v1"', "Sat, 27 Jun 2026 10:00:00 GMT")
    assert answer.url == URL
    assert not answer.not_modified


def test_the_mirror_gets_host_path_query_method_headers_and_body(mirror: Mirror, http: Http) -> None:
    url = "https://data.example.org/GJZ/Ajax?a=1&b=%E6%B1%9F"
    mirror.serve(url, b"{}")
    http.ask(url, method="POST", data={"action": "list"}, headers={"X-Requested-With": "XMLHttpRequest"})
    (asked,) = mirror.asked
    assert (asked.method, asked.address) == ("POST", "data.example.org/GJZ/Ajax?a=1&b=%E6%B1%9F")
    assert asked.body == b"action=list"
    assert asked.headers["X-Requested-With"] == "XMLHttpRequest"
    assert asked.headers["User-Agent"] == USER_AGENT


@pytest.mark.parametrize("by", ["etag", "last_modified"])
def test_what_is_held_already_is_not_sent_again(mirror: Mirror, http: Http, by: str) -> None:
    validator = {"etag": '"v1"', "last_modified": "Sat, 27 Jun 2026 10:00:00 GMT"}[by]
    mirror.serve(URL, BODY, **{by: validator})
    answer = http.ask(URL, **{by: validator})  # type: ignore[arg-type]
    assert answer.not_modified
    assert answer.content == b""
    assert not http.ask(URL, **{by: "other"}).not_modified  # type: ignore[arg-type]


def refused(http: Http, url: str = URL, **options: int) -> str:
    """The sentence of a failure that comes within the limits."""
    start = time.monotonic()
    with pytest.raises(DownloadError) as caught:
        http.ask(url, **options)  # type: ignore[arg-type]
    assert time.monotonic() - start < LIMITS.total_seconds + 2
    sentence = caught.value.sentence
    assert sentence.startswith(url)
    assert "\n" not in sentence
    return sentence


def test_half_a_body_is_refused(mirror: Mirror, http: Http) -> None:
    mirror.truncate(URL, BODY)
    assert "broke off" in refused(http) or "bytes came" in refused(http)


PACKED = gzip.compress(bytes(range(256)) * 500)


def test_half_of_a_compressed_body_is_refused(mirror: Mirror, http: Http) -> None:
    mirror.put(URL, Reply(PACKED[:-20], headers={"Content-Encoding": "gzip"}, length=len(PACKED)))
    refused(http)


def test_half_of_a_compressed_body_of_untold_length_is_refused(mirror: Mirror, http: Http) -> None:
    mirror.put(URL, Reply(headers={"Content-Encoding": "gzip"}, stream=lambda: iter([PACKED[:-20]])))
    refused(http)


def test_a_login_page_is_refused(mirror: Mirror, http: Http) -> None:
    mirror.login(URL)
    assert "a web page came instead of data" in refused(http)
    assert http.ask(URL, allow_page=True).content.lstrip().startswith(b"<!DOCTYPE")


@pytest.mark.parametrize("status", [403, 404, 410])
def test_an_error_status_is_told_at_once(mirror: Mirror, http: Http, status: int) -> None:
    mirror.fail(URL, status)
    assert f"answered {status}" in refused(http)
    assert len(mirror.asked) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_trouble_is_tried_again(mirror: Mirror, http: Http, status: int) -> None:
    mirror.fail(URL, status)
    assert f"answered {status}" in refused(http)
    assert len(mirror.asked) == 1 + LIMITS.retries


def test_silence_is_not_waited_for(mirror: Mirror, http: Http) -> None:
    mirror.hang(URL)
    assert "in time" in refused(http) or "no connection" in refused(http)


def test_a_dripping_body_ends_at_the_deadline(mirror: Mirror, http: Http) -> None:
    mirror.drip(URL)
    assert "too slowly" in refused(http)


def test_a_provider_that_asks_for_a_long_pause_does_not_get_it(mirror: Mirror, http: Http) -> None:
    mirror.fail(URL, 503, Retry_After="5")
    assert "answered 503" in refused(http)


def test_a_body_without_end_is_cut_at_the_cap(mirror: Mirror, http: Http) -> None:
    mirror.flood(URL)
    assert "more than 2 MB" in refused(http, max_bytes=2 * MEGABYTE)


def test_the_cap_counts_what_is_unpacked(mirror: Mirror, http: Http) -> None:
    packer = zlib.compressobj(9, wbits=31)
    packed = b"".join(packer.compress(bytes(MEGABYTE)) for _ in range(64)) + packer.flush()
    assert len(packed) < MEGABYTE // 8
    mirror.put(URL, Reply(packed, headers={"Content-Encoding": "gzip"}))
    assert "more than 2 MB" in refused(http, max_bytes=2 * MEGABYTE)


def test_a_body_of_exactly_the_cap_is_taken(mirror: Mirror, http: Http) -> None:
    mirror.serve(URL, BODY)
    assert http.ask(URL, max_bytes=len(BODY)).content == BODY
    refused(http, max_bytes=len(BODY) - 1)


def test_an_empty_body_is_refused(mirror: Mirror, http: Http) -> None:
    mirror.serve(URL, b"")
    assert "empty" in refused(http)


@pytest.mark.parametrize(
    "target", ["https://evil.example.net/file.csv", "//evil.example.net/file.csv", "http://10.0.0.1/"]
)
def test_another_host_is_not_followed(mirror: Mirror, http: Http, target: str) -> None:
    mirror.redirect(URL, target)
    mirror.serve("https://evil.example.net/file.csv", BODY)
    assert "redirected to another host" in refused(http)
    assert len(mirror.asked) == 1


@pytest.mark.parametrize("target", ["https://data.example.org/new/file.csv", "/new/file.csv", "../new/file.csv"])
def test_the_same_host_is_followed(mirror: Mirror, http: Http, target: str) -> None:
    mirror.redirect(URL, target)
    mirror.serve("https://data.example.org/new/file.csv", BODY)
    assert http.ask(URL).content == BODY


def test_a_circle_ends(mirror: Mirror, http: Http) -> None:
    mirror.redirect(URL, URL)
    assert "too many redirects" in refused(http)


def test_nobody_listening_is_told(http: Http) -> None:
    with Mirror() as gone:
        address = gone.url
    alone = Http(mirror=address, limits=Limits(connect_seconds=1, read_seconds=1, retries=0))
    assert "no connection" in refused(alone)


def test_without_a_mirror_the_provider_itself_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMUR_OKHOTSK_MIRROR", "http://127.0.0.1:9/mirror/")
    assert Http().mirror == "http://127.0.0.1:9/mirror"
    assert Http(mirror="").mirror == ""
