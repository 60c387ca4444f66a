"""The queue of a server: orders are made one after another, by a thread that ends when there are none.

Everything that is told of an order can be asked by its name alone, also of one that another server makes.
"""

from __future__ import annotations

import hashlib
import logging
import re
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from indicators.addresses import PUBLIC
from indicators.export import request as requests
from indicators.export.desk import folders, typed
from indicators.export.desk import state as states
from indicators.export.desk.folders import OUT, REPORT, ZIP, DeskError, Folders, Job
from indicators.export.desk.process import Run
from indicators.export.desk.state import LIVING, State
from indicators.export.request import Request, RequestError
from indicators.store import ENVIRONMENT, now

LOG = logging.getLogger(__name__)
MOST_WAITING = 8
SILENT_SECONDS = 900.0
LONGEST_SECONDS = 3 * 3600.0
TICK_SECONDS = 0.3
KEEP_SECONDS = 1.0  # between two writings of the state
END_SECONDS = 60.0
_PLAIN = re.compile(r"[^a-z0-9_]+")

Command = Callable[[Path, State], Sequence[str]]


def verb(folder: Path, state: State) -> list[str]:
    """The command that makes the order of a folder."""
    request = requests.of_file(folder / REPORT)
    whole = state.report or typed.only_in_a_file(request)
    told = ["--report", str(folder / REPORT)] if whole else typed.options(request)
    return [sys.executable, "-m", "indicators", "export", str(folder / OUT), *told, "--zip", str(folder / ZIP),
            "--progress", "json"]  # fmt: skip


