"""Lines on top of a page about the link that led to it: what it asked for in vain, that the data are newer by now.

They stay until the choice they speak of is changed or another page is opened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from indicators import addresses
from indicators.locales import t
from indicators.locales.formats import date
from ui import tables

_LINES, _SLOT = "lines about the link", "place of the lines about the link"
DATA, LOST = "data", "page"
Line = tuple[tuple[str, ...] | None, str]
"""The values that are shown instead (None: whatever is shown), and the line."""


def begin(page: str, lang: str) -> None:
    """Keep the place for the lines; those of another page or language are gone."""
    held = st.session_state.get(_LINES)
    if not held or held["of"] != (page, lang):
        st.session_state[_LINES] = {"of": (page, lang), "lines": {}}
    st.session_state[_SLOT] = st.empty()
    if LOST not in st.session_state[_LINES]["lines"]:
        keys(page, st.query_params, lang)
    _show()


def tell_first(lang: str, key: str, line: str, *, html: str = "") -> None:
    """A line that the overview will have when it opens."""
    st.session_state[_SLOT] = None
    st.session_state[_LINES] = {"of": ("home", lang), "lines": {key: (None, escape(line) + html)}}


def keys(page: str, asked: Iterable[str], lang: str) -> None:
    """Tell of keys of the address that the page does not read."""
    for key in addresses.unknown(page, asked):
        near = addresses.nearest(key, {one: one for one in addresses.CHOICES[page]})
        tell(f"?{key}", t("state.unknown_key_near" if near else "state.unknown_key", lang, key=key[:40], near=near))


def tell(key: str, line: str, shown: Sequence[str] | None = None, *, html: str = "") -> None:
    """Put a line on top of the page; `html` follows it."""
    held = st.session_state.setdefault(_LINES, {"of": ("", ""), "lines": {}})
    held["lines"][key] = (tuple(shown) if shown is not None else None, escape(line) + html)
    _show()


def chosen(key: str, values: Sequence[str]) -> None:
    """Drop the line about a choice once something else is chosen."""
    lines: dict[str, Line] = st.session_state.get(_LINES, {}).get("lines", {})
    if key in lines and lines[key][0] not in (None, tuple(values)):
        del lines[key]
        _show()


def drawn(retrieved: str, lang: str) -> None:
    """Tell once that what is drawn was retrieved after the day that the link names."""
    pinned = st.query_params.get(DATA, "")
    if not pinned or retrieved[:10] <= pinned:
        return
    try:
        day = dt.date.fromisoformat(pinned)
    except ValueError:
        return
    way = f' <a href="since?from={day}&amp;lang={lang}" target="_self">{escape(t("state.data_newer_link", lang))}</a>'
    tell(f"={DATA}", t("state.data_newer", lang, date=date(day, lang)), html=way)


def _show() -> None:
    slot = st.session_state.get(_SLOT)
    lines: dict[str, Line] = st.session_state[_LINES]["lines"]
    body = "<br>".join(line for _, line in lines.values())
    if slot is None:
        if body:
            tables.show(f'<p class="aoi-note" role="status">{body}</p>')
    elif body:
        slot.html(f'<p class="aoi-note" role="status">{body}</p>')
    else:
        slot.empty()
