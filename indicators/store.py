"""The cache on disk: one Parquet file a series with its metadata inside, and one state a source.

Three sides lie beside each other: `snapshot` (shipped with the code), `live` (fetched by this installation) and
`members` (handed in by members and published by the secretariat). A file is written aside, synced and renamed, so a
reader never sees half of one. A broken file takes down its own series only. Whoever opens a cache sees what the
present audience may see: what is kept from it is not there.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from indicators import audience, observations, recent, years
from indicators.audience import Audience
from indicators.errors import StoreError
from indicators.series import Meta
from indicators.tidying import AGE_SECONDS, sweep

ROOT = Path(__file__).resolve().parent.parent / "cache"
ENVIRONMENT = "AMUR_OKHOTSK_CACHE"
Origin = Literal["live", "snapshot", "members"]
_chosen: ContextVar[str] = ContextVar("cache", default="")


def cache_root(given: str | Path | None = None) -> Path:
    """The cache to use: the one given, else that of `using`, else $AMUR_OKHOTSK_CACHE, else `cache/` of the project."""
    return Path(given or _chosen.get() or os.environ.get(ENVIRONMENT) or ROOT).expanduser()


@contextmanager
def using(root: str | Path | None) -> Iterator[None]:
    """Make a cache the one to use for a stretch of code (a command with `--cache`)."""
    before = _chosen.set(str(root or ""))
    try:
        yield
    finally:
        _chosen.reset(before)


@dataclass(frozen=True)
class Held:
    """A series as it lies in the cache."""

    meta: Meta
    observations: pd.DataFrame
    origin: Origin


@dataclass(frozen=True)
class State:
    """What the last attempt at a source gave.

    `series` and `fields` are the ids it stored, `last` their last observation (ISO), `declared` a
    fingerprint of what the registry declared then. `quarantined` is since when the edition that `error` tells
    of is held back, `asked_whole` when the provider was last asked for the file whatever is held, `certificate`
    the SHA-256 of what a provider showed whose chain does not verify.
    """

    source: str
    retrieved: str = ""
    checked: str = ""
    url: str = ""
    etag: str = ""
    last_modified: str = ""
    certificate: str = ""
    sha256: str = ""
    size_bytes: int = 0
    product_version: str = ""
    error: str = ""
    error_since: str = ""
    failures: int = 0
    notices: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    last: str = ""
    declared: str = ""
    quarantined: str = ""
    asked_whole: str = ""


class Side:
    """One side of the cache: a folder with `series/`, `sources/` and, when live, `revisions/`."""

    def __init__(self, root: Path, origin: Origin) -> None:
        self.path, self.origin = root / origin, origin

    def file(self, series_id: str) -> Path:
        """Where a series lies."""
        return self.path / "series" / f"{series_id}.parquet"

    def ids(self) -> list[str]:
        """Identifiers of all series on this side, sorted."""
        return sorted(item.name.removesuffix(".parquet") for item in self.path.glob("series/*.parquet"))

    def meta(self, series_id: str) -> Meta:
        """Metadata only: reads the file's footer."""
        try:
            return decode(pq.read_metadata(self.file(series_id)).metadata)
        except FileNotFoundError:
            raise StoreError("not in the cache", series_id, "Run `refresh` or `load` for its source.") from None
        except (OSError, pa.ArrowException, KeyError, TypeError, ValueError) as error:
            raise self._broken(series_id) from error

    def read(self, series_id: str) -> Held:
        """A series with its observations."""
        try:
            table, meta = recent.TABLES.read(self.file(series_id), _whole)
            return Held(meta, table.to_pandas(use_threads=False), self.origin)
        except FileNotFoundError:
            raise StoreError("not in the cache", series_id, "Run `refresh` or `load` for its source.") from None
        except (OSError, pa.ArrowException, KeyError, TypeError, ValueError) as error:
            raise self._broken(series_id) from error

    def write(self, meta: Meta, frame: pd.DataFrame) -> Path:
        """Store a series; its first, last, count and years are taken from the frame."""
        held = observations.span(frame)
        first, last = (f"{moment:%Y-%m-%dT%H:%M:%S}" for moment in held) if held else ("", "")
        meta = replace(meta, first=first, last=last, count=len(frame), years=years.summarise(frame))
        target = self.file(meta.id)
        with written_aside(target) as aside:
            _write_parquet(aside, frame, encode(meta))
        return target

    def withdraw(self, source: str, keep: set[str]) -> list[str]:
        """Remove the series of `source` that are not in `keep`; gives their ids."""
        gone = [one for one in self.ids() if one.endswith(f".{source}") and one not in keep]
        for series_id in gone:
            self.file(series_id).unlink(missing_ok=True)
        return gone

    def state(self, source: str) -> State | None:
        """What the last attempt at a source gave; None if there was none."""
        try:
            raw: dict[str, Any] = json.loads((self.path / "sources" / f"{source}.json").read_text(encoding="utf-8"))
            fields: dict[str, Any] = {key: tuple(part) if isinstance(part, list) else part for key, part in raw.items()}
            return State(**fields)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, AttributeError):
            return State(source, error="the state of this source cannot be read; refresh it again")

    def write_state(self, state: State) -> None:
        """Keep what an attempt gave."""
        self._write_json(self.path / "sources" / f"{state.source}.json", asdict(state))

    def write_revisions(self, source: str, stamp: str, content: dict[str, Any]) -> None:
        """Keep what a provider changed in data held before."""
        self._write_json(self.path / "revisions" / source / f"{stamp.replace(':', '')}.json", content)

    def revisions(self, source: str) -> Iterator[dict[str, Any]]:
        """Revision logs of a source, oldest first."""
        for item in sorted((self.path / "revisions" / source).glob("*.json")):
            yield json.loads(item.read_text(encoding="utf-8"))

    def stamp(self) -> int:
        """A number that changes whenever this side's series or fields change (nanoseconds)."""
        return sum(recent.changed(self.path / part) for part in ("series", "fields"))

    def _write_json(self, target: Path, content: dict[str, Any]) -> None:
        with written_aside(target) as aside:
            aside.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")

    def _broken(self, series_id: str) -> StoreError:
        where = f"{self.origin}/series/{series_id}.parquet of the cache"
        return StoreError("the file cannot be read", where, "Refresh or load its source again.")


