"""How each country protects the shared species: law, instruments by year, protected areas, Red List."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import urlencode

import streamlit as st

from indicators import places_map
from indicators.errors import StoreError
from indicators.locales import faults, t, told
from indicators.locales.formats import date, enumerated, number
from indicators.policies import areas, entries, listed, matrix, red_list, timeline
from indicators.policies.entries import Entry
from indicators.population import words
from indicators.population.tables import Statement, Table
from indicators.series import Meta
from indicators.store import Held
from ui import chart, frame, pick, state, statements, tables
from ui.made_of import mark
from ui.moments import day
from ui.species import tables as species_tables

ALL = "all"
ASKED_FOR = {  # views, and the series that each is made of
    "law": (entries.LAW, entries.CATEGORY, entries.INSTRUMENT),
    "timeline": (entries.INSTRUMENT, entries.AREA),
    "areas": (entries.AREA,),
    "red_list": (entries.CATEGORY,),
}

here = frame.page("policies")
lang = here.lang
every = pick.series(here, "population")
metas = entries.wanted(every)
row = st.columns([3, 3, 3])


@st.cache_data(max_entries=24, show_spinner=False)
def read(made_of: str, lang: str) -> tuple[list[Entry], list[str]]:
    """Every entry, and sentences about series that cannot be read; anew when one of its series changes."""
    held: list[Held] = []
    broken = []
    for meta in metas:
        try:
            held.append(here.cache.read(meta.id))
        except StoreError as error:
            broken.append(faults.said(error, lang))
    return entries.read(held, lang), broken


def ids(view: str, found: Sequence[Entry]) -> list[str]:
    """Series of a view that could be read."""
    readable = {one.series for one in found}
    return [meta.id for meta in metas if meta.indicator in ASKED_FOR[view] and meta.id in readable]


def draw(view: str, builder: chart.Builder, found: Sequence[Entry]) -> None:
    """The chart of a view; its options are those of the page."""
    chart.draw(builder, ids(view, found), lang, key=view, species=species, chosen=tuple(countries))


def table(made: Table, kind: str, found: Sequence[Entry]) -> None:
    """The table that says the same, its works, and the file."""
    title = t("policies.table", lang)
    tables.heading(title)
    references: list[Statement] = []
    by_species = kind in ("law", "red_list")
    body = statements.body(species_tables.linked(made, lang) if by_species else made, references, lang)
    tables.show(tables.box(body, title) if len(made.rows) > tables.LONG else body)
    if references:
        tables.show(statements.works(references, lang))
    name = f"policies-{kind}.csv"
    content = listed.csv_text(kind, found, lang).encode("utf-8-sig")
    st.download_button(t("policies.download", lang), content, name, "text/csv", on_click="ignore", key=f"csv:{kind}")
    if listed.withheld(found):
        tables.note(t("policies.withheld", lang, n=listed.withheld(found)))


def law(found: Sequence[Entry]) -> None:
    """Species by country."""
    chosen = tuple(countries)
    draw("law", matrix.matrix, found)
    query = urlencode({"lang": lang, "topic": "law_classes"})
    said = escape(t("policies.matrix.rule", lang))
    tables.show(f'<p class="aoi-ways"><a href="methods?{query}" target="_self">{said}</a></p>')
    made = listed.law(found, here.catalog, lang, species=species, chosen=chosen)
    table(made, "law", entries.of(entries.about(found, species, chosen, here.catalog), entries.LAW))


def by_year(found: Sequence[Entry]) -> None:
    """Instruments and protected areas on a line of years."""
    mine = entries.of(kept(found), entries.INSTRUMENT, entries.AREA)
    if not mine:
        nothing()
        return
    draw("timeline", timeline.timeline, found)
    only = entries.of(mine, entries.INSTRUMENT)
    table(listed.instruments(only, lang), "timeline", only)


def protected(found: Sequence[Entry]) -> None:
    """Protected areas as stated, where they are on the map, and the share of the sea."""
    mine = entries.of(kept(found), entries.AREA)
    if mine:
        draw("areas", areas.areas, found)
        table(listed.areas(mine, lang, on_map), "areas", mine)
    else:
        nothing()
    query = urlencode({"lang": lang, "layer": "places", "kinds": "mpa"})
    said = escape(t("policies.areas.map", lang))
    tables.show(f'<p class="aoi-ways"><a href="map?{query}" target="_self">{said}</a></p>')
    tables.note(protected_planet(every))
    share(found)


def share(found: Sequence[Entry]) -> None:
    """The share of the sea that is protected: only what a work states, else who holds it."""
    tables.heading(t("policies.share.title", lang))
    stated = areas.stated_shares(found)
    if stated:
        texts = "".join(
            f"<li>{escape(told(one.summary, lang))} {tables.cited(one.link, one.work)}</li>" for one in stated
        )
        tables.show(f"<p>{escape(t('policies.share.stated', lang))}</p><ul>{texts}</ul>")
        return
    tables.note(t("policies.share.none", lang))
    rows = [
        (
            t(f"missing.{item.what}", lang),
            enumerated((t(f"country.{code}", lang) for code in item.countries), lang),
            told(item.holder, lang),
        )
        for item in here.catalog.missing
        if item.what == areas.SHARE
    ]
    tables.show(tables.table([t(f"{key}", lang) for key in ("missing.what", "pick.country", "missing.holder")], rows))


def categories(found: Sequence[Entry]) -> None:
    """Categories of the Red List."""
    mine = red_list.kept(found, species, countries, here.catalog)
    if not mine:
        nothing()
        return
    draw("red_list", red_list.red_list, found)
    tables.note(red_list_note(every))
    table(listed.categories(mine, lang), "red_list", mine)


def kept(found: Sequence[Entry]) -> list[Entry]:
    """Entries of the choice."""
    return entries.about(found, species, countries, here.catalog)


def nothing() -> None:
    """Say that the choice has nothing."""
    st.info(t("policies.nothing", lang))


def on_map(place: str) -> str:
    """How a protected area stands on the map, or that it has no position."""
    at = places_map.STANDS_AT.get(place, "")
    if not at:
        return t("policies.areas.unplaced", lang)
    return t("policies.areas.placed", lang, place=words.named("place", at, lang))


def red_list_note(found: Sequence[Meta]) -> str:
    """Whether the categories are the Red List's own, and how to get them."""
    held = [meta.retrieved for meta in found if meta.source == "iucn"]
    if held:
        return t("status.iucn_online", lang, date=date(day(max(held)), lang))
    return t("status.iucn_offline", lang, variable=here.catalog.sources["iucn"].token_env)


