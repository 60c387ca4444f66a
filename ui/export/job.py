"""An order on the page: how far it is, what it is at, what could not be made, and at the end one ZIP.

Only while it is being made the browser asks again, and then for this part alone.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from indicators.export import request as requests
from indicators.export.desk.desk import Desk, living
from indicators.export.desk.folders import DeskError
from indicators.export.desk.state import State
from indicators.export.request import Request
from indicators.locales import NAMES, t, told
from indicators.locales.formats import ended, number
from ui import tables
from ui.export import desk as export_desk
from ui.frame import Context

KEY = "job"
EVERY_SECONDS = 1.0
MOST_ROWS = 60
_SEEN = "order of this visit"


def current() -> str:
    """The order that the address names, else the one of this visit, which then stands in the address again."""
    job = st.query_params.get(KEY, "") or st.session_state.get(_SEEN, "")
    if job and st.query_params.get(KEY) != job:
        st.query_params[KEY] = job
    return str(job)


def forget() -> None:
    """Leave the order out of the address and of this visit."""
    st.session_state.pop(_SEEN, None)
    st.query_params.pop(KEY, None)


def order(request: Request, here: Context, *, whole: bool) -> None:
    """Order figures and show the order, with a report as PDF and slides or without; what stands in the way is told."""
    desk = export_desk.desk()
    try:
        job = desk.order(request, export_desk.edition(here.cache), export_desk.site(), whole=whole)
    except DeskError as error:
        st.warning(t(f"export_page.reason.{error.reason}", here.lang))
        return
    st.session_state[_SEEN] = st.query_params[KEY] = job
    st.rerun()


def show(job: str, here: Context) -> None:
    """Draw an order; anew every second for as long as it changes by itself."""
    tables.heading(t("export_page.order", here.lang))
    desk = export_desk.desk()
    state = desk.state(job)
    if state is None:
        tables.note(t("export_page.gone", here.lang))
        return
    if living(state):
        st.fragment(_watched, run_every=EVERY_SECONDS)(job, here)
        return
    _ended(desk, job, state, here)


def _watched(job: str, here: Context) -> None:
    desk = export_desk.desk()
    state = desk.state(job)
    if state is None or not living(state):
        st.rerun()
    says, share = _progress(desk, job, state, here.lang)
    bar = f'value="{state.done}" max="{state.of}"' if share else ""
    name = escape(t("export_page.progress", here.lang), quote=True)
    doing = f"<code>{escape(state.code)}</code> · {escape(NAMES.get(state.lang, ''))}" if state.code else ""
    told_ = f'<p>{escape(says)}</p><progress aria-label="{name}" {bar}></progress><small>{doing}</small>'
    st.html(f'<div class="aoi-order">{told_}</div>')
    if st.button(t("export_page.cancel", here.lang), key=f"cancel:{job}"):
        desk.cancel(job)
        st.html(f'<p class="aoi-note" role="status">{escape(t("export_page.cancelling", here.lang))}</p>')


def _progress(desk: Desk, job: str, state: State, lang: str) -> tuple[str, bool]:
    """What an order is at, and whether its share is known."""
    done, of = number(state.done, lang, 0), number(state.of, lang, 0)
    if state.stage == "waiting":
        before = desk.before(job)
        return t("export_page.waiting", lang, n=number(before, lang, 0)), False
    if state.step == "choose":
        return t("export_page.reading", lang, done=done, of=of), state.of > 0
    if state.step == "draw" and state.done < state.of:
        return t("export_page.drawing", lang, done=done, of=of), True
    return t("export_page.packing" if state.step else "export_page.starting", lang), False


def _ended(desk: Desk, job: str, state: State, here: Context) -> None:
    lang = here.lang
    if state.stage == "done":
        _done(desk, job, state, here)
    else:
        reason = t(f"export_page.reason.{state.reason}", lang) if state.reason else ""
        says = " ".join(filter(None, (t(f"export_page.stage.{state.stage}", lang), reason)))
        st.warning(says)
        if state.sentence:
            tables.show(f'<p class="aoi-note" lang="en">{escape(state.sentence)}</p>')
    _failures(state, lang)
    with st.container(horizontal=True):
        ordered = desk.request(job)
        unmade = state.stage != "done" or state.failed > 0
        again = t("export_page.again", lang)
        if ordered and unmade and st.button(again, key=f"again:{job}"):
            order(ordered, here, whole=state.report)
        if ordered is not None:
            report(ordered, lang, "ordered")
        if st.button(t("export_page.another", lang), key=f"forget:{job}"):
            forget()
            st.rerun()


def _done(desk: Desk, job: str, state: State, here: Context) -> None:
    lang = here.lang
    says = [t("export_page.done", lang, n=number(state.figures, lang, 0))]
    says += [t("export_page.failed", lang, n=number(state.failed, lang, 0))] if state.failed else []
    says += [] if state.complete or state.failed else [t("export_page.not_all", lang)]
    told_ = escape(" ".join(ended(one, lang) for one in says))
    st.html(f'<p class="aoi-note" role="status">{told_}</p>')
    if desk.file(job) is None:
        tables.note(t("export_page.gone", lang))
        return
    words = t("export_page.download", lang, size=number(state.size / 1e6, lang, 1 if state.size > 1e5 else 3))
    link = f'<a class="aoi-zip" href="{escape(export_desk.download(job), quote=True)}" download>{escape(words)}</a>'
    st.html(f"<p>{link}</p>")
    if state.note:
        tables.note(told(state.note, lang))


def _failures(state: State, lang: str) -> None:
    if not state.failures:
        return
    head = [t(f"export_page.column.{name}", lang) for name in ("figure", "language", "why")]
    rows = [
        (tables.Html(f"<code>{escape(one.code)}</code>"), NAMES.get(one.lang, one.lang), told(one.sentence, lang))
        for one in state.failures[:MOST_ROWS]
    ]
    tables.show(tables.table(head, rows, caption=t("export_page.failures", lang)))
    if state.failed > len(rows):
        st.caption(t("export_page.more", lang, n=number(state.failed - len(rows), lang, 0)))


def report(request: Request, lang: str, key: str) -> None:
    """The order as a report file, to make the same figures another day."""
    st.download_button(
        t(f"export_page.report.{key}", lang), requests.to_yaml(request), "report.yaml", "application/yaml",
        on_click="ignore", key=f"report:{key}", icon=":material/download:",
    )  # fmt: skip
