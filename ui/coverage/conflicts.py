"""Two sources, two numbers: side by side, with both sources; and products that only seem to differ."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import streamlit as st

from indicators.coverage import held, matrix, record, same_day, words
from indicators.coverage.conflicts import Conflict, Said
from indicators.locales import t, told, units
from indicators.locales.formats import date, number
from indicators.population import words as said
from indicators.store import Cache
from ui import pick, tables
from ui.coverage import tables as coverage_tables
from ui.coverage.tables import lines, small
from ui.frame import Context
from ui.tables import Html

FROM_WHOLE, MOST_DECIMALS = 1000, 3


def conflicts(here: Context) -> None:
    """Both numbers of every conflict, and the products that define things otherwise."""
    lang = here.lang
    row = st.columns([3, 5])
    with row[0]:
        countries = pick.countries(here)
    mine = [one for one in held.of_conflicts(here.cache) if not countries or set(countries) & set(one.meta.countries)]
    head = [t(f"coverage.conflict.{name}", lang) for name in ("what", "one", "other")]
    rows = [(_what(one, lang), _said(one.first, lang), _other(one, lang)) for one in mine]
    title = t("coverage.conflict_n", lang, n=len(mine)) if mine else t("coverage.conflict_none", lang)
    tables.show(f'<h2 class="aoi-part">{title}</h2><p class="aoi-note">{t("coverage.conflict_note", lang)}</p>')
    if rows:
        tables.show(tables.box(tables.table(head, rows), title))
    tables.show(definitions(here.cache.stamp(), lang, here.cache))
    coverage_tables.files(here, conflicts="coverage.download_pairs")


def _what(one: Conflict, lang: str) -> Html:
    meta = one.meta
    how = t("coverage.conflict.noted" if one.noted else "coverage.conflict.found", lang)
    return lines(
        words.what(meta.indicator, lang),
        f"{words.place(meta, lang)}, {said.period(one.first.row, lang)}",
        small(f"{words.countries(matrix.ordered(meta.countries), lang)} · {how}"),
    )


def _other(one: Conflict, lang: str) -> Html:
    """The other value of our tables, or the words of the note."""
    if one.second is None:
        return lines(_capital(said.other_words(one.words, lang)), small(t("coverage.conflict.words", lang)))
    other = _said(one.second, lang)
    if one.second.held.meta.indicator == one.meta.indicator:
        return other
    return lines(words.what(one.second.held.meta.indicator, lang), other)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _said(one: Said, lang: str) -> Html:
    """Number, how sure, remark and source."""
    row, meta = one.row, one.held.meta
    work = said.reference(row, meta)
    address = said.link(row.citation)
    remark = told(said.method_note(row.note), lang)
    return lines(
        Html(f"<b>{tables.cell(_number(row, lang))}</b> {tables.cell(said.unit(meta, lang))}"),
        small(t(f"pop.confidence.{row.confidence}", lang)),
        small(remark),
        small(tables.cited(address, work)),
        small(tables.link(f"/data/{meta.id}.csv", "CSV", download=True)),
    )


def _number(row: Any, lang: str) -> str:
    """A value with the digits it was printed with: two numbers that differ must not be rounded to one."""
    if math.isnan(row.value) or abs(row.value) >= FROM_WHOLE:
        return said.full(row, lang)
    decimals = len(repr(float(row.value)).rpartition(".")[2].rstrip("0"))
    bounds = said.interval(row, lang)
    shown = number(row.value, lang, min(decimals, MOST_DECIMALS))
    return f"{shown} ({bounds})" if bounds else shown


@st.cache_data(max_entries=12, show_spinner=False)
def definitions(stamp: tuple[int, int], lang: str, _cache: Cache) -> str:
    """Products of one sea on one day, as tables; made anew when the cache changes."""
    parts = []
    head = [t(f"coverage.{name}", lang) for name in ("product", "value", "method", "area")]
    for one in same_day.days(_cache, record.records(_cache)):
        meta = one.products[0].held.meta
        day: dt.date = one.day.date()
        caption = f"{words.what(meta.indicator, lang)}, {words.place(meta, lang)}, {date(day, lang)}"
        rows = [
            (
                words.source(part.held.meta, lang),
                f"{number(part.value, lang, 0)} {units.unit(meta.unit, lang)}",
                told(part.held.meta.method, lang),
                told(part.held.meta.area_definition, lang),
            )
            for part in one.products
        ]
        parts.append(tables.table(head, rows, caption=caption))
    if not parts:
        return ""
    title, note = t("coverage.definitions", lang), t("coverage.definitions_note", lang)
    return f'<h2 class="aoi-part">{title}</h2><p class="aoi-note">{note}</p>{"<br>".join(parts)}'
