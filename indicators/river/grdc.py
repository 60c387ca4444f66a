"""Long-term mean discharge from the station catalogue of the Global Runoff Data Centre.

One tab-separated row a station; the catalogue holds means only, no time series.
"""

from __future__ import annotations

import csv
import io

import pandas as pd

from indicators import observations
from indicators.catalog import Catalog, Declaration
from indicators.errors import FormatError
from indicators.series import Parsed, Payload, Reading

_NEEDED = ("grdc_no", "river", "station", "area", "t_start", "t_end", "lta_discharge")


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read the registered stations of the catalogue (Latin-1; "n.a." is no mean, -999 no area)."""
    table = _catalogue(payload)
    series, absent = [], []
    for declared in catalog.declarations(source_id):
        frame = _frame(table[table["grdc_no"] == str(declared.place_key)], declared, payload.name)
        if frame is None:
            absent.append(str(declared.place_key))
        else:
            series.append(Parsed(declared, frame))
    notices = (f"no long-term mean in the catalogue for {', '.join(absent)}",) if absent else ()
    return Reading(tuple(series), notices)


def _catalogue(payload: Payload) -> pd.DataFrame:
    table = pd.read_csv(
        io.BytesIO(payload.content),
        sep="\t",
        encoding="latin-1",
        dtype=str,
        keep_default_na=False,
        quoting=csv.QUOTE_NONE,
    )
    table.columns = [str(name).strip() for name in table.columns]
    for name in _NEEDED:
        if name not in table.columns:
            raise FormatError(f"no column {name!r}", payload.name, "Check that it is GRDC's station catalogue.")
        table[name] = table[name].str.strip()
    return table


def _frame(rows: pd.DataFrame, declared: Declaration, name: str) -> pd.DataFrame | None:
    where = f"{name}, grdc_no {declared.place_key}"
    if rows.empty:
        return None
    if len(rows) > 1:
        raise FormatError(f"the station stands in {len(rows)} rows", where, "Get the catalogue again.")
    row = rows.iloc[0]
    if row["lta_discharge"].lower() in ("n.a.", ""):
        return None
    try:
        mean, first, last = float(row["lta_discharge"]), int(row["t_start"]), int(row["t_end"])
    except ValueError as error:
        raise FormatError(f"not a number: {error}", where, "Get the catalogue again.") from error
    if mean < 0 or last < first:
        raise FormatError(f"impossible: mean {mean}, record {first} to {last}", where, "Get the catalogue again.")
    return observations.build(
        [pd.Timestamp(first, 1, 1)],
        [mean],
        time_end=[pd.Timestamp(last, 12, 31)],
        citation=declared.source,
        confidence="read_in_source",
        note=_note(row, first, last),
    )


def _note(row: pd.Series, first: int, last: int) -> str:
    area = f"catchment {float(row['area']):,.0f} km²" if _has_area(row["area"]) else "catchment area not given"
    return (
        f"Catalogue entry {row['grdc_no']}, {row['river']} at {row['station']}, {area}. "
        f"The record spans {first} to {last}; the span does not say that every year counts."
    )


def _has_area(text: str) -> bool:
    try:
        return float(text) > 0
    except ValueError:
        return False
