"""Yearly counts of occurrence records as a series: what OBIS and GBIF have in common.

A record says that somebody looked and found; a count of records measures effort and reporting, never
how many animals there are. A year without a record has no row.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from indicators import observations
from indicators.catalog import Declaration
from indicators.errors import CatalogError, FormatError
from indicators.population import licences
from indicators.series import Parsed, Payload, Reading

EARLIEST = 1600  # records are dated before modern collecting only by mistake
_POLYGON = re.compile(r"POLYGON ?\(\(([^()]+)\)\)")


def series(
    declared: Declaration,
    by_year: Mapping[int, int],
    counts: Mapping[str, int],
    *,
    note: str = "",
    columns: Mapping[str, Callable[[int], str]] | None = None,
) -> Parsed:
    """Counts of records by year as a series.

    Parameters
    ----------
    by_year : mapping
        Records by calendar year.
    counts : mapping
        Records by class of licence; the series may be passed on only where all are known.
    columns : mapping, optional
        Further columns: name, and text by year.
    """
    years = sorted(by_year)
    frame = observations.build(
        pd.DatetimeIndex([f"{year}-01-01" for year in years]),
        [float(by_year[year]) for year in years],
        time_end=pd.DatetimeIndex([f"{year}-12-31" for year in years]),
        citation=declared.source,
        note=note,
    )
    for name, text in (columns or {}).items():
        frame[name] = pd.Series([text(year) for year in years], index=frame.index, dtype="str")
    meta = {
        "licence": f"By record: {licences.told(counts)}",
        "redistribute": licences.redistribute(counts),
        "area_definition": f"{declared.group.area_definition}: {declared.place_key}",
    }
    return Parsed(declared, frame, meta)


@dataclass(frozen=True)
class Counted:
    """Records by year: those of whole years, and how many were set aside."""

    by_year: dict[int, int]
    running: int
    impossible: int


def counted(by_year: Mapping[int, int], retrieved: dt.datetime) -> Counted:
    """The counts of years that are over; the running year would look like a fall in effort."""
    kept = {year: count for year, count in by_year.items() if EARLIEST <= year < retrieved.year}
    running = by_year.get(retrieved.year, 0)
    return Counted(kept, running, sum(by_year.values()) - sum(kept.values()) - running)


def bounds(declared: Declaration) -> tuple[float, float, float, float]:
    """Westmost, southmost, eastmost and northmost degree of the polygon that a series is asked for."""
    match = _POLYGON.fullmatch(str(declared.place_key))
    if match is None:
        raise CatalogError("the place is no WKT polygon", declared.id, "Write POLYGON((lon lat,lon lat,...)).")
    corners = [tuple(map(float, corner.split())) for corner in match[1].split(",")]
    longitudes, latitudes = zip(*corners, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


class Remarks:
    """What the operator should know, one line a kind with the series it concerns."""

    def __init__(self) -> None:
        self.lines: dict[str, list[str]] = {}

    def add(self, kind: str, declared: Declaration, detail: object = "", *, everywhere: bool = False) -> None:
        """One series of a kind, or a species in every area, told once."""
        species = declared.indicator.removeprefix("occurrence_records_")
        name = species if everywhere else f"{species} in {declared.place}"
        told = f"{name} ({detail})" if detail != "" else name
        items = self.lines.setdefault(kind, [])
        if told not in items:
            items.append(told)

    def dates(self, declared: Declaration, undated: int, found: Counted) -> None:
        """Records that could not be put into a year that is over."""
        kinds = {
            "without a year": undated,
            "of an impossible year": found.impossible,
            "of the running year": found.running,
        }
        for kind, count in kinds.items():
            if count:
                self.add(f"records {kind}, not counted", declared, count)

    @property
    def told(self) -> tuple[str, ...]:
        """All lines."""
        return tuple(f"{kind}: {', '.join(items)}" for kind, items in self.lines.items())


def reading(parsed: list[Parsed], remarks: Remarks, payload: Payload) -> Reading:
    """Everything read, or the reason why nothing could be.

    Raises
    ------
    FormatError
        When no series came out of the answers.
    """
    if not parsed:
        why = "; ".join(remarks.told) or "no answer is in it"
        raise FormatError(f"no record could be counted ({why})", payload.name, "Nothing was stored.")
    return Reading(tuple(parsed), remarks.told)


def tally(counts: Mapping[Any, Mapping[str, int]]) -> Counter[str]:
    """Counts by licence over all years."""
    every: Counter[str] = Counter()
    for one in counts.values():
        every.update(one)
    return every
