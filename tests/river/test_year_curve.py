"""The calendar year of a gauge: percentiles in closed form, complete years, gaps, and the missing 31sts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from indicators import observations
from indicators.river import year_curve, year_plot
from indicators.river.annual import annual_means


def gauge(first: int, last: int, value: object = None, *, without_31st: bool = False) -> pd.DataFrame:
    """Daily values of whole years; `value` makes a day's value of its date, by default its year."""
    days = pd.date_range(f"{first}-01-01", f"{last}-12-31")
    days = days[days.day != 31] if without_31st else days
    values = [value(day) if callable(value) else float(day.year) for day in days]
    return observations.build(days, values, citation="test")


class TestPercentiles:
    def test_of_eleven_years_numbered_0_to_10_they_are_the_percentiles_of_a_straight_line(self) -> None:
        days = year_curve.daily(gauge(2001, 2011, lambda day: day.year - 2001))
        table = year_curve.climatology(days, range(2001, 2012))
        row = table.loc[pd.Timestamp("2000-07-15")]
        assert row[year_curve.COLUMNS].tolist() == pytest.approx([1, 2.5, 5, 7.5, 9])
        assert row["n"] == 11

    def test_29_february_is_the_mean_of_its_neighbours_although_only_leap_years_have_it(self) -> None:
        days = year_curve.daily(gauge(2001, 2011, lambda day: 1000.0 if (day.month, day.day) == (2, 29) else day.day))
        table = year_curve.climatology(days, range(2001, 2012))
        assert table.loc[year_curve.LEAP_DAY, "p50"] == (28 + 1) / 2

    def test_a_day_that_less_than_half_of_the_years_have_has_none(self) -> None:
        frame = gauge(2001, 2010)
        early = (frame["time_start"].dt.month == 3) & (frame["time_start"].dt.year > 2004)
        table = year_curve.climatology(year_curve.daily(frame[~early]), range(2001, 2011))
        assert np.isnan(table.loc[pd.Timestamp("2000-03-10"), "p50"])
        assert table.loc[pd.Timestamp("2000-03-10"), "n"] == 4
        assert table.loc[pd.Timestamp("2000-04-10"), "p50"] == 2005.5

    def test_only_the_years_asked_for_count(self) -> None:
        table = year_curve.climatology(year_curve.daily(gauge(2001, 2010)), [2003, 2005])
        assert table.loc[pd.Timestamp("2000-05-05"), "p50"] == 2004

    def test_without_a_year_there_is_none(self) -> None:
        table = year_curve.climatology(year_curve.daily(gauge(2001, 2001)), [])
        assert table["p50"].isna().all()
        assert (table["n"] == 0).all()

    def test_suspect_and_missing_values_are_left_out(self) -> None:
        frame = gauge(2001, 2002)
        frame.loc[10, "flag"] = "suspect"
        frame.loc[20, "value"] = np.nan
        assert len(year_curve.daily(frame)) == len(frame) - 2


class TestMissing31sts:
    def test_an_archive_without_any_31st_is_drawn_from_the_30th_to_the_1st(self) -> None:
        days = year_curve.daily(gauge(2001, 2002, without_31st=True))
        assert year_curve.lacks_31st(days)
        part = year_curve.on_axis(days, 2001)
        assert part.notna().all()
        assert pd.Timestamp("2000-07-31") not in part.index
        assert part.index[part.index.get_loc(pd.Timestamp("2000-07-30")) + 1] == pd.Timestamp("2000-08-01")

    def test_any_other_missing_day_stays_a_gap(self) -> None:
        frame = gauge(2001, 2002, without_31st=True)
        frame = frame[frame["time_start"] != "2001-07-30"]
        part = year_curve.on_axis(year_curve.daily(frame), 2001)
        assert list(part.index[part.isna()]) == [pd.Timestamp("2000-07-30")]

    def test_a_31st_missing_from_an_archive_that_has_others_is_a_gap(self) -> None:
        frame = gauge(2001, 2002)
        frame = frame[frame["time_start"] != "2001-07-31"]
        part = year_curve.on_axis(year_curve.daily(frame), 2001)
        assert list(part.index[part.isna()]) == [pd.Timestamp("2000-07-31")]

    def test_a_common_year_has_no_29_february_and_no_gap_there(self) -> None:
        days = year_curve.daily(gauge(2001, 2004))
        assert year_curve.LEAP_DAY not in year_curve.on_axis(days, 2001).index
        assert year_curve.on_axis(days, 2004).notna().all()


class TestCompleteYears:
    def test_every_month_needs_27_days(self) -> None:
        frame = gauge(2001, 2003)
        day = frame["time_start"]
        lost = (day.dt.year == 2002) & (day.dt.month == 9) & (day.dt.day > 26)
        assert year_curve.complete_years(year_curve.daily(frame[~lost])) == [2001, 2003]
        assert year_curve.complete_years(year_curve.daily(frame[~(lost & (day.dt.day > 27))])) == [2001, 2002, 2003]

    def test_some_months_may_be_all_that_counts(self) -> None:
        frame = gauge(2001, 2002)
        summer = frame[frame["time_start"].dt.month.between(5, 10)]
        assert year_curve.complete_years(year_curve.daily(summer)) == []
        assert year_curve.complete_years(year_curve.daily(summer), range(5, 11)) == [2001, 2002]

    def test_an_empty_series_has_none(self) -> None:
        assert year_curve.complete_years(year_curve.daily(gauge(2001, 2001).iloc[:0])) == []

    def test_annual_means_are_those_of_complete_years_only(self) -> None:
        frame = gauge(2001, 2003)
        lost = (frame["time_start"].dt.year == 2002) & (frame["time_start"].dt.month == 1)
        assert annual_means(frame[~lost]).to_dict() == {2001: 2001.0, 2003: 2003.0}


class TestThinning:
    def test_a_grey_year_keeps_its_peaks_its_ends_and_its_gaps(self) -> None:
        values = pd.Series(np.sin(np.arange(366) / 9.0), index=year_curve.REFERENCE)
        values.iloc[101] = 7.0
        values.iloc[202] = np.nan
        kept = year_plot.thinned(values)
        assert kept.max() == 7.0
        assert kept.isna().any()
        assert kept.index[0] == values.index[0]
        assert len(kept) < len(values) / 2
