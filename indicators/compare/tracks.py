"""Series brought to one step of time: every value, monthly means, or one value a year; what is left out is told.

The values of every chart of this package, and of its file for download, are the rows of a `Track`. Never fills
a gap, never makes a mean of too few days, never turns a bound or a range into a value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from indicators.catalog import Catalog
from indicators.compare import meaning
from indicators.series import Meta
from indicators.statistics import season, yearly
from indicators.statistics.estimates import year_named
from indicators.statistics.one_a_year import LEAST_DAYS, Yearly
from indicators.store import Held

STEPS = ("year", "month", "each")
POINTS = "points"  # a step of its own: one value a year of any series, without bounds and ranges
FINE = ("hour", "day")
MOST_ROWS = 12_000  # of all series together that a browser gets
AS_HELD = "as_held"
LONG_YEARS = 4  # from this length on one value a year says more than every value


@dataclass(frozen=True, eq=False)
class Track:
    """One series at a step.

    `rows` has the columns of observations and `x`, the time in years (2013.0: the year 2013 as a whole, the
    middle of it otherwise). `what` is how a value came about: `as_held`, `monthly_mean`, or `Yearly.what`.
    `left_out` counts months or years with too few values (of a published table: rows without a value of a year);
    `yearly` is what the statistics say of yearly values.
    """

    held: Held
    what: str
    rows: pd.DataFrame
    left_out: int = 0
    yearly: Yearly | None = None

    @property
    def meta(self) -> Meta:
        """Metadata of the series."""
        return self.held.meta

    @property
    def named_years(self) -> pd.DataFrame:
        """First and last year of each row: of a value that stands for a year, or a season, that year."""
        rows = self.rows
        if self.yearly or self.meta.frequency in ("year", "season"):
            year = rows["x"].round().astype(int)
            return pd.DataFrame({"first": year, "last": year})
        start = rows["time_end" if self.meta.frequency in FINE else "time_start"]
        return pd.DataFrame({"first": start.dt.year, "last": rows["time_end"].dt.year})

    def within(self, first: int, last: int) -> Track:
        """Only what touches the years from `first` to `last`."""
        years = self.named_years
        kept = (years["last"] >= first) & (years["first"] <= last)
        return replace(self, rows=self.rows[kept].reset_index(drop=True))

    @property
    def empty(self) -> bool:
        """Whether nothing is left to draw."""
        return not len(self.rows)


def track(held: Held, catalog: Catalog, step: str, years: tuple[int, int] | None = None) -> Track:
    """A series at a step, within some years (first, last).

    Only series of hours, days or months are brought to another step; a published, yearly or irregular
    value stands as it is, unless one value a year is asked for (`POINTS`).
    """
    frequency = held.meta.frequency
    averaged = meaning.scale(held.meta, catalog) in ("ratio", "interval")
    if step == POINTS or (step == "year" and averaged and frequency in (*FINE, "month")):
        made = _yearly(held)
    elif step == "month" and averaged and frequency in FINE:
        made = _monthly(held)
    else:
        made = Track(held, AS_HELD, _placed(held))
    return made.within(*years) if years else made


def tracks(
    series: Sequence[Held], catalog: Catalog, step: str, years: tuple[int, int] | None = None
) -> tuple[list[Track], int | None]:
    """Tracks of several series, and the year from which every value is shown where all would be too many."""
    made = [track(held, catalog, step, years) for held in series]
    since = None
    ends = pd.concat([one.named_years["last"] for one in made])
    if len(ends) > MOST_ROWS:
        of_year = ends.value_counts().sort_index(ascending=False).cumsum()
        fitting = of_year[of_year <= MOST_ROWS]
        since = int(fitting.index[-1] if len(fitting) else of_year.index[0])
        made = [one.within(since, int(of_year.index[0])) for one in made]
    return made, since


def usual_step(metas: Sequence[Meta]) -> str:
    """One value a year for series of several years, every value for short ones."""
    long = any(int(meta.last[:4]) - int(meta.first[:4]) >= LONG_YEARS for meta in metas if meta.first)
    return "year" if long else "each"


def _yearly(held: Held) -> Track:
    found = yearly.of(held)
    rows = _as_told(held, found) if found.what == "annual_value" else _derived(held, *_spans(found), list(found.values))
    rows = rows.assign(x=[float(year) for year in found.years])
    return Track(held, found.what, rows, found.dropped, found)


def _spans(found: Yearly) -> tuple[list[pd.Timestamp], list[pd.Timestamp]]:
    """First and last day of each year or season, from the months its value is made of."""
    first, last = (found.months[0], found.months[-1]) if found.months else (1, 12)
    starts = [pd.Timestamp(int(year) - (first > last), first, 1) for year in found.years]
    ends = [pd.Timestamp(int(year), last, 1) + pd.offsets.MonthEnd(0) for year in found.years]
    return starts, ends


def _as_told(held: Held, found: Yearly) -> pd.DataFrame:
    """The observations that the values of the years are, so that citation and confidence stay with them."""
    rows = held.observations
    of_year = year_named(rows, held.meta)
    kept = []
    for year, value in zip(found.years, found.values, strict=True):
        mine = rows[(of_year == year) & rows["value"].notna()]
        same = mine[mine["value"] == value]
        kept.append((same if len(same) else mine).iloc[:1].assign(value=value))
    return pd.concat(kept, ignore_index=True) if kept else rows.iloc[:0]


def _monthly(held: Held) -> Track:
    good = held.observations[season.usable(held.observations)]
    days = good.groupby(good["time_end"].dt.normalize())["value"].mean()
    month = days.index.to_period("M")
    counted = days.groupby(month).agg(["mean", "size"])
    enough = counted[counted["size"] >= LEAST_DAYS]
    starts = list(enough.index.start_time)
    ends = [stamp.normalize() for stamp in enough.index.end_time]
    rows = _derived(held, starts, ends, list(enough["mean"]))
    made = rows.assign(x=_middle(rows["time_start"], rows["time_end"]))
    return Track(held, "monthly_mean", made, len(counted) - len(enough))


def _derived(held: Held, starts: list[pd.Timestamp], ends: list[pd.Timestamp], values: list[float]) -> pd.DataFrame:
    """Rows computed here of the series' own values."""
    missing = [float("nan")] * len(values)
    return pd.DataFrame(
        {
            "time_start": pd.Series(starts, dtype="datetime64[us]"),
            "time_end": pd.Series(ends, dtype="datetime64[us]"),
            "value": pd.Series(values, dtype=float),
            "lower": pd.Series(missing, dtype=float),
            "upper": pd.Series(missing, dtype=float),
            "interval": "",
            "flag": "good",
            "citation": held.meta.source,
            "confidence": "derived",
            "note": "",
        }
    )


