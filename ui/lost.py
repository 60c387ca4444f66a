"""An address whose page is unknown: the overview says so on top, and names the nearest page.

Streamlit's own dialog about it, in English only, is not shown then (page.css).
"""

from __future__ import annotations

from html import escape
from urllib.parse import unquote, urlencode, urlsplit

import streamlit as st

from indicators import addresses
from indicators.locales import t
from ui import notes, qr


def tell(lang: str) -> None:
    """Say that there is no such page, where the address names one."""
    path = unquote(urlsplit(st.context.url or "").path)
    asked = path.removeprefix(qr.base_path()).strip("/")
    if asked in ("", "start", *addresses.CHOICES):
        return
    near = addresses.nearest(asked, {page: t(f"nav.{page}", lang) for page in addresses.CHOICES})
    way = ""
    if near:
        query = urlencode({key: st.query_params.get_all(key) for key in st.query_params}, doseq=True)
        to = escape(f"{qr.base_path()}/{near}{f'?{query}' if query else ''}", quote=True)
        link = f'<a href="{to}" target="_self">{escape(t(f"nav.{near}", lang))}</a>'
        way = f' <span class="aoi-lost">{escape(t("lost.nearest", lang))} {link}</span>'
    notes.tell_first(
        lang, notes.LOST, t("lost.page", lang, page=asked[:60]), html=way or '<span class="aoi-lost"></span>'
    )
