"""The cards of the sources page: one a source, with freshness, terms, citation and its series."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from indicators import download_file
from indicators.locales import label, t, told, told_html, units
from indicators.locales.formats import date, enumerated, number
from indicators.quarantine import keeping as quarantine
from indicators.series import Meta
from indicators.status import Status
from ui import pick, state, tables
from ui.frame import Context
from ui.moments import day
from ui.tables import Html

OPEN = "open"
"""Key of the address: the sources that are unfolded."""
MOST_REASONS = 10


def summary(found: Sequence[Meta], told: Sequence[Status], here: Context) -> str:
    """One line: how many sources and series, from when to when."""
    years = sorted(meta.first[:4] for meta in found if meta.first), sorted(meta.last[:4] for meta in found if meta.last)
    if not years[0]:
        return f"<p>{escape(t('state.never', here.lang))}</p>"
    held = sum(1 for item in told if item.series)
    line = t(
        "sources.summary",
        here.lang,
        sources=held,
        series=number(len(found), here.lang, 0),
        first=years[0][0],
        last=years[1][-1],
    )
    return f'<p class="aoi-note">{escape(line)}</p>'


def overview(told: Sequence[Status], here: Context) -> Html:
    """The table of all sources."""
    head = [
        t(f"sources.column.{name}", here.lang) for name in ("source", "state", "last", "retrieved", "next", "series")
    ]
    rows = [
        (
            here.catalog.sources[item.source].title,
            Html(badges(item, here)),
            _day(item.last_observation, here.lang),
            _day(item.retrieved, here.lang),
            _day(item.next_due, here.lang) if item.next_due else t("sources.archive", here.lang),
            number(item.series, here.lang, 0),
        )
        for item in told
    ]
    return tables.table(head, rows)


def badges(item: Status, here: Context) -> str:
    """State and, where the state hides it, age."""
    marks = tables.badge(item.state, t(f"state.{item.state}", here.lang))
    if item.state in ("snapshot", "failed", "quarantined") and item.age in ("due", "stale"):
        marks = Html(marks + " " + tables.badge(item.age, t(f"age.{item.age}", here.lang)))
    return marks


def show(item: Status, series: Sequence[Meta], here: Context) -> bool:
    """One source, folded; its series are only listed once it is opened. Whether it is open."""
    source = here.catalog.sources[item.source]
    label = f"{source.title} · {t('sources.series_of', here.lang, n=len(series))}"
    asked = item.source in state.asked(OPEN)
    with st.expander(label, key=f"source:{item.source}", on_change="rerun", expanded=asked) as card:
        if not card.open:
            return False
        parts = [f"<p>{badges(item, here)} {tables.printed(source.provider)}</p>"]
        parts += _held_back(item, here)
        if item.error and item.state != "quarantined":
            why = t("sources.why_failed", here.lang, since=_day(item.checked, here.lang), error=item.error)
            parts.append(f'<p class="aoi-note">{escape(why)}</p>')
        parts += [f"<p>{line}</p>" for line in _terms(item, series, here)]
        if item.notices:
            lines = "".join(f"<li>{escape(notice)}</li>" for notice in item.notices)
            parts.append(f"<p>{escape(t('sources.notices', here.lang))}</p><ul>{lines}</ul>")
        parts.append(_series_table(series, here))
        tables.show("".join(parts))
    return True


def _held_back(item: Status, here: Context) -> list[str]:
    """A new edition that waits for a decision: since when, and each reason."""
    waiting = quarantine.pending(here.cache.live, item.source)
    if not waiting:
        return []
    said = t("quarantine.held", here.lang, since=_day(waiting[-1].since, here.lang))
    lines = "".join(f"<li>{escape(line)}</li>" for line in waiting[-1].told(here.lang)[:MOST_REASONS])
    return [f'<p class="aoi-note">{escape(said)}</p><ul>{lines}</ul>']


def _terms(item: Status, series: Sequence[Meta], here: Context) -> list[str]:
    source, lang = here.catalog.sources[item.source], here.lang
    citation = series[0].citation_text if series and item.source not in ("published", "derived") else source.citation
    terms = f" ({tables.link(source.terms_url, t('sources.terms', lang))})" if source.terms_url else ""
    lines = [
        f"{escape(t('sources.column.licence', lang))}: {told_html(source.licence, lang)}{terms}. "
        + escape(t(f"sources.redistribute.{source.redistribute}", lang)),
        f"{escape(t('sources.citation', lang))}: {tables.printed(citation)}",
        f"{escape(t('sources.credit', lang))}: {tables.printed(source.credit)}",
        escape(t("sources.verified" if source.verified else "sources.unverified", lang))
        + " "
        + told_html(source.note, lang),
    ]
    if source.token_env:
        lines.insert(1, escape(t("sources.token", lang, variable=source.token_env)))
    if source.doi:
        address = f"https://doi.org/{source.doi}"
        lines.insert(2, f"{escape(t('sources.doi', lang))}: {tables.link(address, source.doi)}")
    return [line for line in lines if not line.endswith(": ")]


def _series_table(series: Sequence[Meta], here: Context) -> Html:
    head = [t(f"sources.column.{name}", here.lang) for name in ("what", "where", "period", "count", "unit", "id")]
    rows = []
    for meta in series:
        refusal = download_file.refusal(meta, here.lang)
        code = Html(escape(refusal)) if refusal else tables.link(f"/data/{meta.id}.csv", meta.id, download=True)
        rows.append(
            (
                label(f"indicator.{meta.indicator}", here.lang),
                pick.place_name(meta, here),
                f"{meta.first[:4]}–{meta.last[:4]}" if meta.first else "",
                number(meta.count, here.lang, 0),
                units.unit(meta.unit, here.lang),
                code,
            )
        )
    return tables.table(head, rows)


def missing(domain: str, here: Context) -> Html:
    """What could not be had, and who holds it."""
    head = [
        t("sources.filter", here.lang),
        t("missing.what", here.lang),
        t("pick.country", here.lang),
        t("missing.holder", here.lang),
    ]
    rows = [
        (
            t(f"domain.{item.domain}", here.lang),
            t(f"missing.{item.what}", here.lang),
            enumerated((t(f"country.{code}", here.lang) for code in item.countries), here.lang),
            told(item.holder, here.lang),
        )
        for item in here.catalog.missing
        if domain in ("", item.domain)
    ]
    return tables.table(head, rows)


def belongs(meta: Meta, domain: str, here: Context) -> bool:
    """Whether a series is of a domain ("" = any)."""
    return domain in ("", here.catalog.indicators[meta.indicator].domain)


def domain_name(domain: str, here: Context) -> str:
    """Name of a domain, or the word for all."""
    return t(f"domain.{domain}", here.lang) if domain else t("sources.all", here.lang)


def _day(stamp: str, lang: str) -> str:
    return date(day(stamp), lang) if stamp else "–"
