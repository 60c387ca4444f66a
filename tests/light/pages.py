"""A page read as a browser would: its links, its text, what it asks for."""

from __future__ import annotations

import functools
import re
from html.parser import HTMLParser
from pathlib import Path


class Page(HTMLParser):
    """Links, anchors, texts, attributes that load something, and the language of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.links: list[str] = []
        self.loads: list[str] = []
        self.anchors: set[str] = set()
        self.tags: list[str] = []
        self.lang = ""
        self.texts: list[str] = []
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self._hidden += tag in ("style", "script", "svg")
        if tag == "html":
            self.lang = told["lang"]
        if tag in ("a", "link") and told.get("href"):
            self.links.append(told["href"])
        if "id" in told:
            self.anchors.add(told["id"])
        self.loads += [told[name] for name in ("src", "srcset", "data", "poster", "xlink:href") if name in told]
        if tag in ("use", "image") and "href" in told:
            self.loads.append(told["href"])

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "script", "svg")

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.texts.append(" ".join(data.split()))

    @property
    def text(self) -> str:
        return " ".join(self.texts)

    def styles(self) -> list[str]:
        """What style sheets would load."""
        return re.findall(
            r"url\(([^)]*)\)|@import\s+([^;]+)", "".join(re.findall(r"<style.*?</style>", self.html, re.S))
        )


@functools.cache
def read(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))
