"""Fields: maps and sections beside the tidy series; one row a day or month, the cells packed.

A field is what a page may draw without opening a grid file: concentration on the cells of a window,
iron on a section. It lies in the cache as Parquet, one file a year (or one for a climatology), with
the same metadata as a series plus its grid and packing. Nothing here knows netCDF or a projection.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from indicators.errors import FormatError, StoreError
from indicators.grid import CLIMATOLOGY, Axis, Grid, Layer, Packing, ParsedField
from indicators.series import Meta
from indicators.store import Cache, Origin, Side, decode, encode, written_aside

_GROUP = 16  # times that are packed together: one map is read without unpacking a year of them


@dataclass(frozen=True)
class HeldLayer:
    """One time of a field as it lies in the cache."""

    meta: Meta
    grid: Grid
    packing: Packing
    layer: Layer
    origin: Origin

    @property
    def values(self) -> NDArray[np.float64]:
        """Numbers in the field's unit, NaN where there is none; shape of the grid."""
        return self.packing.unpack(self.layer.cells)

    def coded(self, meaning: str) -> NDArray[np.bool_]:
        """Cells that carry the code of a meaning (`not sea`, `no data`)."""
        return np.isin(self.layer.cells, [code for code, told in self.packing.missing.items() if told == meaning])


def file(side: Side, field_id: str, part: str) -> Path:
    """Where a part of a field lies; `part` is a year or `climatology`."""
    return side.path / "fields" / f"{field_id}@{part}.parquet"


def write(side: Side, meta: Meta, parsed: ParsedField) -> int:
    """Lay a field's times over those held on this side; gives how many were written.

    Raises
    ------
    FormatError
        When a layer does not fit the grid, or the grid held differs from this one.
    """
    for layer in parsed.layers:
        if layer.cells.shape != parsed.grid.shape:
            reason = f"a layer of {layer.cells.shape} cells on a grid of {parsed.grid.shape}"
            raise FormatError(reason, meta.id, "Check the parser of this source.")
    by_part: dict[str, list[Layer]] = {}
    for layer in parsed.layers:
        part = CLIMATOLOGY if parsed.climatology else f"{layer.time_start:%Y}"
        by_part.setdefault(part, []).append(layer)
    for part, layers in by_part.items():
        _write_part(side, meta, parsed, part, layers)
    return len(parsed.layers)


def times(cache: Cache, field_id: str) -> pd.DataFrame:
    """Times held of a field on either side, in order.

    Returns
    -------
    DataFrame
        `time_start`, `time_end`, `flag`, `note`, `part`, `origin`; of a time held twice the live one.
    """
    frames = []
    for side in (cache.snapshot, cache.live):
        for path in _parts(side, field_id):
            columns = ["time_start", "time_end", "flag", "note"]
            table = pq.read_table(path, columns=columns, use_threads=False).to_pandas()
            frames.append(table.assign(part=path.stem.split("@")[1], origin=side.origin))
    if not frames:
        return pd.DataFrame(columns=["time_start", "time_end", "flag", "note", "part", "origin"])
    both = pd.concat(frames, ignore_index=True).drop_duplicates(["time_start", "time_end"], keep="last")
    return both.sort_values(["time_start", "time_end"], ignore_index=True)


def read(cache: Cache, field_id: str, time_start: pd.Timestamp, *, part: str | None = None) -> HeldLayer:
    """One time of a field, the live one where both sides hold it.

    Raises
    ------
    StoreError
        When no side holds it readable.
    """
    wanted = part or f"{time_start:%Y}"
    for side in (cache.live, cache.snapshot):
        path = file(side, field_id, wanted)
        found = _rows(side, path, time_start) if path.exists() else []
        if found:
            return found[0]
    raise StoreError(f"no map of {time_start:%Y-%m-%d}", field_id, "Run `refresh` or `load` for its source.")


def read_part(side: Side, path: Path) -> list[HeldLayer]:
    """All times of one file, in order."""
    return _rows(side, path, None)


