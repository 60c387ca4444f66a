"""A drawing process and everything it starts: asked over pipes with a time limit, ended whole, folder and all.

The process leads a group of its own that its browser belongs to, and keeps whatever it writes (the browser's profile,
its shared memory) in one temporary folder, so that ending the group and removing the folder leaves nothing behind.
It ends by itself, and tidies up, when nobody can ask any more.
"""

from __future__ import annotations

import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from indicators.export.renderers.job import Head, Job, PictureError, packed, unpacked

ROOT = Path(__file__).resolve().parents[3]
MODULE = "indicators.export.renderers"
START_SECONDS = 45.0
"""A busy machine may take half a minute to start a browser; a broken one never does."""
_PART = 1 << 20
_FOLDER = "amur-okhotsk-drawing-"


class GoneError(PictureError):
    """The process ended, or was silent for too long and was ended."""


class Process:
    """Started with the first job, and again after it ended; one job at a time.

    Parameters
    ----------
    kind : str
        `browser` or `own`.
    nice : bool
        Whether it gives way to everything else on the machine.
    """

    def __init__(self, kind: str, *, nice: bool = False) -> None:
        self.kind, self.nice = kind, nice
        self.process: subprocess.Popen[bytes] | None = None
        self.folder: Path | None = None
        self._changing = threading.Lock()
        self._closed = self._talking = False

    def draw(self, job: Job, seconds: float) -> bytes:
        """The bytes of a picture.

        Raises
        ------
        GoneError
            When the process ends or is silent for `seconds`; it is then gone, and the next job starts another.
        PictureError
            When it says that this picture cannot be drawn; it stays.
        """
        self.start()
        head, body = self._asked(job.message, seconds)
        if not head.get("ok"):
            raise PictureError(str(head.get("sentence", "it cannot be drawn")))
        return body

    def start(self) -> None:
        """Have the process ready.

        Raises
        ------
        GoneError
            When it does not get ready.
        PictureError
            When it says why it cannot.
        """
        if self.process is not None and self.process.poll() is not None:
            self.kill()
        if self.process is not None:
            return
        self._open()
        head, _ = self._asked(b"", START_SECONDS)
        if not head.get("ok"):
            self.kill()
            raise PictureError(str(head.get("sentence", "it does not start")))

    def _open(self) -> None:
        with self._changing:
            if self._closed:
                raise GoneError("drawing was ended")
            self.folder = Path(tempfile.mkdtemp(prefix=_FOLDER))
            self.process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", MODULE, self.kind, str(self.folder), *(["--nice"] if self.nice else [])],
                cwd=ROOT,
                env={**os.environ, "TMPDIR": str(self.folder)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
        for pipe in (self.process.stdin, self.process.stdout):
            os.set_blocking(pipe.fileno(), False)  # type: ignore[union-attr]

    def close(self) -> None:
        """End the process for good, whatever it does."""
        with self._changing:
            self._closed = True
        self.kill()

    def kill(self) -> None:
        """End the process at once, its browser too."""
        with self._changing:
            process, self.process = self.process, None
            folder, self.folder = self.folder, None
        if process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if not self._talking:  # else who waits for an answer hears that it ended
                _hang_up(process)
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def _asked(self, message: bytes, seconds: float) -> tuple[Head, bytes]:
        process = self.process
        if process is None:
            raise GoneError("drawing was ended")
        self._talking = True
        try:
            return _Talk(process, seconds).ask(message)
        except BaseException as error:  # an answer that comes later must not be taken for the next one's
            self.kill()
            _hang_up(process)
            if isinstance(error, (OSError, ValueError)):
                raise GoneError("the process that draws ended") from error
            raise
        finally:
            self._talking = False


def _hang_up(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            pipe.close()  # type: ignore[union-attr]


class _Talk:
    """A message to a process and its answer, before an end."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self._process, self._seconds = process, seconds
        self._end = time.monotonic() + seconds

    def ask(self, message: bytes) -> tuple[Head, bytes]:
        rest = memoryview(message)
        while rest:
            self._wait(self._process.stdin, selectors.EVENT_WRITE)
            rest = rest[os.write(self._process.stdin.fileno(), rest[:_PART]) :]  # type: ignore[union-attr]
        return unpacked(self._read)

    def _read(self, count: int) -> bytes:
        parts = bytearray()
        while len(parts) < count:
            self._wait(self._process.stdout, selectors.EVENT_READ)
            part = os.read(self._process.stdout.fileno(), min(_PART, count - len(parts)))  # type: ignore[union-attr]
            if not part:
                raise GoneError("the process that draws ended")
            parts += part
        return bytes(parts)

    def _wait(self, pipe: object, event: int) -> None:
        with selectors.DefaultSelector() as ready:
            ready.register(pipe, event)  # type: ignore[arg-type]
            if not ready.select(max(0.0, self._end - time.monotonic())):
                raise GoneError(f"nothing was drawn within {self._seconds:g} s")


def answer(picture: bytes) -> bytes:
    """What a process says when it has drawn."""
    return packed({"ok": True}, picture)


def refusal(sentence: str) -> bytes:
    """What a process says when it could not."""
    return packed({"ok": False, "sentence": sentence})
