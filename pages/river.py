"""How much water do the rivers carry, how clean and how warm is it, by region and country."""

from collections.abc import Sequence

import streamlit as st

from indicators import captions
from indicators.locales import t
from indicators.locales.formats import number
from indicators.river import accident, annual, class_calendar, hydrograph, published, quality, river_ice, thermal
from indicators.river.year_plot import MOST_YEARS
from indicators.series import Meta
from ui import chart, frame, pick, source_card, state, tables

BASIN = "amur_basin"
BASIN_PROVINCES = {"heilongjiang", "jilin"}  # their figures are the nearest to figures of the Songhua basin
OWN_CHARTS = ("nitrobenzene", "share_sections_i_iii", "share_sections_worse_v", "basin_water_quality_category")
USUAL_SECTIONS, LEAST_READINGS, LEAST_VALUES = 3, 100, 3

here = frame.page("river")
lang = here.lang


def of(held: Sequence[Meta], *indicators: str, source: str = "") -> list[Meta]:
    """Those of some indicators and a source."""
    return [meta for meta in held if meta.indicator in indicators and source in ("", meta.source)]


def offered(held: Sequence[Meta]) -> list[Meta]:
    """Series whose regions can be picked: of the chosen countries, and the whole basin where they share it."""
    share = any(meta.region in here.catalog.within(BASIN) for meta in held)
    return [*held, *(meta for meta in found if share and meta.region == BASIN)]


def heading(name: str, held: Sequence[Meta]) -> bool:
    """A section's heading; says so where nothing is held. Gives whether something is."""
    st.subheader(t(f"water.page.{name}", lang))
    if not held:
        st.info(t(f"water.none.{name}", lang))
    return bool(held)


def gauge_label(meta: Meta) -> str:
    """A gauge and what it measures."""
    return f"{pick.name('place', meta.place, here)} · {t(f'indicator.{meta.indicator}', lang)}"


def catalogue_table(means: Sequence[Meta], opened: bool) -> None:
    """Long-term means of the catalogue's gauges as a table with its source."""
    held = [here.cache.read(meta.id) for meta in means]
    head = [t(f"water.table.{name}", lang) for name in ("gauge", "river", "country", "mean", "record")]
    rows = []
    for item in held:
        value, river = item.observations.iloc[0], here.catalog.where(item.meta.place).river
        rows.append(
            (
                pick.name("place", item.meta.place, here),
                t(f"river.{river}", lang) if river else "",
                ", ".join(t(f"country.{code}", lang) for code in item.meta.countries),
                number(value["value"], lang, 0),
                f"{value['time_start'].year}–{value['time_end'].year}",
            )
        )
    with st.expander(t("water.table.caption", lang), expanded=opened):
        tables.show(tables.table(head, rows))
        st.caption(" ".join(captions.caption(held, here.catalog, lang)))


found = pick.series(here, "river")
row = st.columns([2, 2, 2.3, 2.2, 2.2, 2.6])
with row[1]:
    chosen = pick.countries(here, found)
with row[0]:
    region = pick.region(here, offered(pick.kept(found, chosen)), default=BASIN)
inside = here.catalog.within(region)
inside |= BASIN_PROVINCES if "songhua_basin" in inside else set()
kept = [meta for meta in pick.kept(found, chosen) if meta.region in inside]

daily = of(kept, "discharge", "stage", source="roshydromet")
gauge: Meta | None = None
years: list[str] = []
parameter, sections = "", list[str]()
if daily:
    by_id = {meta.id: meta for meta in daily}
    usual = "discharge.khabarovsk.roshydromet"
    ids = sorted(by_id, key=lambda code: (by_id[code].indicator, code != usual, by_id[code].place))
    with row[2]:
        gauge = by_id[state.one("gauge", t("pick.gauge", lang), ids, lambda code: gauge_label(by_id[code]), lang)]
    first, last = pick.span(daily, gauge.id)
    listed = [str(year) for year in range(last, first - 1, -1)]
    with row[3]:
        years = state.many("years", t("pick.years", lang), listed, str, lang, default=["2013"], most=MOST_YEARS)
