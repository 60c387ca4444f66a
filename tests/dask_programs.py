"""A Dask scheduler and its workers as programs of their own on loopback, as an institute runs them."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 60


class DaskPrograms:
    """`dask scheduler` and `dask worker`, started in the project's folder; they end with the `with` block.

    Parameters
    ----------
    folder : Path
        Where the scheduler writes down its address.
    workers : int
        Processes, a thread each.
    """

    def __init__(self, folder: Path, workers: int) -> None:
        self.workers = workers
        self.file = folder / "scheduler.json"

    def __enter__(self) -> DaskPrograms:
        from distributed import Client

        more = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(self.file)]
        self.running = [_program("distributed.cli.dask_scheduler", "--port", "0", *more)]
        worker = ("distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", *more)
        self.running += [_program(*worker) for _ in range(self.workers)]
        try:
            with closing(Client(scheduler_file=str(self.file), timeout=PATIENCE_SECONDS)) as client:
                client.wait_for_workers(self.workers, timeout=PATIENCE_SECONDS)
                self.address = str(client.scheduler.address) if client.scheduler else ""
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for program in self.running:  # at once: a worker that is asked waits for its scheduler
            program.kill()
            program.wait()


def _program(module: str, *words: str) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen([sys.executable, "-m", module, *words], cwd=ROOT, stdout=quiet, stderr=quiet)
