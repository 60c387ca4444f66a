"""Length of the ice season: first and last day at or above a threshold, and the days in between.

The threshold is a stated share of the region's sea area; a season is that of `season.py`. A day that
is missing is unknown, not ice-free: every result is the pair of its two possible ends, and a value is
given only where the two lie within a week. Otherwise only the certain end is told, as a bound.
Never joins products, and never says whether seasons get shorter: that takes a test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators import observations
from indicators.errors import FormatError

SHARE = 0.15  # of the sea area, where the registry states no other
MOST_DOUBT_DAYS = 7  # missing days that a value may hang on
LEAST_PRESENT = 0.5  # of a season's days so far; with fewer nothing is said
OVER_AFTER_DAYS = 30  # in a row below the threshold, from April on: longer than any dip of 1979-2026
OVER_FROM_MONTH = 4
SOURCE = "derived"
BELOW, AT, UNKNOWN = 0, 1, 2

Pair = tuple[int, int]


@dataclass(frozen=True)
class Season:
    """What one season gives; each pair is the certain end and the other possible one.

    Attributes
    ----------
    year : int
        Of the season's January.
    end : Timestamp
        31 July, or the newest day held where that is earlier.
    first, last : pair of int, or None
        Day of the season, 1 = 1 November; None where the threshold is never reached.
    length : pair of int
        Days from the first to the last, both counted; 0 where it is never reached.
    days : pair of int
        Days at or above the threshold.
    running : bool
        Whether the season may still go on.
    gaps : tuple of str
        Stretches without a sure value, as text.
    """

    year: int
    end: pd.Timestamp
    first: Pair | None
    last: Pair | None
    length: Pair
    days: Pair
    running: bool
    gaps: tuple[str, ...]


def season_length(inputs: Mapping[str, pd.DataFrame], *, area_km2: float, share: float = SHARE) -> pd.DataFrame:
    """Days from the first to the last day at or above the threshold, both counted.

    Parameters
    ----------
    inputs : mapping of str to DataFrame
        `extent`: daily observations, km²; a mean of several days belongs to the day that ends it.
    area_km2 : float
        Sea area of the region on the product's grid, km².
    share : float
        Share of the area that makes the threshold, 0..1.

    Returns
    -------
    DataFrame
        Observations, one a season (1 November to 31 July, or to the newest day), days.
    """
    found = seasons(inputs["extent"], area_km2 * share)
    return _frame([(one, one.length, "lower bound") for one in found], area_km2, share)


def ice_days(inputs: Mapping[str, pd.DataFrame], *, area_km2: float, share: float = SHARE) -> pd.DataFrame:
    """Days at or above the threshold in each season; see `season_length`."""
    found = seasons(inputs["extent"], area_km2 * share)
    return _frame([(one, one.days, "lower bound") for one in found], area_km2, share)


def first_day(inputs: Mapping[str, pd.DataFrame], *, area_km2: float, share: float = SHARE) -> pd.DataFrame:
    """First day at or above the threshold, as day of the season (1 = 1 November); see `season_length`."""
    found = seasons(inputs["extent"], area_km2 * share)
    return _frame([(one, one.first, "upper bound") for one in found if one.first], area_km2, share)


def last_day(inputs: Mapping[str, pd.DataFrame], *, area_km2: float, share: float = SHARE) -> pd.DataFrame:
    """Last day at or above the threshold, as day of the season (1 = 1 November); see `season_length`."""
    found = seasons(inputs["extent"], area_km2 * share)
    return _frame([(one, one.last, "lower bound") for one in found if one.last], area_km2, share)


def date_of(year: int, day: float) -> pd.Timestamp:
    """Date of a day of the season, e.g. 1 of 1998 is 1 November 1997."""
    return pd.Timestamp(year - 1, 11, 1) + pd.Timedelta(days=int(day) - 1)


def seasons(extent: pd.DataFrame, threshold_km2: float) -> list[Season]:
    """Every season that enough days are held of, in order.

    Suspect values count as missing.

    Raises
    ------
    FormatError
        When the threshold is not positive.
    """
    if not threshold_km2 > 0:
        raise FormatError(f"{threshold_km2} km² is no threshold", "ice season", "State area_km2 and share.")
    good = extent[extent["flag"].ne("suspect") & extent["value"].notna()]
    values = pd.Series(good["value"].to_numpy(), pd.DatetimeIndex(good["time_end"]).normalize())
    found = (_season(year, days, values.index.max(), threshold_km2) for year, days in _by_season(values))
    return [one for one in found if one]


def _by_season(values: pd.Series) -> Iterator[tuple[int, pd.Series]]:
    """Every calendar day of each season that holds a value; missing days are NaN."""
    if values.empty:
        return
    stamps = pd.DatetimeIndex(values.index)
    for year in range(stamps.min().year, stamps.max().year + 2):
        days = values.reindex(pd.date_range(f"{year - 1}-11-01", f"{year}-07-31"))
        if days.notna().any():
            yield year, days


def _season(year: int, days: pd.Series, newest: pd.Timestamp, threshold_km2: float) -> Season | None:
    so_far = days[:newest]
    if so_far.notna().mean() < LEAST_PRESENT:
        return None
    state = _states(days, threshold_km2)
    sure, maybe = state == AT, state != BELOW
    running, gaps, end = bool(state[-1] == UNKNOWN), _gaps(so_far), so_far.index[-1]
    if not sure.any():
        none = (0, int(maybe.sum()))
        return Season(year, end, None, None, none, none, running, gaps) if none[1] <= MOST_DOUBT_DAYS else None
    first = int(sure.argmax()) + 1, int(maybe.argmax()) + 1
    last = len(state) - int(sure[::-1].argmax()), len(state) - int(maybe[::-1].argmax())
    length = last[0] - first[0] + 1, last[1] - first[1] + 1
    return Season(year, end, first, last, length, (int(sure.sum()), int(maybe.sum())), running, gaps)


def _states(days: pd.Series, threshold_km2: float) -> NDArray[np.int8]:
    """Below, at or above, or unknown, for each day of a season.

    A short gap takes the state of its two neighbours where they agree; once the season is over, days
    without data are below.
    """
    state = np.where(days.isna(), UNKNOWN, days >= threshold_km2).astype(np.int8)
    for start, stop in _runs(state == UNKNOWN):
        inside = start > 0 and stop < len(state)
        if inside and stop - start <= MOST_DOUBT_DAYS and state[start - 1] == state[stop]:
            state[start:stop] = state[stop]
    over = _over(state, int(np.argmax(pd.DatetimeIndex(days.index).month == OVER_FROM_MONTH)))
    ending = state[over:]
    ending[ending == UNKNOWN] = BELOW
    return state


def _over(state: NDArray[np.int8], spring: int) -> int:
    """First day after which a season is over: after the last ice and enough days in a row without, in spring."""
    at = np.flatnonzero(state == AT)
    from_day = max(spring, int(at[-1]) + 1 if len(at) else 0)
    for start, stop in _runs(state == BELOW):
        begun = max(start, from_day)
        if stop - begun >= OVER_AFTER_DAYS:
            return begun + OVER_AFTER_DAYS
    return len(state)


def _runs(mask: NDArray[np.bool_]) -> list[Pair]:
    """Start and stop (exclusive) of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    return [(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]


def _gaps(days: pd.Series) -> tuple[str, ...]:
    stamps = pd.DatetimeIndex(days.index)
    runs = _runs(days.isna().to_numpy())
    return tuple(f"{stamps[start]:%Y-%m-%d} to {stamps[stop - 1]:%Y-%m-%d}" for start, stop in runs)


def _frame(rows: list[tuple[Season, Pair, str]], area_km2: float, share: float) -> pd.DataFrame:
    """Observations from the pairs: a value, with its range where days are missing, or the certain end alone."""
    told = [_row(pair, bound) for _, pair, bound in rows]
    return observations.build(
        [pd.Timestamp(one.year - 1, 11, 1) for one, *_ in rows],
        [row[0] for row in told],
        time_end=[one.end for one, *_ in rows],
        lower=[row[1] for row in told],
        upper=[row[2] for row in told],
        interval=[row[3] for row in told],
        flag=["provisional" if one.running else "good" for one, *_ in rows],
        citation=SOURCE,
        confidence="derived",
        note=[_note(one, area_km2, share) for one, *_ in rows],
    )


def _row(pair: Pair, bound: str) -> tuple[float, float, float, str]:
    """Value, lower, upper and the kind of interval."""
    certain, other = pair
    low, high = min(pair), max(pair)
    if low == high:
        return certain, np.nan, np.nan, ""
    if high - low <= MOST_DOUBT_DAYS:
        return certain, low, high, "range"
    return (np.nan, np.nan, certain, bound) if bound == "upper bound" else (np.nan, certain, np.nan, bound)


def _note(one: Season, area_km2: float, share: float) -> str:
    text = f"Threshold {area_km2 * share:,.0f} km², {share * 100:g} % of {area_km2:,.0f} km² of sea."
    if one.gaps:
        text += f" Without a sure value: {', '.join(one.gaps)}."
    return text + (" The season may still go on." if one.running else "")
