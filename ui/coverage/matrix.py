"""Who measured what and when, and what of it is shared: sections of the coverage page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from indicators import naming
from indicators.coverage import families, matrix, matrix_chart, record, scorecard, words
from indicators.coverage.matrix import Line
from indicators.coverage.scorecard import Score
from indicators.locales import t
from indicators.locales.formats import enumerated, number
from ui import chart, pick, state, tables
from ui.coverage import tables as coverage_tables
from ui.coverage.tables import lines, small
from ui.frame import Context
from ui.made_of import mark

ALL = "all"
SINCE, FIRST = 1990, 1930


def who_measured(here: Context) -> None:
    """The picture and the table behind it."""
    lang, every = here.lang, record.records(here.cache)
    row = st.columns([3, 3, 4, 4])
    with row[0]:
        domain = state.one("domain", t("coverage.domain", lang), scorecard.DOMAINS, lambda c: t(f"domain.{c}", lang),
                           lang, default="population")  # fmt: skip
    held = {one.family for one in matrix.chosen(every, domain)}
    options = [ALL, *(name for name in families.FAMILIES[domain] if name in held)]
    with row[1]:
        family = state.one("family", t("coverage.family", lang), options,
                           lambda c: t("pick.all", lang) if c == ALL else words.what(c, lang), lang)  # fmt: skip
    with row[2]:
        countries = tuple(matrix.ordered(pick.countries(here)))
    year = coverage_tables.this_year()
    with row[3]:
        years = state.years("years", t("pick.period", lang), FIRST, year, default=(SINCE, year))
    chosen = "" if family == ALL else family
    made_of = mark(here.cache, (one.meta.id for one in matrix.chosen(every, domain)))
    chart.draw(
        matrix_chart.picture, [], lang, key="coverage",
        narrow_height=_narrow_height(made_of, lang, domain, chosen, countries, here, every),
        every={"records": every}, made_of=made_of, domain=domain, family=chosen, countries=countries, years=years,
    )  # fmt: skip
    if any(one.context not in ("", record.ELSEWHERE) for one in matrix.chosen(every, domain, chosen)):
        tables.note(t("coverage.context_note", lang))
    mine = matrix.chosen(every, domain, chosen)
    listed = matrix.table(mine, matrix.ordered(countries or here.catalog.countries), here.catalog)
    by_country(here, listed)
    coverage_tables.files(here, indicators="coverage.download", years="coverage.download_years")


@st.cache_data(max_entries=200, show_spinner=False)
def _narrow_height(
    made_of: str, lang: str, domain: str, family: str, countries: tuple[str, ...], _here: Context,
    _records: Sequence[record.Record],
) -> int:  # fmt: skip
    """Height of the picture on a phone; found anew when a series of the domain changes."""
    blocks = matrix_chart.plan(_records, _here.catalog, lang, domain=domain, family=family, countries=countries)
    return matrix_chart.narrow_height(blocks, lang)


def by_country(here: Context, listed: list[Line]) -> None:
    """Indicator by country as a table."""
    lang = here.lang
    head = [t(f"coverage.table.{name}", lang) for name in
            ("country", "indicator", "series", "first", "latest", "interval", "source", "sources")]  # fmt: skip
    rows = [
        (
            words.country(one.country, lang),
            lines(words.what(one.indicator, lang), small(words.what(one.family, lang))),
            number(one.series, lang, 0) if not one.shared
            else t("coverage.table.of_shared", lang, n=one.series, shared=one.shared),
            one.first or "–",
            one.last or "–",
            words.share(one.with_interval, lang),
            words.share(one.at_source, lang),
            enumerated((naming.source(name, lang) for name in one.sources), lang),
        )
        for one in listed
    ]  # fmt: skip
    coverage_tables.show(t("coverage.table_title", lang), head, rows, note=t("coverage.table_note", lang))


def sharing(here: Context) -> None:
    """What has reached this table, by country and field; no ranking."""
    lang = here.lang
    scores = scorecard.scores(record.records(here.cache), here.catalog)
    head = [t(f"coverage.{name}", lang) for name in ("table.country", "field", "own", "shared_waters")]
    rows = [
        (words.country(own.country, lang), t(f"domain.{own.domain}", lang), _cell(own, lang), _cell(shared, lang))
        for own, shared in zip(scores[::2], scores[1::2], strict=True)
    ]
    title = t("coverage.sharing_title", lang)
    tables.show(
        f'<h2 class="aoi-part">{title}</h2><p class="aoi-note">{t("coverage.sharing_note", lang)}</p>'
        f"{tables.table(head, rows)}"
    )
    coverage_tables.files(here, sharing="coverage.download")


def _cell(one: Score, lang: str) -> object:
    """Series, latest year and shares of one country and domain; why there is nothing."""
    if not one.series:
        if not one.applies:
            return t("coverage.no_sea", lang)
        okhotsk = one.country == matrix.NO_OKHOTSK and one.domain in ("sea_ice", "dissolved_iron")
        return t(f"coverage.no_okhotsk.{one.domain}" if okhotsk and not one.shared else "coverage.nothing", lang)
    shares = {"interval": one.with_interval, "source": one.at_source, "open": one.downloadable}
    told = {name: words.share(part or 0.0, lang) for name, part in shares.items()}
    return lines(
        t("coverage.cell", lang, n=number(one.series, lang, 0), last=one.last or "–"),
        small(t("coverage.cell_shares", lang, **told)),
    )
