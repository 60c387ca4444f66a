"""The verb at work for an order: its lines as they come, and its end with everything that it started."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from indicators.export.desk.ward import GRACE_SECONDS

ROOT = Path(__file__).resolve().parents[3]
WARD = (sys.executable, "-m", "indicators.export.desk.ward")
LONGEST_LINE = 1_000_000  # bytes; what is longer is no line of ours
LOG = "log.txt"
TAIL = 4000


class Run:
    """A command under its ward, in a group of processes of its own.

    Parameters
    ----------
    command : sequence of str
        What is run, in the folder of the project.
    folder : Path
        Where its standard error goes (`log.txt`).
    environment : mapping
        What it finds beside the server's own environment.
    """

    def __init__(self, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        self.log = folder / LOG
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own module
                [*WARD, *command], cwd=ROOT, env={**os.environ, **environment, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, start_new_session=True,
            )  # fmt: skip

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def lines(self, tick: float) -> Iterator[str]:
        """Lines of standard output as they come, an empty one whenever `tick` seconds passed without any."""
        assert self.process.stdout is not None  # noqa: S101 - opened as a pipe above
        handle, rest = self.process.stdout.fileno(), b""
        with selectors.DefaultSelector() as ready:
            ready.register(handle, selectors.EVENT_READ)
            while True:
                if not ready.select(tick):
                    yield ""
                    continue
                part = os.read(handle, 1 << 16)
                if not part:
                    return
                *whole, rest = (rest + part).split(b"\n")
                yield from (line.decode("utf-8", "replace") for line in whole if line.strip())
                rest = rest if len(rest) < LONGEST_LINE else b""

    def end(self) -> int:
        """End whatever still runs, kindly, then at once; gives the exit status of the command."""
        if self.process.poll() is None:
            self._signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(GRACE_SECONDS)
        self._signal(signal.SIGKILL)  # also what the command left behind
        status = self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        return status

    def finished(self, seconds: float) -> int | None:
        """The exit status once the command has ended by itself; None when it does not."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def said(self) -> str:
        """The last of what it wrote to standard error."""
        with suppress(OSError), self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - TAIL))
            return log.read().decode("utf-8", "replace").strip()
        return ""

    def _signal(self, number: int) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)
