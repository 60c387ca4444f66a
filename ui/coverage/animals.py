"""Populations without estimates, the calendar of counts, and what one survey would fill: sections of the page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from indicators.catalog import Catalog
from indicators.coverage import calendar_chart, gap_map, held, joint_survey, matrix, surveys, uncounted, words
from indicators.coverage.populations import KINDS, OLD_YEARS, Population, species_of
from indicators.coverage.surveys import Counted
from indicators.locales import t, told
from indicators.locales.formats import enumerated
from indicators.population import groups
from indicators.population import words as said
from indicators.species import cast
from ui import chart, pick, state, tables
from ui.coverage import tables as coverage_tables
from ui.coverage.tables import lines, small
from ui.frame import Context
from ui.species import tables as species_tables
from ui.tables import Html

ALL = "all"
MOST_LINES = 60  # of the calendar
MOST_BESIDE = 3


def pick_group(here: Context, present: Sequence[str], default: str = ALL) -> str:
    """Kind of animal; empty for all."""
    options = [ALL, *(code for code in KINDS if code in present)]
    chosen = state.one(
        "group", t("coverage.group", here.lang), options,
        lambda c: t("pick.all", here.lang) if c == ALL else t(f"coverage.group.{c}", here.lang), here.lang,
        default=default,
    )  # fmt: skip
    return "" if chosen == ALL else chosen


def gaps(here: Context) -> None:
    """The gap map and its table."""
    lang, year = here.lang, coverage_tables.this_year()
    every = held.of_populations(here.cache)
    row = st.columns([2, 3, 3])
    with row[0]:
        group = pick_group(here, [one.group for one in every], "pinnipeds")
    with row[1]:
        countries = pick.countries(here)
    shown = [one for one in every if not countries or set(countries) & set(one.countries)]
    shown = [one for one in shown if group in ("", one.group)]
    chart.draw(
        gap_map.gap_map, [], lang, key="gaps", narrow_height=gap_map.SIZES["narrow"][1],
        every={"populations": shown}, year=year, group=group, countries=tuple(countries),
    )  # fmt: skip
    gone = uncounted.extinct(uncounted.listings(here.cache))
    names = enumerated((t(f"species.{code}", lang) for code in sorted(gone)), here.lang)
    gap_table(here, shown, year)
    if names:
        tables.note(t("coverage.extinct", lang, names=names))
    coverage_tables.files(here, populations="coverage.download")


def gap_table(here: Context, shown: Sequence[Population], year: int) -> None:
    """Populations by species and place."""
    lang = here.lang
    names = ("species_place", "countries", "estimates", "latest", "since", "sure", "also")
    head = [t(f"coverage.{name}", lang) for name in names]
    ordered = sorted(shown, key=lambda one: gap_map.name(one, lang))
    rows = [_gap_row(one, year, here.catalog, lang) for one in ordered]
    coverage_tables.show(t("coverage.gap_table", lang), head, rows, note=t("coverage.gap_rule", lang))


def _gap_row(one: Population, year: int, catalog: Catalog, lang: str) -> tuple[object, ...]:
    listed = enumerated((str(a) if a == b else f"{a}–{b}" for a, b in one.estimates), lang)
    links = Html(" ".join(tables.link(f"/data/{record.meta.id}.csv", "CSV", download=True) for record in one.series))
    sure = ""
    if one.estimates:
        sure = enumerated([
            t("coverage.with_interval" if one.interval else "coverage.without_interval", lang),
            *([] if one.at_source else [t("coverage.secondhand", lang)]),
            *([t("coverage.undated_mark", lang)] if one.undated else []),
        ], lang)  # fmt: skip
    return (
        lines(_to_charts(one, lang), small(gap_map.place_name(one, lang))),
        enumerated((words.country(code, lang) for code in matrix.ordered(one.countries)), lang)
        or t("coverage.no_country", lang),
        lines(str(one.n), small(listed)),
        one.last or "–",
        gap_map.age(one, year, lang),
        lines(sure, links),
        _beside(one, catalog, lang),
    )


def _to_charts(one: Population, lang: str) -> Html:
    """The species, as a link to its page, or to its charts where it has none."""
    if cast.page_of(one.species):
        return species_tables.to_page(one.species, lang)
    section = "mammals" if one.group in groups.MAMMALS else "others"
    held = {record.family for record in (*one.series, *one.beside)} & set(groups.FAMILIES)
    name = t(f"species.{one.species}", lang)
    if not held:
        return Html(escape(name))
    family = "abundance" if "abundance" in held else next(code for code in groups.FAMILIES if code in held)
    return tables.link(f"/populations?section={section}&species={one.species}&measure={family}&lang={lang}", name)


def _beside(one: Population, catalog: Catalog, lang: str) -> Html:
    """What is held besides, and who holds more."""
    last_years: dict[str, int] = {}
    for record in one.beside:
        stated = record.family == "abundance"
        name = said.measure(record.meta, catalog, lang) if stated else words.what(record.family, lang)
        last_years[name] = max(last_years.get(name, 0), record.years.last or 0)
    parts = [f"{name} {last or ''}".strip() for name, last in last_years.items()]
    holder = t("coverage.holder", lang, holder=told(one.holder, lang)) if one.holder else ""
    return lines(enumerated(parts, lang, strong=True), small(holder))


def calendar(here: Context) -> None:
    """Who counted what, where and when, and when the next is due."""
    lang, year, catalog = here.lang, coverage_tables.this_year(), here.catalog
    every = [one for one in held.counted(here.cache) if one.surveys and _group(one, here) in KINDS]
    row = st.columns([2, 3, 3, 3])
    with row[0]:
        group = pick_group(here, [_group(one, here) for one in every])
    mine = [one for one in every if group in ("", _group(one, here))]
    with row[1]:
        kinds = [name for name in surveys.FAMILIES if any(one.record.family == name for one in mine)]
        how = state.one("counting", t("coverage.counting", lang), [*kinds, ALL],
                        lambda c: t("pick.all", lang) if c == ALL else words.what(c, lang), lang)  # fmt: skip
    mine = [one for one in mine if how in (ALL, one.record.family)]
    with row[2]:
        codes = sorted({species_of(one.record.meta, catalog) for one in mine}, key=lambda c: t(f"species.{c}", lang))
        species = state.one("species", t("coverage.species", lang), [ALL, *codes],
                            lambda c: t("pick.all", lang) if c == ALL else t(f"species.{c}", lang), lang)  # fmt: skip
    mine = [one for one in mine if species in (ALL, species_of(one.record.meta, catalog))]
    with row[3]:
        countries = pick.countries(here)
    mine = [one for one in mine if not countries or set(countries) & set(one.record.meta.countries)]
    if not mine:
        st.info(t("coverage.calendar_empty", lang))
        coverage_tables.files(here)
        return
    mine.sort(key=lambda one: (said.species(one.record.meta, catalog, lang), words.place(one.record.meta, lang)))
    drawn = mine[:MOST_LINES]
    chart.draw(
        calendar_chart.calendar, [], lang, key="calendar", narrow_height=calendar_chart.narrow_height(len(drawn)),
        every={"listed": drawn}, year=year, group=group, counting=how, species=species, countries=tuple(countries),
    )  # fmt: skip
    if len(mine) > len(drawn):
        tables.note(t("coverage.calendar_more", lang, n=len(drawn), of=len(mine)))
    due_table(here, mine, year)
    coverage_tables.files(here, surveys="coverage.download")


def _group(one: Counted, here: Context) -> str:
    return here.catalog.indicators[one.record.meta.indicator].group


def due_table(here: Context, mine: Sequence[Counted], year: int) -> None:
    """When the next count is due, by the rhythm of the past ones."""
    lang, catalog = here.lang, here.catalog
    head = [t(f"coverage.{name}", lang) for name in
            ("species_place", "countries", "counts", "latest", "rhythm", "next")]  # fmt: skip
    rows = []
    for one in mine:
        rhythm, meta = surveys.rhythm(one), one.record.meta
        rows.append((
            lines(species_tables.to_page(species_of(meta, catalog), lang),
                  small(f"{words.place(meta, lang)}, {said.measure(meta, catalog, lang)}")),
            words.countries(matrix.ordered(meta.countries), lang),
            str(len(one.surveys)),
            str(max(survey.last for survey in one.surveys)),
            calendar_chart.every_words(rhythm, lang),
            "–" if rhythm.due is None else calendar_chart.due_words(rhythm, year, lang),
        ))  # fmt: skip
    coverage_tables.show(t("coverage.due_table", lang), head, rows, note=t("coverage.due_note", lang))


def joint(here: Context) -> None:
    """Waters, and which of their populations one survey would bring up to date."""
    lang, year = here.lang, coverage_tables.this_year()
    every = joint_survey.surveys(held.of_populations(here.cache), here.catalog, year)
    row = st.columns([2, 3, 3])
    with row[0]:
        group = pick_group(here, [one.group for one in every])
    with row[1]:
        countries = pick.countries(here)
    mine = [one for one in every if group in ("", one.group)]
    mine = [one for one in mine if not countries or set(countries) & set(one.countries)]
    mine.sort(key=lambda one: (words.region(one.water, lang), KINDS.index(one.group)))
    head = [t(f"coverage.{name}", lang) for name in ("water", "joint_fill", "joint_countries")]
    rows = [_joint_row(one, year, lang) for one in mine]
    title, note = t("coverage.joint_title", lang), t("coverage.joint_note", lang, years=OLD_YEARS)
    coverage_tables.show(title, head, rows, note=note)
    coverage_tables.files(here, joint_surveys="coverage.download")


def _joint_row(one: joint_survey.Survey, year: int, lang: str) -> tuple[object, ...]:
    told = t("coverage.joint_line", lang, none=len(one.of(0)), one=len(one.of(1)), old=len(one.of(2)))
    listed = [_joint_part(part, lang) for part in sorted(one.rows, key=lambda part: gap_map.name(part, lang))]
    others = Html(enumerated((_joint_part(part, lang) for part in one.others), lang))
    rest = small(Html(f"{escape(t('coverage.joint_others', lang))}: {others}")) if others else ""
    return (
        lines(words.region(one.water, lang), small(t(f"coverage.group.{one.group}", lang))),
        lines(told, small(Html(enumerated(listed, lang, strong=True))), rest),
        words.countries(matrix.ordered(one.countries), lang),
    )


def _joint_part(one: Population, lang: str) -> Html:
    """Species and place (a link to the species' page), and the year of the last estimate."""
    year = one.last or t("coverage.no_estimate", lang)
    return Html(f"{species_tables.to_page(one.species, lang, gap_map.name(one, lang))} ({escape(str(year))})")
