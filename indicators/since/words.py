"""Words shared by the page and the Markdown digest: ends, values, periods, vintages, remarks."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

from indicators import download_file
from indicators.catalog import Catalog
from indicators.difference import Revised
from indicators.locales import has, label, t, units
from indicators.locales.formats import date, enumerated, month, number, period
from indicators.series import Meta
from indicators.since.digest import Digest, Note
from indicators.since.moments import Moment
from indicators.since.news import News, Rows, Totals, Vintage

UNIT_IS_A_WORD = ("statement", "category", "class", "day of season", "GB 3838 class")  # numbers that are codes
COUNTS = ("new_series", "came", "observed", "revised", "newly_stale")
_MOST_DIGITS = 6


def moment(end: Moment, lang: str) -> str:
    """An end of the digest: what it is, and its date as it was stated."""
    when = stated(end.stated, lang)
    if end.meeting:
        key = "since.edition_at" if end.kind == "edition" else "since.on"
        return t(key, lang, name=label(f"meeting.{end.meeting}", lang), date=when)
    if end.kind == "date":
        return when
    if end.kind == "edition":
        return t("since.on", lang, name=end.name, date=when)
    return t(f"since.{end.kind}", lang, date=when)


def stated(text: str, lang: str) -> str:
    """A year, month or day as it was stated."""
    if len(text) == 4:
        return text
    if len(text) == 7:
        return month(dt.date.fromisoformat(f"{text}-01"), lang)
    return date(dt.date.fromisoformat(text), lang)


def note(one: Note, lang: str) -> str:
    """A remark on what the numbers mean."""
    told = {name: _told(name, part, lang) for name, part in one.values.items()}
    return t(f"since.note.{one.code}", lang, **told)


def _told(name: str, part: object, lang: str) -> object:
    if name in ("day", "stated"):
        return stated(str(part), lang)
    return number(part, lang, 0) if isinstance(part, int) else part


def series(meta: Meta, catalog: Catalog, lang: str) -> str:
    """Where and by whom: place and product."""
    return f"{place(meta, lang)} · {label(f'source.{meta.source}', lang)}"


def place(meta: Meta, lang: str) -> str:
    """A series' place: ours, or its provider's name where we have none."""
    key = f"place.{meta.place}"
    return meta.place_name or label(key if has(key) else f"region.{meta.place}", lang)


def countries(meta: Meta, lang: str) -> str:
    """The countries that share a series' place, by name."""
    return enumerated(sorted(t(f"country.{code}", lang) for code in meta.countries), lang) or t(
        "since.no_country", lang
    )


def span(rows: Rows, meta: Meta, lang: str) -> str:
    """From the first to the last end of some observations' periods."""
    first, last = (_day(stamp) for stamp in (rows.first, rows.last))
    if meta.frequency in ("year", "season", "irregular", "long_term"):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    if meta.frequency == "month":
        return month(first, lang) if first == last else f"{month(first, lang)} – {month(last, lang)}"
    return date(first, lang) if first == last else f"{date(first, lang)} – {date(last, lang)}"


def last_value(rows: Rows, meta: Meta, lang: str) -> str:
    """The last value of some observations with its unit; empty where it is a code, a statement, a range or withheld."""
    if rows.last_value is None or meta.unit.startswith(UNIT_IS_A_WORD):
        return ""
    return with_unit(number(rows.last_value, lang), meta.unit, lang)


def with_unit(text: str, unit: str, lang: str) -> str:
    """A number and its unit; pH and ratios have none to say."""
    return (
        text
        if unit in ("pH", "ratio", "factor", "fraction") or unit.startswith("index")
        else f"{text} {units.unit(unit, lang)}"
    )


def pair(change: Revised, lang: str) -> tuple[str, str]:
    """Old and new value with enough digits to tell them apart."""
    if change.old_text or change.new_text:
        return change.old_text or t("word.no_value", lang), change.new_text or _gone(change, lang)
    for digits in (None, *range(_MOST_DIGITS + 1)):
        old = _value((change.old, change.old_lower, change.old_upper), digits, lang)
        new = _value((change.new, change.new_lower, change.new_upper), digits, lang)
        if old != new:
            break
    return old, _gone(change, lang) if change.kind == "removed" else new


def _gone(change: Revised, lang: str) -> str:
    return t("since.removed" if change.kind == "removed" else "word.no_value", lang)


def _value(parts: tuple[float | None, float | None, float | None], digits: int | None, lang: str) -> str:
    value, lower, upper = (None if part is None else number(part, lang, digits) for part in parts)
    limits = "" if lower is None and upper is None else f"{lower or '…'}–{upper or '…'}"
    if value is None:
        return limits or t("word.no_value", lang)
    return f"{value} ({limits})" if limits else value


