"""What protects the animals of a country or region: a short list of statuses, areas and instruments, with sources."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from indicators.errors import StoreError
from indicators.locales import t
from indicators.locales.formats import enumerated
from indicators.population import status_table
from indicators.population.tables import Cell, Statement, Table
from indicators.series import Meta
from indicators.store import Held
from ui import tables
from ui.frame import Context

AT_ONCE = 6  # lines before the rest is folded


def show(metas: Sequence[Meta], country: str, here: Context) -> None:
    """Lists and a link to the page of policies; `country` is empty for a region."""
    if not metas:
        tables.note(t("profile.no_law", here.lang))
    else:
        tables.show(_lists(here.cache.stamp(), tuple(meta.id for meta in metas), country, here.lang, here))
    kept = f"country={country}&" if country else ""
    way = tables.link(f"/policies?{kept}lang={here.lang}", t("profile.to_policies", here.lang))
    tables.show(f'<p class="aoi-ways">{way}</p>')


@st.cache_data(max_entries=60, show_spinner=False)
def _lists(stamp: tuple[int, int], ids: tuple[str, ...], country: str, lang: str, _here: Context) -> str:
    """The lists as HTML; made anew when the cache changes."""
    held = [item for item in (_read(series_id, _here) for series_id in ids) if item]
    chosen = [country] if country else []
    parts = []
    for name, make in status_table.TABLES.items():
        mine = [item for item in held if item.meta.indicator in status_table.INDICATORS[name]]
        made = make(mine, _here.catalog, lang, countries=chosen)
        lines = [_LINES[name](row, lang) for row in made.rows] if name != "matrix" else _statuses(made, lang)
        if lines:
            parts.append(f"<p><b>{escape(t(f'profile.law.{name}', lang, n=len(lines)))}</b></p>{_folded(lines, lang)}")
    return f'<div class="aoi-law">{"".join(parts)}</div>'


def _read(series_id: str, here: Context) -> Held | None:
    try:
        return here.cache.read(series_id)
    except StoreError:
        return None


def _folded(lines: Sequence[str], lang: str) -> str:
    first, rest = lines[:AT_ONCE], lines[AT_ONCE:]
    shown = f"<ul>{''.join(f'<li>{line}</li>' for line in first)}</ul>"
    if not rest:
        return shown
    said = escape(t("profile.more", lang, n=len(rest)))
    return f"{shown}<details><summary>{said}</summary><ul>{''.join(f'<li>{line}</li>' for line in rest)}</ul></details>"


def _statuses(made: Table, lang: str) -> list[str]:
    """A line a species: its category and what the law says, each with its work."""
    lines = []
    for row in made.rows:
        said = [statement for cell in row[1:] if isinstance(cell, tuple) for statement in cell]
        told = enumerated(
            (f"{escape(one.text)} <small>{escape(one.detail)}</small> {_work(one, lang)}" for one in said),
            lang,
            strong=True,
        )
        lines.append(f"<b>{escape(str(row[0]))}</b>: {told}")
    return lines


def _area(row: Sequence[Cell], lang: str) -> str:
    name, _, since, area, covers, _, source = row
    return f"{_said(since)} · <b>{_said(name)}</b> · {_said(area)} · {_said(covers)} {_work(source, lang)}"


def _instrument(row: Sequence[Cell], lang: str) -> str:
    since, name, kind, states, *_, source = row
    return (
        f"{_said(since)} · <b>{_said(name)}</b> · {_said(kind)} · <small>{_said(states)}</small> {_work(source, lang)}"
    )


def _said(cell: Cell) -> str:
    return escape(cell) if isinstance(cell, str) else ""


def _work(cell: Cell, lang: str) -> str:
    """A link to the work, which is told on pointing at it; the work itself where it has no address."""
    if not isinstance(cell, Statement):
        return ""
    work = tables.link(cell.link, t("profile.work", lang)) if cell.link else escape(f"[{cell.work}]")
    return f'<small title="{escape(cell.work, quote=True)}">{"○ " if cell.secondhand else ""}{work}</small>'


_LINES = {"areas": _area, "instruments": _instrument}
