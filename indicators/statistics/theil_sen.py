"""Theil-Sen slope: the median of the slopes of all pairs, which single odd years do not move.

References: Theil (1950), Proc. K. Ned. Akad. Wet. A53; Sen (1968), J. Am. Stat. Assoc. 63, 1379-1389,
10.1080/01621459.1968.10480934.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.statistics.mann_kendall import Z95


def pair_slopes(years: ArrayLike, values: ArrayLike) -> NDArray[np.float64]:
    """Slopes of all pairs of different years, ascending; unit of the values a year."""
    when, given = np.asarray(years, dtype=float), np.asarray(values, dtype=float)
    first, second = np.triu_indices(given.size, 1)
    apart = when[second] - when[first]
    kept = apart != 0
    return np.sort((given[second] - given[first])[kept] / apart[kept])


def interval(slopes: NDArray[np.float64], variance: float) -> tuple[float, float]:
    """95 % interval of the slope after Sen (1968), from the sorted slopes and the variance of S.

    The ranks (N -/+ 1.96 sqrt(variance)) / 2 are rounded as in scipy.stats.theilslopes. Sen's variance is
    that of independent values; here the caller gives the one corrected for autocorrelation.
    """
    half = Z95 * math.sqrt(variance)
    low = max(round((slopes.size - half) / 2) - 1, 0)
    high = min(round((slopes.size + half) / 2), slopes.size - 1)
    return float(slopes[low]), float(slopes[high])
