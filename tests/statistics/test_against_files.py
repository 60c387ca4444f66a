"""The real files of the providers once more by another path: csv and calamine cells, plain Python, CDO.

What is compared is what the verb `describe` and the season chart say.
"""

from __future__ import annotations

import csv
import datetime as dt
import math
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from indicators import fetchers
from indicators.catalog import catalog
from indicators.describe import finding as describe
from indicators.sea_ice import season
from indicators.series import Payload
from indicators.series import describe as metadata
from indicators.statistics import climatology, words
from indicators.statistics import season as seasons
from indicators.statistics.season import YEAR
from indicators.store import Held
from tests.statistics import by_hand

Days = dict[dt.date, float]
MASIE = "sea_ice/masie_2026-06-27/masie_4km_allyears_extent_sqkm.csv"
INDEX = "sea_ice/N_Sea_Ice_Index_Regional_Daily_Data_G02135_v4.0.xlsx"
CATCH = "population/NPAFC_Catch_Stat_20July2016.xls"
OKHOTSK = "sea_ice_extent.sea_of_okhotsk"


def held(path: Path, source: str, series_id: str) -> Held:
    """A series as this project reads it from the provider's file."""
    payload = Payload.from_file(path, dt.datetime(2026, 6, 28, tzinfo=dt.UTC))
    reading = fetchers.parse(payload, source, catalog())
    (parsed,) = (one for one in reading.series if one.declaration.id == series_id)
    meta = metadata(catalog(), parsed, payload)
    last = parsed.observations["time_end"].max()
    return Held(replace(meta, last=last.isoformat()), parsed.observations, "snapshot")


@pytest.fixture(scope="module")
def masie(upstream: Path) -> Held:
    return held(upstream / MASIE, "masie", f"{OKHOTSK}.masie")


@pytest.fixture(scope="module")
def index(upstream: Path) -> Held:
    return held(upstream / INDEX, "sea_ice_index", f"{OKHOTSK}.sea_ice_index")


@pytest.fixture(scope="module")
def masie_days(upstream: Path) -> Days:
    """Column 15 of every line after the second."""
    with (upstream / MASIE).open(newline="", encoding="ascii") as handle:
        rows = list(csv.reader(handle))[2:]
    return {dt.datetime.strptime(row[0].strip(), "%Y%j").date(): float(row[15]) for row in rows}


@pytest.fixture(scope="module")
def index_days(upstream: Path) -> Days:
    """Row n is day n of a leap year, every column from the third a year."""
    book = CalamineWorkbook.from_path(str(upstream / INDEX))
    rows = book.get_sheet_by_name("Okhotsk-Extent-km^2").to_python()
    found = {}
    for number, row in enumerate(rows[1:]):
        day = dt.date(2000, 1, 1) + dt.timedelta(days=number)
        for year, cell in zip(rows[0][2:], row[2:], strict=True):
            if cell != "":
                found[day.replace(year=int(year))] = float(cell)
    return found


def maxima(days: Mapping[dt.date, float]) -> dict[int, tuple[float, dt.date]]:
    """Largest value from November to July, on its first day, of seasons with most of January to April."""
    found: dict[int, tuple[float, dt.date]] = {}
    peak: dict[int, int] = {}
    for day, value in sorted(days.items()):
        if day.month in (8, 9, 10):
            continue
        year = day.year + (day.month >= 11)
        peak[year] = peak.get(year, 0) + (day.month <= 4)
        if year not in found or value > found[year][0]:
            found[year] = (value, day)
    return {year: one for year, one in found.items() if peak[year] >= 90}


