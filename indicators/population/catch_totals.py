"""Total catch of Pacific salmon, one panel a country: totals never share a plot with their areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from indicators import captions
from indicators.catalog import Catalog
from indicators.figures import Chart
from indicators.locales import t
from indicators.population import marks, panels, words
from indicators.population.catch import Drawn
from indicators.population.estimates import alt, span
from indicators.population.panel import Panel
from indicators.store import Held

TONNES = {"t": 1.0, "thousand t": 1000.0}
SHORTENED_FROM = 2e4  # tonnes from which the axis counts thousands


def by_country(series: Sequence[Held], catalog: Catalog, lang: str, *, period: tuple[int, int] | None = None) -> Chart:
    """Totals, one panel each: the line of NPAFC's workbook, figures of its releases as marks beside it."""
    drawn = [
        (held, marks.points(held, catalog, lang, period=period, factor=TONNES.get(held.meta.unit, 1.0)))
        for held in series
    ]
    drawn = [(held, found) for held, found in drawn if found]
    if not drawn:
        return panels.nothing("salmon-totals", lang)
    listed = [_total([item for item in drawn if item[0].meta.place == place], lang) for place in _places(drawn)]
    held, every = [item for item, _ in drawn], [point for _, found in drawn for point in found]
    figure, height = panels.draw(listed, lang)
    what = t(f"indicator.{held[0].meta.indicator}", lang)
    title = t("catch.totals_title", lang, what=what, years=span(every))
    released = any(point.hollow for point in every)
    return Chart(
        name=f"{held[0].meta.indicator.replace('_', '-')}-totals",
        title=title,
        subtitle=t("catch.totals_subtitle", lang),
        alt=f"{title}. {alt(listed, lang)}",
        plot=figure,
        narrow=panels.draw(listed, lang, narrow=True)[0],
        caption=captions.caption(held, catalog, lang),
        series=tuple(item.meta.id for item in held),
        last=captions.last_observation(held),
        height=height,
        key=(*((t("catch.released", lang),) if released else ()), *marks.conflicts(every)),
    )


def _places(drawn: Sequence[Drawn]) -> list[str]:
    return list(dict.fromkeys(held.meta.place for held, _ in drawn))


def _total(mine: Sequence[Drawn], lang: str) -> Panel:
    """One place: reported figures as a line, figures of press releases as hollow marks."""
    reported = [point for held, found in mine if held.meta.source == "npafc" for point in found]
    released = [point for held, found in mine if held.meta.source != "npafc" for point in found]
    meta = mine[0][0].meta
    unit = t("pop.unit.t", lang) if meta.unit in TONNES else words.unit(meta, lang)
    highest = max(point.top for point in (*reported, *released))
    short = highest >= SHORTENED_FROM and meta.unit in TONNES
    line = [replace(point, label="") for point in reported]
    return Panel(
        title=words.place(meta, lang),
        remark=t("pop.unit.thousand_t", lang) if short else unit,
        points=[*line, *released] if not reported else line,
        runs=marks.runs(reported, yearly=True),
        seconds=released if reported else (),
        second_symbol="circle-open",
        divisor=1000.0 if short else 1.0,
    )
