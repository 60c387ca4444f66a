"""The shipped numbers read another way: published CSVs with the csv module, series with pyarrow, no code of ours."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[2]


@cache
def published() -> dict[str, list[dict[str, str]]]:
    """Rows of every published table by series."""
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    for file in sorted((ROOT / "indicators" / "published").glob("*/observations.csv")):
        with file.open(encoding="utf-8-sig", newline="") as handle:
            for row in csv.DictReader(handle):
                rows[row["series"]].append(row)
    return dict(rows)


@cache
def works() -> dict[str, dict[str, str]]:
    """Works of every citation table by key."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted((ROOT / "indicators" / "published").glob("*/citations.csv")):
        with file.open(encoding="utf-8-sig", newline="") as handle:
            found |= {row["key"]: row for row in csv.DictReader(handle)}
    return found


def shipped_ids() -> set[str]:
    """Series of the shipped snapshot, and those of the tables it is made from."""
    series = (ROOT / "cache" / "snapshot" / "series").glob("*.parquet")
    return {file.name.removesuffix(".parquet") for file in series} | published().keys()


@cache
def values(series_id: str) -> list[tuple[dt.date, float]]:
    """End of the period and value of a shipped series; suspect and missing values left out."""
    table = pq.read_table(ROOT / "cache" / "snapshot" / "series" / f"{series_id}.parquet")
    columns = (table.column(name).to_pylist() for name in ("time_end", "value", "flag"))
    told = [(end.date(), value) for end, value, flag in zip(*columns, strict=True) if flag != "suspect"]
    return [(day, value) for day, value in told if value is not None and value == value]


def annual_means(series_id: str) -> dict[int, float]:
    """Mean of the daily values of every year whose twelve months have at least 27."""
    years: dict[int, list[float]] = defaultdict(list)
    months: dict[tuple[int, int], int] = defaultdict(int)
    for day, value in values(series_id):
        years[day.year].append(value)
        months[day.year, day.month] += 1
    whole = [year for year in years if all(months[year, month] >= 27 for month in range(1, 13))]
    return {year: sum(years[year]) / len(years[year]) for year in sorted(whole)}


def season_maxima(series_id: str) -> dict[int, tuple[float, dt.date]]:
    """Largest value from November to July by the year of its January, with its day.

    Seasons with at least three quarters of the days from January to April, held until 15 April.
    """
    seasons: dict[int, list[tuple[float, dt.date]]] = defaultdict(list)
    for day, value in values(series_id):
        if day.month >= 11 or day.month <= 7:
            seasons[day.year + (day.month >= 11)].append((value, day))
    found = {}
    for year, listed in sorted(seasons.items()):
        spring = (dt.date(year, 5, 1) - dt.date(year, 1, 1)).days
        share = sum(day.year == year and day.month <= 4 for _, day in listed) / spring
        if share >= 0.75 and max(day for _, day in listed) >= dt.date(year, 4, 15):
            found[year] = max(listed, key=lambda one: (one[0], -one[1].toordinal()))
    return found
