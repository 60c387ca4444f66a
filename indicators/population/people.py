"""How many people live around the waters: countries by year, provinces by census; each its own axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from indicators import captions
from indicators.catalog import Catalog
from indicators.figures import Chart
from indicators.locales import t
from indicators.locales.formats import number
from indicators.population import marks, panels, words
from indicators.population.estimates import alt, how_many, span
from indicators.population.marks import Point
from indicators.population.panel import Panel
from indicators.store import Held

MILLION, THOUSAND = 1e6, 1e3


def countries(series: Sequence[Held], catalog: Catalog, lang: str, *, period: tuple[int, int] | None = None) -> Chart:
    """Population of countries, a panel each: their sizes differ too much for one axis."""
    return _chart(series, catalog, lang, period, name="people-countries")


def provinces(series: Sequence[Held], catalog: Catalog, lang: str, *, period: tuple[int, int] | None = None) -> Chart:
    """Population of provinces, a panel each; censuses and estimates are not joined with each other."""
    return _chart(series, catalog, lang, period, name="people-provinces")


def _chart(series: Sequence[Held], catalog: Catalog, lang: str, period: tuple[int, int] | None, *, name: str) -> Chart:
    drawn = [(held, marks.points(held, catalog, lang, period=period)) for held in series]
    drawn = [(held, found) for held, found in drawn if found]
    if not drawn:
        return panels.nothing(name, lang)
    listed = [_panel(held, found, lang) for held, found in drawn]
    held, every = [item for item, _ in drawn], [point for _, found in drawn for point in found]
    figure, height = panels.draw(listed, lang)
    kind = name.removeprefix("people-")
    title = t(f"people.{kind}_title", lang, n=len(held), years=span(every))
    return Chart(
        name=name,
        title=title,
        subtitle=t(f"people.{kind}_subtitle", lang),
        alt=f"{title}. {alt(listed, lang)}",
        plot=figure,
        narrow=panels.draw(listed, lang, narrow=True)[0],
        caption=captions.caption(held, catalog, lang),
        series=tuple(item.meta.id for item in held),
        last=captions.last_observation(held),
        height=height,
        key=(*marks.key(every, lang, lines=kind == "provinces"), *marks.conflicts(every)),
    )


def _panel(held: Held, found: Sequence[Point], lang: str) -> Panel:
    joined = marks.runs(found, yearly=held.meta.frequency == "year")
    highest = max(point.top for point in found)
    divisor, unit = (MILLION, "million") if highest >= MILLION else (THOUSAND, "thousand")
    latest = found[-1]
    told = t("people.latest", lang, value=number(latest.value / divisor, lang), year=span([latest]))
    return Panel(
        title=words.place(held.meta, lang),
        remark=f"{t(f'people.{unit}', lang)} · {told} · {how_many(len(found), bool(joined), lang)}",
        points=[replace(point, label=number(point.value / divisor, lang)) for point in found],
        runs=joined,
        divisor=divisor,
    )
