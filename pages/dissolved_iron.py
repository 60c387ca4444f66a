"""How much iron the Amur brings and how far it reaches: concentrations, fluxes, profile, derived load."""

from collections.abc import Callable, Sequence

import streamlit as st

from indicators.dissolved_iron import findings, flux, load_figure, path, profile
from indicators.figures import Chart
from indicators.locales import t
from indicators.series import Meta
from ui import chart, frame, pick, source_card, state, tables

EVERYWHERE = "all"
LOADS = {"year": "iron_load", "month": "iron_load_monthly"}
STATIONS = ("kuril_basin", "oyashio")

here = frame.page("dissolved_iron")
found = pick.series(here, "dissolved_iron")


def places() -> list[str]:
    """Regions of the held series and those around them, wider ones first."""
    own = {meta.region for meta in found}
    regions = [name for name in here.catalog.regions if own & here.catalog.within(name)]
    return sorted(regions, key=lambda name: (-len(own & here.catalog.within(name)), pick.name("region", name, here)))


def place_name(code: str) -> str:
    """Name of a region, or of the whole path."""
    return t("iron.everywhere", here.lang) if code == EVERYWHERE else pick.name("region", code, here)


def of(*indicators: str) -> list[Meta]:
    """Chosen series of some indicators."""
    return [meta for meta in chosen if meta.indicator in indicators]


def draw(builder: Callable[..., Chart], metas: Sequence[Meta], key: str, most: int, **options: object) -> None:
    """Draw a chart, or say that nothing of it is within the choice."""
    if metas:
        tall = 90 + 62 * most
        chart.draw(builder, [meta.id for meta in metas], here.lang, key=key, narrow_height=tall, **options)
    else:
        tables.show(f'<p class="aoi-note">{t(f"iron.none.{key}", here.lang)}</p>')


row = st.columns([3, 4])
with row[0]:
    area = state.one("area", t("pick.region", here.lang), [EVERYWHERE, *places()], place_name, here.lang)
with row[1]:
    countries = pick.countries(here, found)
inside = here.catalog.regions if area == EVERYWHERE else here.catalog.within(area)
chosen = [meta for meta in pick.kept(found, countries) if meta.region in inside]
whole = area == EVERYWHERE and not countries

river = of("dissolved_iron_porewater", "dissolved_iron_groundwater", "dissolved_iron_river")
draw(path.rivers, river, "rivers", sum(meta.count for meta in river) + 2)
sea = of("dissolved_iron_seawater")
draw(path.sea, [meta for meta in sea if path.on_path(meta.place)], "sea", 7, gaps=whole)
fluxes = of("dissolved_iron_flux", "total_dissolvable_iron_flux", "dissolved_iron_event_flux", "dissolved_iron_daily_flux")
draw(flux.estimates, fluxes, "fluxes", sum(meta.count for meta in fluxes) + 3)

stations = of("dissolved_iron_seawater")
if stations:
    by_place = {meta.place: meta for meta in stations}
    usual = [name for name in STATIONS if name in by_place] or list(by_place)[:2]
    shown = state.many(
        "stations", t("iron.pick_stations", here.lang), sorted(by_place), lambda p: pick.name("place", p, here), here.lang,
        default=usual, most=profile.MOST,
    )  # fmt: skip
    stations = [by_place[name] for name in [*usual, *sorted(by_place)] if name in shown]
draw(profile.by_depth, list(dict.fromkeys(stations)), "profile", 5)

loads = of(*LOADS.values())
if loads:
    row = st.columns([1, 3])
    with row[0]:
        step = state.one("by", t("iron.pick_step", here.lang), list(LOADS), lambda s: t(f"iron.by_{s}", here.lang), here.lang)
    loads = of(LOADS[step])
    with row[1]:
        first, last = min(int(m.first[:4]) for m in loads), max(int(m.last[:4]) for m in loads)
        period = state.years("period", t("pick.period", here.lang), first, last)
    for made in loads:
        ids = [made.id, *made.derived_from.split()]
        chart.draw(
            load_figure.over_discharge, ids, here.lang, key=f"load:{made.place}", narrow_height=460, period=period
        )
else:
    draw(load_figure.over_discharge, [], "load", 0)

told = findings.chosen(chosen)
if told:
    st.subheader(t("iron.findings_title", here.lang))
    head = [t(f"iron.findings.{name}", here.lang) for name in ("what", "where", "value", "work", "note")]
    tables.show(tables.table(head, findings.table([here.cache.read(meta.id) for meta in told], here.lang)))

st.subheader(t("missing.title", here.lang))
tables.show(f'<p class="aoi-note">{t("iron.missing", here.lang)}</p>')
tables.show(source_card.missing("dissolved_iron", here))
