"""What the Marine Regions gazetteer calls our seas, as a table with links: only where it was asked."""

from __future__ import annotations

import streamlit as st

from indicators import captions
from indicators.locales import t
from ui import pick, tables
from ui.frame import Context
from ui.tables import Html

SOURCE = "marine_regions"


def show(here: Context) -> None:
    """Heading, table and source line; nothing at all where no record is held."""
    ids = tuple(meta.id for meta in pick.series(here, "", sources=(SOURCE,)))
    if not ids:
        return
    table, source = _made(here.cache.stamp(), ids, here.lang, here)
    tables.heading(t("sea_names.title", here.lang))
    tables.show(table)
    tables.source(source)


@st.cache_data(max_entries=20, show_spinner=False)
def _made(stamp: tuple[int, int], ids: tuple[str, ...], lang: str, _here: Context) -> tuple[str, str]:
    """Table and source line; made anew when the cache changes."""
    held = [_here.cache.read(series_id) for series_id in ids]
    address = _here.catalog.sources[SOURCE].urls["record"]
    head = [t(f"sea_names.{name}", lang) for name in ("ours", "theirs", "type", "mrgid")]
    rows: list[tuple[str | Html, ...]] = []
    for item in sorted(held, key=lambda one: pick.name("region", one.meta.region, _here)):
        for row in item.observations.itertuples():
            number = f"{row.value:.0f}"
            link = tables.link(address.replace("{mrgid}", number), number)
            rows.append((pick.name("region", item.meta.region, _here), row.name, row.place_type, link))
    said = [t("sea_names.note", lang), *captions.caption(held, _here.catalog, lang)]
    return str(tables.table(head, rows)), " ".join(said)
