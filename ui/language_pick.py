"""The choice of language at the head of every page, each language by its own name.

A choice stays in the address (`?lang=`), so that it survives a reload and a copied link; all other choices stay.
"""

from __future__ import annotations

import streamlit as st

from indicators.locales import DEFAULT, NAMES, languages, t
from ui import notes

CHOSEN = "lang"
_WIDGET, _BOX = "language picked", "aoi_language"


def language() -> str:
    """`?lang=` if it is one of ours, else the one chosen before, else the browser's, else English."""
    wanted = st.query_params.get("lang", "")
    if wanted in languages():
        st.session_state[CHOSEN] = wanted
        return wanted
    if CHOSEN in st.session_state:
        return str(st.session_state[CHOSEN])
    browser = (st.context.locale or DEFAULT).split("-")[0]
    return browser if browser in languages() else DEFAULT


def tell_unknown(lang: str) -> None:
    """Say on top of the page that the address asks for a language that is not here, and which one is shown instead."""
    asked = st.query_params.get("lang", "")
    if asked and asked not in languages():
        names = " · ".join(NAMES.values())
        notes.tell("lang", t("language.unknown", lang, asked=asked[:20], shown=NAMES[lang], names=names))


def show(lang: str) -> None:
    """The list, in a box of its own that the page's style puts into the head."""
    st.session_state[_WIDGET] = lang
    with st.container(key=_BOX):
        st.selectbox(
            t("language.pick", lang), languages(), format_func=NAMES.__getitem__, key=_WIDGET, on_change=_take,
            label_visibility="collapsed", filter_mode=None, placeholder=t("pick.some", lang),
        )  # fmt: skip


def _take() -> None:
    picked = st.session_state[_WIDGET]
    st.session_state[CHOSEN] = picked
    st.query_params["lang"] = picked
