"""Northern Hemisphere daily extent of the OSI SAF Sea Ice Index (EUMETSAT): one text file.

The product has no area for the Sea of Okhotsk: it is context, with another algorithm than NSIDC's.
"""

from __future__ import annotations

import io
import re

import numpy as np
import pandas as pd

from indicators import observations
from indicators.catalog import Catalog
from indicators.errors import FormatError
from indicators.series import Parsed, Payload, Reading

COLUMNS = "# FracYear YYYY MM DD SIE[km^2]"
MISSING = -999
INTERIM = "OSIDM"  # near-real-time rows at the end, remade later


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read the text: `#` lines, then `FracYear YYYY MM DD SIE source`; km², -999 for a missing day."""
    try:
        lines = payload.content.decode("ascii").splitlines()
    except UnicodeDecodeError:
        raise FormatError("not a text in ASCII", payload.name, "Check that it is the daily extent file.") from None
    head = [line for line in lines if line.startswith("#")]
    if not head or head[0].strip() != COLUMNS:
        raise FormatError(f"line 1 is not {COLUMNS!r}", payload.name, "Check that it is the daily extent file in km².")
    area = next((line.removeprefix("# Area:").strip() for line in head if line.startswith("# Area:")), "")
    wanted = next(iter(catalog.declarations(source_id))).place_key
    if area != wanted:
        raise FormatError(f"the area is {area or 'not told'!r}, not {wanted!r}", payload.name, "Get the other file.")
    frame = _frame(lines, len(head), source_id, payload.name)
    version = re.search(r"Sea Ice Index (v\w+)", " ".join(head))
    told = {"product_version": version.group(1)} if version else {}
    return Reading(tuple(Parsed(declared, frame, told) for declared in catalog.declarations(source_id)))


def _frame(lines: list[str], head: int, source_id: str, name: str) -> pd.DataFrame:
    body = io.StringIO("\n".join(lines[head:]))
    columns = ["fraction", "year", "month", "day", "extent", "source"]
    rows = pd.read_csv(body, sep=r"\s+", header=None, names=columns)
    days = pd.to_datetime(rows[["year", "month", "day"]], errors="coerce")
    extent_km2 = pd.to_numeric(rows["extent"], errors="coerce")
    bad = days.isna() | extent_km2.isna() | ((extent_km2 < 0) & extent_km2.ne(MISSING))
    if bad.any():
        line = int(bad.to_numpy().argmax()) + head + 1
        raise FormatError("not a date and an extent in km²", f"{name} line {line}", "Get the file again.")
    held = extent_km2.ne(MISSING)
    interim = rows.loc[held, "source"].fillna("").str.startswith(INTERIM)
    flag = np.where(interim, "provisional", "good")
    return observations.build(days[held], extent_km2[held], citation=source_id, flag=flag)
