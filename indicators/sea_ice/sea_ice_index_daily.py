"""Sea Ice Index regional daily workbook (NSIDC G02135): extent and area, 5-day trailing means."""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np
import pandas as pd
from python_calamine import CalamineWorkbook

from indicators import observations
from indicators.catalog import Catalog, Declaration, Source
from indicators.errors import FormatError
from indicators.series import Parsed, Payload, Reading

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MEAN_DAYS = 5  # trailing mean, at least 2 days (Documentation sheet)
SPURIOUS_BELOW_KM2 = 25_000  # coastal spill-over in Jul-Sep since the sensor change


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read the sheets of the registered regions.

    A sheet is wide: `month` (named on its first row only), `day`, then one column a year; km².
    A value stands for the five days that end on its date.
    """
    book, changed = open_workbook(payload), pd.Timestamp(catalog.events["sensor_change"].start)
    known = edition(payload, catalog.sources[source_id])
    return Reading(
        tuple(
            Parsed(declared, _series(book, declared, source_id, payload.name, changed), known)
            for declared in catalog.declarations(source_id)
        )
    )


def open_workbook(payload: Payload) -> CalamineWorkbook:
    """Open a workbook held in memory; only the sheets asked for are read."""
    return CalamineWorkbook.from_filelike(io.BytesIO(payload.content))


def edition(payload: Payload, source: Source) -> dict[str, Any]:
    """Product version and DOI by the version in the file's name (`…_v3.0.xlsx`)."""
    found = re.search(r"_v(\d+)\.\d+", payload.name)
    version = found.group(1) if found else source.product_version
    doi = source.options.get("doi_by_version", {}).get(version, source.doi)
    citation = source.options.get("citation_by_version", {}).get(version)
    changed: dict[str, Any] = {"product_version": version, "doi": doi}
    if citation:
        changed["citation_text"] = citation.replace("{accessed}", f"{payload.retrieved:%Y-%m-%d}")
    return changed


def sheet_rows(book: CalamineWorkbook, declared: Declaration, name: str) -> tuple[str, list[list[Any]]]:
    """Rows of the sheet `{region}-{quantity}-km^2` of a declared series."""
    sheet = f"{declared.place_key}-{declared.indicator_key}-km^2"
    if sheet not in book.sheet_names:
        raise FormatError(f"no sheet {sheet!r}", name, "The provider renamed it: correct data_sources.yaml.")
    return sheet, book.get_sheet_by_name(sheet).to_python()


def number(cell: Any, where: str) -> float:
    """A cell in km²; an empty one is a gap."""
    if cell == "" or cell is None:
        return float("nan")
    if isinstance(cell, bool) or not isinstance(cell, int | float) or cell < 0:
        raise FormatError(f"{cell!r} is not an extent in km²", where, "Get the workbook again.")
    return float(cell)


def _series(
    book: CalamineWorkbook, declared: Declaration, source_id: str, name: str, changed: pd.Timestamp
) -> pd.DataFrame:
    sheet, rows = sheet_rows(book, declared, name)
    if [str(cell).strip() for cell in rows[0][:2]] != ["month", "day"]:
        raise FormatError(
            f"row 1 begins {rows[0][:2]!r}, not 'month', 'day'", f"{name}, sheet {sheet}", "Check the edition."
        )
    years = [_year(cell, f"{name}, sheet {sheet}, row 1") for cell in rows[0][2:]]
    days, values = [], []
    month = 0
    for index, row in enumerate(rows[1:], start=2):
        month = MONTHS.index(row[0].strip()) + 1 if str(row[0]).strip() in MONTHS else month
        where = f"{name}, sheet {sheet}, row {index}"
        for year, cell in zip(years, row[2:], strict=False):
            value = number(cell, where)
            if not np.isnan(value):
                days.append((year, month, _day(row[1], where)))
                values.append(value)
    return _frame(days, values, source_id, f"{name}, sheet {sheet}", changed)


def _frame(
    days: list[tuple[int, int, int]], values: list[float], source_id: str, where: str, changed: pd.Timestamp
) -> pd.DataFrame:
    """The observations; `changed` is the day of the sensor change, after which small summer values are suspect."""
    parts = pd.DataFrame(days, columns=["year", "month", "day"])
    try:
        end = pd.to_datetime(parts)
    except ValueError as error:
        raise FormatError(
            f"a value stands at a date that does not exist ({error})", where, "Get the workbook again."
        ) from error
    extent_km2 = np.array(values)
    summer = (end >= changed) & end.dt.month.isin((7, 8, 9)).to_numpy() & (extent_km2 > 0)
    spurious = summer & (extent_km2 < SPURIOUS_BELOW_KM2)
    flag = np.where(spurious, "suspect", np.where(end == end.max(), "provisional", "good"))
    told = f"Small summer value since the sensor change of {changed:%Y-%m-%d}; probably not ice."
    note = np.where(spurious, told, "")
    return observations.build(
        end - pd.Timedelta(days=MEAN_DAYS - 1), extent_km2, time_end=end, citation=source_id, flag=flag, note=note
    )


def _year(cell: Any, where: str) -> int:
    if isinstance(cell, int | float) and float(cell).is_integer() and 1970 < cell < 2200:
        return int(cell)
    raise FormatError(f"{cell!r} is not a year", where, "Check the edition of the workbook.")


def _day(cell: Any, where: str) -> int:
    if isinstance(cell, int | float) and 1 <= cell <= 31:
        return int(cell)
    raise FormatError(f"{cell!r} is not a day of the month", where, "Check the edition of the workbook.")
