"""How much water do the rivers carry, how clean and how warm is it, by region and country."""

from collections.abc import Sequence

import streamlit as st

from indicators.locales import t
from indicators.river import accident, annual, class_calendar, hours, hydrograph, published, quality, river_ice, thermal
from indicators.river.year_plot import MOST_YEARS
from indicators.series import Meta
from ui import chart, frame, pick, river_means, river_model, sample_archive, source_card, state, tables

BASIN = "amur_basin"
BASIN_PROVINCES = {"heilongjiang", "jilin"}  # their figures are the nearest to figures of the Songhua basin
PARTS = ("discharge", "quality", "thermal", "published")
GAUGED = ("roshydromet", "mlit")  # sources of daily discharge measured at gauges
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


def says_none(part: str, held: Sequence[Meta]) -> bool:
    """Say so where nothing of a part is held."""
    if not held:
        st.info(t(f"water.none.{part}", lang))
    return not held


def pick_gauge(metas: Sequence[Meta], usual: str) -> Meta:
    """One gauge and what it measures."""
    by_id = {meta.id: meta for meta in metas}
    ids = sorted(by_id, key=lambda code: (by_id[code].indicator, code != usual, by_id[code].place))
    labels = {
        code: f"{pick.name('place', meta.place, here)} · {t(f'indicator.{meta.indicator}', lang)}"
        for code, meta in by_id.items()
    }
    return by_id[state.one("gauge", t("pick.gauge", lang), ids, labels.__getitem__, lang)]


def pick_years(metas: Sequence[Meta], series_id: str) -> tuple[int, ...]:
    """Years drawn in colour; the flood of 2013 unless others are chosen, or the last year without it."""
    first, last = pick.span(metas, series_id)
    listed = [str(year) for year in range(last, first - 1, -1)]
    usual = ["2013"] if "2013" in listed else listed[:1]
    chosen = state.many("years", t("pick.years", lang), listed, str, lang, default=usual, most=MOST_YEARS)
    return tuple(int(year) for year in chosen)


def pick_period(metas: Sequence[Meta]) -> tuple[int, int]:
    """Years to draw, among those of some series."""
    first, last = min(int(meta.first[:4]) for meta in metas), max(int(meta.last[:4]) for meta in metas)
    return state.years("period", t("pick.period", lang), first, last)


def discharge() -> None:
    """Hydrograph of a gauge, its last hours, annual means of all, the model, catalogue means."""
    daily = [meta for meta in of(kept, "discharge", "stage") if meta.source in GAUGED]
    means = of(kept, "discharge_long_term_mean")
    gauge: Meta | None = None
    highlight: tuple[int, ...] = (hydrograph.FLOOD,)
    if any(meta.countries == ("JPN",) for meta in means) and not any(meta.source == "mlit" for meta in daily):
        st.info(t("water.none.hokkaido", lang))
    elif not daily:
        says_none("discharge", daily)
    if daily:
        with row[3]:
            gauge = pick_gauge(daily, "discharge.khabarovsk.roshydromet")
        with row[4]:
            highlight = pick_years(daily, gauge.id)
        period = pick_period([gauge])
        chart.draw(
            hydrograph.hydrograph, [gauge.id], lang, key="year", narrow_height=380, highlight=highlight, period=period
        )
        for meta in of(kept, "discharge_hourly"):
            if meta.place == gauge.place:
                chart.draw(hours.recent, [meta.id], lang, key="hours")
        order = [item.id for item in here.catalog.declarations(gauge.source)]
        alike = of(daily, "discharge", source=gauge.source)
        flows = sorted(alike, key=lambda meta: (meta.place != gauge.place, order.index(meta.id)))
        beside = [meta for meta in means if meta.place in {flow.place for flow in flows}]
        if any(meta.first[:4] < meta.last[:4] for meta in flows):
            ids = [meta.id for meta in [*flows, *beside]]
            high = len(flows) * annual.PANEL + 50
            chart.draw(annual.annual_discharge, ids, lang, key="annual", narrow_height=high)
    river_model.show(kept, daily, gauge, highlight, here)
    if means:
        river_means.show(means, here, opened=not daily)


