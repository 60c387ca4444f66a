"""The Contribute page: template, check with preview, handing in. What somebody may do is asked in every run anew."""

from __future__ import annotations

import functools
from concurrent.futures import Future
from html import escape
from typing import Any

import streamlit as st

from indicators import audience
from indicators.audience import PUBLIC
from indicators.catalog import shipped
from indicators.locales import t
from indicators.members import templates
from ui import contribute_file, contribute_hand_in, contribute_view, sign, tables, who
from ui.contribute_desk import Handed
from ui.contribute_file import Brought
from ui.frame import Context

EVERY_SECONDS = 0.7
TEMPLATES = ("contribution.xlsx", "contribution.csv", "indicators.csv", "places.csv")


def draw(here: Context) -> None:
    """Draw the page for whoever looks."""
    lang = here.lang
    for key in ("what", "who_sees"):
        st.html(f"<p>{escape(t(f'contribute.{key}', lang))}</p>")
    tables.heading(t("contribute.template", lang))
    _templates(lang)
    tables.heading(t("contribute.check", lang))
    brought = contribute_file.choose(here)
    if brought is not None:
        _file(brought, here)
    else:
        _role(lang)
    if audience.current() is not PUBLIC:
        contribute_hand_in.mine(here)


@functools.cache
def _files() -> dict[str, bytes]:
    made = templates.files(shipped())
    return {name: made[name] for name in TEMPLATES}


def _templates(lang: str) -> None:
    with st.container(horizontal=True):
        for name, content in _files().items():
            st.download_button(
                t(f"contribute.file.{name.replace('.', '_')}", lang), content, name, on_click="ignore",
                key=f"template:{name}", icon=":material/download:",
            )  # fmt: skip


def _role(lang: str) -> bool:
    """Say who may hand in; whether whoever looks may."""
    if audience.current() is not PUBLIC:
        return True
    if not who.configured():
        tables.note(t("contribute.off", lang))
    elif who.session():
        tables.note(t("contribute.nobody", lang, name=who.name()))
    else:
        tables.note(t("contribute.anonymous", lang))
        sign.button(lang, "page")
    return False


def _file(brought: Brought, here: Context) -> None:
    """The file of this visit: under way, or checked."""
    lang, job = here.lang, brought.handing or brought.check
    if job is None:
        st.warning(t("contribute.busy", lang))
        st.button(t("contribute.again", lang), key="contribution again")
        return
    if not job.done():
        key = "handing" if brought.handing else "checking"
        st.fragment(_watched, run_every=EVERY_SECONDS)(job, t(f"contribute.{key}", lang, name=brought.name))
        return
    done = _result(job, lang)
    tables.heading(t("contribute.checked", lang, name=brought.name))
    if st.button(t("contribute.another", lang), key="contribution forgotten"):
        contribute_file.forget()
        st.rerun()
    if done is None:
        return
    if done.made is not None:
        st.success(t("contribute.handed", lang, id=done.made.id))
        return
    if brought.handing is not None:
        st.warning(t("contribute.not_handed", lang))
    contribute_view.findings(done.checked, here)
    if done.checked.takeable and _role(lang):
        contribute_hand_in.offer(brought, done.checked, here)
    if done.checked.drafts:
        contribute_view.facts(done.checked, here)
        contribute_view.preview(done.checked, here, "mine")


def _watched(job: Future[Any], says: str) -> None:
    if job.done():
        st.rerun()
    st.html(f'<p class="aoi-note" role="status">{escape(says)}</p>')


def _result(job: Future[Handed], lang: str) -> Handed | None:
    """What a job gave; when it has failed, the page says so and the log why."""
    error = job.exception()
    if error is None:
        return job.result()
    contribute_hand_in.LOG.error("a check of a member's file has failed", exc_info=error)
    st.warning(t("contribute.failed", lang))
    return None
