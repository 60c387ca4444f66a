"""NASA Team concentrations as NSIDC used to give them (NSIDC-0051): a header of 300 bytes, a byte a cell.

Such a file is the one the Meier region mask was checked with. Day and satellite stand in its name,
and again in the header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from indicators.catalog import Source
from indicators.errors import FormatError
from indicators.sea_ice import polar, regions
from indicators.sea_ice.slab import Slab
from indicators.series import Payload

HEADER_BYTES = 300
HIGHEST = 250
FLAGS = {251: "pole hole", 252: "unused", 253: "coast", 254: "land", 255: "no data"}
"""Codes above 250, the count of 100 % (NSIDC-0051 documentation; the header repeats some)."""
NOT_SEA = (252, 253, 254)

VARIABLE = "concentration"
_NAME = re.compile(r"nt_(\d{8})_(n07|f\d\d)_v(\d+(?:\.\d+)?)_n\.bin", re.IGNORECASE)
_TODO = "Give the file the name the provider gave it, e.g. nt_20150201_f17_v1.1_n.bin."


def slabs(payload: Payload, source: Source) -> Iterator[Slab]:
    """Read a day of the northern hemisphere.

    Raises
    ------
    FormatError
        A name without day and satellite, another length, a header that contradicts the name.
    """
    name = payload.name.rsplit("/", 1)[-1]
    parts = _NAME.fullmatch(name)
    if not parts:
        raise FormatError("the name tells no day and satellite", payload.name, _TODO)
    try:
        day = pd.to_datetime(parts[1], format="%Y%m%d")
    except ValueError:
        raise FormatError(f"{parts[1]!r} is not a day", payload.name, _TODO) from None
    expected = HEADER_BYTES + polar.ROWS * polar.COLUMNS
    if len(payload.content) != expected:
        reason = f"{len(payload.content)} bytes instead of {expected} (header and 448 x 304 cells)"
        raise FormatError(reason, f"{payload.name}, variable {VARIABLE}", "Get the file again.")
    _require_header(payload, day)
    grid = np.frombuffer(payload.content, dtype="uint8", offset=HEADER_BYTES).reshape(polar.ROWS, polar.COLUMNS)
    sea = ~np.isin(grid, NOT_SEA)
    if sea.all():
        where = f"{payload.name}, variable {VARIABLE}"
        raise FormatError("no land in it (codes 253 and 254)", where, "Get the file again.")
    rows, columns = regions.ROWS, regions.COLUMNS
    yield Slab(
        pd.DatetimeIndex([day]),
        np.ascontiguousarray(grid[None, rows, columns]),
        rows,
        columns,
        np.ascontiguousarray(sea[rows, columns]),
        HIGHEST,
        VARIABLE,
        version=parts[3],
        platform=parts[2].upper(),
    )


def _require_header(payload: Payload, day: pd.Timestamp) -> None:
    """Refuse a header that tells another grid, hemisphere or day than the name; a blank one says nothing."""
    text = payload.content[:HEADER_BYTES].decode("latin-1").replace("\x00", " ")
    where = f"{payload.name}, header"
    size = re.match(r"\s*\d*\s+(\d+)\.?\s+(\d+)\.?\s", text)
    if size and {int(size[1]), int(size[2])} != {polar.ROWS, polar.COLUMNS}:
        reason = f"a grid of {size[1]} x {size[2]} cells instead of 304 x 448"
        raise FormatError(reason, where, "Get the northern file.")
    if "ANTARCTIC" in text:
        raise FormatError("a file of the Antarctic", where, "Get the northern file.")
    told = re.search(r"(\d\d)/(\d\d)/(\d{4})", text)
    if told and (int(told[1]), int(told[2]), int(told[3])) != (day.month, day.day, day.year):
        reason = f"the header says {told[3]}-{told[1]}-{told[2]}, the name {day:%Y-%m-%d}"
        raise FormatError(reason, where, _TODO)
