"""Trends: closed forms, other libraries, properties."""

from __future__ import annotations

import math

import numpy as np
import pymannkendall
import pytest
import statsmodels.api as sm
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from indicators.statistics import autocorrelation, least_squares, mann_kendall, theil_sen, trend
from tests.statistics import by_hand

DECADE = list(range(2001, 2011))


def ar1(n: int, phi: float, seed: int, slope: float = 0.0) -> np.ndarray:
    """An autoregressive series of known make."""
    noise = np.random.default_rng(seed).normal(size=n + 50)
    made = np.zeros(n + 50)
    for step in range(1, n + 50):
        made[step] = phi * made[step - 1] + noise[step]
    return made[50:] + slope * np.arange(n)


# -- closed forms ------------------------------------------------------------------------------------------------


def test_a_straight_line_has_its_own_slope_and_the_least_p_that_ten_values_can_have() -> None:
    """S = 45, variance 10·9·25/18 = 125, z = 44/√125."""
    fitted = trend.fit(DECADE, [3 + 0.5 * year for year in DECADE])
    assert fitted is not None
    assert (fitted.n, fitted.first, fitted.last, fitted.tau) == (10, 2001, 2010, 1.0)
    assert fitted.slope == fitted.lower == fitted.upper == pytest.approx(5)
    assert fitted.ols_slope == pytest.approx(5)
    assert fitted.p_independent == pytest.approx(math.erfc(44 / math.sqrt(125) / math.sqrt(2)), rel=1e-12)
    assert fitted.p_independent == pytest.approx(8.303e-05, rel=1e-4)
    assert fitted.significant
    assert fitted.at(2005) == pytest.approx(3 + 0.5 * 2005)


def test_ties_lessen_the_variance() -> None:
    """Five pairs of equal values: S = 40, variance (2250 - 5·2·1·9) / 18 = 120."""
    tested = mann_kendall.test(DECADE, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5], None)
    assert (tested.s, tested.variance) == (40, 120)
    assert tested.z == pytest.approx(39 / math.sqrt(120))


def test_one_exchange_of_neighbours_by_hand() -> None:
    """Of 45 pairs 44 rise and one falls: S = 43, z = 42/√125, tau = 43/45."""
    tested = mann_kendall.test(DECADE, [1, 2, 3, 5, 4, 6, 7, 8, 9, 10], None)
    assert (tested.s, tested.tau) == (43, 43 / 45)
    assert tested.p == pytest.approx(2 * stats.norm.sf(42 / math.sqrt(125)), rel=1e-12)


def test_equal_values_have_no_trend() -> None:
    fitted = trend.fit(DECADE, [7.0] * 10)
    assert fitted is not None
    assert (fitted.slope, fitted.p, fitted.ols_p, fitted.significant) == (0, 1, 1, False)


def test_nine_values_are_not_enough_and_a_value_without_number_does_not_count() -> None:
    assert trend.fit(DECADE[:9], range(9)) is None
    assert trend.fit(DECADE, [*range(9), math.nan]) is None
    assert trend.fit([2000] * 30, range(30)) is None
    assert trend.fit([], []) is None
    assert trend.LEAST == 10


def test_the_order_of_the_years_does_not_matter_and_one_year_counts_once() -> None:
    values = ar1(15, 0.3, 1)
    years = np.arange(1990, 2005)
    shuffled = np.random.default_rng(0).permutation(15)
    ours = trend.fit(years, values)
    assert ours is not None
    assert trend.fit(years[shuffled], values[shuffled]) == ours
    twice = trend.fit([*years, 2004], [*values[:-1], values[-1] - 1, values[-1] + 1])
    assert twice is not None and (twice.n, twice.p, twice.slope) == (15, ours.p, pytest.approx(ours.slope))


def test_the_slope_of_years_with_gaps_is_by_time_and_not_by_place() -> None:
    years = [1961, 1963, 1968, 1969, 1975, 1980, 1981, 1982, 1989, 1999, 2000]
    fitted = trend.fit(years, [-2.0 * year for year in years])
    assert fitted is not None and fitted.slope == pytest.approx(-20) and fitted.ols_slope == pytest.approx(-20)


# -- autocorrelation ---------------------------------------------------------------------------------------------


def test_autocorrelation_agrees_with_statsmodels_where_no_year_is_missing() -> None:
    values = ar1(40, 0.6, 2)
    ours = autocorrelation.coefficients(np.arange(40), values, 39)
    np.testing.assert_allclose(ours, sm.tsa.acf(values, nlags=39, fft=False)[1:], rtol=1e-10, atol=1e-12)


