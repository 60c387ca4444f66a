"""What one survey of one water would fill: its populations with no, one or only an old estimate.

Computed from what is held here. One survey counts one kind of animal in one water; whether one method fits
all its species is for the surveyors to say. Waters stand in alphabetical order, never by need.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.catalog import Catalog
from indicators.coverage.populations import KINDS, OLD_YEARS, Population

WIDE = ("north_pacific",)  # parents that are no one water
BODIES = ("sea", "basin")


@dataclass(frozen=True)
class Survey:
    """One water and kind of animal.

    Attributes
    ----------
    water, group : str
        Codes of the registry.
    countries : tuple of str
        Countries that share the populations or the water.
    rows : tuple of Population
        Those that one survey would bring up to date.
    others : tuple of Population
        Those of the water with two or more estimates, the last of them not old.
    """

    water: str
    group: str
    countries: tuple[str, ...]
    rows: tuple[Population, ...]
    others: tuple[Population, ...]

    def of(self, number: int) -> list[Population]:
        """Its populations with so many estimates (2: two and more, the last of them old)."""
        return [one for one in self.rows if min(one.n, 2) == number]


def water(region: str, catalog: Catalog) -> str:
    """The water that a region is a part of: its sea or basin; islands, coasts and land stand for themselves."""
    code = region
    while True:
        parent = catalog.regions[code].parent
        if not parent or parent in WIDE or catalog.regions[parent].kind not in BODIES:
            return code
        code = parent


def due(one: Population, year: int) -> bool:
    """Whether a population has no, one, or only an old estimate."""
    age = one.age(year)
    return one.n <= 1 or (age is not None and age > OLD_YEARS)


def surveys(populations: Sequence[Population], catalog: Catalog, year: int) -> list[Survey]:
    """Every water and kind of animal with something to fill."""
    found: dict[tuple[str, str], list[Population]] = {}
    for one in populations:
        if one.group in KINDS and one.region not in WIDE:
            found.setdefault((water(one.region, catalog), one.group), []).append(one)
    listed = []
    for (code, group), held in found.items():
        rows = tuple(one for one in held if due(one, year))
        if rows:
            share = {country for one in rows for country in one.countries}
            others = tuple(one for one in held if one not in rows)
            listed.append(Survey(code, group, tuple(sorted(share)), rows, others))
    return sorted(listed, key=lambda one: (one.water, KINDS.index(one.group)))
