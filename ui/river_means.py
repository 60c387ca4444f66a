"""Long-term mean discharge of the catalogue's gauges as a table with its source."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from indicators import captions
from indicators.locales import t
from indicators.locales.formats import number
from indicators.series import Meta
from ui import pick, tables
from ui.frame import Context


def show(means: Sequence[Meta], here: Context, *, opened: bool) -> None:
    """A folded table: gauge, river, country, mean and the span of the record."""
    lang = here.lang
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