class written_aside:  # noqa: N801 - reads like a verb where it is used
    """Context manager: a temporary path beside `target` that replaces it when all went well."""

    def __init__(self, target: Path, *, ours: bool = True) -> None:  # not ours: others keep files beside it
        self.target, self.of = target, "" if ours else f"{target.name[:80]}-"

    def __enter__(self) -> Path:
        self.target.parent.mkdir(parents=True, exist_ok=True)
        _swept_once(self.target.parent, self.of, int(time.monotonic() // AGE_SECONDS))
        handle, name = tempfile.mkstemp(dir=self.target.parent, prefix=f".{self.of}", suffix=".part")
        os.close(handle)
        self.aside = Path(name)
        self.aside.chmod(0o644)
        return self.aside

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self.aside.unlink(missing_ok=True)
            return
        try:
            with self.aside.open("rb") as handle:
                os.fsync(handle.fileno())
            self.aside.replace(self.target)
        except OSError:
            self.aside.unlink(missing_ok=True)
            raise


@functools.lru_cache(maxsize=256)
def _swept_once(folder: Path, of: str, hour: int) -> int:
    """What killed writers left in a folder goes with the first file that a process writes there in an hour."""
    return sweep(folder, of=of)


class Cache:
    """All sides, as an audience may see them; of a series held twice the later retrieved readable one is shown.

    Parameters
    ----------
    root : path, optional
        The cache to use instead of the usual one (`cache_root`).
    audience : Audience, optional
        Who looks; the present one (`audience.current`) when it is not said.
    """

    def __init__(self, root: str | Path | None = None, audience: Audience | None = None) -> None:
        self.root = cache_root(root)
        self.audience = audience or _present()
        self.live, self.snapshot = Side(self.root, "live"), Side(self.root, "snapshot")
        self.members = Side(self.root, "members")

    def metas(self) -> dict[str, tuple[Meta, Origin]]:
        """Metadata of every readable series that the audience may see, by id."""
        found: dict[str, tuple[Meta, Origin]] = {}
        for side in (self.members, self.snapshot, self.live):
            for series_id, meta in self._shown(side).items():
                if series_id not in found or meta.retrieved >= found[series_id][0].retrieved:
                    found[series_id] = (meta, side.origin)
        return dict(sorted(found.items()))

    def read(self, series_id: str) -> Held:
        """The newer good copy of a series.

        Raises
        ------
        StoreError
            When no side holds a readable copy that the audience may see.
        """
        problem: StoreError | None = None
        for side in self._newest_first(series_id):
            try:
                held = side.read(series_id)
            except StoreError as error:
                if side.origin != "members" or self.audience is audience.SECRETARIAT:
                    problem = error
                continue
            if self._may_see(held.meta):
                return held
        raise problem or StoreError("not in the cache", series_id, "Run `refresh` or `load` for its source.")

    def broken(self) -> list[str]:
        """Sentences about series whose file exists but cannot be read on any side.

        A broken file does not say who may know of it: those of members are told to the secretariat.
        """
        sides = [self.live, self.snapshot]
        sides += [self.members] if self.audience is audience.SECRETARIAT else []
        return [told for side in sides for told in surveyed(side.path, side.origin, side.stamp())[1]]

    def stamp(self) -> tuple[int, int]:
        """Changes whenever a series that the audience may see changes; on the day an embargo ends, too.

        Two audiences that may not see the same have different stamps.
        """
        live, shipped, members = (self._seen(side) for side in (self.live, self.snapshot, self.members))
        return live ^ members, shipped

    def stamps(self, ids: Sequence[str]) -> tuple[int, ...]:
        """Changes whenever one of some series changes for the audience: for what is made of these alone."""
        names = [f"{one}.parquet" for one in ids]
        times = tuple(at for side in (self.live, self.snapshot) for at in recent.times(side.path / "series", names))
        handed_in = recent.times(self.members.path / "series", names)
        return (*times, *handed_in, *self.stamp()) if any(handed_in) else times

    def _seen(self, side: Side) -> int:
        """The stamp of a side; where some of it is not for everybody, another one for whoever sees something else."""
        stamp = side.stamp()
        if not stamp or (side.origin != "members" and _all_public(side.path, side.origin, stamp)):
            return stamp
        return _seen_stamp(side.path, side.origin, stamp, self.audience, audience.today())

    def _shown(self, side: Side) -> dict[str, Meta]:
        stamp = side.stamp()
        readable, _ = surveyed(side.path, side.origin, stamp)
        if self.audience is audience.SECRETARIAT or _all_public(side.path, side.origin, stamp):
            return readable
        return {series_id: meta for series_id, meta in readable.items() if self._may_see(meta)}

    def _may_see(self, meta: Meta) -> bool:
        return meta.disclosure == "public" or audience.visible(meta.disclosure, self.audience, audience.today())

    def _newest_first(self, series_id: str) -> list[Side]:
        sides = [side for side in (self.live, self.snapshot, self.members) if side.file(series_id).exists()]
        if len(sides) < 2:
            return sides
        dated = []
        for side in sides:
            try:
                dated.append((side.meta(series_id).retrieved, side.origin == "live", side))
            except StoreError:
                dated.append(("", False, side))
        return [side for *_, side in sorted(dated, key=lambda item: item[:2], reverse=True)]


@functools.lru_cache(maxsize=20)
def surveyed(path: Path, origin: Origin, stamp: int) -> tuple[dict[str, Meta], list[str]]:
    """Metadata of a side's readable series, and sentences about the others; anew when it changes."""
    side = Side(path.parent, origin)
    side.path = path  # a kept edition has a name of its own
    readable: dict[str, Meta] = {}
    broken: list[str] = []
    for series_id in side.ids():
        try:
            readable[series_id] = side.meta(series_id)
        except StoreError as error:
            broken.append(error.sentence)
    return readable, broken


@functools.lru_cache(maxsize=12)
def _all_public(path: Path, origin: Origin, stamp: int) -> bool:
    return all(meta.disclosure == "public" for meta in surveyed(path, origin, stamp)[0].values())


@functools.lru_cache(maxsize=24)
def _seen_stamp(path: Path, origin: Origin, stamp: int, who: Audience, day: dt.date) -> int:
    """A number for what an audience may see of a side on a day; 0 where that is nothing."""
    readable, broken = surveyed(path, origin, stamp)
    seen = [one for one, meta in readable.items() if audience.visible(meta.disclosure, who, day)]
    if not seen and not (broken and who is audience.SECRETARIAT):
        return 0
    told = "\n".join((str(stamp), *sorted(seen)))
    return int.from_bytes(hashlib.sha256(told.encode()).digest()[:6])


def _present() -> Audience:
    return audience.current()


def now() -> dt.datetime:
    """The present moment, UTC, whole seconds."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def _whole(path: Path) -> tuple[pa.Table, Meta]:
    """All of a file: its observations, and what it says of them."""
    with pq.ParquetFile(path) as parquet:
        return parquet.read(use_threads=False), decode(parquet.metadata.metadata)


def _write_parquet(path: Path, frame: pd.DataFrame, metadata: dict[str, str]) -> None:
    """Write small: times as differences, numbers split by byte, texts as dictionaries."""
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    numbers = [f.name for f in table.schema if pa.types.is_floating(f.type)]
    times = [f.name for f in table.schema if pa.types.is_timestamp(f.type)]
    encodings = dict.fromkeys(times, "DELTA_BINARY_PACKED") | dict.fromkeys(numbers, "BYTE_STREAM_SPLIT")
    texts = [name for name in table.column_names if name not in encodings]
    options: dict[str, Any] = {"compression": "zstd", "use_dictionary": texts, "column_encoding": encodings}
    with pq.ParquetWriter(path, table.schema, store_schema=False, write_statistics=False, **options) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata(metadata)


def encode(meta: Meta) -> dict[str, str]:
    """Metadata as the texts that lie in a file."""
    return {name: _text(getattr(meta, name)) for name in Meta.names()}


def _text(part: Any) -> str:
    if part is None:
        return ""
    return " ".join(part) if isinstance(part, tuple) else str(part)


def decode(raw: dict[bytes, bytes] | None) -> Meta:
    """Metadata from the texts in a file."""
    told = {b"place_name": b"", b"years": b""} | (raw or {})  # files written before there were such keys
    text = {name: told[name.encode()].decode() for name in Meta.names()}
    typed: dict[str, Any] = dict(text)
    typed["countries"] = tuple(text["countries"].split())
    for name in ("latitude", "longitude"):
        typed[name] = float(text[name]) if text[name] else None
    typed["count"] = int(text["count"])
    return Meta(**typed)
