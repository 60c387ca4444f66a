"""Straight line by least squares, whose interval allows for autocorrelated residuals.

Reference: Santer et al. (2000), J. Geophys. Res. 105(D6), 7337-7356, 10.1029/1999JD901105, eqs. 3-6:
the number of independent values is n (1 - r1) / (1 + r1), r1 the lag-1 autocorrelation of the residuals.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from indicators.statistics import autocorrelation, student


@dataclass(frozen=True)
class Line:
    """Slope a year with its 95 % interval, p (two-sided), r1 of the residuals and the effective size."""

    slope: float
    intercept: float
    lower: float
    upper: float
    p: float
    r1: float
    n_effective: float


def line(years: ArrayLike, values: ArrayLike) -> Line:
    """Fit a line.

    Parameters
    ----------
    years : array_like of int, shape (n,)
        Ascending, each once; years may be missing.
    values : array_like of float, shape (n,)

    Returns
    -------
    Line
        `n_effective` lies between 0 and n: a negative r1 does not make more values of them. Where it
        leaves no degree of freedom (2 or less) the interval is infinite and p is 1.
    """
    when, given = np.asarray(years, dtype=float), np.asarray(values, dtype=float)
    n = given.size
    away = when - when.mean()
    spread = float(away @ away)
    slope = float(away @ given) / spread
    intercept = float(given.mean() - slope * when.mean())
    residuals = given - (intercept + slope * when)
    r1 = float(autocorrelation.coefficients(np.asarray(years, dtype=int), residuals, 1)[0])
    effective = n * (1 - max(r1, 0.0)) / (1 + max(r1, 0.0))
    squares = float(residuals @ residuals)
    if effective <= 2:
        return Line(slope, intercept, -math.inf, math.inf, 1.0, r1, effective)
    error = math.sqrt(squares / (effective - 2) / spread)
    half = student.half_width(effective - 2) * error
    p = 1.0 if slope == 0 else 0.0 if error == 0 else student.two_sided(slope / error, effective - 2)
    return Line(slope, intercept, slope - half, slope + half, p, r1, effective)