def water_quality() -> None:
    """One parameter at some sections with the class limits, and the calendar of classes."""
    stations = [meta for meta in kept if meta.source == "cnemc" and meta.indicator in quality.PARAMETERS]
    if says_none("quality", stations):
        return
    codes = [code for code in quality.PARAMETERS if any(meta.indicator == code for meta in stations)]
    with row[3]:
        parameter = state.one("parameter", t("pick.parameter", lang), codes, lambda c: t(f"indicator.{c}", lang), lang)
    at = {meta.place: meta for meta in sorted(of(stations, parameter), key=lambda meta: -meta.count)}
    richest = [place for place in at if at[place].count >= LEAST_READINGS][:USUAL_SECTIONS] or list(at)[:1]
    with row[4]:
        sections = state.many(
            "sections", t("pick.sections", lang), list(at), lambda place: pick.name("place", place, here), lang,
            default=richest, most=quality.MOST_SECTIONS,
        )  # fmt: skip
    if not sections:
        st.info(t("water.none.sections", lang))
        return
    within = pick_period([at[place] for place in sections])
    ids = [at[place].id for place in sections]
    chart.draw(quality.parameter, ids, lang, key="parameter", narrow_height=360, within=within)
    classes = [meta.id for place in sections for meta in of(kept, "water_quality_class") if meta.place == place]
    if classes:
        chart.draw(class_calendar.class_calendar, classes, lang, key="calendar", narrow_height=460, within=within)


def temperature_and_ice() -> None:
    """Water temperature over the year, ice thickness over the winter, its yearly maximum."""
    warm = of(kept, "water_temperature", source="roshydromet")
    ice = of(kept, "river_ice_thickness")
    if says_none("thermal", [*warm, *ice]):
        return
    with row[3]:
        gauge = pick_gauge(warm or ice, "water_temperature.khabarovsk.roshydromet")
    with row[4]:
        highlight = pick_years(warm or ice, gauge.id)
    period = pick_period([gauge])
    if warm:
        chart.draw(
            thermal.water_temperature, [gauge.id], lang, key="temperature", narrow_height=360,
            highlight=highlight, period=period,
        )  # fmt: skip
    for meta in sorted(ice, key=lambda meta: meta.place != gauge.place)[:1]:
        chart.draw(river_ice.winter_curve, [meta.id], lang, key="winter", highlight=highlight)
        chart.draw(river_ice.winter_most, [meta.id], lang, key="most")


def printed_figures() -> None:
    """Figures read in reports and papers: category, shares, the accident of 2005, any other series."""
    printed = [meta for meta in kept if meta.source == "published"]
    if says_none("published", printed):
        return
    categories = of(printed, "basin_water_quality_category")
    if categories:
        chart.draw(published.category, [meta.id for meta in categories], lang, key="category")
    kinds = [code for code in ("share_sections_i_iii", "share_sections_worse_v") if of(printed, code)]
    if kinds:
        with row[3]:
            kind = state.one("share", t("pick.share", lang), kinds, lambda code: t(f"indicator.{code}", lang), lang)
        shares = [meta.id for meta in of(printed, kind)]
        chart.draw(published.shares, shares, lang, key="shares", narrow_height=len(shares) * published.ROW + 50)
    spill = of(printed, "nitrobenzene")
    if spill:
        ids = [meta.id for meta in spill]
        chart.draw(accident.nitrobenzene, ids, lang, key="spill", narrow_height=len(ids) * 40 + 60)
    others = [meta for meta in printed if meta.indicator not in OWN_CHARTS and meta.count >= LEAST_VALUES]
    if others:
        with row[4]:
            one = pick.one_series(here, others, default="trophic_level_index.lake_hulun.published", key="published")
        chart.draw(published.values, [one], lang, key="values")


found = pick.series(here, "river")
row = st.columns([2.2, 2, 2, 2.6, 3])
with row[0]:
    part = state.one("part", t("pick.part", lang), PARTS, lambda code: t(f"water.page.{code}", lang), lang)
with row[2]:
    chosen = pick.countries(here, found)
with row[1]:
    region = pick.region(here, offered(pick.kept(found, chosen)), default=BASIN)
inside = here.catalog.within(region)
inside |= BASIN_PROVINCES if "songhua_basin" in inside else set()
kept = [meta for meta in pick.kept(found, chosen) if meta.region in inside]
drawn = {"discharge": discharge, "quality": water_quality, "thermal": temperature_and_ice, "published": printed_figures}
drawn[part]()
if part == "quality":
    sample_archive.show(inside, chosen, here)

tables.heading(t("water.page.missing", lang))
st.markdown(f"{t('water.mongolia', lang)}\n\n{t('water.korea', lang)}")
tables.show(source_card.missing("river", here))
