"""One value a year of series that are yearly already, or published now and then: the values as they stand.

Points only: a bound or a range is never a point. Whether the points are of one method is judged by what the
rows themselves carry, and the judgement is told with its reason.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from indicators.series import Meta
from indicators.statistics import season as seasons
from indicators.statistics.one_a_year import Yearly, has_classes
from indicators.store import Held

YEAR_DAYS = 366
PEAKS = ("count", "maximum")  # statistics of which the highest of a year is the year's


def yearly(held: Held) -> Yearly:
    """The points of a series, one a year.

    Values of a long-term mean, of samples at several depths, and of a year with several values for the very
    same period that one work gives (assumptions, layers) have no year. Of several works for one period the
    first read at its source is taken, and the year is a conflict. Of several periods within a year the
    highest counts for counts and maxima, else their mean.
    """
    frame, meta = held.observations, held.meta
    if meta.frequency == "long_term" or "depth_top_m" in frame:
        what = "long_term" if meta.frequency == "long_term" else "samples"
        return Yearly(np.array([], dtype=int), np.array([]), what, one_method=False, dropped=len(frame))
    good = frame[seasons.usable(frame)]
    good = good.assign(year=year_named(good, meta))
    rows, conflict = [], False
    for year, part in good.groupby("year"):
        value, picked = _of_year(part, meta)
        conflict |= picked
        if value is not None:
            rows.append((int(str(year)), value))
    kept = good[good["year"].isin([year for year, _ in rows])]
    why_not = reasons(kept, meta, conflict=conflict)
    return Yearly(
        np.array([year for year, _ in rows], dtype=int),
        np.array([value for _, value in rows], dtype=float),
        "annual_value",
        one_method=not why_not,
        dropped=len(frame) - len(rows),
        why_not=why_not,
    )


def year_named(frame: pd.DataFrame, meta: Meta) -> Any:
    """The year a period is named by: its start; of a season its end; of several years the middle."""
    start, end = frame["time_start"], frame["time_end"]
    if meta.frequency == "season":
        return end.dt.year
    long = (end - start).dt.days >= YEAR_DAYS
    return start.dt.year.where(~long, (start + (end - start) / 2).dt.year)


def reasons(points: pd.DataFrame, meta: Meta, *, conflict: bool = False) -> tuple[str, ...]:
    """What forbids to call a change of these points a trend.

    `works`: several works, hence several methods. `confidence`: second-hand beside first-hand, or computed
    beside printed values. `cumulative`: a total that can only grow. `classes`: an order without distances.
    `effort`: numbers of records tell how much was looked. `conflict`: a value was chosen among several.
    """
    found = {
        "works": meta.source == "published" and points["citation"].nunique() > 1,
        "confidence": points["confidence"].nunique() > 1,
        "cumulative": "cumulative" in meta.statistic.lower(),
        "classes": has_classes(meta),
        "effort": "records" in meta.unit or "records" in meta.indicator,
        "conflict": conflict,
    }
    return tuple(name for name, holds in found.items() if holds)


def _of_year(part: pd.DataFrame, meta: Meta) -> tuple[float | None, bool]:
    """Value of one year, and whether it was chosen among values of several works."""
    if len(part) == 1:
        return float(part["value"].iloc[0]), False
    chosen, conflict = [], False
    for _, alike in part.groupby(["time_start", "time_end"]):
        if len(alike) > 1 and alike["citation"].nunique() == 1:
            continue
        conflict |= len(alike) > 1
        first_hand = alike.sort_values("confidence", key=lambda kind: kind.eq("quoted_secondhand"), kind="stable")
        chosen.append(float(first_hand["value"].iloc[0]))
    if not chosen:
        return None, conflict
    highest = any(word in meta.statistic for word in PEAKS)
    return (max(chosen) if highest else float(np.mean(chosen))), conflict
