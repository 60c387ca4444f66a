"""Two parts of the iron page: stations of a compilation, and the monthly climatology or where to get it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from indicators import fields, naming
from indicators.dissolved_iron import climatology_map, climatology_section, climatology_year, station_means
from indicators.locales import t
from indicators.locales.formats import month_name
from indicators.series import Meta
from ui import chart, state, tables
from ui.frame import Context

CLIMATOLOGY, SOURCE = "dissolved_iron_climatology", "huang"
SOURCES = ("marbl_dfe", "tagliabue", "geotraces")
USUAL_MONTH = "5"  # the spring bloom, and the month of most bottles


def stations(chosen: Sequence[Meta], here: Context) -> None:
    """Station means of one compilation at a time, or how to get one."""
    tables.heading(t("iron_means.heading", here.lang))
    mine = [meta for meta in chosen if meta.indicator in station_means.INDICATORS]
    sets = {f"{meta.source}.{station_means.INDICATORS.index(meta.indicator)}": meta for meta in mine}
    if not sets:
        _note("iron_means.none" if _held(here, station_means.INDICATORS) else "iron_means.how", here)
        return
    order = [f"{source}.{kind}" for source in SOURCES for kind in range(len(station_means.INDICATORS))]
    names = {code: _set_name(sets[code], here.lang) for code in sorted(sets, key=order.index)}
    one = next(iter(names))
    if len(names) > 1:
        one = state.one("bottles", t("iron_means.pick", here.lang), list(names), names.__getitem__, here.lang)
    like = sets[one]
    ids = [meta.id for meta in mine if (meta.source, meta.indicator) == (like.source, like.indicator)]
    chart.draw(station_means.by_layer, ids, here.lang, key="station-means", narrow_height=560)


def climatology(chosen: Sequence[Meta], here: Context) -> None:
    """Surface map, section and the year of the climatology, or who holds it."""
    tables.heading(t("iron_grid.heading", here.lang))
    held = fields.held
    maps = (climatology_map.FIELD, climatology_section.FIELD)
    if not all(held(here.cache.live, field) or held(here.cache.snapshot, field) for field in maps):
        _note("iron_grid.empty", here, doi=here.catalog.sources[SOURCE].doi)
        return
    months = [str(month) for month in range(1, 13)]
    names = {month: month_name(int(month), here.lang, whole=True) for month in months}
    label_ = t("iron_grid.pick_month", here.lang)
    picked = int(state.one("iron_month", label_, months, names.__getitem__, here.lang, default=USUAL_MONTH))
    means = [meta.id for meta in chosen if meta.indicator == CLIMATOLOGY]
    options: dict[str, Any] = {"narrow_height": 480, "every": {"cache": here.cache}, "month": picked}
    chart.draw(climatology_map.surface, means, here.lang, key="iron-surface", **options)
    chart.draw(climatology_section.section, [], here.lang, key="iron-section", **options)
    if means:
        chart.draw(climatology_year.by_month, means, here.lang, key="iron-year", narrow_height=400)


def _set_name(meta: Meta, lang: str) -> str:
    """A compilation as the picker names it."""
    name = naming.source(meta.source, lang)
    monthly = meta.indicator == station_means.INDICATORS[1]
    return t("iron_means.by_month", lang, source=name) if monthly else name


def _held(here: Context, indicators: Sequence[str]) -> bool:
    return any(meta.indicator in indicators for meta, _ in here.cache.metas().values())


def _note(key: str, here: Context, **values: str) -> None:
    tables.note(t(key, here.lang, **values))
