"""Runs a command that must not outlive whoever ordered it: `python -m indicators.export.desk.ward COMMAND …`.

The command gives way to everything else on the machine. When standard input ends, because the server closed it or
died, the whole group of processes ends, after a moment to tidy up. Nothing of the project is imported.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

GIVES_WAY = 15  # more than light pages, which somebody waits for; at 19 an order would never end on a busy machine
GRACE_SECONDS = 4.0


def main(command: list[str]) -> int:
    """Run the command to its end, or to that of standard input; gives its exit status."""
    signal.signal(signal.SIGTERM, lambda *_: None)  # it is for the others; a handler is not inherited
    os.nice(GIVES_WAY)
    with suppress(OSError):  # where the system shares the processor out by session first
        Path("/proc/self/autogroup").write_text(str(GIVES_WAY))
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - the server's own command
    threading.Thread(target=_watch, daemon=True).start()
    return child.wait()


def _watch() -> None:
    """Wait until nobody is there any more, then end the group."""
    while os.read(0, 4096):
        pass
    os.killpg(0, signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.exit(status if status >= 0 else 128 - status)