def compare(told: dict[str, Any], series: dict[int, float]) -> None:
    """Rank, trend and sentence of yearly values, to the last digit that is printed."""
    years, values = sorted(series), [series[year] for year in sorted(series)]
    assert told["yearly"]["years"] == years
    assert told["yearly"]["values"] == pytest.approx(values)
    last = values[-1]
    assert told["rank"]["from_lowest"][0] == 1 + sum(value < last for value in values)
    assert told["rank"]["from_highest"][0] == 1 + sum(value > last for value in values)
    ordered = {year: series[year] for year in years}
    _, variance, p = by_hand.mann_kendall(ordered)
    lower, upper = (10 * end for end in by_hand.sen_interval(ordered, variance))
    slope, trend = 10 * by_hand.theil_sen(ordered), told["trend"]
    assert (trend["slope_per_decade"], trend["p"]) == (pytest.approx(slope), pytest.approx(p, rel=1e-6))
    assert trend["interval"] == pytest.approx([lower, upper])
    line = by_hand.least_squares(ordered)
    ols = trend["least_squares"]
    assert ols["slope_per_decade"] == pytest.approx(10 * line[0])
    assert ols["interval"] == pytest.approx([10 * line[1], 10 * line[2]])
    assert (ols["p"], ols["n_effective"]) == (pytest.approx(line[3], rel=1e-6), pytest.approx(line[4]))
    span = f"{years[0]}–{years[-1]}"
    if p >= 0.05:
        assert told["sentence"].startswith(f"No significant trend {span}, p {words.chance(p, 'en')}, n = {len(years)}")
    else:
        digits = 1 - math.floor(math.log10((upper - lower) / 2))
        shown = [f"{round(abs(number), digits):,.{max(digits, 0)}f}" for number in (slope, lower, upper)]
        for number in shown:
            assert number in told["sentence"]
        assert f"{span}, n = {len(years)}, p {words.chance(p, 'en')}" in told["sentence"]


def test_the_ice_maxima_of_the_sea_ice_index(index: Held, index_days: Days) -> None:
    top = maxima(index_days)
    told = describe.describe(index, catalog(), describe.Asked())
    assert len(top) == 48
    assert told["yearly"]["dates"] == [f"{day:%Y-%m-%d}" for _, day in top.values()]
    compare(told, {year: value for year, (value, _) in top.items()})


def test_the_ice_maxima_of_masie(masie: Held, masie_days: Days) -> None:
    top = maxima(masie_days)
    told = describe.describe(masie, catalog(), describe.Asked())
    assert len(top) == 21
    assert told["yearly"]["dates"] == [f"{day:%Y-%m-%d}" for _, day in top.values()]
    assert told["yearly"]["values"] == pytest.approx([value for value, _ in top.values()])
    assert told["rank"]["from_lowest"][0] == 1 + sum(value < top[2026][0] for value, _ in top.values())
    assert told["trend"] is None  # not made for trends, say its makers


def test_a_period_of_the_sea_ice_index(index: Held, index_days: Days) -> None:
    told = describe.describe(index, catalog(), describe.Asked.parse("1991-2020", "2006:2026", None, None))
    compare(told, {year: value for year, (value, _) in maxima(index_days).items() if year >= 2006})


def test_the_catch_of_amur_chum(upstream: Path) -> None:
    rows = CalamineWorkbook.from_path(str(upstream / CATCH)).get_sheet_by_name("Catch").to_python()
    header = next(row for row in rows if "Reporting Area" in [str(cell).strip() for cell in row])
    names = [str(cell).strip() for cell in header]
    (row,) = (
        row for row in rows
        if [str(cell).strip() for cell in row[2:6]] == ["Amur River Basin", "Chum", "Commercial", "Round wt (MT)"]
    )  # fmt: skip
    by_year = {
        int(float(name)): float(cell) for name, cell in zip(names[6:], row[6:], strict=True) if cell not in ("",)
    }
    assert len(by_year) == 45
    series = held(upstream / CATCH, "npafc", "catch_chum.amur_river.npafc")
    compare(describe.describe(series, catalog(), describe.Asked()), by_year)


@pytest.mark.parametrize("baseline", [(1991, 2020), (1981, 2010)])
def test_every_day_of_the_band_of_the_season_chart(index: Held, index_days: Days, baseline: tuple[int, int]) -> None:
    """Percentiles, mean and standard deviation of every calendar day from November to July."""
    ours = season.climatology(season.daily(index.observations), baseline)
    by_day: dict[tuple[int, int], list[float]] = {}
    for day, value in index_days.items():
        if baseline[0] <= day.year + (day.month >= 11) <= baseline[1]:
            by_day.setdefault((day.month, day.day), []).append(value)
    compared = 0
    for axis, row in ours.iterrows():
        stamp = pd.Timestamp(str(axis))
        if (stamp.month, stamp.day) == (2, 29):
            continue
        values = by_day[stamp.month, stamp.day]
        assert row["n"] == len(values)
        for percent in climatology.PERCENTILES:
            assert row[f"p{percent}"] == pytest.approx(by_hand.percentile(values, percent), rel=1e-9, abs=1e-6)
        assert row["mean"] == pytest.approx(math.fsum(values) / len(values), rel=1e-9, abs=1e-6)
        assert row["sd"] == pytest.approx(by_hand.sd(values), rel=1e-9, abs=1e-6)
        compared += 1
    assert compared == 273


