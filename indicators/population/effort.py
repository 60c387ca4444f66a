"""Records of a species by year, as bars of effort: where and when people looked, never how many there are.

Databases share data sets and are never added; no line joins the years, and nothing is called a trend.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import plotly.graph_objects as go

from indicators import captions, figures, naming
from indicators.catalog import Catalog
from indicators.figures import Chart
from indicators.locales import t
from indicators.locales.formats import enumerated, number
from indicators.population import licences, marks, panels, words
from indicators.population.estimates import alt, span
from indicators.population.marks import PAPER, Point
from indicators.population.panel import Panel
from indicators.series import Meta
from indicators.store import Held

MEASURE = "occurrence_records"
SOURCES = ("obis", "gbif")
_WORDED = {licences.NONE: "records.share_none", licences.OTHER: "records.share_other"}

Drawn = tuple[Held, list[Point]]


def is_effort(meta: Meta, catalog: Catalog) -> bool:
    """Whether a series counts records, not animals."""
    return catalog.indicators[meta.indicator].measure == MEASURE


def by_year(series: Sequence[Held], catalog: Catalog, lang: str, *, period: tuple[int, int] | None = None) -> Chart:
    """Bars of records a year, a panel a database and sea, each with its own axis.

    Parameters
    ----------
    series : sequence of Held
        Series of one species, of any sea and database.

    Raises
    ------
    ValueError
        When another measure, or several species, are asked for in one plot.
    """
    if not all(is_effort(held.meta, catalog) for held in series) or len({held.meta.indicator for held in series}) > 1:
        raise ValueError("records of one species a plot, and nothing else")
    ordered = sorted(series, key=lambda held: _place_in_grid(held.meta, catalog))
    drawn = [(held, marks.points(held, catalog, lang, period=period)) for held in ordered]
    drawn = [(held, found) for held, found in drawn if found]
    if not drawn:
        return panels.nothing("records", lang)
    listed = [_panel(held, found, lang) for held, found in drawn]
    figure, height = panels.draw(listed, lang)
    every = [point for _, found in drawn for point in found]
    title, effort = _finding(drawn, catalog, lang), t("records.effort", lang)
    held = [_as_registered(item, catalog) for item, _ in drawn]
    return Chart(
        name=f"records-{_species(held[0].meta, catalog).replace('_', '-')}",
        title=title,
        subtitle=t("records.subtitle", lang, effort=effort, years=span(every)),
        alt=f"{title}. {effort} {alt(listed, lang)}",
        plot=_grey(figure),
        narrow=_grey(panels.draw(listed, lang, narrow=True)[0]),
        caption=captions.caption(held, catalog, lang),
        series=tuple(item.meta.id for item in held),
        last=captions.last_observation(held),
        height=height,
        key=(effort, *_remarks(drawn, lang)),
    )


def _place_in_grid(meta: Meta, catalog: Catalog) -> tuple[int, int]:
    """A row a database, a column a sea, in the registry's order."""
    seas = [place for group in catalog.sources[meta.source].series for place in group.places]
    return SOURCES.index(meta.source), seas.index(meta.place)


def _panel(held: Held, found: Sequence[Point], lang: str) -> Panel:
    total = number(sum(point.value for point in found), lang, 0)
    key = "records.total_one" if len(found) == 1 else "records.total"
    place, source = words.place(held.meta, lang), naming.source(held.meta.source, lang)
    return Panel(
        title=t("records.panel", lang, place=place, source=source),
        remark=t(key, lang, count=total, **({} if len(found) == 1 else {"years": len(found)})),
        bars=found,
    )


def _finding(drawn: Sequence[Drawn], catalog: Catalog, lang: str) -> str:
    """The year with most records, in which database and sea."""
    name = t(f"records.species.{_species(drawn[0][0].meta, catalog)}", lang)
    held, most = max(((held, point) for held, found in drawn for point in found), key=lambda pair: pair[1].value)
    if len({point.since for _, found in drawn for point in found}) == 1:
        return t("records.title_one", lang, species=name, year=most.since)
    place, source = words.place(held.meta, lang), naming.source(held.meta.source, lang)
    return t("records.title", lang, species=name, year=most.since, count=most.label, source=source, place=place)


def _remarks(drawn: Sequence[Drawn], lang: str) -> list[str]:
    """What the reader must know beside the bars: shared records, licences, data sets, areas."""
    told = [t("records.shared", lang)]
    for source in SOURCES:
        mine = [held for held, _ in drawn if held.meta.source == source]
        shares = _shares(mine, lang)
        if shares:
            told.append(t("records.licences", lang, source=naming.source(source, lang), shares=shares))
    named = [held.observations["datasets"] for held, _ in drawn if "datasets" in held.observations]
    datasets = {one for column in named for cell in column for one in str(cell).split()}
    if datasets:
        told.append(t("records.datasets", lang, n=number(len(datasets), lang, 0)))
    return [*told, t("records.area", lang)]


def _shares(series: Sequence[Held], lang: str) -> str:
    """Licences of the records of some series, in per cent, the most frequent first."""
    counts: Counter[str] = Counter()
    for held in series:
        counts.update(licences.read(held.meta.licence))
    total = counts.total()
    told = []
    for name, count in counts.most_common():
        share = number(100 * count / total, lang, 0) if count * 100 >= total else f"< {number(1, lang, 0)}"
        if name in _WORDED:
            told.append(t(_WORDED[name], lang, share=share))
        else:
            told.append(t("records.share", lang, share=share, licence=name))
    return enumerated(told, lang)


def _as_registered(held: Held, catalog: Catalog) -> Held:
    """A series for the caption, with the source's licence in words."""
    return replace(held, meta=replace(held.meta, licence=catalog.sources[held.meta.source].licence))


def _species(meta: Meta, catalog: Catalog) -> str:
    return str(catalog.indicators[meta.indicator].species)


def _grey(figure: go.Figure) -> go.Figure:
    """The bars in grey: the colour of the animals stays with their numbers."""
    for trace in figure.data:
        if trace.type == "bar":
            trace.marker.color = figures.GREY
            trace.marker.line = {"color": figures.GREY, "width": 1}
            trace.insidetextfont = {"color": PAPER}
    return figure
