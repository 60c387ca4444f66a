"""MASIE: every row of the CSV where the provider put it, gaps as gaps, faults with line and column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import observations
from indicators.catalog import catalog
from indicators.errors import FormatError
from indicators.sea_ice import masie as module
from indicators.series import Payload, Reading
from tests.provider_files import masie_csv

# Real rows (2006-01-01 … 03): title, header with blanks, YYYYDDD with a leading blank, two decimals.
RECORDED = b"""\
MASIE NSIDC/NIC Sea Ice Product G02186 - Daily Ice Extent by Region in Square Kilometers
yyyyddd, (0) Northern_Hemisphere, (12) Bering_Sea, (13) Baltic_Sea, (14) Sea_of_Okhotsk, (15) Yellow_Sea
 2006001,13034723.95,  639590.07,   11408.53,  287369.54,   12152.54
 2006002,13034723.95,  639590.07,   11408.53,  287369.54,   12152.54
 2006003,13170663.24,  666030.40,   11408.53,  311943.21,   12152.54
"""
OKHOTSK = "sea_ice_extent.sea_of_okhotsk.masie"
days_of_record = st.dates(dt.date(2006, 1, 1), dt.date(2030, 12, 31))


def read(content: bytes) -> Reading:
    return module.parse(Payload(content, "masie.csv", dt.datetime(2026, 6, 28, tzinfo=dt.UTC)), "masie", catalog())


def okhotsk(reading: Reading) -> pd.DataFrame:
    (frame,) = (one.observations for one in reading.series if one.declaration.id == OKHOTSK)
    return frame


def by_day(frame: pd.DataFrame) -> dict[dt.date, float]:
    return dict(zip(frame["time_start"].dt.date, frame["value"], strict=True))


def test_recorded_rows() -> None:
    reading = read(RECORDED)
    assert by_day(okhotsk(reading)) == {
        dt.date(2006, 1, 1): 287369.54,
        dt.date(2006, 1, 2): 287369.54,
        dt.date(2006, 1, 3): 311943.21,
    }
    firsts = {one.declaration.place: one.observations["value"].iloc[0] for one in reading.series}
    assert firsts == {"sea_of_okhotsk": 287369.54, "bering_sea": 639590.07, "yellow_sea": 12152.54}
    assert set(okhotsk(reading)["flag"]) == {"good"}
    assert (okhotsk(reading)["time_start"] == okhotsk(reading)["time_end"]).all()


@given(
    st.dictionaries(days_of_record, st.integers(0, 200_000_000).map(lambda hundredths: hundredths / 100), min_size=1)
)
def test_every_day_written_is_read_on_that_day(extents: Mapping[dt.date, float]) -> None:
    frame = okhotsk(read(masie_csv(extents)))
    observations.check(frame, OKHOTSK)
    assert by_day(frame) == dict(extents)


def test_the_last_day_of_a_leap_year_is_day_366() -> None:
    (day,) = by_day(okhotsk(read(masie_csv({dt.date(2024, 12, 31): 1.0}))))
    assert day == dt.date(2024, 12, 31)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b"311943.21", b"     n/av", "masie.csv line 5, column '(14) Sea_of_Okhotsk'"),
        (b" 639590.07", b" -39590.07", "masie.csv line 3, column '(12) Bering_Sea'"),
        (b"(15) Yellow_Sea", b"(15) Yellow", "no column '(15) Yellow_Sea'"),
        (b"yyyyddd", b"yyyymmdd", "no column yyyyddd in line 2"),
    ],
)
def test_a_fault_is_told_with_line_and_column(old: bytes, new: bytes, told: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(RECORDED.replace(old, new, 1))
    assert told in caught.value.sentence


def test_the_whole_real_file_is_read_as_the_csv_module_reads_it(
    masie: Reading, masie_by_hand: Mapping[dt.date, float]
) -> None:
    frame = okhotsk(masie)
    assert by_day(frame) == masie_by_hand
    assert (len(frame), frame["time_start"].dt.date.iloc[-1]) == (7440, dt.date(2026, 6, 27))


def test_absent_days_stay_absent(masie: Reading) -> None:
    held = set(okhotsk(masie)["time_start"].dt.date)
    every = {stamp.date() for stamp in pd.date_range("2006-01-01", "2026-06-27")}
    absent = every - held
    assert len(absent) == 43
    assert {dt.date(2009, 4, day) for day in range(2, 13)} <= absent
    assert max(absent) < dt.date(2017, 11, 5)
