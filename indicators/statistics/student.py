"""Student's t distribution for any number of degrees of freedom, whole or not.

By the continued fraction of the incomplete beta function, checked against scipy in the tests: to import scipy
takes a server longer than most of its pages, and 12 MB that nothing else here needs.

Reference: NIST Digital Library of Mathematical Functions, sec. 8.17, https://dlmf.nist.gov/8.17.
"""

from __future__ import annotations

import math

OUTSIDE = math.log(0.05)  # share of the distribution outside a 95 % interval
LARGEST = 700.0  # logarithm beyond which a number is infinite
TINY, EXACT, CLOSE, MOST_TERMS = 1e-300, 1e-16, 1e-14, 1000


def two_sided(t: float, freedom: float) -> float:
    """Probability of a value at least as far from nought as `t`: I(x; freedom / 2, 1/2), x = freedom / (freedom + t²)."""
    return 0.0 if math.isinf(t * t) else _share(freedom / 2, -math.log1p(t * t / freedom))


def half_width(freedom: float) -> float:
    """Half of the 95 % interval, in standard errors: the `t` with a two-sided probability of 0.05.

    Newton's steps on the logarithms of x and of the probability; one that leads beyond what is known to hold the
    root (at first x^a / (a B(a, 1/2)) <= I(x; a, 1/2) <= x^a) is replaced by halving.
    """
    a = freedom / 2
    low, high = OUTSIDE / a, min((OUTSIDE + math.log(a) + _log_beta(a)) / a, 0.0)
    at, ahead = low, (low + high) / 2
    while abs(ahead - at) > CLOSE * abs(at):
        at = ahead
        share = _share(a, at)
        low, high = (low, at) if math.log(share) > OUTSIDE else (at, high)
        slope = math.exp(a * at - _log_beta(a)) / math.sqrt(-math.expm1(at)) / share
        ahead = at - (math.log(share) - OUTSIDE) / slope
        ahead = ahead if low < ahead < high else (low + high) / 2
    return math.sqrt(freedom * math.expm1(-ahead)) if -ahead < LARGEST else math.inf


def _share(a: float, log_x: float) -> float:
    """Regularised incomplete beta function I(x; a, 1/2) of the logarithm of x (DLMF 8.17.22, 8.17.4)."""
    x, rest = math.exp(log_x), -math.expm1(log_x)
    if rest == 0:
        return 1.0
    front = math.exp(a * log_x + math.log(rest) / 2 - _log_beta(a))
    if x < (a + 1) / (a + 2.5):
        return front / a / _fraction(a, 0.5, x)
    return 1 - front / 0.5 / _fraction(0.5, a, rest)


def _log_beta(a: float) -> float:
    return math.lgamma(a) + math.lgamma(0.5) - math.lgamma(a + 0.5)


def _fraction(a: float, b: float, x: float) -> float:
    """1 + d1 / (1 + d2 / (1 + ...)) with the terms of DLMF 8.17.23, by Lentz's method."""
    value = upper = 1.0
    lower = 0.0
    for term in range(1, MOST_TERMS):
        m = term // 2
        if term % 2:
            d = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            d = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        lower = 1 / (1 + d * lower or TINY)
        upper = 1 + d / upper or TINY
        value *= lower * upper
        if abs(lower * upper - 1) < EXACT:
            break
    return value
