"""Reduce one file of ice concentration and tell what it took: run by `ice_reduction` as a process of its own."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from indicators import store
from indicators.catalog import catalog
from indicators.sea_ice import reduction
from indicators.series import Payload

SOURCE, REGION = "cdr", "sea_of_okhotsk"


def main() -> None:
    """Arguments: the file, and where to put the extents of the Sea of Okhotsk (float64, km², a number a day)."""
    path, result = map(Path, sys.argv[1:3])
    begun = time.perf_counter()
    payload = Payload(b"", path.name, store.now(), path=path, sha256="not asked for")
    table = reduction.table(payload, SOURCE, catalog())
    seconds = time.perf_counter() - begun
    table.loc[table["region"].eq(REGION), "extent_km2"].to_numpy(dtype="float64").tofile(result)
    regions = int(table.loc[table["extent_km2"].notna(), "region"].nunique())
    json.dump({"seconds": seconds, "peak_megabytes": _peak_megabytes(), "regions": regions}, sys.stdout)


def _peak_megabytes() -> float:
    """Largest resident memory of this process since it started, MB of 2²⁰ bytes as in the other benchmarks."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
