"""How a population value is put into words: place, measure, number with its interval, period, doubt, work."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from indicators import naming
from indicators.catalog import Catalog
from indicators.locales import has, t, told, units
from indicators.locales.formats import enumerated, number
from indicators.locales.formats import period as dated
from indicators.locales.wrapping import wrap
from indicators.published.works import citations
from indicators.series import Meta
from indicators.store import Held

UNDATED, YEAR_UNKNOWN = "No date in the source", "Year not stated"
HOVER_WIDTH = 56

_LOCATOR = re.compile(r"\s*\[[^\[\]]*\]$")
_CONFLICT = re.compile(r"Conflict: .*?\.(?=\s|$)")
_CONFLICTS = re.compile(r"^[^:：]{1,24}[:：]\s*")
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def plain(text: str) -> str:
    """Text that the chart shows as it stands: the chart library reads a kind of HTML."""
    return text.translate(_MARKUP)


def lines(text: str, width: int) -> list[str]:
    """Text wrapped, and plain."""
    return [plain(line) for line in wrap(text, width)]


def named(kind: str, code: str, lang: str) -> str:
    """Name of a place, region, measure or species; a place may be a region."""
    key = f"{kind}.{code}"
    return t(key, lang) if has(key) else naming.place(code, lang)


def place(meta: Meta, lang: str) -> str:
    """Name of a series' place."""
    return named("place", meta.place, lang)


def measure(meta: Meta, catalog: Catalog, lang: str) -> str:
    """What a series measures, without its species."""
    return t(f"measure.{catalog.indicators[meta.indicator].measure}", lang)


def species(meta: Meta, catalog: Catalog, lang: str) -> str:
    """Species of a series; its measure where it has none."""
    code = catalog.indicators[meta.indicator].species
    return t(f"species.{code}", lang) if code else measure(meta, catalog, lang)


def unit(meta: Meta, lang: str) -> str:
    """Unit of a series."""
    return units.unit(meta.unit, lang)


def amount(row: Any, lang: str, factor: float = 1.0) -> str:
    """`2,776`, `≤ 1,000`, `≥ 280`, `20–30`: a value, a bound or a range, without its interval.

    `factor` changes the unit.
    """
    value, low, high = (number(part * factor, lang) for part in (row.value, row.lower, row.upper))
    if pd.notna(row.value):
        return value
    if pd.isna(row.upper):
        return f"≥ {low}"
    return f"≤ {high}" if pd.isna(row.lower) else f"{low}–{high}"


def interval(row: Any, lang: str) -> str:
    """`95 % CI 27,868–60,026`; the kind alone where no value stands in it; empty for bounds and ranges."""
    if not row.interval or (pd.isna(row.value) and row.interval in ("range", "lower bound", "upper bound")):
        return ""
    kind = t(f"pop.interval.{re.sub(r'[^a-z0-9]+', '_', row.interval.lower()).strip('_')}", lang)
    return kind if pd.isna(row.value) else f"{kind} {number(row.lower, lang)}–{number(row.upper, lang)}"


def full(row: Any, lang: str) -> str:
    """The amount with its interval."""
    bounds = interval(row, lang)
    return f"{amount(row, lang)} ({bounds})" if bounds else amount(row, lang)


def period(row: Any, lang: str) -> str:
    """Period of a row; the year of publication, or no year, where the source gives no date."""
    if row.note.startswith(UNDATED):
        return t("pop.published_in", lang, year=row.time_start.year)
    if YEAR_UNKNOWN in row.note:
        return t("pop.year_unknown", lang)
    return dated(_day(row.time_start), _day(row.time_end), lang)


def years(first: Any, last: Any) -> str:
    """`1961–2000`, or `2013`."""
    low, high = first.time_start.year, last.time_end.year
    return str(low) if low == high else f"{low}–{high}"


def reference(row: Any, meta: Meta) -> str:
    """The work a value was read in."""
    work = citations().get(row.citation)
    return work.text if work else meta.citation_text


def link(citation: str) -> str:
    """Address of a work: its DOI, else its official page, else none."""
    work = citations().get(citation)
    if work is None:
        return ""
    return f"https://doi.org/{work.doi}" if work.doi else work.url


def said(note: str) -> str:
    """A note without the place in the source."""
    return _LOCATOR.sub("", note)


def method_note(note: str) -> str:
    """What a note says of how the value was got: without locator, conflict and coefficient of variation."""
    return re.sub(r"CV \d+(\.\d+)?%?\.?", "", _CONFLICT.sub("", said(note))).strip()


def hover(row: Any, held: Held, catalog: Catalog, lang: str) -> str:
    """Everything a reader may want of a value: what, where, how much, when, how, who says so, how sure.

    It keeps the source's own unit.
    """
    meta = held.meta
    marks = [t(f"pop.confidence.{row.confidence}", lang)]
    if row.flag != "good":
        marks.append(t(f"pop.flag.{row.flag}", lang))
    made = [f"<b>{plain(place(meta, lang))}</b>", plain(measure(meta, catalog, lang))]
    made.append(f"<b>{plain(full(row, lang))} {plain(unit(meta, lang))}</b>")
    made += [plain(period(row, lang)), plain(" · ".join(marks))]
    made += lines(t("pop.method", lang, method=told(meta.method, lang)), HOVER_WIDTH)
    made += lines(told(said(row.note), lang), HOVER_WIDTH)
    made += lines(t("pop.source", lang, source=reference(row, meta)), HOVER_WIDTH)
    return "<br>".join(made)


def conflicts(row: Any, held: Held, lang: str) -> tuple[str, ...]:
    """What other sources say otherwise, from the parts of a note that begin with `Conflict:`."""
    where = f"{place(held.meta, lang)}, {period(row, lang)}: {amount(row, lang)}"
    others = (other_words(part, lang) for part in _CONFLICT.findall(row.note))
    return tuple(t("pop.conflict", lang, where=where, other=other) for other in others)


def other_words(part: str, lang: str) -> str:
    """What a sentence of a note that begins with `Conflict:` says after it."""
    return _CONFLICTS.sub("", told(part if part.startswith("Conflict") else f"Conflict: {part}", lang), count=1)


def list_of(names: Sequence[str], lang: str, most: int = 3) -> str:
    """Names in a row, the rest as a number."""
    distinct = list(dict.fromkeys(names))
    return enumerated(distinct[:most], lang) + (f" (+{len(distinct) - most})" if len(distinct) > most else "")


def _day(stamp: pd.Timestamp) -> dt.date:
    day: dt.date = stamp.date()
    return day


def slug(meta: Meta, catalog: Catalog) -> str:
    """Measure of a series as part of a file name."""
    return catalog.indicators[meta.indicator].measure.replace("_", "-")
