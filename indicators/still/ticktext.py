"""Numbers and dates on axes as d3 formats write them, in the reader's language.

Of d3's formats only those are known that charts of this project use; another one is refused by its name.
"""

from __future__ import annotations

import datetime as dt
import math
import re

from babel.dates import format_date
from babel.numbers import format_decimal, get_decimal_symbol

from indicators.locales import formats
from indicators.locales.formats import locale

EPOCH = dt.datetime(1970, 1, 1)
_NUMBER = re.compile(r"(?P<group>,)?(?:\.(?P<digits>\d+))?(?P<trim>~)?(?P<kind>[fsd%]?)")
_PREFIXES = {-9: "n", -6: "µ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T"}
_DATES = {"%Y": "y", "%b": "LLL", "%B": "LLLL", "%d": "dd", "%-d": "d", "%m": "MM", "%y": "yy", "%-m": "L"}
_TOGETHER = {"%b %Y": formats.month, "%-d %b": formats.day_month, "%d %b": formats.day_month, "%-d %b %Y": formats.date}
"""Formats whose parts stand in an order of the language's own."""
_SHORTENED_FROM = 3  # powers of ten above which plotly shortens numbers, `minexponent`


class UnknownFormatError(ValueError):
    """A tick format that still pictures have not been taught."""


def number(value: float, pattern: str, lang: str) -> str:
    """A number in a d3 format: `,.0f`, `~s`, `d`, `.2f`, `,`, `.0%`.

    Raises
    ------
    UnknownFormatError
        For any other format.
    """
    told = _NUMBER.fullmatch(pattern)
    if not told:
        raise UnknownFormatError(f"still pictures know no number format {pattern!r}; see indicators/still/ticktext.py")
    kind, digits, group = told["kind"], told["digits"], bool(told["group"])
    if kind == "s":
        return _prefixed(value, lang)
    if kind == "%":
        return _decimal(value * 100, int(digits or 0), lang, group=group) + "%"
    if kind == "d":
        return _decimal(round(value), 0, lang, group=group)
    places = int(digits) if digits is not None else 6 if kind == "f" else _places(value)
    return _decimal(value, places, lang, group=group)


def usual(value: float, step: float, largest: float, lang: str) -> str:
    """A number of an axis without a format: the decimals its step needs, `k` and `M` from 10,000 on, as in plotly.

    Parameters
    ----------
    step, largest : float
        Distance of two ticks, and the larger end of the axis without its sign.
    """
    if value == 0:
        return "0"
    power = math.floor(math.log10(largest) + 0.01) if largest else 0
    shortened = 3 * round((power - 1) / 3) if abs(power) > _SHORTENED_FROM else 0
    scaled = round(value / 10**shortened, max(0, 2 - math.floor(math.log10(step) + 0.01) + shortened))
    places = _places(scaled)
    text = _decimal(scaled, places, lang, group=bool(places) and abs(scaled) >= 1000)
    return text + _PREFIXES.get(shortened, f"e{shortened}")


def _places(value: float) -> int:
    """Decimals that a number has."""
    text = f"{value:.10f}".rstrip("0")
    return len(text) - text.index(".") - 1


def _decimal(value: float, places: int, lang: str, *, group: bool) -> str:
    pattern = ("#,##0" if group else "0") + ("." + "0" * places if places else "")
    text = str(format_decimal(abs(round(value, places)), format=pattern, locale=locale(lang)))
    return ("−" if round(value, places) < 0 else "") + text


def _prefixed(value: float, lang: str) -> str:
    """A number with an SI prefix, e.g. 1.5M."""
    if value == 0:
        return "0"
    power = max(-9, min(12, 3 * math.floor(math.log10(abs(value)) / 3 + 1e-12)))
    text = f"{abs(value) / 10**power:.6g}".replace(".", get_decimal_symbol(locale(lang)))
    return ("−" if value < 0 else "") + text + _PREFIXES[power]


def date(milliseconds: float, pattern: str, lang: str) -> str:
    """A date in a d3 format made of %Y, %b, %B, %d, %-d, %m and what stands between them.

    Raises
    ------
    UnknownFormatError
        For any other part.
    """
    day = (EPOCH + dt.timedelta(milliseconds=milliseconds)).date()
    if pattern in _TOGETHER:
        return _TOGETHER[pattern](day, lang)

    def told(part: re.Match[str]) -> str:
        if part.group() not in _DATES:
            raise UnknownFormatError(f"still pictures know no date format {part.group()!r} of {pattern!r}")
        return str(format_date(day, _DATES[part.group()], locale=locale(lang)))

    return re.sub(r"%-?[a-zA-Z]", told, pattern)
