"""Discharge of the model on the river page: beside its gauge for a year, and up to its forecast."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from indicators.locales import t
from indicators.river import model
from indicators.series import Meta
from ui import chart, pick, state, tables
from ui.frame import Context

SOURCE = "glofas"


def show(kept: Sequence[Meta], gauges: Sequence[Meta], gauge: Meta | None, years: Sequence[int], here: Context) -> None:
    """Charts of the model at one place; what to do where none is held.

    Parameters
    ----------
    kept, gauges : sequence of Meta
        Series of the chosen region and countries; daily discharge of gauges among them.
    gauge : Meta, optional
        The gauge chosen above; its place comes first.
    years : sequence of int
        Highlighted years; the first that model and gauge share is compared.
    """
    modelled = {meta.place: meta for meta in kept if meta.source == SOURCE and meta.indicator == "discharge"}
    if not modelled:
        tables.note(t("model.none", here.lang))
        return
    first = gauge.place if gauge and gauge.place in modelled else min(modelled)
    places = sorted(modelled, key=lambda place: (place != first, place))
    with st.columns([3, 7])[0]:
        place = state.one(
            "model", t("pick.model", here.lang), places, lambda code: pick.name("place", code, here), here.lang,
            default=first,
        )  # fmt: skip
    made = modelled[place]
    beside = next((meta for meta in gauges if meta.place == place and meta.indicator == "discharge"), None)
    common = [year for year in years if beside and _holds(beside, year) and _holds(made, year)]
    if beside and common:
        chart.draw(model.compared, [beside.id, made.id], here.lang, key="model_year", year=common[0])
    elif beside and years:
        st.caption(t("model.no_common", here.lang, year=years[0]))
    chart.draw(model.outlook, [made.id], here.lang, key="model_outlook")


def _holds(meta: Meta, year: int) -> bool:
    return bool(meta.first) and int(meta.first[:4]) <= year <= int(meta.last[:4])
