"""What a page shows without a browser: texts of its HTML and widgets, and of the charts as they are handed over."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from indicators import agenda, captions
from indicators.catalog import catalog
from indicators.published.works import citations
from indicators.store import Cache
from ui import chart
from ui.frame import PAGES

ROOT = Path(__file__).resolve().parents[2]
ADDRESSES = list(dict.fromkeys([*PAGES, *(link.address for items in agenda.meetings().values()
                                          for item in items for link in item.links)]))  # fmt: skip
STAYS_IN = ("en", "la")  # elements marked so are said in their own language everywhere
_SILENT = ("script", "style", "code", "cite", "pre")
_VOID = ("br", "img", "hr", "input", "wbr", "meta", "link", "path", "circle", "line", "rect", "polyline", "use")
_SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-head")
_DRAWN = ("text", "hovertext", "hovertemplate", "ticktext", "title", "texttemplate")
_PRINTED = (
    re.compile(r"https?://\S+|\bdoi:\S+|\b10\.\d{4,}/\S+|\bS?/data/\S+"),
    re.compile(r"\[[^\]]*\]"),  # the place in a source
    re.compile(r"“[^”]*”"),  # quoted as printed
    re.compile(r"\b[A-Z][\w’'-]+(?: et al\.)?,? (?:19|20)\d\d"),  # Guan et al. 2015
    re.compile(r"\b[A-Z][\w’'-]+ et al\."),
    re.compile(r"[A-Z][^;.…]{8,}?…"),  # a title cut short
    re.compile(r"\S*[A-Za-z0-9]_[A-Za-z0-9]\S*|\b[a-z]+(?:\.[a-z_]+)+\b|\S+/\S+\.py\b"),  # names of series and files
    re.compile(r"%?\{[^}]*\}"),  # what the browser fills in
)

_WORD = re.compile(r"\w+")
_PART = re.compile(r"[A-Z][\w’'-]*(?:[ ,&.–-]+[\w’'-]+)*")  # part of a name: a journal, a first author


@dataclass(frozen=True)
class Shown:
    """A text and where it stands on the page."""

    where: str
    text: str


class _Html(HTMLParser):
    """Texts and spoken attributes of a piece of HTML, without what is marked as English or as code."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool, str]] = []
        self.found: list[Shown] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        apart = bool(self.open and self.open[-1][1]) or tag in _SILENT or told.get("lang") in STAYS_IN
        name = f"{tag}.{told.get('class') or ''}".rstrip(".")
        if not apart:
            self.found += [Shown(f"{name} @{part}", told[part] or "") for part in _SPOKEN if told.get(part)]
        if tag not in _VOID:
            self.open.append((tag, apart, name))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at][0] == tag:
                del self.open[at:]
                return

    def handle_data(self, data: str) -> None:
        if data.strip() and not (self.open and self.open[-1][1]):
            self.found.append(Shown(" > ".join(name for _, _, name in self.open[-3:]), data.strip()))


def shown(address: str, lang: str, monkeypatch: pytest.MonkeyPatch) -> list[Shown]:
    """Every text of a page at an address of the agenda's form (`river?part=quality`)."""
    charts: list[dict[str, Any]] = []
    monkeypatch.setattr(chart, "_mount", lambda **given: charts.append(given))
    page, _, query = address.partition("?")
    test = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=120)
    test.query_params["lang"] = lang
    for key, values in parse_qs(query).items():
        test.query_params[key] = values
    test.run()
    assert [error.value for error in test.exception] == []
    found = [one for root in test._tree.children.values() for one in _block(root)]
    for given in charts:
        found += [Shown(f"chart {given['key']} {one.where}", one.text) for one in _chart(given["data"])]
    return found


def _block(block: Any) -> Iterator[Shown]:
    for child in block.children.values():
        if hasattr(child, "children"):
            folded = getattr(getattr(child, "proto", None), "expandable", None)
            if folded is not None and folded.label:
                yield Shown("fold", folded.label)
            yield from _block(child)
        else:
            yield from _element(child.type, child.proto)


def _element(kind: str, proto: Any) -> Iterator[Shown]:
    if kind == "html":
        parser = _Html()
        parser.feed(proto.body)
        yield from parser.found
        return
    for part in ("label", "placeholder", "help", "body", "text"):
        text = getattr(proto, part, None)
        if isinstance(text, str) and text:
            yield Shown(f"{kind} {part}", re.sub(r"`[^`]*`", " ", text))
    for option in getattr(proto, "options", ()):
        yield Shown(f"{kind} option", option if isinstance(option, str) else getattr(option, "content", ""))


def _chart(data: dict[str, Any]) -> Iterator[Shown]:
    for part in ("title", "subtitle", "alt"):
        yield Shown(part, data[part])
    for part in ("key", "caption"):
        yield from (Shown(part, line) for line in data[part])
    yield from (Shown("word", word) for word in data["words"].values())
    spec = json.loads(data["spec"])
    for plot in ("plot", "narrow"):
        yield from (Shown(plot, text) for text in _drawn(spec[plot]))


def _drawn(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for item in part:
            yield from _drawn(item)
    elif isinstance(part, dict):
        for key, inside in part.items():
            if key in _DRAWN and not isinstance(inside, dict):
                yield from _texts(inside)
            else:
                yield from _drawn(inside)


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, list):
        for item in part:
            yield from _texts(item)


@functools.cache
def names() -> tuple[str, ...]:
    """What stays as it is printed in every language, the longest first: works, products, organisations, licences."""
    found: set[str] = set()
    for source in catalog().sources.values():
        found |= {source.title, source.provider, source.credit, source.licence, source.edited_notice, source.citation}
    for meta, _ in Cache().metas().values():
        found |= {meta.id, meta.citation_text, *meta.citation_text.split(" · "), meta.licence, meta.place_name}
        found |= {meta.product_version, meta.doi}
    found |= {work.text for work in citations().values()}
    whole = {text.strip() for text in found if len(text.strip()) > 2}
    whole |= {text.rstrip(".") for text in whole}
    whole |= {captions._short(text).rstrip(".") for text in whole}
    return tuple(sorted(whole, key=len, reverse=True))


@functools.lru_cache(maxsize=20_000)
def ours(text: str) -> str:
    """A text without tags, and without what stays as it is printed."""
    left = re.sub(r"(?<=\w)-<br>", "-", text)
    left = re.sub(r"(?<=[\u3000-\u9fff])<br>(?=[\u3000-\u9fff])", "", left)
    left = re.sub(r"<[^<>]*>", " ", left)
    left = " ".join(left.split()).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    left = _without_names(left)
    for pattern in _PRINTED:
        left = pattern.sub(" ", left)
    return _PART.sub(lambda part: " " if part[0] in _all_names() else part[0], left)


def _without_names(text: str) -> str:
    """A text without what stays as printed: at every beginning of a word the longest name that fits."""
    known, kept, at = _by_beginning(), [], 0
    for word in _WORD.finditer(text):
        if word.start() < at:
            continue
        found = next((name for name in known.get(word[0], ()) if text.startswith(name, word.start())), "")
        if found:
            kept.append(text[at : word.start()])
            at = word.start() + len(found)
    return " ".join([*kept, text[at:]])


@functools.cache
def _by_beginning() -> dict[str, list[str]]:
    """Names by their first word, the longest first."""
    known: dict[str, list[str]] = {}
    for name in names():
        first = _WORD.search(name)
        if first and first.start() == 0:
            known.setdefault(first[0], []).append(name)
    return known


@functools.cache
def _all_names() -> str:
    return "\n".join(names())
