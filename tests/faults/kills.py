"""Kill -9 while something is written: what a reader sees then, and what the next run makes of it.

A verb runs in a process group of its own. It is forked from a server that has everything imported and no thread: a
fork of the tests themselves could wait for ever for a lock that one of their threads held. It is killed after a number
of file operations (an audit hook counts them in the child), or after a time, group and all.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from indicators import __main__ as program
from indicators import fields, journal, taking, tidying
from indicators.store import Cache
from tests.faults import faults
from tests.faults.samples import samples
from tests.mirror import Mirror

SOURCES = ("masie", "jma", "cnemc", "cdr")
"""Series with others computed from them, a yearly table, pieces that are laid over, maps."""
COUNTED = frozenset({"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree"})
LONG_AGO = 2 * tidying.AGE_SECONDS
PATIENCE = 120.0
"""Seconds after which a verb that nobody killed is taken for stuck, and killed: a failure, not a wait for ever."""
Digests = dict[str, str]


@dataclass(frozen=True)
class Round:
    """One kill: when, whether the verb was faster, what the next writer did, and what was wrong ("" = nothing)."""

    verb: str
    moment: str
    finished: bool
    recovered: str
    left: int
    wrong: str


FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([__name__, *(["pytest"] if "pytest" in sys.modules else [])])


def started(arguments: Sequence[str], *, after: int = 0) -> ForkServerProcess:
    """Run a verb in a child, whose process id is that of its group. `after`: operations until it dies."""
    child = FORKS.Process(target=_verb, args=(tuple(arguments), after, dict(os.environ), tempfile.tempdir))
    child.start()
    return child


def _verb(arguments: Sequence[str], after: int, environment: Mapping[str, str], temporary: str | None) -> None:
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = temporary
    quiet = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(quiet, number)
    if after:
        sys.addaudithook(_dies(after))
    try:
        code = program.main(arguments)
    except BaseException:
        code = 70
    os._exit(code)


def _dies(after: int) -> Callable[[str, Any], None]:
    seen = 0

    def hook(event: str, given: Any) -> None:
        nonlocal seen
        if event in COUNTED and not (event == "open" and _only_read(given)):
            seen += 1
            if seen == after:
                os.kill(os.getpid(), signal.SIGKILL)

    return hook


def _only_read(given: Any) -> bool:
    _, mode, flags = given
    return (mode or "").startswith("r") if mode else not flags & (os.O_WRONLY | os.O_RDWR)


def ended(child: ForkServerProcess, seconds: float = PATIENCE) -> int:
    """Wait for a child; after `seconds` its whole group is killed. Gives its exit code, negative when killed."""
    child.join(seconds)
    if child.exitcode is None:
        with contextlib.suppress(ProcessLookupError):  # it is not yet one of its own
            os.killpg(_number(child), signal.SIGKILL)
        child.kill()
        child.join()
    return int(child.exitcode or 0)


def survivors(child: ForkServerProcess) -> bool:
    """Whether anybody of a killed group lives on."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            os.killpg(_number(child), 0)
        except ProcessLookupError:
            return False
        time.sleep(0.01)
    return True


def _number(child: ForkServerProcess) -> int:
    assert child.pid is not None
    return child.pid


def digests(cache: Cache) -> Digests:
    """A checksum of what each series and each part of a field says; raises when one cannot be read."""
    found = {one: _told(cache.live.read(one).observations.to_csv()) for one in cache.live.ids()}
    for path in sorted((cache.live.path / "fields").glob("[!.]*.parquet")):
        layers = fields.read_part(cache.live, path)
        found[path.name] = _told(repr([(one.layer.time_start, one.layer.cells.tobytes()) for one in layers]))
    return found


def told(cache: Cache) -> dict[str, Any]:
    """What revisions and journal say, without the moments."""
    revisions = sorted(
        json.dumps(log["changes"], sort_keys=True)
        for folder in (cache.live.path / "revisions").glob("*")
        for log in cache.live.revisions(folder.name)
    )
    entries, broken = journal.entries(cache.live, "", "9999")
    brought: dict[str, list[int]] = {}
    for entry in entries:
        for series_id, item in entry["series"].items():
            sums = brought.setdefault(series_id, [0, 0, 0, 0])
            for place, name in enumerate(("later", "within", "revised", "removed")):
                sums[place] += item.get(name, 0)
    return {"revisions": revisions, "journal": brought, "broken": broken}