def protected_planet(found: Sequence[Meta]) -> str:
    """How many areas the world database lists: a number by country, for it may not be passed on."""
    held = [meta for meta in found if meta.source == "protected_planet"]
    if not held:
        return t("status.wdpa_offline", lang, variable=here.catalog.sources["protected_planet"].token_env)
    counts = [
        t("status.wdpa_count", lang, country=words.place(meta, lang), n=number(meta.count, lang, 0)) for meta in held
    ]
    when = date(day(max(meta.retrieved for meta in held)), lang)
    return t("status.wdpa_online", lang, counts=enumerated(counts, lang), date=when)


VIEWS: dict[str, Callable[[Sequence[Entry]], None]] = {
    "law": law,
    "timeline": by_year,
    "areas": protected,
    "red_list": categories,
}
entered, unreadable = read(mark(here.cache, (meta.id for meta in metas)), lang)
for sentence in unreadable:
    st.warning(sentence)
with row[0]:
    named = t("policies.view", lang)
    view = state.one("show", named, list(VIEWS), lambda code: t(f"policies.view.{code}", lang), lang)
with row[1]:
    codes = [ALL, *(code for part in matrix.rows(entered, lang).values() for code in part)]
    species = state.one(
        "species", t("table.species", lang), codes,
        lambda code: t("pick.all" if code == ALL else f"species.{code}", lang), lang, default=ALL,
    )  # fmt: skip
    species = "" if species == ALL else species
with row[2]:
    countries = pick.countries(here)
VIEWS[view](entered)
