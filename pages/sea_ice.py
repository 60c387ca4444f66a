"""How much ice is there, against the normal and earlier seasons, by sea, sub-region, country and product."""

from collections.abc import Sequence

import streamlit as st

from indicators.errors import StoreError
from indicators.locales import t
from indicators.locales.formats import month_name
from indicators.sea_ice import figures, season, season_length, sub_regions, yearly
from indicators.series import Meta
from indicators.statistics.season import ICE
from indicators.store import Held
from ui import chart, frame, pick, state, tables

PARTS = ("season", "regions", "length")
PRODUCTS = ("cdr", "cdr_nrt", "cdr_v4", "nasa_team")
LEAST_DAYS = 100  # of a daily series that a season's curve is drawn of
INDEX = ("sea_ice_index", "sea_ice_index_hemisphere")
MOST_DAYS = 12  # single days offered of each product

here = frame.page("sea_ice")
lang = here.lang
found = pick.series(here, "sea_ice")
top = st.columns([1.7, 2, 2, 3])
with top[0]:
    part = state.one("part", t("pick.part", lang), PARTS, lambda code: t(f"sea_ice.page.{code}", lang), lang)
with top[2]:
    countries = pick.countries(here)
kept = pick.kept(found, countries)


def is_sub_region(region: str) -> bool:
    """Whether a region is one of the polygons that grids are reduced over."""
    return bool(here.catalog.regions[region].polygon)


def whole_season() -> None:
    """The season curve of a sea, its maxima, a month by year, Japan's own yardstick."""
    drawable = [meta for meta in kept if meta.frequency == "day" and meta.count >= LEAST_DAYS]
    drawable = [meta for meta in drawable if not is_sub_region(meta.region)]
    if not drawable:
        st.info(t("sea_ice.not_applicable", lang))
        return
    with top[1]:
        region = pick.region(here, drawable, default="sea_of_okhotsk")
    daily = [meta for meta in drawable if meta.region == region]
    with top[3]:
        usual = [meta.id for meta in daily if meta.indicator == "sea_ice_extent" and meta.source in INDEX]
        series_id = pick.one_series(here, daily, default=usual[0] if usual else "")
    first, last = season_span(next(meta for meta in daily if meta.id == series_id))
    low = st.columns([2, 3, 4])
    with low[0]:
        baseline = pick_baseline()
    with low[1]:
        seasons = [str(year) for year in range(last, first - 1, -1)]
        compared = state.many("seasons", t("pick.seasons", lang), seasons, str, lang, most=3)
    with low[2]:
        period = state.years("period", t("pick.context", lang), first, last)
    chart.draw(
        figures.season_curve, [series_id], lang, key="season", narrow_height=470, baseline=baseline,
        highlight=tuple(int(year) for year in compared), period=period,
    )  # fmt: skip
    chart.draw(yearly.yearly_maximum, [series_id], lang, key="maximum", baseline=baseline, period=period)
    monthly = f"{series_id.split('.')[0]}.{region}.sea_ice_index_monthly"
    if any(meta.id == monthly for meta in kept):
        months = [str(number) for number in (11, 12, 1, 2, 3, 4, 5, 6)]
        named = {code: month_name(int(code), lang, whole=True) for code in months}
        month = state.one("month", t("sea_ice.month", lang), months, named.__getitem__, lang, default="3")
        chart.draw(yearly.month_by_year, [monthly], lang, key="month", month=int(month), period=period)
    japan = [meta.id for meta in kept if meta.indicator == "sea_ice_area_season_maximum" and meta.region == region]
    if japan:
        chart.draw(yearly.japan_yearly_maximum, japan, lang, key="japan")


def season_span(meta: Meta) -> tuple[int, int]:
    """First and last season that a daily series reaches into; one that starts after July begins with the next."""
    first, last = int(meta.first[:4]), int(meta.last[:4])
    return first + (int(meta.first[5:7]) > ICE.last), last + (int(meta.last[5:7]) >= ICE.first)


def pick_baseline() -> str:
    """The period whose mean or median is the normal."""
    return state.one("base", t("pick.baseline", lang), list(season.BASELINES), pick.dashed, lang)


