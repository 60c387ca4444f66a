"""A file from the reader's disk: a small component with our own words, since Streamlit's speaks English only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from indicators.export.request import MOST_BYTES
from indicators.locales import t
from indicators.locales.formats import number

HERE = Path(__file__).resolve().parent
KEY = "aoi-report"
_KEPT = "report file of this visit"

_mount = st.components.v2.component(
    "aoi_file",
    html='<label class="aoi-file"><span></span><input type="file" accept=".yaml,.yml"></label>'
    '<p class="aoi-file-told" role="status"></p>',
    css=(HERE / "export_file.css").read_text(encoding="utf-8"),
    js=(HERE / "export_file.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def brought(lang: str) -> tuple[str, bytes] | None:
    """Name and content of the file that was chosen last in this visit."""
    most = number(MOST_BYTES // 1000, lang, 0)
    words = {"choose": t("export_page.choose_file", lang), "large": t("export_page.finding.large", lang, most=most),
             "unreadable": t("export_page.finding.no_yaml", lang)}  # fmt: skip
    _mount(key=KEY, data={"most": MOST_BYTES, "words": words}, on_file_change=_taken)
    kept: tuple[str, bytes] | None = st.session_state.get(_KEPT)
    return kept


def _taken() -> None:
    """Keep what the browser sent, before the page runs."""
    told: Any = getattr(st.session_state.get(KEY), "file", None)
    if isinstance(told, dict) and isinstance(told.get("text"), str):
        keep(str(told.get("name", ""))[:80], told["text"].encode("utf-8", "replace")[: MOST_BYTES + 1])


def keep(name: str, content: bytes) -> None:
    """Keep a file for this visit."""
    st.session_state[_KEPT] = (name, content)
