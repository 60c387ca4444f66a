"""The observation contract: what every frame looks like, and what is refused."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import observations
from indicators.errors import FormatError

DAYS = pd.date_range("2026-01-01", periods=3, freq="D")
SERIES = "sea_ice_extent.sea_of_okhotsk.masie"

days = st.dates(dt.date(1700, 1, 1), dt.date(2200, 12, 31))
numbers = st.floats(allow_infinity=False)
tables = st.lists(st.tuples(days, numbers), unique_by=lambda row: row[0], max_size=40)


def frame(**columns: object) -> pd.DataFrame:
    given_columns = {"value": [1.0, 2.0, 3.0], "citation": "masie"} | columns
    return observations.build(DAYS, **given_columns)  # type: ignore[arg-type]


def test_a_frame_has_the_columns_and_types_of_the_contract() -> None:
    made = frame()
    assert tuple(made.columns) == observations.COLUMNS
    assert {made[name].dtype.str for name in ("time_start", "time_end")} == {"<M8[us]"}
    assert {str(made[name].dtype) for name in ("value", "lower", "upper")} == {"float64"}
    assert {str(made[name].dtype) for name in ("interval", "flag", "citation", "confidence", "note")} == {"str"}


def test_a_day_stands_for_itself_unless_told_otherwise() -> None:
    assert frame()["time_end"].equals(frame()["time_start"])
    month = observations.build(["2026-02-01"], [1.0], time_end=["2026-02-28"], citation="x")
    assert month["time_end"].iloc[0] == pd.Timestamp("2026-02-28")


def test_columns_beyond_the_contract_follow_it() -> None:
    wide = frame().assign(depth_m=[1, 2, 3])[["depth_m", *observations.COLUMNS]]
    assert list(observations.typed(wide).columns) == [*observations.COLUMNS, "depth_m"]


@given(tables)
def test_building_sorts_by_time_and_loses_nothing(rows: list[tuple[dt.date, float]]) -> None:
    made = observations.build([day for day, _ in rows], [value for _, value in rows], citation="x")
    assert made["time_start"].is_monotonic_increasing
    expected = sorted(rows, key=lambda row: row[0])
    assert [stamp.date() for stamp in made["time_start"]] == [day for day, _ in expected]
    np.testing.assert_array_equal(made["value"].to_numpy(), np.array([value for _, value in expected], dtype=float))
    observations.check(made, SERIES)


@given(tables)
def test_typing_twice_changes_nothing(rows: list[tuple[dt.date, float]]) -> None:
    once = observations.build([day for day, _ in rows], [value for _, value in rows], citation="x")
    pd.testing.assert_frame_equal(observations.typed(once), once)


@given(tables, st.integers(0, 40))
def test_stacking_pieces_gives_the_whole(rows: list[tuple[dt.date, float]], cut: int) -> None:
    whole = observations.build([day for day, _ in rows], [value for _, value in rows], citation="x")
    pieces = [whole.iloc[cut:], whole.iloc[:cut]]
    pd.testing.assert_frame_equal(observations.concat(pieces), whole)


@pytest.mark.parametrize(
    ("columns", "what"),
    [
        ({"time_end": ["2026-01-01", "2025-12-31", "2026-01-03"]}, "ends before it starts in 1 row"),
        ({"time_end": ["2026-01-01", None, "2026-01-03"]}, "no period in 1 row"),
        ({"value": [1.0, np.inf, 3.0]}, "infinite"),
        ({"lower": [1.0, -np.inf, 1.0]}, "infinite"),
        ({"lower": [0.0, 5.0, 0.0], "upper": [9.0, 4.0, 9.0]}, "outside its own interval"),
        ({"upper": [9.0, 1.5, 9.0]}, "outside its own interval"),
        ({"flag": ["good", "fine", "good"]}, "flag"),
        ({"confidence": ["measured", "sure", "measured"]}, "confidence"),
        ({"citation": ["masie", "", "masie"]}, "no citation"),
    ],
)
def test_a_frame_that_breaks_the_contract_is_refused_with_series_and_day(columns: dict[str, object], what: str) -> None:
    with pytest.raises(FormatError) as caught:
        observations.check(frame(**columns), SERIES)
    assert what in caught.value.sentence
    assert SERIES in caught.value.sentence
    assert "2026-01-02" in caught.value.sentence


def test_a_missing_column_is_named() -> None:
    with pytest.raises(FormatError, match="upper"):
        observations.check(frame().drop(columns="upper"), SERIES)


def test_a_period_occurs_once_unless_the_table_says_otherwise() -> None:
    twice = observations.concat([frame(), frame(value=[4.0, 5.0, 6.0])])
    with pytest.raises(FormatError, match="same period twice in 6"):
        observations.check(twice, SERIES)
    observations.check(twice, SERIES, unique=False)


def test_a_range_and_a_bound_need_no_value() -> None:
    ranged = frame(value=np.nan, lower=[1.0, 2.0, np.nan], upper=[2.0, np.nan, 3.0], interval="range")
    observations.check(ranged, SERIES)


def test_the_span_counts_what_carries_something() -> None:
    gaps = frame(value=[np.nan, 2.0, np.nan])
    assert observations.span(gaps) == (pd.Timestamp("2026-01-02"), pd.Timestamp("2026-01-02"))
    bounds = frame(value=np.nan, lower=[np.nan, np.nan, 4.0])
    assert observations.span(bounds) == (pd.Timestamp("2026-01-03"), pd.Timestamp("2026-01-03"))
    words = frame(value=np.nan, note=["seen", "", ""])
    assert observations.span(words) == (pd.Timestamp("2026-01-01"), pd.Timestamp("2026-01-01"))
    assert observations.span(frame(value=np.nan)) is None


@given(numbers, numbers, numbers)
def test_a_value_within_its_interval_passes_and_any_other_does_not(value: float, lower: float, upper: float) -> None:
    one = observations.build(DAYS[:1], [value], lower=[lower], upper=[upper], citation="x")
    wrong = lower > upper or value < lower or value > upper  # NaN compares as False: nothing to contradict
    if wrong:
        with pytest.raises(FormatError):
            observations.check(one, SERIES)
    else:
        observations.check(one, SERIES)
