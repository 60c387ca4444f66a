"""The ice season: November to July, named by its January; its days, normal and yearly maximum.

What is general (seasons, normals, ranks) is in `indicators.statistics`; here is what makes it the ice's.
The axis is the reference season Nov 1999 - Jul 2000.
"""

from __future__ import annotations

import pandas as pd

from indicators.catalog import catalog
from indicators.statistics import climatology as normals
from indicators.statistics import rank
from indicators.statistics import season as seasons
from indicators.statistics.climatology import BASELINES, PERCENTILES
from indicators.statistics.season import ICE, LEAP_DAY

__all__ = ["BASELINES", "LEAP_DAY", "PERCENTILES", "REFERENCE", "climatology", "daily", "maxima", "normal_period",
           "on_axis", "rank_from_lowest", "sensor_change_season", "sensor_changed"]  # fmt: skip

REFERENCE = ICE.reference
SENSOR_CHANGE = "sensor_change"  # SSMIS -> AMSR2, an event of the registry


def daily(observations: pd.DataFrame) -> pd.DataFrame:
    """Days within ice seasons: `date`, `value` (km²), `season`, `axis` (see `statistics.season.days`)."""
    return seasons.days(observations, ICE)


def on_axis(days: pd.DataFrame, year: int) -> pd.Series:
    """Values of one season along the reference season; days without a value are NaN.

    29 February exists only in the leap years' own series.
    """
    return seasons.on_axis(days, year, ICE)


def climatology(days: pd.DataFrame, baseline: tuple[int, int]) -> pd.DataFrame:
    """Normal of each day over the seasons of a baseline.

    Returns
    -------
    DataFrame
        Index `axis` (reference dates); columns `p10` … `p90`, `mean`, `sd` (km²) and `n` seasons.
    """
    first, last = baseline
    return normals.along(days, REFERENCE, "season", range(first, last + 1))


def normal_period(days: pd.DataFrame, baseline: str) -> tuple[int, int] | None:
    """The seasons a normal can be made of (see `statistics.climatology.normal_period`)."""
    return normals.normal_period(maxima(days).query("complete")["season"], normals.period(baseline))


def maxima(days: pd.DataFrame) -> pd.DataFrame:
    """Maximum of each season: `season`, `value` (km²), `date`, `peak_share` (days Jan-Apr, 0..1), `complete`."""
    return seasons.maxima(days)


def rank_from_lowest(table: pd.DataFrame, season: int) -> tuple[int, int]:
    """Rank of a season's maximum among the complete ones, 1 = lowest, and their number."""
    place = rank_of(table, season)
    return place.first, place.of


def rank_of(table: pd.DataFrame, season: int) -> rank.Rank:
    """Place of a season's maximum among the complete ones, with its ties."""
    complete = table[table["complete"]]
    return rank.of(float(complete.loc[complete["season"] == season, "value"].iloc[0]), complete["value"])


def sensor_changed(source: str, last: str) -> bool:
    """Whether a series of `source` that ends on `last` (ISO) goes on past the change of sensor."""
    event = catalog().events[SENSOR_CHANGE]
    return source in event.sources and last >= event.start.isoformat()


def sensor_change_season() -> float:
    """Between the last season on SSMIS and the first on AMSR2, as a year on an axis."""
    return catalog().events[SENSOR_CHANGE].start.year - 0.5
