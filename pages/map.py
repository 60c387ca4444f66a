"""Where the ice is, where iron was measured, where gauges, haul-outs and protected areas lie."""

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from indicators import fields, naming, places_map
from indicators.dissolved_iron import station_map
from indicators.locales import t
from indicators.locales.formats import day_month, month_name
from indicators.sea_ice import concentration_field, concentration_map, normal_maps
from indicators.series import Meta
from ui import chart, frame, pick, state, tables
from ui.made_of import mark_of_fields

LAYERS = ("ice", "iron", "places")
VIEWS = ("concentration", "anomaly")

here = frame.page("map")
lang = here.lang
row = st.columns([2, 2.6, 1.8, 1.8, 1.9, 1.9])


@st.cache_data(max_entries=4, show_spinner=False)
def ice_fields(stamp: tuple[int, int]) -> dict[str, Meta]:
    """Fields of concentration by id, the daily ones first and of those the newest."""
    held = [meta for meta, _ in fields.metas(here.cache).values() if meta.indicator == concentration_field.INDICATOR]
    held.sort(key=lambda meta: meta.last, reverse=True)
    held.sort(key=lambda meta: meta.frequency != "day")
    return {meta.id: meta for meta in held}


@st.cache_data(max_entries=40, show_spinner=False)
def ice_times(stamp: tuple[int, int], field_id: str) -> pd.DataFrame:
    """Times held of a field."""
    return fields.times(here.cache, field_id)


def pick_time(times: pd.DataFrame, monthly: bool) -> pd.Timestamp:
    """One of the times held, the newest first: the year, then the day or month of that year."""
    newest = list(times["time_start"].iloc[::-1])
    years = list(dict.fromkeys(f"{moment:%Y}" for moment in newest))
    with row[2]:
        year = state.one("year", t("map_page.year", lang), years, str, lang)
    of_year = {f"{moment:%m}" if monthly else f"{moment:%m-%d}": moment for moment in newest if f"{moment:%Y}" == year}
    with row[3]:
        named = t("map_page.month" if monthly else "map_page.day", lang)
        code = state.one("date", named, list(of_year), lambda item: unit_name(of_year[item], monthly), lang)
    return of_year[code]


def unit_name(moment: pd.Timestamp, monthly: bool) -> str:
    """A month, or a day without its year."""
    return month_name(moment.month, lang, whole=True) if monthly else day_month(moment.date(), lang)


def pick_window(key: str, windows: Sequence[str]) -> str:
    """The part of the map that is drawn."""
    named = t("map_page.window", lang)
    return state.one(key, named, windows, lambda code: t(f"map_page.window.{code}", lang), lang)


def ice() -> None:
    """Concentration or its difference from the normal, at one time of one product."""
    stamp = here.cache.stamp()
    held = ice_fields(stamp)
    if not held:
        tables.note(t("ice_map.none", lang))
        return
    with row[1]:
        named = t("map_page.product", lang)
        field_id = state.one("product", named, list(held), lambda code: naming.source(held[code].source, lang), lang)
    meta = held[field_id]
    times, monthly = ice_times(stamp, field_id), meta.frequency == "month"
    time = pick_time(times, monthly)
    with row[4]:
        window = pick_window("window", concentration_map.WINDOWS)
    with row[5]:
        view = state.one("view", t("map_page.view", lang), VIEWS, lambda code: t(f"map_page.view.{code}", lang), lang)
    years = normal_maps.years_held(times, time, meta.frequency)
    normals = ice_times(stamp, normal_maps.normal_id(field_id))
    if view == "anomaly" and not normal_maps.holds(normals, time, meta.frequency):
        tables.note(concentration_map.no_anomaly(meta, unit_name(time, monthly), years, here.catalog, lang))
    extent = f"sea_ice_extent.sea_of_okhotsk.{meta.source}"
    extents = [
        one for one in here.cache.metas() if one.startswith("sea_ice_extent.") and one.endswith(f".{meta.source}")
    ]
    chart.draw(
        concentration_map.ice_map, [extent] if extent in here.cache.metas() else [], lang, key="ice",
        narrow_height=concentration_map.SIZES["narrow"][1], every={"cache": here.cache},
        made_of=mark_of_fields(here.cache, extents), field=field_id,
        time=time.isoformat(), anomaly=view == "anomaly", window=window, years=years,
    )  # fmt: skip


