"""What somebody chose on other pages and their language: found again by the replica that takes over when one is gone.

Choices of the page in view stand in the address; those of the pages before live in a session, which dies with its
replica. They are therefore also kept in the shared cache, under a name made of the session's, and read when a browser
that connects again tells a session that this replica does not know. Only codes of choices and the language are kept,
for half a day; nothing of who is signed in or of what was handed in.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from indicators.addresses import CHOICES
from indicators.locales import languages
from indicators.store import cache_root
from ui import state
from ui.language_pick import CHOSEN

FOLDER = "visits"
KEEP_SECONDS = 12 * 3600
MOST_BYTES = 20_000
_WRITTEN = "what is kept of this visit"
_KEYS = frozenset().union(*CHOICES.values())


def begin() -> None:
    """In the first page run of a session: take up what the session before it had, where the browser tells one."""
    if _WRITTEN in st.session_state:
        return
    st.session_state[_WRITTEN] = ""
    former = _former()
    told = _read(_file(former)) if former else {}
    kept = told.get("kept")
    if isinstance(kept, dict):
        st.session_state[state.KEPT] = {key: values for key, values in kept.items() if _sound(key, values)}
    if told.get("lang") in languages():
        st.session_state[CHOSEN] = told["lang"]


def keep() -> None:
    """Write down what this visit chose, when that has changed; a cache that cannot be written does without."""
    told = {"kept": st.session_state.get(state.KEPT, {}), "lang": st.session_state.get(CHOSEN, "")}
    text, written = json.dumps(told, sort_keys=True), st.session_state.get(_WRITTEN, "")
    context = get_script_run_ctx(suppress_warning=True)
    if text == written or context is None or not (any(told.values()) or written) or len(text) > MOST_BYTES:
        return
    st.session_state[_WRITTEN] = text
    target = _file(context.session_id)
    with suppress(OSError):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = target.with_suffix(f".{os.getpid()}")
        aside.write_text(text, encoding="utf-8")
        aside.replace(target)
        sweep(target.parent, int(time.time() // 3600))


@functools.lru_cache(maxsize=1)
def sweep(folder: Path, hour: int) -> int:
    """Remove what is older than half a day, once an hour; gives how many."""
    old = [one for one in folder.glob("*") if time.time() - one.stat().st_mtime > KEEP_SECONDS]
    for one in old:
        one.unlink(missing_ok=True)
    return len(old)


def _former() -> str:
    """The session that the browser had before, as it tells when it connects: the third of the protocols it names."""
    parts = str(st.context.headers.get("Sec-WebSocket-Protocol", "")).split(",")
    return parts[2].strip() if len(parts) > 2 else ""


def _file(session: str) -> Path:
    return cache_root() / FOLDER / f"{hashlib.sha256(session.encode()).hexdigest()[:40]}.json"


def _read(path: Path) -> dict[str, Any]:
    try:
        if time.time() - path.stat().st_mtime > KEEP_SECONDS or path.stat().st_size > MOST_BYTES:
            return {}
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _sound(key: object, values: object) -> bool:
    return key in _KEYS and isinstance(values, list) and all(isinstance(one, str) for one in values)
