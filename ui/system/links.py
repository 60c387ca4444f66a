"""The links of the chain as cards of plain HTML: every value with its source, what is missing, the works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import streamlit as st

from indicators import download_file
from indicators.catalog import Catalog
from indicators.errors import StoreError
from indicators.figures import DARK, DOMAIN_COLOURS
from indicators.locales import t, told
from indicators.locales.formats import enumerated
from indicators.published.works import Citation
from indicators.store import Cache, Held
from indicators.system import words
from indicators.system.chain import Arrow, Chain, Link, chain, held_series
from indicators.system.evidence import Shown, Value, links
from ui import tables
from ui.frame import Context
from ui.tables import Html

CSS = Path(__file__).with_name("system.css")


@st.cache_data(max_entries=8, show_spinner=False)
def readable(ids: Sequence[str], stamp: tuple[int, int], _cache: Cache) -> tuple[str, ...]:
    """The ids whose series can be read; a broken one then takes down its own link only."""
    return tuple(item.meta.id for item in _read(ids, _cache))


def show(here: Context, ids: Sequence[str], year: int) -> None:
    """Put the cards of all links on the page, and the works that they name."""
    st.html(CSS)
    tables.heading(t("system.cards.title", here.lang))
    tables.note(t("system.cards.answers", here.lang))
    tables.show(_cards(tuple(ids), here.cache.stamp(), here.lang, year, here.cache, here.catalog))


@st.cache_resource(max_entries=4, show_spinner=False)
def _told(
    ids: tuple[str, ...], stamp: tuple[int, int], _cache: Cache, _catalog: Catalog
) -> tuple[Mapping[str, Shown], Mapping[str, int]]:
    """What is held at each link and how many series, which is the same in every language; nobody changes it."""
    counts = held_series((meta for meta, _ in _cache.metas().values()), _catalog)
    return links(chain(), _read(ids, _cache)), counts


@st.cache_data(max_entries=24, show_spinner=False)
def _cards(ids: tuple[str, ...], stamp: tuple[int, int], lang: str, year: int, _cache: Cache, _catalog: Catalog) -> str:
    """All cards; made anew when the cache changes and when the year does (ages move on)."""
    shown, counts = _told(ids, stamp, _cache, _catalog)
    return _listed(shown, counts, _catalog, lang, year)


def _read(ids: Sequence[str], cache: Cache) -> list[Held]:
    held = []
    for series_id in ids:
        try:
            held.append(cache.read(series_id))
        except StoreError:
            continue
    return held


def cards(held: Sequence[Held], counts: Mapping[str, int], catalog: Catalog, lang: str, year: int) -> str:
    """A card a link in the order of the chain, then the numbered works.

    Parameters
    ----------
    held : sequence of Held
        Series of the chain that could be read.
    counts : mapping of str to int
        Number of held series by link.
    """
    return _listed(links(chain(), held), counts, catalog, lang, year)


def _listed(shown: Mapping[str, Shown], counts: Mapping[str, int], catalog: Catalog, lang: str, year: int) -> str:
    made, references = chain(), References()
    parts = [
        _card(number, name, made, shown[name], counts.get(name, 0), references, catalog, lang, year)
        for number, name in enumerate(made.links, 1)
    ]
    return f'<div class="sys-cards">{"".join(parts)}</div>{references.listed(lang)}'


class References:
    """Works and products by number, in the order in which they are first named."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    def number(self, text: str, address: str) -> Html:
        """`[3]`, a link to the work's own line below."""
        self.known.setdefault(text, address)
        place = list(self.known).index(text) + 1
        said = escape(text, quote=True)
        return Html(f'<a href="#system-work-{place}" target="_self" title="{said}">[{place}]</a>')

    def listed(self, lang: str) -> Html:
        """All works with their addresses."""
        rows = (
            f'<li id="system-work-{place}">{tables.link(address, text) if address else escape(text)}</li>'
            for place, (text, address) in enumerate(self.known.items(), 1)
        )
        return Html(
            f'<h3 class="aoi-small">{escape(t("pop.works", lang))}</h3><ol class="sys-works">{"".join(rows)}</ol>'
        )


