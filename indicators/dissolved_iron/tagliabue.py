"""Workbook of the compilation of Tagliabue et al. 2012 (update of June 2015): a row a bottle, with its reference."""

from __future__ import annotations

import io
import math
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from indicators.catalog import Catalog
from indicators.dissolved_iron import bottles
from indicators.errors import FormatError
from indicators.series import Payload, Reading

SHEET = "Dissolved Iron"
STARTS = ("lon", "lat", "depth", "month", "year", "dfe", "ref")
"""How the headings begin, letters of either case; their exact wording differs between readers of the file."""

HEADER_WITHIN = 12  # rows; in the edition of June 2015 it is row 4
_TODO = "Get the workbook of June 2015 again, or correct the reader."


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read the sheet of dissolved iron; a month of -99 is none.

    Raises
    ------
    FormatError
        When the sheet, its header or a number is not as it should be.
    """
    rows = _sheet(payload)
    header, at = _header(rows, f"{payload.name}, sheet {SHEET}")
    found: list[tuple[Any, ...]] = []
    words = 0
    for number, row in enumerate(rows[header + 1 :], start=header + 2):
        cells = [row[place] if place < len(row) else "" for place in at]
        if all(_blank(cell) for cell in cells[:3]) and _blank(cells[5]):
            continue
        where = f"{payload.name}, sheet {SHEET}, row {number}"
        longitude, latitude, depth = (_number(cells[part], f"{where}, {STARTS[part]}") for part in range(3))
        in_words = isinstance(cells[5], str) and not _blank(cells[5])
        words += in_words
        iron = math.nan if in_words or _blank(cells[5]) else _number(cells[5], f"{where}, dfe")
        month, year = _within(cells[3], 1, 12), _within(cells[4], 1900, 2100)
        found.append((longitude, latitude, depth, iron, year, month, str(cells[6]).strip(), f"row {number}"))
    notices = [f"Words instead of a concentration: {words} bottle(s)."] if words else []
    table = bottles.frame(found, f"{payload.name}, sheet {SHEET}")
    (indicator,) = catalog.sources[source_id].options["indicators"]
    return bottles.reading(table, source_id, catalog, indicator=indicator, notices=notices, whole=True)


def _sheet(payload: Payload) -> list[list[Any]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(payload.content))
    except CalamineError as error:
        raise FormatError("not an Excel workbook", payload.name, _TODO) from error
    names = {name.strip().casefold(): name for name in book.sheet_names}
    if SHEET.casefold() not in names:
        raise FormatError(f"no sheet {SHEET!r} (it has {', '.join(book.sheet_names)})", payload.name, _TODO)
    return book.get_sheet_by_name(names[SHEET.casefold()]).to_python(skip_empty_area=False)


def _header(rows: list[list[Any]], where: str) -> tuple[int, list[int]]:
    """Row of the header, and the columns in the order of `STARTS`."""
    best: list[str] = list(STARTS)
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        labels = [str(cell).strip().casefold() for cell in row]
        columns = {start: [at for at, text in enumerate(labels) if text.startswith(start)] for start in STARTS}
        missing = [start for start, found in columns.items() if len(found) != 1]
        if not missing:
            return number, [columns[start][0] for start in STARTS]
        best = min(best, missing, key=len)
    raise FormatError(f"no single column that begins with {', '.join(best)}", where, _TODO)


def _blank(cell: Any) -> bool:
    return not str(cell).strip()


def _number(cell: Any, where: str) -> float:
    try:
        value = float(cell)
    except (TypeError, ValueError) as error:
        raise FormatError(f"{str(cell)[:40]!r} is not a number", where, _TODO) from error
    if not math.isfinite(value):
        raise FormatError(f"{cell!r} is not a number", where, _TODO)
    return value


def _within(cell: Any, least: int, most: int) -> float:
    """A whole number between two; NaN for -99, a blank or anything else."""
    try:
        value = float(cell)
    except (TypeError, ValueError):
        return math.nan
    return value if value.is_integer() and least <= value <= most else math.nan
