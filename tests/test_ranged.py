"""Parts of a file: exactly the bytes asked for, all of one edition, and of a zip only what is needed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import numpy as np
import pytest

from indicators.download import ranged
from indicators.download.http import Http, Limits, Part
from indicators.errors import DownloadError
from tests.mirror import Mirror, Reply

URL = "https://data.example.org/records/1/files/archive.zip?download=1"
BODY = bytes(range(256)) * 40
MEGABYTE = 1 << 20


def noise(seed: int, length: int) -> bytes:
    return np.random.default_rng(seed).bytes(length)  # cannot be packed, so sizes are real


MEMBERS = {
    "Arsenic.csv": noise(1, 300_000),
    "README.txt": b"Only data under our OPEN policy.\n" * 20,
    "stations.csv": b"RUS00032,Khabarovsk\n" * 400,
    "Temperature.csv": noise(2, 200_000),
}


def packed(*, large: bool = False) -> bytes:
    """A zip of the members; `large` gives every member the sizes of a zip64."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in MEMBERS.items():
            with archive.open(name, "w", force_zip64=large) as member:
                member.write(content)
    return buffer.getvalue()


def asked_ranges(mirror: Mirror) -> list[str]:
    return [asked.headers.get("Range", "") for asked in mirror.asked]


class TestParts:
    @pytest.mark.parametrize(
        ("part", "start", "expected"),
        [
            (Part(0, 99), 0, BODY[:100]),
            (Part(500, 500), 500, BODY[500:501]),
            (Part(10_000, 99_999), 10_000, BODY[10_000:]),
            (Part(-22), len(BODY) - 22, BODY[-22:]),
            (Part(-999_999), 0, BODY),
        ],
    )
    def test_a_part_is_those_bytes_and_tells_the_size_of_the_whole(
        self, mirror: Mirror, http: Http, part: Part, start: int, expected: bytes
    ) -> None:
        mirror.put(URL, Reply(BODY, etag='"v1"', ranges=True))
        answer = http.ask(URL, part=part)
        assert (answer.content, answer.start, answer.total_bytes) == (expected, start, len(BODY))
        assert answer.etag == '"v1"'
        assert mirror.asked[0].headers["Accept-Encoding"] == "identity"

    def test_a_server_that_gives_the_whole_file_is_refused_without_reading_it(self, mirror: Mirror, http: Http) -> None:
        mirror.flood(URL, megabytes=1024)
        with pytest.raises(DownloadError, match="gives no parts of a file. Get the whole file by another way") as found:
            http.ask(URL, part=Part(0, 9))
        assert found.value.status == 200

    @pytest.mark.parametrize(
        "told",
        ["", "bytes 0-9/*", "bytes 1-10/10240", "bytes 0-8/10240", "bytes 0-10/10240", "0-9/10240", "bytes */10240"],
    )
    def test_another_part_than_the_one_asked_for_is_refused(self, mirror: Mirror, http: Http, told: str) -> None:
        mirror.put(URL, Reply(BODY[:10], 206, {"Content-Range": told} if told else {}))
        with pytest.raises(DownloadError, match="another part of the file came"):
            http.ask(URL, part=Part(0, 9))

    def test_fewer_bytes_than_told_are_refused(self, mirror: Mirror, http: Http) -> None:
        mirror.put(URL, Reply(BODY[:5], 206, {"Content-Range": "bytes 0-9/10240"}))
        with pytest.raises(DownloadError, match="another part of the file came"):
            http.ask(URL, part=Part(0, 9))

    def test_a_part_of_a_newer_file_is_refused_whether_or_not_the_server_minds_if_range(
        self, mirror: Mirror, http: Http
    ) -> None:
        mirror.put(URL, Reply(BODY, etag='"v2"', ranges=True))
        with pytest.raises(DownloadError, match="the file changed while it was read in parts"):
            http.ask(URL, part=Part(0, 9, '"v1"'))  # answers 200 with all of the new file
        assert mirror.asked[-1].headers["If-Range"] == '"v1"'
        mirror.put(URL, Reply(BODY[:10], 206, {"Content-Range": "bytes 0-9/10240"}, etag='"v2"'))
        with pytest.raises(DownloadError, match="the file changed while it was read in parts"):
            http.ask(URL, part=Part(0, 9, '"v1"'))

    def test_a_weak_validator_is_not_sent_as_a_condition_but_still_compared(self, mirror: Mirror, http: Http) -> None:
        mirror.put(URL, Reply(BODY[:10], 206, {"Content-Range": "bytes 0-9/10240"}, etag='W/"v1"'))
        assert http.ask(URL, part=Part(0, 9, 'W/"v1"')).content == BODY[:10]
        assert "If-Range" not in mirror.asked[0].headers
        with pytest.raises(DownloadError, match="changed"):
            http.ask(URL, part=Part(0, 9, 'W/"v0"'))

    def test_an_error_status_is_told_with_its_number(self, mirror: Mirror, http: Http) -> None:
        mirror.fail(URL, 416)
        with pytest.raises(DownloadError, match="answered 416") as found:
            http.ask(URL, part=Part(0, 9))
        assert found.value.status == 416

    def test_a_part_that_nobody_asked_for_is_no_file(self, mirror: Mirror, http: Http) -> None:
        mirror.put(URL, Reply(BODY[:10], 206, {"Content-Range": "bytes 0-9/10240"}))
        with pytest.raises(DownloadError, match="answered 206"):
            http.ask(URL)


