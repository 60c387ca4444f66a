"""Compilation of dissolved iron behind the ocean model MARBL: a table without dates, or its older text with months.

Both hold the same bottles, so each fills an indicator of its own; nothing is ever counted twice in one.
"""

from __future__ import annotations

import csv
import io
import math
from typing import Any

import pandas as pd

from indicators.catalog import Catalog
from indicators.dissolved_iron import bottles
from indicators.errors import FormatError
from indicators.series import Payload, Reading

HEADER = ("lon", "lat", "depth", "dFe_obs")
FIRST_LINE, SECOND_LINE = 6, 3  # numbers of a record: month, longitude, latitude, depth, iron, gridx | gridy, …
_TODO = "Get the file again from its provider."


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read the table (`lon,lat,depth,dFe_obs`) or the text with two lines a record.

    Raises
    ------
    FormatError
        When it is neither, or a number, a line or a position is not as it should be.
    """
    text = _decoded(payload)
    first = text.lstrip().split("\n", 1)[0]
    undated, monthly = catalog.sources[source_id].options["indicators"]
    if "," in first:
        table = _table(text, payload.name)
        return bottles.reading(table, source_id, catalog, indicator=undated, notices=[], whole=False)
    table, notices = _records(text, payload.name)
    return bottles.reading(table, source_id, catalog, indicator=monthly, notices=notices, whole=False)


def _decoded(payload: Payload) -> str:
    try:
        return payload.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError("not a text file", payload.name, _TODO) from error


def _table(text: str, name: str) -> pd.DataFrame:
    reader = csv.reader(io.StringIO(text))
    header = [cell.strip() for cell in next(reader)]
    missing = [column for column in HEADER if header.count(column) != 1]
    if missing:
        raise FormatError(f"no column {', '.join(missing)}", f"{name}, line 1", _TODO)
    at = [header.index(column) for column in HEADER]
    rows: list[tuple[Any, ...]] = []
    for number, cells in enumerate(reader, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        where = f"line {number}"
        if len(cells) != len(header):
            raise FormatError(f"{len(cells)} cells instead of {len(header)}", f"{name}, {where}", _TODO)
        longitude, latitude, depth, iron = (
            _number(cells[place], f"{name}, {where}, column {column}") for place, column in zip(at, HEADER, strict=True)
        )
        rows.append((longitude, latitude, depth, iron, math.nan, math.nan, "", where))
    return bottles.frame(rows, name)


def _records(text: str, name: str) -> tuple[pd.DataFrame, list[str]]:
    """Two lines a record. The file's own description swaps longitude and latitude; the numbers tell them apart."""
    lines = [(number, line.split()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) % 2:
        raise FormatError("the last record has one line instead of two", f"{name}, line {lines[-1][0]}", _TODO)
    rows: list[tuple[Any, ...]] = []
    serial = 0
    for (number, start), (following, end) in zip(lines[::2], lines[1::2], strict=True):
        for line, words, wanted in ((number, start, FIRST_LINE), (following, end, SECOND_LINE)):
            if len(words) != wanted:
                raise FormatError(f"{len(words)} numbers instead of {wanted}", f"{name}, line {line}", _TODO)
        month, longitude, latitude, depth, iron, _ = (_number(word, f"{name}, line {number}") for word in start)
        known = month.is_integer() and 1 <= month <= 12
        serial += not known
        rows.append((longitude, latitude, depth, iron, math.nan, month if known else math.nan, "", f"line {number}"))
    notices = [f"Serial day number instead of a month, taken as undated: {serial} record(s)."] if serial else []
    return bottles.frame(rows, name), notices


def _number(text: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError as error:
        raise FormatError(f"{text[:40]!r} is not a number", where, _TODO) from error
    if math.isinf(value):
        raise FormatError(f"{text[:40]!r} is not a number", where, _TODO)
    return value
