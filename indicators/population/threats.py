"""What befalls the animals: deaths, strandings, take and damage by year; sums of several years apart.

A yearly bar never stands beside a sum of years, and a quota is never drawn as a take.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from indicators import captions
from indicators.catalog import Catalog
from indicators.figures import Chart
from indicators.locales import t
from indicators.population import marks, panels, words
from indicators.population.estimates import alt, span
from indicators.population.marks import Point
from indicators.population.panel import LEVEL, Panel
from indicators.population.tables import Statement, Table
from indicators.store import Held

DEATHS = ("reported_deaths", "bycatch", "bycatch_and_strandings")
QUOTA = "harvest_quota"
OTHER_SOURCE = "diamond-tall-open"
_SAME_QUESTION = {**dict.fromkeys(DEATHS, "deaths"), "harvest": "take", QUOTA: "take"}

Drawn = tuple[Held, list[Point]]


def has_years(held: Held) -> bool:
    """Whether a series has values of single years."""
    return bool(_single_years(held.observations).any())


def yearly(series: Sequence[Held], catalog: Catalog, lang: str, *, period: tuple[int, int] | None = None) -> Chart:
    """Bars by year, one panel a species and place; a second source of the same years as a second mark.

    Parameters
    ----------
    series : sequence of Held
        Values of single years, fiscal years or seasons; those of longer periods are left to `sums`.
    """
    drawn = [(held, _points(held, catalog, lang, period)) for held in series]
    drawn = [(held, found) for held, found in drawn if found]
    if not drawn:
        return panels.nothing("yearly", lang)
    grouped = _grouped(drawn, catalog)
    listed = [_panel(lead, second, catalog, lang) for lead, second in grouped]
    held, every = [item for item, _ in drawn], [point for _, found in drawn for point in found]
    figure, height = panels.draw(listed, lang, own_years=True)
    title = _finding(grouped[0][0], catalog, lang)
    quota = any(catalog.indicators[item.meta.indicator].measure == QUOTA for item in held)
    other = any(item.seconds and item.second_symbol == OTHER_SOURCE for item in listed)
    seconds = [t(f"threat.key_{name}", lang) for name, there in (("quota", quota), ("second", other)) if there]
    return Chart(
        name="-".join(["yearly", *sorted({words.slug(item.meta, catalog) for item in held})][:3]),
        title=title,
        subtitle=" · ".join(
            [
                _measures(held, catalog, lang),
                span(every),
                t("threat.own_axes" if len(listed) > 1 else "pop.from_zero", lang),
            ]
        ),
        alt=f"{title}. {alt(listed, lang)}",
        plot=figure,
        narrow=panels.draw(listed, lang, narrow=True, own_years=True)[0],
        caption=captions.caption(held, catalog, lang),
        series=tuple(item.meta.id for item in held),
        last=captions.last_observation(held),
        height=height,
        key=(*marks.key(every, lang, bars=True), *seconds, *marks.conflicts(every)),
    )


def sums(series: Sequence[Held], catalog: Catalog, lang: str, *, period: tuple[int, int] | None = None) -> Table:
    """Values that stand for several years, as a list: sums, means, shares."""
    head = ("species", "place", "measure", "period", "value", "source")
    rows = []
    for held in series:
        frame = marks.inside(held.observations, period)
        for row in frame[~_single_years(frame)].itertuples():
            secondhand = row.confidence == "quoted_secondhand"
            detail = t("table.secondhand", lang) if secondhand else ""
            work = Statement("", detail, words.reference(row, held.meta), words.link(row.citation), secondhand)
            who = (words.species(held.meta, catalog, lang), words.place(held.meta, lang))
            rows.append((*who, _measured(held, catalog, lang), words.period(row, lang), words.full(row, lang), work))
    rows.sort(key=lambda row: row[:4])
    return Table(tuple(t(f"table.{name}", lang) for name in head), tuple(rows))


def _single_years(frame: pd.DataFrame) -> pd.Series:
    """Which values may stand on an axis of years: those of a year, a fiscal year or a season."""
    return (frame["time_end"] - frame["time_start"]).dt.days <= marks.SEVERAL_YEARS * 365


def _points(held: Held, catalog: Catalog, lang: str, period: tuple[int, int] | None) -> list[Point]:
    found = marks.points(held, catalog, lang, period=period)
    single = [point for point in found if not point.long]
    return [replace(p, label=f"≈ {p.label}") if p.flag == "estimated" else p for p in single]


def _grouped(drawn: Sequence[Drawn], catalog: Catalog) -> list[tuple[Drawn, Drawn | None]]:
    """Each series with the second one that answers the same question for the same years."""
    left = sorted(drawn, key=lambda item: (_is_quota(item, catalog), -len(item[1])))
    grouped: list[tuple[Drawn, Drawn | None]] = []
    while left:
        lead = left.pop(0)
        second = next((item for item in left if _answers_too(lead, item, catalog)), None)
        if second is not None:
            left = [item for item in left if item is not second]
        grouped.append((lead, second))
    return sorted(grouped, key=lambda pair: -len(pair[0][1]))


def _answers_too(lead: Drawn, other: Drawn, catalog: Catalog) -> bool:
    first, second = (catalog.indicators[item[0].meta.indicator] for item in (lead, other))
    question = _SAME_QUESTION.get(first.measure)
    if question is None or question != _SAME_QUESTION.get(second.measure) or first.species != second.species:
        return False
    overlap = {round(point.x) for point in lead[1]} & {round(point.x) for point in other[1]}
    return lead[0].meta.place == other[0].meta.place and lead[0].meta.unit == other[0].meta.unit and bool(overlap)


def _is_quota(item: Drawn, catalog: Catalog) -> bool:
    return catalog.indicators[item[0].meta.indicator].measure == QUOTA


def _panel(lead: Drawn, second: Drawn | None, catalog: Catalog, lang: str) -> Panel:
    held, found = lead
    title = f"{words.species(held.meta, catalog, lang)}, {words.place(held.meta, lang)}"
    what = _measured(held, catalog, lang)
    if _is_quota(lead, catalog):
        return Panel(title, what, seconds=found, second_symbol=LEVEL)
    bars = [point for point in found if point.kind == "value"]
    others = [point for point in found if point.kind != "value"]
    if second is None:
        return Panel(title, what, points=others, bars=bars)
    quota = _is_quota(second, catalog)
    other = words.measure(second[0].meta, catalog, lang)
    remark = f"{what} · {t('threat.dash' if quota else 'threat.diamond', lang, measure=other)}"
    symbol = LEVEL if quota else OTHER_SOURCE
    return Panel(title, remark, points=others, bars=bars, seconds=second[1], second_symbol=symbol)


def _measured(held: Held, catalog: Catalog, lang: str) -> str:
    return t("pop.measured", lang, measure=words.measure(held.meta, catalog, lang), unit=words.unit(held.meta, lang))


def _measures(series: Sequence[Held], catalog: Catalog, lang: str) -> str:
    return words.list_of([words.measure(held.meta, catalog, lang) for held in series], lang, 4)


def _finding(lead: Drawn, catalog: Catalog, lang: str) -> str:
    """Least and greatest yearly figure of the series with most of them."""
    held, found = lead
    values = sorted((point for point in found if point.kind == "value"), key=lambda point: point.value)
    facts = {"species": words.species(held.meta, catalog, lang), "place": words.place(held.meta, lang),
             "measure": words.measure(held.meta, catalog, lang)}  # fmt: skip
    if len(values) < 2:
        return t("threat.title", lang, **facts)
    return t(
        "threat.finding", lang, low=values[0].label, high=values[-1].label, unit=words.unit(held.meta, lang),
        years=span(found), **facts,
    )  # fmt: skip