def regions() -> None:
    """Sub-regions: the season where the daily record is held, single days, the map, the definition."""
    shared = [
        name for name in sub_regions.names(here.catalog)
        if not countries or set(countries) & set(here.catalog.regions[name].countries)
    ]  # fmt: skip
    if not shared:
        st.info(t("sea_ice.not_applicable", lang))
        return
    with top[1]:
        region = state.one(
            "sub", t("sub_regions.pick", lang), shared, lambda code: pick.name("region", code, here), lang,
            default="east_sakhalin_shelf",
        )  # fmt: skip
    extents = [meta for meta in found if meta.indicator == sub_regions.INDICATOR and meta.frequency == "day"]
    own = {meta.source: meta for meta in extents if meta.region == region}
    record = own.get("cdr")
    if record and record.count >= LEAST_DAYS:
        chart.draw(figures.season_curve, [record.id], lang, key="season", narrow_height=470)
        draw_length(region, pick.span([record], record.id), season_length.BASELINE)
    else:
        tables.note(t("sub_regions.days_only" if own else "sub_regions.none", lang))
    held = [item for item in map(read, (own[name] for name in PRODUCTS if name in own)) if item]
    on_days = [(item.meta.source, day) for item in held for day in sub_regions.days(item, MOST_DAYS)]
    if not on_days:
        chart.draw(sub_regions.locator, [], lang, key="locator", narrow_height=400, region=region)
        return
    with top[3]:
        source, day = pick_day(on_days)
    ids = [meta.id for meta in extents if meta.source == source and is_sub_region(meta.region)]
    chart.draw(sub_regions.covered, ids, lang, key="covered", narrow_height=450, day=day, region=region)
    chart.draw(sub_regions.locator, ids, lang, key="locator", narrow_height=400, day=day, region=region)
    tables.heading(t("sub_regions.table", lang, region=pick.name("region", region, here)))
    tables.show(sub_regions_table(held))


def read(meta: Meta) -> Held | None:
    """A series, or nothing where its file is broken: its chart says so."""
    try:
        return here.cache.read(meta.id)
    except StoreError:
        return None


def pick_day(on_days: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """One product and day."""
    codes = [f"{source}_{day}" for source, day in on_days]
    names = {code: sub_regions.day_name(*one, lang) for code, one in zip(codes, on_days, strict=True)}
    code = state.one("day", t("sub_regions.pick_day", lang), codes, names.__getitem__, lang)
    return on_days[codes.index(code)]


def sub_regions_table(held: Sequence[Held]) -> str:
    """Every single day held of a sub-region, a row each."""
    head = [t(f"sub_regions.column.{name}", lang) for name in ("day", "product", "extent", "share", "sea")]
    return str(tables.table(head, [row for item in held for row in sub_regions.rows(item, MOST_DAYS, lang)]))


def length() -> None:
    """First and last day and length of the ice season, of a sea or a sub-region."""
    made = [meta for meta in kept if meta.indicator == "ice_season_days"]
    if not made:
        every = any(meta.indicator == "ice_season_days" for meta in found)
        tables.note(t("ice_season.no_region" if every else "ice_season.none_held", lang))
        return
    with top[1]:
        region = pick.region(here, made, default="sea_of_okhotsk")
    meta = next(one for one in made if one.region == region)
    with top[3]:
        baseline = pick_baseline()
    first, last = int(meta.first[:4]), int(meta.last[:4])
    draw_length(region, state.years("period", t("pick.period", lang), first, last), baseline)


def draw_length(region: str, period: tuple[int, int], baseline: str) -> None:
    """The chart of a region's season lengths, where it is held."""
    made = next((meta for meta in found if meta.id == season_length.ids(region)[2]), None)
    if made:
        ids = [*season_length.ids(region), *made.derived_from.split()]
        chart.draw(
            season_length.season_length, ids, lang, key="length", narrow_height=470, baseline=baseline, period=period
        )


{"season": whole_season, "regions": regions, "length": length}[part]()
