"""A process of its own that runs pages: asked over a pipe, one line a job, with a time limit.

Whoever asks never runs a page itself: a page script needs Streamlit's runtime replaced, its pictures need memory,
and a page that hangs or crashes must take nobody with it.
"""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from indicators.errors import IndicatorsError
from indicators.store import ENVIRONMENT

ROOT = Path(__file__).resolve().parents[2]
MODULE = "ui.light"


class WorkerError(IndicatorsError):
    """The process that runs pages ended, or did not answer in time."""


class Worker:
    """The process, started with the first job and again after it ended.

    Parameters
    ----------
    cache : Path
        Root of the cache whose data the pages show.
    nice : bool
        Whether it gives way to everything else on the machine.
    """

    def __init__(self, cache: Path, *, nice: bool = False) -> None:
        self.cache, self.nice = cache, nice
        self.process: subprocess.Popen[bytes] | None = None
        self._rest = b""

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ask(self, job: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The answer to a job.

        Raises
        ------
        WorkerError
            When the process ends or is silent for too long; it is then gone, and the next job starts another.
        """
        process = self._running()
        try:
            assert process.stdin is not None  # noqa: S101 - opened as a pipe below
            process.stdin.write(json.dumps(job).encode() + b"\n")
            process.stdin.flush()
            answer: dict[str, Any] = json.loads(self._line(process, seconds))
        except (OSError, ValueError, WorkerError) as error:
            self.kill()
            if isinstance(error, WorkerError):
                raise
            raise WorkerError("the process that runs pages ended", str(job.get("page", ""))) from error
        return answer

    def close(self) -> None:
        """End the process: it ends by itself when nobody can ask any more."""
        process, self.process = self.process, None
        if process is None:
            return
        with suppress(OSError):
            assert process.stdin is not None  # noqa: S101
            process.stdin.close()
        try:
            process.wait(3)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()

    def kill(self) -> None:
        """End the process at once."""
        if self.process is not None:
            self.process.kill()
        self.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is not None and self.process.poll() is not None:
            self.close()
        if self.process is None:
            self._rest = b""
            self.process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", MODULE, *(["--nice"] if self.nice else [])],
                cwd=ROOT,
                env={**os.environ, ENVIRONMENT: str(self.cache.absolute())},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        return self.process

    def _line(self, process: subprocess.Popen[bytes], seconds: float) -> bytes:
        assert process.stdout is not None  # noqa: S101
        end = time.monotonic() + seconds
        with selectors.DefaultSelector() as ready:
            ready.register(process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._rest:
                if not ready.select(max(0.0, end - time.monotonic())):
                    raise WorkerError(f"no page within {seconds:.0f} s")
                part = os.read(process.stdout.fileno(), 1 << 16)
                if not part:
                    raise WorkerError("the process that runs pages ended")
                self._rest += part
        line, _, self._rest = self._rest.partition(b"\n")
        return line
