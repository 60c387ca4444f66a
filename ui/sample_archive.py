"""Samples on the river page, beside the automatic network: a parameter at some stations, a chart a source."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import streamlit as st

from indicators.locales import t
from indicators.river import sample_archive
from indicators.series import Meta
from ui import chart, pick, state, tables
from ui.frame import Context

ARCHIVE, JAPAN = "gemstat", {"mlit_quality": 0, "mlit_quality_hourly": 62}  # days of an hourly source to show
COAST = "hokkaido_okhotsk_coast"
USUAL = 3


def show(regions: Collection[str], countries: Sequence[str], here: Context) -> None:
    """Heading, pickers and chart of each source in some regions; says so where none is held.

    Japan's own samples and automatic stations are told of where its Okhotsk coast is among the regions.
    """
    metas = pick.kept(pick.series(here, "", sources=(ARCHIVE, *JAPAN)), countries)
    found = [meta for meta in metas if meta.region in regions and meta.indicator in sample_archive.PARAMETERS]
    _source(ARCHIVE, found, here, 0)
    if not any(meta.source == ARCHIVE for meta in found):
        tables.note(t("samples.none", here.lang))
    if COAST not in regions or (countries and "JPN" not in countries):
        return
    for source, days in JAPAN.items():
        _source(source, found, here, days)
    if not any(meta.source in JAPAN for meta in found):
        _heading(next(iter(JAPAN)), here.lang)
        tables.note(t("samples.none.mlit", here.lang))


def _source(source: str, found: Sequence[Meta], here: Context, days: int) -> None:
    """One source; of another than the archive nothing where nothing is held."""
    held, lang = [meta for meta in found if meta.source == source], here.lang
    if held or source == ARCHIVE:
        _heading(source, lang)
    if not held:
        return
    key = "archive" if source == ARCHIVE else source
    codes = [code for code in sample_archive.PARAMETERS if any(meta.indicator == code for meta in held)]
    row = st.columns([2, 3])
    with row[0]:
        label = sample_archive.word("samples.pick_parameter", source, lang)
        code = state.one(key, label, codes, lambda name: t(f"indicator.{name}", lang), lang)
    at = {meta.place: meta for meta in sorted(held, key=lambda meta: -meta.count) if meta.indicator == code}
    with row[1]:
        label = sample_archive.word("samples.pick_stations", source, lang)
        chosen = _stations(key, label, at, here)
    if not chosen:
        tables.note(sample_archive.word("samples.none_chosen", source, lang))
        return
    ids = [at[place].id for place in chosen]
    chart.draw(sample_archive.samples, ids, lang, key=key, narrow_height=380, last_days=days)


def _heading(source: str, lang: str) -> None:
    tables.heading(sample_archive.word("samples.title", source, lang))


def _stations(key: str, label: str, at: dict[str, Meta], here: Context) -> list[str]:
    return state.many(
        f"{key}_stations", label, list(at), lambda place: pick.place_name(at[place], here), here.lang,
        default=list(at)[:USUAL], most=sample_archive.MOST_STATIONS,
    )  # fmt: skip
