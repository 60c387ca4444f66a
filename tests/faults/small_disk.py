"""A disk of its own that really fills up, or that nobody may write to.

A child forked from the server of `kills` sees a small disk in memory (tmpfs) at a place where nobody else sees it, so
that nothing of the machine changes and nothing is left mounted. Where the system permits no mount, `permitted` says
why.
"""

from __future__ import annotations

import ctypes
import errno
import io
import os
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from indicators import __main__ as program
from tests.faults import kills

_NEW_MOUNTS, _NEW_USERS = 0x00020000, 0x10000000
_READ_ONLY, _REMOUNT, _DEEP, _PRIVATE = 1, 32, 1 << 14, 1 << 18
BALLAST = ".ballast"


@dataclass(frozen=True)
class Ended:
    """How a verb ended: its exit code, and what it said."""

    code: int
    said: str


class Disk:
    """A small disk, as the child sees it."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def fill(self, free: int) -> None:
        """Leave so many bytes."""
        self.empty()
        handle = os.open(self.place / BALLAST, os.O_WRONLY | os.O_CREAT)
        told = os.fstatvfs(handle)
        with suppress(OSError):
            os.posix_fallocate(handle, 0, max(4096, told.f_bavail * told.f_frsize - free))
        os.close(handle)

    def empty(self) -> None:
        """Make room again."""
        (self.place / BALLAST).unlink(missing_ok=True)

    def refuse(self) -> None:
        """Nobody may write from now on."""
        _mount(self.place, _REMOUNT | _READ_ONLY, "")


def verb(*given: str) -> Ended:
    """Run a verb here."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        try:
            code = program.main(list(given))
        except SystemExit as error:
            code = int(error.code or 0)
    return Ended(code, said.getvalue())


def on_disk(megabytes: float, play: Callable[..., Any], *given: Any, place: Path) -> Any:
    """What `play(disk, *given)`, a function of a module, gives in a child that has a small disk at a place."""
    place.mkdir(exist_ok=True)
    here, there = kills.FORKS.Pipe(duplex=False)
    environment = dict(os.environ)
    child = kills.FORKS.Process(target=_played, args=(there, environment, place, megabytes, play, given))
    child.start()
    there.close()
    try:
        good, told = here.recv() if here.poll(kills.PATIENCE) else (False, "nothing was heard of the child")
    except EOFError:
        good, told = False, "the child ended without a word"
    kills.ended(child, 10)
    if not good:
        raise AssertionError(told)
    return told


def permitted(place: Path) -> str:
    """Why no disk can be mounted here; empty when one can."""
    try:
        return str(on_disk(1, _nothing, place=place))
    except AssertionError as error:
        return str(error).strip().splitlines()[-1]


def _nothing(disk: Disk) -> str:
    return ""


def _played(
    there: Connection, environment: Mapping[str, str], place: Path, megabytes: float, play: Callable[..., Any],
    given: Sequence[Any],
) -> None:  # fmt: skip
    kills.begun(environment)
    try:
        with _mounted(place, megabytes):
            told = play(Disk(place), *given)
        there.send((True, told))
    except BaseException:
        there.send((False, traceback.format_exc()))
    os._exit(0)


@contextmanager
def _mounted(place: Path, megabytes: float) -> Iterator[None]:
    try:
        _call("unshare", _NEW_MOUNTS)
    except PermissionError:
        users, groups = os.getuid(), os.getgid()
        _call("unshare", _NEW_MOUNTS | _NEW_USERS)
        for name, told in (("setgroups", "deny"), ("uid_map", f"0 {users} 1"), ("gid_map", f"0 {groups} 1")):
            Path(f"/proc/self/{name}").write_text(told)
    _mount(Path("/"), _DEEP | _PRIVATE, "", kind=None)
    _mount(place, 0, f"size={int(megabytes * 1024)}k")
    yield  # it goes with this process


def _mount(place: Path, flags: int, told: str, *, kind: str | None = "tmpfs") -> None:
    name = kind.encode() if kind else None
    _call("mount", name, os.fsencode(place), name, ctypes.c_ulong(flags), told.encode())


def _call(name: str, *given: Any) -> None:
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*given):
        number = ctypes.get_errno()
        kind = PermissionError if number in (errno.EPERM, errno.EACCES) else OSError
        raise kind(number, f"{name}: {os.strerror(number)}")
