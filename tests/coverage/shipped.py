"""What the coverage tests share: the shipped cache, and the published rows as plain dictionaries."""

from __future__ import annotations

import csv
import functools
from pathlib import Path

from indicators.catalog import catalog
from indicators.coverage import held, record
from indicators.coverage.conflicts import Conflict
from indicators.coverage.populations import Population
from indicators.coverage.record import Record
from indicators.store import Cache

ROOT = Path(__file__).resolve().parents[2]
CACHE = Cache(ROOT / "cache")
YEAR = 2026


def records() -> tuple[Record, ...]:
    return record.records(CACHE)


def populations() -> tuple[Population, ...]:
    return held.of_populations(CACHE)


def conflicts() -> tuple[Conflict, ...]:
    return held.of_conflicts(CACHE)


def population(species: str, place: str) -> Population:
    (one,) = (one for one in populations() if (one.species, one.place) == (species, place))
    return one


@functools.cache
def published(domain: str) -> tuple[dict[str, str], ...]:
    """Rows of a domain's table whose series lies in the shipped cache."""
    shipped = set(CACHE.metas())
    folders = (domain, "system") if domain == "population" else (domain,)  # animals stand with the system's page too
    texts = [(ROOT / "indicators" / "published" / one / "observations.csv").read_text("utf-8") for one in folders]
    return tuple(row for text in texts for row in csv.DictReader(text.splitlines()) if row["series"] in shipped)


def species_of(row: dict[str, str]) -> str:
    return catalog().indicators[row["indicator"]].species or ""


def measure_of(row: dict[str, str]) -> str:
    return catalog().indicators[row["indicator"]].measure
