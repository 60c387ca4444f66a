"""Backup of a cache while it is at work, and its return: all of it or nothing.

A backup holds what this installation alone has: the live side with its journal, the members side with its log, kept
editions. What comes with the code or is made anew is left out. A restored cache takes the place of the present one
after every checksum was right; killed in between, the next command finishes it.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from indicators import taking, waiting
from indicators.backup import archive
from indicators.backup.archive import PARTS, BackupError, File, Listed
from indicators.store import Cache, now, written_aside
from indicators.tidying import sweep, synced
from indicators.watch import only_one

READY = ".restored"
"""A checked backup, or a pulled edition, on its way into its place."""
LOCKS = ("writer.lock", "refresher.lock", "members.lock")
_COPIED = (".jsonl",)  # written on at their end, not replaced
_HERE, _EXCHANGE = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
_COMING = ".coming"  # in a part that is not in its place yet, or has just come there


def backup(cache: Cache, target: Path) -> Listed:
    """Write a backup of a cache; writers wait for a moment, readers do not.

    Raises
    ------
    BackupError
        When there is nothing to keep, or the name is not one of a backup.
    StoreError
        When the cache cannot be written (its files are given second names first).
    """
    codec = archive.compression(target)
    finish(cache.root)
    if not any((cache.root / part).is_dir() for part in PARTS):
        raise BackupError("there is nothing to keep: nothing was fetched here yet", str(cache.root))
    with workroom(cache.root) as folder:
        with alone(cache):
            for part in PARTS:
                second_names(cache.root / part, folder / part)
        files = {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file()}
        made = {name: File(path.stat().st_size, archive.digest(path), path.stat().st_mode & 0o666)
                for name, path in files.items()}  # fmt: skip
        listed = Listed(f"{now():%Y-%m-%dT%H:%M:%SZ}", taking.format_of(cache.root), made)
        with written_aside(target.absolute(), ours=False) as aside:
            aside.chmod(0o600)  # members' data may be in it
            archive.write(aside, codec, listed, folder)
        return listed


def restore(cache: Cache, path: Path, *, force: bool = False) -> Listed:
    """Put a backup in the place of what is held.

    Raises
    ------
    BackupError
        When it is damaged or foreign, or something is held and `force` is not said; what is held stays.
    StoreError
        When a refresher is at work, or the cache cannot be written.
    """
    if not path.is_file():
        raise BackupError("no such file", str(path), "Give a file that `backup` wrote.")
    archive.compression(path)
    finish(cache.root)
    held = [part for part in PARTS if holds(cache.root / part)]
    if held and not force:
        reason = f"the cache holds data already ({', '.join(held)})"
        raise BackupError(reason, str(cache.root), "Say --force to put the backup in their place.")
    with workroom(cache.root) as folder:
        inside = folder / "checked"
        inside.mkdir()
        listed = archive.unpack(path, inside)
        if listed.format > taking.FORMAT:
            reason = f"its format is {listed.format}, and this program knows formats up to {taking.FORMAT}"
            raise BackupError(f"{reason}; nothing was replaced", str(path), "Upgrade the program first.")
        for one in (item for item in inside.rglob("*") if item.is_dir()):
            synced(one)
        with only_one(cache), alone(cache):
            in_place(cache.root, inside, PARTS)
    return listed


def in_place(root: Path, inside: Path, parts: Iterable[str]) -> None:
    """Let parts take the place of what is held. Whoever calls this is the one writer and refresher.

    Parameters
    ----------
    inside : path
        A folder in the cache that holds the parts, every file checked; a part that is missing becomes empty.
    """
    for part in parts:
        (inside / part).mkdir(exist_ok=True, mode=0o700 if part == "members" else 0o755)
        (inside / part / _COMING).touch()
        for lock in LOCKS:  # whoever waits for one waits for the same one afterwards
            with suppress(FileNotFoundError):
                os.link(root / part / lock, inside / part / lock)
    inside.rename(root / READY)
    synced(root)
    finish(root)


def finish(root: Path) -> None:
    """Finish what was killed after its checks; may be killed and done again.

    A reader meets each part as it was or as it comes, never none, where the disk can exchange two names.
    """
    ready = root / READY
    if not ready.is_dir():
        return
    with _held(root):
        for part in PARTS:
            if (ready / part / _COMING).exists() and not _exchanged(ready / part, root / part):
                if (root / part).is_dir():
                    (root / part).rename(Path(tempfile.mkdtemp(dir=ready, prefix="former-")) / part)
                (ready / part).rename(root / part)
        synced(root)
        for part in PARTS:
            (root / part / _COMING).unlink(missing_ok=True)
        if ready.is_dir():  # else somebody else finished it just now
            gone = Path(tempfile.mkdtemp(dir=root, prefix=".", suffix=".part"))
            ready.rename(gone / "former")
            shutil.rmtree(gone, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Give two folders each other's name at once; False where the system or the disk cannot."""
    try:
        exchange = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    return bool(exchange(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


@contextmanager
def _held(root: Path) -> Iterator[None]:
    """One process at a time moves the parts of a cache."""
    handle = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def alone(cache: Cache) -> Iterator[None]:
    """Nobody else writes the live or the members side meanwhile."""
    with ExitStack() as stack:
        stack.enter_context(taking.writing(cache.live))
        if cache.members.path.is_dir():
            stack.enter_context(waiting.alone(cache.members.path / "members.lock"))
        yield


@contextmanager
def workroom(root: Path) -> Iterator[Path]:
    """A folder in the cache that goes in the end; killed before, the next one sweeps it."""
    try:
        root.mkdir(parents=True, exist_ok=True)
        sweep(root)
        folder = Path(tempfile.mkdtemp(dir=root, prefix=".", suffix=".part"))
    except OSError as error:
        raise taking.unwritable(error, root) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def holds(folder: Path) -> bool:
    """Whether a part holds more than locks and marks."""
    idle = {*LOCKS, taking.FORMAT_FILE}
    return any(path.is_file() and path.name not in idle for path in folder.rglob("[!.]*"))


def second_names(source: Path, target: Path) -> None:
    """A tree of second names; locks, and what is hidden or on its way, are left out."""
    if not source.is_dir():
        return
    target.mkdir()
    for item in sorted(source.iterdir()):
        if item.name.startswith(".") or item.name in LOCKS or item.is_symlink():
            continue
        if item.is_dir():
            second_names(item, target / item.name)
        elif item.is_file():
            _one(item, target / item.name)


def _one(item: Path, other: Path) -> None:
    try:
        if item.suffix in _COPIED:
            raise OSError
        os.link(item, other)
    except FileNotFoundError:
        return  # an edition that was just removed
    except OSError:
        shutil.copy2(item, other)