def _placed(held: Held) -> pd.DataFrame:
    """The observations that carry a number, where they stand: a year or a season at its year."""
    rows = held.observations
    rows = rows[rows[["value", "lower", "upper"]].notna().any(axis=1)].reset_index(drop=True)
    if held.meta.frequency in ("year", "season"):
        return rows.assign(x=rows["time_end"].dt.year.astype(float))
    if held.meta.frequency in FINE:  # a mean of several days belongs to the day that ends it
        return rows.assign(x=_decimal(rows["time_end"]) - 0.5)
    return rows.assign(x=_middle(rows["time_start"], rows["time_end"]))


def _middle(start: pd.Series, end: pd.Series) -> pd.Series:
    """Middle of periods in years, 2013.0 being the middle of 2013 as in `marks.Point`."""
    whole_day = end == end.dt.normalize()
    return (_decimal(start) + _decimal(end + pd.to_timedelta(whole_day.astype(int), unit="D"))) / 2 - 0.5


def _decimal(stamps: pd.Series) -> pd.Series:
    """Time as a decimal year."""
    of_day = (stamps - stamps.dt.normalize()).dt.total_seconds() / 86_400
    return stamps.dt.year + (stamps.dt.day_of_year - 1 + of_day) / (365 + stamps.dt.is_leap_year.astype(int))
