"""What a comparison shows, in a sentence made from the data: neutral, in the order chosen, no cause, no ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from indicators import figures
from indicators.compare import names
from indicators.compare.tracks import AS_HELD, FINE, Track
from indicators.figures import Chart
from indicators.locales import t
from indicators.locales.formats import date
from indicators.population import words

_AS_THEY_STAND = ("irregular", "long_term")
MOST_NAMED = 3  # series whose latest value fits a title


def latest(drawn: Sequence[Track], named: Mapping[str, str], lang: str, form: str) -> str:
    """The latest value of each of up to three series; of more how many, and which years they share."""
    if len(drawn) <= MOST_NAMED:
        return _values(drawn, named, lang)
    held = common(drawn)
    if not held:
        return t(f"compare.{form}_apart", lang, n=len(drawn), period=period(drawn))
    if len(held) == 1:
        return t(f"compare.{form}_one", lang, n=len(drawn), period=period(drawn), year=held[0])
    facts = {"shared": len(held), "first": held[0], "last": held[-1]}
    return t(f"compare.{form}_count", lang, n=len(drawn), period=period(drawn), **facts)


def _values(drawn: Sequence[Track], named: Mapping[str, str], lang: str) -> str:
    """`In 2026: A 3 km²; B 4 km²` where the last values are of one time, else each with its own."""
    last = [(track, _last(track)) for track in drawn]
    times = {_when(row, track, lang) for track, row in last}
    told = []
    for track, row in last:
        amount = f"{words.amount(row, lang)} {names.unit(track.meta, lang)}".strip()
        facts = {"series": named[track.meta.id], "value": amount}
        own = t("compare.one_latest", lang, when=_when(row, track, lang), **facts)
        told.append(own if len(times) > 1 else t("compare.one_value_of", lang, **facts))
    joined = names.several(told, lang)
    return t("compare.latest", lang, values=joined) if len(times) > 1 else f"{times.pop()}: {joined}"


def common(drawn: Sequence[Track]) -> list[int]:
    """Years in which every track has something."""
    held = [set(track.named_years["last"]) for track in drawn]
    return sorted(set.intersection(*held)) if held else []


def period(drawn: Sequence[Track]) -> str:
    """First and last year of some tracks."""
    known = [track.named_years for track in drawn if not track.empty]
    first, last = min(years["first"].min() for years in known), max(years["last"].max() for years in known)
    return str(first) if first == last else f"{first}–{last}"


def step_words(drawn: Sequence[Track], step: str, lang: str) -> str:
    """How often the values of a chart come: the step, unless none of them was brought to it."""
    stand = all(track.what == AS_HELD and track.meta.frequency in _AS_THEY_STAND for track in drawn)
    return t("compare.as_published", lang) if stand else t(f"compare.step.{step}", lang)


def nothing(name: str, why: Sequence[str], lang: str) -> Chart:
    """What is shown where nothing can be drawn: the reasons."""
    text = t("compare.nothing", lang)
    plot = figures.plot(xaxis={"visible": False}, yaxis={"visible": False})
    return Chart(name=name, title=text, subtitle="", alt=text, plot=plot, caption=(), height=40, key=tuple(why))


def _last(track: Track) -> Any:
    return list(track.rows.sort_values("x", kind="stable").iloc[-1:].itertuples())[0]


def _when(row: Any, track: Track, lang: str) -> str:
    """The year of a yearly value, the last day of days, else the period."""
    if row.x == int(row.x):
        return str(int(row.x))
    if track.what == AS_HELD and track.meta.frequency in FINE:
        return date(row.time_end, lang)
    return words.period(row, lang)
