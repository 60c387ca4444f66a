"""Several answers in one payload: equal parts give equal bytes; nothing harmful gets out of a zip."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import bundle
from indicators.errors import FormatError
from indicators.series import Payload

WHEN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
NAMES = st.text("abcdefgh_0123456789.", min_size=1, max_size=12)


def payload(content: bytes, name: str = "answers.zip") -> Payload:
    return Payload(content, name, WHEN, url="https://example.org/x")


@given(st.dictionaries(NAMES, st.binary(max_size=200), min_size=1, max_size=8))
def test_what_is_packed_comes_out_again(given_parts: dict[str, bytes]) -> None:
    held = payload(bundle.pack(given_parts))
    assert {part.name: part.content for part in bundle.parts(held)} == given_parts


def test_equal_parts_give_equal_bytes_in_any_order() -> None:
    assert bundle.pack({"b": b"2", "a": b"1"}) == bundle.pack({"a": b"1", "b": b"2"})


def test_a_part_keeps_where_and_when_it_came_from_but_has_its_own_checksum() -> None:
    whole = payload(bundle.pack({"a.json": b"{}"}))
    (part,) = bundle.parts(whole)
    assert (part.url, part.retrieved) == (whole.url, whole.retrieved)
    assert part.sha256 == Payload(b"{}", "a.json", WHEN).sha256


def test_a_single_answer_is_its_own_only_part() -> None:
    single = payload(b'{"x": 1}', "a.json")
    assert list(bundle.parts(single)) == [single]


def test_a_workbook_is_no_bundle_although_it_is_a_zip() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    book = payload(packed.getvalue(), "book.xlsx")
    assert list(bundle.parts(book)) == [book]


def test_a_part_larger_than_allowed_is_refused_before_it_is_unpacked() -> None:
    bomb = payload(bundle.pack({"zeros": bytes(3 << 20)}))
    assert len(bomb.content) < 1 << 16
    with pytest.raises(FormatError, match="zeros is larger than 2 MB"):
        list(bundle.parts(bomb, max_megabytes=2))


@pytest.mark.parametrize("cut", [10, 40, -8])
def test_a_torn_zip_is_told(cut: int) -> None:
    torn = payload(bundle.pack({"a": b"1" * 100, "b": b"2" * 100})[:cut])
    with pytest.raises(FormatError, match="broken zip"):
        list(bundle.parts(torn))
