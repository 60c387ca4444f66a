"""Plain HTML tables and badges: light, readable on a phone, and with every outside text escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

import streamlit as st

from ui import stage

BADGES = {
    "fresh": "good",
    "due": "wait",
    "stale": "bad",
    "snapshot": "quiet",
    "failed": "bad",
    "quarantined": "bad",
    "never": "bad",
    "none": "quiet",
}


LONG = 14  # rows from which a table gets a box


class Html(str):
    """Text that is already HTML and must not be escaped again."""


def cell(part: object) -> str:
    """A cell's text, escaped unless it is HTML of ours."""
    return part if isinstance(part, Html) else escape(str(part))


def note(text: str) -> None:
    """A quiet remark: what is missing, why, and who holds it. Words between backticks are commands."""
    told = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
    show(f'<p class="aoi-note">{told}</p>')


def badge(kind: str, text: str) -> Html:
    """A small coloured mark with its word."""
    return Html(f'<span class="aoi-badge aoi-{BADGES[kind]}">{escape(text)}</span>')


def link(address: str, text: str, *, download: bool = False) -> Html:
    """A link; only http(s) and our own paths."""
    if not address.startswith(("https://", "http://", "/")):
        return Html(escape(text))
    extra = " download" if download else ' rel="noopener noreferrer"'
    return Html(f'<a href="{escape(address, quote=True)}"{extra}>{escape(text)}</a>')


def printed(text: str) -> Html:
    """Text that stays as it is printed in every language: a citation, a title, a licence."""
    return Html(f'<span lang="en">{escape(text)}</span>') if text else Html("")


def cited(address: str, work: str) -> Html:
    """A work as it is printed, with a link where it has an address."""
    return Html(f'<cite lang="en">{link(address, work)}</cite>')


def table(head: Sequence[str], rows: Sequence[Sequence[object]], *, caption: str = "") -> Html:
    """A table whose rows turn to cards on a phone (each cell repeats its heading)."""
    top = "".join(f"<th scope='col'>{escape(text)}</th>" for text in head)
    body = "".join(f"<tr>{_cells(head, row)}</tr>" for row in rows)
    said = f"<caption>{escape(caption)}</caption>" if caption else ""
    return Html(f'<table class="aoi-table">{said}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>')


def _cells(head: Sequence[str], row: Sequence[object]) -> str:
    pairs = zip(head, row, strict=True)
    return "".join(f'<td data-head="{escape(name, quote=True)}">{cell(part)}</td>' for name, part in pairs)


def box(body: str, title: str) -> Html:
    """A long table in a box of its own, which scrolls under its heading."""
    named = escape(title, quote=True)
    return Html(f'<div class="aoi-box" tabindex="0" role="region" aria-label="{named}">{body}</div>')


def heading(text: str) -> None:
    """A heading of a part of the page (h2: the page's own is h1)."""
    show(f'<h2 class="aoi-part">{escape(text)}</h2>')


def source(line: str) -> None:
    """The source line below a table: a provider's words, so neither HTML nor Markdown."""
    show(f'<p class="aoi-source">{escape(line)}</p>')


def show(html: str) -> None:
    """Put HTML of ours on the page; a slide has none of it."""
    if not stage.slide():
        st.html(html)
