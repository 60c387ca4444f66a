"""MASIE-NH daily extents by region (NSIDC G02186): one CSV, one column a region."""

from __future__ import annotations

import io

import pandas as pd

from indicators import observations
from indicators.catalog import Catalog
from indicators.errors import FormatError
from indicators.series import Parsed, Payload, Reading


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read the all-years CSV.

    Line 1 is a title, line 2 the header; dates are `YYYYDDD` with a leading blank; extents are in
    km²; a day without analysis is an absent row (NSIDC G02186 documentation).
    """
    table = pd.read_csv(io.BytesIO(payload.content), header=1, skipinitialspace=True)
    table.columns = [str(name).strip() for name in table.columns]
    if "yyyyddd" not in table.columns:
        raise FormatError("no column yyyyddd in line 2", payload.name, "Check that it is the MASIE extent CSV.")
    days = pd.to_datetime(table["yyyyddd"].astype(str), format="%Y%j", errors="coerce")
    if days.isna().any():
        row = int(days.isna().to_numpy().argmax())
        where = f"{payload.name} line {row + 3}"
        raise FormatError(f"{table['yyyyddd'].iloc[row]!r} is not a day as YYYYDDD", where, "Get the file again.")
    return Reading(
        tuple(
            Parsed(declared, _series(table, days, str(declared.place_key), source_id, payload.name))
            for declared in catalog.declarations(source_id)
        )
    )


def _series(table: pd.DataFrame, days: pd.Series, column: str, source_id: str, name: str) -> pd.DataFrame:
    if column not in table.columns:
        raise FormatError(f"no column {column!r}", name, "The provider renamed it: correct data_sources.yaml.")
    extent_km2 = pd.to_numeric(table[column], errors="coerce")
    bad = extent_km2.isna() | (extent_km2 < 0)
    if bad.any():
        row = int(bad.to_numpy().argmax())
        raise FormatError(
            f"{table[column].iloc[row]!r} is not an extent in km²",
            f"{name} line {row + 3}, column {column!r}",
            "Get the file again; if it stays, tell the provider.",
        )
    return observations.build(days, extent_km2, citation=source_id)