def test_a_lag_is_years_and_not_places() -> None:
    """Every second year only: no pair lies one year apart, and lag 2 is the lag 1 of the list."""
    values = ar1(20, 0.5, 3)
    ours = autocorrelation.coefficients(np.arange(1960, 2000, 2), values, 2)
    assert ours[0] == 0
    assert ours[1] == pytest.approx(autocorrelation.coefficients(np.arange(20), values, 1)[0])


def test_autocorrelation_widens_the_variance_and_never_narrows_it() -> None:
    persistent = ar1(60, 0.8, 4)
    alternating = np.array([(-1.0) ** k for k in range(60)]) + ar1(60, 0, 5) * 0.1
    years = np.arange(60)
    wide = mann_kendall.test(years, persistent, float(np.median(theil_sen.pair_slopes(years, persistent))))
    narrow = mann_kendall.test(years, alternating, float(np.median(theil_sen.pair_slopes(years, alternating))))
    assert wide.factor > 2
    assert narrow.factor == 1
    assert pymannkendall.hamed_rao_modification_test(alternating).var_s < narrow.variance


# -- other libraries ---------------------------------------------------------------------------------------------


def series_of(seed: int) -> np.ndarray:
    """Twelve to 51 values, autocorrelated or not, whose number of pairs is even.

    Of an odd number of pairs one has exactly the median slope: without it the two values are equal, and
    pymannkendall ranks them by their rounding, ours as a tie.
    """
    n = 12 + seed // 2 * 4 + seed % 2
    return ar1(n, 0.15 * (seed % 9 - 3), seed, slope=0.02 * (seed % 5))


SEEDS = range(20)


@pytest.mark.filterwarnings("ignore:invalid value encountered in sqrt")  # their variance may fall below zero
@pytest.mark.parametrize("seed", SEEDS)
def test_pymannkendall_agrees(seed: int) -> None:
    """S, tau, slope and the plain p always; the Hamed-Rao p wherever it does not narrow the variance."""
    values = series_of(seed)
    years = np.arange(1980, 1980 + values.size)
    plain, corrected = pymannkendall.original_test(values), pymannkendall.hamed_rao_modification_test(values)
    ours = trend.fit(years, values)
    assert ours is not None
    assert ours.tau == pytest.approx(plain.Tau)
    assert ours.slope == pytest.approx(plain.slope * 10)
    assert ours.p_independent == pytest.approx(plain.p, rel=1e-9, abs=1e-12)
    theirs = corrected.var_s / plain.var_s
    assert ours.variance_factor == pytest.approx(max(theirs, 1), rel=1e-9)
    if theirs >= 1:
        assert ours.p == pytest.approx(corrected.p, rel=1e-9, abs=1e-12)


@pytest.mark.filterwarnings("ignore:invalid value encountered in sqrt")
def test_both_outcomes_of_the_comparison_occur() -> None:
    factors = []
    for seed in SEEDS:
        values = series_of(seed)
        theirs = pymannkendall.hamed_rao_modification_test(values).var_s / pymannkendall.original_test(values).var_s
        factors.append(theirs)
    assert sum(factor > 1 for factor in factors) > 3
    assert sum(factor < 1 for factor in factors) > 3


@pytest.mark.parametrize("seed", range(10))
def test_scipy_gives_the_same_slope_and_interval_for_independent_values(seed: int) -> None:
    values, years = ar1(20 + seed, 0, seed), np.arange(1990, 2010 + seed)
    theirs = stats.theilslopes(values, years)
    slopes = theil_sen.pair_slopes(years, values)
    lower, upper = theil_sen.interval(slopes, mann_kendall.tied_variance(values))
    assert float(np.median(slopes)) == pytest.approx(theirs.slope)
    assert (lower, upper) == (pytest.approx(theirs.low_slope), pytest.approx(theirs.high_slope))
    fitted = trend.fit(years, values)
    assert fitted is not None and fitted.intercept + fitted.slope / 10 * np.median(years) == pytest.approx(
        np.median(values - fitted.slope / 10 * (years - np.median(years)))
    )


def test_statsmodels_gives_the_same_line_where_residuals_are_not_autocorrelated() -> None:
    seed = next(seed for seed in range(50) if least_squares.line(range(30), ar1(30, 0, seed)).r1 < 0)
    values, years = ar1(30, 0, seed), np.arange(30)
    theirs = sm.OLS(values, sm.add_constant(years)).fit()
    ours = least_squares.line(years, values)
    assert ours.n_effective == 30
    assert ours.slope == pytest.approx(theirs.params[1])
    assert ours.p == pytest.approx(theirs.pvalues[1])
    assert (ours.lower, ours.upper) == pytest.approx(tuple(theirs.conf_int()[1]))


