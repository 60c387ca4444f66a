"""Series beside each other, and all that is held on one country or one region."""

from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from indicators.locales import t
from ui import compare_series, frame, state
from ui.held import view as held_view

VIEWS: dict[str, Callable[[frame.Context, Sequence[DeltaGenerator]], None]] = {
    "series": compare_series.draw,
    "country": held_view.country,
    "region": held_view.region,
}

HELD = {"of", "topic", "find", "order"}  # choices of the views of a country and a region

here = frame.page("compare")
row = st.columns([2, 3, 2])
with row[0]:
    label = t("compare.view", here.lang)
    view = state.one("view", label, list(VIEWS), lambda code: t(f"compare.view.{code}", here.lang), here.lang)
VIEWS[view](here, row)
state.drop(HELD)
