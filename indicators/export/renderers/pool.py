"""A few drawing processes for whoever wants pictures: many at once as they get done, or one from any thread.

A process that hangs or crashes is ended with its browser and started again; the figure is tried once more, and then
told as failed while the others go on. However many are asked for, only a few are held at a time.
"""

from __future__ import annotations

import os
import queue
import shutil
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from types import TracebackType
from typing import Literal, TypeVar

from indicators.export.drawing import Drawing
from indicators.export.renderers.job import Job, PictureError, job
from indicators.export.renderers.process import GoneError, Process

Kind = Literal["auto", "browser", "own"]
KINDS: tuple[Kind, ...] = ("auto", "browser", "own")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
BROWSER_PATH = "BROWSER_PATH"
_NO_BROWSER = PictureError(
    "no Chromium is on this machine", todo=f"Install one (apt-get install chromium), or name it in ${BROWSER_PATH}."
)
Token = TypeVar("Token")


def browser_path() -> str | None:
    """Where Chromium is: what `BROWSER_PATH` names, else the first one on the path."""
    named = os.environ.get(BROWSER_PATH)
    if named:
        return named if Path(named).is_file() else None
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


class Pool:
    """Processes that draw; they end with the `with` block, and with whoever opened it.

    Parameters
    ----------
    kind : str
        `browser`, `own`, or `auto`: a browser where one starts, else our own.
    workers : int
        How many draw at a time; each with a browser takes about 250 MB.
    seconds : float
        How long one picture may take.
    nice : bool
        Whether the processes give way to everything else on the machine.
    """

    def __init__(self, kind: str = "auto", *, workers: int = 2, seconds: float = 20.0, nice: bool = False) -> None:
        self._wanted, self._workers, self._seconds, self._nice = kind, max(1, workers), seconds, nice
        self._free: queue.SimpleQueue[Process] = queue.SimpleQueue()
        self._all: list[Process] = []
        self._opening = threading.Lock()
        self._kind: Literal["browser", "own"] | None = None
        self._closed = False
        self.reason = ""
        """Why `auto` did not take a browser; a sentence, or empty."""

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def kind(self) -> Literal["browser", "own"]:
        """Who draws; asking starts the first process.

        Raises
        ------
        PictureError
            When a browser is wanted and none starts, or our own does not start.
        """
        with self._opening:
            if self._kind is None:
                self._kind = self._opened()
        return self._kind

    def one(self, drawing: Drawing, format_: str = "png") -> bytes:
        """One picture, for any thread; it waits while all processes draw.

        Raises
        ------
        PictureError
            When it cannot be drawn.
        """
        return self._drawn(job(drawing, format_))

    def draw(self, wanted: Iterable[tuple[Token, Drawing, str]]) -> Iterator[tuple[Token, bytes | PictureError]]:
        """Pictures as they get done, each with the token it was asked with.

        `wanted` is read only as far as there is room; what it raises goes through to the caller.
        """
        rest = iter(wanted)
        running: dict[Future[bytes], Token] = {}
        threads = ThreadPoolExecutor(self._workers, thread_name_prefix="drawing")
        try:
            while True:
                while len(running) <= self._workers and (more := next(rest, None)) is not None:
                    token, drawing, format_ = more
                    running[threads.submit(self.one, drawing, format_)] = token
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    yield running.pop(future), _result(future)
        finally:
            threads.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """End all processes; pictures still being drawn fail."""
        self._closed = True
        threads = [threading.Thread(target=one.close) for one in self._all]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _drawn(self, wanted: Job) -> bytes:
        _ = self.kind
        process = self._free.get()
        try:
            return self._tried(process, wanted)
        finally:
            self._free.put(process)

    def _tried(self, process: Process, wanted: Job) -> bytes:
        for again in (True, False):
            if self._closed:
                raise PictureError("drawing was ended")
            try:
                return process.draw(wanted, self._seconds)
            except GoneError as error:
                if not again and not self._closed:
                    raise PictureError(f"{error.what.rstrip('.')}, twice") from error
        raise PictureError("drawing was ended")

    def _opened(self) -> Literal["browser", "own"]:
        if self._wanted not in KINDS:
            raise PictureError(f"{self._wanted!r} is no renderer", todo=f"One of {', '.join(KINDS)}.")
        if self._wanted != "own":
            try:
                self._start("browser")
                return "browser"
            except PictureError as error:
                if self._wanted == "browser":
                    raise
                self.reason = error.sentence
        self._start("own")
        return "own"

    def _start(self, kind: Literal["browser", "own"]) -> None:
        """Have one process ready, and room for the others."""
        if kind == "browser" and browser_path() is None:
            raise _NO_BROWSER
        self._all = [Process(kind, nice=self._nice) for _ in range(self._workers)]
        self._all[0].start()
        for process in self._all:
            self._free.put(process)


def _result(future: Future[bytes]) -> bytes | PictureError:
    try:
        return future.result()
    except PictureError as error:
        return error
