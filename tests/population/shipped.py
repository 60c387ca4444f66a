"""What the tests of the population charts share: the shipped cache, read once, and the published rows."""

from __future__ import annotations

import csv
import functools
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from indicators.catalog import catalog
from indicators.population import groups
from indicators.series import Meta
from indicators.store import Cache, Held

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT / "indicators" / "published" / "population"


@functools.cache
def metas() -> tuple[Meta, ...]:
    found = Cache(ROOT / "cache").metas().values()
    return tuple(meta for meta, _ in found if catalog().indicators[meta.indicator].domain == "population")


@functools.cache
def held(series_id: str) -> Held:
    return Cache(ROOT / "cache").read(series_id)


def read(found: Iterable[Meta]) -> list[Held]:
    return [held(meta.id) for meta in found]


@functools.cache
def published(table: str = "observations.csv") -> tuple[dict[str, str], ...]:
    with (TABLES / table).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@functools.cache
def _everywhere() -> tuple[dict[str, str], ...]:
    """Rows of the tables of every domain: some animals stand with the page on the system."""
    tables = sorted(TABLES.parent.glob("*/observations.csv"))
    return tuple(row for table in tables for row in csv.DictReader(table.read_text("utf-8").splitlines()))


def rows_of(series_id: str) -> list[dict[str, str]]:
    return [row for row in _everywhere() if row["series"] == series_id]


def by(part: Callable[[Meta], Any], found: Iterable[Meta]) -> dict[Any, list[Meta]]:
    listed: dict[Any, list[Meta]] = {}
    for meta in found:
        listed.setdefault(part(meta), []).append(meta)
    return listed


def species_of(meta: Meta) -> str:
    return catalog().indicators[meta.indicator].species or ""


def estimate_groups() -> dict[tuple[str, str], list[Meta]]:
    found = groups.estimates(metas(), catalog(), (*groups.MAMMALS, *groups.OTHERS))
    return by(lambda meta: (species_of(meta), groups.family(meta, catalog())), found)


def pressure_groups() -> dict[tuple[str, str], list[Meta]]:
    found = groups.pressures(metas(), catalog())
    listed = by(lambda meta: (groups.family(meta, catalog()), ""), found)
    return listed | by(lambda meta: (groups.family(meta, catalog()), species_of(meta)), found)


def made_up(*rows: dict[str, Any], template: str = "abundance_finless_porpoise.ise_mikawa_bays.published") -> Held:
    """A series like a shipped one with rows of the test: missing cells are empty."""
    usual = {"value": float("nan"), "lower": float("nan"), "upper": float("nan"), "interval": "", "flag": "good",
             "citation": "jsfo_81_1", "confidence": "read_in_source", "note": ""}  # fmt: skip
    listed = []
    for row in rows:
        year = row.get("year", 2000)
        listed.append(
            {"time_start": pd.Timestamp(year, 1, 1), "time_end": pd.Timestamp(year, 12, 31)}
            | usual
            | {name: cell for name, cell in row.items() if name != "year"}
        )
    return Held(held(template).meta, pd.DataFrame(listed), "snapshot")


def values_drawn(figure: Any, name: str) -> list[float]:
    """Heights of the traces of one name (`values`, `line` …), gaps left out."""
    return [y for trace in figure.data if trace.name == name for y in trace.y if y is not None]
