"""All populations of a species as a table: the latest number, how it was made, who says so, how sure, what it allows.

A number keeps its interval or bound. No row is added to another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from indicators.catalog import Catalog
from indicators.locales import t, told
from indicators.locales.formats import ended
from indicators.population import words
from indicators.population.tables import Cell, Statement, Table
from indicators.species import cast
from indicators.statistics import trend, yearly
from indicators.statistics import words as sentences
from indicators.store import Held


@dataclass(frozen=True)
class Verdict:
    """A sentence on the values of a series, and whether a test stands behind it."""

    told: str
    tested: bool = False


HEAD = ("population", "number", "when", "how", "source", "values")


def table(series: Sequence[Held], verdicts: Mapping[str, Verdict], catalog: Catalog, lang: str) -> Table:
    """One row a series, in the order given; `verdicts` by series id."""
    rows = tuple(_row(held, verdicts[held.meta.id].told, catalog, lang) for held in series if len(held.observations))
    return Table(tuple(t(f"species_page.column.{name}", lang) for name in HEAD), rows)


def latest(frame: pd.DataFrame) -> list[Any]:
    """Rows of the last period: several where one survey printed several values."""
    last = frame[frame["time_end"] == frame["time_end"].max()]
    return list(last[last["time_start"] == last["time_start"].max()].itertuples())


def verdict(held: Held, lang: str) -> Verdict:
    """What the values of a series allow to say: how many there are, and a trend only with its test."""
    found = yearly.of(held)
    rows = len(held.observations)
    if rows == 1:
        return Verdict(t("pop.one_value", lang))
    if rows > 1 and len(latest(held.observations)) == rows:
        return Verdict(t("species_page.one_period", lang, n=rows))
    if found.n < 2:  # bounds and ranges are values too, but never points
        return Verdict(t("pop.no_trend", lang, n=rows))
    line = trend.of(found)
    told = sentences.verdict(line, found, words.unit(held.meta, lang), lang)
    apart = rows - found.n
    if apart > 0:
        key = "species_page.other_values" if apart > 1 else "species_page.other_value"
        told += f" ({t(key, lang, n=apart)})"
    return Verdict(told, line is not None)


def tested(series: Sequence[Held], verdicts: Mapping[str, Verdict], catalog: Catalog, lang: str) -> list[str]:
    """Sentences about the series that have enough values of one method for a test."""
    return [
        t("species_page.tested", lang, place=words.place(held.meta, lang), verdict=verdicts[held.meta.id].told,
          measure=words.measure(held.meta, catalog, lang))
        for held in series if verdicts[held.meta.id].tested
    ]  # fmt: skip


def _row(held: Held, allowed: str, catalog: Catalog, lang: str) -> tuple[Cell, ...]:
    found = latest(held.observations)
    row = found[-1]
    who = catalog.indicators[held.meta.indicator].species or ""
    kind = t(f"species.{who}", lang) if who not in cast.CAST else ""
    name = words.place(held.meta, lang) + (f" ({kind})" if kind else "")
    values = " / ".join(words.full(one, lang) for one in found)
    measure = words.measure(held.meta, catalog, lang)
    number = t("species_page.amount", lang, value=values, unit=words.unit(held.meta, lang), measure=measure)
    how = " ".join(
        part for part in (ended(told(held.meta.method, lang), lang), told(words.said(row.note), lang)) if part
    )
    return (name, number, words.period(row, lang), how, source(row, held, lang), allowed)


def source(row: Any, held: Held, lang: str) -> Statement:
    """The work behind a value, and how sure it is."""
    marks = [t(f"pop.confidence.{row.confidence}", lang)]
    if row.flag != "good":
        marks.append(t(f"pop.flag.{row.flag}", lang))
    second = row.confidence == "quoted_secondhand"
    return Statement("", " · ".join(marks), words.reference(row, held.meta), words.link(row.citation), second)
