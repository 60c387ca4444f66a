"""The slide that a page run shows, if it shows one: what the page then leaves out, and where a chart stands.

Read by everything that draws; set by the frame only.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from indicators.decks import Slide

SLIDE, _DRAWN, _AHEAD = "slide of this page run", "charts of the slide that were asked for", "slide made ahead"


def begin(slide: Slide | None, *, ahead: bool = False) -> None:
    """Begin a page run, of a slide or of a live page; `ahead`: of a slide that is made but not shown yet."""
    st.session_state[SLIDE] = slide
    st.session_state[_AHEAD] = ahead
    st.session_state[_DRAWN] = set()


def slide() -> Slide | None:
    """The slide of this run; None for a live page."""
    found: Slide | None = st.session_state.get(SLIDE)
    return found


def ahead() -> bool:
    """Whether this run only makes what the next slide will show."""
    return bool(st.session_state.get(_AHEAD))


def leaves_out(key: str) -> bool:
    """Whether a chart stays away because the slide does not name it."""
    shown = slide()
    if shown is None:
        return False
    st.session_state.setdefault(_DRAWN, set()).add(key)
    return key not in shown.charts


def place(key: str) -> dict[str, int] | None:
    """Which of how many charts of the slide this is, from 0; None on a live page."""
    shown = slide()
    return {"at": shown.charts.index(key), "of": len(shown.charts)} if shown else None


def lacking() -> list[str]:
    """Charts of the slide that the page did not ask for in this run."""
    shown = slide()
    return [key for key in shown.charts if key not in st.session_state[_DRAWN]] if shown else []


def say(key: str, sentence: str) -> None:
    """A sentence in the place of a chart of the slide."""
    if ahead():
        return
    at = place(key) or {"at": 0, "of": 1}
    body = f'<p class="aoi-said" style="--at:{at["at"]};--of:{at["of"]}">{escape(sentence)}</p>'
    st.html(body)
