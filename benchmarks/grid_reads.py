"""`python -m benchmarks.grid_reads FOLDER COUNT`: grids read from four threads at once, each sum checked.

A process of its own, since the fault it looks for ends a process: netcdf-c is not safe in threads.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from indicators import gridio
from indicators.series import Payload
from indicators.store import now

THREADS = 4
VARIABLE = "cdr_seaice_conc"


def main() -> int:
    """Print reads, wrong sums and seconds as JSON."""
    paths = sorted(Path(sys.argv[1]).rglob("*.nc"))
    payloads = [Payload.from_file(path, now()) for path in paths]
    expected = [_sum(payload) for payload in payloads]
    turns = [number % len(payloads) for number in range(int(sys.argv[2]))]
    begun = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as threads:
        sums = list(threads.map(lambda turn: _sum(payloads[turn]), turns))
    wrong = sum(found != expected[turn] for found, turn in zip(sums, turns, strict=True))
    print(json.dumps({"reads": len(sums), "wrong": wrong, "seconds": time.perf_counter() - begun}))
    return 0


def _sum(payload: Payload) -> int:
    """Sum of the packed cells, and of the group beside them."""
    with gridio.opened(payload) as dataset:
        cells = int(dataset[VARIABLE].values.sum(dtype="int64"))
    with gridio.opened(payload, group="cdr_supplementary") as group:
        return cells + int(group["surface_type_mask"].values.sum(dtype="int64"))


if __name__ == "__main__":
    sys.exit(main())