def _told(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Stand:
    """Two editions of a few providers on loopback, a cache that holds the first, and what the second makes of it."""

    def __init__(self, folder: Path, sources: Sequence[str] = SOURCES) -> None:
        self.folder, self.sources = folder, sources
        self.first, self.cache = folder / "first", Cache(folder / "cache")
        self.hand, self.counted = folder / "by_hand.csv", 0

    @contextmanager
    def standing(self) -> Iterator[Stand]:
        known = samples()
        os.environ["NO_PROXY"] = "127.0.0.1"
        with contextlib.ExitStack() as stack:
            mirrors = []
            for edition in (0, 1):
                mirror, put = Mirror(), {}
                for name in self.sources:
                    sample = known[name]
                    change = "revised" if "revised" in sample.contents else "grown"
                    sample.put(mirror, faults.PLAUSIBLE[change](sample.rows) if edition else sample.rows)
                    put |= mirror.replies
                mirror.replies = put
                mirrors.append(stack.enter_context(mirror).url)
            self.former, self.second = ["--mirror", mirrors[0]], ["--mirror", mirrors[1]]
            self.run(["refresh", *self.sources, "--mirror", mirrors[0]], must=True)
            shutil.copytree(self.cache.root, self.first)
            self.before, self.told_before = digests(self.cache), told(self.cache)
            self.run(["refresh", *self.sources, *self.second], must=True)
            self.after, self.told_after = digests(self.cache), told(self.cache)
            if self.before == self.after:
                raise AssertionError("the second edition changes nothing: nothing would be tried")
            yield self

    def run(self, arguments: Sequence[str], *, must: bool = False) -> int:
        code = ended(started([*arguments, "--cache", str(self.cache.root)]))
        if must and code:
            raise AssertionError(f"{' '.join(arguments)} gave {code}")
        return code

    def by_hand(self) -> Path:
        """The second edition of masie as a file."""
        sample, mirror = samples()["masie"], Mirror()
        sample.put(mirror, faults.PLAUSIBLE["revised"](sample.rows))
        mirror.server.server_close()
        self.hand.write_bytes(next(iter(mirror.replies.values())).body)
        return self.hand

    def operations(self, arguments: Sequence[str]) -> int:
        """How many file operations a run of a verb on the first edition takes."""
        if not self.counted:
            low, high = 1, 1024
            while low < high:
                middle = (low + high) // 2
                self.anew()
                dead = ended(started([*arguments, "--cache", str(self.cache.root)], after=middle)) < 0
                low, high = (middle + 1, high) if dead else (low, middle)
            self.counted = low - 1
        return self.counted

    def anew(self) -> None:
        """Hold the first edition again."""
        shutil.rmtree(self.cache.root)
        shutil.copytree(self.first, self.cache.root)

    def killed(self, arguments: Sequence[str], *, after: int = 0, seconds: float = PATIENCE) -> Round:
        """Kill a verb that takes the second edition, and judge what is there then and after the next run."""
        self.anew()
        child = started([*arguments, "--cache", str(self.cache.root)], after=after)
        code = ended(child, seconds)
        wrong = ["a child lives on"] if survivors(child) else []
        wrong += self.readable()
        left = len(tidying.left(self.cache.root))
        recovered = ""
        with contextlib.suppress(Exception):
            recovered = self._recovered(wrong)
        wrong += [] if self.run(arguments) == 0 else ["the next run failed"]
        wrong += self.complete()
        moment = f"operation {after}" if after else f"{seconds:.3f} s"
        return Round(arguments[0], moment, code == 0, recovered, left, "; ".join(wrong))

    def readable(self) -> list[str]:
        """What a reader meets just after the kill: each series and map as before or as after."""
        try:
            now = digests(self.cache)
        except Exception as error:
            return [f"cannot be read: {error}"]
        torn = [one for one, digest in now.items() if digest not in (self.before.get(one), self.after.get(one))]
        lost = sorted(set(self.before) & set(self.after) - set(now))
        return [f"neither before nor after: {one}" for one in torn] + [f"lost: {one}" for one in lost]

    def _recovered(self, wrong: list[str]) -> str:
        """What the next writer makes of it: every source is then whole, as before or as after, and so is its log."""
        for item in tidying.left(self.cache.root):
            os.utime(item, (time.time() - LONG_AGO,) * 2, follow_symlinks=False)
        self.cache.live.path.mkdir(exist_ok=True)
        unfinished = (self.cache.live.path / ".taking").is_dir()
        complete = (self.cache.live.path / ".taking" / "complete.json").is_file()
        with taking.writing(self.cache.live):
            pass
        now, log = digests(self.cache), told(self.cache)
        for name in self.sources:
            mine = {one for one in {*self.before, *self.after} if one.split("@")[0].endswith(f".{name}")}
            states = {
                "before": all(now.get(one) == self.before.get(one) for one in mine),
                "after": all(now.get(one) == self.after.get(one) for one in mine),
            }
            logs = {
                "before": _of(log, mine) == _of(self.told_before, mine),
                "after": _of(log, mine) == _of(self.told_after, mine),
            }
            if not any(states[which] and logs[which] for which in states):
                wrong.append(f"{name}: half a take, or one that the journal does not tell")
        return ("finished" if complete else "undone") if unfinished else "nothing to do"

    def complete(self) -> list[str]:
        """After the next run: exactly as if nobody had been killed, and nothing left over."""
        wrong = [] if digests(self.cache) == self.after else ["not as after an undisturbed run"]
        log = told(self.cache)
        wrong += [f"{part} differ" for part in log if log[part] != self.told_after[part]]
        states = [self.cache.live.state(name) for name in self.sources]
        wrong += ["a state tells an error"] if any(one is None or one.error for one in states) else []
        return wrong + [f"left over: {one.name}" for one in tidying.left(self.cache.root)]


def _of(log: dict[str, Any], mine: set[str]) -> Any:
    mentioned = [one for one in log["revisions"] if mine & set(json.loads(one))]
    return mentioned, {one: sums for one, sums in log["journal"].items() if one in mine}
