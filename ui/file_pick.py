"""A file from the reader's disk: a small component with our own words, since Streamlit's speaks English only."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).resolve().parent
WORDS = ("choose", "sending", "large", "unreadable")

_mount = st.components.v2.component(
    "aoi_file",
    html='<label class="aoi-file"><span></span><input type="file"></label><p class="aoi-file-told" role="status"></p>',
    css=(HERE / "file_pick.css").read_text(encoding="utf-8"),
    js=(HERE / "file_pick.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def show(key: str, accept: str, most: int, words: Mapping[str, str], keep: Callable[[str, bytes], None]) -> None:
    """The button; a file that is chosen goes to `keep` as name and content, before the page runs.

    Parameters
    ----------
    accept
        Endings of names, as HTML takes them: `.csv,.xlsx`.
    most
        Bytes at most: the browser sends no more, and of what something else sends no more is read than one byte
        beyond, so that whoever checks the size finds it too large.
    words
        One of each of `WORDS`.
    keep
        Is given an empty content for what is no Base64.
    """
    _mount(
        key=key,
        data={"most": most, "accept": accept, "words": {word: words[word] for word in WORDS}},
        on_file_change=lambda: _taken(key, most, keep),
    )


def _taken(key: str, most: int, keep: Callable[[str, bytes], None]) -> None:
    told: Any = getattr(st.session_state.get(key), "file", None)
    if not isinstance(told, dict) or not isinstance(told.get("content"), str):
        return
    try:
        content = base64.b64decode(told["content"][: most // 3 * 4 + 8], validate=True)
    except (binascii.Error, ValueError):
        content = b""
    keep(str(told.get("name", "")), content[: most + 1])
