"""All that is held on one country or one region: what, how much, how sure, how old, and where to see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from indicators import fields, store
from indicators.catalog import Missing
from indicators.locales import label, t, told, told_html
from indicators.locales.formats import enumerated, number
from indicators.profile import absent, entries, key_charts, locator, one_file, scope
from indicators.profile.entries import Entry
from indicators.profile.key_charts import Drawing
from indicators.series import Meta
from ui import chart, pick, state, tables
from ui.frame import Context
from ui.held import law as held_law
from ui.held import stations as held_stations
from ui.held import table as held_table
from ui.tables import Html

ALL, LAW = "all", "law"
AT_ONCE = 12  # rows of a topic up to which it is open from the start
USUAL_COUNTRY, USUAL_REGION = "MNG", "songhua_basin"
MEGABYTE = 1e6
STYLE = Path(__file__).with_name("held.css")


@dataclass(frozen=True)
class Profile:
    """What is looked at: its code and name, its series, and for a region itself and those inside."""

    code: str
    name: str
    metas: list[Meta]
    regions: tuple[str, ...]
    country: str = ""


def country(here: Context, row: Sequence[DeltaGenerator]) -> None:
    """Draw the view of a country; `row` is that of the pickers, its first column taken."""
    st.html(STYLE)
    names: dict[str, str] = {code: t(f"country.{code}", here.lang) for code in here.catalog.countries}
    with row[1]:
        listed = sorted(names, key=names.__getitem__)
        code = state.one("of", t("profile.pick_country", here.lang), listed, names.__getitem__, here.lang,
                         default=USUAL_COUNTRY)  # fmt: skip
    metas = scope.of_country(pick.series(here, ""), code)
    measured = {meta.region for meta in metas if scope.topic(meta, here.catalog) != LAW}
    regions = [name for name in here.catalog.regions if name in measured]
    regions = [name for name in regions if here.catalog.regions[name].kind not in locator.PLAIN_KINDS]
    profile = Profile(code, names[code], metas, tuple(regions), code)
    _summary(profile, here)
    _none_of(profile, here)
    _body(profile, key_charts.of_country(metas, here.catalog), absent.of_country(code, here.catalog), row[2], here)


def region(here: Context, row: Sequence[DeltaGenerator]) -> None:
    """Draw the view of a region; `row` is that of the pickers, its first column taken."""
    st.html(STYLE)
    every = pick.series(here, "")
    names = {code: label(f"region.{code}", here.lang) for code in scope.regions(every, here.catalog)}
    if not names:
        tables.note(t("state.never", here.lang))
        return
    with row[1]:
        listed = sorted(names, key=names.__getitem__)
        code = state.one("of", t("pick.region", here.lang), listed, names.__getitem__, here.lang, default=USUAL_REGION)
    metas = scope.of_region(every, code, here.catalog)
    inside = [name for name in here.catalog.regions if name in here.catalog.within(code) and name != code]
    profile = Profile(code, names[code], metas, (code, *inside))
    chosen = here.catalog.regions[code]
    tables.show(f"<p>{told_html(chosen.definition, here.lang)}</p>{_relations(code, names, here)}")
    _summary(profile, here)
    _body(profile, key_charts.of_region(metas, here.catalog), absent.of_region(code, here.catalog), row[2], here)


def _relations(code: str, held: dict[str, str], here: Context) -> str:
    """Countries that share a region, the regions around it and inside it, as links."""
    lang = here.lang
    countries = here.catalog.regions[code].countries
    lines = []
    if countries:
        word = t("profile.shared_by" if len(countries) > 1 else "profile.lies_in", lang)
        links = {held_table.country_names([one], lang)[0]: _address("country", one, lang) for one in countries}
        lines.append(_chips(word, sorted(links.items())))
    for key, near in (
        ("profile.above", scope.above(code, here.catalog)),
        ("profile.below", scope.below(code, here.catalog)),
    ):
        shown = [(held[name], _address("region", name, lang)) for name in near if name in held]
        if shown:
            lines.append(_chips(t(key, lang), shown))
    return "".join(lines)


def _chips(word: str, links: Sequence[tuple[str, str]]) -> str:
    shown = " ".join(tables.link(address, name) for name, address in links)
    return f'<div class="aoi-chips"><span>{escape(word)}</span>{shown}</div>'


def _address(view: str, code: str, lang: str) -> str:
    return f"/compare?view={view}&of={code}&lang={lang}"


def _summary(profile: Profile, here: Context) -> None:
    """How much is held, by topic."""
    lang, total = here.lang, scope.tally(profile.metas)
    if not total.series:
        tables.note(t("profile.nothing", lang, name=profile.name))
        return
    measured = [meta for meta in profile.metas if scope.topic(meta, here.catalog) != LAW]
    shared = sum(len(meta.countries) > 1 for meta in profile.metas)
    line = t(
        "profile.summary", lang, name=profile.name, series=number(total.series, lang, 0),
        places=number(total.places, lang, 0), indicators=number(total.indicators, lang, 0),
        years=held_table.span(measured),
    )  # fmt: skip
    if shared:
        line += " · " + t("profile.of_them_shared", lang, n=number(shared, lang, 0))
    tables.show(f"<p>{escape(line)}</p>")
    head = [t(f"profile.column.{name}", lang) for name in ("topic", "series", "indicators", "places", "years")]
    rows = []
    for topic in (*scope.TOPICS, LAW):
        mine = scope.of_topic(profile.metas, topic, here.catalog)
        if mine:
            told = scope.tally(mine)
            counts = (number(count, lang, 0) for count in (told.series, told.indicators, told.places))
            years = held_table.span(mine) if topic != LAW else "–"  # many a law is told without a year
            rows.append((t(f"profile.topic.{topic}", lang), *counts, years))
    tables.show(Html(tables.table(head, rows).replace("aoi-table", "aoi-table aoi-sum", 1)))


def _none_of(profile: Profile, here: Context) -> None:
    """What does not apply to a country and why, and what would apply and is not held."""
    lines = absent.told(profile.country, here.catalog, here.lang)
    codes = absent.not_held(profile.metas, profile.country, here.catalog)
    if codes:
        named = enumerated((t(f"profile.{code}", here.lang) for code in codes), here.lang)
        lines.append(t("profile.not_held", here.lang, what=named))
    if lines:
        tables.show(f'<p class="aoi-note">{"<br>".join(escape(line) for line in lines)}</p>')


def _body(
    profile: Profile, drawings: Sequence[Drawing], missing: Sequence[Missing], at: DeltaGenerator,
    here: Context,
) -> None:  # fmt: skip
    """Map, key charts, topics, laws, what could not be had."""
    lang = here.lang
    topics = [name for name in (*scope.TOPICS, LAW) if scope.of_topic(profile.metas, name, here.catalog)]
    with at:
        wanted = state.one(
            "topic", t("profile.pick_topic", lang), [ALL, *topics],
            lambda code: t("pick.all", lang) if code == ALL else t(f"profile.topic.{code}", lang), lang,
        )  # fmt: skip
    if wanted == ALL:
        _download(profile, here)
        chart.draw(
            locator.locator, [], lang, key="locator", narrow_height=locator.SIZES["narrow"][1],
            every={"metas": profile.metas}, regions=profile.regions, name=profile.name,
        )  # fmt: skip
        for drawing in drawings:
            chart.draw(drawing.builder, drawing.ids, lang, key=f"{profile.code}:{drawing.key}",
                       narrow_height=drawing.narrow_height, **drawing.options)  # fmt: skip
    tables.heading(t("profile.everything", lang))
    tables.note(t("profile.marks", lang))
    for topic in [name for name in topics if name != LAW and wanted in (ALL, name)]:
        _topic(topic, profile, here, opened=wanted == topic)
    if wanted in (ALL, LAW):
        tables.heading(t("profile.topic.law", lang))
        held_law.show(scope.of_topic(profile.metas, LAW, here.catalog), profile.country, here)
    if wanted == ALL:
        _missing(missing, profile, here)


def _topic(topic: str, profile: Profile, here: Context, *, opened: bool) -> None:
    """One topic: its networks of stations, and a row for every other indicator; folded where it is long."""
    mine = scope.of_topic(profile.metas, topic, here.catalog)
    networks = entries.networks(mine)
    if topic == "sea_ice" and profile.country:
        _maps(profile, here)
    others = [meta for meta in mine if meta.source not in networks]
    for source, stations in networks.items():
        held_stations.show(source, stations, here, opened=opened or "find" in st.query_params)
    rows = entries.by_indicator(others, here.catalog, here.lang)
    if not rows:
        return
    title = t(
        "profile.topic_title", here.lang, topic=t(f"profile.topic.{topic}", here.lang),
        series=number(len(others), here.lang, 0), years=held_table.span(others),
    )  # fmt: skip
    unfolded = opened or len(rows) <= AT_ONCE
    with st.expander(title, key=f"topic:{profile.code}:{topic}:{opened}", expanded=unfolded, on_change="rerun") as card:
        if card.open:
            tables.show(_table(here.cache.stamp(), profile.code, topic, here.lang, _hour(), rows, here))


def _maps(profile: Profile, here: Context) -> None:
    """That there are maps of the ice too, and where."""
    years = _map_years(here.cache.stamp(), profile.country, here.cache)
    if years:
        said = escape(t("profile.maps", here.lang, name=profile.name, years=years))
        tables.show(f"<p>{said} {tables.link(f'/map?layer=ice&lang={here.lang}', t('profile.to_map', here.lang))}</p>")


@st.cache_data(max_entries=20, show_spinner=False)
def _map_years(stamp: tuple[int, int], country: str, _cache: store.Cache) -> str:
    """First and last year of the maps of ice that a country shares."""
    held = [meta for meta, _ in fields.metas(_cache).values() if meta.indicator == "sea_ice_concentration"]
    return held_table.span([meta for meta in held if country in meta.countries])


def _hour() -> dt.datetime:
    """The present hour: ages move on with it."""
    return store.now().replace(minute=0, second=0)


@st.cache_data(max_entries=120, show_spinner=False)
def _table(
    stamp: tuple[int, int], code: str, topic: str, lang: str, now: dt.datetime, _rows: Sequence[Entry], _here: Context
) -> str:
    """A topic as HTML; made anew when the cache changes and every hour."""
    return str(held_table.table(_rows, _here, now))


def _download(profile: Profile, here: Context) -> None:
    """Everything as one file, made when it is asked for; what may not be passed on is named."""
    lang = here.lang
    allowed, refused = one_file.parted(profile.metas)
    packed = one_file.is_packed(allowed)
    rows = sum(meta.count for meta in allowed)
    said = t(
        "profile.download_packed" if packed else "profile.download", lang, series=number(len(allowed), lang, 0),
        rows=number(rows, lang, 0), megabytes=number(max(one_file.size_bytes(allowed) / MEGABYTE, 0.01), lang, 2),
    )  # fmt: skip
    stem = f"amur-okhotsk_{profile.code.lower()}_{store.now():%Y-%m-%d}"
    st.download_button(
        said,
        lambda: one_file.contents(here.cache, profile.metas, stem),
        f"{stem}.{'zip' if packed else 'csv'}",
        "application/zip" if packed else "text/csv",
        key=f"download:{profile.code}",
        on_click="ignore",
        disabled=not allowed,
    )
    if refused:
        named = enumerated(dict.fromkeys(pick.series_name(meta, here) for meta in refused), lang, strong=True)
        tables.note(t("profile.left_out", lang, n=len(refused), series=named))


def _missing(missing: Sequence[Missing], profile: Profile, here: Context) -> None:
    """What could not be had, and who holds it."""
    lang = here.lang
    tables.heading(t("missing.title", lang))
    if not missing:
        tables.note(t("profile.none_missing", lang, name=profile.name))
        return
    head = [t("sources.filter", lang), t("missing.what", lang), t("pick.country", lang), t("missing.holder", lang)]
    rows = [
        (
            t(f"domain.{item.domain}", lang),
            t(f"missing.{item.what}", lang),
            enumerated(held_table.country_names(item.countries, lang), lang),
            told(item.holder, lang),
        )
        for item in missing
    ]
    tables.show(tables.table(head, rows))
