"""Two editions of one series: what came, what changed, what went; against plain dictionaries."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import observations
from indicators.difference import difference

vintages = st.dictionaries(st.integers(0, 30), st.integers(0, 3).map(float), max_size=20)
START = pd.Timestamp("2026-01-01")


def days(values: dict[int, float]) -> pd.DataFrame:
    """Observations on the given days after 1 January 2026."""
    stamps = [START + pd.Timedelta(days=day) for day in values]
    return observations.build(stamps, list(values.values()), citation="masie")


def day(stamp: object) -> int:
    return int((pd.Timestamp(stamp) - START).days)


@settings(max_examples=100)
@given(vintages, vintages)
def test_every_day_is_told_once_and_rightly(old: dict[int, float], new: dict[int, float]) -> None:
    found = difference(days(old), days(new))
    end = max(old, default=-1)
    assert [day(when) for when in found.later["time_end"]] == sorted(
        one for one in new.keys() - old.keys() if one > end
    )
    assert [day(when) for when in found.within["time_end"]] == sorted(
        one for one in new.keys() - old.keys() if one < end
    )
    told = {(one.kind, day(one.time_end), one.old, one.new) for one in found.revised}
    expected = {("changed", one, old[one], new[one]) for one in old.keys() & new.keys() if old[one] != new[one]}
    assert told == expected | {("removed", one, old[one], None) for one in old.keys() - new.keys()}
    assert found.any == (old != new)


def test_a_series_not_held_before_is_new_as_a_whole() -> None:
    found = difference(None, days({0: 1, 2: 3}))
    assert (len(found.later), len(found.within), found.revised) == (2, 0, ())


def test_a_gap_that_is_filled_is_new_and_one_that_opens_is_removed() -> None:
    gap, whole = days({0: float("nan"), 1: 2}), days({0: 7, 1: 2})
    filled = difference(gap, whole)
    assert [day(when) for when in filled.within["time_end"]] == [0]
    assert filled.revised == ()
    (lost,) = difference(whole, gap).revised
    assert (lost.kind, lost.old, lost.new) == ("removed", 7, None)


def test_a_changed_bound_is_told_with_both_ends() -> None:
    old = observations.build(["2026-01-01"], [2.0], lower=[1.0], upper=[3.0], citation="x")
    new = observations.build(["2026-01-01"], [2.0], lower=[1.5], upper=[3.0], citation="x")
    (change,) = difference(old, new).revised
    assert change.told() == {
        "kind": "changed", "time_start": "2026-01-01T00:00:00", "time_end": "2026-01-01T00:00:00",
        "old": 2.0, "new": 2.0, "old_lower": 1.0, "old_upper": 3.0, "new_lower": 1.5, "new_upper": 3.0,
    }  # fmt: skip


def test_a_row_put_between_those_of_one_period_changes_none_of_them() -> None:
    """A published table that gets one more work of a year: that work is new, the others stand."""
    years = ["2013-01-01"] * 3
    old = observations.build(years[:2], [391.0, 410.0], citation=["a", "c"])
    new = observations.build(years, [391.0, 400.0, 410.0], citation=["a", "b", "c"])
    found = difference(old, new)
    assert found.within["citation"].tolist() == ["b"]
    assert found.revised == ()
    (change,) = difference(new, new.assign(value=[391.0, 401.0, 410.0])).revised
    assert (change.work, change.old, change.new) == ("b", 400.0, 401.0)


def test_a_statement_that_reads_otherwise_is_revised() -> None:
    old = observations.build(["2025-01-01"], [float("nan")], citation="x", note="Annex I").assign(status="listed")
    (change,) = difference(old, old.assign(status="delisted")).revised
    assert (change.old_text, change.new_text) == ("Annex I · listed", "Annex I · delisted")


def test_a_remark_on_a_number_is_no_revision() -> None:
    old = days({0: 1, 1: 2})
    assert not difference(old, old.assign(note="seen again")).any


def test_forecasts_and_preliminary_runs_pass_without_a_word() -> None:
    note = ["", f"{observations.PRELIMINARY} of 2 January", f"{observations.FORECAST} of 2 January"]
    old = days({0: 1, 1: 2, 2: 3}).assign(note=note)
    found = difference(old, days({0: 1, 1: 2.5, 2: 3.5}))
    assert found.revised == ()
    assert [day(when) for when in found.came["time_end"]] == [2]


def test_a_sum_computed_in_another_order_is_the_same() -> None:
    assert not difference(days({0: 0.1 + 0.2}), days({0: 0.3})).any
