"""Whether yearly values rise or fall, how fast, and how sure that is.

The slope is that of Theil and Sen with Sen's interval, the test that of Mann and Kendall with the variance
of Hamed and Rao (1998); beside them least squares with the effective number of values of Santer et al.
(2000). It never says why, and never says anything of fewer than `LEAST` values.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.statistics import least_squares, mann_kendall, theil_sen
from indicators.statistics.one_a_year import Yearly

LEAST = 10  # values a trend needs
LEVEL = 0.05


@dataclass(frozen=True)
class Trend:
    """A trend over `first` to `last` (years), from `n` values.

    `slope` with `lower` and `upper` (95 %) is Theil-Sen's, the unit of the values per decade; `intercept` the
    value of its line in the year 0 (median of value less slope, Conover 1980). `p` and `tau` are Mann-Kendall's
    (two-sided), with a variance widened `variance_factor` times for autocorrelation. `ols_*` is least squares per
    decade, `n_effective` its number of independent values, `r1` the lag-1 autocorrelation of its residuals.
    """

    n: int
    first: int
    last: int
    slope: float
    lower: float
    upper: float
    p: float
    tau: float
    ols_slope: float
    ols_lower: float
    ols_upper: float
    ols_p: float
    n_effective: float
    significant: bool
    intercept: float
    variance_factor: float
    p_independent: float
    r1: float

    def at(self, year: float) -> float:
        """Value of the Theil-Sen line in a year."""
        return self.intercept + self.slope / 10 * year


def fit(years: ArrayLike, values: ArrayLike) -> Trend | None:
    """Trend of one value a year; years may be missing.

    Parameters
    ----------
    years : array_like of int, shape (n,)
        In any order; the values of one year are averaged.
    values : array_like of float, shape (n,)
        NaN is left out.

    Returns
    -------
    Trend or None
        None with fewer than `LEAST` different years.
    """
    when, given = _one_a_year(years, values)
    if when.size < LEAST:
        return None
    slopes = theil_sen.pair_slopes(when, given)
    slope = float(np.median(slopes))
    tested = mann_kendall.test(when, given, slope)
    lower, upper = theil_sen.interval(slopes, tested.variance)
    line = least_squares.line(when, given)
    return Trend(
        n=int(when.size),
        first=int(when[0]),
        last=int(when[-1]),
        slope=slope * 10,
        lower=lower * 10,
        upper=upper * 10,
        p=tested.p,
        tau=tested.tau,
        ols_slope=line.slope * 10,
        ols_lower=line.lower * 10,
        ols_upper=line.upper * 10,
        ols_p=line.p,
        n_effective=line.n_effective,
        significant=tested.p < LEVEL,
        intercept=float(np.median(given - slope * when)),
        variance_factor=tested.factor,
        p_independent=mann_kendall.test(when, given, None).p,
        r1=line.r1,
    )


def of(yearly: Yearly) -> Trend | None:
    """Trend of a series' yearly values; None where they are too few or not of one method."""
    return fit(yearly.years, yearly.values) if yearly.one_method else None


def _one_a_year(years: ArrayLike, values: ArrayLike) -> tuple[NDArray[np.int_], NDArray[np.float64]]:
    of_year: defaultdict[int, list[float]] = defaultdict(list)
    for year, value in zip(np.asarray(years).tolist(), np.asarray(values, dtype=float).tolist(), strict=True):
        if np.isfinite(value):
            of_year[int(year)].append(value)
    when = sorted(of_year)
    return np.array(when, dtype=int), np.array([np.mean(of_year[year]) for year in when])
