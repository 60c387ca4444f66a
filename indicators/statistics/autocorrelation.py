"""How much a value of one year tells about a later year, for series that may lack years.

A lag is a number of years, not of places in the list: of a series with gaps the coefficient of lag k
is made of the pairs that really lie k years apart. Nothing is filled in.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def coefficients(years: ArrayLike, values: ArrayLike, lags: int) -> NDArray[np.float64]:
    """Autocorrelation at lags 1 … `lags` years.

    The sum of products of the pairs `k` years apart over the sum of squares: without missing years the
    usual estimator (Box and Jenkins, Time Series Analysis, sec. 2.1.5), which shrinks with the number of pairs.

    Parameters
    ----------
    years : array_like of int, shape (n,)
        Ascending, each once.
    values : array_like of float, shape (n,)
        Deviations are taken from their mean.
    lags : int
        The largest lag, years.

    Returns
    -------
    ndarray, shape (lags,)
        Zero where no two years lie that far apart, and everywhere for values that are all equal.
    """
    when, given = np.asarray(years, dtype=int), np.asarray(values, dtype=float)
    away = given - given.mean()
    total = float(away @ away)
    if total == 0 or lags < 1:
        return np.zeros(max(lags, 0))
    apart = when[None, :] - when[:, None]
    products = np.outer(away, away)
    return np.array([products[apart == lag].sum() for lag in range(1, lags + 1)]) / total
