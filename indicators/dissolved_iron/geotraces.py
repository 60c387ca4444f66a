"""GEOTRACES files carried by hand: an extract of webODV (csv) or the discrete samples as netCDF.

The Fair Use Agreement and the download agreements forbid passing the data on: only means leave this
module. Parameters are found by their names, never by a variable's number, for numbers differ between
downloads. Concentrations per kilogram become concentrations per litre with one factor.
"""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pandas as pd

from indicators import bundle
from indicators.catalog import Catalog
from indicators.dissolved_iron import bottles, geotraces_grid
from indicators.dissolved_iron.path import to_nanomolar
from indicators.errors import FormatError
from indicators.series import GRID_SUFFIXES, Payload, Reading

GOOD = ("1", "2")
FLAGS = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "Q"}  # SeaDataNet and IODE
TIME, DEPTH = "yyyy-mm-ddThh:mm:ss.sss", "DEPTH [m]"
LONGITUDE, LATITUDE = "Longitude [degrees_east]", "Latitude [degrees_north]"
REFERENCE = ("Cruise", "Operator's Cruise Name", "GEOTRACES Scientist")
_TODO = "Extract it again from the GEOTRACES portal, as csv with all of these columns."


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read one file, or a zip of several; bottles whose flag is neither good nor probably good are left out.

    Raises
    ------
    FormatError
        When a parameter, its flag, its unit or a number is not as it should be.
    """
    options = catalog.sources[source_id].options
    names, (indicator,) = tuple(options["parameters"]), options["indicators"]
    tables, left_out = [], Counter[str]()
    for part in bundle.parts(payload):
        is_grid = part.path is not None or part.name.endswith(GRID_SUFFIXES)
        table, flagged = geotraces_grid.read(part, names) if is_grid else read(part, names)
        tables.append(table)
        left_out += flagged
    notices = [f"Left out for the quality flag {flag}: {count} bottle(s)." for flag, count in sorted(left_out.items())]
    table = pd.concat(tables, ignore_index=True)
    return bottles.reading(table, source_id, catalog, indicator=indicator, notices=notices, whole=True)


def read(payload: Payload, names: tuple[str, ...]) -> tuple[pd.DataFrame, Counter[str]]:
    """Bottles of a webODV csv, and how many were left out by flag."""
    try:
        lines = list(csv.reader(io.StringIO(payload.content.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as error:
        raise FormatError("not a csv of webODV", payload.name, _TODO) from error
    header = [cell.strip() for cell in lines[0]] if lines else []
    missing = [name for name in (TIME, LONGITUDE, LATITUDE, DEPTH) if header.count(name) != 1]
    found = list(_parameters(header, names, payload.name))
    if missing or not found:
        wanted = ", ".join(missing) or f"{names[0]} [nmol/kg]"
        raise FormatError(f"no column {wanted}", f"{payload.name}, line 1", _TODO)
    rows: list[tuple[Any, ...]] = []
    left_out = Counter[str]()
    for number, cells in enumerate(lines[1:], start=2):
        where = f"{payload.name}, line {number}"
        if cells and len(cells) != len(header):
            raise FormatError(f"{len(cells)} cells instead of {len(header)}", where, _TODO)
        for value, flag, factor in found if cells else ():
            if not cells[value].strip():
                continue
            if cells[flag] not in FLAGS:
                raise FormatError(f"{cells[flag]!r} is no quality flag", f"{where}, {header[value]}", _TODO)
            if cells[flag] in GOOD:
                rows.append(_bottle(cells, header, value, factor, where, number))
            else:
                left_out[cells[flag]] += 1
    return bottles.frame(rows, payload.name), left_out


def _parameters(header: list[str], names: tuple[str, ...], where: str) -> Iterator[tuple[int, int, float]]:
    """Column of a parameter, column of its flag, and the factor of its unit to nM.

    The flag is the first column `QV:…` after the value, a standard deviation between them aside; all
    parameters call it alike.
    """
    for at, label in enumerate(header):
        name, _, unit = label.partition(" [")
        if name not in names:
            continue
        try:
            factor = to_nanomolar(unit.removesuffix("]"))
        except KeyError:
            reason = f"{label!r} has another unit than nmol/kg or nM"
            raise FormatError(reason, f"{where}, line 1", "Convert it, or correct the reader.") from None
        flags = [next_ for next_ in range(at + 1, min(at + 3, len(header))) if header[next_].startswith("QV:")]
        if not flags:
            raise FormatError(f"no quality flag (QV:…) after {label!r}", f"{where}, line 1", _TODO)
        yield at, flags[0], factor


def _bottle(cells: list[str], header: list[str], value: int, factor: float, where: str, number: int) -> tuple[Any, ...]:
    told = dict(zip(header, cells, strict=True))
    numbers = [_number(told[name], f"{where}, {name}") for name in (LONGITUDE, LATITUDE)]
    depth = _number(told[DEPTH], f"{where}, {DEPTH}") if told[DEPTH].strip() else math.nan
    iron = _number(cells[value], f"{where}, {header[value]}") * factor
    when = pd.to_datetime(told[TIME], errors="coerce")
    year, month = (math.nan, math.nan) if pd.isna(when) else (float(when.year), float(when.month))
    reference = ", ".join(told[name].strip() for name in REFERENCE if told.get(name, "").strip())
    return (*numbers, depth, iron, year, month, reference, f"line {number}")


def _number(text: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError as error:
        raise FormatError(f"{text[:40]!r} is not a number", where, _TODO) from error
    if not math.isfinite(value):
        raise FormatError(f"{text[:40]!r} is not a number", where, _TODO)
    return value
