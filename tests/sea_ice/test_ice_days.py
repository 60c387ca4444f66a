"""The ice season against closed forms, against gaps made on purpose, and against a plain count of the real days."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import observations, refresh
from indicators.__main__ import main
from indicators.catalog import catalog
from indicators.errors import FormatError
from indicators.sea_ice import ice_days
from indicators.sea_ice.ice_days import Season
from indicators.series import Payload, Reading
from indicators.store import Cache
from tests import provider_files

Days = Mapping[dt.date, float]
AREA = 1000.0  # km²: the threshold is 150
ICE, OPEN = 150.0, 149.999
NAMES = ("ice_season_days", "ice_days", "ice_season_first_day", "ice_season_last_day")


def day_of(text: str) -> int:
    """Day of the season of a date, counted by the calendar."""
    date = dt.date.fromisoformat(text)
    return (date - dt.date(date.year - (date.month < 11), 11, 1)).days + 1


def extent(
    season: int, *ice: tuple[str, str], without: tuple[tuple[str, str], ...] = (), flag: str = "good"
) -> pd.DataFrame:
    """Daily extents from August to July: at the threshold within the given periods, just below it elsewhere."""
    stamps = pd.date_range(f"{season - 1}-08-01", f"{season}-07-31")
    values = pd.Series(OPEN, stamps)
    for first, last in ice:
        values[first:last] = ICE
    for first, last in without:
        values = values.drop(values[first:last].index)
    return observations.build(values.index, values.to_numpy(), citation="x", flag=flag)


def only(frame: pd.DataFrame) -> Season:
    (season,) = ice_days.seasons(frame, AREA * ice_days.SHARE)
    return season


# -- closed forms ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("season", "length"), [(2019, 121), (2020, 122)])
def test_the_length_counts_both_ends_and_the_leap_day(season: int, length: int) -> None:
    found = only(extent(season, (f"{season - 1}-12-11", f"{season}-04-10")))
    assert found.first == (41, 41)
    assert found.last == (day_of(f"{season}-04-10"),) * 2
    assert found.length == found.days == (length, length)
    assert ice_days.date_of(season, found.last[0]) == pd.Timestamp(season, 4, 10)


def test_a_dip_below_the_threshold_shortens_the_ice_days_but_not_the_season() -> None:
    found = only(extent(2019, ("2018-12-11", "2019-01-10"), ("2019-01-21", "2019-04-10")))
    assert (found.length, found.days) == ((121, 121), (111, 111))


def test_a_season_of_one_day_is_one_day_long() -> None:
    found = only(extent(2019, ("2019-02-03", "2019-02-03")))
    assert (found.first, found.last, found.length) == ((95, 95), (95, 95), (1, 1))


def test_a_season_that_never_reaches_the_threshold_has_no_days_and_no_dates() -> None:
    inputs = {"extent": extent(2019)}
    assert ice_days.season_length(inputs, area_km2=AREA)["value"].tolist() == [0]
    assert ice_days.ice_days(inputs, area_km2=AREA)["value"].tolist() == [0]
    assert ice_days.first_day(inputs, area_km2=AREA).empty
    assert ice_days.last_day(inputs, area_km2=AREA).empty


def test_the_threshold_is_the_stated_share_of_the_sea() -> None:
    inputs = {"extent": extent(2019, ("2018-12-11", "2019-04-10"))}
    for share, days in ((0.15, 121), (0.15001, 0), (0.14, 273)):
        made = ice_days.ice_days(inputs, area_km2=AREA, share=share)
        assert made["value"].tolist() == [days]
        assert f"{share * 100:g} % of 1,000 km²" in made["note"].iloc[0]
    with pytest.raises(FormatError, match="no threshold"):
        ice_days.ice_days(inputs, area_km2=0)


def test_ice_of_august_to_october_belongs_to_no_season() -> None:
    assert only(extent(2019, ("2018-08-01", "2018-10-31"))).days == (0, 0)


# -- gaps --------------------------------------------------------------------------------------------------------

WINTER = ("2018-12-11", "2019-04-10")


def rows(frame: pd.DataFrame) -> dict[str, tuple[float, float, float, str]]:
    """Value, lower, upper and interval of the one season, by indicator."""
    made = {
        name: function({"extent": frame}, area_km2=AREA)
        for name, function in zip(
            NAMES, (ice_days.season_length, ice_days.ice_days, ice_days.first_day, ice_days.last_day), strict=True
        )
    }
    for name, one in made.items():
        observations.check(one, name)
    columns = ["value", "lower", "upper", "interval"]
    return {name: tuple(one[columns].fillna(-1).iloc[0]) for name, one in made.items() if len(one)}


def test_a_week_without_data_amid_the_ice_changes_nothing() -> None:
    whole, gap = rows(extent(2019, WINTER)), rows(extent(2019, WINTER, without=(("2019-02-01", "2019-02-07"),)))
    assert gap == whole


def test_eight_days_without_data_amid_the_ice_leave_a_bound_of_the_ice_days_only() -> None:
    found = rows(extent(2019, WINTER, without=(("2019-02-01", "2019-02-08"),)))
    assert found["ice_days"] == (-1, 113, -1, "lower bound")
    assert found["ice_season_days"] == (121, -1, -1, "")


def test_a_few_days_without_data_at_the_crossing_give_a_range() -> None:
    found = rows(extent(2019, WINTER, without=(("2018-12-09", "2018-12-13"),)))
    assert found["ice_season_first_day"] == (44, 39, 44, "range")
    assert found["ice_season_last_day"] == (161, -1, -1, "")
    assert found["ice_season_days"] == (118, 118, 123, "range")
    assert found["ice_days"] == (118, 118, 123, "range")


def test_a_long_gap_at_a_crossing_gives_a_bound_and_names_the_gap() -> None:
    early = extent(2019, WINTER, without=(("2018-12-01", "2018-12-20"),))
    found = rows(early)
    assert found["ice_season_first_day"] == (-1, -1, 51, "upper bound")
    assert found["ice_season_days"] == (-1, 111, -1, "lower bound")
    note = ice_days.first_day({"extent": early}, area_km2=AREA)["note"].iloc[0]
    assert "2018-12-01 to 2018-12-20" in note
    late = rows(extent(2019, WINTER, without=(("2019-04-01", "2019-04-20"),)))
    assert late["ice_season_last_day"] == (-1, 151, -1, "lower bound")


def test_a_season_with_less_than_half_of_its_days_says_nothing() -> None:
    sparse = extent(2019, WINTER, without=(("2018-11-01", "2019-03-20"),))
    assert ice_days.seasons(sparse, AREA * 0.15) == []
    one = observations.build(["2015-02-01"], [900.0], citation="x")
    assert ice_days.seasons(one, AREA * 0.15) == []


def test_nothing_is_said_of_a_season_that_may_have_had_ice_in_its_gap() -> None:
    assert ice_days.seasons(extent(2019, without=(("2019-02-01", "2019-02-20"),)), AREA * 0.15) == []


def test_a_running_season_has_a_first_day_and_bounds() -> None:
    found = rows(extent(2019, WINTER, without=(("2019-03-01", "2019-07-31"),)))
    assert found["ice_season_first_day"] == (41, -1, -1, "")
    assert found["ice_season_last_day"] == (-1, 120, -1, "lower bound")
    assert found["ice_days"] == (-1, 80, -1, "lower bound")
    made = ice_days.ice_days({"extent": extent(2019, WINTER, without=(("2019-03-01", "2019-07-31"),))}, area_km2=AREA)
    assert made["flag"].tolist() == ["provisional"]
    assert made["time_end"].tolist() == [pd.Timestamp("2019-02-28")]
    assert "may still go on" in made["note"].iloc[0]


@pytest.mark.parametrize(("newest", "over"), [("2019-05-09", False), ("2019-05-10", True)])
def test_a_season_is_over_after_thirty_days_below_the_threshold_in_spring(newest: str, over: bool) -> None:
    """The last day with ice is 10 April."""
    after = dt.date.fromisoformat(newest) + dt.timedelta(days=1)
    found = only(extent(2019, WINTER, without=((f"{after}", "2019-07-31"),)))
    assert found.running is not over
    assert (found.last == (161, 161)) is over


def test_a_dip_of_thirty_days_in_autumn_does_not_end_a_season() -> None:
    found = only(extent(2019, ("2018-11-01", "2018-11-01"), without=(("2019-01-15", "2019-07-31"),)))
    assert found.running
    assert found.days[0] == 1 and found.days[1] > 100


def test_a_doubtful_value_is_a_missing_one() -> None:
    """The last day with ice is 10 April; doubtful from 8 to 20 April: it lies from 7 to 20 April."""
    frame = extent(2019, WINTER)
    frame.loc[frame["time_end"].between("2019-04-08", "2019-04-20"), "flag"] = "suspect"
    assert only(frame).last == (158, 171)


def test_doubtful_days_after_the_season_do_not_open_it_again() -> None:
    """As in the Julys since the change of sensor: doubtful days with certain ones after them."""
    frame = extent(2019, WINTER)
    frame.loc[frame["time_end"].between("2019-07-01", "2019-07-20"), "flag"] = "suspect"
    found = only(frame)
    assert (found.last, found.days, found.running) == ((161, 161), (121, 121), False)


def test_ice_after_a_long_dip_in_spring_still_counts() -> None:
    found = only(extent(2019, WINTER, ("2019-06-01", "2019-06-02"), without=(("2019-05-20", "2019-05-30"),)))
    assert found.last == (day_of("2019-06-02"),) * 2
    assert found.days == (123, 134)


@settings(max_examples=60)
@given(st.lists(st.integers(8, 40), min_size=1, max_size=5), st.sets(st.integers(0, 272), max_size=120), st.booleans())
def test_the_truth_always_lies_between_the_two_ends(runs: list[int], missing: set[int], begins_with_ice: bool) -> None:
    """Ice and open water in turns of more than a week until March, then open water; days removed at will."""
    stamps = pd.date_range("2018-11-01", "2019-07-31")
    ice = np.zeros(len(stamps), dtype=bool)
    start = 0
    for number, length in enumerate(runs):
        ice[start : min(start + length, 150)] = (number % 2 == 0) is begins_with_ice
        start += length
    kept = np.array([day not in missing for day in range(len(stamps))])
    frame = observations.build(stamps[kept], np.where(ice, ICE, OPEN)[kept], citation="x")
    at = np.flatnonzero(ice) + 1
    for found in ice_days.seasons(frame, AREA * 0.15):
        assert min(found.days) <= len(at) <= max(found.days)
        if found.first is not None and found.last is not None:
            assert min(found.first) <= at[0] <= max(found.first)
            assert min(found.last) <= at[-1] <= max(found.last)
            assert min(found.length) <= at[-1] - at[0] + 1 <= max(found.length)


# -- the real record ---------------------------------------------------------------------------------------------


def counted(days: Days, season: int, threshold: float) -> tuple[int, int, int] | None:
    """First and last day of the season and number of days at or above a threshold; None where a day is absent."""
    date, number, at = dt.date(season - 1, 11, 1), 1, []
    while date <= dt.date(season, 7, 31):
        if date not in days:
            return None
        if days[date] >= threshold:
            at.append(number)
        date, number = date + dt.timedelta(days=1), number + 1
    return at[0], at[-1], len(at)


def test_the_sea_of_okhotsk_agrees_with_a_count_by_hand(sea_ice_index: Reading, sea_ice_index_by_hand: Days) -> None:
    by_id = {one.declaration.id: one.observations for one in sea_ice_index.series}
    frame = by_id["sea_ice_extent.sea_of_okhotsk.sea_ice_index"]
    found = {one.year: one for one in ice_days.seasons(frame, 331_164)}
    compared = 0
    for year, one in found.items():
        hand = counted(sea_ice_index_by_hand, year, 331_164)
        if hand:
            assert (one.first, one.last, one.days) == tuple((number, number) for number in hand), year
            assert one.length == (hand[1] - hand[0] + 1,) * 2
            compared += 1
    assert compared == 46  # all but 1988 (39 days missing) and 2026 (to 27 June)
    assert sorted(found) == list(range(1979, 2027))
    # Around the gap of 1987-12-06 to 1988-01-13: below the threshold before it, above it after.
    assert sea_ice_index_by_hand[dt.date(1987, 12, 5)] < 331_164 <= sea_ice_index_by_hand[dt.date(1988, 1, 14)]
    assert found[1988].first == (day_of("1988-01-14"), day_of("1987-12-06"))


def test_loading_a_workbook_makes_the_season_series(
    cache: Cache, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two seasons by closed form, through the command line: 100 and 60 days of ice."""
    stamps = pd.date_range("2000-10-01", "2002-07-31")
    values = pd.Series(1000.0, stamps)
    values["2001-01-01":"2001-04-10"] = values["2002-02-01":"2002-04-01"] = 400_000.0
    days = {stamp.date(): float(value) for stamp, value in values.items()}
    file = tmp_path / "N_Sea_Ice_Index_Regional_Daily_Data_G02135_v4.0.xlsx"
    file.write_bytes(provider_files.sea_ice_index(provider_files.daily_sheet([2000, 2001, 2002], days)))
    assert main(["--cache", str(cache.root), "load", "sea_ice_index", str(file)]) == 0
    held = {name: cache.read(f"{name}.sea_of_okhotsk.derived") for name in NAMES}
    assert held["ice_season_days"].observations["value"].tolist() == [100, 60]
    assert held["ice_season_first_day"].observations["value"].tolist() == [62, 93]
    meta = held["ice_days"].meta
    assert meta.derived_from == "sea_ice_extent.sea_of_okhotsk.sea_ice_index"
    assert (meta.unit, meta.frequency, meta.redistribute) == ("days", "season", "derived")
    assert "10.7265/a98x-0f50" in meta.citation_text
    capsys.readouterr()
    assert main(["--cache", str(cache.root), "show", "ice_days.sea_of_okhotsk.derived", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    shown = told["observations"] if isinstance(told, dict) else told
    assert [row["value"] for row in shown] == [100, 60]


def test_every_declared_ice_season_states_its_threshold_and_daily_input() -> None:
    found = [one for one in catalog().declarations("derived") if one.indicator in NAMES]
    polygons = [name for name, region in catalog().regions.items() if region.polygon]
    assert {one.place for one in found} == {"sea_of_okhotsk", "bering_sea", *polygons}
    assert len(found) == 4 * (2 + len(polygons))
    for one in found:
        assert one.place_key["inputs"]["extent"].startswith(f"sea_ice_extent.{one.place}.")
        assert one.place_key["share"] == 0.15
        assert one.group.frequency == "season"
        assert "15 %" in one.group.method


def test_a_broken_workbook_leaves_the_season_series_as_they_are(cache: Cache) -> None:
    good = provider_files.sea_ice_index(provider_files.daily_sheet([2001], {dt.date(2001, 1, 1): 400_000.0}))
    payload = Payload(good, "a.xlsx", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    refresh.take(cache.live, catalog(), "sea_ice_index", payload)
    with pytest.raises(FormatError):
        broken = Payload(b"PK broken", "a.xlsx", dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
        refresh.take(cache.live, catalog(), "sea_ice_index", broken)
    assert "ice_days.sea_of_okhotsk.derived" not in cache.live.ids()  # one day is no season
