"""What a browser may send as a file, and what of it is kept: bytes as they are, no more than allowed, never a crash."""

from __future__ import annotations

import base64
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from ui import file_pick

MOST = 10


def sent(told: Any, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bytes]]:
    """What is kept of what the component sent."""
    kept: list[tuple[str, bytes]] = []
    monkeypatch.setattr(st, "session_state", {"key": SimpleNamespace(file=told)})
    file_pick._taken("key", MOST, lambda name, content: kept.append((name, content)))
    return kept


def coded(content: bytes) -> str:
    return base64.b64encode(content).decode()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04\xff", b"123456789", b"1234567890"])
def test_every_byte_arrives(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sent({"name": "a.xlsx", "content": coded(content)}, monkeypatch) == [("a.xlsx", content)]


@pytest.mark.parametrize("size", [11, 12, 13, 14, 5000])
def test_of_a_file_too_large_one_byte_beyond_is_kept_so_that_a_check_sees_it(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ((_, kept),) = sent({"name": "a.csv", "content": coded(b"x" * size)}, monkeypatch)
    assert kept == b"x" * (MOST + 1)


@pytest.mark.parametrize("nonsense", ["€€€", "a", "====", "<script>"])
def test_what_is_no_base64_is_an_empty_file(nonsense: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sent({"name": "a.csv", "content": nonsense}, monkeypatch) == [("a.csv", b"")]


@pytest.mark.parametrize("told", [None, "a", {}, {"name": "a"}, {"content": 3}, {"content": ["a"]}])
def test_what_is_no_file_is_left_alone(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sent(told, monkeypatch) == []
