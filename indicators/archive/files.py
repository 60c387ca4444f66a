"""The grid files of an archive: which lie in a folder, which go together, and what a worker makes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from indicators.archive.ledger import Entry, Piece, Reduced
from indicators.catalog import Catalog, catalog
from indicators.errors import FormatError, IndicatorsError, StoreError
from indicators.series import Payload
from indicators.store import now

ENDINGS = (".nc", ".nc4", ".bin")
BATCH_FILES, BATCH_BYTES = 32, 24 << 20

Reduce = Callable[[Payload, str, Catalog], Piece]


def listed(folder: Path) -> list[Entry]:
    """The grid files below a folder in the order of their names; of several of one name the last path's.

    Raises
    ------
    StoreError
        When there is no such folder, or no such file in it.
    """
    if not folder.is_dir():
        raise StoreError("no such folder", str(folder), "Give the folder of the provider's files.")
    paths = sorted(path for path in folder.rglob("*") if path.suffix in ENDINGS and path.is_file())
    if not paths:
        endings = ", ".join(f"*{ending}" for ending in ENDINGS)
        raise StoreError(f"no file {endings} in it", str(folder), "Give the folder of the provider's files.")
    entries = {path.name: Entry(path.resolve(), (told := path.stat()).st_size, told.st_mtime_ns) for path in paths}
    return [entries[name] for name in sorted(entries)]


def batches(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Neighbours together: at most `BATCH_FILES` and, but for a single larger file, `BATCH_BYTES`."""
    batch: list[Entry] = []
    for entry in entries:
        full = len(batch) == BATCH_FILES or sum(one.size_bytes for one in batch) + entry.size_bytes > BATCH_BYTES
        if batch and full:
            yield batch
            batch = []
        batch.append(entry)
    if batch:
        yield batch


def reduce_each(reduce: Reduce, source_id: str, entries: Sequence[Entry]) -> list[Reduced | str]:
    """What each file gave, or the sentence that tells why it gave nothing; runs on a worker."""
    return [_reduced(reduce, source_id, entry) for entry in entries]


def _reduced(reduce: Reduce, source_id: str, entry: Entry) -> Reduced | str:
    try:
        payload = Payload.from_file(entry.path, now())
        piece = reduce(payload, source_id, catalog())
        if piece.rows.empty:
            raise FormatError("nothing in it", entry.name, "Check that it is the right file and whole.")
        return Reduced(entry, payload.sha256, piece)
    except IndicatorsError as error:
        return error.sentence
    except Exception as error:  # one file must not take the others down
        told = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        return f"{entry.name}: it cannot be read ({told}). Get it again from its provider."
