"""The order before it is made: how many figures at most, the same as a command and as a file, and the button."""

from __future__ import annotations

from html import escape

import streamlit as st

from indicators import decks
from indicators.export.desk import typed
from indicators.export.desk.desk import living
from indicators.export.request import MOST_FIGURES, Request
from indicators.locales import t
from indicators.locales.formats import number
from ui import tables
from ui.export import desk as export_desk
from ui.export import job as export_job
from ui.frame import Context


def show(request: Request, job: str, here: Context, *, whole: bool) -> None:
    """Draw the order and its button, which rests while the order `job` is under way.

    `whole` is whether a report is made of the figures, as PDF and slides.
    """
    lang = here.lang
    most = at_most(request)
    st.html(f'<p class="aoi-most">{escape(_many(request, most, lang))}</p>')
    if most is not None and most > MOST_FIGURES:
        st.warning(t("export_page.too_many", lang, most=number(MOST_FIGURES, lang, 0)))
        return
    busy = bool(job) and living(export_desk.desk().state(job))
    with st.container(horizontal=True):
        if st.button(t("export_page.make", lang), type="primary", disabled=busy, icon=":material/image:"):
            export_job.order(request, here, whole=whole)
        export_job.report(request, lang, "chosen")


def typed_out(request: Request, here: Context, *, whole: bool) -> None:
    """The same order as a command, folded."""
    lang, said = here.lang, escape(typed.command(request, whole=whole))
    tables.show(
        f'<details class="aoi-typed"><summary>{escape(t("export_page.typed", lang))}</summary>'
        f'<pre tabindex="0"><code>{said}</code></pre><p>{escape(t("export_page.typed_says", lang))}</p></details>'
    )


def at_most(request: Request) -> int | None:
    """How many figures an order has at most; None where only the pages themselves can tell."""
    if request.pages or not (request.figures or request.deck):
        return None
    if any(not item.charts for item in request.figures):
        return None
    charts = sum(len(item.charts) for item in request.figures)
    found = decks.decks()[0].get(request.deck)
    charts += sum(len(slide.charts) for slide in found.slides) if found else 0
    return charts * len(request.languages)


def _many(request: Request, most: int | None, lang: str) -> str:
    languages = number(len(request.languages), lang, 0)
    if most is not None:
        return t("export_page.at_most", lang, n=number(most, lang, 0), languages=languages)
    listed = len(request.pages) + len(request.figures)
    if listed:
        return t("export_page.of_addresses", lang, n=number(listed, lang, 0), languages=languages)
    return t("export_page.of_all_pages", lang, languages=languages)
