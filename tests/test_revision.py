"""What a new vintage changes in data held before: appended, changed, filled, removed; an older one is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from indicators import observations, refresh
from indicators.catalog import catalog
from indicators.errors import OlderEditionError
from indicators.refresh import Outcome
from indicators.revision import Change, merge, require_not_older
from indicators.series import Payload
from indicators.store import Cache

OKHOTSK = "sea_ice_extent.sea_of_okhotsk"
vintages = st.dictionaries(st.integers(0, 30), st.integers(0, 3).map(float), max_size=20)


def days(values: dict[int, float]) -> pd.DataFrame:
    """Observations on the given days of January 2026."""
    stamps = [pd.Timestamp("2026-01-01") + pd.Timedelta(days=day) for day in values]
    return observations.build(stamps, list(values.values()), citation="masie")


def held(frame: pd.DataFrame) -> dict[int, float]:
    return {(row.time_start - pd.Timestamp("2026-01-01")).days: row.value for row in frame.itertuples()}


def change(kind: str, day: int, old: float | None, new: float | None) -> Change:
    stamp = (pd.Timestamp("2026-01-01") + pd.Timedelta(days=day)).isoformat()
    return Change(kind, stamp, stamp, old, new)


def test_growth_is_no_revision() -> None:
    kept, changes = merge(days({0: 1, 1: 2}), days({0: 1, 1: 2, 2: 3}), "replace")
    assert held(kept) == {0: 1, 1: 2, 2: 3}
    assert changes == []


def test_each_change_is_told_with_both_values() -> None:
    kept, changes = merge(days({0: 1, 2: 3, 3: 4}), days({0: 1.5, 1: 2, 3: 4, 4: 5}), "replace")
    assert held(kept) == {0: 1.5, 1: 2, 3: 4, 4: 5}
    assert changes == [change("changed", 0, 1, 1.5), change("filled", 1, None, 2), change("removed", 2, 3, None)]


def test_one_more_piece_keeps_what_it_does_not_speak_of() -> None:
    kept, changes = merge(days({0: 1, 1: 2}), days({1: 2.5, 2: 3}), "append")
    assert held(kept) == {0: 1, 1: 2.5, 2: 3}
    assert changes == [change("changed", 1, 2, 2.5)]


def test_a_changed_bound_is_a_change() -> None:
    old = observations.build(["2026-01-01"], [2.0], lower=[1.0], citation="x")
    new = observations.build(["2026-01-01"], [2.0], lower=[1.5], citation="x")
    assert [one.kind for one in merge(old, new, "replace")[1]] == ["changed"]


def test_a_gap_that_stays_is_no_change() -> None:
    gap = days({0: float("nan"), 1: 2})
    assert merge(gap, gap, "replace")[1] == []
    assert merge(gap, days({0: 7, 1: 2}), "replace")[1] == [change("changed", 0, None, 7)]


def test_rows_of_one_period_are_compared_in_their_order() -> None:
    old = observations.build(["2026-01-01"] * 2, [1.0, 2.0], citation="x")
    new = observations.build(["2026-01-01"] * 2, [1.0, 3.0], citation="x")
    assert merge(old, new, "replace")[1] == [change("changed", 0, 2, 3)]


@settings(max_examples=40)
@given(vintages)
def test_the_same_vintage_again_changes_nothing(values: dict[int, float]) -> None:
    for update in ("replace", "append"):
        kept, changes = merge(days(values), days(values), update)
        assert (held(kept), changes) == (values, [])


@settings(max_examples=40)
@given(vintages, vintages)
def test_every_difference_is_told_once(old: dict[int, float], new: dict[int, float]) -> None:
    last = max(old, default=-1)
    expected = {
        ("changed", day) for day in old.keys() & new.keys() if old[day] != new[day]
    } | {("removed", day) for day in old.keys() - new.keys()} | {
        ("filled", day) for day in new.keys() - old.keys() if day < last
    }  # fmt: skip
    kept, changes = merge(days(old), days(new), "replace")
    told = [(one.kind, (pd.Timestamp(one.time_start) - pd.Timestamp("2026-01-01")).days) for one in changes]
    assert held(kept) == new
    assert sorted(told) == sorted(expected)


@settings(max_examples=40)
@given(vintages, vintages)
def test_a_piece_never_takes_anything_away(old: dict[int, float], new: dict[int, float]) -> None:
    kept, changes = merge(days(old), days(new), "append")
    assert held(kept) == old | new
    assert kept["time_start"].is_monotonic_increasing
    assert {one.kind for one in changes} <= {"changed"}


def test_an_edition_that_ends_earlier_is_refused() -> None:
    june, may = pd.Timestamp("2026-06-27"), pd.Timestamp("2026-05-27")
    with pytest.raises(
        OlderEditionError, match=r"masie, old\.csv: this edition ends on 2026-05-27, the held one on 2026"
    ):
        require_not_older(june, may, "masie", "old.csv")
    require_not_older(june, june, "masie", "same.csv")
    require_not_older(None, may, "masie", "first.csv")


def load(cache: Cache, source: str, path: Path, when: str) -> Outcome:
    retrieved = dt.datetime.fromisoformat(when).replace(tzinfo=dt.UTC)
    return refresh.load(cache, catalog(), source, Payload.from_file(path, retrieved))


def test_five_years_of_masie_change_nothing_that_was_held(cache: Cache, upstream: Path) -> None:
    """MASIE only appends (NSIDC): two real vintages, 1,663 days apart in rows."""
    name = "masie_4km_allyears_extent_sqkm.csv"
    old, new = (upstream / "sea_ice" / f"masie_{day}" / name for day in ("2021-12-07", "2026-06-27"))
    assert load(cache, "masie", old, "2021-12-08").observations == 3 * 5777
    later = load(cache, "masie", new, "2026-06-28")
    assert (later.result, later.revised, later.observations) == ("updated", 0, 3 * 7440)
    assert list(cache.live.revisions("masie")) == []

    before = cache.read(f"{OKHOTSK}.masie")
    refused = load(cache, "masie", old, "2026-06-29")
    assert refused.failed
    assert "this edition ends on 2021-12-07, the held one on 2026-06-27" in refused.sentence
    after = cache.read(f"{OKHOTSK}.masie")
    assert after.meta == before.meta
    pd.testing.assert_frame_equal(after.observations, before.observations)


def cells(path: Path) -> dict[tuple[int, int], float]:
    """Okhotsk extent by year and month, read by position: column 2m−1 of a row that begins with a year."""
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Okhotsk-Extent-km^2").to_python()
    return {
        (int(row[0]), month): row[2 * month - 1]
        for row in rows[3:]
        if row[0] != ""
        for month in range(1, 13)
        if row[2 * month - 1] != ""
    }


def test_the_step_to_version_4_of_the_sea_ice_index_is_told_cell_by_cell(cache: Cache, upstream: Path) -> None:
    name = "N_Sea_Ice_Index_Regional_Monthly_Data_G02135_v{}.0.xlsx"
    third, fourth = (upstream / "sea_ice" / name.format(version) for version in (3, 4))
    old, new = cells(third), cells(fourth)
    expected = {f"{year}-{month:02}-01": (old[year, month], new[year, month])
                for year, month in old if old[year, month] != new[year, month]}  # fmt: skip
    assert len(expected) == 27
    assert max(abs(a - b) for a, b in expected.values()) <= 16_111

    load(cache, "sea_ice_index_monthly", third, "2025-04-02")
    assert cache.read(f"{OKHOTSK}.sea_ice_index_monthly").meta.product_version == "3"
    outcome = load(cache, "sea_ice_index_monthly", fourth, "2025-10-02")
    (log,) = cache.live.revisions("sea_ice_index_monthly")
    told = log["changes"][f"{OKHOTSK}.sea_ice_index_monthly"]
    assert {one["time_start"][:10]: (one["old"], one["new"]) for one in told} == expected
    assert {one["kind"] for one in told} == {"changed"}
    assert outcome.revised == sum(map(len, log["changes"].values()))
    assert (log["from"]["retrieved"], log["to"]["retrieved"]) == ("2025-04-02T00:00:00Z", "2025-10-02T00:00:00Z")
    assert log["from"]["sha256"] != log["to"]["sha256"]
    assert cache.read(f"{OKHOTSK}.sea_ice_index_monthly").meta.product_version == "4"
