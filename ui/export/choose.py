"""Which figures the reader orders: by what they show, those of a deck, everything, or what a report file lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import streamlit as st

from indicators import decks
from indicators.addresses import CHOICES, OF_ALL
from indicators.decks import say
from indicators.export.request import Request
from indicators.locales import label, t
from ui import pick, state, tables
from ui.export import file as report_file
from ui.export.report import of_bytes
from ui.frame import Context

WAYS = ("words", "deck", "all", "file")
WITHOUT = ("home", "sources", "methods", "since", "export", "contribute")
"""Pages without figures of their own."""
Parts = dict[str, Any]


def chosen(here: Context) -> Parts | Request | None:
    """Parts of an order as a report file tells them, or a whole one; None where the reader has yet to choose.

    Raises
    ------
    UnfitError
        When the report file that was brought cannot be made.
    """
    with st.container(width=430):
        way = state.one(
            "what", t("export_page.what", here.lang), WAYS, lambda code: t(f"export_page.what.{code}", here.lang),
            here.lang,
        )  # fmt: skip
    return _PARTS[way](here)


def _of_words(here: Context) -> Parts | None:
    pages_box, indicators_box = st.columns(2)
    regions_box, countries_box = st.columns(2)
    lang, all_ = here.lang, t("pick.all", here.lang)
    found = pick.series(here, "")
    with pages_box:
        listed = [page for page in CHOICES if page not in WITHOUT]
        pages = state.many(
            "pages", t("export_page.pages", lang), listed, lambda page: t(f"nav.{page}", lang), lang, hint=all_
        )
    with indicators_box:
        codes = sorted({meta.indicator for meta in found}, key=lambda code: label(f"indicator.{code}", lang))
        indicators = state.many(
            "indicators", t("export_page.indicators", lang), codes, lambda code: label(f"indicator.{code}", lang), lang,
            hint=all_,
        )  # fmt: skip
    with regions_box:
        codes = sorted({meta.region for meta in found}, key=lambda code: pick.name("region", code, here))
        regions = state.many(
            "regions", t("export_page.regions", lang), codes, lambda code: pick.name("region", code, here), lang,
            hint=all_,
        )  # fmt: skip
    with countries_box:
        countries = pick.countries(here)
    own = state.words("address", t("export_page.address", lang), hint="sea_ice?region=bering_sea", longest=1500)
    asked = [*pages, *(address(one) for one in own.split())]
    if not (asked or indicators or regions or countries):
        tables.show(f'<p class="aoi-note aoi-asked">{tables.cell(t("export_page.nothing_chosen", lang))}</p>')
        return None
    return {"pages": asked, "indicators": indicators, "regions": regions, "countries": countries}


def address(told: str) -> str:
    """An address of a page as an order has it, from one that was copied whole.

    Examples
    --------
    >>> address("https://site/base/sea_ice?lang=ja&region=bering_sea#top")
    'sea_ice?region=bering_sea'
    """
    parts = urlsplit(told)
    pairs = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key not in OF_ALL]
    page = parts.path.rstrip("/").rpartition("/")[2]
    return f"{page}?{urlencode(pairs)}" if pairs else page


def _of_deck(here: Context) -> Parts | None:
    found = decks.decks()[0]
    with st.container(width=430):
        name = state.one(
            "deck", t("export_page.deck", here.lang), list(found), lambda code: say(found[code].title, here.lang),
            here.lang,
        )  # fmt: skip
    return {"deck": name}


def _of_all(here: Context) -> Parts | None:
    tables.note(t("export_page.all", here.lang))
    return {}


def _of_file(here: Context) -> Request | None:
    """What a report file orders; it says languages, size and everything else itself."""
    tables.note(t("export_page.file", here.lang))
    brought = report_file.brought(here.lang)
    if brought is None:
        return None
    name, content = brought
    request = of_bytes(content, here)
    tables.show(f'<p class="aoi-brought">{tables.cell(t("export_page.file_name", here.lang, name=name))}</p>')
    return request


_PARTS: dict[str, Callable[[Context], Parts | Request | None]] = {
    "words": _of_words, "deck": _of_deck, "all": _of_all, "file": _of_file,
}  # fmt: skip
