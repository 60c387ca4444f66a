"""The frame of every page: navigation, language, heading, and the look-out for new data."""

from __future__ import annotations

import runpy
from dataclasses import dataclass
from html import escape
from pathlib import Path

import streamlit as st

from indicators.catalog import Catalog, catalog
from indicators.locales import DEFAULT, languages, t
from indicators.store import Cache
from ui import glossary, state

SECTIONS = {
    "": ("home",),
    "system": ("system", "map"),
    "indicators": ("sea_ice", "dissolved_iron", "river", "populations", "species"),
    "together": ("compare", "coverage", "policies", "since"),
    "about": ("sources", "methods"),
}
"""Pages by the menu they stand in; those of "" stand beside the menus."""
PAGES = tuple(name for names in SECTIONS.values() for name in names)
LOOK_EVERY_SECONDS = 30


@dataclass(frozen=True)
class Context:
    """What a page needs: language, cache, registry."""

    lang: str
    cache: Cache
    catalog: Catalog


def language() -> str:
    """`?lang=` if it is one of ours, else the one chosen before, else the browser's, else English."""
    wanted = st.query_params.get("lang", "")
    if wanted in languages():
        st.session_state["lang"] = wanted
        return wanted
    if "lang" in st.session_state:
        return str(st.session_state["lang"])
    browser = (st.context.locale or DEFAULT).split("-")[0]
    return browser if browser in languages() else DEFAULT


def run(pages: Path) -> None:
    """Set the page up and run the one the address asks for."""
    lang = language()
    explicit = "lang" in st.session_state
    if explicit and st.query_params.get("lang") != lang:
        st.query_params["lang"] = lang
    state.begin(lang, explicit)
    listed = {
        t(f"menu.{section}", lang) if section else "": [
            st.Page(pages / f"{name}.py", title=t(f"nav.{name}", lang), url_path=name) for name in names
        ]
        for section, names in SECTIONS.items()
    }

    def start() -> None:
        """`/` shows the overview; Streamlit gives its default page no address of its own."""
        runpy.run_path(str(pages / "home.py"))

    listed[""].append(st.Page(start, title=t("app.title", lang), url_path="start", default=True, visibility="hidden"))
    chosen = st.navigation(listed, position="top")
    title = t("app.title", lang)
    st.set_page_config(page_title=f"{chosen.title} · {title}", page_icon="🌊", layout="wide")
    script = f"document.documentElement.lang='{lang}';{glossary.loader(lang)}"
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
    st.html(Path(__file__).with_name("page.css"))
    chosen.run()
    _footer(lang)
    _look_out()


def page(name: str) -> Context:
    """Open a page: heading and the line that says what it answers."""
    lang = language()
    title, answers = t(f"page.{name}.title", lang), t(f"page.{name}.answers", lang)
    st.html(f'<header class="aoi-head"><h1>{title}</h1><p>{answers}</p></header>')
    return Context(lang, Cache(), catalog())


def _footer(lang: str) -> None:
    """The disclaimer; with every choice of this page run, for whoever wants to know what the page understood."""
    choices = escape(state.link_query(), quote=True)
    st.html(f'<footer class="aoi-foot" data-choices="{choices}">{t("app.footer", lang)}</footer>')


@st.fragment(run_every=LOOK_EVERY_SECONDS)
def _look_out() -> None:
    """Run the page again when the refresher has stored something new; choices stay as they are."""
    stamp = Cache().stamp()
    if st.session_state.setdefault("seen stamp", stamp) != stamp:
        st.session_state["seen stamp"] = stamp
        st.rerun()
