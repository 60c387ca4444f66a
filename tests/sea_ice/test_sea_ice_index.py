"""Sea Ice Index workbooks: wide sheets unfolded, five-day periods, doubtful summer ice marked, versions told apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import fetchers, observations
from indicators.catalog import catalog
from indicators.errors import FormatError
from indicators.sea_ice import sea_ice_index_daily as daily
from indicators.sea_ice import sea_ice_index_monthly as monthly
from indicators.series import Payload, Reading, describe
from tests import provider_files as files

EXTENT = "sea_ice_extent.sea_of_okhotsk.sea_ice_index"
MONTHLY_EXTENT = "sea_ice_extent.sea_of_okhotsk.sea_ice_index_monthly"
NAME = "N_Sea_Ice_Index_Regional_Daily_Data_G02135_v{}.0.xlsx"
WHEN = dt.datetime(2026, 6, 28, tzinfo=dt.UTC)
YEARS = (2023, 2024, 2025)
days_of_record = st.dates(dt.date(2023, 1, 1), dt.date(2025, 12, 31))


def payload(sheet: files.Rows, version: int = 4) -> Payload:
    return Payload(files.sea_ice_index(sheet), NAME.format(version), WHEN)


def of(reading: Reading, series_id: str) -> pd.DataFrame:
    (frame,) = (one.observations for one in reading.series if one.declaration.id == series_id)
    return frame


def read_daily(values: Mapping[dt.date, float], years: tuple[int, ...] = YEARS) -> pd.DataFrame:
    return of(daily.parse(payload(files.daily_sheet(years, values)), "sea_ice_index", catalog()), EXTENT)


def by_end(frame: pd.DataFrame) -> dict[dt.date, float]:
    return dict(zip(frame["time_end"].dt.date, frame["value"], strict=True))


@settings(max_examples=15)
@given(st.dictionaries(days_of_record, st.floats(0, 2e6), min_size=1, max_size=30))
def test_every_cell_is_read_on_its_day(values: Mapping[dt.date, float]) -> None:
    frame = read_daily(values)
    observations.check(frame, EXTENT)
    assert by_end(frame) == dict(values)


def test_a_value_stands_for_the_five_days_that_end_on_its_date() -> None:
    frame = read_daily({dt.date(2025, 3, 2): 1e6})
    assert frame["time_start"].iloc[0] == pd.Timestamp("2025-02-26")
    assert frame["time_end"].iloc[0] == pd.Timestamp("2025-03-02")


def test_the_newest_day_is_provisional() -> None:
    frame = read_daily({dt.date(2025, 3, day): 1e6 for day in (1, 2, 3)})
    assert frame["flag"].tolist() == ["good", "good", "provisional"]


@pytest.mark.parametrize(
    ("day", "extent_km2", "flag"),
    [
        (dt.date(2025, 8, 1), 20_525, "suspect"),
        (dt.date(2025, 7, 1), 24_999, "suspect"),
        (dt.date(2025, 9, 30), 1, "suspect"),
        (dt.date(2025, 8, 1), 25_000, "good"),  # enough to be ice
        (dt.date(2025, 8, 1), 0, "good"),  # no ice is no doubt
        (dt.date(2025, 6, 30), 20_525, "good"),  # melt season
        (dt.date(2025, 10, 1), 20_525, "good"),
        (dt.date(2024, 8, 1), 20_525, "good"),  # before the sensor change
    ],
)
def test_small_summer_ice_since_the_sensor_change_is_suspect(day: dt.date, extent_km2: float, flag: str) -> None:
    frame = read_daily({day: extent_km2, dt.date(2025, 12, 31): 1e6})
    row = frame[frame["time_end"].dt.date == day].iloc[0]
    assert row["flag"] == flag
    assert row["value"] == extent_km2
    assert bool(row["note"]) == (flag == "suspect")


@pytest.mark.parametrize(("row", "column", "cell"), [(9, 3, "no data"), (9, 3, -1.0), (9, 3, True), (9, 1, "ninth")])
def test_a_fault_is_told_with_sheet_and_row(row: int, column: int, cell: object) -> None:
    sheet = [list(cells) for cells in files.daily_sheet(YEARS, {dt.date(2024, 1, 9): 1.0})]
    sheet[row][column] = cell
    with pytest.raises(FormatError, match=r"sheet Okhotsk-.*-km\^2, row 10"):
        fetchers.parse(payload(sheet), "sea_ice_index", catalog())


def test_a_value_on_a_day_that_does_not_exist_is_refused() -> None:
    sheet = [list(cells) for cells in files.daily_sheet((2023,), {dt.date(2023, 2, 28): 1.0})]
    leap_day = next(number for number, cells in enumerate(sheet) if cells[1] == 29 and number > 31)
    sheet[leap_day][2] = 1.0
    with pytest.raises(FormatError, match="does not exist"):
        fetchers.parse(payload(sheet), "sea_ice_index", catalog())


@pytest.mark.parametrize(
    ("version", "doi", "words"), [(4, "10.7265/a98x-0f50", "Version 4"), (3, "10.7265/N5K072F8", "Version 3")]
)
def test_the_edition_is_told_by_the_name_of_the_file(version: int, doi: str, words: str) -> None:
    there = payload(files.daily_sheet((2025,), {dt.date(2025, 1, 1): 1.0}), version)
    meta = describe(catalog(), daily.parse(there, "sea_ice_index", catalog()).series[0], there)
    assert (meta.product_version, meta.doi) == (str(version), doi)
    assert words in meta.citation_text
    assert "2026-06-28" in meta.citation_text


@settings(max_examples=15)
@given(
    st.dictionaries(st.tuples(st.integers(1979, 2030), st.integers(1, 12)), st.floats(0, 2e6), min_size=1, max_size=30)
)
def test_a_month_is_read_on_its_month(cells: Mapping[tuple[int, int], float]) -> None:
    years: dict[int, dict[int, float]] = {}
    for (year, month), value in cells.items():
        years.setdefault(year, {})[month] = value
    sheet = files.monthly_sheet(years)
    frame = of(monthly.parse(payload(sheet), "sea_ice_index_monthly", catalog()), MONTHLY_EXTENT)
    observations.check(frame, MONTHLY_EXTENT)
    starts = [(stamp.year, stamp.month, stamp.day) for stamp in frame["time_start"]]
    assert dict(zip(starts, frame["value"], strict=True)) == {(*month, 1): value for month, value in cells.items()}
    assert ((frame["time_end"] + pd.Timedelta(days=1)).dt.day == 1).all()
    assert (frame["time_end"].dt.month == frame["time_start"].dt.month).all()


def test_the_whole_real_workbook_is_read_as_by_position(
    sea_ice_index: Reading, sea_ice_index_by_hand: Mapping[dt.date, float]
) -> None:
    frame = of(sea_ice_index, EXTENT)
    assert by_end(frame) == sea_ice_index_by_hand
    assert frame["time_end"].dt.date.iloc[-1] == dt.date(2026, 6, 27)


def test_the_gap_of_1987_stays_a_gap(sea_ice_index: Reading) -> None:
    held = set(of(sea_ice_index, EXTENT)["time_end"].dt.date)
    gap = {stamp.date() for stamp in pd.date_range("1987-12-06", "1988-01-13")}
    assert len(gap) == 39
    assert not gap & held
    assert {dt.date(1987, 12, 5), dt.date(1988, 1, 14)} <= held


def test_the_summer_of_2025_is_marked(sea_ice_index: Reading) -> None:
    """78 days above zero from 15 July to 30 September 2025, at most 20,525 km²; none in any year before."""
    frame = of(sea_ice_index, EXTENT)
    summer = frame[
        (frame["time_end"].dt.strftime("%m%d") >= "0715") & (frame["time_end"].dt.strftime("%m%d") <= "0930")
    ]
    above = summer[summer["value"] > 0]
    assert above["time_end"].dt.year.unique().tolist() == [2025]
    assert len(above) == 78
    assert round(above["value"].max()) == 20_525
    assert set(above["flag"]) == {"suspect"}


def test_real_monthly_means_are_close_to_the_mean_of_the_days(sea_ice_index: Reading, upstream: Path) -> None:
    """Two products of one provider: a mean of single days, against our mean of five-day means that end in the month."""
    path = upstream / "sea_ice" / "N_Sea_Ice_Index_Regional_Monthly_Data_G02135_v4.0.xlsx"
    months = of(fetchers.parse(Payload.from_file(path, WHEN), "sea_ice_index_monthly", catalog()), MONTHLY_EXTENT)
    days = of(sea_ice_index, EXTENT).set_index("time_end")["value"]
    march = months[(months["time_start"].dt.month == 3) & (months["time_start"].dt.year < 2025)].set_index(
        "time_start"
    )["value"]
    ours = np.array([days[f"{start:%Y-%m}"].mean() for start in march.index])
    assert len(march) == 46
    assert np.max(np.abs(ours / march.to_numpy() - 1)) < 0.05
