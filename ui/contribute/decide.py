"""What the secretariat sees of the sets that were handed in: each with its findings and charts, and the decision.

A decision is made only by whoever is the secretariat in the very run that the button starts.
"""

from __future__ import annotations

import functools

import streamlit as st

from indicators import audience
from indicators.audience import SECRETARIAT
from indicators.errors import IndicatorsError
from indicators.locales import faults, t
from indicators.members import decision, staging
from indicators.members.staging import Contribution
from ui import tables, who
from ui.contribute import desk, hand_in, view
from ui.contribute.desk import Job
from ui.frame import Context

OPEN = ("staged", "published")
_JOB, _TOLD, _REASON = "check of a set", "decision told", "reason of a decision"


def draw(here: Context) -> None:
    """Every set, and the chosen one with what can be decided about it."""
    lang = here.lang
    tables.heading(t("contribute.decide", lang))
    told = st.session_state.pop(_TOLD, None)
    if told:
        (st.success if told[0] else st.warning)(told[1])
    found = staging.listed(here.cache.root)
    if not found:
        tables.note(t("contribute.none_waiting", lang))
        return
    hand_in.listed(found, lang)
    ways = {one.id: one for one in sorted(found, key=lambda one: one.state != "staged") if one.state in OPEN}
    if not ways:
        return
    chosen = st.selectbox(
        t("contribute.column.set", lang), list(ways), format_func=functools.partial(_named, ways, lang),
        key="set chosen", filter_mode=None, placeholder=t("pick.some", lang),
    )  # fmt: skip
    _one(ways[chosen], here)


def _named(ways: dict[str, Contribution], lang: str, identity: str) -> str:
    return f"{identity} · {t(f'contribute.state.{ways[identity].state}', lang)}"


def _one(one: Contribution, here: Context) -> None:
    lang = here.lang
    about = {"fact.contact": one.facts.contact, "by": one.by, "file": one.name}
    rows = [(t(f"contribute.{name}", lang), tables.printed(text)) for name, text in about.items()]
    head = [t("contribute.column.fact", lang), t("contribute.column.text", lang)]
    tables.show(tables.table(head, rows, caption=one.id))
    _decisions(one, here)
    job = _job(one, here)
    if job is None:
        st.warning(t("contribute.busy", lang))
    elif not job.done():
        st.fragment(view.watched, run_every=view.EVERY_SECONDS)(job, t("contribute.checking", lang, name=one.name))
    elif (done := view.result(job, lang)) is not None:
        view.show(done.checked, here, "set")


def _job(one: Contribution, here: Context) -> Job | None:
    """The check of the chosen set, begun once a visit."""
    kept: tuple[str, Job] | None = st.session_state.get(_JOB)
    if kept is not None and kept[0] == one.id:
        return kept[1]
    path = staging.file(staging.folder(here.cache.root), one)
    job = desk.check_again(path, here.cache.root, one.facts.disclosure)
    if job is not None:
        st.session_state[_JOB] = (one.id, job)
    return job


def _decisions(one: Contribution, here: Context) -> None:
    """Publish or reject what waits, withdraw what is there; the last two with a reason."""
    lang = here.lang
    reason = st.text_input(t("contribute.reason", lang), key=f"{_REASON}:{one.id}", max_chars=1000).strip()
    ways = ("publish", "reject", "withdraw") if one.state == "staged" else ("withdraw",)
    with st.container(horizontal=True):
        pressed = [way for way in ways if st.button(t(f"contribute.{way}", lang), key=f"{way}:{one.id}")]
    if pressed:
        st.session_state[_TOLD] = _decided(pressed[0], one, reason, here)
        st.rerun()


def _decided(way: str, one: Contribution, reason: str, here: Context) -> tuple[bool, str]:
    """Whether it was done, and the sentence about it."""
    lang, by = here.lang, who.name()
    if audience.current() is not SECRETARIAT or not by:
        return False, t("contribute.expired", lang)
    if way != "publish" and not reason:
        return False, t("contribute.reason_missing", lang)
    root = here.cache.root
    try:
        if way == "publish":
            made = decision.publish(root, one.id, by)
        else:
            made = (decision.reject if way == "reject" else decision.withdraw)(root, one.id, by, reason)
    except IndicatorsError as error:
        return False, faults.said(error, lang)
    return True, t("contribute.decided", lang, id=made.id, state=t(f"contribute.state.{made.state}", lang))
