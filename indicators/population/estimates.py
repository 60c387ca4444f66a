"""How many there are: one panel a population, with intervals, bounds and ranges.

Populations, measures and methods never share a line, nor an axis.
"""

from __future__ import annotations

from collections.abc import Sequence

from indicators import captions
from indicators.catalog import Catalog
from indicators.figures import Chart
from indicators.locales import t
from indicators.locales.formats import enumerated, number
from indicators.population import marks, panels, words
from indicators.population.marks import Point
from indicators.population.panel import Panel
from indicators.statistics import trend, yearly
from indicators.statistics import words as sentences
from indicators.store import Held

NO_BREAK = "\u00a0=\u00a0"
LEAST_FOR_FINDING = 5  # values of one method, to say how the first and the last compare


def by_population(
    series: Sequence[Held], catalog: Catalog, lang: str, *, period: tuple[int, int] | None = None
) -> Chart:
    """Small multiples, one panel a series.

    Parameters
    ----------
    series : sequence of Held
        Published values of one species, up to about twelve series.
    period : tuple of int, optional
        First and last year shown; series without a value in it are left out.
    """
    drawn = [(held, marks.points(held, catalog, lang, period=period)) for held in series]
    drawn = [(held, found) for held, found in drawn if found]
    if not drawn:
        return panels.nothing("estimates", lang)
    listed = [panel(held, found, catalog, lang, period) for held, found in drawn]
    figure, height = panels.draw(listed, lang)
    small, _ = panels.draw(listed, lang, narrow=True)
    held = [item for item, _ in drawn]
    every = [point for _, found in drawn for point in found]
    title = _finding(drawn, listed, catalog, lang)
    return Chart(
        name=f"estimates-{catalog.indicators[held[0].meta.indicator].species or 'population'}",
        title=title,
        subtitle=subtitle(held, every, catalog, lang),
        alt=f"{title}. {alt(listed, lang)}",
        plot=figure,
        narrow=small,
        caption=captions.caption(held, catalog, lang),
        series=tuple(item.meta.id for item in held),
        last=captions.last_observation(held),
        height=height,
        key=(*((t("trend.panels", lang),) if any(item.slope for item in listed) else ()),
             *marks.key(every, lang, lines=any(item.runs for item in listed)), *marks.conflicts(every)),
    )  # fmt: skip


def panel(
    held: Held, found: Sequence[Point], catalog: Catalog, lang: str, period: tuple[int, int] | None = None
) -> Panel:
    """Place, measure and unit above the points of one series, and what may be said of their change."""
    joined = marks.runs(found, yearly=held.meta.frequency == "year")
    what = t("pop.measured", lang, measure=words.measure(held.meta, catalog, lang), unit=words.unit(held.meta, lang))
    values = yearly.of(held, period=period)
    fitted = trend.of(values)
    unit = words.unit(held.meta, lang)
    judged = fitted or (values.untested and values.n >= trend.LEAST)
    told = sentences.short(fitted, values, unit, lang) if judged else how_many(len(found), bool(joined), lang)
    ends = (fitted.first, fitted.last) if fitted and fitted.significant else ()
    return Panel(
        title=words.place(held.meta, lang),
        remark=f"{what} · {told.replace(' = ', NO_BREAK)}",
        points=found,
        runs=joined,
        slope=[(year, fitted.at(year)) for year in ends] if fitted else (),
    )


def how_many(count: int, joined: bool, lang: str) -> str:
    """`3 estimates, not a trend`; a plain number where values of one method share a line."""
    if count == 1:
        return t("pop.one_value", lang)
    return t("pop.values" if joined else "pop.no_trend", lang, n=count)


def subtitle(series: Sequence[Held], found: Sequence[Point], catalog: Catalog, lang: str) -> str:
    """Measures and years of several series."""
    measures = words.list_of([words.measure(held.meta, catalog, lang) for held in series], lang)
    return " · ".join([measures, span(found), t("pop.own_axes" if len(series) > 1 else "pop.from_zero", lang)])


def span(found: Sequence[Point]) -> str:
    """Years of some points: `1961–2000`."""
    first, last = min(point.since for point in found), max(point.until for point in found)
    return str(first) if first == last else f"{first}–{last}"


def alt(listed: Sequence[Panel], lang: str) -> str:
    """What each panel holds, in words."""
    told = []
    for item in listed:
        first, last = item.everything[0], item.everything[-1]
        ends = [point.label or number(point.value / item.divisor, lang) for point in (first, last)]
        shown = ends[0] if first is last else f"{ends[0]} ({span([first])}), {ends[1]} ({span([last])})"
        told.append(f"{item.title}: {item.remark}: {shown}")
    return enumerated(told, lang, strong=True) + "."


def _finding(
    drawn: Sequence[tuple[Held, Sequence[Point]]], listed: Sequence[Panel], catalog: Catalog, lang: str
) -> str:
    """First and last value of the longest series counted in one way; else how many values, and the latest year."""
    name = words.species(drawn[0][0].meta, catalog, lang)
    whole = [
        (held, found)
        for (held, found), item in zip(drawn, listed, strict=True)
        if len(found) >= LEAST_FOR_FINDING
        and any(len(run) == len(found) for run in item.runs)
        and not any(point.hollow or point.flag == "estimated" for point in found)
    ]
    if whole:
        held, run = max(whole, key=lambda pair: (len(pair[1]), pair[1][0].value))
        return t(
            "pop.finding", lang, species=name, place=words.place(held.meta, lang), unit=words.unit(held.meta, lang),
            first=run[0].label, since=span(run[:1]), last=run[-1].label, until=span(run[-1:]),
        )  # fmt: skip
    every = [point for _, found in drawn for point in found]
    key = "pop.title_single" if len(every) == 1 else "pop.title_one" if len(drawn) == 1 else "pop.title"
    latest = max(point.until for point in every)
    return t(key, lang, species=name, n=len(every), series=len(drawn), latest=latest)