class Desk:
    """Takes orders for a cache.

    Parameters
    ----------
    root : Path
        Root of the cache.
    command : callable
        Gives the command that makes the order of a folder.
    """

    def __init__(
        self, root: Path, command: Command = verb, *, most_waiting: int = MOST_WAITING, silent: float = SILENT_SECONDS,
        longest: float = LONGEST_SECONDS,
    ) -> None:  # fmt: skip
        self.root, self.folders, self.command = root.absolute(), Folders(root.absolute()), command
        self.most_waiting, self.silent, self.longest = most_waiting, silent, longest
        self.waiting: list[Job] = []
        self.current: Job | None = None
        self.untold: dict[str, State] = {}  # last states that a full disk did not take
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    def order(self, request: Request, edition: str, address: str = "", *, whole: bool = False) -> str:
        """Take an order; gives its name. One that was made of the same data is not made again.

        Parameters
        ----------
        edition : str
            Changes with the data and the code.
        address : str
            Public address of the site, for the links in the figures; empty: as the server has it.
        whole : bool
            Whether a report is made of the figures, as PDF and slides.

        Raises
        ------
        DeskError
            When too many wait, there is no room, or the cache cannot be written.
        """
        report = requests.to_yaml(request)
        digest = hashlib.sha256("\n".join((report, edition, address, str(whole))).encode()).hexdigest()
        made = self.folders.finished(digest)
        if made:
            return made
        with self.lock:
            if len(self.waiting) >= self.most_waiting:
                raise DeskError("full", f"{len(self.waiting)} orders wait already", "", "Try again in some minutes.")
            state = State("waiting", now().isoformat(), digest, file_name(request), whole)
            job = self.folders.create(report, state)
            if address:
                (job.folder / "address").write_text(address, encoding="utf-8")
            self.waiting.append(job)
            if self.thread is None:
                self.thread = threading.Thread(target=self._work, name="orders of figures", daemon=True)
                self.thread.start()
        return job.id

    def state(self, job: str) -> State | None:
        """How far an order is; None where there is none of that name (any more)."""
        own = self._own(job)
        if own is not None:
            return own.state
        if job in self.untold:
            return self.untold[job]
        folder = self.folders.folder(job)
        return self.folders.state(folder) if folder else None

    def before(self, job: str) -> int:
        """How many orders of this server are made before one that waits."""
        with self.lock:
            names = [one.id for one in self.waiting]
            return names.index(job) + (self.current is not None) if job in names else 0

    def request(self, job: str) -> Request | None:
        """What was ordered."""
        folder = self.folders.folder(job)
        try:
            return requests.of_file(folder / REPORT) if folder else None
        except RequestError:
            return None

    def file(self, job: str) -> Path | None:
        """The ZIP of an order that is done."""
        folder, state = self.folders.folder(job), self.state(job)
        if folder is None or state is None or state.stage != "done" or not (folder / ZIP).is_file():
            return None
        return folder / ZIP

    def cancel(self, job: str) -> None:
        """Leave an order; what was made of it goes."""
        folder = self.folders.folder(job)
        if folder is None:
            return
        folders.cancel(folder)
        with self.lock:
            mine = next((one for one in self.waiting if one.id == job), None)
            if mine:
                self.waiting.remove(mine)
        if mine:
            self._close(mine, replace(mine.state, stage="cancelled"))

    def _own(self, job: str) -> Job | None:
        with self.lock:
            return next((one for one in (self.current, *self.waiting) if one and one.id == job), None)

    def _work(self) -> None:
        """Make what is ordered until nothing waits."""
        self._tidied()
        while True:
            with self.lock:
                if not self.waiting:
                    self.thread = None
                    return
            try:
                with self.folders.turn():
                    job = self._next()
                    if job:
                        self._made(job)
            except OSError:
                LOG.exception("the folder of orders cannot be used")
                self._give_up()
            self._tidied()

    def _next(self) -> Job | None:
        with self.lock:
            self.current = self.waiting.pop(0) if self.waiting else None
            return self.current

    def _made(self, job: Job) -> None:
        """Make one order, whatever comes of it."""
        try:
            end = self._run(job)
        except OSError as error:
            LOG.warning("order of figures: %s", error)
            end = replace(job.state, stage="failed", reason="disk" if folders.full(error) else "start")
        except Exception:
            LOG.exception("order of figures")
            end = replace(job.state, stage="failed", reason="crashed")
        self._close(job, end)

    def _run(self, job: Job) -> State:
        job.state = replace(job.state, stage="running")
        self._keep(job, job.state)
        begun = heard = kept = time.monotonic()
        with Run(self.command(job.folder, job.state), job.folder, self._environment(job)) as run:
            for line in run.lines(TICK_SECONDS):
                moment = time.monotonic()
                if folders.cancelled(job.folder):
                    run.end()
                    return replace(job.state, stage="cancelled")
                if moment - begun > self.longest or moment - heard > self.silent:
                    return replace(
                        job.state, stage="failed", reason="silent" if moment - heard > self.silent else "long"
                    )
                if line:
                    heard, job.state = moment, states.after(job.state, line)
                if line and moment - kept > KEEP_SECONDS:
                    kept = moment
                    self._keep(job, job.state)
            status = run.finished(END_SECONDS)
            return self._end(job, status, run.said())

    def _end(self, job: Job, status: int | None, said: str) -> State:
        """The last state of an order whose command has ended."""
        with suppress(OSError):
            size = (job.folder / ZIP).stat().st_size
            if job.state.step == "end":
                return replace(job.state, stage="done", size=size)
        if folders.cancelled(job.folder):
            return replace(job.state, stage="cancelled")
        last = said.splitlines()[-1][:600] if said else ""
        if "No space left" in said or "Disk quota" in said:
            return replace(job.state, stage="failed", reason="disk", sentence=last)
        told = status in (1, 2) and bool(last) and "Traceback" not in said
        return replace(
            job.state, stage="failed", reason="refused" if told else "crashed", sentence=last if told else ""
        )

    def _close(self, job: Job, state: State) -> None:
        """Write the last state, leave nothing but the ZIP, and let the lock go."""
        folders.remove_output(job.folder, zipped=state.stage != "done")
        end = replace(state, ended=now().isoformat())
        if not self._keep(job, end):
            self.untold[job.id] = end
        job.state = end
        with self.lock:
            if self.current is job:
                self.current = None
        job.lock.close()

    def _give_up(self) -> None:
        with self.lock:
            lost, self.waiting = self.waiting, []
        for job in lost:
            self._close(job, replace(job.state, stage="failed", reason="unwritable"))

    def _keep(self, job: Job, state: State) -> bool:
        """Write the state; whether that went well: a full disk stops the command, which tells it."""
        try:
            states.write(job.folder, state)
        except OSError:
            return False
        return True

    def _tidied(self) -> None:
        with suppress(OSError):
            self.folders.tidy()

    def _environment(self, job: Job) -> dict[str, str]:
        told = {ENVIRONMENT: str(self.root)}
        with suppress(OSError):
            told[PUBLIC] = (job.folder / "address").read_text(encoding="utf-8")
        return told


def living(state: State | None) -> bool:
    """Whether an order will change by itself."""
    return state is not None and state.stage in LIVING


def file_name(request: Request) -> str:
    """A speaking name for the ZIP: what it shows, in which languages, and the day."""
    title = requests.text(request.title, "en")
    whats = [title] if title else [
        *dict.fromkeys([one.page for one in request.figures] + [one.partition("?")[0] for one in request.pages]),
        *request.indicators, *request.regions, *request.countries, request.deck,
    ]  # fmt: skip
    slug = "-".join(filter(None, (_PLAIN.sub("_", one.lower()).strip("_") for one in whats if one)))
    what = slug[:60].rstrip("-_") or "all"
    return f"amur-okhotsk-figures-{what}-{'-'.join(request.languages)}-{now():%Y-%m-%d}.zip"