def difference(change: Revised, lang: str) -> str:
    """New less old, with enough digits; empty where one of them is missing."""
    if change.old is None or change.new is None or change.old == change.new:
        return ""
    by = change.new - change.old
    digits = max(0, min(_MOST_DIGITS, 1 - math.floor(math.log10(abs(by)))))
    return ("+" if by > 0 else "−") + number(abs(by), lang, digits)


def size(change: Revised) -> float:
    """How large a change is; nought where one of the values is missing."""
    return abs(change.new - change.old) if change.old is not None and change.new is not None else 0.0


def when(change: Revised, lang: str) -> str:
    """The period of a revised observation."""
    return period(_day(change.time_start), _day(change.time_end), lang)


def vintage(one: Vintage, lang: str) -> str:
    """An edition of a source: its version and when it was retrieved."""
    day = date(_day(one.retrieved), lang) if one.retrieved else ""
    if one.product_version and day:
        return t("since.vintage", lang, version=one.product_version, date=day)
    return t("since.retrieved", lang, date=day) if day else one.product_version


def editions(item: News, lang: str) -> list[str]:
    """The pairs of editions that the revised values of a series lie between."""
    pairs = dict.fromkeys((one.before, one.after) for one in item.revisions)
    return [f"{vintage(one, lang)} → {vintage(other, lang)}" for one, other in pairs]


def withheld(meta: Meta) -> bool:
    """Whether the values of a series may not be passed on."""
    return bool(download_file.refusal(meta))


def counts(digest: Digest, lang: str) -> list[tuple[str, str, str]]:
    """The five numbers of a digest, or of a part of one: code, number as far as it is known, words."""
    made = digest.totals
    told = {name: number(getattr(made, name), lang, 0) for name in COUNTS}
    if digest.unknown:
        for name in ("new_series", "came", "revised"):
            some = getattr(made, name) > 0
            told[name] = t("since.at_least", lang, n=told[name]) if some else t("since.not_known", lang)
    return [(name, told[name], t(f"since.count.{name}", lang)) for name in COUNTS]


def apart(made: Totals, lang: str) -> list[str]:
    """Numbers that the five leave out, where there are any."""
    names = ("in_new_series", "within", "removed", "withdrawn_series")
    found = [(name, getattr(made, name)) for name in names]
    return [t(f"since.apart.{name}", lang, n=number(many, lang, 0)) for name, many in found if many]


def lines(item: News, lang: str) -> list[str]:
    """What is told of one series, a line each."""
    told = []
    if item.kind != "held":
        told.append(t(f"since.line.{item.kind}", lang))
    if item.came.count:
        told.append(_rows("came", item.came, item, lang))
    if item.within and item.kind == "held":
        told.append(t("since.line.within", lang, n=number(item.within, lang, 0)))
    if item.observed.count:
        told.append(_rows("observed", item.observed, item, lang))
    for name in ("revised", "removed"):
        many = getattr(item, name)
        if many:
            told.append(t(f"since.line.{name}", lang, n=number(many, lang, 0)))
    return [*told, overdue(item, lang)] if item.newly_stale else told


def late(digest: Digest) -> list[tuple[News, ...]]:
    """The series newly out of date, those of one source with the same last observation together."""
    grouped: dict[tuple[str, str], list[News]] = {}
    for item in digest.found:
        if item.newly_stale:
            grouped.setdefault((item.meta.source, item.meta.last[:10]), []).append(item)
    return [tuple(items) for _, items in sorted(grouped.items())]


def together(items: Sequence[News], lang: str) -> str:
    """The indicators of some series with their places: `Sea-ice extent (Bering Sea; Yellow Sea)`."""
    places: dict[str, list[str]] = {}
    for item in items:
        places.setdefault(label(f"indicator.{item.meta.indicator}", lang), []).append(place(item.meta, lang))
    return enumerated(
        (f"{name} ({enumerated(sorted(where), lang, strong=True)})" for name, where in sorted(places.items())),
        lang,
        strong=True,
    )


def overdue(item: News, lang: str) -> str:
    """That a series went out of date, since when, and what its last observation is."""
    last = date(_day(item.meta.last), lang)
    return t("since.line.stale", lang, date=date(_day(item.stale_from), lang), last=last)


def _rows(what: str, rows: Rows, item: News, lang: str) -> str:
    value = "" if withheld(item.meta) else last_value(rows, item.meta, lang)
    told = t(f"since.line.{what}", lang, n=number(rows.count, lang, 0), span=span(rows, item.meta, lang))
    return f"{told} {t('since.line.last', lang, value=value)}" if value else told


def nothing(digest: Digest, lang: str) -> str:
    """That there is nothing to tell, as far as it is known."""
    return t("since.nothing_known" if digest.unknown else "since.nothing", lang)


def _day(stamp: str) -> dt.date:
    return dt.date.fromisoformat(stamp[:10])
