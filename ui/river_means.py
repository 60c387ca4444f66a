"""Long-term mean discharge of the catalogue's gauges as a table with its source."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from indicators import captions
from indicators.locales import t
from indicators.locales.formats import enumerated, number
from indicators.series import Meta
from ui import pick, tables
from ui.frame import Context


def show(means: Sequence[Meta], here: Context, *, opened: bool) -> None:
    """A folded table: gauge, river, country, mean and the span of the record."""
    table, source = _made(here.cache.stamp(), tuple(meta.id for meta in means), here.lang, here)
    with st.expander(t("water.table.caption", here.lang), expanded=opened):
        tables.show(table)
        tables.source(source)


@st.cache_data(max_entries=100, show_spinner=False)
def _made(stamp: tuple[int, int], ids: tuple[str, ...], lang: str, _here: Context) -> tuple[str, str]:
    """Table and source line; made anew when the cache changes."""
    held = [_here.cache.read(series_id) for series_id in ids]
    head = [t(f"water.table.{name}", lang) for name in ("gauge", "river", "country", "mean", "record")]
    rows = []
    for item in held:
        value, river = item.observations.iloc[0], _here.catalog.where(item.meta.place).river
        rows.append(
            (
                pick.name("place", item.meta.place, _here),
                t(f"river.{river}", lang) if river else "",
                enumerated((t(f"country.{code}", lang) for code in item.meta.countries), lang),
                number(value["value"], lang, 0),
                f"{value['time_start'].year}–{value['time_end'].year}",
            )
        )
    return str(tables.table(head, rows)), " ".join(captions.caption(held, _here.catalog, lang))
