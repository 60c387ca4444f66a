"""The ice season against closed forms, and against the provider's numbers reached by another path."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import observations
from indicators.sea_ice import season
from indicators.series import Reading

Days = Mapping[dt.date, float]
OKHOTSK = "sea_ice_extent.sea_of_okhotsk"


def frame(values: Days, flag: str = "good") -> pd.DataFrame:
    return observations.build(list(values), list(values.values()), citation="x", flag=flag)


def every_day(first: int, last: int, value: Callable[[dt.date], float]) -> pd.DataFrame:
    """Days of the seasons `first` … `last`, complete."""
    stamps = pd.date_range(f"{first - 1}-11-01", f"{last}-07-31")
    return season.daily(frame({stamp.date(): value(stamp.date()) for stamp in stamps}))


def season_of(day: dt.date) -> int:
    return day.year + (day.month >= 11)


# -- the season --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "named"),
    [("1997-11-01", 1998), ("1997-12-31", 1998), ("1998-01-01", 1998), ("1998-07-31", 1998), ("1998-11-01", 1999)],
)
def test_a_season_is_named_by_its_january(day: str, named: int) -> None:
    days = season.daily(frame({dt.date.fromisoformat(day): 1.0}))
    assert days["season"].tolist() == [named]


@pytest.mark.parametrize("day", ["1998-08-01", "1998-09-15", "1998-10-31"])
def test_august_to_october_belongs_to_no_season(day: str) -> None:
    assert season.daily(frame({dt.date.fromisoformat(day): 1.0})).empty


@settings(max_examples=50)
@given(st.dictionaries(st.dates(dt.date(1978, 1, 1), dt.date(2030, 12, 31)), st.floats(0, 2e6), max_size=40))
def test_a_day_keeps_its_value_and_its_place_in_the_year(values: Days) -> None:
    days = season.daily(frame(values))
    expected = {day: value for day, value in values.items() if day.month not in (8, 9, 10)}
    assert dict(zip(days["date"].dt.date, days["value"], strict=True)) == expected
    assert (days["axis"].dt.strftime("%m%d") == days["date"].dt.strftime("%m%d")).all()
    assert days["axis"].isin(season.REFERENCE).all()


def test_a_mean_of_days_belongs_to_the_day_that_ends_it() -> None:
    five = observations.build(["1998-10-30"], [1.0], time_end=["1998-11-03"], citation="x")
    assert season.daily(five)["date"].tolist() == [pd.Timestamp("1998-11-03")]


def test_suspect_values_and_gaps_are_left_out() -> None:
    values = {dt.date(1998, 1, 1): 1.0}
    assert season.daily(frame(values, flag="suspect")).empty
    assert season.daily(frame({dt.date(1998, 1, 1): float("nan")})).empty
    assert len(season.daily(frame(values, flag="provisional"))) == 1


# -- the leap day ------------------------------------------------------------------------------------------------


def test_a_leap_year_has_29_february_and_a_common_year_has_no_gap_there() -> None:
    days = every_day(2019, 2020, lambda day: float(day.toordinal()))
    leap, common = season.on_axis(days, 2020), season.on_axis(days, 2019)
    assert (len(leap), len(common)) == (274, 273)
    assert leap[season.LEAP_DAY] == dt.date(2020, 2, 29).toordinal()
    assert season.LEAP_DAY not in common.index
    assert leap.notna().all()
    assert common.notna().all()


def test_the_normal_of_29_february_is_the_mean_of_its_neighbours() -> None:
    """Leap years alone would put a step there: here they are 100 times larger."""
    days = every_day(1991, 2020, lambda day: 100.0 if season_of(day) % 4 == 0 else 1.0)
    normal = season.climatology(days, (1991, 2020))
    around = normal.loc[["2000-02-28", "2000-03-01"]].mean()
    for percentile in season.PERCENTILES:
        assert normal.loc[season.LEAP_DAY, f"p{percentile}"] == around[f"p{percentile}"]
    assert normal.loc[season.LEAP_DAY, "p50"] == 1.0


# -- percentiles, normals, maxima --------------------------------------------------------------------------------


def test_percentiles_are_those_of_the_seasons() -> None:
    """Season s has the value s all along: over 1991 … 2020 the p-th percentile is 1991 + 29 p / 100."""
    normal = season.climatology(every_day(1985, 2025, lambda day: float(season_of(day))), (1991, 2020))
    assert (normal["n"].drop(season.LEAP_DAY) == 30).all()
    assert normal.loc[season.LEAP_DAY, "n"] == 8
    for percentile in season.PERCENTILES:
        np.testing.assert_allclose(normal[f"p{percentile}"], 1991 + 29 * percentile / 100)


def test_a_day_that_no_season_holds_has_no_normal() -> None:
    days = every_day(1991, 2020, lambda day: 1.0)
    normal = season.climatology(days[days["axis"] != pd.Timestamp("2000-01-15")], (1991, 2020))
    assert normal.loc["2000-01-15", "n"] == 0
    assert np.isnan(normal.loc["2000-01-15", "p50"])
    assert normal.drop(pd.Timestamp("2000-01-15"))["p50"].eq(1).all()


def test_a_gap_in_some_seasons_leaves_the_others() -> None:
    days = every_day(1991, 2020, lambda day: float(season_of(day)))
    hole = (days["axis"] == pd.Timestamp("2000-01-15")) & (days["season"] > 2000)
    normal = season.climatology(days[~hole], (1991, 2020))
    assert (normal.loc["2000-01-15", "n"], normal.loc["2000-01-15", "p50"]) == (10, 1995.5)


@pytest.mark.parametrize(
    ("held", "baseline", "period"),
    [
        ((1979, 2026), "1991-2020", (1991, 2020)),
        ((1979, 2026), "1981-2010", (1981, 2010)),
        ((1997, 2026), "1991-2020", (1991, 2020)),  # 24 of 30 seasons: 80 %
        ((1998, 2026), "1991-2020", (1998, 2025)),  # 23 of 30: not that normal, but its own
        ((2006, 2026), "1991-2020", (2006, 2025)),
        ((2006, 2026), "1981-2010", (2006, 2025)),
        ((2016, 2026), "1991-2020", (2016, 2025)),  # ten seasons before the last
        ((2017, 2026), "1991-2020", None),
        ((2026, 2026), "1991-2020", None),
    ],
)
def test_a_normal_is_only_called_so_when_its_seasons_are_held(
    held: tuple[int, int], baseline: str, period: tuple[int, int] | None
) -> None:
    days = every_day(*held, lambda day: 1.0)
    assert season.normal_period(days, baseline) == period


def test_a_season_with_gaps_at_its_peak_does_not_count() -> None:
    days = every_day(1991, 2021, lambda day: 1.0)
    without_peaks = days[~(days["season"].between(1991, 1997) & days["date"].dt.month.isin([2, 3]))]
    assert season.normal_period(without_peaks, "1991-2020") == (1998, 2020)


def test_the_maximum_has_its_first_day_and_the_share_of_its_peak() -> None:
    peak = dt.date(2003, 3, 4)
    days = every_day(2003, 2003, lambda day: 10.0 - min(abs((day - peak).days), 9))
    (row,) = season.maxima(days).to_dict("records")
    assert (row["season"], row["value"], row["date"], row["peak_share"]) == (2003, 10.0, pd.Timestamp(peak), 1.0)
    assert row["complete"]
    half = days[days["date"].dt.month.isin([1, 2])]
    (row,) = season.maxima(half).to_dict("records")
    assert row["peak_share"] == pytest.approx(59 / 120)
    assert not row["complete"]


def test_the_rank_counts_complete_seasons_only() -> None:
    table = pd.DataFrame({"season": [1, 2, 3, 4], "value": [5.0, 1.0, 3.0, 0.0], "complete": [True, True, True, False]})
    assert season.rank_from_lowest(table, 2) == (1, 3)
    assert season.rank_from_lowest(table, 3) == (2, 3)
    assert season.rank_from_lowest(table, 1) == (3, 3)


# -- real files --------------------------------------------------------------------------------------------------

GOLDEN = {
    "masie": {
        2006: (897_972.14, "03-09"),
        2015: (779_261.35, "03-03"),
        2024: (1_283_734.57, "02-26"),
        2026: (819_758.84, "02-21"),
    },
    "sea_ice_index": {
        1979: (1_606_700, "03-18"),
        1984: (951_328, "02-26"),
        2001: (1_617_005, "03-05"),
        2015: (753_771, "03-01"),
        2024: (1_281_884, "03-13"),
        2026: (811_139, "02-22"),
    },
}


def maxima_by_hand(days: Days) -> dict[int, tuple[float, dt.date]]:
    """Season maximum and its date, without this project's code."""
    found: dict[int, tuple[float, dt.date]] = {}
    for day, extent in sorted(days.items()):
        if day.month in (8, 9, 10):
            continue
        year = day.year + 1 if day.month > 10 else day.year
        if year not in found or extent > found[year][0]:
            found[year] = (extent, day)
    return found