def test_generalised_least_squares_of_a_long_autocorrelated_series_is_as_unsure() -> None:
    """Not the same estimator: over 400 values its slope and standard error lie close to ours."""
    values, years = ar1(400, 0.5, 7, slope=0.01), np.arange(400)
    theirs = sm.GLSAR(values, sm.add_constant(years), rho=1).iterative_fit(20)
    ours = least_squares.line(years, values)
    error = (ours.upper - ours.lower) / 2 / stats.t.ppf(0.975, ours.n_effective - 2)
    assert ours.slope == pytest.approx(theirs.params[1], rel=0.05)
    assert error == pytest.approx(theirs.bse[1], rel=0.1)
    assert error > 1.4 * sm.OLS(values, sm.add_constant(years)).fit().bse[1]


def test_too_few_effective_values_leave_no_bounds() -> None:
    walk = np.cumsum(np.ones(12)) ** 3
    ours = least_squares.line(range(12), walk)
    assert ours.n_effective < 12
    one_step = least_squares.line(range(20), [0.0] * 10 + [1.0] * 10)
    assert one_step.lower < one_step.slope < one_step.upper
    smooth = least_squares.line(range(50), [abs(year - 25.0) for year in range(50)])
    assert smooth.n_effective < 2
    assert (smooth.p, smooth.lower, smooth.upper) == (1.0, -math.inf, math.inf)


# -- plain loops, also with gaps and ties ------------------------------------------------------------------------


@settings(max_examples=60)
@given(
    st.dictionaries(st.integers(1950, 2026), st.integers(-20, 20).map(float), min_size=10, max_size=40),
)
def test_plain_loops_agree(series: dict[int, float]) -> None:
    assume(len(set(series.values())) > 1)
    ours = trend.fit(list(series), list(series.values()))
    assert ours is not None
    ordered = dict(sorted(series.items()))
    _, variance, p = by_hand.mann_kendall(ordered)
    assert ours.slope == pytest.approx(by_hand.theil_sen(ordered) * 10)
    assert ours.p == pytest.approx(p, rel=1e-9, abs=1e-12)
    assert (ours.lower, ours.upper) == pytest.approx(tuple(10 * end for end in by_hand.sen_interval(ordered, variance)))
    if ours.n_effective > 2.001:
        line = by_hand.least_squares(ordered)
        assert (ours.ols_slope, ours.ols_lower, ours.ols_upper) == pytest.approx([10 * part for part in line[:3]])
        assert (ours.ols_p, ours.n_effective) == (pytest.approx(line[3], rel=1e-6), pytest.approx(line[4]))


# -- properties --------------------------------------------------------------------------------------------------

SERIES = st.lists(st.integers(-1000, 1000).map(float), min_size=10, max_size=30)


@settings(max_examples=50)
@given(SERIES, st.integers(-500, 500), st.sampled_from([0.25, 2.0, 8.0]))
def test_a_shift_changes_nothing_and_a_factor_scales_the_slope(values: list[float], shift: int, factor: float) -> None:
    years = range(1990, 1990 + len(values))
    ours, moved = trend.fit(years, values), trend.fit(years, [factor * (value + shift) for value in values])
    assert ours is not None and moved is not None
    assert (moved.p, moved.tau, moved.variance_factor) == pytest.approx((ours.p, ours.tau, ours.variance_factor))
    assert (moved.slope, moved.lower, moved.upper) == pytest.approx(
        (factor * ours.slope, factor * ours.lower, factor * ours.upper)
    )
    later = trend.fit(range(2090, 2090 + len(values)), values)
    assert later is not None and (later.p, later.slope) == (pytest.approx(ours.p), ours.slope)


@settings(max_examples=50)
@given(SERIES)
def test_time_reversed_turns_the_sign(values: list[float]) -> None:
    years = range(1990, 1990 + len(values))
    ours, turned = trend.fit(years, values), trend.fit(years, values[::-1])
    assert ours is not None and turned is not None
    assert (turned.tau, turned.p) == (-ours.tau, pytest.approx(ours.p))
    assert turned.slope == pytest.approx(-ours.slope)
    assert turned.n_effective == pytest.approx(ours.n_effective)


@settings(max_examples=50)
@given(SERIES)
def test_the_slope_lies_in_its_interval_and_p_in_its_range(values: list[float]) -> None:
    fitted = trend.fit(range(1990, 1990 + len(values)), values)
    assert fitted is not None
    assert fitted.lower <= fitted.slope <= fitted.upper
    assert 0 <= fitted.p <= 1
    assert fitted.p >= fitted.p_independent - 1e-12
    assert fitted.significant == (fitted.p < 0.05)
    assert 0 < fitted.n_effective <= fitted.n


def test_white_noise_is_called_a_trend_in_about_five_of_a_hundred() -> None:
    found = [trend.fit(range(25), ar1(25, 0, 1000 + seed)) for seed in range(400)]
    share = sum(fitted.significant for fitted in found if fitted) / 400
    assert 0.02 < share < 0.08