class TestZip:
    @pytest.mark.parametrize("large", [False, True])
    def test_members_come_whole_and_nothing_else_does(self, mirror: Mirror, http: Http, large: bool) -> None:
        content = packed(large=large)
        mirror.put(URL, Reply(content, etag='"v1"', ranges=True))
        with ranged.open_zip(http, URL, max_bytes=MEGABYTE) as archive:
            assert archive.namelist() == list(MEMBERS)
            assert archive.read("stations.csv") == MEMBERS["stations.csv"]
            assert archive.read("README.txt") == MEMBERS["README.txt"]
        assert len(mirror.asked) == 3
        first, *others = asked_ranges(mirror)
        assert first == f"bytes=-{ranged.TAIL_BYTES}"
        assert all(asked.headers["If-Range"] == '"v1"' for asked in mirror.asked[1:])
        fetched = sum(end - start + 1 for start, end in map(bounds, others))
        assert fetched + ranged.TAIL_BYTES < len(content) / 4

    def test_a_large_member_comes_in_slices(self, mirror: Mirror, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ranged, "SLICE_BYTES", 64_000)
        mirror.put(URL, Reply(packed(), etag='"v1"', ranges=True))
        with ranged.open_zip(http, URL, max_bytes=MEGABYTE) as archive:
            assert archive.read("Arsenic.csv") == MEMBERS["Arsenic.csv"]
        lengths = [end - start + 1 for start, end in map(bounds, asked_ranges(mirror)[1:])]
        assert len(lengths) == 5
        assert set(lengths[:-1]) == {64_000}

    def test_a_directory_larger_than_the_first_part_is_read_all_the_same(self, mirror: Mirror, http: Http) -> None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for number in range(1200):
                archive.writestr(f"a_long_name_of_a_member_that_fills_the_directory_{number:04d}.csv", f"{number}")
        mirror.put(URL, Reply(buffer.getvalue(), etag='"v1"', ranges=True))
        with ranged.open_zip(http, URL, max_bytes=MEGABYTE) as archive:
            assert len(archive.namelist()) == 1200
            assert archive.read(archive.namelist()[700]) == b"700"

    def test_more_than_allowed_is_not_fetched(self, mirror: Mirror, http: Http) -> None:
        mirror.put(URL, Reply(packed(), etag='"v1"', ranges=True))
        archive = ranged.open_zip(http, URL, max_bytes=200_000)
        with pytest.raises(DownloadError, match="larger than allowed. Check max_megabytes"):
            archive.read("Arsenic.csv")
        assert len(mirror.asked) == 1

    @pytest.mark.parametrize("etag", ['"v2"', ""])
    def test_a_file_replaced_between_two_parts_is_refused(self, mirror: Mirror, http: Http, etag: str) -> None:
        mirror.put(URL, Reply(packed(), etag='"v1"' if etag else "", ranges=True))
        with ranged.open_zip(http, URL, max_bytes=MEGABYTE) as archive:
            mirror.put(URL, Reply(packed() + b"\0" * 100, etag=etag, ranges=True))
            with pytest.raises(DownloadError, match="the file changed while it was read in parts"):
                archive.read("README.txt")

    @pytest.mark.parametrize(
        ("serve", "told"),
        [
            (lambda mirror: mirror.serve(URL, packed()), "gives no parts"),
            (lambda mirror: mirror.login(URL), "gives no parts"),
            (lambda mirror: mirror.fail(URL, 403), "answered 403"),
            (lambda mirror: mirror.put(URL, Reply(BODY, ranges=True)), "not a zip"),
            (lambda mirror: mirror.put(URL, Reply(packed()[:-30], ranges=True)), "not a zip"),
        ],
    )
    def test_what_is_no_zip_in_parts_is_told(
        self, mirror: Mirror, http: Http, serve: Callable[[Mirror], None], told: str
    ) -> None:
        serve(mirror)
        with pytest.raises(DownloadError, match=told) as found:
            ranged.open_zip(http, URL, max_bytes=MEGABYTE)
        assert "\n" not in found.value.sentence

    def test_a_line_that_breaks_off_is_a_failure_not_half_a_member(self, mirror: Mirror) -> None:
        patient = Http(mirror=mirror.url, limits=Limits(2, 1, 5, 0, 0))
        content = packed()
        mirror.put(URL, Reply(content, etag='"v1"', ranges=True))
        with ranged.open_zip(patient, URL, max_bytes=MEGABYTE) as archive:
            start = archive.getinfo("README.txt").header_offset
            end = archive.getinfo("stations.csv").header_offset - 1
            told = {"Content-Range": f"bytes {start}-{end}/{len(content)}"}
            mirror.put(URL, Reply(content[start : start + 60], 206, told, etag='"v1"', length=end - start + 1))
            with pytest.raises(DownloadError, match="bytes came|broke off"):
                archive.read("README.txt")


def bounds(told: str) -> tuple[int, int]:
    first, last = re.fullmatch(r"bytes=(\d+)-(\d+)", told).groups()  # type: ignore[union-attr]
    return int(first), int(last)
