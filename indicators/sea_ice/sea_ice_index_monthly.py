"""Sea Ice Index regional monthly workbook (NSIDC G02135): monthly mean extent and area."""

from __future__ import annotations

import math

import pandas as pd
from python_calamine import CalamineWorkbook

from indicators import observations
from indicators.catalog import Catalog, Declaration
from indicators.errors import FormatError
from indicators.sea_ice.sea_ice_index_daily import MONTHS, edition, number, open_workbook, sheet_rows
from indicators.series import Parsed, Payload, Reading


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read the sheets of the registered regions (v3 and v4 have one layout).

    Three header rows (month names; quantity and rank; empty), then a row a year; km². The rank
    is left out: the provider numbers it anew every year.
    """
    book = open_workbook(payload)
    changed = edition(payload, catalog.sources[source_id])
    return Reading(
        tuple(
            Parsed(declared, _series(book, declared, source_id, payload.name), changed)
            for declared in catalog.declarations(source_id)
        )
    )


def _series(book: CalamineWorkbook, declared: Declaration, source_id: str, name: str) -> pd.DataFrame:
    sheet, rows = sheet_rows(book, declared, name)
    columns = {str(cell).strip(): index for index, cell in enumerate(rows[0])}
    missing = [month for month in MONTHS if month not in columns]
    if missing or len(rows) < 4:
        what = f"no column {missing[0]!r} in row 1" if missing else "no years"
        raise FormatError(what, f"{name}, sheet {sheet}", "Check the edition of the workbook.")
    starts, values = [], []
    for index, row in enumerate(rows[3:], start=4):
        if row[0] in ("", None):
            continue
        for month, label in enumerate(MONTHS, start=1):
            value = number(row[columns[label]], f"{name}, sheet {sheet}, row {index}")
            if not math.isnan(value):
                starts.append(pd.Timestamp(int(row[0]), month, 1))
                values.append(value)
    start = pd.DatetimeIndex(starts)
    return observations.build(start, values, time_end=start + pd.offsets.MonthEnd(0), citation=source_id)
