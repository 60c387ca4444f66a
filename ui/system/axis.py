"""The common time axis: its pickers, and its chart."""

from __future__ import annotations

import streamlit as st

from indicators.locales import t
from indicators.system import aligned
from indicators.system.panels import CATCHES, GAUGES, ICE, PANELS, PEOPLE, USUAL, Choice, series_of
from ui import chart, pick, state, tables
from ui.frame import Context
from ui.system import links

FIRST, LAST = 1971, 2026  # years that the axis offers before anything is held


def show(here: Context) -> None:
    """Pickers and panels."""
    lang = here.lang
    tables.heading(t("system.aligned.heading", lang))
    names = {name: t(f"system.pick.{name}", lang) for name in PANELS}
    chosen = state.many("panels", t("system.pick.panels", lang), PANELS, names.__getitem__, lang, default=USUAL)
    panels = tuple(name for name in PANELS if name in chosen)
    row = st.columns([2, 2, 2, 2, 3])
    with row[0]:
        gauge = state.one("post", t("pick.gauge", lang), GAUGES, lambda code: pick.name("place", code, here), lang)
    with row[1]:
        label = t("system.pick.ice_measure", lang)
        ice = state.one("ice", label, list(ICE), lambda code: t(f"system.ice_short.{code}", lang), lang)
    with row[2]:
        label = t("system.pick.catch_measure", lang)
        catch = state.one("catch", label, CATCHES, lambda code: t(f"system.catch.{code}", lang), lang)
    people = Choice.people
    if "people" in panels:
        with row[3]:
            label = t("system.pick.people_of", lang)
            people = state.one(
                "people", label, PEOPLE, lambda code: pick.name("region", code, here), lang, default=Choice.people
            )
    choice = Choice(gauge, ice, catch, people)
    wanted = tuple(dict.fromkeys(one for name in panels for one in series_of(name, choice)))
    ids = links.readable(wanted, here.cache.stamp(), here.cache)
    held = here.cache.metas()
    metas = [held[one][0] for one in ids]
    with row[4]:
        years = [int(part[:4]) for meta in metas for part in (meta.first, meta.last) if part]
        first, last = (min(years), max(years)) if years else (FIRST, LAST)
        period = state.years("span", t("pick.period", lang), first, last, default=(max(first, FIRST), last))
    if not ids:
        tables.note(t("system.nothing", lang))
        return
    chart.draw(
        aligned.time_axis, ids, lang, key="aligned", panels=panels, gauge=gauge, ice=ice, catch=catch, people=people,
        period=period,
    )  # fmt: skip
