"""Who reduces the files: processes of this machine, or an existing Dask scheduler by its address.

The only module that imports dask, and only inside its functions, so that the pages never load it.
The work is handed out in batches, few ahead of what runs, so that memory stays bounded and a job
that is killed loses the batches in flight only.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from indicators.errors import StoreError

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

ENVIRONMENT = "DASK_SCHEDULER_ADDRESS"
PATIENCE_SECONDS = 4  # twice at most: for the scheduler, then for its first worker
STALLED_SECONDS = 20
STARTS = 2  # a process may be taken away while it starts, where memory is short for a moment
AHEAD = 2  # batches a worker thread, the running one included

T = TypeVar("T")
Work = Callable[[Sequence[T]], list[Any]]


class WorkerLostError(Exception):
    """The process that had this work died over it."""


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def local(workers: int) -> Iterator[Client]:
    """Processes of this machine, a thread each; they listen on loopback only and end with the block.

    They have no limit of memory of their own: dask would give each its share by the number of cores, and where
    cores are many and memory is little that is less than a process needs to start.

    Raises
    ------
    StoreError
        When they do not start, twice in a row; says how the first of them ended.
    """
    import dask
    from distributed import Client

    settings = {"distributed.scheduler.allowed-failures": 0, "distributed.nanny.pre-spawn-environ": _ONE_THREAD}
    with ExitStack() as opened:
        opened.enter_context(dask.config.set(settings))
        ends = opened.enter_context(_ends())
        try:
            client = Client(opened.enter_context(_cluster(workers)))
        except (OSError, RuntimeError, TimeoutError) as error:
            told = "; ".join([" ".join(str(error).split())[:200], *ends[:1]])
            reason = f"{workers} worker processes cannot be started ({told})"
            raise StoreError(reason, "this machine", "Try fewer: `--workers 1`.") from error
        yield opened.enter_context(client)


def _cluster(workers: int) -> LocalCluster:
    """A scheduler with its processes; begun anew where one of them ends before it has begun."""
    from distributed import LocalCluster

    for left in reversed(range(STARTS)):
        try:
            return LocalCluster(
                n_workers=workers,
                processes=True,
                threads_per_worker=1,
                memory_limit=None,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                scheduler_kwargs={"dashboard": False},
                silence_logs=logging.CRITICAL,
            )
        except RuntimeError:
            if not left:
                raise
    raise AssertionError("unreachable")


class _Ends(logging.Handler):
    """What dask logs of how a process ended: it says so nowhere else."""

    def __init__(self, told: list[str]) -> None:
        super().__init__()
        self.told = told

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line: "Worker process 123 was killed by signal 9"."""
        if record.getMessage().startswith("Worker process"):
            self.told.append(record.getMessage())


@contextmanager
def _ends() -> Iterator[list[str]]:
    """How the worker processes ended that ended within the block, by exit status or signal."""
    nanny, told = logging.getLogger("distributed.nanny"), list[str]()
    handler, level = _Ends(told), nanny.level
    nanny.addHandler(handler)
    nanny.setLevel(logging.INFO)
    try:
        yield told
    finally:
        nanny.removeHandler(handler)
        nanny.setLevel(level)


def _silence() -> None:
    """What dask logs about connections comes back as our own sentences."""
    for name in [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]:
        logging.getLogger(name).setLevel(logging.CRITICAL)


_ONE_THREAD = {"OMP_NUM_THREADS": 1, "MKL_NUM_THREADS": 1, "OPENBLAS_NUM_THREADS": 1}


@contextmanager
def remote(address: str) -> Iterator[Client]:
    """A scheduler that runs already; it and its workers stay.

    Raises
    ------
    StoreError
        When nobody answers there within seconds, or the scheduler has no workers.
    """
    from distributed import Client

    _silence()
    try:
        client = Client(address, timeout=PATIENCE_SECONDS)
    except (OSError, ValueError, TypeError) as error:
        reason = f"no Dask scheduler answers ({' '.join(str(error).split())[:200]})"
        raise StoreError(reason, address, "Check the address, or leave it out to use this machine.") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE_SECONDS)
        except TimeoutError:
            raise StoreError("the scheduler has no workers", address, "Start some: `dask worker`.") from None
        yield client


def agree(client: Client, told: Callable[[], T], expected: T, todo: str) -> None:
    """Ask every worker of a scheduler whether it would do the same work.

    Parameters
    ----------
    told : function
        Run on each worker; gives what must be `expected`.
    todo : str
        What to do where it is not.

    Raises
    ------
    StoreError
        When a worker cannot run the function or gives something else.
    """
    where = str(client.scheduler.address) if client.scheduler else "the scheduler"
    try:
        answers = client.run(told)
    except Exception as error:  # whatever a foreign worker stumbles over
        reason = f"its workers cannot run this project ({type(error).__name__}: {str(error)[:200]})"
        raise StoreError(reason, where, todo) from error
    for worker, answer in answers.items():
        if answer != expected:
            raise StoreError(f"{worker} sees other files or another edition of this project", where, todo)


def each(client: Client, work: Work[T], batches: Sequence[Sequence[T]]) -> Iterator[tuple[Sequence[T], list[Any]]]:
    """Do the work batch by batch on all workers; gives each batch with what it gave, as they finish.

    A batch over which its worker died is done again item by item, one at a time with nothing else
    running: an item that kills a worker then comes with a `WorkerLostError` as its result.

    Raises
    ------
    StoreError
        When the scheduler or its workers are gone.
    """
    waiting, suspects = deque(batches), list[T]()
    pending: dict[Future[Any], Sequence[T]] = {}
    while waiting or pending:
        while waiting and len(pending) < AHEAD * _threads(client):
            batch = waiting.popleft()
            pending[client.submit(work, batch, pure=False)] = batch
        for future in _finished(client, pending):
            batch = pending.pop(future)
            try:
                yield batch, _result(future)
            except WorkerLostError:
                suspects.extend(batch)
    for item in suspects:
        future = client.submit(work, [item], pure=False)
        _finished(client, {future: [item]})
        try:
            yield [item], _result(future)
        except WorkerLostError as error:
            yield [item], [error]


def _threads(client: Client) -> int:
    held: dict[str, int] = client.nthreads()
    return max(1, sum(held.values()))


def _finished(client: Client, pending: dict[Future[Any], Sequence[T]]) -> list[Future[Any]]:
    """Those that are done, at least one.

    Raises
    ------
    StoreError
        When nothing is done and nobody is left to do it.
    """
    from distributed import CancelledError, wait

    where = str(client.scheduler.address) if client.scheduler else "the scheduler"
    lost = StoreError("the workers are gone", where, "Start them and repeat: what is reduced stays.")
    alone = False
    while True:
        try:
            with client.as_current():
                return list(wait(list(pending), timeout=STALLED_SECONDS, return_when="FIRST_COMPLETED").done)
        except TimeoutError:
            if alone and not client.nthreads():
                raise lost from None
            alone = not client.nthreads()
        except (CancelledError, OSError) as error:
            raise lost from error


def _result(future: Future[Any]) -> list[Any]:
    from distributed import KilledWorker

    try:
        return list(future.result())
    except KilledWorker as error:
        raise WorkerLostError("the process that read it died") from error
