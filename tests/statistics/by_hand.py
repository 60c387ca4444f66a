"""The statistics once more, written apart from the project: plain Python loops over the definitions.

Only `math`, `fractions` and Student's t from scipy. Every function takes years and values of one value a year.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from scipy.stats import t as student

Z = 1.959963984540054


def sign(number: float) -> int:
    return (number > 0) - (number < 0)


def median(values: Sequence[Any]) -> Any:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def percentile(values: Sequence[float], percent: float) -> float:
    """Linear between order statistics, type 7 of Hyndman and Fan (1996)."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def sd(values: Sequence[float]) -> float:
    mean = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))


def ranks(values: Sequence[Any]) -> list[float]:
    """Average ranks."""
    return [
        sum(other < value for other in values) + (sum(other == value for other in values) + 1) / 2 for value in values
    ]


def lagged(series: Mapping[int, float], lag: int) -> float:
    """Autocorrelation over pairs that lie `lag` years apart, over the whole sum of squares."""
    mean = math.fsum(series.values()) / len(series)
    squares = math.fsum((value - mean) ** 2 for value in series.values())
    pairs = [(series[year], series[year + lag]) for year in series if year + lag in series]
    return math.fsum((one - mean) * (other - mean) for one, other in pairs) / squares


def theil_sen(series: Mapping[int, Any]) -> Any:
    years = sorted(series)
    return median([(series[b] - series[a]) / (b - a) for i, a in enumerate(years) for b in years[i + 1 :]])


def mann_kendall(series: Mapping[int, float], *, hamed_rao: bool = True) -> tuple[int, float, float]:
    """S, its variance (not below that of independent values) and p."""
    years, n = sorted(series), len(series)
    s = sum(sign(series[b] - series[a]) for i, a in enumerate(years) for b in years[i + 1 :])
    values = list(series.values())
    ties = [values.count(value) for value in set(values)]
    variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
    if hamed_rao:
        exact = {year: Fraction(series[year]) for year in years}
        slope = theil_sen(exact)
        detrended = [exact[year] - slope * (year - years[0]) for year in years]
        ranked = dict(zip(years, ranks(detrended), strict=True))
        total = 0.0
        for lag in range(1, n):
            r = lagged(ranked, lag)
            if abs(r) > Z / math.sqrt(n):
                total += (n - lag) * (n - lag - 1) * (n - lag - 2) * r
        variance *= max(1.0, 1 + 2 * total / (n * (n - 1) * (n - 2)))
    z = 0.0 if variance == 0 else (s - sign(s)) / math.sqrt(variance)
    return s, variance, math.erfc(abs(z) / math.sqrt(2))


def sen_interval(series: Mapping[int, float], variance: float) -> tuple[float, float]:
    """Sen (1968): the slopes at the ranks (N -/+ C) / 2, counted from one, the upper one higher by one."""
    years = sorted(series)
    slopes = sorted((series[b] - series[a]) / (b - a) for i, a in enumerate(years) for b in years[i + 1 :])
    half = Z * math.sqrt(variance)
    low, high = round((len(slopes) - half) / 2), round((len(slopes) + half) / 2) + 1
    return slopes[max(low, 1) - 1], slopes[min(high, len(slopes)) - 1]


def least_squares(series: Mapping[int, float]) -> tuple[float, float, float, float, float]:
    """Slope, lower and upper end (95 %), p, effective number: Santer et al. (2000), eqs. 2 to 6."""
    years, n = sorted(series), len(series)
    t_mean = math.fsum(years) / n
    v_mean = math.fsum(series.values()) / n
    spread = math.fsum((year - t_mean) ** 2 for year in years)
    slope = math.fsum((year - t_mean) * (series[year] - v_mean) for year in years) / spread
    residuals = {year: series[year] - v_mean - slope * (year - t_mean) for year in years}
    r1 = max(0.0, lagged(residuals, 1))
    effective = n * (1 - r1) / (1 + r1)
    error = math.sqrt(math.fsum(e * e for e in residuals.values()) / (effective - 2) / spread)
    half = float(student.ppf(0.975, effective - 2)) * error
    p = 2 * float(student.sf(abs(slope) / error, effective - 2))
    return slope, slope - half, slope + half, p, effective
