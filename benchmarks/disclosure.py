"""Who sees what: every route x role x kind of disclosure, with words and values that must not appear everywhere.

`python -m benchmarks disclosure` prints the matrix; a leak, or a route that nobody could see anything through, is
told. Told, never asserted: the tests assert.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure, UnmeasurableError

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 1500
SHORT = {"public": "pub", "members": "mem", "embargo ahead": "ahead", "embargo over": "over", "withdrawn": "gone"}


def walked(*, quick: bool = False, seconds: float = SECONDS) -> list[dict[str, Any]]:
    """A row a route and role: what was seen, and what leaked.

    Raises
    ------
    UnmeasurableError
        When the walk does not come to its end.
    """
    with tempfile.TemporaryDirectory(prefix="disclosure-") as folder:
        command = [sys.executable, "-m", "benchmarks.disclosure_once", folder, *(["quick"] if quick else [])]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=seconds, check=False)  # noqa: S603
    if done.returncode:
        raise UnmeasurableError(done.stderr.decode(errors="replace")[-500:])
    return [json.loads(line) for line in done.stdout.splitlines()]


def matrix(rows: list[dict[str, Any]]) -> str:
    """The rows as a table: of each role what it saw; what it must not see in capitals."""
    routes = list(dict.fromkeys(row["route"] for row in rows))
    roles = list(dict.fromkeys(row["role"] for row in rows))
    lines = [f"{'route':52}" + "".join(f"{role:24}" for role in roles)]
    for route in routes:
        cells = [_cell(row) for role in roles for row in rows if row["route"] == route and row["role"] == role]
        lines.append(f"{route:52}" + "".join(f"{cell:24}" for cell in cells))
    return "\n".join(lines)


def _cell(row: dict[str, Any]) -> str:
    if row["failed"]:
        return "failed"
    told = [SHORT[kind].upper() + "!" if kind in row["leaks"] else SHORT[kind] for kind in row["seen"]]
    return " ".join(told) or "-"


def measure() -> Iterator[Figure]:
    """Walk all routes; the matrix goes to standard error."""
    rows = walked()
    print(matrix(rows), file=sys.stderr)
    for row in rows:
        if row["failed"]:
            print(f"{row['route']} ({row['role']}): {row['failed']}", file=sys.stderr)
    routes = {row["route"] for row in rows}
    told = f"{len(routes)} routes x 3 roles x {len(SHORT)} kinds of disclosure"
    yield Figure("disclosure: leaks", sum(len(row["leaks"]) for row in rows), "", 0, told)
    yield Figure("disclosure: routes that failed", sum(bool(row["failed"]) for row in rows), "", 0, told)
    open_ = {row["route"] for row in rows if "public" in row["seen"]}
    yield Figure("disclosure: routes that show a set to whoever may see it", len(open_), "", None, told)
