"""Cells and times of the CNEMC release: any number, any text, and the year that a time lacks."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.errors import FormatError
from indicators.river.cnemc_feed import LABELS, snapshot_of
from indicators.river.cnemc_rows import cell, moment
from indicators.series import Payload

NOW = dt.datetime(2020, 5, 8, 9, tzinfo=dt.UTC)
COD = "高锰酸盐指数(mg/L)"


def old(text: str) -> str:
    """A value cell of 2020."""
    return f"<span title='原始值：{text}'>1.0</span>"


def new(text: str) -> str:
    """A value cell since the change of the interface."""
    return f"<span data-toggle='tooltip' data-placement='right' title='原始值：{text}'>1.0</span>"


def bare(text: str) -> str:
    """A cell of a table copied from the page."""
    return text


class TestYear:
    @pytest.mark.parametrize(
        ("text", "snapshot", "expected"),
        [
            ("12-31 20:00", "2021-01-01", "2020-12-31 20:00"),
            ("01-01 04:00", "2021-01-01", "2021-01-01 04:00"),
            ("05-09 00:00", "2020-05-08", "2019-05-09 00:00"),
            ("02-29 08:00", "2021-01-15", "2020-02-29 08:00"),
            ("02-29 08:00", "2021-03-01", "2020-02-29 08:00"),
            ("02-29 08:00", "2023-03-01", None),
            ("13-01 08:00", "2021-03-01", None),
            ("*", "2021-03-01", None),
        ],
    )
    def test_a_time_without_year(self, text: str, snapshot: str, expected: str | None) -> None:
        found = moment(text, dt.date.fromisoformat(snapshot))
        assert found == (dt.datetime.fromisoformat(expected) if expected else None)

    @given(st.datetimes(dt.datetime(2001, 1, 1), dt.datetime(2060, 12, 31)), st.integers(0, 364))
    def test_the_year_is_found_again_within_a_year(self, when: dt.datetime, later: int) -> None:
        minute = when.replace(second=0, microsecond=0)
        assert moment(f"{minute:%m-%d %H:%M}", minute.date() + dt.timedelta(days=later)) == minute

    @given(st.text(max_size=20), st.dates(dt.date(2001, 1, 1)))
    def test_any_text_is_a_past_time_or_none(self, text: str, snapshot: dt.date) -> None:
        found = moment(text, snapshot)
        assert found is None or found.date() <= snapshot

    @pytest.mark.parametrize(
        ("name", "more", "expected"),
        [
            ("feed.json", {"date": dt.date(2021, 4, 5)}, ("2021-04-05", True)),
            ("2021-03-15.json", {}, ("2021-03-15", True)),
            ("songhua_2021-02.csv", {}, ("2021-02-28", False)),
            ("cnemc.json", {"url": "https://example.org"}, ("2020-05-09", True)),
        ],
    )
    def test_the_day_of_a_snapshot(self, name: str, more: dict[str, Any], expected: tuple[str, bool]) -> None:
        late = dt.datetime(2020, 5, 8, 16, 30, tzinfo=dt.UTC)
        found = snapshot_of(Payload(b"", name, late, **more))
        assert (str(found.date), found.exact) == expected

    @pytest.mark.parametrize("name", ["同江.csv", "2020-13-45.json", "2020-05-08_2021-04-05.json"])
    def test_no_day_is_no_year(self, name: str) -> None:
        with pytest.raises(FormatError, match="--date"):
            snapshot_of(Payload(b"", name, NOW))


class TestCell:
    @given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([old, new, bare]))
    def test_any_number_comes_through_unchanged(self, number: float, written: Any) -> None:
        found = cell(written(repr(number)), COD)
        assert found is not None
        assert found.value == number
        assert found.flag == ("good" if number > 0 else "suspect")

    @given(st.text(max_size=30))
    def test_any_text_is_a_cell_or_nothing(self, text: str) -> None:
        for label in LABELS[4:14]:
            found = cell(text, label)
            assert found is None or found.flag == "suspect" or math.isfinite(found.value)

    @pytest.mark.parametrize("text", ["", "--", "*", old("--"), "<span>--</span>"])
    def test_missing_is_nothing(self, text: str) -> None:
        assert cell(text, COD) is None

    def test_the_english_title_and_powers_of_ten(self) -> None:
        assert cell("<span title='raw value : 4E-05'>0.00004</span>", COD) == cell("0.00004", COD)

    def test_an_unknown_remark_makes_a_value_suspect(self) -> None:
        found = cell("<span title='仪器故障'>3.1</span>", COD)
        assert found is not None
        assert (found.value, found.flag) == (3.1, "suspect")

    @pytest.mark.parametrize(("text", "number"), [("Ⅰ", 1), ("Ⅴ", 5), ("<span>劣Ⅴ</span>", 6)])
    def test_classes(self, text: str, number: int) -> None:
        found = cell(text, "水质类别")
        assert found is not None
        assert found.value == number
