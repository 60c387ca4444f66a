"""A drawing process: `python -m indicators.export.renderers KIND FOLDER`. Jobs on standard input, pictures on output.

`FOLDER` is removed at the end, and everything that was started ends with it, also when nobody asks any more while a
picture is being drawn.
"""

from __future__ import annotations

import argparse
import os
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from indicators.errors import IndicatorsError
from indicators.export.renderers import job as jobs
from indicators.export.renderers.process import answer, refusal

GIVES_WAY = 10  # at 19 a picture on a busy machine would take minutes
_PATIENCE_SECONDS = 2.0
_MOST_LETTERS = 500

Jobs = queue.SimpleQueue[jobs.Job | None]


def main() -> int:
    """Draw until nobody can ask any more."""
    parser = argparse.ArgumentParser(prog="python -m indicators.export.renderers", description=__doc__)
    parser.add_argument("kind", choices=("browser", "own"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--nice", action="store_true", help="give way to everything else on the machine")
    options = parser.parse_args()
    _give_way(more=options.nice)
    answers = os.dup(1)
    os.dup2(2, 1)  # whatever prints must not disturb the answers
    waiting: Jobs = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(os.dup(0), waiting, options.folder), daemon=True).start()
    os.close(0)
    os.open(os.devnull, os.O_RDONLY)  # what is started here must not hold the pipe open
    _serve(options.kind, options.folder, waiting, answers)
    _leave(options.folder)
    return 0


def _give_way(*, more: bool) -> None:
    """Take a lower place; a session of its own would share the processor as an equal, whatever its processes are."""
    if not hasattr(os, "nice"):
        return
    level = os.nice(GIVES_WAY if more else 0)
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(level))


def _serve(kind: str, folder: Path, waiting: Jobs, answers: int) -> None:
    try:
        renderer = _renderer(kind, folder)
    except Exception as error:
        _write(answers, refusal(_sentence(error)))
        return
    _write(answers, answer(b""))
    while (wanted := waiting.get()) is not None:
        try:
            told = answer(renderer.draw(wanted))
        except jobs.EndedError:
            return
        except Exception as error:
            told = refusal(_sentence(error))
        _write(answers, told)
    renderer.close()


class Renderer(Protocol):
    """What draws; `close` ends what it started."""

    def draw(self, job: jobs.Job) -> bytes:
        """The bytes of a picture."""

    def close(self) -> None:
        """Draw no more."""


def _renderer(kind: str, folder: Path) -> Renderer:
    """The renderer, ready; only now is imported what draws."""
    if kind == "browser":
        from indicators.export.renderers.browser import Browser

        return Browser(folder)
    from indicators.export.renderers.own import Own

    return Own()


def _listen(pipe: int, waiting: Jobs, folder: Path) -> None:
    """Take jobs; when nobody can ask any more, end what has not ended by itself."""
    with os.fdopen(pipe, "rb") as source:

        def read(count: int) -> bytes:
            part = source.read(count)
            if len(part) < count:
                raise EOFError
            return part

        try:
            while True:
                waiting.put(jobs.told(*jobs.unpacked(read)))
        except (EOFError, OSError, ValueError):
            waiting.put(None)
    threading.Event().wait(_PATIENCE_SECONDS)
    _leave(folder)


def _leave(folder: Path) -> None:
    """End the whole group of processes, this one too, and remove the folder when nobody writes to it any more."""
    leader = os.getpgrp() == os.getpid()
    script = f'{f"kill -9 -- -{os.getpid()};" if leader else ""} rm -rf -- "$0"'
    subprocess.Popen(  # noqa: S603 - numbers and our own folder
        ["/bin/sh", "-c", script, str(folder)], start_new_session=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os._exit(0)


def _sentence(error: Exception) -> str:
    if isinstance(error, IndicatorsError):
        return error.sentence
    text = " ".join(str(error).split())
    return f"it cannot be drawn ({type(error).__name__}{': ' if text else ''}{text[:_MOST_LETTERS]})"


def _write(pipe: int, message: bytes) -> None:
    rest = memoryview(message)
    try:
        while rest:
            rest = rest[os.write(pipe, rest) :]
    except BrokenPipeError:
        return


if __name__ == "__main__":
    sys.exit(main())
