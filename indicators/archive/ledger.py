"""What each file of an archive gave: kept in the cache, so that a file already reduced is not read again.

A batch of files is one Parquet file under `live/archive/SOURCE/`, written aside and renamed: it is
there whole or not at all. A row is one grid file with its size, time of change and checksum, the rows
of its table and, where they are kept, its maps. Of a file reduced twice the later row counts.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from indicators.store import Side, written_aside

PERIOD = ["time_start", "time_end"]
_STAMPS = ("file", "size_bytes", "mtime_ns", "sha256", "reduced")
_MAPS = pa.list_(pa.struct([(name, pa.timestamp("us")) for name in PERIOD] + [("cells", pa.binary())]))


@dataclass(frozen=True)
class Map:
    """One time of a file on the cells of a window, packed."""

    time_start: pd.Timestamp
    time_end: pd.Timestamp
    cells: bytes


@dataclass(frozen=True)
class Piece:
    """What one file gave: a table with `time_start`, `time_end`, `region` and numbers, and the maps worth keeping."""

    rows: pd.DataFrame
    maps: tuple[Map, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A file of the archive as it lay on disk; it is known by its name alone, wherever its folder is."""

    path: Path
    size_bytes: int
    mtime_ns: int

    @property
    def name(self) -> str:
        """Its key in the ledger."""
        return self.path.name


@dataclass(frozen=True)
class Reduced:
    """A file and what it gave."""

    entry: Entry
    sha256: str
    piece: Piece


@dataclass(frozen=True)
class _Known:
    part: Path
    size_bytes: int
    mtime_ns: int
    sha256: str
    reduced: str


class Ledger:
    """The ledger of one source on one side of the cache.

    Parameters
    ----------
    side : Side
    source : str
    declared : str
        Fingerprint of what the registry asks of a file; what was reduced for another one does not count.
    """

    def __init__(self, side: Side, source: str, declared: str) -> None:
        self.folder = side.path / "archive" / source
        self.declared = declared
        self._known: dict[str, _Known] = {}
        found = sorted(self.folder.glob("*.parquet"))
        for part in found:
            self._known |= self._listed(part)
        for part in set(found) - self._parts():  # every file of it was reduced again later, or for other regions
            part.unlink(missing_ok=True)

    def __len__(self) -> int:
        return len(self._known)

    def has(self, entry: Entry) -> bool:
        """Whether this very file, by name, size and time of change, was reduced."""
        known = self._known.get(entry.name)
        return known is not None and (known.size_bytes, known.mtime_ns) == (entry.size_bytes, entry.mtime_ns)

    def add(self, done: Sequence[Reduced], reduced: str) -> Path:
        """Keep what a batch gave; `reduced` is the moment as the cache writes it."""
        part = self.folder / f"{time.time_ns():020d}.parquet"
        table = _table(done, reduced, self.declared)
        with written_aside(part) as aside:
            pq.write_table(table, aside, compression="zstd", compression_level=6, write_statistics=False)
        self._known |= self._listed(part)
        return part

    def rows(self) -> pd.DataFrame:
        """Tables of all files with their `file`, in order; a time told twice stands once.

        Of two files that tell of the same time (a yearly file beside daily ones) the last name counts.
        """
        frames = []
        for part in sorted(self._parts()):
            table = pq.read_table(part, columns=["file", "rows"], use_threads=False)
            lists = table.column("rows").combine_chunks()
            files = table.column("file").take(pc.list_parent_indices(lists)).to_pandas()
            frame = pa.Table.from_struct_array(lists.flatten()).to_pandas().assign(file=files.to_numpy())
            frames.append(frame[frame["file"].isin(self.files({part}))])
        both = pd.concat(frames, ignore_index=True).sort_values("file", kind="stable")
        both = both.drop_duplicates([*PERIOD, "region"], keep="last")
        return both.sort_values([*PERIOD, "region"], kind="stable", ignore_index=True)

    def files(self, parts: set[Path]) -> set[str]:
        """Names of the files that some parts tell of."""
        return {name for name, known in self._known.items() if known.part in parts}

    def maps(self, owners: Mapping[pd.Timestamp, str]) -> Iterator[Map]:
        """The maps kept; `owners` names the file that counts for each `time_start`, others are left out."""
        for part in sorted(self._parts()):
            table = pq.read_table(part, columns=["file", "maps"], use_threads=False)
            current = self.files({part})
            for file, maps in zip(table["file"].to_pylist(), table["maps"].to_pylist(), strict=True):
                for one in maps if file in current else ():
                    start, end = (pd.Timestamp(one[name]) for name in PERIOD)
                    if owners.get(start) == file:
                        yield Map(start, end, one["cells"])

    @property
    def sha256(self) -> str:
        """SHA-256 of the list of checksums, a line a file in the order of their names (`sha256sum *`)."""
        told = "".join(f"{known.sha256}  {name}\n" for name, known in sorted(self._known.items()))
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def reduced(self) -> str:
        """When the last file was reduced."""
        return max((known.reduced for known in self._known.values()), default="")

    def unpublished(self) -> set[Path]:
        """Parts that hold something which is not in the series yet."""
        try:
            told = set(json.loads((self.folder / "published.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            told = set()
        return {part for part in self._parts() if part.stem not in told}

    def publish(self) -> None:
        """Remember that the series hold everything that the ledger holds now."""
        with written_aside(self.folder / "published.json") as aside:
            aside.write_text(json.dumps(sorted(part.stem for part in self._parts())), encoding="utf-8")

    def _parts(self) -> set[Path]:
        """Parts that hold a file whose last word they are."""
        return {known.part for known in self._known.values()}

    def _listed(self, part: Path) -> dict[str, _Known]:
        """Files of one part by name; a part that cannot be read gives none, so its files are reduced again."""
        try:
            with pq.ParquetFile(part) as parquet:
                if (parquet.metadata.metadata or {}).get(b"declared", b"").decode() != self.declared:
                    return {}
                rows = parquet.read(columns=list(_STAMPS), use_threads=False).to_pylist()
        except (OSError, pa.ArrowException):
            return {}
        return {row.pop("file"): _Known(part, **row) for row in rows}


def _table(done: Sequence[Reduced], reduced: str, declared: str) -> pa.Table:
    columns: dict[str, Any] = {
        "file": [one.entry.name for one in done],
        "size_bytes": [one.entry.size_bytes for one in done],
        "mtime_ns": [one.entry.mtime_ns for one in done],
        "sha256": [one.sha256 for one in done],
        "reduced": [reduced] * len(done),
        "rows": _nested([one.piece.rows for one in done]),
        "maps": pa.array([[vars(found) for found in one.piece.maps] for one in done], _MAPS),
    }
    return pa.table(columns).replace_schema_metadata({"declared": declared})


def _nested(frames: Sequence[pd.DataFrame]) -> pa.ListArray:
    """Frames of equal columns as one list of rows each."""
    flat = pa.Table.from_pandas(pd.concat(frames, ignore_index=True), preserve_index=False)
    offsets = [0]
    for frame in frames:
        offsets.append(offsets[-1] + len(frame))
    return pa.ListArray.from_arrays(offsets, flat.to_struct_array().combine_chunks())
