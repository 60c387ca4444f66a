"""Series of any unit on one axis without one: against a base year (= 100), or in standard deviations.

One value a year of each, as the statistics make it; a gap stays open. What has no true zero is never
indexed, what has only an order is never put in numbers at all, bounds and ranges never enter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from indicators.catalog import Catalog
from indicators.compare import meaning
from indicators.compare.tracks import POINTS, Track, track
from indicators.statistics import anomaly
from indicators.statistics.climatology import BASELINES, covered
from indicators.statistics.trend import LEAST
from indicators.store import Held

OVERLAP = "overlap"
NORMS = (OVERLAP, *BASELINES)


@dataclass(frozen=True)
class Refusal:
    """Why a series is left out, as a code and what the sentence needs."""

    series: str
    code: str
    year: int = 0
    n: int = 0
    first: int = 0
    last: int = 0


@dataclass(frozen=True, eq=False)
class Relative:
    """A track and its relative `values`, one a row.

    `base` is what they refer to: the base year's value, or the mean of `n` years, with the standard deviation `sd`.
    """

    track: Track
    values: np.ndarray
    base: float
    sd: float = 1.0
    n: int = 1


def numbers(held: Held, catalog: Catalog, years: tuple[int, int] | None = None) -> Track | Refusal:
    """One value a year of a series, points only; or why there is none."""
    scale = meaning.scale(held.meta, catalog)
    if scale in ("text", "ordinal"):
        return Refusal(held.meta.id, scale)
    if meaning.is_records(held.meta, catalog):
        return Refusal(held.meta.id, "records")
    rows = held.observations
    if not rows["value"].notna().any():
        return Refusal(held.meta.id, "bounds" if rows[["lower", "upper"]].notna().any(axis=None) else "none")
    made = track(held, catalog, POINTS, years)
    return made if len(made.rows) else Refusal(held.meta.id, "no_year")


def base_years(found: Sequence[Track]) -> list[int]:
    """Years that may be a base: those in which some series has a value, all of them first."""
    held = [_years(one) for one in found]
    return sorted(set().union(*held)) if held else []


def usual_base(found: Sequence[Track]) -> int | None:
    """The first year in which all have a value above zero; else in which most have."""
    positive = [set(one.rows.loc[one.rows["value"] > 0, "x"].astype(int)) for one in found]
    every = sorted(set().union(*positive)) if positive else []
    return max(every, key=lambda year: (sum(year in years for years in positive), -year), default=None)


def indexed(found: Track, base: int, catalog: Catalog) -> Relative | Refusal:
    """A track as percent of its value in the base year.

    The base must be a value above zero on a scale with a true zero.
    """
    if meaning.scale(found.meta, catalog) != "ratio":
        return Refusal(found.meta.id, "no_ratio")
    at = found.rows.loc[found.rows["x"] == base, "value"]
    if at.empty:
        years = _years(found)
        return Refusal(found.meta.id, "no_base", base, first=min(years), last=max(years))
    value = float(at.iloc[0])
    if value <= 0:
        return Refusal(found.meta.id, "zero_base", base)
    return Relative(found, found.rows["value"].to_numpy() / value * 100, value)


def reference(found: Sequence[Track], code: str) -> tuple[int, ...]:
    """Years that the mean and the standard deviation are taken over: one of `NORMS`."""
    if code == OVERLAP:
        held = [_years(one) for one in found]
        return tuple(sorted(set.intersection(*held))) if held else ()
    first, last = BASELINES[code]
    return tuple(range(first, last + 1))


def standardised(found: Track, years: Sequence[int], *, overlap: bool) -> Relative | Refusal:
    """A track as (value - mean) / standard deviation (n - 1) over some years.

    It needs ten of them, of a fixed baseline four fifths, and values that are not all equal.
    """
    inside = found.rows.loc[found.rows["x"].isin([float(year) for year in years]), "value"]
    first, last, n = min(years, default=0), max(years, default=0), len(inside)
    enough = n >= LEAST if overlap else covered(_years(found), (first, last))
    if not enough:
        return Refusal(found.meta.id, "few_overlap" if overlap else "few_baseline", n=n, first=first, last=last)
    mean, sd = float(inside.mean()), float(inside.std(ddof=1))
    if not sd > 0:
        return Refusal(found.meta.id, "constant", n=n, first=first, last=last)
    made = [anomaly.of(value, mean, sd) for value in found.rows["value"].tolist()]
    values = [one.standardised if one and one.standardised is not None else np.nan for one in made]
    return Relative(found, np.array(values, dtype=float), mean, sd, n)


def as_track(one: Relative) -> Track:
    """A track whose rows hold the relative values, so that it draws like any other."""
    rows = one.track.rows.assign(value=pd.Series(one.values, dtype=float))
    return replace(one.track, rows=rows)


def _years(one: Track) -> set[int]:
    return set(one.rows["x"].astype(int))
