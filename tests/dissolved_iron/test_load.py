"""The iron load against closed forms and against a second computation in plain Python."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import hashlib
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from indicators import derive, observations
from indicators.catalog import Declaration, SeriesGroup, catalog
from indicators.dissolved_iron import load
from indicators.errors import FormatError, StoreError
from indicators.published.works import FOLDER
from indicators.series import Parsed, Payload, describe
from indicators.store import Cache, Side

RANGE = {"lower": 0.10, "upper": 1.08}


def concentration(*values: float) -> pd.DataFrame:
    days = pd.to_datetime(["2005-01-01"] * len(values))
    return observations.build(days, list(values), citation="work", confidence="read_in_source")


def discharge(days: pd.DatetimeIndex, value: float = 1000.0) -> pd.DataFrame:
    return observations.build(days, np.full(len(days), value), citation="gauge")


def archive_days(year: int) -> pd.DatetimeIndex:
    """All days of a year but the 31st, as in the archive."""
    days = pd.date_range(f"{year}-01-01", f"{year}-12-31", freq="D")
    return days[days.day != 31]


def inputs(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {"discharge": frame, "concentration": concentration(0.39)}


def test_constant_discharge_for_a_year() -> None:
    # 0.39 g/m3 x 1000 m3/s = 390 g/s; x 31,536,000 s = 12,299,040,000 g = 12.29904 Gg
    (row,) = load.yearly(inputs(discharge(archive_days(2001))), **RANGE).itertuples()
    assert row.value == pytest.approx(12.29904)
    assert (row.lower, row.upper) == pytest.approx((3.1536, 34.05888))
    assert (row.interval, row.confidence, row.flag) == ("range", "derived", "estimated")
    assert f"{row.time_start:%Y-%m-%d} {row.time_end:%Y-%m-%d}" == "2001-01-01 2001-12-31"
    assert "constant concentration" in row.note and "varies by season" in row.note
    assert "358 of 365 days" in row.note


def test_one_milligram_a_litre_times_one_cubic_metre_a_second_is_86_4_kilograms_a_day() -> None:
    frame = {"discharge": discharge(archive_days(2001), 1.0), "concentration": concentration(1.0)}
    april = load.monthly(frame, lower=1.0, upper=1.0).iloc[3]
    assert april["value"] * 1e6 == pytest.approx(86.4 * 30)  # 1 Gg = 10**6 kg


def test_months_are_weighted_by_their_real_days() -> None:
    frame = inputs(discharge(archive_days(2004)))
    months = load.monthly(frame, **RANGE)["value"]
    days = [calendar.monthrange(2004, month)[1] for month in range(1, 13)]
    assert months.tolist() == pytest.approx([0.39 * 1000 * 86_400 * n / 1e9 for n in days])
    assert load.yearly(frame, **RANGE)["value"].iloc[0] == pytest.approx(months.sum())


@pytest.mark.parametrize(("held", "months", "years"), [(27, 12, 1), (26, 11, 0)])
def test_a_month_needs_27_values_and_a_year_all_its_months(held: int, months: int, years: int) -> None:
    days = archive_days(2001)
    frame = discharge(days[(days.month != 7) | (days.day <= held)])
    assert len(load.monthly(inputs(frame), **RANGE)) == months
    assert len(load.yearly(inputs(frame), **RANGE)) == years


def test_suspect_values_are_left_out() -> None:
    frame = discharge(archive_days(2001))
    frame.loc[frame["time_start"].eq("2001-07-03"), ["value", "flag"]] = [1e6, "suspect"]
    assert load.yearly(inputs(frame), **RANGE)["value"].iloc[0] == pytest.approx(12.29904)


def test_a_mean_outside_its_range_and_several_means_are_refused() -> None:
    frame = discharge(archive_days(2001))
    with pytest.raises(FormatError, match="outside the stated range"):
        load.yearly(inputs(frame), lower=0.5, upper=1.08)
    with pytest.raises(FormatError, match="2 values instead of one mean"):
        load.yearly({"discharge": frame, "concentration": concentration(0.39, 0.42)}, **RANGE)


def test_the_published_row_states_the_mean_and_the_range() -> None:
    with (FOLDER / "iron" / "observations.csv").open(encoding="utf-8", newline="") as file:
        (row,) = (row for row in csv.DictReader(file) if row["series"] == "dissolved_iron_river.middle_amur.published")
    assert row["value"] == "0.39"
    assert "0.10–1.08 mg/L" in row["note"]


def test_khabarovsk_recomputed_in_plain_python(upstream: Path) -> None:
    daily: dict[tuple[int, int], list[float]] = defaultdict(list)
    with (upstream / "river" / "roshydromet" / "05013_disch_d.csv").open(encoding="utf-8", newline="") as file:
        held = [(row["date"], row["consumption"]) for row in csv.DictReader(file)]
    rows = [(day, float(value)) for day, value in held if day and value]
    for day, value in rows:
        daily[int(day[:4]), int(day[5:7])].append(value)
    expected = {}
    for year in sorted({year for year, _ in daily}):
        parts = [daily.get((year, month), []) for month in range(1, 13)]
        if min(map(len, parts)) >= 27:
            days = [calendar.monthrange(year, month)[1] for month in range(1, 13)]
            kilograms = sum(0.39 * sum(part) / len(part) * 86.4 * n for part, n in zip(parts, days, strict=True))
            expected[year] = kilograms / 1e6

    frame = observations.build(pd.to_datetime([day for day, _ in rows]), [value for _, value in rows], citation="gauge")
    made = load.yearly(inputs(frame), **RANGE)
    assert dict(zip(made["time_start"].dt.year, made["value"], strict=True)) == pytest.approx(expected)
    assert len(made) == 34


GAUGE = "discharge.khabarovsk.roshydromet"
PUBLISHED = "dissolved_iron_river.middle_amur.published"
YEARLY, MONTHLY = "iron_load.khabarovsk.derived", "iron_load_monthly.khabarovsk.derived"


def store(side: Side, series_id: str, frame: pd.DataFrame, day: int, **more: str) -> None:
    indicator, place, source = series_id.split(".")
    group = SeriesGroup(
        indicators={indicator: None}, places={place: None}, unit="x", statistic="", frequency="day", method=""
    )
    declared = Declaration(
        indicator=indicator, place=place, source=source, indicator_key=None, place_key=None, group=group
    )
    payload = Payload(series_id.encode(), "file", dt.datetime(2026, 1, day, tzinfo=dt.UTC))
    where = {"region": "middle_amur", "countries": (), "latitude": None, "longitude": None}
    side.write(describe(catalog(), Parsed(declared, frame, where | more), payload), frame)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    cache = Cache(tmp_path)
    store(cache.snapshot, PUBLISHED, concentration(0.39), day=2)
    store(cache.live, GAUGE, discharge(archive_days(2001)), day=1)
    return cache


def test_a_derived_series_carries_the_provenance_of_its_inputs(cache: Cache) -> None:
    derive.update(cache.live, catalog(), {GAUGE})
    held = cache.live.read(YEARLY)
    assert held.observations["value"].tolist() == pytest.approx([12.29904])
    assert held.meta.derived_from.split() == [GAUGE, PUBLISHED]
    assert held.meta.retrieved == "2026-01-02T00:00:00Z"
    digests = " ".join(hashlib.sha256(name.encode()).hexdigest() for name in (GAUGE, PUBLISHED))
    assert held.meta.sha256 == hashlib.sha256(digests.encode()).hexdigest()
    assert "Roshydromet" in held.meta.citation_text
    assert (held.meta.unit, held.meta.frequency, held.meta.countries) == ("Gg/yr", "year", ("RUS",))
    assert len(cache.live.read(MONTHLY).observations) == 12


def test_nothing_is_derived_without_a_change_or_without_an_input(cache: Cache) -> None:
    derive.update(cache.live, catalog(), {"sea_ice_extent.sea_of_okhotsk.masie"})
    store(cache.snapshot, PUBLISHED, concentration(0.39), day=2)
    derive.update(cache.snapshot, catalog(), {PUBLISHED})  # the shipped side never leans on the live one
    for side in (cache.live, cache.snapshot):
        with pytest.raises(StoreError):
            side.read(YEARLY)


def test_the_strictest_terms_of_the_inputs_hold(cache: Cache) -> None:
    store(cache.live, GAUGE, discharge(archive_days(2001)), day=1, disclosure="members", redistribute="no")
    derive.update(cache.live, catalog(), {GAUGE})
    meta = cache.live.meta(YEARLY)
    assert (meta.disclosure, meta.redistribute) == ("members", "no")
