"""How much ice is there, against the normal and earlier seasons, by sea, country and product."""

import streamlit as st

from indicators.locales import t
from indicators.locales.formats import month_name
from indicators.sea_ice import figures, season, yearly
from ui import chart, frame, pick, state

here = frame.page("sea_ice")
found = pick.series(here, "sea_ice")
top = st.columns([2, 2, 3])
with top[1]:
    countries = pick.countries(here)
kept = pick.kept(found, countries)
if not kept:
    st.info(t("sea_ice.not_applicable", here.lang))
    st.stop()
with top[0]:
    region = pick.region(here, kept, default="sea_of_okhotsk")
daily = [meta for meta in kept if meta.region == region and meta.frequency == "day"]
with top[2]:
    series_id = pick.one_series(here, daily, default=f"sea_ice_extent.{region}.sea_ice_index")
first, last = pick.span(daily, series_id)
low = st.columns([2, 3, 4])
with low[0]:
    baseline = state.one("base", t("pick.baseline", here.lang), list(season.BASELINES), pick.dashed, here.lang)
with low[1]:
    seasons = [str(year) for year in range(last, first, -1)]
    compared = state.many("seasons", t("pick.seasons", here.lang), seasons, str, here.lang, most=3)
with low[2]:
    period = state.years("period", t("pick.context", here.lang), first + 1, last)

chart.draw(
    figures.season_curve, [series_id], here.lang, key="season", narrow_height=470, baseline=baseline,
    highlight=tuple(int(year) for year in compared), period=period,
)  # fmt: skip
chart.draw(yearly.yearly_maximum, [series_id], here.lang, key="maximum", baseline=baseline, period=period)

monthly = f"{series_id.split('.')[0]}.{region}.sea_ice_index_monthly"
if any(meta.id == monthly for meta in kept):
    months = [str(number) for number in (11, 12, 1, 2, 3, 4, 5, 6)]
    named = {code: month_name(int(code), here.lang, whole=True) for code in months}
    month = state.one("month", t("sea_ice.month", here.lang), months, named.__getitem__, here.lang, default="3")
    chart.draw(yearly.month_by_year, [monthly], here.lang, key="month", month=int(month), period=period)
japan = "sea_ice_area_season_maximum.sea_of_okhotsk.published"
if any(meta.id == japan and meta.region == region for meta in kept):
    chart.draw(yearly.japan_yearly_maximum, [japan], here.lang, key="japan")
