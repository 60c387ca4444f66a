"""The region mask of Meier et al. 2007: a file of the provider is checked against the cells used here.

Its cells are shipped with the code, since the reduction needs them before any download. A provider's
file tells the area of each region, and whether it still is the mask we reduce with.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators import observations
from indicators.catalog import Catalog, Declaration
from indicators.errors import FormatError
from indicators.sea_ice import polar, regions
from indicators.series import Parsed, Payload, Reading

CELLS = polar.ROWS * polar.COLUMNS
HEADER_BYTES = 300
CODES = range(22)
"""0 lakes, 1 other ocean, 2 Okhotsk, 3 Bering, 4-15 further regions, 20 land, 21 coast."""
LEAST_SHARED = 0.9
PERIOD = ("2007-01-01", "2007-12-31")
"""The mask's own year: its areas are no observation of a day."""


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read the mask, binary (with or without a header of 300 bytes) or as text.

    Raises
    ------
    FormatError
        Another length, an unknown code, or regions that lie elsewhere than those used here.
    """
    codes = _codes(payload)
    unknown = ~np.isin(codes, CODES)
    if unknown.any():
        reason = f"an unknown code {codes[unknown][0]:g} in {int(unknown.sum())} cells"
        raise FormatError(reason, payload.name, "Check that it is the region mask and not a day of concentrations.")
    parsed, notices = [], []
    for declared in catalog.declarations(source_id):
        found = codes == declared.place_key
        notices.append(_compared(found, declared, payload.name))
        area_km2 = round(float(polar.area_km2()[found].sum()), 3)
        start, end = (pd.DatetimeIndex([day]) for day in PERIOD)
        frame = observations.build(start, [area_km2], time_end=end, citation=source_id, confidence="derived")
        words = f"{declared.group.area_definition} ({int(found.sum())} cells)"
        parsed.append(Parsed(declared, frame, {"area_definition": words}))
    return Reading(tuple(parsed), tuple(notices))


def _codes(payload: Payload) -> NDArray[np.float64]:
    """Codes of all cells, (448, 304)."""
    content = payload.content
    if len(content) in (CELLS, CELLS + HEADER_BYTES):
        cells = np.frombuffer(content[-CELLS:], dtype="uint8").astype("float64")
    else:
        try:
            cells = np.array(content.decode("ascii").split(), dtype="float64")
        except ValueError:
            reason = f"{len(content)} bytes are neither {CELLS} cells (with or without a header) nor a text of numbers"
            raise FormatError(reason, payload.name, "Check that it is the region mask.") from None
    if len(cells) != CELLS:
        reason = f"{len(cells)} numbers instead of {CELLS} ({polar.ROWS} x {polar.COLUMNS} cells)"
        raise FormatError(reason, payload.name, "Get the file again.")
    return cells.reshape(polar.ROWS, polar.COLUMNS)


def _compared(found: regions.Cells, declared: Declaration, name: str) -> str:
    """Whether a region has the cells used here, in a sentence."""
    used = regions.mask(declared.place)
    shared = float((found & used).sum() / max(1, (found | used).sum()))
    if shared < LEAST_SHARED:
        reason = f"code {declared.place_key} shares only {shared:.0%} of its cells with {declared.place}"
        raise FormatError(reason, name, "Check that it is the northern mask of 25 km cells.")
    differing = int((found ^ used).sum())
    if differing:
        return f"{declared.place}: {differing} cells differ from the {int(used.sum())} used here, which series keep"
    return f"{declared.place}: equal to the {int(used.sum())} cells used here"
