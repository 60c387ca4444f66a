"""Stands in for the verb `export` in the tests of the desk: `python fake_verb.py HOW FOLDER`.

It tells its events as the verb does, and waits where a test wants to look, for a file `go` in the folder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path


def tell(event: str, **more: object) -> None:
    print(json.dumps({"event": event, **more}), flush=True)


def wait_for(path: Path) -> None:
    while not path.exists():
        time.sleep(0.01)


def main(how: str, folder: Path) -> int:
    (folder / "pid").write_text(f"{os.getpid()} {os.nice(0)}")
    (folder / "out").mkdir()
    (folder / "out" / "half.png").write_bytes(b"half")
    tell("choose", done=1, of=2)
    tell("choose", done=2, of=2)
    print("no event at all", flush=True)
    tell("unheard of", done=1)
    tell("begin", figures=3, renderer="browser", note="")
    if how == "refused":
        print("nonsense: no such deck. Did you mean consortium?", file=sys.stderr)
        return 2
    if how == "full":
        print("figures/a.png: cannot be written (No space left on device). Make room and repeat.", file=sys.stderr)
        return 1
    if how == "crash":
        raise RuntimeError("a hole")
    if how == "killed":
        os.kill(os.getpid(), 9)
    if how == "deaf":
        child = subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); "
                                  "print('deaf', flush=True); time.sleep(600)"], stdout=subprocess.PIPE)  # fmt: skip
        assert child.stdout is not None
        child.stdout.readline()
        (folder / "child").write_text(str(child.pid))
    tell("figure", code="sea_ice.season", lang="ja", files=["a.png"], done=1, of=3)
    if how in ("wait", "deaf"):
        wait_for(folder / "go")
    if how != "whole":
        tell("failed", code="river.quality", lang="ja", sentence="The licence forbids it.", done=2, of=3)
    tell("figure", code="map.map", lang="ja", files=["b.png"], done=3, of=3)
    (folder / "figures.zip").write_bytes(b"PK" + b"0" * 98)
    failed = 0 if how == "whole" else 1
    tell("end", complete=True, figures=2, failed=failed, folder=str(folder / "out"), zip="", size=100)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
