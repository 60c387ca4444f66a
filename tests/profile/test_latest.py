"""The newest value against the files read by pyarrow, and the shape of a record against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from indicators import observations
from indicators.profile import latest
from indicators.series import Meta
from indicators.store import Cache
from tests.profile import walk

CACHE = Cache(walk.ROOT / "cache")
NUMBERED = [
    name for name, meta in walk.footers().items()
    if meta["source"] != "cnemc" or meta["place"] in ("tongjiang", "baishatan")
]  # fmt: skip


def meta(frequency: str, source: str = "world_bank") -> Meta:
    texts = dict.fromkeys(Meta.names(), "")
    given = texts | {"frequency": frequency, "source": source, "countries": (), "latitude": None, "longitude": None}
    return Meta(**given | {"count": 0})  # type: ignore[arg-type]


def same(ours: float, theirs: float | None) -> bool:
    """Equal to the last bit, or both without a number."""
    none = theirs is None or math.isnan(theirs)
    return math.isnan(ours) if none else ours == theirs


def test_the_newest_value_of_every_series_is_the_one_in_its_file() -> None:
    numbers = 0
    for name in NUMBERED:
        one, walked = latest.of(CACHE.read(name).observations), walk.rows(name)
        if not walked:
            assert one is None, name
            continue
        assert one is not None, name
        assert one.together == len(walked) and one.time_end == walked[0]["time_end"], name
        if len(walked) == 1:
            for part in ("value", "lower", "upper"):
                assert same(getattr(one, part), walked[0][part]), name
            assert (one.confidence, one.flag) == (walked[0]["confidence"], walked[0]["flag"])
        else:
            told = [next(row[p] for p in ("value", "lower", "upper") if not same(np.nan, row[p])) for row in walked]
            ends = [part for part in (one.value, one.lower, one.upper) if not math.isnan(part)]
            assert (min(ends), max(ends)) == (min(told), max(told)), name
        numbers += 1
    assert numbers > 500


def test_a_forecast_is_not_the_newest_value() -> None:
    days = pd.date_range("2026-01-01", periods=3)
    frame = observations.build(days, [1.0, 2.0, 9.0], citation="x", note=["", "", "forecast of the model"])
    one = latest.of(frame)
    assert one is not None and one.value == 2


def test_several_values_of_one_period_are_a_span_as_sure_as_the_least_sure() -> None:
    frame = observations.build(
        ["2017-01-01"] * 2, [391.0, 410.0], time_end=["2017-12-31"] * 2, citation="x",
        confidence=["read_in_source", "quoted_secondhand"],
    )  # fmt: skip
    one = latest.of(frame)
    assert one is not None and (one.lower, one.upper, one.together) == (391, 410, 2)
    assert one.confidence == "quoted_secondhand" and latest.amount(one, "en") == "391–410"
    assert latest.interval(one, "en") == "2 values of this period"


def test_bounds_ranges_and_intervals_are_told_as_such() -> None:
    def said(**columns: float | str) -> tuple[str, str]:
        given = {"value": np.nan} | columns
        one = latest.of(observations.build(["2020-01-01"], citation="x", **given))  # type: ignore[arg-type]
        assert one is not None
        return latest.amount(one, "en"), latest.interval(one, "en")

    assert said(lower=280.0, interval="lower bound") == ("≥ 280", "")
    assert said(upper=1000.0, interval="upper bound") == ("≤ 1,000", "")
    assert said(lower=20.0, upper=20000.0, interval="range") == ("20–20,000", "")
    assert said(value=3978.0, lower=2561.0, upper=6177.0, interval="95% CI") == ("3,978", "95 % CI 2,561–6,177")
    assert said(value=5.0, lower=4.0, upper=6.0, interval="a kind unheard of") == ("5", "a kind unheard of 4–6")


def test_a_series_of_words_has_no_number() -> None:
    assert latest.of(CACHE.read("policy_instrument.amur_okhotsk_consortium_declaration.published").observations) is None


def test_a_value_that_its_source_does_not_date_says_so() -> None:
    one = latest.of(CACHE.read("iron_transport_share.kuril_basin_intermediate_water.published").observations)
    assert one is not None and one.undated and latest.when(one, "en").startswith("undated")


def test_a_line_is_broken_where_years_are_missing() -> None:
    years = [2000, 2001, 2002, 2006, 2007]
    frame = observations.build([f"{y}-01-01" for y in years], np.arange(5.0), time_end=[f"{y}-12-31" for y in years],
                               citation="x")  # fmt: skip
    runs = latest.record(frame, meta("year"))
    assert [[value for _, value in run] for run in runs] == [[0, 1, 2], [3, 4]]
    assert runs[0][0][0] == pytest.approx(2000.5, abs=0.01)


def test_published_values_are_never_joined() -> None:
    frame = observations.build([f"{y}-01-01" for y in (2000, 2001, 2002)], [1.0, 2.0, 3.0], citation="x")
    assert [len(run) for run in latest.record(frame, meta("year", "published"))] == [1, 1, 1]
    assert [len(run) for run in latest.record(frame, meta("year"))] == [3]


def test_two_moments_or_bounds_alone_have_no_record_to_draw() -> None:
    two = observations.build(["2000-01-01", "2001-01-01"], [1.0, 2.0], citation="x")
    depths = observations.build(["2021-01-01"] * 6, np.arange(6.0), citation="x")
    bounds = observations.build(["2000-01-01", "2001-01-01", "2002-01-01"], np.nan, lower=1.0, citation="x")
    assert latest.record(two, meta("year")) == latest.record(depths, meta("year")) == ()
    assert latest.record(bounds, meta("year")) == ()


def test_a_daily_record_is_its_last_365_days_thinned() -> None:
    held = CACHE.read("sea_ice_extent.yellow_sea.masie")
    runs = latest.record(held.observations, held.meta)
    points = [point for run in runs for point in run]
    assert latest.LEAST_POINTS <= len(points) <= latest.MOST_POINTS
    assert points[-1][0] - points[0][0] < 1
    values = set(held.observations["value"].tail(366))
    assert all(value in values for _, value in points)
