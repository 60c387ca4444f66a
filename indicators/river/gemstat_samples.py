"""Samples of the GEMS/Water archive as observations: bounds as bounds, doubts as flags, nothing averaged.

A unit is converted only where the registry gives the factor; other rows are left out and counted.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from indicators import observations
from indicators.errors import FormatError
from indicators.river.gemstat_table import CODE, STATION, Row

DATE, TIME, DEPTH, METHOD = "Sample Date", "Sample Time", "Depth", "Analysis Method Code"
MARK, VALUE, UNIT, QUALITY, LICENCE = "Value Flags", "Value", "Unit", "Data Quality", "License Information"
COLUMNS = (STATION, DATE, TIME, DEPTH, CODE, METHOD, MARK, VALUE, UNIT, QUALITY)

FLAGS = {
    "Good": "good",
    "Fair": "good",
    "Unknown": "good",  # to be treated as fair, says the archive
    "": "good",
    "Estimated": "estimated",
    "Pending review": "provisional",
    "Suspect": "suspect",
    "Contamination": "suspect",
}
NOTES = {
    "Suspect": "Rated suspect by the archive: reviewed and found beyond technical limits.",
    "Contamination": "Contamination of the sample reported.",
    "Pending review": "Beyond technical limits, not reviewed yet.",
}
_MARKS = ("", "---", "<", ">", "~")
_UNTOLD = ("", "00:00", "12:00")  # times the archive writes where none was reported
_MISSING = ("", "NA", "---")


@dataclass(frozen=True)
class Sample:
    """One analysis, in our unit; `mark` is `<`, `>`, `~` or empty."""

    when: pd.Timestamp
    depth_m: float
    value: float
    mark: str
    quality: str
    method: str


@dataclass
class Samples:
    """Samples of one parameter, gathered by station, and what was left out of them."""

    units: Mapping[str, float]
    licences: str
    of: dict[str, list[Sample]] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, row: Row) -> None:
        """Take a row, or count why not."""
        reason = self._refused(row)
        if reason:
            self.left_out[reason] += 1
            return
        self.of.setdefault(row[STATION], []).append(_sample(row, self.units[row[UNIT]]))

    def _refused(self, row: Row) -> str:
        licence = row[LICENCE]
        if row.closed or (licence and not re.search(self.licences, licence)):
            return f"not said to be open ({licence[:80] or 'data policy'})"
        if row[VALUE] in _MISSING:
            return "without a value"
        return "" if row[UNIT] in self.units else f"in the unit {row[UNIT]!r}"

    def frame(self, station: str, source: str) -> pd.DataFrame:
        """Observations of one station: of several analyses of one moment the one nearest the surface.

        Further columns are `depth_m` and `analysis_method`.
        """
        kept = self._one_a_moment(self.of[station])
        value = [math.nan if sample.mark in ("<", ">") else sample.value for sample in kept]
        frame = observations.build(
            [sample.when for sample in kept],
            value,
            lower=[sample.value if sample.mark == ">" else math.nan for sample in kept],
            upper=[sample.value if sample.mark == "<" else math.nan for sample in kept],
            interval=[{"<": "upper bound", ">": "lower bound"}.get(sample.mark, "") for sample in kept],
            flag=[_flag(sample) for sample in kept],
            note=[NOTES.get(sample.quality, "") for sample in kept],
            citation=source,
        )
        return frame.assign(
            depth_m=[sample.depth_m for sample in kept], analysis_method=[sample.method for sample in kept]
        )

    def _one_a_moment(self, samples: list[Sample]) -> list[Sample]:
        usual = Counter(sample.method for sample in samples)
        ordered = sorted(samples, key=lambda one: (one.when, _from_surface(one.depth_m), -usual[one.method]))
        kept: dict[pd.Timestamp, Sample] = {}
        for sample in ordered:
            kept.setdefault(sample.when, sample)
        self.left_out["of the same moment, deeper or analysed again"] += len(ordered) - len(kept)
        return list(kept.values())


def _from_surface(depth_m: float) -> float:
    return math.inf if math.isnan(depth_m) else abs(depth_m)


def _flag(sample: Sample) -> str:
    """The rating; below it that a value is only a bound or an estimate."""
    rated = FLAGS[sample.quality]
    marked = {"<": "below_detection", "~": "estimated"}.get(sample.mark, rated)
    return rated if rated in ("suspect", "provisional") else marked


def _sample(row: Row, factor: float) -> Sample:
    if row[MARK] not in _MARKS:
        _refuse(row, MARK, f"is none of {', '.join(filter(None, _MARKS))}")
    if row[QUALITY] not in FLAGS:
        _refuse(row, QUALITY, f"is none of {', '.join(filter(None, FLAGS))}")
    value = _number(row, VALUE)
    return Sample(
        when=_when(row),
        depth_m=math.nan if row[DEPTH] in _MISSING else _number(row, DEPTH),
        value=value if factor == 1 else float(f"{value * factor:.12g}"),
        mark=row[MARK].strip("-"),
        quality=row[QUALITY],
        method=row[METHOD],
    )


def _when(row: Row) -> pd.Timestamp:
    """Local day, with the time where one was reported."""
    time = row[TIME][:5]
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", row[DATE]):
            raise ValueError(row[DATE])
        return pd.Timestamp(row[DATE] if time in _UNTOLD else f"{row[DATE]} {time}")
    except ValueError:
        return _refuse(row, DATE, f"with the time {row[TIME]!r} is not a moment (YYYY-MM-DD, HH:MM)")


def _number(row: Row, column: str) -> float:
    try:
        value = float(row[column])
    except ValueError:
        value = math.nan
    return value if math.isfinite(value) else _refuse(row, column, "is not a number")


def _refuse(row: Row, column: str, why: str) -> Any:
    raise FormatError(f"{row[column]!r} {why}", f"{row.where}, {column}", "Get the archive again.")
