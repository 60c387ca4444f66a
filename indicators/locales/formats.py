"""Numbers, dates and units as a language writes them (Babel, CLDR)."""

from __future__ import annotations

import datetime as dt
import functools
import math
import re
from collections.abc import Iterable

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from indicators.locales import FULL_STOP, NAMES, has, t

_LOCALES = {"zh": "zh_Hans"}
_LATIN_STOP = re.compile(r"(?<![A-Za-z.\s])\.(?:\s+|$)|(?<=[A-Za-z])\.(?:\s+(?=[\u3040-\u9fff「（“])|$)")
_DOUBLED = re.compile("([。！？])。")
_BETWEEN = {"ja": ("、", "；"), "zh": ("、", "；")}


@functools.cache
def _every() -> dict[str, Locale]:
    """Every locale with its data read: Babel writes what it looks up in one into those that it reads later."""
    found = {lang: Locale.parse(_LOCALES.get(lang, lang)) for lang in NAMES}
    for one in found.values():
        one.months.keys()
    return found


def locale(lang: str) -> Locale:
    """The CLDR locale of a language code."""
    return _every().get(lang) or Locale.parse(_LOCALES.get(lang, lang))


def number(value: float | None, lang: str, digits: int | None = None) -> str:
    """A number with the language's separators.

    Parameters
    ----------
    value : float or None
        None and NaN give the catalogue's word for "no value".
    digits : int, optional
        Decimals; by default three significant figures below 100 and none above.
    """
    if value is None or math.isnan(value):
        return t("word.no_value", lang)
    if digits is None:
        digits = 0 if abs(value) >= 100 or value == 0 else max(0, 2 - math.floor(math.log10(abs(value))))
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return format_decimal(round(value, digits), format=pattern, locale=locale(lang))


def signed(value: float, lang: str, digits: int | None = None) -> str:
    """A number with its sign, a true minus."""
    return ("+" if value > 0 else "−" if value < 0 else "±") + number(abs(value), lang, digits)


def date(day: dt.date, lang: str) -> str:
    """A full date, e.g. 22 Feb 2026."""
    if lang == "en":
        return format_date(day, "d MMM y", locale(lang))
    return format_skeleton("yMMMd", day, locale=locale(lang))


def day_month(day: dt.date, lang: str) -> str:
    """A date without its year."""
    return (
        format_skeleton("MMMd", day, locale=locale(lang)) if lang != "en" else format_date(day, "d MMM", locale(lang))
    )


def month(day: dt.date, lang: str) -> str:
    """A month and year."""
    return format_skeleton("yMMM", day, locale=locale(lang))


def month_name(number_: int, lang: str, *, whole: bool = False) -> str:
    """Name of a month, 1..12, abbreviated or whole."""
    return str(locale(lang).months["stand-alone"]["wide" if whole else "abbreviated"][number_])


def period(start: dt.date, end: dt.date, lang: str) -> str:
    """A period as short as it can be said: year, years, month, day or two days."""
    whole_years = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
    if whole_years:
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    if start == end:
        return date(start, lang)
    next_day = end + dt.timedelta(days=1)
    if start.day == 1 and next_day.day == 1 and (start.year, start.month) == (end.year, end.month):
        return month(start, lang)
    return f"{date(start, lang)} – {date(end, lang)}"


def ordinal(place: int, side: str, lang: str) -> str:
    """`second lowest`, `number 14 from the lowest`; `side` is 'lowest' or 'highest'."""
    if has(f"rank.{side}_{place}"):
        return t(f"rank.{side}_{place}", lang)
    return t(f"rank.{side}_n", lang, place=place)


def enumerated(items: Iterable[str], lang: str, *, strong: bool = False) -> str:
    """Names in a row, without a word before the last; `strong` for parts that hold commas themselves."""
    return _BETWEEN.get(lang, (", ", "; "))[strong].join(items)


def stop(lang: str) -> str:
    """What stands between two sentences."""
    return FULL_STOP.get(lang, ". ")


def spoken(text: str, lang: str) -> str:
    """Sentences put together with ". " as the language writes them: 「。」 after its own words, figures and brackets.

    A stop after Latin letters stays where Latin letters follow: "et al. 2015", "Phoca sp. ribbon".
    """
    if lang not in FULL_STOP:
        return text
    return _DOUBLED.sub(r"\1", _LATIN_STOP.sub(FULL_STOP[lang], text))


def ended(text: str, lang: str) -> str:
    """A text with its full stop, whether or not it has one."""
    bare = text.rstrip(".。 ")
    return f"{bare}{FULL_STOP.get(lang, '.')}" if bare else ""
