"""How much iron the Amur brings and how far it reaches: concentrations, fluxes, profile, derived load."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from indicators.dissolved_iron import findings, flux, load_figure, path, profile
from indicators.figures import Chart
from indicators.locales import t
from indicators.series import Meta
from ui import chart, frame, iron_grids, pick, source_card, state, tables

EVERYWHERE = "all"
RIVERS = ("dissolved_iron_porewater", "dissolved_iron_groundwater", "dissolved_iron_river")
SEA = ("dissolved_iron_seawater",)
FLUXES = (
    "dissolved_iron_flux",
    "total_dissolvable_iron_flux",
    "dissolved_iron_event_flux",
    "dissolved_iron_daily_flux",
)
LOADS = {"year": "iron_load", "month": "iron_load_monthly"}
STATIONS = ("kuril_basin", "oyashio")
SAMPLED = "gemstat"  # single samples by the hundred: on the river page


@st.cache_data(max_entries=100, show_spinner=False)
def findings_table(stamps: tuple[int, ...], ids: tuple[str, ...], lang: str) -> str:
    """Single findings as a table; made anew when one of its series changes."""
    head = [t(f"iron.findings.{name}", lang) for name in ("what", "where", "value", "work", "note")]
    return str(tables.table(head, findings.table([here.cache.read(series_id) for series_id in ids], lang)))


here = frame.page("dissolved_iron")
found = [meta for meta in pick.series(here, "dissolved_iron") if meta.source != SAMPLED]


def regions() -> list[str]:
    """Regions of the held series and those around them, wider ones first."""
    own = {meta.region for meta in found}
    held = {name: len(own & here.catalog.within(name)) for name in here.catalog.regions}
    return sorted(filter(held.get, held), key=lambda name: (-held[name], pick.name("region", name, here)))


def region_name(code: str) -> str:
    """Name of a region, or of the whole path."""
    return t("iron.everywhere", here.lang) if code == EVERYWHERE else pick.name("region", code, here)


def of(*indicators: str) -> list[Meta]:
    """Chosen series of some indicators."""
    return [meta for meta in chosen if meta.indicator in indicators]


def draw(builder: Callable[..., Chart], metas: Sequence[Meta], key: str, narrow: int, **options: Any) -> None:
    """Draw a chart, or say that nothing of it lies within the choice."""
    if metas:
        chart.draw(builder, [meta.id for meta in metas], here.lang, key=key, narrow_height=narrow, **options)
    else:
        tables.note(t(f"iron.none.{key}", here.lang))


def narrow_rows(metas: Sequence[Meta], headings: int = 0) -> int:
    """Height of a row chart on a phone."""
    return 70 + 60 * sum(meta.count for meta in metas) + 45 * headings


row = st.columns([3, 4])
with row[0]:
    area = state.one("area", t("pick.region", here.lang), [EVERYWHERE, *regions()], region_name, here.lang)
with row[1]:
    countries = pick.countries(here, found)
inside = set(here.catalog.regions) if area == EVERYWHERE else here.catalog.within(area)
chosen = [meta for meta in pick.kept(found, countries) if meta.region in inside]
whole = area == EVERYWHERE and not countries

rivers, sea, fluxes = of(*RIVERS), of(*SEA), of(*FLUXES)
draw(path.rivers, rivers, "rivers", narrow_rows(rivers, len({meta.indicator for meta in rivers})))
on_path = [meta for meta in sea if path.on_path(meta.place)]
draw(path.sea, on_path, "sea", 660 if len(on_path) > 1 else 340, gaps=whole)
draw(flux.estimates, fluxes, "fluxes", narrow_rows(fluxes, 4))

if sea:
    by_place = {meta.place: meta for meta in sea}
    places = sorted(by_place, key=lambda name: pick.name("place", name, here))
    usual = [name for name in STATIONS if name in by_place] or places[:2]
    label = t("iron.pick_stations", here.lang)
    named = state.many(
        "stations", label, places, lambda name: pick.name("place", name, here), here.lang,
        default=usual, most=profile.MOST,
    )  # fmt: skip
    sea = [by_place[name] for name in dict.fromkeys([*usual, *places]) if name in named]
draw(profile.by_depth, sea, "profile", 480)

iron_grids.stations(chosen, here)
iron_grids.climatology(chosen, here)

loads = of(*LOADS.values())
if loads:
    row = st.columns([1, 4])
    with row[0]:
        label = t("iron.pick_step", here.lang)
        step = state.one("by", label, list(LOADS), lambda name: t(f"iron.by_{name}", here.lang), here.lang)
    loads = of(LOADS[step])
    with row[1]:
        first, last = min(int(meta.first[:4]) for meta in loads), max(int(meta.last[:4]) for meta in loads)
        period = state.years("period", t("pick.period", here.lang), first, last)
    for made in loads:
        ids = [made.id, *made.derived_from.split()]
        key = f"load:{made.place}"
        chart.draw(load_figure.over_discharge, ids, here.lang, key=key, narrow_height=460, period=period)
else:
    draw(load_figure.over_discharge, [], "load", 0)

told = findings.chosen(chosen)
if told:
    tables.heading(t("iron.findings_title", here.lang))
    single = tuple(meta.id for meta in told)
    tables.show(findings_table(here.cache.stamps(single), single, here.lang))

tables.heading(t("missing.title", here.lang))
tables.note(t("iron.missing", here.lang))
tables.show(source_card.missing("dissolved_iron", here))