def iron() -> None:
    """Stations of one compilation in one depth layer."""
    found = [meta for meta in pick.series(here, "dissolved_iron") if station_map.shown(meta)]
    at_sea = [meta for meta in found if meta.indicator in station_map.SEA_INDICATORS]
    if not at_sea:
        tables.note(t("iron_map.none", lang))
        return
    sources = sorted({meta.source for meta in at_sea}, key=lambda source: (source == "published", source))
    with row[1]:
        source = state.one("compilation", t("map_page.compilation", lang), sources, compilation, lang)
    rivers = [meta for meta in found if meta.indicator == station_map.RIVER_INDICATOR]
    placed = [meta for meta in rivers if meta.longitude is not None]
    ids = [meta.id for meta in [*(meta for meta in at_sea if meta.source == source), *placed]]
    depths = {f"{top:.0f}-{bottom:.0f}": (top, bottom) for top, bottom in station_map.LAYERS}
    with row[2]:
        depth = state.one("depth", t("map_page.depth", lang), list(depths), lambda code: f"{pick.dashed(code)} m", lang)
    chart.draw(
        station_map.station_map, ids, lang, key="iron", narrow_height=station_map.SIZES["narrow"][1],
        layer=depths[depth], unplaced=len(rivers) - len(placed),
    )  # fmt: skip


def compilation(source: str) -> str:
    """Name of a compilation, or that the stations were read in papers."""
    return t("map_page.compilation.published", lang) if source == "published" else naming.source(source, lang)


def places() -> None:
    """Gauges, sections, haul-outs, breeding and protected areas; those without a position as a table."""
    metas = pick.series(here, "")
    with row[1]:
        kinds = state.many(
            "kinds", t("map_page.kinds", lang), places_map.KINDS, lambda code: t(f"map_page.kind.{code}", lang), lang,
            hint=t("pick.all", lang),
        )  # fmt: skip
    with row[2]:
        window = pick_window("around", places_map.WINDOWS)
    ids = [meta.id for meta in metas if meta.indicator == places_map.PROTECTED and meta.source == "published"]
    chosen = tuple(kind for kind in places_map.KINDS if kind in kinds or not kinds)
    chart.draw(
        places_map.places_map, ids, lang, key="places", narrow_height=places_map.SIZES["narrow"][1],
        every={"metas": metas}, kinds=chosen, window=window,
    )  # fmt: skip
    if "mpa" in chosen:
        tables.show(unplaced(here.cache.stamp(), tuple(ids), lang))


@st.cache_data(max_entries=24, show_spinner=False)
def unplaced(stamp: tuple[int, int], ids: tuple[str, ...], lang: str) -> str:
    """Protected areas that are not on the map, as a table; made anew when the cache changes."""
    held = [here.cache.read(series_id) for series_id in ids]
    rows = places_map.unplaced(held, pick.series(here, ""), lang)
    if not rows:
        return ""
    head = [t(f"places_map.column.{name}", lang) for name in ("name", "country", "since", "area", "covers", "remarks")]
    title, said = escape(t("map_page.unplaced", lang)), t("map_page.unplaced_note", lang)
    return f'<h2 class="aoi-part">{title}</h2>{tables.table(head, rows, caption=said)}'


with row[0]:
    layer = state.one("layer", t("map_page.layer", lang), LAYERS, lambda code: t(f"map_page.layer.{code}", lang), lang)
{"ice": ice, "iron": iron, "places": places}[layer]()
