"""The archive of a concentration record: what a worker keeps of one file, and what the ledger becomes.

The maps of a daily record are not stored for all its days; those of the baseline are kept in the
ledger and become its climatologies. A monthly record's maps are stored, as `load` does.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from indicators.archive.ledger import Ledger, Map, Piece
from indicators.catalog import Catalog, Source
from indicators.grid import Layer, Packing, ParsedField
from indicators.sea_ice import cdr_grid, climatology, concentration, concentration_field, polar, reduction
from indicators.series import Payload, Reading


def reduce(payload: Payload, source_id: str, catalog: Catalog) -> Piece:
    """Rows of every region and time of one file, and the maps that are needed later.

    A file without any data gives rows without values: the record has such days.

    Raises
    ------
    FormatError
        When the file is not what the source promises.
    """
    source = catalog.sources[source_id]
    rows, maps = [], list[Map]()
    for slab in concentration.slabs(payload, source):
        rows.append(reduction.of_slab(slab, source_id, catalog))
        if climatology.declarations(catalog, source_id):
            layers = concentration_field.layers(slab, source)
            wanted = [one for one in layers if _monthly(source) or climatology.in_baseline(one.time_start)]
            maps += [Map(one.time_start, one.time_end, one.cells.tobytes()) for one in wanted]
    return Piece(pd.concat(rows, ignore_index=True), tuple(maps))


def reading(ledger: Ledger, parts: set[Path] | None, source_id: str, catalog: Catalog, *, last: bool) -> Reading:
    """Series of the files of some parts, or of all (None); with the last of them maps or climatologies."""
    rows = ledger.rows()
    new = rows if parts is None else rows[rows["file"].isin(ledger.files(parts))]
    owners = dict(zip(rows["time_start"], rows["file"], strict=True))
    if parts is not None and _monthly(catalog.sources[source_id]):
        owners = dict(zip(new["time_start"], new["file"], strict=True))
    return Reading(
        reduction.series(new, source_id, catalog),
        _without_data(new),
        fields=_fields(ledger, owners, source_id, catalog) if last else (),
    )


def _fields(
    ledger: Ledger, owners: dict[pd.Timestamp, str], source_id: str, catalog: Catalog
) -> tuple[ParsedField, ...]:
    source, shape = catalog.sources[source_id], polar.window().shape
    maps = ((one, np.frombuffer(one.cells, "u1").reshape(shape)) for one in ledger.maps(owners))
    if _monthly(source):
        flag = str(source.options.get("flag", "good"))
        layers = [Layer(one.time_start, one.time_end, cells, flag) for one, cells in maps]
        return concentration_field.fields(layers, cdr_grid.HIGHEST, "", source_id, catalog)
    tally = climatology.Tally(Packing("u1", 100 / cdr_grid.HIGHEST, concentration_field.MEANINGS), monthly=False)
    for one, cells in maps:
        tally.add(one.time_start, cells)
    declared = climatology.declarations(catalog, source_id).items()
    return tuple(found for field_id, group in declared for found in tally.fields(group, derived_from=field_id))


def _without_data(rows: pd.DataFrame) -> tuple[str, ...]:
    """A sentence about files in which every cell is empty."""
    seen = rows.groupby("file")["coverage"].max()
    empty = list(seen.index[seen.eq(0)])
    return (f"{len(empty)} file(s) hold no data, the first {empty[0]}",) if empty else ()


def _monthly(source: Source) -> bool:
    return bool(source.options.get("monthly"))