def test_the_anomaly_of_a_day(index: Held, index_days: Days) -> None:
    told = describe.describe(index, catalog(), describe.Asked.parse("1981-2010", None, None, "2026-03-01"))
    values = [index_days[dt.date(year, 3, 1)] for year in range(1981, 2011)]
    mean, median, now = math.fsum(values) / 30, by_hand.median(values), index_days[dt.date(2026, 3, 1)]
    anomaly = told["anomaly"]
    assert anomaly["absolute"] == pytest.approx(now - mean)
    assert anomaly["percent"] == pytest.approx((now / mean - 1) * 100)
    assert anomaly["standardised"] == pytest.approx((now - mean) / by_hand.sd(values))
    assert anomaly["percent_from_median"] == pytest.approx((now / median - 1) * 100)
    every = [value for day, value in index_days.items() if (day.month, day.day) == (3, 1)]
    assert told["value"]["rank_on_this_day"]["from_lowest"][0] == 1 + sum(value < now for value in every)
    assert told["value"]["rank_on_this_day"]["of"] == len(every) == 48


def test_the_season_of_2026(masie: Held, masie_days: Days) -> None:
    told = describe.describe(masie, catalog(), describe.Asked.parse("1991-2020", None, None, "2026-01-15"))["season"]
    values = {day: value for day, value in masie_days.items() if dt.date(2025, 11, 1) <= day <= dt.date(2026, 7, 31)}
    assert told["mean"] == pytest.approx(math.fsum(values.values()) / len(values))
    assert told["minimum"] == min(values.values())
    assert told["days"] == len(values) and told["coverage"] == pytest.approx(len(values) / 273)


def test_cdo_has_the_same_mean_and_standard_deviation_of_every_calendar_day(
    index: Held, index_days: Days, tmp_path: Path
) -> None:
    """`cdo ydaymean` and `ydaystd1` over 1991-2020; 29 February, which CDO takes of leap years alone, aside."""
    cdo = shutil.which("cdo")
    if not cdo:
        pytest.skip("cdo (Climate Data Operators, Debian package cdo) is not on this machine")
    days = sorted(day for day in index_days if 1991 <= day.year <= 2020)
    with netCDF4.Dataset(tmp_path / "extent.nc", "w") as file:
        for name, size in (("time", None), ("lat", 1), ("lon", 1)):
            file.createDimension(name, size)
        time = file.createVariable("time", "f8", ("time",))
        time.units, time.calendar = "days since 1991-01-01", "standard"
        time[:] = [(day - dt.date(1991, 1, 1)).days for day in days]
        file.createVariable("lat", "f8", ("lat",))[:] = [53.0]
        file.createVariable("lon", "f8", ("lon",))[:] = [149.0]
        file.createVariable("extent", "f8", ("time", "lat", "lon"))[:] = np.array([index_days[day] for day in days])
    ours = climatology.along(seasons.days(index.observations, YEAR), YEAR.reference, "season", range(1991, 2021))
    for operator, column in (("ydaymean", "mean"), ("ydaystd1", "sd")):
        result = tmp_path / f"{operator}.nc"
        done = subprocess.run(
            [cdo, "-s", "-O", "-b", "F64", operator, str(tmp_path / "extent.nc"), str(result)], capture_output=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode(errors="replace")[-500:]
        with netCDF4.Dataset(result) as file:
            stamps = netCDF4.num2date(file["time"][:], file["time"].units)
            theirs = {
                (one.month, one.day): float(value) for one, value in zip(stamps, file["extent"][:, 0, 0], strict=True)
            }
        assert len(theirs) == 366
        for axis, value in ours[column].items():
            stamp = pd.Timestamp(str(axis))
            if (stamp.month, stamp.day) != (2, 29):
                assert theirs[stamp.month, stamp.day] == pytest.approx(value, rel=1e-9, abs=1e-6)
