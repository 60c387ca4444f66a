"""One value a year of any series: what it is, what is left out, and what forbids a trend."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from indicators import observations
from indicators.statistics import trend, yearly
from tests.statistics.made import every_day, held, published, yearly_points

ICE = {"indicator": "sea_ice_extent", "source": "sea_ice_index", "unit": "km²", "id": "sea_ice_extent.x.sea_ice_index",
       "place": "sea_of_okhotsk", "region": "sea_of_okhotsk", "statistic": "5-day trailing mean"}  # fmt: skip


def by_year(day: dt.date) -> float:
    return float(day.year)


# -- days --------------------------------------------------------------------------------------------------------


def test_a_daily_gauge_gives_the_mean_of_its_complete_years() -> None:
    found = yearly.of(held(every_day(2001, 2004, by_year)))
    assert (found.what, found.years.tolist(), found.values.tolist()) == ("annual_mean", [2001, 2002, 2003, 2004],
                                                                         [2001, 2002, 2003, 2004])  # fmt: skip
    assert found.one_method and found.dropped == 0 and found.months == tuple(range(1, 13))


def test_a_month_of_26_days_takes_its_year_away_and_one_without_a_31st_does_not() -> None:
    frame = every_day(2001, 2003, by_year)
    day = frame["time_start"].dt.day
    no_31st = frame[day != 31]
    assert yearly.of(held(no_31st)).years.tolist() == [2001, 2002, 2003]
    lost = (frame["time_start"].dt.year == 2002) & (frame["time_start"].dt.month == 5) & (day > 26)
    found = yearly.of(held(frame[~lost]))
    assert (found.years.tolist(), found.dropped) == ([2001, 2003], 1)


def test_suspect_values_and_forecasts_do_not_count() -> None:
    frame = every_day(2001, 2002, by_year)
    in_2002 = frame["time_start"].dt.year == 2002
    suspect = frame.assign(flag=np.where(in_2002, "suspect", "good"))
    forecast = frame.assign(note=np.where(in_2002, "forecast of the model", ""))
    assert yearly.of(held(suspect)).years.tolist() == [2001]
    assert yearly.of(held(forecast)).years.tolist() == [2001]


def test_daily_ice_gives_the_maximum_of_its_season_with_its_day() -> None:
    frame = every_day(2000, 2003, lambda day: 100.0 - abs((day - dt.date(day.year, 3, 4)).days) / 10)
    found = yearly.of(held(frame, **ICE))
    assert found.what == "season_maximum"
    assert found.years.tolist() == [2000, 2001, 2002, 2003]  # 2000 has its peak, and 2004 only November and December
    assert [f"{day:%m-%d}" for day in found.dates] == ["03-04"] * 4
    assert found.dropped == 1


def test_the_first_seasons_of_every_second_day_count() -> None:
    frame = every_day(1980, 1982, by_year, flag="good")
    found = yearly.of(held(frame.iloc[::2], **ICE))
    assert found.years.tolist() == [1980, 1981, 1982]
    assert yearly.of(held(frame.iloc[::3], **ICE)).years.tolist() == []


def test_another_season_and_statistic_can_be_asked_for() -> None:
    frame = every_day(2001, 2003, lambda day: float(day.month))
    summer = yearly.of(held(frame), season=(6, 8))
    assert (summer.what, summer.months) == ("season_mean", (6, 7, 8))
    assert summer.values[0] == pytest.approx((6 * 30 + 7 * 31 + 8 * 31) / 92)
    most = yearly.of(held(frame), statistic="maximum")
    assert (most.what, most.values.tolist(), most.dates[0]) == (
        "annual_maximum",
        [12, 12, 12],
        pd.Timestamp(2001, 12, 1),
    )
    march = yearly.of(held(frame), season=(3, 3))
    assert (march.what, march.values.tolist()) == ("month_mean", [3, 3, 3])
    winter = yearly.of(held(frame), season=(12, 2))
    assert winter.years.tolist() == [2002, 2003]
    assert winter.values[0] == pytest.approx((12 * 31 + 31 + 2 * 28) / 90)
    with pytest.raises(ValueError, match=r"mode: not a statistic; one of mean"):
        yearly.of(held(frame), statistic="mode")


def test_a_period_keeps_its_years_and_their_days() -> None:
    frame = every_day(2000, 2006, lambda day: float(day.toordinal()))
    found = yearly.of(held(frame, **ICE), period=(2002, 2004))
    assert found.years.tolist() == [2002, 2003, 2004]
    assert [day.year for day in found.dates] == [2002, 2003, 2004]


def test_water_temperature_of_open_water_is_the_mean_of_the_months_that_are_always_measured() -> None:
    frame = every_day(2001, 2012, lambda day: float(day.month))
    month = frame["time_start"].dt.month
    found = yearly.of(held(frame[month.between(5, 10)], indicator="water_temperature", unit="°C"))
    assert (found.what, found.months, found.n) == ("months_mean", (5, 6, 7, 8, 9, 10), 12)
    few = frame[month.between(5, 10) & (frame["time_start"].dt.year < 2010)]
    assert yearly.of(held(few)).n == 0  # nine years are too few to say which months are always measured


def test_hours_are_days_first() -> None:
    hours = pd.date_range("2001-01-01", "2001-12-31 23:00", freq="h")
    frame = observations.build(hours, hours.hour.astype(float), citation="mlit")
    found = yearly.of(held(frame, frequency="hour", statistic="hourly value"))
    assert (found.years.tolist(), found.values.tolist()) == ([2001], [11.5])


def test_single_readings_weigh_by_month() -> None:
    """A month read thirty times does not outweigh eleven read once."""
    days = [f"2001-{month:02d}-15" for month in range(1, 13)] + [f"2001-12-{day:02d}" for day in range(16, 29)]
    frame = observations.build(days, [0.0] * 11 + [12.0] * 14, citation="cnemc")
    one = {"source": "cnemc", "frequency": "irregular", "statistic": "single automatic reading", "unit": "mg/L"}
    found = yearly.of(held(frame, **one))
    assert found.values.tolist() == [1.0]
    assert yearly.of(held(frame[frame["time_start"].dt.month != 7], **one)).n == 0
    classes = yearly.of(held(frame, **(one | {"unit": "class"})))
    assert (classes.what, classes.values.tolist(), classes.why_not) == ("annual_median", [0.0], ("classes",))


def test_river_ice_counts_when_it_was_measured_in_february_and_march() -> None:
    days = ["2001-01-20", "2001-02-20", "2001-03-10", "2002-02-20", "2002-12-20", "2003-02-10", "2003-03-01"]
    frame = observations.build(days, [50.0, 80, 90, 85, 30, 70, 60], citation="roshydromet")
    found = yearly.of(
        held(frame, indicator="river_ice_thickness", frequency="irregular", statistic="single measurement", unit="cm")
    )
    assert (found.years.tolist(), found.values.tolist(), found.what) == ([2001, 2003], [90, 70], "season_maximum")


# -- months ------------------------------------------------------------------------------------------------------


def months(first: int, last: int) -> pd.DataFrame:
    starts = pd.date_range(f"{first}-01-01", f"{last}-12-31", freq="MS")
    ends = starts + pd.offsets.MonthEnd(0)
    return observations.build(starts, starts.month.astype(float), time_end=ends, citation="x")


def test_monthly_totals_are_added_and_monthly_means_averaged_over_whole_years_only() -> None:
    frame = months(2001, 2003)
    frame = frame[~((frame["time_start"].dt.year == 2002) & (frame["time_start"].dt.month == 6))]
    total = held(frame, frequency="month", statistic="monthly total", unit="Gg/month", source="derived")
    found = yearly.of(total)
    assert (found.what, found.years.tolist(), found.values.tolist()) == ("annual_total", [2001, 2003], [78, 78])
    assert yearly.unit(total.meta, found) == "Gg/yr"
    mean = yearly.of(held(frame, frequency="month", statistic="monthly mean"))
    assert (mean.what, mean.values.tolist()) == ("annual_mean", [6.5, 6.5])


def test_monthly_ice_needs_each_month_of_the_peak() -> None:
    frame = months(2001, 2003)
    frame = frame[~((frame["time_start"].dt.year == 2002) & (frame["time_start"].dt.month == 1))]
    found = yearly.of(held(frame, **(ICE | {"frequency": "month", "statistic": "monthly mean"})))
    assert found.years.tolist() == [2001, 2003]


# -- values that stand already -----------------------------------------------------------------------------------


def test_published_points_stand_as_they_are_and_bounds_are_never_points() -> None:
    frame = yearly_points({1999: 10.0, 2001: np.nan, 2004: 12.0}).assign(upper=[np.nan, 9.0, np.nan])
    found = yearly.of(published(frame))
    assert (found.what, found.years.tolist(), found.values.tolist(), found.dropped) == ("annual_value", [1999, 2004],
                                                                                        [10, 12], 1)  # fmt: skip
    assert found.one_method


def test_a_season_is_named_by_its_january_and_a_fiscal_year_by_its_april() -> None:
    frame = observations.build(["1997-11-01"], [5.0], time_end=["1998-07-31"], citation="jma")
    assert yearly.of(published(frame, frequency="season")).years.tolist() == [1998]
    fiscal = observations.build(["1997-04-01"], [5.0], time_end=["1998-03-31"], citation="x")
    assert yearly.of(published(fiscal, frequency="year")).years.tolist() == [1997]
    long = observations.build(["2004-01-01"], [5.0], time_end=["2008-12-31"], citation="x")
    assert yearly.of(published(long)).years.tolist() == [2006]


def test_several_counts_within_a_year_give_the_highest_and_other_values_their_mean() -> None:
    frame = observations.build(["2005-05-01", "2005-08-01"], [10.0, 30.0], citation="a")
    assert yearly.of(published(frame)).values.tolist() == [30]
    assert yearly.of(published(frame, statistic="mean")).values.tolist() == [20]


def test_a_conflict_takes_the_value_read_at_its_source_and_is_no_trend() -> None:
    frame = observations.build(
        ["2017-01-01"] * 2, [410.0, 391.0], citation=["press", "paper"],
        confidence=["quoted_secondhand", "read_in_source"],
    )  # fmt: skip
    found = yearly.of(published(frame))
    assert (found.values.tolist(), found.why_not) == ([391], ("works", "confidence", "conflict"))
    assert not found.one_method


def test_three_assumptions_of_one_survey_are_not_a_value_of_the_year() -> None:
    frame = observations.build(["2015-06-01"] * 3, [7883.0, 3701, 3124], citation="one_paper")
    found = yearly.of(published(frame))
    assert (found.n, found.dropped) == (0, 3)


@pytest.mark.parametrize(
    ("columns", "meta", "why"),
    [
        ({"citation": ["a"] * 6 + ["b"] * 6}, {}, "works"),
        ({"confidence": ["read_in_source"] * 6 + ["quoted_secondhand"] * 6}, {}, "confidence"),
        ({}, {"statistic": "cumulative count"}, "cumulative"),
        ({}, {"unit": "category 1–5 (1 best)"}, "classes"),
        ({}, {"unit": "records"}, "effort"),
    ],
)
def test_what_forbids_a_trend(columns: dict[str, list[str]], meta: dict[str, str], why: str) -> None:
    values = {year: float(year) for year in range(2000, 2012)}
    plain, mixed = published(yearly_points(values)), published(yearly_points(values, **columns), **meta)
    assert trend.of(yearly.of(plain)) is not None
    found = yearly.of(mixed)
    assert (found.n, found.why_not, trend.of(found)) == (12, (why,), None)


def test_samples_at_depths_and_long_term_means_have_no_year() -> None:
    frame = yearly_points({2001: 1.0}).assign(depth_top_m=[0.0])
    assert yearly.of(published(frame)).what == "samples"
    assert yearly.of(published(yearly_points({2001: 1.0}), frequency="long_term")).what == "long_term"


def test_an_empty_series_gives_no_year() -> None:
    nothing = observations.build([], [], citation="x")
    assert yearly.of(held(nothing)).n == 0
    assert yearly.of(held(nothing, **ICE)).n == 0
    assert yearly.of(published(nothing)).n == 0
