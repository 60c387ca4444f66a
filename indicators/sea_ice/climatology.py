"""Ice of the baseline 1991-2020 on every cell: how often there was some, and how much on average.

By calendar day, or by month for a monthly product. The frequency is the share of the years with a
concentration of at least 15 %; its 50 % line is the median ice edge. Only packed integers are
compared, and nothing is filled: a time of the year that too few years tell of gets no map.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.catalog import Catalog, Declaration
from indicators.fields import HeldLayer
from indicators.grid import REFERENCE_YEAR, Layer, Packing, ParsedField
from indicators.sea_ice import polar
from indicators.sea_ice.concentration_field import INDICATOR, MEANINGS, NO_DATA, NOT_SEA
from indicators.sea_ice.slab import THRESHOLD_PERCENT

FIRST, LAST = 1991, 2020
"""The baseline, both years included: the World Meteorological Organization's present normal period."""
LEAST_SHARE = 0.8
"""Of the years of the baseline that have the day (29 February: of the leap years) so many must be there."""
CLIMATOLOGIES = FREQUENCY, NORMAL = "sea_ice_frequency", "sea_ice_concentration_normal"
PACKING = Packing("u1", 1.0, MEANINGS)

Unit = tuple[int, int]  # month and day; day 0 stands for the whole month


def in_baseline(time: pd.Timestamp) -> bool:
    """Whether a time belongs to the baseline."""
    return bool(FIRST <= time.year <= LAST)


@dataclass
class _Counts:
    """Sums over the years of one calendar day or month, a number a cell; and the years that gave them."""

    years: set[int]
    ice: NDArray[np.uint8]
    known: NDArray[np.uint8]
    total: NDArray[np.uint16]
    sea: NDArray[np.bool_]


@dataclass
class Tally:
    """Years with ice, years with data and the sum of concentrations by calendar unit and cell.

    Attributes
    ----------
    packing : Packing
        Of the cells that come in: counts in a byte, the codes of `concentration_field` above them.
    monthly : bool
        Whether a time stands for a month; for a day otherwise.
    """

    packing: Packing
    monthly: bool
    counts: dict[Unit, _Counts] = field(default_factory=dict)

    def add(self, time_start: pd.Timestamp, cells: NDArray[np.uint8]) -> None:
        """Count one day or month; other years than the baseline's are left out, a year counts once."""
        unit = (time_start.month, 0 if self.monthly else time_start.day)
        if unit not in self.counts and in_baseline(time_start):
            self.counts[unit] = _empty()
        if not in_baseline(time_start) or time_start.year in self.counts[unit].years:
            return
        counts = self.counts[unit]
        counts.years.add(time_start.year)
        known = cells <= self._highest
        counts.ice += known & (cells >= -(-THRESHOLD_PERCENT * self._highest // 100))
        counts.known += known
        counts.total += np.where(known, cells, 0).astype("u2")
        counts.sea |= cells != NOT_SEA

    def fields(self, declared: Iterable[Declaration], **meta: Any) -> tuple[ParsedField, ...]:
        """The declared climatologies, with a layer for each unit that enough years tell of; none without a layer."""
        units = [unit for unit in sorted(self.counts) if self._told(unit)]
        return tuple(
            ParsedField(
                one,
                polar.window(),
                PACKING,
                tuple(self._layer(unit, frequency=one.indicator == FREQUENCY) for unit in units),
                dict(meta),
                climatology=True,
            )
            for one in declared
            if units
        )

    @property
    def _highest(self) -> int:
        """Count that stands for 100 %."""
        return round(100 / self.packing.scale)

    def _told(self, unit: Unit) -> bool:
        return len(self.counts[unit].years) >= LEAST_SHARE * expected_years(unit)

    def _layer(self, unit: Unit, *, frequency: bool) -> Layer:
        """One map: per cent of the years with data, or mean per cent over them; rounded to whole ones.

        No share below one half of at most 30 years rounds to 50 %, so the median edge stays exact.
        """
        counts, years = self.counts[unit], expected_years(unit)
        enough = counts.known >= LEAST_SHARE * years
        percent = counts.ice * 100.0 if frequency else counts.total * self.packing.scale
        cells = np.where(counts.sea, NO_DATA, NOT_SEA).astype("u1")
        cells[enough] = np.rint(percent[enough] / counts.known[enough])
        start, end = period(unit)
        return Layer(start, end, cells, note=f"{len(counts.years)} of {years} years, {FIRST}–{LAST}")


def _empty() -> _Counts:
    shape = polar.window().shape
    return _Counts(set(), *(np.zeros(shape, kind) for kind in ("u1", "u1", "u2", "bool")))


def expected_years(unit: Unit) -> int:
    """How many years of the baseline have this day or month."""
    years = range(FIRST, LAST + 1)
    return sum(map(calendar.isleap, years)) if unit == (2, 29) else len(years)


def period(unit: Unit) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The unit in the leap year that climatologies are told in."""
    month, day = unit
    start = pd.Timestamp(REFERENCE_YEAR, month, day or 1)
    return start, start if day else start + pd.offsets.MonthEnd()


def declarations(catalog: Catalog, source_id: str) -> dict[str, list[Declaration]]:
    """Climatologies that a source declares, by the id of the concentration they are made of."""
    found: dict[str, list[Declaration]] = {}
    for one in catalog.declared_fields(source_id):
        if one.indicator in CLIMATOLOGIES:
            found.setdefault(f"{INDICATOR}.{one.place}.{source_id}", []).append(one)
    return found


def of_months(held: Sequence[HeldLayer]) -> Tally:
    """The tally of monthly maps as they lie in the cache, at least one, all on one grid."""
    tally = Tally(held[0].packing, monthly=True)
    for one in held:
        tally.add(one.layer.time_start, one.layer.cells)
    return tally
