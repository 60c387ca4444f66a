"""Tables and downloads of the coverage page: long tables scroll in a box of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from indicators.coverage import downloads, held, record
from indicators.locales import t
from ui import tables
from ui.frame import Context
from ui.tables import Html

BOX = "max-height:min(46rem,80vh);overflow:auto;border:1px solid #8884;border-radius:8px;padding:0 .8rem"
LONG = 14  # rows from which a table gets a box


def this_year() -> int:
    """The present year, from which ages are reckoned."""
    return dt.datetime.now(dt.UTC).year


def show(title: str, head: Sequence[str], rows: Sequence[Sequence[object]], *, note: str = "") -> None:
    """A table under its heading."""
    said = f'<p class="aoi-note">{escape(note)}</p>' if note else ""
    body = tables.table(head, rows)
    if len(rows) > LONG:
        body = box(body, title)
    tables.show(f'<h2 class="aoi-part">{escape(title)}</h2>{said}{body}')


def box(body: str, title: str) -> Html:
    """A long table in a box of its own, which scrolls."""
    named = escape(title, quote=True)
    return Html(f'<div style="{BOX}" tabindex="0" role="region" aria-label="{named}">{body}</div>')


def lines(*parts: str) -> Html:
    """Lines of a cell, the empty ones left out; texts are escaped, HTML of ours stays."""
    return Html("<br>".join(str(tables.cell(part)) for part in parts if part))


def small(text: str) -> Html:
    """Small print of a cell."""
    return Html(f"<small>{tables.cell(text)}</small>") if text else Html("")


def csv_button(label: str, name: str, make: Callable[[], Sequence[downloads.Line]], key: str) -> None:
    """A table as CSV, made when it is asked for."""
    st.download_button(
        label, lambda: downloads.text(make()).encode(), f"{name}.csv", "text/csv", key=f"csv:{key}", on_click="ignore"
    )


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


def zip_button(here: Context) -> None:
    """All tables in one archive."""
    words = (t("coverage.archive.title", here.lang), t("app.footer", here.lang), t("coverage.archive.note", here.lang))
    made = everything(here)
    st.download_button(
        t("coverage.download_all", here.lang),
        lambda: downloads.archive(made, downloads.readme(dt.datetime.now(dt.UTC).date(), words)),
        "amur_okhotsk_coverage.zip",
        "application/zip",
        key="zip:coverage",
        on_click="ignore",
    )
    tables.note(t("coverage.download_note", here.lang))
