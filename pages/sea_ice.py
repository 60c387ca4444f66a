"""How much ice is there, against the normal and earlier years, by sea and product."""

import streamlit as st

from indicators.locales import t
from indicators.sea_ice import figures, season
from ui import chart, frame, pick, state

here = frame.page("sea_ice")
found = pick.series(here, "sea_ice", frequencies=("day",))
row = st.columns([2, 3, 2, 3])
with row[0]:
    region = pick.region(here, found, default="sea_of_okhotsk")
in_region = [meta for meta in found if meta.region == region]
with row[1]:
    series_id = pick.one_series(here, in_region, default=f"sea_ice_extent.{region}.sea_ice_index")
first, last = pick.span(in_region, series_id)
with row[2]:
    baseline = state.one("base", t("pick.baseline", here.lang), list(season.BASELINES), pick.dashed, here.lang)
with row[3]:
    seasons = [str(year) for year in range(last, first, -1)]
    compared = state.many("seasons", t("pick.seasons", here.lang), seasons, str, here.lang, most=3)
period = state.years("period", t("pick.context", here.lang), first + 1, last)

highlight = tuple(int(year) for year in compared)
chart.draw(
    figures.season_curve, [series_id], here.lang, key="season", narrow_height=380, baseline=baseline,
    highlight=highlight, period=period,
)  # fmt: skip
chart.draw(figures.yearly_maximum, [series_id], here.lang, key="maximum", baseline=baseline, period=period)
