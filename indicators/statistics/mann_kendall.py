"""Mann-Kendall test for a monotonic trend, with the variance of Hamed and Rao for autocorrelated values.

References: Mann (1945), Econometrica 13, 245-259, 10.2307/1907187; Kendall (1975), Rank Correlation
Methods; Hamed and Rao (1998), J. Hydrol. 204, 182-196, 10.1016/S0022-1694(97)00125-X.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.statistics import autocorrelation, rank

TIE = 1e-9  # of the range of the values: what differs by less is equal
Z95 = 1.959963984540054  # 97.5 % point of the normal distribution


@dataclass(frozen=True)
class Test:
    """Result: S, its variance before and after the correction, the standard score, p (two-sided), tau."""

    s: int
    variance_independent: float
    variance: float
    z: float
    p: float
    tau: float

    @property
    def factor(self) -> float:
        """Corrected over independent variance, n/n* of Hamed and Rao; 1 where nothing was corrected."""
        return self.variance / self.variance_independent if self.variance_independent else 1.0


def test(years: ArrayLike, values: ArrayLike, slope: float | None) -> Test:
    """Whether values rise or fall monotonically with time.

    Parameters
    ----------
    years : array_like of int, shape (n,)
        Ascending, each once; years may be missing.
    values : array_like of float, shape (n,)
        Ties are allowed for in the variance.
    slope : float, optional
        Theil-Sen slope a year, taken off before the autocorrelation of ranks is measured; None leaves
        the variance of independent values.

    Returns
    -------
    Test
        `p` with the continuity correction of 1; 1.0 when all values are equal. `tau` is S over the
        number of pairs (Kendall's tau-a).
    """
    when, given = np.asarray(years, dtype=int), np.asarray(values, dtype=float)
    n = given.size
    s = int(np.sign(given[None, :] - given[:, None])[np.triu_indices(n, 1)].sum())
    independent = tied_variance(given)
    factor = 1.0 if slope is None else correction(when, given - slope * (when - when[0]))
    variance = independent * factor
    z = 0.0 if variance == 0 else (s - int(np.sign(s))) / math.sqrt(variance)
    return Test(s, independent, variance, z, math.erfc(abs(z) / math.sqrt(2)), s / (n * (n - 1) / 2))


def tied_variance(values: NDArray[np.float64]) -> float:
    """Variance of S for independent values with ties (Kendall 1975): [n(n-1)(2n+5) - sum t(t-1)(2t+5)] / 18."""
    n = values.size
    ties = np.unique(values, return_counts=True)[1]
    return float(n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18


def correction(years: NDArray[np.int_], detrended: NDArray[np.float64]) -> float:
    """n/n* of Hamed and Rao (1998), eq. 14: by how much autocorrelation widens the variance of S.

    1 + 2 / (n(n-1)(n-2)) * sum over k of (n-k)(n-k-1)(n-k-2) r(k), with the autocorrelation r of the ranks
    of the detrended values, of those lags only that are significant at the 5 % level (|r| > 1.96 / sqrt(n)).
    Lags are years (see `autocorrelation`).

    Below 1 it is not used: of independent values one lag in twenty is significant by chance, and narrowing
    the variance for the negative ones makes the test find a trend in 8 of 100 series without one (n = 12 to
    48) where it should in 5. So autocorrelation may take a trend's significance away, never lend it.
    """
    n = detrended.size
    r = autocorrelation.coefficients(years, _ranks(detrended), n - 1)
    lags = np.arange(1, n)
    told = np.where(np.abs(r) > Z95 / math.sqrt(n), r, 0.0)
    factor = 1 + 2 / (n * (n - 1) * (n - 2)) * float(((n - lags) * (n - lags - 1) * (n - lags - 2) * told).sum())
    return max(factor, 1.0)


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks, ties averaged; values that differ by rounding only are ties.

    Without the slope the two values that it was taken from are equal: rounding must not order them.
    """
    order = np.argsort(values, kind="stable")
    steps = np.diff(values[order]) > TIE * np.ptp(values)
    group = np.empty(values.size, dtype=int)
    group[order] = np.concatenate([[0], np.cumsum(steps)])
    return rank.averaged(group)
