"""How many there are and what befalls them: one section at a time. What protects them has its own page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from indicators import naming
from indicators.errors import StoreError
from indicators.locales import faults, t
from indicators.population import (
    catch,
    catch_totals,
    effort,
    estimates,
    groups,
    people,
    survey,
    threats,
    words,
)
from indicators.population.tables import Statement, Table
from indicators.series import Meta
from indicators.species import cast
from indicators.store import Cache, Held
from ui import chart, frame, pick, source_card, state, statements, tables
from ui.species import tables as species_tables

ALL = "all"
KEYS = {"species", "measure", "region", "country", "threat", "salmon", "quantity", "areas", "totals", "years"}
PANEL_HEIGHT = 205  # of one panel on a phone, pixels
FIRST_RECORDS = 1950  # before it records are few, and go back for centuries
USUAL_AREAS = ("amur_river", "sakhalin_coast", "western_kamchatka", "hokkaido_west_and_okhotsk")
USUAL_TOTALS = ("russia", "japan", "republic_of_korea")

here = frame.page("populations")
found = pick.series(here, "population")
row = st.columns([3, 4, 3, 3, 3])


def of(meta: Meta, part: str) -> str:
    """Species, measure or group of a series."""
    return str(getattr(here.catalog.indicators[meta.indicator], part) or "")


def one(key: str, label: str, codes: Iterable[str], kind: str, *, every: bool = False, default: str = "") -> str:
    """A choice among codes; species and regions go by name, and `every` puts ALL first."""
    options = list(dict.fromkeys(codes))
    named = {code: words.named(kind, code, here.lang) for code in options}
    if kind in ("species", "region"):
        options.sort(key=named.__getitem__)
    if every:
        options, named = [ALL, *options], named | {ALL: t("pick.all", here.lang)}
    return state.one(key, t(label, here.lang), options, named.__getitem__, here.lang, default=default)


def several(key: str, label: str, options: Sequence[str], usual: Sequence[str], most: int | None = None) -> list[str]:
    """A choice of places."""
    named = {code: words.named("place", code, here.lang) for code in options}
    return state.many(key, t(label, here.lang), options, named.__getitem__, here.lang, default=usual, most=most)


def years(everything: Sequence[Meta], since: int = 0) -> tuple[int, int]:
    """The period to show, within that of the whole section: it stays when the species changes.

    Before a choice is made it begins with `since`.
    """
    first, last = min(int(meta.first[:4]) for meta in everything), max(int(meta.last[:4]) for meta in everything)
    usual = (min(max(first, since), last), last)
    return state.years("years", t("pick.period", here.lang), first, last, default=usual)


def draw_estimates(kinds: Sequence[str], default: str) -> None:
    """Small multiples of one species; after a seal of the ice, the survey that counted all four."""
    everything = groups.estimates(found, here.catalog, kinds)
    with row[4]:
        countries = pick.countries(here)
    mine = pick.kept(everything, countries)
    if not mine:
        nothing(countries)
        return
    with row[1]:
        species = one("species", "pop.species", (of(m, "species") for m in mine), "species", default=default)
    mine = [meta for meta in mine if of(meta, "species") == species]
    with row[3]:
        area = one("region", "pick.region", (meta.region for meta in mine), "region", every=True)
    mine = [meta for meta in mine if area in (ALL, meta.region)]
    with row[2]:
        held = {groups.family(meta, here.catalog) for meta in mine}
        families = [code for code in groups.FAMILIES if code in held]
        family = one("measure", "pop.measure", families, "pop.family")
    mine = groups.richest_first(meta for meta in mine if groups.family(meta, here.catalog) == family)
    with st.columns([2, 3])[0]:
        period = years(everything)
    ids = [meta.id for meta in mine[: groups.MOST_PANELS]]
    panels(estimates.by_population, ids, len(ids), "estimates", period)
    seals = groups.ice_seal_survey(found, here.catalog)
    if species in groups.ICE_SEALS and seals:
        chart.draw(survey.ice_seals, [meta.id for meta in seals], here.lang, key="survey", narrow_height=260)
    if species in cast.CAST:
        tables.show(species_tables.ways([(f"species?species={species}", "species_page.open")], here.lang))


def draw_threats() -> None:
    """Bars by year, and below them the figures that stand for several years."""
    everything = groups.pressures(found, here.catalog)
    with row[1]:
        kind = one("threat", "pop.threat", groups.PRESSURES, "pop.threat")
    with row[4]:
        countries = pick.countries(here)
    mine = [m for m in pick.kept(everything, countries) if groups.family(m, here.catalog) == kind]
    if not mine:
        nothing(countries)
        return
    with row[2]:
        codes, usual = [of(meta, "species") for meta in mine], "finless_porpoise"
        species = one("species", "pop.species", codes, "species", every=True, default=usual)
    mine = [meta for meta in mine if species in (ALL, of(meta, "species"))]
    with row[3]:
        area = one("region", "pick.region", (meta.region for meta in mine), "region", every=True)
    held = read(meta for meta in mine if area in (ALL, meta.region))
    with st.columns([2, 3])[0]:
        period = years(everything)
    ids = [item.meta.id for item in held if threats.has_years(item)]
    if ids:
        panels(threats.yearly, ids, len(ids), "threats", period)
    listed = threats.sums(held, here.catalog, here.lang, period=period)
    if listed.rows:
        references: list[Statement] = []
        show(listed, "threat.sums", references)
        tables.show(statements.works(references, here.lang))


def draw_salmon() -> None:
    """Catch by area, and totals apart."""
    everything = [meta for meta in found if groups.is_salmon_catch(meta, here.catalog)]
    with row[1]:
        species = one("salmon", "pop.species", groups.SALMON, "salmon")
    with row[2]:
        quantity = one("quantity", "catch.quantity", ("catch", "catch_number"), "quantity")
    with row[3]:
        countries = pick.countries(here)
    mine = [meta for meta in pick.kept(everything, countries) if meta.indicator == f"{quantity}_{species}"]
    if not mine:
        nothing(countries)
        return
    parts = {meta.place: meta.id for meta in mine if meta.place not in catch.WHOLES}
    wholes = [code for code in catch.WHOLES if any(meta.place == code for meta in mine)]
    low = st.columns([2, 3, 2])
    with low[0]:
        period = years(everything)
    with low[1]:
        areas = several("areas", "catch.areas", list(parts), USUAL_AREAS, catch.MOST_AREAS)
    with low[2]:
        totals = several("totals", "catch.totals", wholes, USUAL_TOTALS)
    if areas:
        ids = [parts[code] for code in areas]
        chart.draw(catch.areas, ids, here.lang, key="salmon", narrow_height=440, period=period)
    if totals:
        ids = [meta.id for code in totals for meta in mine if meta.place == code]
        panels(catch_totals.by_country, ids, len(totals), "totals", period)


def draw_records() -> None:
    """Records by year: how much was looked and reported, apart from how many animals there are."""
    everything = [meta for meta in found if effort.is_effort(meta, here.catalog)]
    missing_sources(everything)
    if not everything:
        return
    with row[1]:
        held = {of(meta, "species") for meta in everything}
        named = {code: t(f"records.species.{code}", here.lang) for code in sorted(held)}
        label = t("pop.species", here.lang)
        species = state.one("species", label, list(named), named.__getitem__, here.lang, default="spotted_seal")
    mine = [meta for meta in everything if of(meta, "species") == species]
    with row[2]:
        area = one("region", "pick.region", (meta.region for meta in mine), "region", every=True)
    mine = [meta for meta in mine if area in (ALL, meta.region)]
    with st.columns([2, 3])[0]:
        period = years(everything, since=FIRST_RECORDS)
    ids = [meta.id for meta in mine]
    panels(effort.by_year, ids, len(ids), "records", period)


def missing_sources(everything: Sequence[Meta]) -> None:
    """Which databases of records have not been asked here, who holds them and how to get their counts."""
    lacking = [name for name in effort.SOURCES if all(meta.source != name for meta in everything)]
    if lacking == list(effort.SOURCES):
        tables.note(t("records.effort", here.lang))
        tables.note(t("records.none", here.lang))
    elif lacking:
        tables.note(t("records.none_of", here.lang, source=naming.source(lacking[0], here.lang), id=lacking[0]))
    sources = [here.catalog.sources[name] for name in lacking]
    rows = [
        (t("records.what", here.lang), tables.link(source.terms_url, f"{source.title}, {source.provider}"))
        for source in sources
    ]
    if rows:
        tables.show(tables.table([t("missing.what", here.lang), t("missing.holder", here.lang)], rows))


def draw_people() -> None:
    """Countries, then provinces."""
    everything = [meta for meta in found if of(meta, "group") == groups.PEOPLE]
    with row[1]:
        mine = groups.richest_first(pick.kept(everything, pick.countries(here)))
    with st.columns([2, 3])[0]:
        period = years(everything)
    for builder, by_bank in ((people.countries, True), (people.provinces, False)):
        ids = [meta.id for meta in mine if (meta.source == "world_bank") == by_bank]
        if ids:
            panels(builder, ids, len(ids), builder.__name__, period)


def draw_moved() -> None:
    """Status and policies stood here: an old link finds the way to their page."""
    way = f'<a href="policies?lang={here.lang}" target="_self">{escape(t("policies.moved_link", here.lang))}</a>'
    tables.show(f'<p class="aoi-note">{escape(t("policies.moved", here.lang))} {way}</p>')


def panels(builder: chart.Builder, ids: Sequence[str], count: int, key: str, period: tuple[int, int]) -> None:
    """Small multiples; on a phone they stand below each other."""
    chart.draw(builder, ids, here.lang, key=key, narrow_height=PANEL_HEIGHT * count, period=period)


def read(metas: Iterable[Meta]) -> list[Held]:
    """Series for a table; one that cannot be read is told and left out."""
    held, broken = read_once(tuple(meta.id for meta in metas), here.cache.stamp(), here.lang, here.cache)
    for sentence in broken:
        st.warning(sentence)
    return held


@st.cache_data(max_entries=40, show_spinner=False)
def read_once(ids: tuple[str, ...], stamp: tuple[int, int], lang: str, _cache: Cache) -> tuple[list[Held], list[str]]:
    """Series and sentences about those that cannot be read; anew when the cache changes (`stamp`)."""
    held, broken = [], []
    for series_id in ids:
        try:
            held.append(_cache.read(series_id))
        except StoreError as error:
            broken.append(faults.said(error, lang))
    return held, broken


def nothing(countries: Sequence[str]) -> None:
    """Say that the choice has no series, and who holds what could not be had."""
    st.info(t("pop.nothing_mongolia" if list(countries) == ["MNG"] else "pop.nothing", here.lang))
    tables.show(source_card.missing("population", here))


def show(made: Table, title: str, references: list[Statement]) -> None:
    """A table under its heading; works become numbers that are resolved below it."""
    heading = f'<h2 style="font-size:1.3rem">{escape(t(title, here.lang))}</h2>'
    tables.show(heading + statements.body(made, references, here.lang))


DRAW = {
    "mammals": lambda: draw_estimates(groups.MAMMALS, "spotted_seal"),
    "threats": draw_threats,
    "salmon": draw_salmon,
    "others": lambda: draw_estimates(groups.OTHERS, "red_crowned_crane"),
    "records": draw_records,
    "people": draw_people,
    "status": draw_moved,
}
listed = [code for code in DRAW if code != "status" or code in st.query_params.get_all("section")]
with row[0]:
    section = one("section", "pop.section", listed, "pop.section")
DRAW[section]()
state.drop(KEYS)
