"""The report file that a reader brings: it stays in the memory of their visit, and only the last one."""

from __future__ import annotations

import streamlit as st

from indicators.export.request import MOST_BYTES
from indicators.locales import t
from indicators.locales.formats import number
from ui import file_pick

KEY = "aoi-report"
_KEPT = "report file of this visit"


def brought(lang: str) -> tuple[str, bytes] | None:
    """Name and content of the file that was chosen last in this visit."""
    most = number(MOST_BYTES // 1000, lang, 0)
    words = {"choose": t("export_page.choose_file", lang), "large": t("export_page.finding.large", lang, most=most),
             "sending": t("contribute.sending", lang), "unreadable": t("contribute.unreadable", lang)}  # fmt: skip
    file_pick.show(KEY, ".yaml,.yml", MOST_BYTES, words, keep)
    kept: tuple[str, bytes] | None = st.session_state.get(_KEPT)
    return kept


def keep(name: str, content: bytes) -> None:
    """Keep a file for this visit."""
    st.session_state[_KEPT] = (name[:80], content)
