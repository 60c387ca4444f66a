"""Student's t against scipy and against closed forms."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from indicators.statistics import student

FREEDOMS = st.floats(0.05, 1000)


@given(st.floats(-60, 60), FREEDOMS)
def test_the_probability_is_scipys(t: float, freedom: float) -> None:
    assert student.two_sided(t, freedom) == pytest.approx(2 * stats.t.sf(abs(t), freedom), rel=1e-11, abs=1e-280)


@given(FREEDOMS)
def test_the_interval_is_scipys_and_leaves_one_in_twenty_outside(freedom: float) -> None:
    half = student.half_width(freedom)
    assert half == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-10)
    assert student.two_sided(half, freedom) == pytest.approx(0.05, rel=1e-10)


@pytest.mark.parametrize("t", [0.0, 0.3, 1.0, 12.7, 1e6])
def test_with_one_and_two_degrees_of_freedom_there_are_closed_forms(t: float) -> None:
    assert student.two_sided(t, 1) == pytest.approx(2 / math.pi * math.atan2(1, t), rel=1e-12)
    root = math.sqrt(2 + t * t)
    assert student.two_sided(t, 2) == pytest.approx(2 / (root * (root + t)), rel=1e-12)


def test_the_ends_are_told() -> None:
    assert student.two_sided(0, 3.5) == 1
    assert student.two_sided(math.inf, 3.5) == student.two_sided(1e200, 3.5) == 0
    assert student.half_width(1e6) == pytest.approx(1.959963984540054, rel=1e-5)


def test_no_page_waits_for_the_whole_of_scipys_statistics() -> None:
    code = "import sys, indicators.statistics.association, indicators.statistics.trend as trend\n"
    code += "print('scipy' in sys.modules)\n"
    code += "trend.fit(range(20), [x * x % 7 for x in range(20)])\nprint('scipy.stats' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
