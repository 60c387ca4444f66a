"""A stand-in for a drawing process: it answers with what it is told, or does as it is told (hang, die, refuse).

Like the real one it starts a process below it (its "browser") and writes into its folder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from indicators.export.renderers import job
from indicators.export.renderers.process import answer, refusal


def read(count: int) -> bytes:
    part = sys.stdin.buffer.read(count)
    if len(part) < count:
        sys.exit(0)
    return part


def main() -> None:
    if os.environ.get("MOODY_START") == sys.argv[1]:
        say(refusal("No Chromium today."))
        sys.exit(0)
    browser = subprocess.Popen(["/bin/sleep", "600"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    Path(sys.argv[2], "profile").write_text(f"{os.getpid()} {browser.pid}")
    say(answer(b""))
    while True:
        wanted = job.told(*job.unpacked(read))
        mood = json.loads(wanted.told)
        if mood["do"] == "hang" or (mood["do"] == "hang once" and first(mood["mark"])):
            time.sleep(600)
        if mood["do"] == "die" or (mood["do"] == "die once" and first(mood["mark"])):
            os._exit(11)
        say(refusal("It has no plot.") if mood["do"] == "refuse" else answer(wanted.told.encode()))


def first(mark: str) -> bool:
    try:
        Path(mark).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def say(message: bytes) -> None:
    sys.stdout.buffer.write(message)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
