"""Northern Hemisphere daily extent of the Sea Ice Index (NSIDC G02135): one CSV, context for the region."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd

from indicators import observations
from indicators.catalog import Catalog
from indicators.errors import FormatError
from indicators.series import Parsed, Payload, Reading

HEADER = ("Year", "Month", "Day", "Extent", "Missing")
UNITS = ("YYYY", "MM", "DD", "10^6 sq km", "10^6 sq km")
KM2 = 1e6
MISSING = -9999
MOST_MISSING_KM2 = 50_000
"""Extent that could not be seen, above which a day's value is `estimated`; the usual hole is 0 to 9,000 km²."""


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read the daily CSV: names, units, then a row a day (every second day before August 1987).

    The newest day is provisional: it changes a day later.
    """
    text = io.BytesIO(payload.content)
    table = pd.read_csv(text, header=None, skipinitialspace=True, usecols=range(5), dtype=str)
    for row, wanted in ((0, HEADER), (1, UNITS)):
        found = tuple(table.iloc[row].str.strip())
        if found != wanted:
            reason = f"line {row + 1} begins {', '.join(found)}, not {', '.join(wanted)}"
            raise FormatError(reason, payload.name, "Check that it is the daily extent CSV.")
    days, extent_km2, missing_km2 = _columns(table.iloc[2:], payload.name)
    newest = days == days.max()
    flag = np.where(newest, "provisional", np.where(missing_km2 > MOST_MISSING_KM2, "estimated", "good"))
    frame = observations.build(days, extent_km2, citation=source_id, flag=flag)
    return Reading(tuple(Parsed(declared, frame) for declared in catalog.declarations(source_id)))


def _columns(rows: pd.DataFrame, name: str) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Dates, extents and unseen extents (km²); a row without an extent is a gap."""
    numbers = rows.apply(pd.to_numeric, errors="coerce")
    bad = numbers.isna().any(axis=1) | ((numbers[3] < 0) & numbers[3].ne(MISSING))
    dates = pd.to_datetime({"year": numbers[0], "month": numbers[1], "day": numbers[2]}, errors="coerce")
    bad |= dates.isna()
    if bad.any():
        line = int(bad.to_numpy().argmax()) + 3
        raise FormatError("not a date and an extent", f"{name} line {line}", "Get the file again.")
    held = numbers[3].ne(MISSING)
    return dates[held], (numbers[3] * KM2)[held], (numbers[4].clip(lower=0) * KM2)[held]
