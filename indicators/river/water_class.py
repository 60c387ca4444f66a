"""Water-quality class of a river section after GB 3838-2002, as the Chinese automatic stations apply it.

Used to check a published class against the parameters beside it; a published class is never replaced.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

WORSE_THAN_V = 6

MOST = {
    "permanganate_index": (2.0, 4.0, 6.0, 10.0, 15.0),
    "ammonia_nitrogen": (0.15, 0.5, 1.0, 1.5, 2.0),
    "total_phosphorus": (0.02, 0.1, 0.2, 0.3, 0.4),
}
LEAST = {"dissolved_oxygen": (7.5, 6.0, 5.0, 3.0, 2.0)}
PH_RANGE = (6.0, 9.0)


def water_class(values: Mapping[str, float]) -> int:
    """Class of one sample: the worst that any of its parameters asks for.

    Parameters
    ----------
    values : mapping of str to float
        Indicator slug to value: pH, and mg/L for `dissolved_oxygen`, `permanganate_index`,
        `ammonia_nitrogen` and `total_phosphorus`. Missing ones (absent or NaN) are left out;
        other parameters, total nitrogen among them, do not count for rivers.

    Returns
    -------
    int
        1 (class I) to 5 (class V), 6 for worse than V.

    Raises
    ------
    ValueError
        When none of the parameters is given.

    Notes
    -----
    Limits: Environmental quality standards for surface water, GB 3838-2002, table 1 (river limits
    of total phosphorus; lakes and reservoirs have stricter ones, which are not applied here).

    Examples
    --------
    >>> water_class({"dissolved_oxygen": 8.1, "ammonia_nitrogen": 0.3})
    2
    """
    given = {name: value for name, value in values.items() if not math.isnan(value)}
    classes = [_most(limits, given[name]) for name, limits in MOST.items() if name in given]
    classes += [_least(limits, given[name]) for name, limits in LEAST.items() if name in given]
    if "ph" in given:
        low, high = PH_RANGE
        classes.append(1 if low <= given["ph"] <= high else WORSE_THAN_V)
    if not classes:
        raise ValueError("no parameter of GB 3838-2002 among the values")
    return max(classes)


def _most(limits: tuple[float, ...], value: float) -> int:
    """The first class whose upper limit holds."""
    return next((number for number, limit in enumerate(limits, 1) if value <= limit), WORSE_THAN_V)


def _least(limits: tuple[float, ...], value: float) -> int:
    """The first class whose lower limit holds."""
    return next((number for number, limit in enumerate(limits, 1) if value >= limit), WORSE_THAN_V)
