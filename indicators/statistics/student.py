"""Student's t distribution, of scipy's special functions: `scipy.stats` takes a second to import, these a tenth."""

from __future__ import annotations

UPPER = 0.975  # share of the distribution below the upper end of a 95 % interval


def two_sided(t: float, freedom: float) -> float:
    """Probability of a value at least as far from nought as `t`; `freedom` need not be whole."""
    from scipy.special import stdtr

    return 2 * float(stdtr(freedom, -abs(t)))


def half_width(freedom: float) -> float:
    """Half of the 95 % interval, in standard errors."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, UPPER))
