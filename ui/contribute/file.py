"""The file that a reader checks or hands in: it stays in the memory of their visit, and only the last one."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from indicators.locales import t
from indicators.locales.formats import number
from indicators.members.finding import plain
from indicators.members.reading import MOST_BYTES
from ui import file_pick
from ui.contribute import desk
from ui.contribute.desk import Job
from ui.frame import Context

KEY = "aoi-contribution"
_KEPT = "contribution of this visit"


@dataclass
class Brought:
    """A file of this visit: its check, and its handing in once that was asked for."""

    name: str
    content: bytes
    check: Job | None = None
    handing: Job | None = None


def choose(here: Context) -> Brought | None:
    """The button, and the file that was chosen last in this visit."""
    words = {"choose": t("contribute.choose", here.lang), "sending": t("contribute.sending", here.lang),
             "large": t("members.says.size", here.lang, most=number(MOST_BYTES >> 20, here.lang, 0)),
             "unreadable": t("contribute.unreadable", here.lang)}  # fmt: skip
    file_pick.show(KEY, ".csv,.xlsx", MOST_BYTES, words, keep)
    kept: Brought | None = st.session_state.get(_KEPT)
    if kept is not None and kept.check is None:
        kept.check = desk.check(kept.content, here.cache.root)
    return kept


def keep(name: str, content: bytes) -> None:
    """Keep a file for this visit."""
    st.session_state[_KEPT] = Brought(plain(name, 80), content)


def forget() -> None:
    """Let the file go."""
    st.session_state.pop(_KEPT, None)
