"""How two yearly series vary together: correlations with a lag, on an honest number of pairs.

An association, never a cause. References: Pearson and Spearman coefficients; the effective number of
pairs n (1 - r1x r1y) / (1 + r1x r1y) after Bartlett (1935), 10.2307/2980769, as used by Bretherton et al.
(1999), J. Climate 12, 1990-2009, eq. 31, 10.1175/1520-0442(1999)012<1990:TENOSD>2.0.CO;2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.statistics import autocorrelation, rank, student
from indicators.statistics.trend import LEAST


@dataclass(frozen=True)
class Association:
    """Correlations of pairs (x in a year, y `lag` years later).

    `p_*` are two-sided, from Student's t with `n_effective` - 2 degrees of freedom, one fewer where a line was
    taken off both (a partial correlation given time); 1 where that leaves none.
    """

    n: int
    n_effective: float
    lag: int
    first: int
    last: int
    pearson: float
    pearson_p: float
    spearman: float
    spearman_p: float
    detrended: bool


def pairs(
    x_years: ArrayLike, x: ArrayLike, y_years: ArrayLike, y: ArrayLike, lag: int = 0
) -> tuple[NDArray[np.int_], NDArray[np.float64], NDArray[np.float64]]:
    """Years of x, values of x, and values of y `lag` years later, where both are held."""
    of_x, of_y = _known(x_years, x), _known(y_years, y)
    years = sorted(year for year in of_x if year + lag in of_y)
    one, other = [of_x[year] for year in years], [of_y[year + lag] for year in years]
    return np.array(years, dtype=int), np.array(one), np.array(other)


def of(
    x_years: ArrayLike, x: ArrayLike, y_years: ArrayLike, y: ArrayLike, *, lag: int = 0, detrend: bool = False
) -> Association | None:
    """Association of two series of one value a year.

    Parameters
    ----------
    x_years, y_years : array_like of int
        Each year once.
    x, y : array_like of float
        NaN is left out.
    lag : int
        Years that y comes after x; negative when it comes before.
    detrend : bool
        Take a straight line off both first (over the pairs), so that two trends alone make no correlation.

    Returns
    -------
    Association or None
        None with fewer than `trend.LEAST` pairs, or when one series has equal values only.
    """
    years, one, other = pairs(x_years, x, y_years, y, lag)
    if years.size < LEAST or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    if detrend:
        one, other = _without_line(years, one), _without_line(years, other)
    n, effective = int(years.size), effective_pairs(years, one, other)
    free = effective - 2 - detrend
    pearson = float(np.corrcoef(one, other)[0, 1])
    spearman = float(np.corrcoef(_ranks(one), _ranks(other))[0, 1])
    return Association(
        n, effective, lag, int(years[0]), int(years[-1]),
        pearson, _p(pearson, free), spearman, _p(spearman, free), detrend,
    )  # fmt: skip


def effective_pairs(years: NDArray[np.int_], x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Number of independent pairs; never more than there are."""
    r1 = float(autocorrelation.coefficients(years, x, 1)[0] * autocorrelation.coefficients(years, y, 1)[0])
    return years.size * (1 - max(r1, 0.0)) / (1 + max(r1, 0.0))


def _known(years: ArrayLike, values: ArrayLike) -> dict[int, float]:
    given = zip(np.asarray(years).tolist(), np.asarray(values, dtype=float).tolist(), strict=True)
    return {int(year): value for year, value in given if math.isfinite(value)}


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks from 1, ties averaged."""
    return rank.averaged(np.unique(values, return_inverse=True)[1])


def _without_line(years: NDArray[np.int_], values: NDArray[np.float64]) -> NDArray[np.float64]:
    away = years - years.mean()
    left = values - values.mean() - away * (away @ values) / (away @ away)
    return np.asarray(left, dtype=np.float64)


def _p(r: float, free: float) -> float:
    if free <= 0:
        return 1.0
    if abs(r) >= 1:
        return 0.0
    return student.two_sided(r * math.sqrt(free / (1 - r * r)), free)
