"""What a digest tells of one series, and how it is counted up: plain values, no words, no files."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from typing import Literal

import numpy as np
import pandas as pd

from indicators import observations, status
from indicators.catalog import Catalog
from indicators.difference import Revised
from indicators.series import Meta
from indicators.status import Age

Known = Literal["all", "part", "no"]
DERIVED = "derived"


@dataclass(frozen=True)
class Vintage:
    """The edition of a source that a value came from."""

    product_version: str = ""
    retrieved: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Rows:
    """Some observations: how many, from which period end to which (ISO), and the last of their values."""

    count: int = 0
    first: str = ""
    last: str = ""
    last_value: float | None = None


@dataclass(frozen=True)
class Revision:
    """One value that a vintage treats otherwise than the one before."""

    change: Revised
    before: Vintage
    after: Vintage


@dataclass(frozen=True)
class News:
    """One series between two moments.

    Attributes
    ----------
    kind : {'new', 'withdrawn', 'held'}
    came, within, known
        Observations that came in between the moments, of which `within` lie in the period held before.
        `known` says whether that is all of them, a part, or not known at all (no journal from that time).
    observed : Rows
        Observations whose period ended between the moments, whenever they came in.
    revisions, revised, removed
        Values that were changed or removed; `revised` and `removed` also count those whose values were not kept.
    age_before, age_after
        `fresh`, `due` or `stale` from the last observation as known then; None where nothing was known.
    stale_from : str
        ISO day from which the series counts as out of date; empty for a source without a cadence.
    """

    meta: Meta
    kind: Literal["new", "withdrawn", "held"] = "held"
    came: Rows = Rows()
    within: int = 0
    known: Known = "all"
    observed: Rows = Rows()
    revisions: tuple[Revision, ...] = ()
    revised: int = 0
    removed: int = 0
    age_before: Age | None = None
    age_after: Age | None = None
    stale_from: str = ""

    @property
    def newly_stale(self) -> bool:
        """Whether it went out of date between the moments."""
        return self.age_after == "stale" and self.age_before in ("fresh", "due")

    @property
    def any(self) -> bool:
        """Whether there is anything to tell."""
        counts = self.came.count, self.observed.count, self.revised, self.removed
        return self.kind != "held" or any(counts) or self.newly_stale


@dataclass(frozen=True)
class Totals:
    """Counts over series; derived series are left out, for they follow their inputs."""

    new_series: int = 0
    withdrawn_series: int = 0
    came: int = 0
    within: int = 0
    in_new_series: int = 0
    observed: int = 0
    revised: int = 0
    removed: int = 0
    newly_stale: int = 0

    @property
    def any(self) -> bool:
        """Whether anything is counted."""
        return any(getattr(self, item.name) for item in fields(self))


def totals(found: Iterable[News]) -> Totals:
    """Count up series; observations of new series are told apart from those that series held before got."""
    mine = [item for item in found if item.meta.source != DERIVED]
    return Totals(
        new_series=sum(item.kind == "new" for item in mine),
        withdrawn_series=sum(item.kind == "withdrawn" for item in mine),
        came=sum(item.came.count for item in mine if item.kind != "new"),
        within=sum(item.within for item in mine if item.kind != "new"),
        in_new_series=sum(item.came.count for item in mine if item.kind == "new"),
        observed=sum(item.observed.count for item in mine),
        revised=sum(item.revised for item in mine),
        removed=sum(item.removed for item in mine),
        newly_stale=sum(item.newly_stale for item in mine),
    )


def by(found: Iterable[News], keys: Callable[[Meta], Iterable[str]]) -> dict[str, list[News]]:
    """Series under each of their keys (a shared water under every country that shares it)."""
    grouped: dict[str, list[News]] = {}
    for item in found:
        for key in keys(item.meta):
            grouped.setdefault(key, []).append(item)
    return dict(sorted(grouped.items()))


@dataclass(frozen=True)
class Periods:
    """Ends and starts of the periods of some observations, and their values, as plain arrays."""

    ends: np.ndarray
    starts: np.ndarray
    values: np.ndarray

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Periods:
        """Those of a frame's rows that tell of something observed."""
        tells = observations.carrying(frame).to_numpy()
        parts = (frame[name].to_numpy()[tells] for name in ("time_end", "time_start", "value"))
        return cls(*parts)

    def between(self, after: dt.datetime, until: dt.datetime) -> Rows:
        """Those that ended after one moment and not after the other (UTC), summed up."""
        low, high = (np.datetime64(moment.replace(tzinfo=None)) for moment in (after, until))
        asked = (self.ends > low) & (self.ends <= high)
        return Periods(self.ends[asked], self.starts[asked], self.values[asked]).rows()

    def rows(self) -> Rows:
        """All of them, summed up."""
        if not self.ends.size:
            return Rows()
        last = np.lexsort((self.starts, self.ends))[-1]
        value = float(self.values[last])
        first, end = (pd.Timestamp(moment).isoformat() for moment in (self.ends.min(), self.ends[last]))
        return Rows(int(self.ends.size), first, end, None if math.isnan(value) else value)


def aged(item: News, catalog: Catalog, before: tuple[str, dt.datetime], after: tuple[str, dt.datetime]) -> News:
    """With its ages: `before` and `after` are the last observation as known then (ISO), and the moment."""
    source = catalog.sources.get(item.meta.source)
    if source is None or source.cadence_days is None:
        return item
    ages = [status.age(source, _moment(last), at) if last else None for last, at in (before, after)]
    stale = status.stale_from(source, _moment(after[0])) if after[0] else None
    return replace(item, age_before=ages[0], age_after=ages[1], stale_from=f"{stale:%Y-%m-%d}" if stale else "")


def _moment(stamp: str) -> dt.datetime:
    return dt.datetime.fromisoformat(stamp).replace(tzinfo=dt.UTC)
