"""A take of a source is whole or undone, whatever kills it: power, a signal, a full disk.

One writer at a time changes a side. Before it does, what the source held is put aside by second names (`.taking`);
when every file is there, what remains to be told (revisions, journal, state) is written down in one file. A take
that was killed before that point is undone by the next writer, one killed after it is finished. Readers never wait:
to them each series is at every moment the one before or the one after.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from indicators import journal, tidying, waiting
from indicators.errors import StoreError
from indicators.store import Side, State, written_aside
from indicators.tidying import sweep, synced

LOCK, FORMAT_FILE = "writer.lock", "format.json"
FORMAT = 2
"""Of the live side: 1 had no such file; of 2 a take is whole or undone."""
NO_ROOM = tidying.NO_ROOM
NO_RIGHT = (errno.EROFS, errno.EACCES, errno.EPERM)
_TAKING, _SOURCE, _COMPLETE, _PARTS = ".taking", "source.json", "complete.json", ("series", "fields")
_DERIVED = "derived"


@contextmanager
def writing(side: Side) -> Iterator[None]:
    """Be the one writer of the live side; what a killed one left is finished or undone first. Waits for another.

    The shipped side is made anew from nothing in a folder of its own: there it does nothing.

    Raises
    ------
    StoreError
        When the side cannot be written, or a later edition of this program wrote it.
    BusyError
        When somebody else has been writing for longer than one waits.
    """
    if side.origin != "live":
        yield
        return
    try:
        side.path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(error, side.path) from error
    with ExitStack() as stack:
        try:
            stack.enter_context(waiting.alone(side.path / LOCK))
            _marked(side)
            recover(side)
        except OSError as error:
            raise unwritable(error, side.path) from error
        yield


@contextmanager
def whole(side: Side, source: str) -> Iterator[None]:
    """Change series and maps of a source; on any error they are as before. The writer of the side alone calls this."""
    if side.origin != "live":
        yield
        return
    _put_aside(side, source)
    try:
        yield
    except BaseException:
        if not (side.path / _TAKING / _COMPLETE).exists():  # else the next writer finishes it
            with suppress(OSError):  # else the next writer undoes it
                _undo(side)
        raise


def complete(side: Side, state: State, revisions: dict[str, Any] | None, entry: journal.Entry | None) -> None:
    """Every file is there: from here on the take is finished, by us or by the next writer.

    Parameters
    ----------
    revisions : dict, optional
        What the provider changed, with its `stamp`.
    entry : dict, optional
        What the journal tells of the take.
    """
    told = {"state": asdict(state), "revisions": revisions, "entry": entry}
    if side.origin != "live":
        _tell(side, told)
        return
    for part in _PARTS:
        synced(side.path / part)
    with written_aside(side.path / _TAKING / _COMPLETE) as aside:
        aside.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    _finish(side, json.loads((side.path / _TAKING / _COMPLETE).read_text(encoding="utf-8")))


def recover(side: Side) -> str:
    """Finish or undo what a killed writer left; gives `finished`, `undone` or nothing. The writer alone calls this."""
    for folder in (side.path, *side.path.glob("[!.]*/"), *side.path.glob("[!.]*/*/")):
        sweep(folder)
    if not (side.path / _TAKING).is_dir():
        return ""
    try:
        told = json.loads((side.path / _TAKING / _COMPLETE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        _undo(side)
        return "undone"
    _finish(side, told)
    return "finished"


def check(root: Path) -> None:
    """See that this program knows the cache.

    Raises
    ------
    StoreError
        When a later edition of the program wrote it.
    """
    found = format_of(root)
    if found > FORMAT:
        reason = f"its format is {found}, and this program knows formats up to {FORMAT}"
        raise StoreError(reason, str(root / "live"), "Upgrade the program, or give it another cache.")


def unwritable(error: OSError, where: Path) -> StoreError:
    """What the system says about a cache that cannot be written, as a sentence."""
    full = error.errno in NO_ROOM
    todo = "Make room and repeat." if full else "Give the right to write there, or name another cache."
    reason = f"this cannot be written ({os.strerror(error.errno) if error.errno else error})"
    return StoreError(reason, str(where), f"What is held stays. {todo}")


def format_of(root: Path) -> int:
    """Format of the live side of a cache."""
    return _format(root / "live" / FORMAT_FILE)


def _format(path: Path) -> int:
    try:
        return int(json.loads(path.read_text(encoding="utf-8"))["format"])
    except (OSError, ValueError, KeyError, TypeError):
        return 1


def _marked(side: Side) -> None:
    """Write the format of a new or an older cache; nothing in an older one must be written otherwise."""
    check(side.path.parent)
    if _format(side.path / FORMAT_FILE) < FORMAT:
        with written_aside(side.path / FORMAT_FILE) as aside:
            aside.write_text(json.dumps({"format": FORMAT}), encoding="utf-8")


def _touched(side: Side, part: str, source: str) -> list[Path]:
    """Files that a take of a source may change: its own, and what is computed from any."""
    names = (f"*.{one}{'' if part == 'series' else '@*'}.parquet" for one in {source, _DERIVED})
    return sorted(path for name in names for path in (side.path / part).glob(name) if not path.name.startswith("."))


def _put_aside(side: Side, source: str) -> None:
    """Second names of the files; they are replaced whole, never written into."""
    aside = Path(tempfile.mkdtemp(dir=side.path, prefix=".", suffix=".part"))
    try:
        for part in _PARTS:
            (aside / part).mkdir()
            for path in _touched(side, part, source):
                _second_name(path, aside / part / path.name)
            synced(aside / part)
        with written_aside(aside / _SOURCE) as file:
            file.write_text(json.dumps({"source": source}), encoding="utf-8")
        aside.rename(side.path / _TAKING)
        synced(side.path)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def _second_name(path: Path, other: Path) -> None:
    try:
        os.link(path, other)
    except OSError:
        shutil.copy2(path, other)


def _undo(side: Side) -> None:
    """The files as they were; may be killed and done again."""
    kept = side.path / _TAKING
    source = str(json.loads((kept / _SOURCE).read_text(encoding="utf-8"))["source"])
    for part in _PARTS:
        before = {path.name: path for path in (kept / part).glob("*.parquet")}
        for path in _touched(side, part, source):
            if path.name not in before:
                path.unlink(missing_ok=True)
        for name, path in before.items():
            target = side.path / part / name
            if target.exists() and target.samefile(path):
                continue
            aside = target.with_name(f".{name}.part")
            aside.unlink(missing_ok=True)
            _second_name(path, aside)
            aside.replace(target)
        synced(side.path / part)
    _dropped(side)


def _finish(side: Side, told: dict[str, Any]) -> None:
    """Tell what a complete take brought; may be killed and done again."""
    _tell(side, told)
    _dropped(side)


def _tell(side: Side, told: dict[str, Any]) -> None:
    parts: dict[str, Any] = {key: tuple(one) if isinstance(one, list) else one for key, one in told["state"].items()}
    state = State(**parts)
    if side.origin == "live":
        journal.begin(side, state.retrieved)
    if told["revisions"]:
        content = dict(told["revisions"])
        side.write_revisions(state.source, content.pop("stamp"), content)
    if told["entry"]:
        journal.keep(side, told["entry"])
    side.write_state(state)


def _dropped(side: Side) -> None:
    """The folder goes at once, under another name, and then its files."""
    gone = Path(tempfile.mkdtemp(dir=side.path, prefix=".", suffix=".part"))
    (side.path / _TAKING).rename(gone / _TAKING)
    shutil.rmtree(gone, ignore_errors=True)
