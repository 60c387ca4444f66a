"""Everything held on a country or region as one tidy CSV, a row an observation; refused series are left out.

Cells stand as they are held: a spreadsheet is warned by nothing but their quotes.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO

import pandas as pd

from indicators import download_file, observations
from indicators.errors import StoreError
from indicators.series import Meta
from indicators.store import Cache, Held

ABOUT = ("series", "indicator", "region", "countries", "place", "latitude", "longitude", "unit", "statistic", "source")
TERMS = ("citation_text", "licence")
LEAST_PACKED = 10_000  # rows from which the file is packed: a citation a row shrinks to next to nothing
CELLS_BYTES = 92  # of the contract's columns in a usual row
MOMENT = "%Y-%m-%dT%H:%M:%S"


def parted(metas: Iterable[Meta]) -> tuple[list[Meta], list[Meta]]:
    """Series that may be passed on, and those whose licence or contributor forbids it."""
    allowed: list[Meta] = []
    refused: list[Meta] = []
    for meta in metas:
        (refused if download_file.refusal(meta) else allowed).append(meta)
    return allowed, refused


def is_packed(metas: Sequence[Meta]) -> bool:
    """Whether the file comes as a zip."""
    return sum(meta.count for meta in metas) >= LEAST_PACKED


def size_bytes(metas: Sequence[Meta]) -> int:
    """About how long the unpacked file will be, without reading any series."""
    return sum(meta.count * (len(_about(meta)) + CELLS_BYTES) for meta in metas)


def _about(meta: Meta) -> str:
    return ",".join([*_known(meta), meta.citation_text, meta.licence])


def _known(meta: Meta) -> list[str]:
    spot = ["" if part is None else str(part) for part in (meta.latitude, meta.longitude)]
    own = [meta.id, meta.indicator, meta.region, " ".join(meta.countries), meta.place]
    return [*own, *spot, meta.unit, meta.statistic, meta.source]


def contents(cache: Cache, metas: Sequence[Meta], name: str) -> bytes:
    """The file of the series that may be passed on: CSV in UTF-8, packed where it is long.

    A series that cannot be read is left out, so that the others can still be had.
    """
    allowed, _ = parted(metas)
    held, made = _readable(cache, allowed), io.BytesIO()
    if not is_packed(allowed):
        _write(made, held)
        return made.getvalue()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as folder, folder.open(f"{name}.csv", "w") as file:
        _write(file, held)
    return made.getvalue()


def _readable(cache: Cache, metas: Iterable[Meta]) -> list[Held]:
    held = []
    for meta in metas:
        try:
            held.append(cache.read(meta.id))
        except StoreError:
            continue
    return held


def _write(file: IO[bytes], series: Sequence[Held]) -> None:
    """Rows of all series under one header: what it is, the contract's columns, terms, then further columns."""
    width = len(observations.COLUMNS)
    further = sorted({name for held in series for name in held.observations.columns[width:]})
    text = io.TextIOWrapper(file, "utf-8", newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*ABOUT, *observations.COLUMNS, *TERMS, *further])
    for held in series:
        known, terms = _known(held.meta), [held.meta.citation_text, held.meta.licence]
        for row in _cells(held, further).itertuples(index=False):
            writer.writerow([*known, *row[:width], *terms, *row[width:]])
    text.flush()
    text.detach()


def _cells(held: Held, further: Sequence[str]) -> pd.DataFrame:
    """Observations as texts and numbers, ISO moments, empty where there is nothing."""
    frame = held.observations.reindex(columns=[*observations.COLUMNS, *further])
    for column in ("time_start", "time_end"):
        frame[column] = frame[column].dt.strftime(MOMENT)
    return frame.astype(object).where(frame.notna(), "")
