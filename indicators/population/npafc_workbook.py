"""The sheet `Catch` of the NPAFC workbook: rows found by their labels, columns by their year."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook

from indicators.errors import FormatError
from indicators.population.cells import visible
from indicators.series import Payload

SHEET = "Catch"
HEADER_ROW = 1
LABELS = ("Country", "Reporting Area", "Species", "Catch Type", "Data Type")
_TODO = "NPAFC changed its workbook, or the file is another one: correct data_sources.yaml or get the file again."

Key = tuple[str, ...]
Row = tuple[int, list[Any]]


class Workbook(NamedTuple):
    """Rows by label (each with its number as a spreadsheet shows it) and columns by year."""

    rows: dict[Key, list[Row]]
    years: dict[int, int]

    def row(self, labels: Sequence[str], name: str) -> Row:
        """Find the one row with these labels, in the order of LABELS.

        Raises
        ------
        FormatError
            Where there is none, or more than one.
        """
        found = self.rows.get(_key(labels), [])
        if len(found) == 1:
            return found[0]
        told = ", ".join(f"{column} {label!r}" for column, label in zip(LABELS, labels, strict=True))
        what = f"{len(found)} rows" if found else "no row"
        raise FormatError(f"{what} with {told}", f"{name}, sheet {SHEET}", _TODO)


def read(payload: Payload) -> Workbook:
    """Open a workbook (.xls or .xlsx). Line 1 is a title, line 2 the header (edition of 2016)."""
    table = _table(payload)
    where = f"{payload.name}, sheet {SHEET}, row {HEADER_ROW + 1}"
    header = [_label(cell) for cell in table[HEADER_ROW]] if len(table) > HEADER_ROW else []
    missing = [label for label in LABELS if header.count(_label(label)) != 1]
    if missing:
        raise FormatError(f"no column {', '.join(map(repr, missing))}", where, _TODO)
    at = [header.index(_label(label)) for label in LABELS]
    rows: dict[Key, list[Row]] = {}
    for number, row in enumerate(table[HEADER_ROW + 1 :], start=HEADER_ROW + 2):
        rows.setdefault(_key([row[column] for column in at]), []).append((number, row))
    return Workbook(rows, dict(_years(table[HEADER_ROW], where)))


def _table(payload: Payload) -> list[list[Any]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(payload.content))
    except CalamineError as error:
        raise FormatError("not an Excel workbook", payload.name, "Get the file again.") from error
    if SHEET not in book.sheet_names:
        raise FormatError(f"no sheet {SHEET!r} (it has {', '.join(book.sheet_names)})", payload.name, _TODO)
    return book.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)


def _years(header: Sequence[Any], where: str) -> Iterator[tuple[int, int]]:
    """Year and column; a header that only resembles a year is refused rather than dropped."""
    seen: set[int] = set()
    for column, cell in enumerate(header):
        text = visible(cell).removesuffix(".0")
        if not re.search(r"\d{4}", text):
            continue
        if not re.fullmatch(r"(19|20)\d\d", text) or int(text) in seen:
            raise FormatError(f"column {column + 1} is headed {cell!r}: not one year, once", where, _TODO)
        seen.add(int(text))
        yield int(text), column
    if not seen:
        raise FormatError("no column of a year", where, _TODO)


def _key(labels: Sequence[Any]) -> Key:
    return tuple(_label(label) for label in labels)


def _label(cell: Any) -> str:
    """Strip a label of case, invisible characters and typographic apostrophes."""
    return visible(cell).replace("’", "'").casefold()
