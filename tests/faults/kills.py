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
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from tqdm import tqdm

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
PATIENCE = 300.0
"""Seconds after which a verb that nobody killed is taken for stuck, and killed: a failure, not a wait for ever."""
GRACE = 15.0
"""Seconds in which what a killed verb had started must end by itself."""
MARK = "KILLED_ROUND"
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


def ready() -> None:
    """Start the server of forks, with the temporary folder of now."""
    forkserver.ensure_running()


def started(arguments: Sequence[str], *, after: int = 0, counted: Path | None = None) -> ForkServerProcess:
    """Run a verb in a child, whose process id is that of its group.

    Parameters
    ----------
    after : int
        File operations until it dies; 0: it lives.
    counted : path, optional
        A file for the number of its file operations.
    """
    environment = {**os.environ, MARK: f"{os.getpid()}-{time.monotonic_ns()}"}
    child = FORKS.Process(
        target=_verb, args=(tuple(arguments), after, counted, environment, tempfile.tempdir), name=environment[MARK]
    )
    child.start()
    return child


def _verb(
    arguments: Sequence[str], after: int, counted: Path | None, environment: Mapping[str, str], temporary: str | None
) -> None:
    os.setsid()
    begun(environment)
    tempfile.tempdir = temporary
    quiet = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(quiet, number)
    counter = _Counter(after)
    sys.addaudithook(counter)
    try:
        code = program.main(arguments)
    except BaseException:
        code = 70
    if counted is not None:
        counted.write_text(str(counter.seen))
    os._exit(code)


def begun(environment: Mapping[str, str]) -> None:
    """In a child: the environment of who started it, and no lock of the system's that a kill would leave behind."""
    os.environ.clear()
    os.environ.update(environment)
    tqdm.set_lock(threading.RLock())


class _Counter:
    """Counts file operations, and ends the process at one of them."""

    def __init__(self, last: int) -> None:
        self.seen, self.last = 0, last

    def __call__(self, event: str, given: Any) -> None:
        if event in COUNTED and not (event == "open" and _only_read(given)):
            self.seen += 1
            if self.seen == self.last:
                os.kill(os.getpid(), signal.SIGKILL)


def _only_read(given: Any) -> bool:
    _, mode, flags = given
    return (mode or "").startswith("r") if mode else not flags & (os.O_WRONLY | os.O_RDWR)


def ended(child: ForkServerProcess, seconds: float = PATIENCE, *, alone: bool = False) -> int:
    """Wait for a child; after `seconds` its group is killed, or it `alone`. Gives its exit code, negative then."""
    child.join(seconds)
    if child.exitcode is None:
        with contextlib.suppress(ProcessLookupError):  # it has no group of its own yet
            if not alone:
                os.killpg(_number(child), signal.SIGKILL)
        child.kill()
        child.join()
    return int(child.exitcode or 0)


def operations(arguments: Sequence[str], anew: Callable[[], object]) -> int:
    """How many file operations a run of a verb takes from its beginning."""
    anew()
    with tempfile.TemporaryDirectory() as folder:
        counted = Path(folder) / "counted"
        ended(started(arguments, counted=counted))
        return int(counted.read_text())


def survivors(child: ForkServerProcess) -> bool:
    """Whether anybody that a killed verb started lives on, in its group or in another one (a renderer's)."""
    until = time.monotonic() + GRACE
    while _alive(child):
        if time.monotonic() > until:
            return True
        time.sleep(0.01)
    return False


def _alive(child: ForkServerProcess) -> bool:
    mark = f"{MARK}={child.name}".encode()
    for told in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if mark in told.read_bytes():
                return True
    try:
        os.killpg(_number(child), 0)
    except ProcessLookupError:
        return False
    return True


def _number(child: ForkServerProcess) -> int:
    assert child.pid is not None
    return child.pid


def digests(cache: Cache) -> Digests:
    """A checksum of what each series and each part of a field says; raises when one cannot be read."""
    found = {one: hashed(cache.live.read(one).observations.to_csv()) for one in cache.live.ids()}
    for path in sorted((cache.live.path / "fields").glob("[!.]*.parquet")):
        layers = fields.read_part(cache.live, path)
        found[path.name] = hashed(repr([(one.layer.time_start, one.layer.cells.tobytes()) for one in layers]))
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


def aged(folder: Path) -> None:
    """Make old what is left over: the next writer sweeps it then."""
    for item in tidying.left(folder):
        os.utime(item, (time.time() - LONG_AGO,) * 2, follow_symlinks=False)


def hashed(text: str) -> str:
    """A checksum."""
    return hashlib.sha256(text.encode()).hexdigest()


class Stand:
    """Two editions of a few providers on loopback, a cache that holds the first, and what the second makes of it."""

    def __init__(self, folder: Path, sources: Sequence[str] = SOURCES) -> None:
        self.folder, self.sources = folder, sources
        self.first, self.cache = folder / "first", Cache(folder / "cache")
        self.hand, self.counted = folder / "by_hand.csv", 0
        self.before: Digests = {}
        self.after: Digests = {}
        self.more: list[Digests] = []

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
            self.counted = operations([*arguments, "--cache", str(self.cache.root)], self.anew)
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
        known = [self.before, self.after, *self.more]
        torn = [one for one, digest in now.items() if all(digest != state.get(one) for state in known)]
        lost = sorted(set(self.before) & set(self.after) - set(now))
        return [f"neither before nor after: {one}" for one in torn] + [f"lost: {one}" for one in lost]

    def _recovered(self, wrong: list[str]) -> str:
        """What the next writer makes of it: every source is then whole, as before or as after, and so is its log."""
        aged(self.cache.root)
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
