"""What of each country has reached this table: no ranking, no totals, no good or bad.

It measures the table, not the country: what a country measures and keeps elsewhere is not seen here.
Shared waters stand apart. Shares are of series, so that a gauge read daily weighs as much as a survey.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indicators.catalog import Catalog
from indicators.coverage import families, matrix
from indicators.coverage.record import Record

DOMAINS = tuple(families.FAMILIES)
MOSTLY = 0.5  # of a series' values, from which it counts as read at its source


@dataclass(frozen=True)
class Score:
    """One country and domain; shares are of its series, 0 to 1, and None without any.

    `applies` is False where a country can hold nothing: Mongolia has no sea.
    """

    country: str
    domain: str
    shared: bool
    applies: bool
    series: int
    last: int | None
    with_interval: float | None
    at_source: float | None
    downloadable: float | None


def scores(records: Iterable[Record], catalog: Catalog) -> list[Score]:
    """Two lines a country and domain, its own waters and land and the shared ones; countries by alphabet."""
    mine = [one for one in records if not one.context]
    return [
        _score(country, domain, shared, mine)
        for country in matrix.ordered(catalog.countries)
        for domain in DOMAINS
        for shared in (False, True)
    ]


def _score(country: str, domain: str, shared: bool, records: Sequence[Record]) -> Score:
    held = [one for one in records if one.domain == domain and country in one.meta.countries and one.shared == shared]
    lasts = [year for one in held if (year := one.years.last) is not None]
    return Score(
        country=country,
        domain=domain,
        shared=shared,
        applies=matrix.applies(country, domain),
        series=len(held),
        last=max(lasts, default=None),
        with_interval=_share([bool(one.years.total.interval) for one in held]),
        at_source=_share([one.years.total.at_source >= MOSTLY * one.years.total.n for one in held]),
        downloadable=_share([one.downloadable for one in held]),
    )


def _share(told: Sequence[bool]) -> float | None:
    return sum(told) / len(told) if told else None
