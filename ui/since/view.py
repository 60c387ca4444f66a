"""What the page "Since the last meeting" shows of a digest: five numbers, tables, files to take along."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

import streamlit as st

from indicators import download_file, naming
from indicators.locales import label, t, units
from indicators.locales.formats import date, enumerated, number
from indicators.series import Meta
from indicators.since import as_data, as_markdown, news, words
from indicators.since.digest import Digest
from indicators.since.news import DERIVED, News, Revision
from ui import tables
from ui.frame import Context
from ui.moments import day
from ui.tables import Html

MOST_REVISED, MOST_SERIES = 60, 200  # rows of a table; the files have all
FEW = 6  # series named at once, without unfolding


def numbers(digest: Digest, here: Context) -> None:
    """The five numbers, each with what it means, and those they leave out."""
    tiles = "".join(
        f'<div class="aoi-tile" role="listitem"><strong>{escape(many)}</strong><span>{escape(said)}</span>'
        f"<small>{escape(t(f'since.hint.{code}', here.lang))}</small></div>"
        for code, many, said in words.counts(digest, here.lang)
    )
    st.html(Path(__file__).with_name("since.css"))
    tables.show(f'<div class="aoi-tiles" role="list">{tiles}</div>')


def remarks(digest: Digest, here: Context) -> None:
    """What the numbers mean and how far back they reach; what could not be read."""
    told = [" · ".join(words.apart(digest.totals, here.lang)), *(words.note(one, here.lang) for one in digest.notes)]
    tables.show("".join(f'<p class="aoi-note">{escape(text)}</p>' for text in told if text))
    if digest.broken:
        st.warning(t("since.broken", here.lang) + ": " + " ".join(digest.broken[:10]))


def nothing(digest: Digest, here: Context) -> None:
    """That nothing came in, and what is shown instead."""
    start, end = (words.moment(one, here.lang) for one in (digest.start, digest.end))
    told = t("since.nothing_between", here.lang, start=start, end=end)
    tables.note(words.nothing(digest, here.lang) if digest.unknown else told)
    metas = here.cache.metas().values()
    if metas and all(origin == "snapshot" for _, origin in metas):
        retrieved = max(meta.retrieved for meta, _ in metas)
        tables.note(t("since.nothing_shipped", here.lang, date=date(day(retrieved), here.lang)))


def files(digest: Digest, here: Context) -> None:
    """The digest to take along; made when asked for."""
    stem = f"since-{_slug(digest.start.code)}-{_slug(digest.end.code)}"
    made: dict[str, tuple[str, str, Callable[[], str]]] = {
        "markdown": ("md", "text/markdown", lambda: as_markdown.text(digest, here.catalog, here.lang)),
        "json": ("json", "application/json", lambda: as_data.text(digest, here.catalog, here.lang)),
        "csv": ("csv", "text/csv", lambda: as_data.csv_text(digest)),
    }
    with st.container(horizontal=True):
        for kind, (ending, mime, write) in made.items():
            st.download_button(
                t(f"since.download.{kind}", here.lang), write, f"{stem}.{ending}", mime, on_click="ignore",
                key=f"since:{kind}", icon=":material/download:",
            )  # fmt: skip


def by_country(digest: Digest, here: Context, chosen: Sequence[str]) -> None:
    """A row a country (the chosen ones, or all), by name; those without any news stand there too."""
    named = sorted((t(f"country.{code}", here.lang), code) for code in chosen or here.catalog.countries)
    rows = [(name, digest.of([code])) for name, code in named]
    nobody = digest.part(lambda meta: not meta.countries)
    rows += [(t("since.no_country", here.lang), nobody)] if nobody.found else []
    tables.heading(t("since.by_country", here.lang))
    tables.show(_counted("country", rows, here))
    st.caption(t("since.shared", here.lang))


def by_indicator(digest: Digest, here: Context) -> None:
    """A row an indicator, by name."""
    codes = {item.meta.indicator for item in digest.found}
    rows = [(label(f"indicator.{code}", here.lang), digest.of([], [code])) for code in codes]
    tables.heading(t("since.by_indicator", here.lang))
    tables.show(_counted("indicator", sorted(rows, key=lambda row: row[0]), here))


def revised(digest: Digest, here: Context) -> None:
    """Every revised value by series: old and new, the period, both editions of the provider."""
    found = [item for item in digest.found if item.revisions]
    if found:
        tables.heading(t("since.revised", here.lang))
        tables.show("".join(_revised(item, here) for item in found))


def _revised(item: News, here: Context) -> str:
    """One series, folded: how many values, of which editions, and the largest change; within, all of them."""
    lang, meta = here.lang, item.meta
    what = f"{label(f'indicator.{meta.indicator}', lang)} · {words.series(meta, here.catalog, lang)}"
    told = [
        t(
            "since.revised_of",
            lang,
            n=number(len(item.revisions), lang, 0),
            editions=enumerated(words.editions(item, lang), here.lang, strong=True),
        )
    ]
    most = max(item.revisions, key=lambda one: words.size(one.change))
    by = words.difference(most.change, lang)
    if by:
        change = words.with_unit(by, meta.unit, lang)
        told.append(t("since.largest", lang, change=change, when=words.when(most.change, lang)))
    head = [t("since.column.period", lang)]
    head += [f"{t(f'since.column.{name}', lang)} ({units.unit(meta.unit, lang)})" for name in ("old", "new", "change")]
    rows = [_change(one, lang) for one in item.revisions[:MOST_REVISED]]
    more = len(item.revisions) - MOST_REVISED
    rest = f"<p>{escape(t('since.more', lang, n=number(more, lang, 0)))}</p>" if more > 0 else ""
    body = tables.table(head, rows).replace('class="aoi-table"', 'class="aoi-table aoi-since"', 1)
    said = escape(enumerated(told, lang, strong=True))
    return (
        f'<details class="aoi-revised"><summary><b>{escape(what)}</b> <span>{said}</span></summary>'
        f"<p>{_indicator(meta, here)} · {_links(meta, here)}</p>{body}{rest}</details>"
    )


def _change(one: Revision, lang: str) -> tuple[str, ...]:
    return words.when(one.change, lang), *words.pair(one.change, lang), words.difference(one.change, lang)


def stale(digest: Digest, here: Context) -> None:
    """Series that went out of date between the two, those of one source with the same last observation together."""
    groups = words.late(digest)
    if groups:
        head = [t(f"since.column.{name}", here.lang) for name in ("source", "series", "country", "last", "since")]
        tables.heading(t("since.stale", here.lang))
        tables.show(tables.table(head, [_late(items, here) for items in groups]))


def _late(items: Sequence[News], here: Context) -> tuple[object, ...]:
    lang, first = here.lang, items[0]
    names = sorted({t(f"country.{code}", lang) for item in items for code in item.meta.countries})
    links = enumerated((_indicator(item.meta, here, words.place(item.meta, lang)) for item in items), here.lang)
    listed = Html(f"<details><summary>{number(len(items), lang, 0)}</summary>{links}</details>")
    return (
        naming.source(first.meta.source, lang),
        listed if len(items) > FEW else Html(links),
        enumerated(names, here.lang) or t("since.no_country", lang),
        date(day(first.meta.last), lang),
        date(day(first.stale_from), lang),
    )


def series(digest: Digest, here: Context) -> None:
    """What came of every series, by domain; a domain is written out when it is opened."""
    tables.heading(t("since.details", here.lang))
    domains = news.by(digest.found, lambda meta: [here.catalog.indicators[meta.indicator].domain])
    for domain, items in domains.items():
        named = f"{t(f'domain.{domain}', here.lang)} · {t('sources.series_of', here.lang, n=len(items))}"
        with st.expander(named, key=f"since:{domain}", on_change="rerun") as card:
            if card.open:
                tables.show(_series_table(items[:MOST_SERIES], here))
                _more(len(items) - MOST_SERIES, here)


def _series_table(items: Sequence[News], here: Context) -> Html:
    lang = here.lang
    head = [t(f"since.column.{name}", lang) for name in ("indicator", "where", "country", "what", "data")]
    return tables.table(
        head,
        [
            (
                _indicator(item.meta, here),
                words.series(item.meta, here.catalog, lang),
                words.countries(item.meta, lang),
                Html("<br>".join(escape(line) for line in words.lines(item, lang))),
                _links(item.meta, here) if item.kind != "withdrawn" else "",
            )
            for item in items
        ],
    )


def _counted(what: str, rows: Sequence[tuple[str, Digest]], here: Context) -> Html:
    """Numbers by row; a column of which no row knows anything is left out: the tiles above say it once."""
    lang = here.lang
    unknown = t("since.not_known", lang)
    told = [{code: many for code, many, _ in words.counts(part, lang)} for _, part in rows]
    columns = [code for code in words.COUNTS if any(one[code] != unknown for one in told)]
    made = []
    for (name, part), one in zip(rows, told, strict=True):
        only_derived = bool(part.found) and all(item.meta.source == DERIVED for item in part.found)
        mark = f" ({label('source.derived', lang)})" if only_derived else ""
        made.append((name + mark, *(_dim(one[code], lang) for code in columns)))
    head = [t(f"since.column.{name}", lang) for name in (what, *columns)]
    body = tables.table(head, made).replace('class="aoi-table"', 'class="aoi-table aoi-since"', 1)
    return tables.box(body, head[0]) if len(made) > tables.LONG else Html(body)


def _dim(many: str, lang: str) -> str:
    """A number, or quietly that it is none or not known."""
    quiet = many in ("0", t("since.not_known", lang))
    return Html(f'<span class="aoi-dim">{escape(many)}</span>') if quiet else many


def _indicator(meta: Meta, here: Context, where: str = "") -> Html:
    """The indicator's name (and place), a link to the series' chart on the page that compares."""
    told = label(f"indicator.{meta.indicator}", here.lang) + (f" ({where})" if where else "")
    address = f"/compare?series={meta.id}&lang={here.lang}"
    return Html(f'<a href="{escape(address, quote=True)}" target="_self">'
                f"{escape(told)}</a>")  # fmt: skip


def _links(meta: Meta, here: Context) -> Html:
    """The series as a file, or why not."""
    refusal = download_file.refusal(meta)
    return Html(escape(refusal)) if refusal else tables.link(f"/data/{meta.id}.csv", "CSV", download=True)


def _more(many: int, here: Context) -> None:
    if many > 0:
        st.caption(t("since.more", here.lang, n=number(many, here.lang, 0)))


def _slug(code: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in code)[:40]
