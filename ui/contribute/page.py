"""The Contribute page: template, check with preview, handing in. What somebody may do is asked in every run anew."""

from __future__ import annotations

import functools
from html import escape

import streamlit as st

from indicators import audience
from indicators.audience import PUBLIC, SECRETARIAT
from indicators.catalog import shipped
from indicators.locales import t
from indicators.members import templates
from ui import sign, tables, who
from ui.contribute import decide, hand_in, view
from ui.contribute import file as contribute_file
from ui.contribute.file import Brought
from ui.frame import Context

TEMPLATES = ("contribution.xlsx", "contribution.csv", "indicators.csv", "places.csv")


def draw(here: Context) -> None:
    """Draw the page for whoever looks."""
    lang = here.lang
    st.html("".join(f"<p>{escape(t(f'contribute.{key}', lang))}</p>" for key in ("what", "who_sees")))
    tables.heading(t("contribute.template", lang))
    _templates(lang)
    tables.note(t("contribute.guide", lang))
    tables.heading(t("contribute.check", lang))
    brought = contribute_file.choose(here)
    tables.note(t("contribute.by_command", lang))
    if brought is not None:
        _file(brought, here)
    else:
        _role(lang)
    if audience.current() is not PUBLIC:
        hand_in.mine(here)
    if audience.current() is SECRETARIAT:
        decide.draw(here)


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
        st.fragment(view.watched, run_every=view.EVERY_SECONDS)(job, t(f"contribute.{key}", lang, name=brought.name))
        return
    done = view.result(job, lang)
    tables.heading(t("contribute.checked", lang, name=brought.name))
    if st.button(t("contribute.another", lang), key="contribution forgotten"):
        contribute_file.forget()
        st.rerun()
    if done is None:
        return
    if done.made is not None:
        brought.content = b""
        st.success(t("contribute.handed", lang, id=done.made.id))
        return
    if brought.handing is not None:
        st.warning(t("contribute.not_handed", lang))
    view.findings(done.checked, here)
    if done.checked.takeable and _role(lang):
        hand_in.offer(brought, done.checked, here)
    if done.checked.drafts:
        view.facts(done.checked, here)
        view.preview(done.checked, here, "mine")
