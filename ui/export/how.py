"""How the ordered figures are to look: languages, size, file formats, colours, and what goes with them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from indicators.export.paper import PAPERS
from indicators.export.request import CAPTIONS, FORMATS, THEMES, Request
from indicators.locales import NAMES, t
from indicators.locales.formats import number
from ui import state
from ui.frame import Context

OWN, USUAL = "own", "usual"
DPI = ("150", "200", "300", "600")


def chosen(here: Context) -> tuple[dict[str, Any], bool]:
    """The parts of an order that say how figures look, and whether a report is made of them."""
    lang = here.lang
    first, second, third = st.columns(3)
    with first:
        languages = state.many(
            "languages", t("export_page.languages", lang), list(NAMES), NAMES.__getitem__, lang, default=[lang]
        )
    with second:
        size = _size(here)
    with third:
        dpi = state.one("dpi", t("export_page.dpi", lang), [USUAL, *DPI], lambda code: _dots(code, size, lang), lang)
    fourth, fifth, sixth = st.columns(3)
    with fourth:
        formats = state.many(
            "format", t("export_page.format", lang), FORMATS, lambda code: t(f"export_page.format.{code}", lang), lang,
            default=["png"],
        )  # fmt: skip
    with fifth:
        theme = state.one(
            "theme", t("export_page.theme", lang), THEMES, lambda code: t(f"export_page.theme.{code}", lang), lang
        )
    with sixth:
        caption = state.one(
            "caption", t("export_page.caption", lang), CAPTIONS, lambda code: t(f"export_page.caption.{code}", lang),
            lang,
        )  # fmt: skip
    with st.container(horizontal=True):
        data = state.on("values", t("export_page.values", lang), default=True)
        qr = state.on("code", t("export_page.code", lang))
        whole = state.on("report", t("export_page.whole", lang))
    how = {"languages": languages or [lang], "size": size, "dpi": None if dpi == USUAL else int(dpi),
           "formats": formats or ["png"], "theme": theme, "caption": caption, "qr": qr, "data": data}  # fmt: skip
    return how, whole


def _size(here: Context) -> str:
    lang = here.lang
    size = state.one(
        "size", t("export_page.size", lang), [*PAPERS, OWN], lambda code: _named(code, lang), lang,
        default=Request().size,
    )  # fmt: skip
    return state.words("mm", t("export_page.mm", lang), hint="120x80mm") or "120mm" if size == OWN else size


def _named(code: str, lang: str) -> str:
    if code == OWN:
        return t("export_page.size.own", lang)
    one = PAPERS[code]
    width, height = (number(side, lang, 1) for side in (one.width_mm, one.height_mm))
    return t(f"export_page.size.{code}", lang, width=width, height=height)


def _dots(code: str, size: str, lang: str) -> str:
    if code != USUAL:
        return number(int(code), lang, 0)
    usual = PAPERS[size].dpi if size in PAPERS else PAPERS["page"].dpi
    return t("export_page.dpi.usual", lang, n=number(usual, lang, 0))
