"""What a series holds year by year: counted again by hand, day by day, on the shipped series."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import observations, years
from indicators.catalog import catalog
from indicators.coverage import record
from indicators.store import Cache
from indicators.years import Tally, Years
from tests.test_store import ID, META, days

ROOT = Path(__file__).resolve().parent.parent
SERIES = ROOT / "cache" / "snapshot" / "series"


def a_few_of_every_source() -> list[str]:
    """Ids of three series a source: the first, the middle one and the last by name."""
    by_source: dict[str, list[str]] = {}
    for path in sorted(SERIES.glob("*.parquet")):
        by_source.setdefault(path.stem.rsplit(".", 1)[-1], []).append(path.stem)
    return [held[at] for held in by_source.values() for at in sorted({0, len(held) // 2, len(held) - 1})]


def covered_by_hand(start: dt.date, end: dt.date) -> tuple[int, int]:
    """The rule once more: the year with most days of a period of up to 366 days, else all years."""
    length = (end - start).days + 1
    if length > 366:
        return start.year, end.year
    counts = Counter((start + dt.timedelta(days=n)).year for n in range(length))
    year = min(counts, key=lambda one: (-counts[one], one))
    return year, year


def by_hand(rows: list[dict[str, Any]]) -> tuple[dict[int, list[int]], dict[tuple[int, int], int], int]:
    """`[rows, at source, with interval]` of every year, rows of every pooled period, rows in all."""
    held: dict[int, list[int]] = {}
    pooled: Counter[tuple[int, int]] = Counter()
    total = 0
    for row in rows:
        number = any(row[name] is not None and row[name] == row[name] for name in ("value", "lower", "upper"))
        if not (number or row["note"]) or row["note"].startswith("forecast"):
            continue
        total += 1
        if "Year not stated" in row["note"]:
            continue
        first, last = covered_by_hand(row["time_start"].date(), row["time_end"].date())
        if last - first >= 5:
            pooled[first, last] += 1
            continue
        for year in range(first, last + 1):
            line = held.setdefault(year, [0, 0, 0])
            line[0] += 1
            line[1] += row["confidence"] in ("measured", "read_in_source")
            line[2] += all(row[name] is not None and row[name] == row[name] for name in ("lower", "upper"))
    return held, dict(pooled), total


@pytest.mark.parametrize("series_id", a_few_of_every_source())
def test_the_summary_is_what_one_counts_by_hand(series_id: str) -> None:
    rows = pq.read_table(SERIES / f"{series_id}.parquet").to_pylist()
    made = years.decode(years.summarise(Cache(ROOT / "cache").snapshot.read(series_id).observations))
    held, pooled, total = by_hand(rows)
    told = {year: [tally.n, tally.at_source, tally.interval] for year, tally in made.by_year.items()}
    assert told == held
    assert {span: tally.n for span, tally in made.pooled.items()} == pooled
    assert made.total.n == total


def period(start: str, end: str, **more: Any) -> pd.DataFrame:
    return observations.build([start], [1.0], time_end=[end], citation="a", **more)


@pytest.mark.parametrize(
    ("start", "end", "counts"),
    [
        ("2013-05-01", "2013-05-09", [2013]),
        ("2014-04-01", "2015-03-31", [2014]),  # a Japanese fiscal year is named by its April
        ("1997-11-01", "1998-07-31", [1998]),  # an ice season is named by its January
        ("2015-01-01", "2016-12-31", [2015, 2016]),
        ("2019-01-01", "2023-12-31", [2019, 2020, 2021, 2022, 2023]),
    ],
)
def test_a_period_counts_for_its_years(start: str, end: str, counts: list[int]) -> None:
    made = years.of(period(start, end))
    assert list(made.by_year) == counts
    assert years.counts_for(pd.Timestamp(start), pd.Timestamp(end)) == (counts[0], counts[-1])
    assert made.total.n == 1
    assert not made.pooled


def test_six_years_and_more_are_pooled_and_kept_apart() -> None:
    made = years.of(period("1991-01-01", "2020-12-31"))
    assert (made.by_year, list(made.pooled), made.last) == ({}, [(1991, 2020)], 2020)
    assert years.of(period("2018-01-01", "2023-12-31")).by_year == {}


def test_undated_values_are_marked_and_values_without_a_year_have_none() -> None:
    undated = years.of(period("2011-01-01", "2011-12-31", note="No date in the source; placed at 2011."))
    assert undated.by_year[2011].undated == 1
    nowhere = years.of(period("2026-01-01", "2026-11-21", note="Year not stated."))
    assert (nowhere.by_year, nowhere.unknown.n, nowhere.last) == ({}, 1, None)


def test_a_forecast_and_an_empty_row_are_not_counted() -> None:
    frame = days([1.0, float("nan"), 3.0], note=["", "", "forecast of the model"])
    assert years.decode(years.summarise(frame)).total.n == 1
    assert years.summarise(days([float("nan")])) == ""


def test_confidences_intervals_and_flags_are_told_apart() -> None:
    frame = days([1.0, 2.0, 3.0], lower=[0.5, 1.0, float("nan")], upper=[2.0, float("nan"), 4.0],
                 confidence=["measured", "quoted_secondhand", "derived"],
                 flag=["good", "provisional", "good"])  # fmt: skip
    tally = years.of(frame).by_year[2026]
    assert tally == Tally(measured=1, secondhand=1, derived=1, interval=1, flags=("provisional",))
    assert (tally.n, tally.at_source, tally.best) == (3, 1, "measured")


counts = st.integers(0, 400)
flags = st.sets(st.sampled_from(["estimated", "provisional", "stale"])).map(lambda one: tuple(sorted(one)))
tallies = st.builds(Tally, counts, counts, counts, counts, counts, counts, flags)
spans = st.tuples(st.integers(1700, 1990), st.integers(1995, 2200))


@given(st.dictionaries(st.integers(1700, 2200), tallies), st.dictionaries(spans, tallies), tallies, tallies)
def test_a_summary_comes_back(by_year: dict[int, Tally], pooled: dict[Any, Tally], apart: Tally, total: Tally) -> None:
    told = Years(by_year, pooled, apart if apart.n else Tally(), total)
    assert years.decode(years.encode(told)) == told


def test_other_programs_read_the_years_in_the_schema(cache: Cache) -> None:
    path = cache.live.write(META, days([1.0, 2.0], flag="provisional"))
    told = pq.read_schema(path).metadata
    assert told is not None
    assert json.loads(told[b"years"]) == {
        "2026": [2, 0, 0, 0, 0, 0, "provisional"],
        "all": [2, 0, 0, 0, 0, 0, "provisional"],
    }


def test_a_file_written_before_there_were_years_opens_and_is_counted_by_reading(cache: Cache) -> None:
    path = cache.live.write(META, days([1.0, 2.0]))
    table = pq.read_table(path)
    told = {key: part for key, part in (table.schema.metadata or {}).items() if key != b"years"}
    assert len(told) == len(table.schema.metadata or {}) - 1
    pq.write_table(table.replace_schema_metadata(told), path)
    assert cache.live.meta(ID).years == ""
    (one,) = record.records(Cache(cache.root))
    assert one.years == years.of(days([1.0, 2.0]))
    assert one.family == "ice_extent"


def test_records_are_made_anew_when_the_cache_changes(cache: Cache) -> None:
    cache.live.write(META, days([1.0]))
    assert record.records(cache)[0].years.total.n == 1
    cache.live.write(META, days([1.0, 2.0]))
    assert record.records(cache)[0].years.total.n == 2


def test_every_source_of_satellites_models_and_records_says_so() -> None:
    """A new source is a country's own measuring unless its block says otherwise: these are not."""
    told = {name for name, source in catalog().sources.items() if source.context}
    assert {"masie", "sea_ice_index", "osi_saf", "cdr", "glofas", "huang", "obis", "gbif", "marbl_dfe"} <= told
    assert not {"cnemc", "roshydromet", "mlit", "jma", "npafc", "world_bank", "published"} & told