def _rows(side: Side, path: Path, wanted: pd.Timestamp | None) -> list[HeldLayer]:
    """Times of one file: all, or the wanted one, of which only its group of rows is unpacked."""
    try:
        with pq.ParquetFile(path) as parquet:
            raw = parquet.metadata.metadata
            if wanted is None:
                table = parquet.read(use_threads=False).to_pylist()
            else:
                starts = parquet.read(columns=["time_start"], use_threads=False)["time_start"].to_pylist()
                groups = sorted({number // _GROUP for number, start in enumerate(starts) if start == wanted})
                table = parquet.read_row_groups(groups, use_threads=False).to_pylist() if groups else []
        meta, grid, packing = decode(raw), _grid(raw[b"grid"]), _packing(raw[b"packing"])
        return [
            HeldLayer(meta, grid, packing, _layer(row, grid, packing), side.origin)
            for row in table
            if wanted is None or row["time_start"] == wanted
        ]
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError) as error:
        where = f"{side.origin}/fields/{path.name} of the cache"
        raise StoreError("the file cannot be read", where, "Refresh or load its source again.") from error


def every(sides: Sequence[Side], field_id: str) -> list[HeldLayer]:
    """All times of a field on some sides, in order; of a time held twice that of the later side."""
    found = {
        (held.layer.time_start, held.layer.time_end): held
        for side in sides
        for path in _parts(side, field_id)
        for held in read_part(side, path)
    }
    return [found[key] for key in sorted(found)]


def metas(cache: Cache) -> dict[str, tuple[Meta, Origin]]:
    """Metadata of every readable field, by id; of several parts the last."""
    found: dict[str, tuple[Meta, Origin]] = {}
    for side in (cache.snapshot, cache.live):
        for path in sorted((side.path / "fields").glob("*.parquet")):
            try:
                meta = decode(pq.read_metadata(path).metadata)
            except (OSError, pa.ArrowException, KeyError, TypeError, ValueError):
                continue
            held = found.get(meta.id)
            if held is None or meta.last >= held[0].last:
                found[meta.id] = (meta, side.origin)
    return dict(sorted(found.items()))


def held(side: Side, field_id: str) -> bool:
    """Whether this side holds any time of a field."""
    return bool(_parts(side, field_id))


def _parts(side: Side, field_id: str) -> Sequence[Path]:
    return sorted((side.path / "fields").glob(f"{field_id}@*.parquet"))


def _write_part(side: Side, meta: Meta, parsed: ParsedField, part: str, layers: list[Layer]) -> None:
    target = file(side, meta.id, part)
    held = read_part(side, target) if target.exists() else []
    if held and (held[0].grid, held[0].packing) != (parsed.grid, parsed.packing):
        raise FormatError("the grid differs from the one held", meta.id, "Remove the old field, or load it apart.")
    merged = {(one.layer.time_start, one.layer.time_end): one.layer for one in held}
    merged |= {(layer.time_start, layer.time_end): layer for layer in layers}
    rows = [merged[key] for key in sorted(merged)]
    first, last = (f"{moment:%Y-%m-%dT%H:%M:%S}" for moment in (rows[0].time_start, max(r.time_end for r in rows)))
    meta = replace(meta, first=first, last=last, count=len(rows))
    stored = {"grid": _grid_text(parsed.grid), "packing": _packing_text(parsed.packing)}
    table = pa.table(
        {
            "time_start": pa.array([row.time_start for row in rows], pa.timestamp("us")),
            "time_end": pa.array([row.time_end for row in rows], pa.timestamp("us")),
            "flag": [row.flag for row in rows],
            "note": [row.note for row in rows],
            "cells": pa.array([_bytes(row.cells, parsed.packing) for row in rows], pa.binary()),
        }
    ).replace_schema_metadata(None)
    with written_aside(target) as aside:
        options: dict[str, Any] = {"compression": "zstd", "compression_level": 12, "use_dictionary": ["flag", "note"]}
        with pq.ParquetWriter(aside, table.schema, store_schema=False, write_statistics=False, **options) as writer:
            writer.write_table(table, row_group_size=_GROUP)
            writer.add_key_value_metadata(encode(meta) | stored)


def _bytes(cells: NDArray[Any], packing: Packing) -> bytes:
    return np.ascontiguousarray(cells, dtype=f"<{packing.dtype}").tobytes()


def _layer(row: dict[str, Any], grid: Grid, packing: Packing) -> Layer:
    cells = np.frombuffer(row["cells"], dtype=f"<{packing.dtype}").reshape(grid.shape)
    start, end = pd.Timestamp(row["time_start"]), pd.Timestamp(row["time_end"])
    return Layer(start, end, cells, row["flag"], row["note"])


def _grid_text(grid: Grid) -> str:
    axes = [[axis.name, axis.unit, list(axis.values)] for axis in grid.axes]
    return json.dumps({"crs": grid.crs, "axes": axes, "more": grid.more})


def _grid(raw: bytes) -> Grid:
    told = json.loads(raw)
    return Grid(told["crs"], tuple(Axis(name, unit, tuple(v)) for name, unit, v in told["axes"]), told["more"])


def _packing_text(packing: Packing) -> str:
    return json.dumps({"dtype": packing.dtype, "scale": packing.scale, "missing": packing.missing})


def _packing(raw: bytes) -> Packing:
    told = json.loads(raw)
    return Packing(told["dtype"], told["scale"], {int(code): text for code, text in told["missing"].items()})
