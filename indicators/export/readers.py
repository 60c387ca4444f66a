"""Pages run for their charts, in processes of their own: what every reader sees is what goes into a report."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

from indicators.errors import IndicatorsError
from indicators.export.figure import Figure, of_card
from indicators.light.address import Address
from indicators.light.worker import Worker, WorkerError

PAGE_SECONDS = 180.0
AHEAD = 2  # pages a process, the one it runs included


class ReadError(IndicatorsError):
    """A page that could not be run."""


class Readers:
    """Processes that run pages.

    Parameters
    ----------
    cache : Path
        Root of the cache whose data the pages show.
    workers : int
        How many processes.
    """

    def __init__(self, cache: Path, workers: int) -> None:
        self.cache, self.workers = cache, workers
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="pages")
        self._own = threading.local()
        self._started: list[Worker] = []

    def __enter__(self) -> Readers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=kind is None, cancel_futures=True)
        for worker in self._started:
            worker.close() if kind is None else worker.kill()

    def figures(self, asked: Iterable[Address]) -> Iterator[tuple[Address, list[Figure] | ReadError]]:
        """The charts of every address, in its order; a few pages are run ahead."""
        waiting: deque[tuple[Address, Future[list[Figure] | ReadError]]] = deque()
        for address in asked:
            waiting.append((address, self._threads.submit(self._read, address)))
            if len(waiting) >= AHEAD * self.workers:
                first, promise = waiting.popleft()
                yield first, promise.result()
        for address, promise in waiting:
            yield address, promise.result()

    def pickers(self, page: str, query: str) -> list[dict[str, object]]:
        """Every picker of a page with the choices that its options make.

        Raises
        ------
        ReadError
            When the page cannot be run.
        """
        return self._threads.submit(self._pickers, page, query).result()

    def _pickers(self, page: str, query: str) -> list[dict[str, object]]:
        answer = self._asked({"do": "pickers", "page": page, "lang": "en", "query": query})
        if isinstance(answer, ReadError):
            raise answer
        told: list[dict[str, object]] = answer["pickers"]  # type: ignore[assignment]
        return told

    def _read(self, address: Address) -> list[Figure] | ReadError:
        answer = self._asked({"do": "cards", "page": address.page, "lang": address.lang, "query": address.query})
        if isinstance(answer, ReadError):
            return answer
        cards: list[dict[str, object]] = answer["cards"]  # type: ignore[assignment]
        return [of_card(card, address.page, address.lang, address.choices) for card in cards]

    def _asked(self, job: dict[str, str]) -> dict[str, object] | ReadError:
        worker = getattr(self._own, "worker", None)
        if worker is None:
            worker = self._own.worker = Worker(self.cache)
            self._started.append(worker)
        where = f"{job['page']}?{job['query']}" if job["query"] else job["page"]
        try:
            answer: dict[str, object] = worker.ask(job, PAGE_SECONDS)
        except WorkerError as error:
            return ReadError(error.what, where)
        return answer if answer["ok"] else ReadError(str(answer["error"]), where)
