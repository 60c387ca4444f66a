"""Where the links of a light page lead: to other light pages, to the live one, to data files; nowhere else.

A page served by the dashboard and a page in a folder differ in nothing but this.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Protocol
from urllib.parse import parse_qsl, urlencode

from indicators.addresses import CHOICES
from indicators.light.address import Address, AddressError, Pairs, choices

_ANCHOR = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
_ATTRIBUTE = re.compile(r"""\b(href|class|id|title|download|lang|aria-label)(?:=(?:"([^"]*)"|'([^']*)'|(\S+)))?""")
_SLIDE = re.compile(r"(?:^|&)present=")
"""Presenting is for the live page."""
_DATA = re.compile(r"/?data/([A-Za-z0-9_.-]+)\.csv")


class Links(Protocol):
    """Hrefs as seen from one page; empty where there is nothing to lead to."""

    def page(self, page: str, pairs: Pairs) -> str:
        """A page in the same language."""

    def language(self, lang: str) -> str:
        """The same page in another language."""

    def live(self, page: str, pairs: Pairs) -> str:
        """A page of the live dashboard."""

    def data(self, series_id: str) -> str:
        """A series as a file."""


@dataclass(frozen=True)
class Served:
    """Links of `/light/LANG/PAGE`, beside the live pages."""

    here: Address

    def page(self, page: str, pairs: Pairs) -> str:
        """Every address has a page."""
        return _asked(page, pairs)

    def language(self, lang: str) -> str:
        """The same choices."""
        return f"../{lang}/{_asked(self.here.page, self.here.choices)}"

    def live(self, page: str, pairs: Pairs) -> str:
        """Two folders up."""
        return f"../../{_asked(page, (('lang', self.here.lang), *pairs))}"

    def data(self, series_id: str) -> str:
        """The dashboard's own file."""
        return f"../../data/{series_id}.csv"


@dataclass(frozen=True)
class Site:
    """Links of a folder without a server: only to files that it holds, and to the live dashboard if there is one.

    `files` are names by page and choices, `languages` those that are written, `series` those with a file.
    """

    here: Address
    stem: str
    files: Mapping[tuple[str, Pairs], str]
    languages: tuple[str, ...]
    series: frozenset[str] = field(default=frozenset())
    root: str = ""

    def page(self, page: str, pairs: Pairs) -> str:
        """A file of the same folder."""
        name = self.files.get((page, pairs))
        return f"{name}.html" if name else ""

    def language(self, lang: str) -> str:
        """The same file of another folder."""
        return f"../{lang}/{self.stem}.html" if lang in self.languages else ""

    def live(self, page: str, pairs: Pairs) -> str:
        """The dashboard that the writer of the folder named."""
        return f"{self.root}/{_asked(page, (('lang', self.here.lang), *pairs))}" if self.root else ""

    def data(self, series_id: str) -> str:
        """A file beside the languages."""
        return f"../data/{series_id}.csv" if series_id in self.series else ""


def _asked(page: str, pairs: Pairs) -> str:
    return f"{page}?{urlencode(pairs)}" if pairs else page


def rewritten(html: str, links: Links) -> str:
    """HTML of a live page with its links led elsewhere; a link that leads nowhere becomes plain text."""
    return _ANCHOR.sub(lambda found: _anchor(found[1], found[2], links), html)


def _anchor(attributes: str, inner: str, links: Links) -> str:
    told = {name: unescape(one or two or three or "") for name, one, two, three in _ATTRIBUTE.findall(attributes)}
    href = told.pop("href", "")
    to = target(href, links)
    if not to or not href:
        told = {name: value for name, value in told.items() if name in ("class", "id", "lang")}
        return f"<span{_written(told)}>{inner}</span>"
    outside = {"rel": "noopener noreferrer"} if to.startswith(("http://", "https://")) else {}
    return f"<a{_written({'href': to, **told, **outside})}>{inner}</a>"


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(value, quote=True)}"' for name, value in attributes.items())


def target(href: str, links: Links) -> str:
    """Where a link of a live page leads in the light edition; the live page where no light one is."""
    if href.startswith(("http://", "https://", "#")):
        return href
    file = _DATA.fullmatch(href)
    if file:
        return links.data(file[1])
    path, _, query = href.partition("?")
    query, _, part = query.partition("#")
    path, _, other = path.partition("#")
    page = path.removeprefix("./").strip("/")
    if page not in CHOICES:
        return ""
    try:
        pairs = choices(page, query)
    except AddressError:
        return ""
    if _SLIDE.search(query):
        return links.live(page, tuple(pair for pair in parse_qsl(query) if pair[0] != "lang"))
    to = links.page(page, pairs)
    anchor = f"#{part or other}" if part or other else ""
    return f"{to}{anchor}" if to else links.live(page, pairs)
