"""A network of stations, folded: a row a station, to be searched and sorted; cards on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from indicators import naming
from indicators.locales import label, t
from indicators.locales.formats import date, number
from indicators.profile import latest
from indicators.profile.entries import Station
from indicators.series import Meta
from ui import pick, state, tables
from ui.frame import Context
from ui.held.table import chart_link, csv_link, read, span, told
from ui.moments import day
from ui.tables import Html

ORDERS = ("name", "newest", "most")
CLASS = "water_quality_class"


def show(source: str, stations: Sequence[Station], here: Context, *, opened: bool) -> None:
    """One network."""
    lang, series = here.lang, sum(len(station.metas) for station in stations)
    summary = t(
        "profile.network", lang, source=naming.source(source, lang), series=number(series, lang, 0),
        stations=len(stations), parameters=len({meta.indicator for item in stations for meta in item.metas}),
        last=date(day(max(item.last for item in stations)), lang),
    )  # fmt: skip
    with st.expander(summary, key=f"network:{source}", expanded=opened, on_change="rerun") as card:
        if not card.open:
            return
        row = st.columns([2, 1.3, 3])
        with row[0]:
            wanted = state.words("find", t("profile.find", lang), hint=t("profile.find_hint", lang))
        with row[1]:
            order = state.one(
                "order", t("profile.order", lang), ORDERS, lambda code: t(f"profile.order.{code}", lang), lang
            )
        ids = tuple(tuple(meta.id for meta in item.metas) for item in stations)
        rows = _rows(here.cache.stamp(), source, ids, lang, stations, here)
        kept = [row for row in rows if wanted.casefold() in row[0].casefold()]
        kept.sort(key=lambda row: row[0].casefold())
        if order != "name":
            place = ORDERS.index(order)
            kept.sort(key=lambda row: row[place], reverse=True)
        head = [
            t(f"profile.station.{name}", lang) for name in ("station", "water", "class", "readings", "last", "more")
        ]
        said = t("profile.stations_shown", lang, n=len(kept), of=len(rows))
        tables.show(tables.table(head, [row[3] for row in kept], caption=said))


Row = tuple[str, str, int, tuple[object, ...]]


@st.cache_data(max_entries=40, show_spinner=False)
def _rows(
    stamp: tuple[int, int], source: str, ids: tuple[tuple[str, ...], ...], lang: str,
    _stations: Sequence[Station], _here: Context,
) -> list[Row]:  # fmt: skip
    """Words to search, newest moment, number of readings, cells; made anew when the cache changes."""
    return [_row(station, _here) for station in _stations]


def _row(station: Station, here: Context) -> Row:
    lang, meta = here.lang, station.metas[0]
    name, water = pick.place_name(meta, here), _water(meta, here)
    cells = (
        name,
        water,
        _class(station, here),
        t("profile.record", lang, years=span(station.metas),
          n=number(station.readings, lang, 0)),
        date(day(station.last), lang) if station.last else "–",
        _files(station, here),
    )  # fmt: skip
    return (
        f"{name} {water} {here.catalog.where(meta.place).native if meta.place in here.catalog.places else ''}",
        station.last,
        station.readings,
        cells,
    )


def _water(meta: Meta, here: Context) -> str:
    """River and region of a station."""
    river = here.catalog.where(meta.place).river if meta.place in here.catalog.places else ""
    named = [label(f"river.{river}", here.lang)] if river else []
    return " · ".join([*named, pick.name("region", meta.region, here)])


def _class(station: Station, here: Context) -> str:
    """The newest class of the water, as the network states it."""
    meta = next((meta for meta in station.metas if meta.indicator == CLASS), None)
    held = read(meta, here) if meta else None
    one = latest.of(held.observations) if held else None
    return f"{told(held.meta, one, here.lang)} ({latest.when(one, here.lang)})" if held and one else "–"


def _files(station: Station, here: Context) -> Html:
    """The chart, and a file a parameter."""
    items = "".join(
        f"<li>{escape(label(f'indicator.{meta.indicator}', here.lang))}: {csv_link(meta, here)}</li>"
        for meta in station.metas
    )
    said = escape(t("profile.files", here.lang, n=len(station.metas)))
    return Html(
        "".join([chart_link(station.metas[0], here), f"<details><summary>{said}</summary><ul>{items}</ul></details>"])
    )
