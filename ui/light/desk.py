"""Where light pages are ordered: one process that makes them, one page at a time, for everybody who asks.

Nobody waits longer than they want to: an order is a promise that may come true later. The process is started with
the first order, makes the likely next pages while nobody asks, and ends when nobody has asked for some minutes.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from indicators.light import shelf
from indicators.light.address import Address
from indicators.light.worker import Worker, WorkerError

LOG = logging.getLogger(__name__)
IDLE_SECONDS = 180.0
PAGE_SECONDS = 60.0
MOST_WAITING = 64


class BusyError(Exception):
    """Too many pages are ordered already."""


class Desk:
    """Orders of pages, by the path they will have on the shelf.

    Parameters
    ----------
    cache : Path
        Root of the cache.
    ahead : callable
        Gives the addresses that are likely wanted next, after one was asked for.
    """

    def __init__(
        self, cache: Path, ahead: Callable[[Address], Iterable[tuple[Address, Path]]], *, idle: float = IDLE_SECONDS,
        patience: float = PAGE_SECONDS,
    ) -> None:  # fmt: skip
        self.cache, self.ahead = cache, ahead
        self.worker = Worker(cache, nice=True)
        self.idle, self.patience = idle, patience
        self.orders: queue.Queue[tuple[Path, Address]] = queue.Queue()
        self.promised: dict[Path, Future[None]] = {}
        self.likely: dict[Path, Address] = {}
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    def order(self, asked: Address, stem: Path) -> Future[None]:
        """A promise that the page will be on the shelf; it fails with a WorkerError.

        Raises
        ------
        BusyError
            When too many wait.
        """
        with self.lock:
            promise = self.promised.get(stem)
            if promise is None:
                if len(self.promised) >= MOST_WAITING:
                    raise BusyError
                promise = self.promised[stem] = Future()
                self.orders.put((stem, asked))
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._work, name="light pages", daemon=True)
                self.thread.start()
        return promise

    def _work(self) -> None:
        """Make what is ordered, then what is likely, until nobody has asked for a while."""
        while True:
            try:
                stem, asked = self.orders.get(timeout=0.05 if self.likely else self.idle)
            except queue.Empty:
                if self._one_ahead():
                    continue
                with self.lock:
                    if not self.orders.empty():
                        continue
                    self.thread = None  # whoever orders now starts another, with a process of its own
                    idle, self.worker = self.worker, Worker(self.cache, nice=True)
                idle.close()
                return
            self._fulfil(stem, asked)

    def _fulfil(self, stem: Path, asked: Address) -> None:
        problem = self._make(stem, asked)
        with self.lock:
            promise = self.promised.pop(stem)
        if problem is None:
            promise.set_result(None)
            self.likely |= {path: one for one, path in self.ahead(asked)}
        else:
            promise.set_exception(problem)

    def _one_ahead(self) -> bool:
        """Make one likely page; whether there was one."""
        while self.likely:
            stem, asked = next(iter(self.likely.items()))
            del self.likely[stem]
            if shelf.read(stem, "gzip") is None:
                self._make(stem, asked)
                return True
        return False

    def _make(self, stem: Path, asked: Address) -> WorkerError | None:
        job: dict[str, Any] = {"do": "serve", "page": asked.page, "lang": asked.lang, "query": asked.query,
                               "stem": str(stem)}  # fmt: skip
        try:
            answer = self.worker.ask(job, self.patience)
        except WorkerError as error:
            LOG.warning("light page %s/%s?%s: %s", asked.lang, asked.page, asked.query, error.sentence)
            return error
        return None if answer["ok"] else WorkerError(str(answer["error"]))
