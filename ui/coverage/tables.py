"""Tables and downloads of the coverage page: long tables scroll in a box of their own."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from indicators.coverage import downloads, held, record
from indicators.locales import t
from ui import tables
from ui.frame import Context
from ui.tables import Html


def this_year() -> int:
    """The present year, from which ages are reckoned."""
    return dt.datetime.now(dt.UTC).year


def show(title: str, head: Sequence[str], rows: Sequence[Sequence[object]], *, note: str = "") -> None:
    """A table under its heading."""
    said = f'<p class="aoi-note">{escape(note)}</p>' if note else ""
    body = tables.table(head, rows)
    if len(rows) > tables.LONG:
        body = tables.box(body, title)
    tables.show(f'<h2 class="aoi-part">{escape(title)}</h2>{said}{body}')


def lines(*parts: str) -> Html:
    """Lines of a cell, the empty ones left out; texts are escaped, HTML of ours stays."""
    return Html("<br>".join(str(tables.cell(part)) for part in parts if part))


def small(text: str) -> Html:
    """Small print of a cell."""
    return Html(f"<small>{tables.cell(text)}</small>") if text else Html("")


def everything(here: Context) -> dict[str, Callable[[], list[downloads.Line]]]:
    """Every table of the page by the name of its file."""
    cache, catalog, year = here.cache, here.catalog, this_year()
    return {
        "years": lambda: downloads.years(record.records(cache)),
        "indicators": lambda: downloads.by_indicator(record.records(cache), catalog),
        "populations": lambda: downloads.gaps(held.of_populations(cache), year),
        "surveys": lambda: downloads.due(held.counted(cache), year),
        "conflicts": lambda: downloads.differing(held.of_conflicts(cache)),
        "sharing": lambda: downloads.sharing(record.records(cache), catalog),
        "joint_surveys": lambda: downloads.joint(held.of_populations(cache), catalog, year),
    }


def _csv(make: Callable[[], list[downloads.Line]]) -> bytes:
    return downloads.text(make()).encode()


def files(here: Context, **own: str) -> None:
    """Tables of a section (name of the file -> key of the button's words) and all of the page, in one row."""
    lang, made = here.lang, everything(here)
    words = (t("coverage.archive.title", lang), t("app.footer", lang), t("coverage.archive.note", lang))
    with st.container(horizontal=True):
        for name, key in own.items():
            st.download_button(
                t(key, lang), functools.partial(_csv, made[name]), f"coverage_{name}.csv", "text/csv",
                key=f"csv:{name}", on_click="ignore",
            )  # fmt: skip
        st.download_button(
            t("coverage.download_all", lang),
            lambda: downloads.archive(made, downloads.readme(dt.datetime.now(dt.UTC).date(), words)),
            "amur_okhotsk_coverage.zip", "application/zip", key="zip:coverage", on_click="ignore",
        )  # fmt: skip
    tables.note(t("coverage.download_note", lang))