def maxima(reading: Reading) -> pd.DataFrame:
    (parsed,) = (one for one in reading.series if one.declaration.id.startswith(f"{OKHOTSK}."))
    return season.maxima(season.daily(parsed.observations))


@pytest.mark.parametrize("product", GOLDEN)
def test_season_maxima_of_the_real_files(product: str, request: pytest.FixtureRequest) -> None:
    by_hand = maxima_by_hand(request.getfixturevalue(f"{product}_by_hand"))
    table = maxima(request.getfixturevalue(product))
    ours = {row.season: (row.value, row.date.date()) for row in table.itertuples()}
    assert ours == by_hand
    digits = 2 if product == "masie" else 0
    for year, (extent, day) in GOLDEN[product].items():
        assert (round(ours[year][0], digits), f"{ours[year][1]:%m-%d}") == (extent, day)


def test_the_normal_of_the_season_maximum(sea_ice_index: Reading, sea_ice_index_by_hand: Days) -> None:
    """1991–2020: mean 1,169,361 km², standard deviation 156,828 km² (n − 1)."""
    by_hand = [value for year, (value, _) in maxima_by_hand(sea_ice_index_by_hand).items() if 1991 <= year <= 2020]
    table = maxima(sea_ice_index)
    ours = table.loc[table["season"].between(1991, 2020) & table["complete"], "value"]
    assert len(by_hand) == len(ours) == 30
    assert round(statistics.mean(by_hand)) == round(ours.mean()) == 1_169_361
    assert round(statistics.stdev(by_hand)) == round(ours.std()) == 156_828


def test_masie_has_no_normal_of_1991_to_2020(masie: Reading) -> None:
    (parsed,) = (one for one in masie.series if one.declaration.id.startswith(f"{OKHOTSK}."))
    period = season.normal_period(season.daily(parsed.observations), "1991-2020")
    assert period == (2006, 2025)


def test_the_season_of_1988_keeps_its_gap(sea_ice_index: Reading) -> None:
    (parsed,) = (one for one in sea_ice_index.series if one.declaration.id.startswith(f"{OKHOTSK}."))
    days = season.daily(parsed.observations)
    assert (days["season"] == 1988).sum() == 235
    assert season.on_axis(days, 1988).loc["1999-12-06":"2000-01-13"].isna().all()  # type: ignore[misc]
