"""The words of plotly.js itself in a language: names of days and months, order of a date, separators of numbers.

Made of CLDR (Babel), since plotly's own files lack Mongolian; a few hundred bytes that travel with a chart.
"""

from __future__ import annotations

import functools
import re
from typing import Any

from indicators.locales import DEFAULT, formats

_PARTS = {"y": "%Y", "M": "%-m", "L": "%-m", "MM": "%m", "LL": "%m", "MMM": "%b", "LLL": "%b", "MMMM": "%B",
          "LLLL": "%B", "d": "%-d", "dd": "%d"}  # fmt: skip
_PIECE = re.compile(r"'((?:[^']|'')*)'|([yMLd]+)|([^yMLd']+)")
_WEEK = range(-1, 6)  # CLDR counts days from Monday, d3 begins with Sunday
_MONTHS = range(1, 13)


@functools.cache
def locale(lang: str) -> dict[str, Any] | None:
    """`format` of plotly's `config.locales`, and the empty dictionary it wants; None for English, which is built in."""
    if lang == DEFAULT:
        return None
    told = formats.locale(lang)
    months, days = told.months["stand-alone"], told.days["stand-alone"]
    symbols = told.number_symbols["latn"]
    return {
        "moduleType": "locale",
        "name": lang,
        "dictionary": {},
        "format": {
            "days": [days["wide"][day % 7] for day in _WEEK],
            "shortDays": [days["abbreviated"][day % 7] for day in _WEEK],
            "months": [months["wide"][month] for month in _MONTHS],
            "shortMonths": [months["abbreviated"][month] for month in _MONTHS],
            "decimal": symbols["decimal"],
            "thousands": symbols["group"],
            "year": "%Y",
            "month": _d3(str(told.datetime_skeletons["yMMM"])),
            "dayMonth": _d3(str(told.datetime_skeletons["MMMd"])),
            "dayMonthYear": _d3(str(told.datetime_skeletons["yMMMd"])),
        },
    }


def separators(lang: str) -> str:
    """Decimal sign and thousands sign, as plotly's layout wants them."""
    symbols = formats.locale(lang).number_symbols["latn"]
    return f"{symbols['decimal']}{symbols['group']}"


def _d3(pattern: str) -> str:
    """A CLDR pattern (`y年M月d日`) as d3 writes it."""
    parts = (_PARTS[found[2]] if found[2] else found[1] or found[3] for found in _PIECE.finditer(pattern))
    return "".join(parts)
