"""The normal of each day, month or year over a baseline: mean, standard deviation, percentiles.

A normal is only called that of its baseline when at least 80 % of the baseline's years are held (the
World Meteorological Organization's guidelines, WMO-No. 1203, ask for 24 of 30 years). Percentiles are
linear between order statistics (numpy's default, type 7 of Hyndman and Fan 1996). 29 February, which
only leap years have, takes the mean of its two neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import numpy as np
import pandas as pd

from indicators.statistics.season import LEAP_DAY

Period = tuple[int, int]
BASELINES = {"1991-2020": (1991, 2020), "1981-2010": (1981, 2010)}
LEAST_SHARE = 0.8  # of a baseline's years
LEAST_OWN = 10  # years that any normal needs
PERCENTILES = (10, 25, 50, 75, 90)
COLUMNS = [f"p{percentile}" for percentile in PERCENTILES]


def period(text: str) -> Period:
    """A baseline or period written as `1991-2020` or `1991:2020`.

    Raises
    ------
    ValueError
        When it is not two years, the first no later than the second.
    """
    found = re.fullmatch(r"(\d{4})[-:–](\d{4})", text.strip())
    if not found or int(found[1]) > int(found[2]):
        raise ValueError(f"{text}: not a period; write two years as 1991-2020")
    return int(found[1]), int(found[2])


def covered(years: Collection[int], baseline: Period) -> bool:
    """Whether at least 80 % of a baseline's years are among `years`."""
    first, last = baseline
    held = sum(first <= year <= last for year in set(years))
    return held >= LEAST_SHARE * (last - first + 1)


def normal_period(years: Collection[int], baseline: Period) -> Period | None:
    """The years a normal can be made of: the baseline where it is covered, else all before the last year.

    Either needs ten years and 80 % of those from its first to its last: three years are not what is usual, nor
    are ten counts scattered over forty. None where neither has them. The caller names the period it gets.
    """
    if covered(years, baseline) and sum(baseline[0] <= year <= baseline[1] for year in set(years)) >= LEAST_OWN:
        return baseline
    earlier = sorted(set(years))[:-1]
    if len(earlier) < LEAST_OWN or not covered(earlier, (earlier[0], earlier[-1])):
        return None
    return earlier[0], earlier[-1]


def along(
    table: pd.DataFrame, axis: pd.Index, by: str, years: Collection[int], least_share: float = 0.0
) -> pd.DataFrame:
    """Normal of each place of an axis over some years or seasons.

    Parameters
    ----------
    table : DataFrame
        `axis` (place in the year), `value`, and the year or season in the column `by`.
    axis : Index
        The places wanted: days of the year 2000, or months.
    years : collection of int
        Years or seasons of the baseline.
    least_share : float
        Share of the years that must have a place for it to have a normal.

    Returns
    -------
    DataFrame
        Index `axis`; `n` (years with a value there), `p10` … `p90`, `mean`, `sd` (n - 1; NaN for one year),
        in the unit of the values; NaN where there is no normal.
    """
    wanted = list(years)
    inside = table[table[by].isin(wanted)]
    wide = inside.pivot_table(index="axis", columns=by, values="value").reindex(axis)
    made = rows(wide.to_numpy(dtype=float), least_share * len(wanted))
    made.index = axis
    return _leap_day(made)


def rows(numbers: np.ndarray, least: float = 0.0) -> pd.DataFrame:
    """Statistics of each row of a table, of the values it has.

    Parameters
    ----------
    numbers : ndarray, shape (places, years)
        NaN where a year has none.
    least : float
        Values a row needs (at least one in any case).
    """
    n = np.isfinite(numbers).sum(axis=1) if numbers.size else np.zeros(numbers.shape[0], dtype=int)
    columns = [*COLUMNS, "mean", "sd"]
    made = pd.DataFrame(np.nan, index=range(numbers.shape[0]), columns=["n", *columns])
    made["n"] = n
    known = (n > 0) & (n >= least)
    if known.any():
        kept = numbers[known]
        made.loc[known, COLUMNS] = np.nanpercentile(kept, PERCENTILES, axis=1).T
        made.loc[known, "mean"] = np.nanmean(kept, axis=1)
        several = known & (n > 1)
        made.loc[several, "sd"] = np.nanstd(numbers[several], axis=1, ddof=1)
    return made


def _leap_day(made: pd.DataFrame) -> pd.DataFrame:
    if LEAP_DAY in made.index:
        columns = [*COLUMNS, "mean", "sd"]
        around = [LEAP_DAY - pd.Timedelta(days=1), LEAP_DAY + pd.Timedelta(days=1)]
        made.loc[LEAP_DAY, columns] = made.reindex(around)[columns].mean(skipna=False)
    return made
