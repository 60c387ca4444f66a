"""How far a value lies from its normal: in its unit, in percent, and in standard deviations."""

from __future__ import annotations

import math
from dataclasses import dataclass

WITHOUT_RATIO = ("°C", "pH", "class", "category", "GB 3838", "index", "day of season")


@dataclass(frozen=True)
class Anomaly:
    """A value against a normal; `percent` and `standardised` are None where they mean nothing.

    `percent` needs a normal above zero and a unit with a zero, `standardised` a standard deviation (n - 1) above zero.
    """

    value: float
    normal: float
    absolute: float
    percent: float | None
    standardised: float | None


def of(value: float, normal: float, sd: float = math.nan, *, unit: str = "") -> Anomaly | None:
    """Anomaly of a value; None where the value or the normal is missing.

    Parameters
    ----------
    value, normal : float
        In the same unit; the normal is a mean or a median of the baseline.
    sd : float
        Standard deviation of the baseline, n - 1 in the denominator.
    unit : str
        Of both; a unit whose zero is arbitrary (°C, pH, a class, an index, a day of the season) has no percent.
    """
    if math.isnan(value) or math.isnan(normal):
        return None
    absolute = value - normal
    return Anomaly(
        value,
        normal,
        absolute,
        absolute / normal * 100 if normal > 0 and not unit.startswith(WITHOUT_RATIO) else None,
        absolute / sd if sd > 0 else None,
    )
