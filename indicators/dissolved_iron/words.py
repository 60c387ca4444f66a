"""How an iron value is put into words: place, layer, period, number with its range, work, quantity."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import pandas as pd

from indicators import naming
from indicators.locales import has, t, told, units
from indicators.locales.formats import month_name, number
from indicators.locales.formats import period as dated
from indicators.locales.wrapping import shorten, wrap
from indicators.published.works import citations
from indicators.series import Meta

UNDATED = "No date in the source"
QUANTITIES = ("ionic", "total_dissolved", "total_dissolvable", "dissolved")
HOVER_WIDTH = 52

_AUTHORS = re.compile(
    r"(?P<name>[^\W\d_][\w'’-]+)(?P<initials>,? (?:[A-Z]\.[ -]?)+)?(?P<others>,? [A-Z][\w'’-]+(?=[ ,])|,? ?et al)?"
)
_YEAR = re.compile(r"[.,()]\s?((?:19|20)\d\d)\b(?!–)")


def place(meta: Meta, lang: str) -> str:
    """Name of a series' place, which may be a region."""
    return naming.place(meta.place, lang)


def water(meta: Meta, lang: str) -> str:
    """Name of the water that a series covers: shorter than the region's where that is long."""
    for key in (f"iron_means.water.{meta.place}", f"region.{meta.place}"):
        if has(key):
            return t(key, lang)
    return place(meta, lang)


def unit(meta: Meta, lang: str) -> str:
    """Unit of a series."""
    return units.unit(meta.unit, lang)


def quantity(meta: Meta) -> str:
    """Which iron a series counts: one of `QUANTITIES`, told by its indicator and method."""
    if meta.indicator.startswith("total_dissolvable"):
        return "total_dissolvable"
    method = meta.method.lower()
    if "ionic" in method:
        return "ionic"
    return "total_dissolved" if "total dissolved" in method else "dissolved"


def measured(row: Any, lang: str, factor: float = 1.0) -> str:
    """`0.39 (SD 0.13–0.65)`, `2.3–6.6`, `> 5`, `≈ 120`; `factor` turns the unit into another."""
    value, low, high = (number(part * factor, lang) for part in (row.value, row.lower, row.upper))
    about = "≈ " if row.flag == "estimated" else ""
    if pd.notna(row.value):
        kind = f"iron.interval.{row.interval.replace(' ', '_').replace('%', '')}"
        word = t(kind, lang) if has(kind) else row.interval
        return f"{about}{value} ({word} {low}–{high})" if row.interval else f"{about}{value}"
    if pd.isna(row.upper):
        return f"> {low}"
    return f"< {high}" if pd.isna(row.lower) else f"{about}{low}–{high}"


def period(row: Any, meta: Meta, lang: str, *, short: bool = False) -> str:
    """The period of a row; where the source gives no date, what is known instead."""
    if not row.note.startswith(UNDATED):
        return dated(row.time_start.date(), row.time_end.date(), lang)
    if meta.frequency == "month":
        return f"{month_name(row.time_start.month, lang)}, {t('iron.year_unknown', lang)}"
    return t("iron.undated", lang) if short else t("iron.published", lang, year=row.time_start.year)


def layer(row: Any, lang: str) -> str:
    """`0–50 m`, `below 3,500 m`, `3,700 m`; empty without a depth."""
    top, bottom = getattr(row, "depth_top_m", float("nan")), getattr(row, "depth_bottom_m", float("nan"))
    if pd.isna(top):
        return ""
    if pd.isna(bottom):
        return t("iron.below_depth", lang, depth=_metres(top, lang))
    return f"{_metres(top, lang)} m" if top == bottom else f"{_metres(top, lang)}–{_metres(bottom, lang)} m"


def _metres(depth: float, lang: str) -> str:
    return number(depth, lang, 0)


def reference(row: Any, meta: Meta) -> str:
    """`Guan et al. 2015` from a full reference; the title where no author is known."""
    work = citations().get(row.citation)
    text = work.text if work else meta.citation_text
    found, year = _AUTHORS.match(text), _YEAR.search(text)
    if found and (found["initials"] or ", " in (found["others"] or "")):
        said = f"{found['name']} et al." if found["others"] else found["name"]
    else:
        said = f"“{shorten(re.split(r'[.(]', text, maxsplit=1)[0], 44, placeholder=' …')}”"
    return f"{said} {year[1]}" if year else said


def hover(row: Any, meta: Meta, lang: str) -> str:
    """Everything a reader may want of a point, wrapped."""
    where = " · ".join(part for part in (place(meta, lang), layer(row, lang)) if part)
    lines = [
        f"<b>{where}</b>",
        f"{measured(row, lang)} {unit(meta, lang)}",
        f"{period(row, meta, lang)} · {escape(reference(row, meta), quote=False)}",
    ]
    lines += wrapped(told(meta.method, lang)) + wrapped(told(row.note, lang))
    return "<br>".join(lines)


def wrapped(text: str) -> list[str]:
    """Lines of a text from outside, as wide as a hover box; nothing in it is markup."""
    return [escape(line, quote=False) for line in wrap(text, HOVER_WIDTH)]
