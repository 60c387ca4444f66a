"""Sentences that follow from a result: of a trend, of a rank, of an anomaly. No sentence without its test."""

from __future__ import annotations

import math

from indicators.catalog import catalog
from indicators.locales import t
from indicators.locales.formats import enumerated, month, number
from indicators.statistics.one_a_year import Yearly
from indicators.statistics.rank import Rank
from indicators.statistics.trend import LEAST, LEVEL, Trend

LEAST_P = 0.001


def verdict(trend: Trend | None, yearly: Yearly, unit: str, lang: str) -> str:
    """What may be said about the change of yearly values.

    Parameters
    ----------
    trend : Trend or None
        Of the same values; not told where they are not of one method, however many.
    yearly : Yearly
        The values.
    unit : str
        Unit of the values.

    Returns
    -------
    str
        A sentence without a full stop: the slope per decade where the trend is significant, "No significant
        trend" with p where it is not, "n estimates, not a trend" where there are fewer than ten or several
        methods. A change of sensor or method inside the period follows.
    """
    if trend is None or not yearly.one_method:
        return _not_a_trend(yearly, lang)
    facts = {"first": trend.first, "last": trend.last, "n": trend.n, "p": chance(trend.p, lang)}
    if trend.significant:
        told = t(f"trend.{'decrease' if trend.slope < 0 else 'increase'}", lang, **facts, **_slope(trend, unit, lang))
    else:
        told = t("trend.none", lang, **facts)
    if yearly.events:
        known = catalog().events
        names = enumerated(
            (f"{t(f'event.{name}', lang)} {month(known[name].start, lang)}" for name in yearly.events), lang
        )
        told += " " + t("trend.event", lang, events=names)
    return told


def short(trend: Trend | None, yearly: Yearly, unit: str, lang: str) -> str:
    """The verdict in few words, for one of several series; the test is named once beside them."""
    if trend is None or not yearly.one_method:
        return _not_a_trend(yearly, lang)
    facts = {"first": trend.first, "last": trend.last, "n": trend.n, "p": chance(trend.p, lang)}
    if not trend.significant:
        return t("trend.short_none", lang, **facts)
    sign = "−" if trend.slope < 0 else "+"
    return t("trend.short", lang, sign=sign, **facts, **_slope(trend, unit, lang))


def chance(p: float, lang: str) -> str:
    """`= 0.03`, or `< 0.001`."""
    if p < LEAST_P:
        return f"< {number(LEAST_P, lang, 3)}"
    close = abs(p - LEVEL) < 0.0005  # which side of the level it lies on must be seen
    return f"= {number(p, lang, 4 if close else 2 if p >= 0.1 else 3)}"


def digits(size: float, figures: int = 2) -> int:
    """Decimals that show `size` with some significant figures; negative for tens, hundreds …"""
    return 0 if not size or not math.isfinite(size) else figures - 1 - math.floor(math.log10(abs(size)))


def rounded(value: float, decimals: int, lang: str) -> str:
    """A number rounded to decimals, or to tens and hundreds where they are negative."""
    return number(round(value, decimals), lang, max(decimals, 0))


def ranked(place: Rank, lang: str) -> str:
    """`lowest of 48`, `2nd lowest of 48`, `2nd to 3rd lowest of 48, tied`."""
    end, first, last = place.nearer
    if first == last == 1:
        return t(f"rank.{end}_first", lang, of=place.of)
    if not place.tied:
        return t(f"rank.{end}_of", lang, place=nth(first, lang), of=place.of)
    return t(f"rank.{end}_tied", lang, first=nth(first, lang), last=nth(last, lang), of=place.of)


def nth(place: int, lang: str) -> str:
    """`1st`, `2nd` … as the language writes it (CLDR ordinal rule)."""
    from indicators.locales import has
    from indicators.locales.formats import locale

    rule = locale(lang).ordinal_form(place)
    return t(f"nth.{rule}" if has(f"nth.{rule}") else "nth.other", lang, n=place)


def _slope(trend: Trend, unit: str, lang: str) -> dict[str, str]:
    """Slope and interval, to two figures of half the interval's width."""
    kept = digits((trend.upper - trend.lower) / 2 or trend.slope)
    lower, upper = (rounded(end, kept, lang).replace("-", "−") for end in (trend.lower, trend.upper))
    return {"slope": rounded(abs(trend.slope), kept, lang), "lower": lower, "upper": upper,
            "unit": unit_of_change(unit, lang)}  # fmt: skip


def unit_of_change(unit: str, lang: str) -> str:
    """Unit of a difference: of two days of the season days, of two index values points."""
    for start, name in (("day of season", "days"), ("index", "points")):
        if unit.startswith(start):
            return t(f"unit_of_change.{name}", lang)
    return unit


def _not_a_trend(yearly: Yearly, lang: str) -> str:
    if yearly.what in ("long_term", "samples"):
        return t(f"trend.{yearly.what}", lang)
    if not yearly.n:
        return t("trend.no_values" if yearly.what == "annual_value" else "trend.no_year", lang)
    untested = yearly.untested and yearly.n >= LEAST
    key = "untested" if untested else "estimates" if yearly.n != 1 else "estimate"
    told = t(f"trend.{key}", lang, n=yearly.n)
    if yearly.n >= LEAST and yearly.why_not:
        told += " (" + enumerated((t(f"trend.why.{code}", lang) for code in yearly.why_not), lang, strong=True) + ")"
    return told
