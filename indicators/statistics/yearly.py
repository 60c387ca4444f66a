"""One value a year or season of any series, so that every series can be ranked and tested alike.

What a value of the year is depends on the series: daily ice its season maximum, a daily gauge the mean of its
complete years, a yearly or published figure the value as it stands. Bounds and ranges are never turned into
points, and nothing is filled in.
"""

from __future__ import annotations

from dataclasses import replace

from indicators.series import Meta
from indicators.statistics import estimates, events, untested, within_year
from indicators.statistics.one_a_year import STATISTICS, Yearly, natural, own_season
from indicators.statistics.season import Season
from indicators.store import Held


def of(
    held: Held,
    *,
    season: tuple[int, int] | None = None,
    statistic: str | None = None,
    period: tuple[int, int] | None = None,
) -> Yearly:
    """Yearly values of a series.

    Parameters
    ----------
    held : Held
        Any series.
    season : tuple of int, optional
        First and last month; a season that crosses New Year is named by its January. By default November
        to July for sea ice, November to May for river ice, else the calendar year.
    statistic : str, optional
        One of `STATISTICS`, for series of days or months; by default the maximum for ice, the total of
        monthly totals, the median of classes, else the mean.
    period : tuple of int, optional
        First and last year.

    Raises
    ------
    ValueError
        For a statistic that does not exist.
    """
    if statistic is not None and statistic not in STATISTICS:
        raise ValueError(f"{statistic}: not a statistic; one of {', '.join(STATISTICS)}")
    kind = natural(held.meta)
    if kind in STATISTICS and "depth_top_m" not in held.observations:
        span = Season(*season) if season else own_season(held.meta)
        found = within_year.yearly(held, span, statistic or kind)
    else:
        found = estimates.yearly(held)
    if period:
        found = found.within(*period)
    return with_events(held.meta, found)


def with_events(meta: Meta, found: Yearly) -> Yearly:
    """The same values with the changes of sensor or method inside their span, and what forbids to test them."""
    why_not = tuple(dict.fromkeys((*found.why_not, *untested.reasons(meta))))
    return replace(found, events=events.within(meta, found.years), why_not=why_not,
                   one_method=found.one_method and not why_not)  # fmt: skip


def unit(meta: Meta, values: Yearly) -> str:
    """Unit of the yearly values: a total of monthly totals is one of the year."""
    return meta.unit.replace("/month", "/yr") if values.what == "annual_total" else meta.unit
