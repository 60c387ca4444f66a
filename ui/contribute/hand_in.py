"""Handing a checked file in, and what became of the sets that somebody has handed in."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from indicators import audience
from indicators.audience import EMBARGO, PUBLIC
from indicators.locales import t
from indicators.members import staging
from indicators.members.checks import Checked
from indicators.members.staging import Contribution
from ui import tables, who
from ui.contribute import desk
from ui.contribute.file import Brought
from ui.frame import Context

AS_FILE, UNTIL = "file", "embargo"
CHOICES = (AS_FILE, "public", "members", UNTIL)


def offer(brought: Brought, checked: Checked, here: Context) -> None:
    """Who may see it, and the button. The file is checked once more when it is handed in."""
    lang = here.lang
    told = {name: t(f"contribute.disclosure.{name}", lang) for name in CHOICES[1:]}
    told[AS_FILE] = t("contribute.as_file", lang, disclosure=disclosed(checked.facts.disclosure, lang))
    chosen = st.selectbox(
        t("contribute.fact.disclosure", lang), CHOICES, format_func=told.__getitem__, key="contribution disclosure",
        filter_mode=None, placeholder=t("pick.some", lang),
    )  # fmt: skip
    day = ""
    if chosen == UNTIL:
        day = st.text_input(t("contribute.until", lang), key="contribution until", max_chars=10).strip()
    if not st.button(t("contribute.hand_in", lang), key="contribution handed in", type="primary"):
        return
    by = who.name()
    if audience.current() is PUBLIC or not by:
        st.warning(t("contribute.expired", lang))
        return
    disclosure = {AS_FILE: "", UNTIL: f"{EMBARGO}{day}"}.get(chosen, chosen)
    job = desk.hand_in(brought.content, brought.name, here.cache.root, by, disclosure)
    if job is None:
        st.warning(t("contribute.busy", lang))
        return
    brought.handing = job
    st.rerun()


def disclosed(disclosure: str, lang: str) -> str:
    """Who may see a set, in words."""
    until = audience.lifted_on(disclosure)
    if until is not None:
        return f"{t('contribute.disclosure.embargo', lang)}: {until.isoformat()}"
    return t(f"contribute.disclosure.{disclosure}", lang) if disclosure in CHOICES[1:3] else disclosure


def mine(here: Context) -> None:
    """The sets that whoever has signed in has handed in."""
    tables.heading(t("contribute.mine", here.lang))
    by = who.name()
    found = [one for one in staging.listed(here.cache.root) if by and one.by == by]
    if not found:
        tables.note(t("contribute.none_mine", here.lang))
        return
    listed(found, here.lang)


def listed(found: Sequence[Contribution], lang: str) -> None:
    """Sets as a table."""
    head = [t(f"contribute.column.{name}", lang)
            for name in ("set", "title", "disclosure", "state", "received", "reason")]  # fmt: skip
    rows = [
        (tables.Html(f"<code>{one.id}</code>"), tables.printed(one.facts.title),
         disclosed(one.facts.disclosure, lang), t(f"contribute.state.{one.state}", lang), one.received[:10],
         tables.printed(one.reason)) for one in found[:200]
    ]  # fmt: skip
    tables.show(tables.table(head, rows))
