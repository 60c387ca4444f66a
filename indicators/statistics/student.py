"""Student's t distribution for any number of degrees of freedom, whole or not.

Only scipy.special is imported, and only when asked: scipy.stats takes a server longer than most of its pages.
"""

from __future__ import annotations

INSIDE = 0.975  # share of the distribution below the upper end of a 95 % interval


def two_sided(t: float, freedom: float) -> float:
    """Probability of a value at least as far from nought as `t`."""
    from scipy.special import stdtr

    return 2 * float(stdtr(freedom, -abs(t)))


def half_width(freedom: float) -> float:
    """Half of the 95 % interval, in standard errors: the `t` with a two-sided probability of 0.05."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, INSIDE))
