"""Navigation, language and the notice that new data have come."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from indicators.locales import DEFAULT, languages, t

PAGES = ("home", "sea_ice", "dissolved_iron", "river", "populations", "sources")


def language() -> str:
    """`?lang=` if it is one of ours, else the browser's, else English."""
    wanted = st.query_params.get("lang", "")
    if wanted in languages():
        return wanted
    browser = (st.context.locale or DEFAULT).split("-")[0]
    return browser if browser in languages() else DEFAULT


def run(pages: Path) -> None:
    """Set the page up and run the one the address asks for."""
    lang = language()
    listed = [
        st.Page(pages / f"{name}.py", title=t(f"nav.{name}", lang), url_path=name, default=name == "home")
        for name in PAGES
        if (pages / f"{name}.py").exists()
    ]
    chosen = st.navigation(listed, position="top")
    st.set_page_config(
        page_title=f"{chosen.title} · {t('app.title', lang)}", page_icon="🌊", layout="wide",
        initial_sidebar_state="collapsed",
    )  # fmt: skip
    chosen.run()
