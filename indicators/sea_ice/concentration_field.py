"""Maps of concentration for the cache: the window of the far-eastern seas, cells as the provider packed them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.catalog import Catalog, Declaration, Source
from indicators.grid import Layer, Packing, ParsedField
from indicators.sea_ice import polar
from indicators.sea_ice.slab import Slab

INDICATOR = "sea_ice_concentration"
NOT_IN_FILE, NO_DATA, NOT_SEA = 253, 254, 255
MEANINGS = {NOT_IN_FILE: "not in the file", NO_DATA: "no data", NOT_SEA: "not sea"}


def layers(slab: Slab, source: Source) -> list[Layer]:
    """A map for each time of a slab that has data."""
    monthly, flag = source.options.get("monthly"), str(source.options.get("flag", "good"))
    return [
        Layer(start, start + pd.offsets.MonthEnd(0) if monthly else start, window(raw, slab), flag)
        for start, raw, empty in zip(slab.times, slab.raw, slab.empty, strict=True)
        if not empty
    ]


def window(raw: NDArray[np.uint8], slab: Slab) -> NDArray[np.uint8]:
    """The kept window of one time: counts up to `slab.highest`, and the codes of `MEANINGS`."""
    cells = np.full(polar.window().shape, NOT_IN_FILE, dtype="uint8")
    coded = np.where(slab.sea, np.where(raw > slab.highest, NO_DATA, raw), NOT_SEA)
    into, out_of = zip(
        _overlap(slab.rows, polar.WINDOW_ROWS), _overlap(slab.columns, polar.WINDOW_COLUMNS), strict=True
    )
    cells[into] = coded[out_of]
    return cells


def _overlap(held: slice, kept: slice) -> tuple[slice, slice]:
    """Shared part of an axis, counted from the start of the window and from the start of the crop."""
    first = max(held.start, kept.start)
    last = max(first, min(held.stop, kept.stop))
    return slice(first - kept.start, last - kept.start), slice(first - held.start, last - held.start)


def fields(
    found: Sequence[Layer], highest: int, version: str, source_id: str, catalog: Catalog
) -> tuple[ParsedField, ...]:
    """The declared field of a source with its maps; none where there are no maps."""
    if not found:
        return ()
    packing = Packing("u1", 100 / highest, MEANINGS)
    meta = {"product_version": version} if version else {}
    concentrations = (one for one in catalog.declared_fields(source_id) if one.indicator == INDICATOR)
    return tuple(_field(declared, packing, found, meta) for declared in concentrations)


def _field(declared: Declaration, packing: Packing, found: Sequence[Layer], meta: dict[str, str]) -> ParsedField:
    return ParsedField(declared, polar.window(), packing, tuple(found), dict(meta))
