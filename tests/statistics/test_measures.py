"""Normals, anomalies, seasons, ranks and associations against closed forms."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from indicators import observations
from indicators.statistics import anomaly, association, at_date, climatology, rank, yearly
from indicators.statistics import season as seasons
from indicators.statistics.season import ICE, YEAR, Season
from tests.statistics import by_hand
from tests.statistics.made import every_day, held, published, yearly_points

# -- baselines and normals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["1991-2020", "1991:2020", "1991–2020"])
def test_a_period_is_two_years(text: str) -> None:
    assert climatology.period(text) == (1991, 2020)


@pytest.mark.parametrize("text", ["1991", "2020-1991", "91-20", "1991-2020-2030", ""])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write two years as 1991-2020"):
        climatology.period(text)


def test_a_normal_needs_80_percent_of_its_baseline() -> None:
    assert climatology.covered(range(1997, 2021), (1991, 2020))  # 24 of 30
    assert not climatology.covered(range(1998, 2021), (1991, 2020))
    assert climatology.normal_period(range(1998, 2021), (1991, 2020)) == (1998, 2019)
    assert climatology.normal_period(range(2011, 2021), (1991, 2020)) is None
    assert climatology.covered(range(2001, 2011), (2001, 2010))


def test_no_normal_is_of_fewer_than_ten_years_or_of_scattered_ones() -> None:
    long = range(1981, 2021)
    assert climatology.normal_period(long, (2014, 2016)) == (1981, 2019)
    assert climatology.normal_period(long, (2001, 2010)) == (2001, 2010)
    scattered = [1961, 1963, 1968, 1969, 1975, 1980, 1981, 1982, 1989, 1999, 2000]
    assert climatology.normal_period(scattered, (1991, 2020)) is None
    assert climatology.normal_period([*range(1990, 1998), *range(2000, 2003)], (1991, 2020)) == (1990, 2001)  # 10 of 12


@settings(max_examples=50)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40), st.integers(0, 5))
def test_a_row_agrees_with_plain_python(values: list[float], holes: int) -> None:
    row = np.array([[*values, *([np.nan] * holes)]])
    made = climatology.rows(row).iloc[0]
    assert made["n"] == len(values)
    for percent in climatology.PERCENTILES:
        assert made[f"p{percent}"] == pytest.approx(by_hand.percentile(values, percent), abs=1e-6)
    assert made["mean"] == pytest.approx(math.fsum(values) / len(values), abs=1e-6)
    if len(values) > 1:
        assert made["sd"] == pytest.approx(by_hand.sd(values), abs=1e-4)
    else:
        assert math.isnan(made["sd"])


def test_the_normal_of_29_february_is_the_mean_of_its_neighbours() -> None:
    frame = every_day(1991, 2020, lambda day: 100.0 if (day.month, day.day) == (2, 29) else float(day.day))
    made = climatology.along(seasons.days(frame, YEAR), YEAR.reference, "season", range(1991, 2021))
    assert made.loc["2000-02-29", "p50"] == made.loc["2000-02-29", "mean"] == (28 + 1) / 2
    assert made.loc["2000-02-29", "n"] == 8
    assert (made.drop(seasons.LEAP_DAY)["n"] == 30).all()


# -- a date ------------------------------------------------------------------------------------------------------


def test_a_day_is_compared_with_the_same_day_of_other_years() -> None:
    series = held(every_day(1991, 2022, lambda day: float(day.year)))
    found = at_date.of(series, pd.Timestamp("2022-03-01"), (1991, 2020), YEAR, yearly.of(series))
    assert (found.value, found.normal.kind, found.normal.period) == (2022, "day", (1991, 2020))
    assert found.normal.of is not None
    assert (found.normal.of["n"], found.normal.of["mean"]) == (30, 2005.5)
    assert found.normal.of["sd"] == pytest.approx(by_hand.sd(list(range(1991, 2021))))
    assert found.rank == rank.Rank(32, 32, 32)


def test_29_february_is_compared_with_28_february_and_1_march() -> None:
    series = held(every_day(1991, 2024, lambda day: 100.0 if (day.month, day.day) == (2, 29) else float(day.day)))
    found = at_date.of(series, pd.Timestamp("2024-02-29"), (1991, 2020), YEAR, yearly.of(series))
    assert found.normal.of is not None
    assert (found.value, found.normal.of["mean"], found.normal.of["n"]) == (100, 14.5, 30)


def test_days_of_an_ice_season_belong_to_its_january() -> None:
    """30 November 1990 lies in the season of 1991."""
    frame = every_day(1990, 2021, lambda day: float(day.year))
    series = held(frame, indicator="sea_ice_extent", source="masie")
    found = at_date.of(series, pd.Timestamp("2021-11-30"), (1991, 2020), ICE, yearly.of(series))
    assert found.normal.of is not None and found.normal.of["mean"] == 2004.5
    august = at_date.of(series, pd.Timestamp("2021-08-15"), (1991, 2020), ICE, yearly.of(series))
    assert august.normal.of is not None and august.normal.of["mean"] == 2005.5


def test_a_month_is_compared_with_the_same_month() -> None:
    starts = pd.date_range("1991-01-01", "2021-12-31", freq="MS")
    frame = observations.build(
        starts, starts.year.astype(float), time_end=starts + pd.offsets.MonthEnd(0), citation="x"
    )
    series = held(frame, frequency="month", statistic="monthly mean")
    found = at_date.of(series, pd.Timestamp("2021-03-15"), (1991, 2020), YEAR, yearly.of(series))
    assert (found.start, found.end, found.value) == (pd.Timestamp("2021-03-01"), pd.Timestamp("2021-03-31"), 2021)
    assert found.normal.of is not None and (found.normal.of["n"], found.normal.of["mean"]) == (30, 2005.5)


def test_a_yearly_value_is_compared_with_other_years_of_its_method() -> None:
    values = {year: float(year) for year in range(1991, 2023)}
    series = published(yearly_points(values))
    found = at_date.of(series, pd.Timestamp("2022-06-30"), (1991, 2020), YEAR, yearly.of(series))
    assert (found.value, found.normal.kind) == (2022, "year")
    assert found.normal.of is not None and found.normal.of["mean"] == 2005.5
    mixed = published(yearly_points(values, citation=["a", "b"] * 16))
    found = at_date.of(mixed, pd.Timestamp("2022-06-30"), (1991, 2020), YEAR, yearly.of(mixed))
    assert (found.normal.of, found.normal.why) == (None, "methods")


def test_a_day_without_a_value_has_a_normal_and_no_rank() -> None:
    frame = every_day(1991, 2021, lambda day: 1.0)
    series = held(frame[frame["time_start"] != pd.Timestamp("2021-05-05")])
    found = at_date.of(series, pd.Timestamp("2021-05-05"), (1991, 2020), YEAR, yearly.of(series))
    assert math.isnan(found.value) and found.rank is None and found.normal.of is not None


# -- anomalies ---------------------------------------------------------------------------------------------------


def test_an_anomaly_in_three_ways() -> None:
    found = anomaly.of(80, 100, 10)
    assert found is not None
    assert (found.absolute, found.percent, found.standardised) == (-20, -20, -2)


def test_a_percentage_needs_a_zero_and_a_standard_deviation_a_spread() -> None:
    for unit in ("°C", "pH", "class", "index 0–100", "day of season (1 = 1 Nov)"):
        found = anomaly.of(12, 10, 2, unit=unit)
        assert found is not None and found.percent is None and found.standardised == 1
    flat, at_zero = anomaly.of(5, 4, 0), anomaly.of(5, 0, 1)
    assert flat is not None and flat.standardised is None
    assert at_zero is not None and at_zero.percent is None
    assert anomaly.of(math.nan, 1, 1) is None
    assert anomaly.of(1, math.nan, 1) is None


# -- seasons -----------------------------------------------------------------------------------------------------


def test_a_season_is_written_as_two_months() -> None:
    assert Season.parse("nov-jul") == ICE
    assert Season.parse("Jan-Dec") == YEAR
    assert str(Season.parse("dec-feb")) == "dec-feb"
    assert Season.parse("dec-feb").months == (12, 1, 2)
    for text in ("winter", "nov", "nov-xyz", "11-7"):
        with pytest.raises(ValueError, match="write two months as nov-jul"):
            Season.parse(text)


@pytest.mark.parametrize(("season", "length"), [(ICE, 274), (YEAR, 366), (Season(12, 2), 91), (Season(3, 3), 31)])
def test_the_reference_season_has_a_leap_day(season: Season, length: int) -> None:
    assert len(season.reference) == length
    assert (seasons.LEAP_DAY in season.reference) == (2 in season.months)


@settings(max_examples=50)
@given(st.dates(dt.date(1970, 1, 1), dt.date(2040, 12, 31)), st.integers(1, 12), st.integers(1, 12))
def test_every_day_inside_falls_into_the_season_of_its_name(day: dt.date, first: int, last: int) -> None:
    season = Season(first, last)
    one = pd.Series([pd.Timestamp(day)])
    if not season.holds(one)[0]:
        assert day.month not in season.months
        return
    name = int(season.named(one)[0])
    assert pd.Timestamp(day) in season.of(name)
    axis = pd.Timestamp(season.axis(one)[0])
    assert (axis.month, axis.day) == (day.month, day.day) and axis in season.reference


def test_measures_of_a_season() -> None:
    """A season that rises from 0 to 150 and falls again, a day a step."""
    frame = every_day(2001, 2003, lambda day: max(0.0, 150.0 - abs((day - dt.date(day.year, 3, 1)).days)))
    table = seasons.days(frame, Season(1, 6))
    made = seasons.measures(table, Season(1, 6), threshold=140)
    row = made.loc[2002]
    assert (row["minimum"], row["days"], row["coverage"]) == (29, 181, 1.0)
    assert (row["first_above"], row["last_above"]) == (pd.Timestamp("2002-02-19"), pd.Timestamp("2002-03-11"))
    assert row["mean"] == pytest.approx(sum(150 - abs(step) for step in range(-59, 122)) / 181)
    never = seasons.measures(table, Season(1, 6), threshold=151).loc[2002]
    assert pd.isna(never["first_above"]) and pd.isna(never["last_above"])


# -- ranks -------------------------------------------------------------------------------------------------------


def test_ranks_with_ties() -> None:
    assert rank.of(2, [3, 1, 2, 5]) == rank.Rank(2, 2, 4)
    tied = rank.of(2, [3, 2, 1, 2, float("nan")])
    assert (tied.first, tied.last, tied.of, tied.tied, tied.from_highest) == (2, 3, 4, True, (2, 3))
    assert rank.of(9, [1, 5, 9]).nearer == ("highest", 1, 1)
    assert rank.of(5, [1, 5, 9]).nearer == ("lowest", 2, 2)
    with pytest.raises(ValueError, match="not among"):
        rank.of(4, [1, 2])


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.data())
def test_ranks_from_both_ends_mirror_each_other(values: list[int], data: st.DataObject) -> None:
    value = data.draw(st.sampled_from(values))
    up, down = rank.of(value, values), rank.of(-value, [-one for one in values])
    assert up.from_highest == (down.first, down.last)
    assert up.last - up.first + 1 == values.count(value)
    assert sorted(values)[up.first - 1] == value


# -- associations ------------------------------------------------------------------------------------------------


def test_an_association_pairs_years_and_counts_them() -> None:
    rng = np.random.default_rng(3)
    x = dict(zip(range(1980, 2010), rng.normal(size=30), strict=True))
    later = {year + 2: value * 3 + 1 for year, value in x.items() if year not in (1990, 1995)}
    found = association.of(list(x), list(x.values()), list(later), list(later.values()), lag=2)
    assert found is not None
    assert (found.n, found.lag, found.first, found.last) == (28, 2, 1980, 2009)
    assert (found.pearson, found.spearman) == (pytest.approx(1), pytest.approx(1))
    assert association.of(list(x), list(x.values()), range(2050, 2060), range(10)) is None
    assert association.of(range(10), [1] * 10, range(10), range(10)) is None


def test_independent_pairs_agree_with_scipy() -> None:
    rng = np.random.default_rng(2)
    found = None
    while found is None or found.n_effective < 40:  # until neither is autocorrelated in the same sense
        x, y = rng.normal(size=40), rng.normal(size=40)
        found = association.of(range(40), x, range(40), y)
    pearson, spearman = stats.pearsonr(x, y), stats.spearmanr(x, y)
    assert (found.pearson, found.pearson_p) == (pytest.approx(pearson.statistic), pytest.approx(pearson.pvalue))
    assert (found.spearman, found.spearman_p) == (pytest.approx(spearman.statistic), pytest.approx(spearman.pvalue))


def test_two_trends_alone_are_few_independent_pairs_and_nothing_without_their_lines() -> None:
    rng = np.random.default_rng(1)
    years = np.arange(40)
    x, y = years + rng.normal(size=40), 2 * years + rng.normal(size=40)
    with_lines = association.of(years, x, years, y)
    without = association.of(years, x, years, y, detrend=True)
    assert with_lines is not None and without is not None
    assert with_lines.pearson > 0.98 and with_lines.n_effective < 5
    assert abs(without.pearson) < 0.4 and without.detrended
    left = stats.pearsonr(
        x - np.polyval(np.polyfit(years, x, 1), years), y - np.polyval(np.polyfit(years, y, 1), years)
    )
    assert without.pearson == pytest.approx(left.statistic)
    free = without.n_effective - 3  # two of a correlation, and the line
    t_value = abs(without.pearson) * math.sqrt(free / (1 - without.pearson**2))
    assert without.pearson_p == pytest.approx(2 * stats.t.sf(t_value, free))
