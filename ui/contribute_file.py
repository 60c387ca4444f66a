"""The file that a reader checks or hands in: it stays in the memory of their visit, and only the last one."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from indicators.locales import t
from indicators.locales.formats import number
from indicators.members.finding import plain
from indicators.members.reading import MOST_BYTES
from ui import contribute_desk
from ui.contribute_desk import Job
from ui.frame import Context

HERE = Path(__file__).resolve().parent
KEY = "aoi-contribution"
_KEPT = "contribution of this visit"

_mount = st.components.v2.component(
    "aoi_contribution",
    html='<label class="aoi-file"><span></span><input type="file" accept=".csv,.xlsx"></label>'
    '<p class="aoi-file-told" role="status"></p>',
    css=(HERE / "export_file.css").read_text(encoding="utf-8"),
    js=(HERE / "contribute_file.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


@dataclass
class Brought:
    """A file of this visit: its check, and its handing in once that was asked for."""

    name: str
    content: bytes
    check: Job | None = None
    handing: Job | None = None


def choose(here: Context) -> Brought | None:
    """The button, and the file that was chosen last in this visit."""
    words = {"choose": t("contribute.choose", here.lang), "reading": t("contribute.sending", here.lang),
             "large": t("members.says.size", here.lang, most=number(MOST_BYTES >> 20, here.lang, 0)),
             "unreadable": t("contribute.unreadable", here.lang)}  # fmt: skip
    _mount(key=KEY, data={"most": MOST_BYTES, "words": words}, on_file_change=_taken)
    kept: Brought | None = st.session_state.get(_KEPT)
    if kept is not None and kept.check is None:
        kept.check = contribute_desk.check(kept.content, here.cache.root)
    return kept


def _taken() -> None:
    """Keep what the browser sent, before the page runs."""
    told: Any = getattr(st.session_state.get(KEY), "file", None)
    if not isinstance(told, dict) or not isinstance(told.get("content"), str):
        return
    try:
        content = base64.b64decode(told["content"][: MOST_BYTES * 4 // 3 + 8], validate=True)
    except (binascii.Error, ValueError):
        content = b""
    keep(str(told.get("name", "")), content)


def keep(name: str, content: bytes) -> None:
    """Keep a file for this visit."""
    st.session_state[_KEPT] = Brought(plain(name, 80), content)


def forget() -> None:
    """Let the file go."""
    st.session_state.pop(_KEPT, None)
