"""The frame of every page: navigation, language, heading, and the look-out for new data."""

from __future__ import annotations

import functools
import runpy
import threading
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from indicators import taking
from indicators.addresses import CHOICES
from indicators.catalog import Catalog, catalog
from indicators.locales import NAMES, TAGS, t
from indicators.store import Cache
from ui import access, glossary, language_pick, lost, notes, page_runs, present, sign, stage, state, visits
from ui.language_pick import language

SECTIONS = {
    "": ("home",),
    "system": ("system", "map"),
    "indicators": ("sea_ice", "dissolved_iron", "river", "populations", "species"),
    "together": ("compare", "coverage", "policies", "since", "export"),
    "about": ("sources", "methods", "contribute"),
}
"""Pages by the menu they stand in; those of "" stand beside the menus."""
PAGES = tuple(name for names in SECTIONS.values() for name in names)
LOOK_EVERY_SECONDS = 30
TURNS = threading.BoundedSemaphore(3)
"""Page runs at once. When a hall opens a page in the same seconds, runs one after another let most people see it
after a moment; all at once, everybody waits for the last.
"""
TURNS_OF_A_PAGE = 2
"""Of these, runs of the same page: who waits for what somebody else has made keeps nobody from the other pages."""
# Going back to an earlier choice of the same page opens it anew: its widgets would keep the later one.
_BACK = (
    "window.aoiPath||addEventListener('popstate',()=>location.pathname===aoiPath&&location.reload());"
    "aoiPath=location.pathname;"
)


@dataclass(frozen=True)
class Context:
    """What a page needs: language, cache, registry."""

    lang: str
    cache: Cache
    catalog: Catalog


def run(pages: Path) -> None:
    """Set the page up and run the one the address asks for."""
    visits.begin()
    lang = language()
    explicit = "lang" in st.session_state
    if explicit and st.query_params.get("lang") != lang:
        st.query_params["lang"] = lang
    slide = present.asked()
    stage.begin(slide)
    state.begin(lang, explicit)
    listed = {
        t(f"menu.{section}", lang) if section else "": [
            st.Page(pages / f"{name}.py", title=t(f"nav.{name}", lang), url_path=name) for name in names
        ]
        for section, names in SECTIONS.items()
    }

    def start() -> None:
        """`/` shows the overview, and an unknown address too; the default page has no address of its own."""
        lost.tell(lang)
        runpy.run_path(str(pages / "home.py"))

    listed[""].append(st.Page(start, title=t("app.title", lang), url_path="start", default=True, visibility="hidden"))
    chosen = st.navigation(listed, position="hidden" if slide else "top")
    by_name = {page.url_path: page for pages_ in listed.values() for page in pages_}
    present.begin(slide, by_name, chosen.url_path, lang)
    title = t("app.title", lang)
    st.set_page_config(page_title=f"{chosen.title} · {title}", page_icon="🌊", layout="wide")
    st.html(f"<script>{script(lang)}</script>", unsafe_allow_javascript=True)
    st.html(Path(__file__).with_name("page.css"))
    st.html(f'<p class="aoi-offline" role="status">{escape(t("state.offline", lang))}</p>')
    if slide is None:
        language_pick.show(lang)
    if slide is None or slide.charts:
        with page_runs.measured(chosen.url_path, lang), _turns_of(chosen.url_path), TURNS:
            chosen.run()
    visits.keep()
    if slide:
        present.end(lang)
    else:
        present.way_back(lang)
        language_pick.tell_unknown(lang)
    if slide is None:
        sign.foot(lang, chosen.url_path)
    _footer(lang, chosen.url_path)
    _look_out()
    if slide:
        present.make_next(slide, pages, lang)


@functools.cache
def _turns_of(page: str) -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(TURNS_OF_A_PAGE)


@functools.cache
def script(lang: str) -> str:
    """The script that every page writes into itself; the same for every page of a language."""
    begin = f"document.documentElement.lang='{TAGS.get(lang, lang)}';{_BACK}"
    return begin + glossary.loader(lang) + access.loader(lang)


@functools.cache
def scripts() -> tuple[str, ...]:
    """Every script that pages write into themselves, for the policy that allows no other."""
    return (*(script(lang) for lang in NAMES), present.forgetting())


def page(name: str) -> Context:
    """Open a page: heading and the line that says what it answers."""
    lang = language()
    if stage.slide():
        return Context(lang, _known(Cache(), lang), catalog())
    title, answers = t(f"page.{name}.title", lang), t(f"page.{name}.answers", lang)
    st.html(f'<header class="aoi-head"><h1>{title}</h1><p>{answers}</p></header>')
    notes.begin(name, lang)
    return Context(lang, _known(Cache(), lang), catalog())


def _known(cache: Cache, lang: str) -> Cache:
    """A cache that a later edition of this program wrote is not read: what it holds may mean something else."""
    found = taking.format_of(cache.root)
    if found > taking.FORMAT:
        st.error(t("cache.newer", lang, found=found, known=taking.FORMAT))
        st.stop()
    return cache


def _footer(lang: str, name: str) -> None:
    """The disclaimer and the way to the light edition; with every choice of this page run, for whoever asks."""
    choices = escape(state.link_query(), quote=True)
    light = f'<a href="{escape(_light(lang, name), quote=True)}" target="_self">{escape(t("light.open", lang))}</a>'
    st.html(f'<footer class="aoi-foot" data-choices="{choices}">{t("app.footer", lang)} {light}</footer>')


def _light(lang: str, name: str) -> str:
    """Address of this page with its choices in the light edition."""
    page_ = name if name in PAGES else "home"
    known = CHOICES[page_]
    asked = [(key, value) for key in st.query_params if key in known for value in st.query_params.get_all(key)]
    return f"light/{lang}/{page_}{'?' if asked else ''}{urlencode(asked)}"


@st.fragment(run_every=LOOK_EVERY_SECONDS)
def _look_out() -> None:
    """Run the page again when the refresher has stored something new; choices stay as they are."""
    stamp = Cache().stamp()
    if st.session_state.setdefault("seen stamp", stamp) != stamp:
        st.session_state["seen stamp"] = stamp
        st.rerun()
