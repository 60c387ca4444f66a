"""Signing in and out: Streamlit's own way to the identity provider. Nothing of it is there without a provider."""

from __future__ import annotations

from html import escape

import streamlit as st

from indicators.locales import t
from ui import who


def foot(lang: str, page: str) -> None:
    """The small control below every page; the page that has one of its own for this has no second."""
    if not who.configured() or (page == "contribute" and not who.session()):
        return
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", key="aoi_sign"):
        name = who.name()
        if name:
            st.html(
                f'<small class="aoi-signed">{escape(t("contribute.signed_in", lang, name=name))}</small>',
                width="content",
            )
            st.button(t("contribute.sign_out", lang), on_click=st.logout, key="sign out", type="tertiary")
        else:
            button(lang, "foot")


def button(lang: str, key: str) -> None:
    """The way to the provider."""
    kind = "tertiary" if key == "foot" else "primary"
    st.button(t("contribute.sign_in", lang), on_click=st.login, key=f"sign in:{key}", type=kind)  # type: ignore[arg-type]
