"""Pull: the present edition of a store, in the place of what a replica holds; all of it or nothing.

Only objects that are not held come down, and each is checked, before anything is touched. Whatever goes wrong, and
whenever it is killed, the last good edition stays. A cache that something else was written into is left alone.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from indicators import taking
from indicators.backup import archive, keeping
from indicators.replication import edition, mark
from indicators.replication.edition import Edition, Pointer, ReplicationError
from indicators.replication.mark import Mark
from indicators.replication.place import Place
from indicators.replication.push import each, listed, present
from indicators.store import Cache, now
from indicators.tidying import sweep, synced
from indicators.watch import only_one

_STAMPED = ("live/series", "live/fields", "members/series", "members/fields")
"""Folders by whose time a cache knows that something changed (indicators/store.py)."""


@dataclass(frozen=True)
class Pulled:
    """What a pull did: which edition is held, when it was made, what came down; `new` is False where it was held."""

    pointer: Pointer
    new: bool
    files: int = 0
    taken: int = 0
    taken_bytes: int = 0


@dataclass(frozen=True)
class _Local:
    """A file of the cache: its checksum, and by what it is known to be the same one later."""

    sha256: str
    size: int
    sign: tuple[int, int, int]


def pull(cache: Cache, place: Place, *, force: bool = False) -> Pulled:
    """Hold the present edition of a store.

    Parameters
    ----------
    force : bool
        Put it in the place of data that this cache fetched itself, or pulled from elsewhere, and look at every file.

    Raises
    ------
    ReplicationError
        When the cache holds something of its own, or the store or the edition is not as it must be.
    StoreError
        When a refresher (or another pull) is at work on the cache, or it cannot be written.
    """
    taking.check(cache.root)
    keeping.finish(cache.root)
    with only_one(cache):
        for folder in (cache.root, cache.live.path):  # of a pull that was killed
            sweep(folder)
        own = mark.read(cache.root)
        if not force and own.role == mark.REPLICA and own.place == place.name and own.tag and own.tag == place.tag():
            mark.write(cache.root, replace(own, looked=_stamp(), error=""))
            return Pulled(Pointer(own.edition, own.lineage, own.made, ""), new=False)
        found = present(place)
        if found is None:
            raise ReplicationError("nothing was pushed there yet", place.name, "Push from the machine that fetches.")
        pointer = found[0]
        if not force:
            _allowed(cache.root, own, pointer)
        if not force and own.edition == pointer.edition:
            told = replace(own, place=place.name, tag=found[1], made=pointer.made, looked=_stamp(), error="")
            mark.write(cache.root, told)
            return Pulled(pointer, new=False)
        coming = listed(place, pointer.edition)
        if coming.format > taking.FORMAT:
            reason = f"its format is {coming.format}, and this program knows formats up to {taking.FORMAT}"
            raise ReplicationError(f"{reason}; what is held stays", place.name, "Upgrade this program first.")
        held = _held(cache.root, coming.parts)
        if not force:
            _untouched(cache.root, own, held, coming)
        return _taken(cache, place, found, coming, held, own)


def failed(root: Path, error: ReplicationError) -> None:
    """Tell in the mark of a replica that a look failed, and why."""
    own = mark.read(root)
    if own.role == mark.REPLICA:
        with suppress(OSError):
            mark.write(root, replace(own, error=error.sentence))


def _allowed(root: Path, own: Mark, pointer: Pointer) -> None:
    """A replica of this lineage, or a cache that holds nothing of its own."""
    todo = "Say --force to put the edition in their place."
    if own.role == mark.SOURCE:
        raise ReplicationError(f"this cache pushes its own data to {own.place}; they stay", str(root), todo)
    if own.role == mark.REPLICA and own.lineage != pointer.lineage:
        reason = f"what lies there now is another cache's, last pushed at {pointer.made} by {pointer.by}"
        raise ReplicationError(f"{reason}; what is held stays", str(root), todo)
    if not own.role and keeping.holds(root / "live"):
        raise ReplicationError("this cache holds data that it fetched itself; they stay", str(root), todo)


def _untouched(root: Path, own: Mark, held: Mapping[str, _Local], coming: Edition) -> None:
    """Nothing was written into the parts since the last pull; editions that were kept or removed here do not count."""
    before = {name: checksum for name, checksum in own.files.items() if name.split("/")[0] in coming.parts}
    for name in sorted(held.keys() | before.keys()):
        if name == f"live/{taking.FORMAT_FILE}" or (
            name.startswith("editions/") and not (name in held and name in before)
        ):
            continue
        if name not in held or held[name].sha256 != before.get(name):
            reason = f"something else was written here ({name}); it stays"
            todo = "Fetch on one machine only; --force puts the edition in the place of what is held."
            raise ReplicationError(reason, str(root), todo)
    ours, theirs = _editions(held) - _editions(own.files), _editions(coming.files)
    for name in held:
        if name.startswith("editions/") and name.split("/")[1] in ours & theirs:
            folder = "/".join(name.split("/")[:2])
            reason = f"an edition of the same name was kept here ({folder}); it stays"
            raise ReplicationError(reason, str(root), "Rename or remove one of the two.")


def _kept_here(name: str, pulled: set[str]) -> bool:
    """Whether a file belongs to an edition that was kept on this machine (`digest --keep`), not to one that came."""
    parts = name.split("/")
    return parts[0] == "editions" and parts[1] not in pulled


def _editions(names: Iterable[str]) -> set[str]:
    return {name.split("/")[1] for name in names if name.startswith("editions/")}


def _held(root: Path, parts: tuple[str, ...]) -> dict[str, _Local]:
    """Files of the parts, by path; nothing hidden, no locks."""
    found: dict[str, _Local] = {}
    for part in parts:
        for path in sorted((root / part).rglob("*")):
            name = path.relative_to(root)
            if (
                path.is_file()
                and not path.is_symlink()
                and archive.belongs(str(name))
                and path.name not in keeping.LOCKS
            ):
                found[str(name)] = _Local(archive.digest(path), path.stat().st_size, _sign(path))
    return found


def _sign(path: Path) -> tuple[int, int, int]:
    told = path.stat()
    return told.st_ino, told.st_size, told.st_mtime_ns


def _taken(
    cache: Cache, place: Place, found: tuple[Pointer, str], coming: Edition, held: dict[str, _Local], own: Mark
) -> Pulled:
    root, (pointer, tag) = cache.root, found
    here = {one.sha256: root / name for name, one in held.items()}
    missing = {checksum: size for checksum, size in coming.objects.items() if checksum not in here}
    with keeping.workroom(root) as folder:
        _room(place, folder, sum(missing.values()))
        fetched, inside = folder / "objects", folder / "checked"
        fetched.mkdir(mode=0o700)
        inside.mkdir()
        each(lambda checksum: _object(place, checksum, missing[checksum], fetched / checksum), missing)
        came = _editions(own.files) | _editions(coming.files)
        kept = {name for name in held if _kept_here(name, came)}
        with keeping.alone(cache):
            if any(not (root / name).is_file() or _sign(root / name) != one.sign for name, one in held.items()):
                raise ReplicationError("it was written into meanwhile; what is held stays", str(root), "Pull again.")
            for name in sorted(kept):
                _laid(root / name, inside / name)
            for name, one in coming.files.items():
                _laid(here.get(one.sha256) or fetched / one.sha256, inside / name, one.mode & 0o666 | 0o600)
            at = _stamp()
            files = {name: one.sha256 for name, one in coming.files.items()}
            told = Mark(mark.REPLICA, place.name, pointer.lineage, coming.id, tag, pointer.made, at, at, "", files)
            mark.write(inside, told)
            _times_kept(root, inside, held, coming)
            for item in inside.rglob("*"):
                if item.is_dir():
                    synced(item)
            keeping.in_place(root, inside, coming.parts)
    return Pulled(pointer, True, len(coming.files), len(missing), sum(missing.values()))


def _object(place: Place, checksum: str, size: int, target: Path) -> None:
    if place.take(edition.object_name(checksum), size, target) != checksum:
        where = f"{place.name}/{edition.object_name(checksum)}"
        todo = "Push again with --whole from the machine that fetches."
        raise ReplicationError("it is damaged: its checksum is another one; what is held stays", where, todo)
    with target.open("rb") as handle:
        os.fsync(handle.fileno())


def _room(place: Place, folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if size > free:
        reason = f"the edition needs {size / 1e6:,.0f} MB, and {free / 1e6:,.0f} MB are free; what is held stays"
        raise ReplicationError(reason, place.name, "Make room and repeat.")


def _laid(source: Path, target: Path, mode: int | None = None) -> None:
    """A second name of a file that is held or came down; a copy where its rights are others, or it is written on."""
    private = "members" in target.parts
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if private else 0o755)
    same = mode is None or source.stat().st_mode & 0o777 == mode
    if same and target.suffix != ".jsonl":
        with suppress(OSError):
            os.link(source, target)
            return
    shutil.copy2(source, target)
    if mode is not None:
        target.chmod(mode)


def _times_kept(root: Path, inside: Path, held: Mapping[str, _Local], coming: Edition) -> None:
    """Folders in which nothing changes keep their time, so that nothing is drawn anew because of a pull."""
    for folder in _STAMPED:
        before = {name: one.sha256 for name, one in held.items() if name.startswith(f"{folder}/")}
        after = {name: one.sha256 for name, one in coming.files.items() if name.startswith(f"{folder}/")}
        if before == after and (inside / folder).is_dir() and (root / folder).is_dir():
            told = (root / folder).stat()
            os.utime(inside / folder, ns=(told.st_atime_ns, told.st_mtime_ns))


def _stamp() -> str:
    return f"{now():%Y-%m-%dT%H:%M:%SZ}"
