"""The journal of a cache: what each take of a source brought, kept beside the series (docs/contracts.md).

A take that changed something leaves one small file, `journal/SOURCE/STAMP-N-SHA.json`; the takes of a past
day are folded into one compressed `journal/SOURCE/DAY.json.gz`. It holds counts, spans and the values that
were revised, never the observations themselves. Nothing is drawn or told to a reader from here.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from indicators.difference import Difference, difference
from indicators.errors import StoreError
from indicators.series import Meta
from indicators.store import Cache, Held, Side, written_aside

Entry = dict[str, Any]
MOST_REVISED = 200  # values kept of one series and take; all of them are counted
_BEGAN = "began.json"
_COUNTS = ("later", "within", "revised", "removed")
_UNREADABLE = (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError)


@dataclass(frozen=True)
class Laid:
    """A series as it was just stored, and as a reader saw it before."""

    meta: Meta
    frame: pd.DataFrame
    before: Held | None


def seen(side: Side, series_id: str, held: Held | None) -> Held | None:
    """What a reader saw of a series before this side changes: the shipped copy where that is newer."""
    if side.origin != "live":
        return held
    shipped = Cache(side.path.parent).snapshot
    try:
        if held is None or shipped.meta(series_id).retrieved > held.meta.retrieved:
            return shipped.read(series_id)
    except StoreError:
        pass
    return held


def record(
    side: Side, source: str, at: str, laid: Iterable[Laid], *, sha256: str = "", withdrawn: Sequence[str] = ()
) -> None:
    """Keep what a take of `source` brought; nothing is written where nothing changed (see `entry`)."""
    begin(side, at)
    made = entry(side, source, at, laid, sha256=sha256, withdrawn=withdrawn)
    if made is not None:
        keep(side, made)


def entry(
    side: Side, source: str, at: str, laid: Iterable[Laid], *, sha256: str = "", withdrawn: Sequence[str] = ()
) -> Entry | None:
    """What a take of `source` brought; None where nothing changed.

    Parameters
    ----------
    at : str
        When it was taken, ISO, UTC.
    withdrawn : sequence of str
        Ids of series that the source no longer holds.
    """
    series = {one.meta.id: _item(one, found) for one in laid if (found := _found(one)).any}
    if not (series or withdrawn):
        return None
    stamp = at.replace(":", "")
    name = f"{stamp}-{len(list((side.path / 'journal' / source).glob(f'{stamp}-*')))}-{sha256[:8]}"
    return {"source": source, "at": at, "takes": [name], "series": series, "withdrawn": sorted(withdrawn)}


def keep(side: Side, made: Entry) -> None:
    """Keep the entry of one take; a second time it does nothing."""
    folder, at = side.path / "journal" / made["source"], made["at"]
    folded = folder / f"{at[:10]}.json.gz"
    target = folded if folded.exists() else folder / f"{made['takes'][0]}.json"
    held = _read(target) if target.exists() else None
    if held is None:
        _write(target, made)
    elif made["takes"][0] not in held["takes"]:
        _write(target, _merged([held, made]))
    if side.origin == "live":
        _fold(folder, at[:10])


def record_replacement(old: Side, new: Side, at: str) -> None:
    """Keep in the journal of `old` what `new`, about to take its place, holds otherwise."""
    before, after = old.ids(), new.ids()
    by_source: dict[str, list[Laid]] = {}
    for series_id in after if before else []:
        if old.file(series_id).exists() and same_bytes(old.file(series_id), new.file(series_id)):
            continue
        held = new.read(series_id)
        by_source.setdefault(held.meta.source, []).append(Laid(held.meta, held.observations, _readable(old, series_id)))
    gone: dict[str, list[str]] = {}
    for series_id in set(before) - set(after):
        gone.setdefault(series_id.rsplit(".", 1)[1], []).append(series_id)
    begin(old, at)
    for source in sorted({*by_source, *gone}):
        record(old, source, at, by_source.get(source, []), withdrawn=gone.get(source, []))


def began(side: Side) -> str:
    """Since when a side keeps its journal, ISO; empty where it keeps none."""
    try:
        return str(json.loads((side.path / "journal" / _BEGAN).read_text(encoding="utf-8"))["at"])
    except _UNREADABLE:
        return ""


def entries(side: Side, after: str, until: str) -> tuple[list[Entry], list[str]]:
    """Takes later than the day `after`, up to and with the day `until` (ISO days), oldest first; unreadable files.

    The takes of a folded day are one entry.
    """
    found: list[Entry] = []
    broken: list[str] = []
    for folder in sorted((side.path / "journal").glob("*/")):
        for path in _listed(folder):
            if after < path.name[:10] <= until:
                try:
                    found.append(_read(path))
                except FileNotFoundError:  # folded meanwhile: its day has it
                    found += _folded_meanwhile(folder, path)
                except _UNREADABLE:
                    broken.append(f"{side.origin}/journal/{folder.name}/{path.name}")
    return sorted(found, key=lambda entry: (entry["at"], entry["source"])), broken


def same_bytes(one: Path, other: Path) -> bool:
    """Whether two files are the same file or hold the same bytes."""
    first, second = one.stat(), other.stat()
    if (first.st_dev, first.st_ino) == (second.st_dev, second.st_ino):
        return True
    return first.st_size == second.st_size and one.read_bytes() == other.read_bytes()


def vintage(meta: Meta) -> dict[str, str]:
    """The edition a series came from."""
    return {"product_version": meta.product_version, "retrieved": meta.retrieved, "sha256": meta.sha256}


def _readable(side: Side, series_id: str) -> Held | None:
    try:
        return side.read(series_id)
    except StoreError:
        return None


def begin(side: Side, at: str) -> None:
    """A side keeps its journal from here on, unless it did before."""
    if not began(side):
        _write(side.path / "journal" / _BEGAN, {"at": at})


def _found(one: Laid) -> Difference:
    return difference(one.before.observations if one.before else None, one.frame)


def _item(one: Laid, found: Difference) -> Entry:
    """One series of a take; counts of nought and what is empty are left out."""
    came = found.came
    item: Entry = {"later": len(found.later), "within": len(found.within)}
    item |= {"last_before": one.before.meta.last} if one.before else {"new": True}
    if len(came):
        first, last = came.iloc[0], came.iloc[-1]
        item |= {"first": first["time_end"].isoformat(), "last": last["time_end"].isoformat()}
        item |= {"first_value": _number(first["value"]), "last_value": _number(last["value"])}
    if found.revised and one.before:
        told = [change.told() for change in found.revised]
        was, now = vintage(one.before.meta), vintage(one.meta)
        item["revised"] = len(told)
        item["removed"] = sum(change.kind == "removed" for change in found.revised)
        item["revisions"] = [{"from": was, "to": now, "changes": told[:MOST_REVISED]}]
    return _filled(item)


def _filled(item: Entry) -> Entry:
    empty = {name for name in _COUNTS if not item.get(name)}
    return {name: part for name, part in item.items() if name not in empty and part not in ("", None, [])}


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _merged(parts: Sequence[Entry]) -> Entry:
    """Several takes of one source as one, in their order."""
    series: dict[str, Entry] = {}
    for part in parts:
        for series_id, item in part["series"].items():
            series[series_id] = _added(series[series_id], item) if series_id in series else item
    return {
        "source": parts[-1]["source"],
        "at": parts[-1]["at"],
        "takes": [name for part in parts for name in part["takes"]],
        "series": series,
        "withdrawn": sorted({series_id for part in parts for series_id in part["withdrawn"]}),
    }


def _added(one: Entry, other: Entry) -> Entry:
    both = one | {name: one.get(name, 0) + other.get(name, 0) for name in _COUNTS}
    if "last" in other and other["last"] >= one.get("last", ""):
        both |= {"last": other["last"], "last_value": other.get("last_value")}
    if "first" in other and ("first" not in one or other["first"] < one["first"]):
        both |= {"first": other["first"], "first_value": other.get("first_value")}
    revisions = one.get("revisions", []) + other.get("revisions", [])
    return _filled(both | {"revisions": revisions})


def _listed(folder: Path) -> list[Path]:
    """Journal files of a source by name, a day before its takes; takes that their day holds already are left out."""
    names = {path.name: path for path in folder.glob("[0-9]*.json*")}
    days = {name[:10] for name in names if name.endswith(".json.gz")}
    return [path for name, path in sorted(names.items()) if name.endswith(".gz") or name[:10] not in days]


def _fold(folder: Path, today: str) -> None:
    """Put the takes of each past day into one compressed file."""
    days: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("[0-9]*.json")):
        if path.name[:10] < today:
            days.setdefault(path.name[:10], []).append(path)
    for day, paths in days.items():
        target = folder / f"{day}.json.gz"
        try:
            held = [_read(target)] if target.exists() else []
            known = {name for entry in held for name in entry["takes"]}
            entry = _merged(held + [_read(path) for path in paths if path.stem not in known])
        except _UNREADABLE:
            continue  # a file that cannot be read stays as it is, and is told by `entries`
        _write(target, entry)
        for path in paths:
            path.unlink(missing_ok=True)


def _folded_meanwhile(folder: Path, path: Path) -> Iterator[Entry]:
    day = folder / f"{path.name[:10]}.json.gz"
    if day.exists():
        yield _read(day)


def _read(path: Path) -> Entry:
    raw = path.read_bytes()
    text = gzip.decompress(raw) if path.suffix == ".gz" else raw
    entry: Entry = json.loads(text)
    return {name: entry[name] for name in ("source", "at", "takes", "series", "withdrawn")}


def _write(target: Path, content: Entry) -> None:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    with written_aside(target) as aside:
        aside.write_bytes(gzip.compress(text, mtime=0) if target.suffix == ".gz" else text)