stations = [meta for meta in kept if meta.source == "cnemc" and meta.indicator in quality.PARAMETERS]
if stations:
    codes = [code for code in quality.PARAMETERS if any(meta.indicator == code for meta in stations)]
    with row[4]:
        label = t("pick.parameter", lang)
        parameter = state.one("parameter", label, codes, lambda code: t(f"indicator.{code}", lang), lang)
    at = {meta.place: meta for meta in sorted(of(stations, parameter), key=lambda meta: -meta.count)}
    richest = [place for place in at if at[place].count >= LEAST_READINGS][:USUAL_SECTIONS] or list(at)[:1]
    with row[5]:
        sections = state.many(
            "sections", t("pick.sections", lang), list(at), lambda place: pick.name("place", place, here), lang,
            default=richest, most=quality.MOST_SECTIONS,
        )  # fmt: skip
highlight = tuple(int(year) for year in years)

means = of(kept, "discharge_long_term_mean")
heading("discharge", daily)
if gauge:
    chart.draw(hydrograph.hydrograph, [gauge.id], lang, key="year", narrow_height=380, highlight=highlight)
    place = gauge.place
    order = [item.id for item in here.catalog.declarations(gauge.source)]
    flows = sorted(of(daily, "discharge"), key=lambda meta: (meta.place != place, order.index(meta.id)))
    beside = [meta for meta in means if meta.place in {flow.place for flow in flows}]
    if flows:
        ids = [meta.id for meta in [*flows, *beside]]
        chart.draw(annual.annual_discharge, ids, lang, key="annual", narrow_height=len(flows) * annual.PANEL + 50)
if means:
    catalogue_table(means, opened=not daily)

if heading("quality", stations) and sections:
    at_sections = [meta.id for place in sections for meta in of(stations, parameter) if meta.place == place]
    classes = [meta.id for place in sections for meta in of(kept, "water_quality_class") if meta.place == place]
    chart.draw(quality.parameter, at_sections, lang, key="parameter", narrow_height=360)
    if classes:
        chart.draw(class_calendar.class_calendar, classes, lang, key="calendar", narrow_height=460)
elif stations:
    st.info(t("water.none.sections", lang))

warm = of(kept, "water_temperature", source="roshydromet")
ice = of(kept, "river_ice_thickness", "snow_on_river_ice")
heading("thermal", [*warm, *ice])
near = gauge.place if gauge else ""
for meta in sorted(warm, key=lambda meta: meta.place != near)[:1]:
    chart.draw(thermal.water_temperature, [meta.id], lang, key="temperature", narrow_height=360, highlight=highlight)
for meta in sorted(of(ice, "river_ice_thickness"), key=lambda meta: meta.place != near)[:1]:
    chart.draw(river_ice.winter_curve, [meta.id], lang, key="winter", highlight=highlight)
    chart.draw(river_ice.winter_most, [meta.id], lang, key="most")

printed = [meta for meta in kept if meta.source == "published"]
heading("published", printed)
categories = of(printed, "basin_water_quality_category")
if categories:
    chart.draw(published.category, [meta.id for meta in categories], lang, key="category")
kinds = [code for code in ("share_sections_i_iii", "share_sections_worse_v") if of(printed, code)]
if kinds:
    with st.columns([2, 3])[0]:
        kind = state.one("share", t("pick.share", lang), kinds, lambda code: t(f"indicator.{code}", lang), lang)
    shares = [meta.id for meta in of(printed, kind)]
    chart.draw(published.shares, shares, lang, key="shares", narrow_height=len(shares) * published.ROW + 50)
spill = of(printed, "nitrobenzene")
if spill:
    ids = [meta.id for meta in spill]
    chart.draw(accident.nitrobenzene, ids, lang, key="spill", narrow_height=len(ids) * 40 + 60)
others = [meta for meta in printed if meta.indicator not in OWN_CHARTS and meta.count >= LEAST_VALUES]
if others:
    with st.columns([2, 3])[0]:
        one = pick.one_series(here, others, default="trophic_level_index.lake_hulun.published", key="published")
    chart.draw(published.values, [one], lang, key="values")

st.subheader(t("water.page.missing", lang))
st.markdown(f"{t('water.mongolia', lang)}\n\n{t('water.korea', lang)}")
tables.show(source_card.missing("river", here))
