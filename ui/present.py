"""Presenting: a deck's slide is the live page with nothing on it but the slide's charts, and keys to step on.

The address of a slide is that of the page with `present=DECK.N`; without it, it is the live page again.
"""

from __future__ import annotations

import contextlib
import runpy
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from indicators import decks
from indicators.addresses import public
from indicators.decks import Deck, Slide
from indicators.locales import t
from indicators.store import Cache
from ui import qr, stage

HERE = Path(__file__).resolve().parent
PRESENT, AUTO, NONE = "present", "auto", "none"
COOKIE, PLACE = "aoi_place", "place in a deck"
USUAL_SECONDS = 20
KEY = "aoi-present"
WORDS = (
    "keys", "leave", "previous", "next", "qr", "scan", "local", "lost", "no_notes", "goto", "auto_on", "auto_off",
)  # fmt: skip
_MADE: set[tuple[object, ...]] = set()
"""Slides made by this server: deck, number, language, state of the cache."""
KEYS = ("next", "previous", "ends", "jump", "blank", "full", "notes", "qr", "auto", "leave", "help")

_mount = st.components.v2.component(
    "aoi_present",
    html='<div class="aoi-presenter" hidden></div>',
    css=(HERE / "present.css").read_text(encoding="utf-8"),
    js=(HERE / "present.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def asked() -> Slide | None:
    """The slide that the address names."""
    code = st.query_params.get(PRESENT, "")
    if code == NONE:
        st.session_state[PLACE] = NONE
        st.query_params.pop(PRESENT)
        return None
    return decks.find(code) if code else None


def begin(slide: Slide | None, pages: Mapping[str, Any], page: str, lang: str) -> None:
    """Go where the presenter's key leads, or set the address to that of the slide and put up its frame."""
    to = st.session_state.pop("presenter goes to", "")
    kept = {"lang": [lang]} if "lang" in st.session_state else {}
    auto = {AUTO: st.query_params.get_all(AUTO)} if AUTO in st.query_params else {}
    if slide and to == NONE:
        chart = {"chart": [slide.charts[0]]} if slide.charts else {}
        st.switch_page(pages[slide.page], query_params=slide.choices | chart | kept)
    wanted = decks.find(to) if to else slide
    if wanted is None:
        return
    query = wanted.query | auto | kept
    if wanted.page != page or wanted is not slide:
        st.switch_page(pages[wanted.page], query_params=query)
    if {key: st.query_params.get_all(key) for key in st.query_params} != query:
        st.query_params.from_dict(query)
    st.session_state[PLACE] = wanted.code
    _frame(wanted, decks.decks()[0][wanted.deck], lang)


def _frame(slide: Slide, deck: Deck, lang: str) -> None:
    """Everything on the screen but the charts."""
    explicit = {"lang": lang} if "lang" in st.session_state else {}
    auto = st.query_params.get(AUTO, "")
    seconds = int(auto) if auto.isdecimal() else deck.auto_seconds
    _mount(
        key=KEY,
        data={
            "deck": deck.name,
            "title": decks.say(deck.title, lang),
            "n": slide.number,
            "of": len(deck.slides),
            "head": decks.say(slide.headline, lang),
            "small": decks.say(slide.small, lang),
            "notes": decks.say(slide.notes, lang),
            "charts": len(slide.charts),
            "words": {word: t(f"present.{word}", lang) for word in WORDS} | {"opening": t("chart.loading", lang)},
            "keys": [[t(f"present.key.{name}", lang), t(f"present.does.{name}", lang)] for name in KEYS],
            "auto": min(seconds, 3600),
            "usual": USUAL_SECONDS,
            "playing": seconds > 0,
            "base": qr.base_path(),
            "site": public(),
            "live": slide.live(),
            "addresses": [one.address(**explicit) for one in deck.slides],
            "cookie": f"{COOKIE}={slide.code}; path={qr.base_path() or '/'}; max-age=28800; SameSite=Lax",
            "lang": lang,
        },
        on_go_change=_go,
    )


def _go() -> None:
    """Take down where the presenter's key leads, before the page runs."""
    st.session_state["presenter goes to"] = str(getattr(st.session_state.get(KEY), "go", "") or "")


def end(lang: str) -> None:
    """After the page: say which chart of the slide it does not have."""
    for key in stage.lacking():
        stage.say(key, t("present.no_chart", lang, chart=key))


def make_next(slide: Slide, pages: Path, lang: str) -> None:
    """Make the charts of the next slide while this one is looked at; a key that comes meanwhile goes first."""
    deck = decks.decks()[0][slide.deck]
    following = next((one for one in deck.slides[slide.number :] if one.charts), None)
    mark = (slide.deck, following and following.number, lang, Cache().stamp())
    if following is None or mark in _MADE:
        return
    stage.begin(following, ahead=True)
    with contextlib.suppress(Exception):  # it will tell when it is shown
        runpy.run_path(str(pages / f"{following.page}.py"))
    stage.begin(slide)
    _MADE.add(mark)


def way_back(lang: str) -> None:
    """On a live page: the way back to the slide that was left."""
    code = st.session_state.get(PLACE) or st.context.cookies.get(COOKIE, "")
    if code == NONE:
        st.html(f"<script>{forgetting()}</script>", unsafe_allow_javascript=True)
        return
    slide = decks.find(code) if code else None
    if slide is None:
        return
    deck = decks.decks()[0][slide.deck]
    more = {"lang": lang} if "lang" in st.session_state else {}
    said, end = t("present.continue", lang, n=slide.number, of=len(deck.slides)), t("present.finish", lang)
    to = f"{qr.base_path()}/{slide.address(**more)}"
    st.html(
        f'<nav class="aoi-way-back"><a target="_self" href="{escape(to, quote=True)}" '
        f'title="{escape(decks.say(deck.title, lang), quote=True)}">▷ {escape(said)}</a>'
        f'<a target="_self" href="?present={NONE}" aria-label="{escape(end, quote=True)}">×</a></nav>'
    )


def forgetting() -> str:
    """JavaScript that gives up the place in a deck."""
    return f"document.cookie='{COOKIE}=; path={qr.base_path() or '/'}; max-age=0; SameSite=Lax'"


def listed(lang: str) -> str:
    """The decks with their number of slides, each a link to its first, as HTML."""
    found, wrong = decks.decks()
    rows = "".join(_row(deck, lang) for deck in found.values())
    told = "".join(f'<p class="aoi-note">{escape(sentence)}</p>' for sentence in wrong)
    return (
        f'<h2 class="aoi-part">{escape(t("present.title", lang))}</h2><p>{escape(t("present.says", lang))}</p>'
        f'<ul class="aoi-decks">{rows}</ul>{told}'
    )


def _row(deck: Deck, lang: str) -> str:
    to = escape(deck.slides[0].address(lang=lang), quote=True)
    count = t("present.slides", lang, n=len(deck.slides))
    title = escape(decks.say(deck.title, lang))
    return f'<li><a target="_self" href="{to}">{title}</a> <small>{escape(count)}</small></li>'
