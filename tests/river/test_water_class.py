"""Water-quality class of GB 3838-2002: the limits, and the classes that CNEMC itself published."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.river.water_class import LEAST, MOST, WORSE_THAN_V, water_class

PUBLISHED = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5, "劣Ⅴ": 6}
CELLS = {
    "ph": 6,
    "dissolved_oxygen": 7,
    "permanganate_index": 10,
    "ammonia_nitrogen": 11,
    "total_phosphorus": 12,
}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"dissolved_oxygen": 7.5}, 1),
        ({"dissolved_oxygen": 7.49}, 2),
        ({"dissolved_oxygen": 1.99}, 6),
        ({"permanganate_index": 4.0}, 2),
        ({"permanganate_index": 4.01}, 3),
        ({"permanganate_index": 15.1}, 6),
        ({"ammonia_nitrogen": 1.0}, 3),
        ({"total_phosphorus": 0.4}, 5),
        ({"ph": 6.0}, 1),
        ({"ph": 5.99}, 6),
        ({"ph": 9.01}, 6),
        ({"permanganate_index": 1.0, "ammonia_nitrogen": 1.6, "dissolved_oxygen": 9.0}, 5),
        ({"total_nitrogen": 9.0, "total_phosphorus": 0.01}, 1),
        ({"dissolved_oxygen": math.nan, "ph": 7.0}, 1),
    ],
)
def test_the_worst_parameter_decides(values: dict[str, float], expected: int) -> None:
    assert water_class(values) == expected


@pytest.mark.parametrize("values", [{}, {"total_nitrogen": 1.0}, {"ph": math.nan}])
def test_nothing_to_judge_is_no_class(values: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="GB 3838"):
        water_class(values)


@given(
    st.sampled_from(sorted(MOST)),
    st.floats(0, 50),
    st.floats(0, 50),
)
def test_more_of_a_pollutant_never_gives_a_better_class(name: str, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 1 <= water_class({name: low}) <= water_class({name: high}) <= WORSE_THAN_V


@given(st.floats(0, 20), st.floats(0, 20))
def test_more_oxygen_never_gives_a_worse_class(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert water_class({next(iter(LEAST)): low}) >= water_class({next(iter(LEAST)): high})


def samples(path: Path, pattern: str) -> Iterator[tuple[str, int, dict[str, float]]]:
    """Basin, published class and values of every row in normal operation with a class."""
    for row in json.loads(path.read_text(encoding="utf-8"))["tbody"]:
        if row[16] == "正常" and row[4] in PUBLISHED:
            found = {name: re.search(pattern, row[cell]) for name, cell in CELLS.items()}
            values = {name: float(match[1]) for name, match in found.items() if match and match[1] != "--"}
            yield row[1], PUBLISHED[row[4]], values


@pytest.mark.parametrize(("pattern", "agreeing"), [(r">([^<]+)<", 1291), (r"原始值：([^']+)'", 1298)])
def test_published_classes_are_reproduced(upstream: Path, pattern: str, agreeing: int) -> None:
    """From the displayed and from the raw values; the rest are lakes and values on a limit."""
    path = upstream / "river" / "cnemc" / "2020-05-08.json"
    judged = [(basin, water_class(values) == printed) for basin, printed, values in samples(path, pattern)]
    assert (len(judged), sum(right for _, right in judged)) == (1301, agreeing)
    songhua = [right for basin, right in judged if basin == "松花江流域"]
    assert (len(songhua), sum(songhua)) == (41, 41)