def _card(
    number: int, name: str, made: Chain, shown: Shown, count: int, references: References, catalog: Catalog,
    lang: str, year: int,
) -> str:  # fmt: skip
    link = made.links[name]
    colour = DOMAIN_COLOURS[link.domain]
    address = f"{link.page}{'&' if '?' in link.page else '?'}lang={lang}"
    values = "".join(f"<li>{_value(value, references, catalog, lang, year)}</li>" for value in shown.values)
    body = f"<ul>{values}</ul>" if values else f"<p>{escape(t('system.nothing', lang))}</p>"
    steps = [(place, arrow) for place, arrow in enumerate(made.arrows, 1) if arrow.start == name]
    return (
        f'<article class="sys-card" style="--hue:{colour};--hue-dark:{DARK[colour]}">'
        f"<h3>{number}. {escape(t(f'system.link.{name}', lang))}</h3>"
        f'<p class="sys-held">{escape(_count(count, lang))} · '
        f'<a href="{escape(address, quote=True)}" target="_self">{escape(t("system.cards.charts", lang))}</a></p>'
        f"{body}"
        f'<p class="sys-note">{escape(t(f"system.note.{name}", lang))} {_numbers(link.cited, references)}</p>'
        f"{_missing(link, shown, catalog, lang)}"
        f"{''.join(_step(place, arrow, references, lang) for place, arrow in steps)}</article>"
    )


def _count(count: int, lang: str) -> str:
    if count == 1:
        return t("system.cards.one_series", lang)
    return t("system.cards.series", lang, n=count) if count else t("system.cards.no_series", lang)


def _value(value: Value, references: References, catalog: Catalog, lang: str, year: int) -> str:
    """One value: the number, what and where, then when, interval, kind, age and source."""
    text, address = words.work(value, catalog)
    facts = [words.when(value, lang), words.interval(value, lang), words.kind(value, lang)]
    facts += [t("system.second_hand", lang)] if value.hollow else []
    facts += [t("system.from_snapshot", lang)] if value.origin == "snapshot" and value.kind == "measured" else []
    told = " · ".join(escape(part) for part in facts if part)
    data = "" if download_file.refusal(value.meta) else f" · {_data(value, lang)}"
    age = words.since(value, lang, year)
    aged = f' · <span class="sys-old">{escape(age)}</span>' if age else ""
    where = words.place(value, lang)
    what = words.what(value, lang)
    return (
        f"<b>{words.mark(value)} {escape(words.amount(value, lang))}</b> {escape(what)}"
        f"{'' if where in what else f' · {escape(where)}'}"
        f"<small>{told}{aged} · {references.number(text, address)}{data}</small>"
    )


def _data(value: Value, lang: str) -> Html:
    return tables.link(f"/data/{value.meta.id}.csv", t("system.cards.data", lang), download=True)


def _missing(link: Link, shown: Shown, catalog: Catalog, lang: str) -> str:
    """What could not be had and who holds it; and what a slot names but this installation does not hold."""
    rows = [
        t("system.cards.missing", lang, what=t(f"missing.{item.what}", lang), holder=told(item.holder, lang))
        for item in catalog.missing
        if item.what in link.missing
    ]
    if shown.lacking:
        lacking = enumerated((t(f"system.value.{name}", lang) for name in shown.lacking), lang)
        rows.append(t("system.cards.lacking", lang, what=lacking))
    return "".join(f'<p class="sys-missing">{escape(row)}</p>' for row in rows)


def _step(place: int, arrow: Arrow, references: References, lang: str) -> str:
    """The arrow to the next link: what works say of the step, and which works."""
    head = t("system.cards.leads", lang, number=place, to=t(f"system.link.{arrow.end}", lang))
    names = escape(enumerated(arrow.works.values(), lang))
    said = escape(t(f"system.arrow.{arrow.name}", lang))
    cited = _numbers(arrow.cited, references)
    return f'<p class="sys-step"><b>{escape(head)}</b> {said} <small><span lang="en">{names}</span> {cited}</small></p>'


def _numbers(works: Sequence[Citation], references: References) -> str:
    """`[4] [5]`, each a link."""
    return " ".join(
        references.number(work.text, f"https://doi.org/{work.doi}" if work.doi else work.url) for work in works
    )
