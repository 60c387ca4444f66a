"""A provider that answers from memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from indicators.download.http import Answer, Http


class Canned(Http):
    """Answers by address, and remembers what was asked with which ETag."""

    def __init__(self, answers: dict[str, str | bytes], etag: str = "") -> None:
        super().__init__(mirror="")
        self.answers, self.etag = answers, etag
        self.asked: list[tuple[str, str]] = []

    def ask(self, url: str, *, etag: str = "", **_: Any) -> Answer:
        self.asked.append((url, etag))
        if etag and etag == self.etag:
            return Answer(url, b"", not_modified=True)
        content = self.answers[url]
        return Answer(url, content if isinstance(content, bytes) else content.encode(), etag=self.etag)


@pytest.fixture
def canned() -> Callable[..., Canned]:
    return Canned
