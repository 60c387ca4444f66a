"""A checked file on the page: its findings, its facts, and its values on the charts beside what is held."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import Future
from html import escape
from typing import Any

import streamlit as st

from indicators.compare.multiples import NARROW_PANEL, multiples
from indicators.compare.tracks import MOST_ROWS
from indicators.locales import label, t
from indicators.locales.formats import number
from indicators.members import checks, entries
from indicators.members.checks import Checked
from indicators.members.finding import Finding, errors
from indicators.series import Meta
from indicators.store import Held, now
from ui import chart, tables
from ui.contribute import hand_in
from ui.contribute.desk import Handed
from ui.frame import Context

EVERY_SECONDS = 0.7
MOST_FINDINGS, MOST_CHARTS, MOST_OURS, MOST_BESIDE = 200, 4, 3, 3
FACTS = ("title", "contributor", "organisation", "country", "licence", "citation", "doi")


def show(checked: Checked, here: Context, key: str) -> None:
    """Everything about a checked file."""
    findings(checked, here)
    if checked.drafts:
        facts(checked, here)
        preview(checked, here, key)


def findings(checked: Checked, here: Context) -> None:
    """Every finding with its place, what is wrong and what to do; errors first."""
    lang, wrong = here.lang, errors(checked.findings)
    rest = [one for one in checked.findings if one.level != "error"]
    says = t("members.takeable" if checked.takeable else "members.not_takeable", lang)
    st.html(f'<p class="aoi-note" role="status">{escape(says)}</p>')
    for name, found in (("errors", wrong), ("warnings", rest)):
        if found:
            _listed(found, t(f"members.{name}", lang, n=number(len(found), lang, 0)), lang)


def _listed(found: Sequence[Finding], title: str, lang: str) -> None:
    head = [t(f"contribute.column.{name}", lang) for name in ("where", "what", "todo")]
    every = t("contribute.whole_file", lang)
    rows = [(one.where(lang) or every, one.what(lang), one.todo(lang)) for one in found[:MOST_FINDINGS]]
    tables.show(tables.table(head, rows, caption=title))


def facts(checked: Checked, here: Context) -> None:
    """Who hands it in and under which terms, as the file says, and its series."""
    lang, told = here.lang, checked.facts
    rows: list[tuple[str, str]] = [
        (t(f"contribute.fact.{name}", lang), tables.printed(text))
        for name in FACTS
        if (text := str(getattr(told, name)))
    ]
    rows.append((t("contribute.fact.disclosure", lang), hand_in.disclosed(told.disclosure, lang)))
    rows += [(t("contribute.series", lang), _series(one, here)) for one in checked.drafts[:40]]
    head = [t("contribute.column.fact", lang), t("contribute.column.text", lang)]
    tables.show(tables.table(head, rows, caption=t("contribute.facts", lang)))


def _series(draft: checks.Draft, here: Context) -> str:
    n = number(len(draft.observations), here.lang, 0)
    place = draft.spot.place_name or label(f"place.{draft.spot.place}", here.lang)
    return t("members.series", here.lang, series=f"{label(f'indicator.{draft.indicator}', here.lang)}, {place}", n=n,
             unit=draft.unit)  # fmt: skip


def preview(checked: Checked, here: Context, key: str) -> None:
    """The values of the file on the charts of the dashboard, beside the nearest series that are held."""
    made = checks.series(checked, f"{now():%Y-%m-%dT%H:%M:%SZ}", "0" * 64)
    spots = [draft.spot for draft in checked.drafts]
    domain = here.catalog.indicators[checked.drafts[0].indicator].domain
    entry = entries.entry(checked.facts, domain, "", f"{now():%Y-%m-%d}", spots)
    known = entries.beside(here.catalog, {checked.facts.source: entry})
    tables.heading(t("contribute.preview", here.lang))
    topics = list(dict.fromkeys(meta.indicator for meta, _ in made))
    for topic in topics[:MOST_CHARTS]:
        mine = [Held(meta, frame, "members") for meta, frame in made if meta.indicator == topic][:MOST_OURS]
        beside, step = _beside(mine, here)
        chart.draw_held(multiples, [*mine, *beside], known, here.lang, key=f"preview-{key}-{topic}",
                        narrow_height=(len(mine) + len(beside)) * NARROW_PANEL + 30, step=step)  # fmt: skip
    if len(topics) > MOST_CHARTS:
        tables.note(t("contribute.more_charts", here.lang, n=number(len(topics) - MOST_CHARTS, here.lang, 0)))


def _beside(mine: Sequence[Held], here: Context) -> tuple[list[Held], str]:
    """Series to draw beside those of the file, and the step: every value as it is, if a browser can take them."""
    nearest = [here.cache.read(meta.id) for meta in _nearest(mine[0].meta, here)]
    if all(one.meta.frequency == "year" for one in mine):
        return nearest, "year"
    rows = sum(len(one.observations) for one in mine)
    if rows > MOST_ROWS:
        return nearest, "month"
    kept = []
    for one in nearest:
        if rows + len(one.observations) <= MOST_ROWS:
            kept.append(one)
            rows += len(one.observations)
    return kept, "each"


def _nearest(mine: Meta, here: Context) -> list[Meta]:
    """Series of the same indicator that are held: of the place first, then of the region."""
    metas = (meta for meta, _ in here.cache.metas().values())
    alike = [meta for meta in metas if (meta.indicator, meta.region) == (mine.indicator, mine.region)]
    held = [meta for meta in alike if meta.source != mine.source]
    held.sort(key=lambda meta: (meta.place != mine.place, -meta.count, meta.id))
    return held[:MOST_BESIDE]


def watched(job: Future[Any], says: str) -> None:
    """A job under way; the page runs again when it has ended."""
    if job.done():
        st.rerun()
    st.html(f'<p class="aoi-note" role="status">{escape(says)}</p>')


def result(job: Future[Handed], lang: str) -> Handed | None:
    """What a job gave; when it has failed, the page says so and the log why."""
    error = job.exception()
    if error is None:
        return job.result()
    logging.getLogger(__name__).error("a check of a member's file has failed", exc_info=error)
    st.warning(t("contribute.failed", lang))
    return None
