"""Push: what a cache holds, as an edition in the store. Only objects that are not there go up; the pointer comes last.

Two pushers cannot lose an update: the pointer is written on the condition that nobody wrote it meanwhile. A push that
is killed changes nothing that a replica sees; what it sent is used by the next one, or tidied away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from indicators import taking
from indicators.backup import archive, keeping
from indicators.replication import edition, mark
from indicators.replication.edition import Edition, Pointer, ReplicationError
from indicators.replication.mark import Mark
from indicators.replication.place import AbsentError, Place
from indicators.store import Cache, now

AT_ONCE = 8
TRUSTED = dt.timedelta(hours=12)
"""An object that no edition names is taken for there only when it is younger: tidying leaves twice that alone."""


@dataclass(frozen=True)
class Pushed:
    """What a push did: the edition, what it holds, what went up; `new` is False where the store had it already."""

    edition: Edition
    new: bool
    sent: int = 0
    sent_bytes: int = 0


def push(
    cache: Cache, place: Place, *, by: str, members: bool = False, whole: bool = False, force: bool = False
) -> Pushed:
    """Push what is held.

    Parameters
    ----------
    by : str
        Who pushes, for the sentence that another pusher reads.
    members : bool
        Take the members side along, with what waits for a decision and its log.
    whole : bool
        Send every object again.
    force : bool
        Write the pointer whoever wrote it before, also from a replica and where the store keeps no conditions.

    Raises
    ------
    ReplicationError
        When the place is another cache's, another push came first, or the store does not do as asked.
    StoreError
        When the cache cannot be written (its files are given second names first).
    """
    keeping.finish(cache.root)
    own = mark.read(cache.root)
    if own.role == mark.REPLICA and not force:
        todo = "Push from the machine that fetches; if it is lost, --force makes this one its successor."
        raise ReplicationError(f"this cache is a replica of {own.place}", str(cache.root), todo)
    if not keeping.holds(cache.live.path):
        raise ReplicationError("there is nothing to push: nothing was fetched here yet", str(cache.root), "Refresh.")
    parts = archive.PARTS if members else tuple(part for part in archive.PARTS if part != "members")
    with keeping.workroom(cache.root) as folder:
        made, files = _made(cache, parts, folder)
        found = _present(place, own, force=force)
        if not force and not place.keeps_conditions():
            reason = "the store leaves conditions of a write alone: two pushers could lose an update"
            raise ReplicationError(reason, place.name, "Say --force where one machine only pushes there.")
        same = found is not None and found[0].edition == made.id
        if same and found and found[0].lineage == own.lineage and not whole:
            _marked(cache.root, place, found[0])
            return Pushed(made, new=False)
        lineage = own.lineage or (found[0].lineage if found else mark.lineage())  # a successor takes over
        known = replace(own, role=mark.SOURCE, place=place.name, lineage=lineage, coming=made.id, files={})
        mark.write(cache.root, known)  # before the store knows of it
        (folder / "list").write_bytes(made.content)
        held = {} if whole else _held(place, found[0] if found else None)
        sent = {checksum: size for checksum, size in made.objects.items() if held.get(checksum) != size}
        each(lambda checksum: place.send(edition.object_name(checksum), files[checksum]), sent)
        place.send(edition.edition_name(made.id), folder / "list")
        pointer = Pointer(made.id, lineage, f"{now():%Y-%m-%dT%H:%M:%SZ}", by)
        if not place.point(pointer.content, None if force else found[1] if found else ""):
            found = present(place)
            raise _overtaken(place, found[0] if found else None)
    _marked(cache.root, place, pointer)
    return Pushed(made, True, len(sent), sum(sent.values()))


def present(place: Place) -> tuple[Pointer, str] | None:
    """The pointer of a store and the tag of its state; None where nothing was pushed."""
    found = place.pointer()
    return (edition.pointer(found[0], f"{place.name}/{edition.POINTER}"), found[1]) if found else None


def listed(place: Place, checksum: str) -> Edition:
    """The list of an edition."""
    name = edition.edition_name(checksum)
    return edition.edition(place.read(name, edition.MOST_LISTED), checksum, f"{place.name}/{name}")


def each(work: Callable[[str], None], names: Iterable[str]) -> None:
    """Some work for each name, several at once; the first error ends it."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        turns = [pool.submit(work, name) for name in names]
        try:
            for turn in turns:
                turn.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _made(cache: Cache, parts: tuple[str, ...], folder: Path) -> tuple[Edition, dict[str, Path]]:
    """What is held at one moment, between two takes: its edition, and a file for each checksum."""
    with keeping.alone(cache):
        for part in parts:
            keeping.second_names(cache.root / part, folder / part)
    held = {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file()}
    files = {name: archive.File(path.stat().st_size, archive.digest(path), path.stat().st_mode & 0o666)
             for name, path in held.items()}  # fmt: skip
    made = Edition(taking.format_of(cache.root), parts, files)
    return made, {one.sha256: held[name] for name, one in files.items()}


def _present(place: Place, own: Mark, *, force: bool) -> tuple[Pointer, str] | None:
    try:
        found = present(place)
    except ReplicationError:
        if force and place.tag():
            return None
        raise
    if found and found[0].lineage != own.lineage and not force:
        reason = f"another cache pushes there, last at {found[0].made} by {found[0].by}"
        raise ReplicationError(reason, place.name, "Push to another prefix, or say --force to take this one over.")
    if found and found[0].edition not in (own.edition, own.coming) and not force:
        raise _overtaken(place, found[0])
    return found


def _held(place: Place, before: Pointer | None) -> dict[str, int]:
    """Objects that are there and stay: those of the present edition, and young ones of a push that was cut."""
    named: dict[str, int] = {}
    if before:
        with suppress(AbsentError):
            named = listed(place, before.edition).objects
    young = now() - TRUSTED
    there = place.listed(edition.OBJECTS)
    return {name: one.size for name, one in there.items() if name in named or one.changed > young}


def _overtaken(place: Place, found: Pointer | None) -> ReplicationError:
    who = f": at {found.made} by {found.by}" if found else ""
    todo = "It stays. See who that is; --force puts what is held here in its place."
    return ReplicationError(f"another push came first{who}", place.name, todo)


def _marked(root: Path, place: Place, pointer: Pointer) -> None:
    at = f"{now():%Y-%m-%dT%H:%M:%SZ}"
    before = mark.read(root)
    made = Mark(mark.SOURCE, place.name, pointer.lineage, pointer.edition, "", pointer.made, at, at)
    mark.write(root, replace(made, done=before.done) if before.edition == pointer.edition and before.done else made)
