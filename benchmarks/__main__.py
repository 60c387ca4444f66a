"""`python -m benchmarks [NAME ...] [--write]`: measure, print the table, and keep it when asked to."""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from benchmarks.figure import Figure, UnmeasurableError, table

RESULTS = Path(__file__).with_name("results.md")
# The servers first: this process must not share pandas' pages with them while their memory is read.
NAMES = (
    "first_chart",
    "weak_line",
    "light_page",
    "hundred",
    "wire",
    "page_switch",
    "memory",
    "unchanged",
    "reading",
    "ice_reduction",
    "archive",
    "export_batch",
)
ON_REQUEST = ("soak", "disclosure", "faults", "crash", "meeting")  # minutes on end
PACKAGES = ("streamlit", "plotly", "pandas", "pyarrow")


def main() -> int:
    """Measure what is named; 0 even when a target is missed, since figures are told, not asserted."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"of {', '.join(NAMES)} (default: all of these) and {', '.join(ON_REQUEST)}",
    )
    parser.add_argument("--write", action="store_true", help=f"keep the table in benchmarks/{RESULTS.name}")
    parser.add_argument("--rounds", metavar="N", type=int, help="of crash: how often to kill (300)")
    parser.add_argument("--seconds", metavar="N", type=int, help="of meeting: how long it lasts (1800)")
    parser.add_argument("--sessions", metavar="N", type=int, help="of meeting: how many people come (100)")
    options = parser.parse_args()
    for name in ("rounds", "seconds", "sessions"):
        if getattr(options, name):
            os.environ[f"BENCHMARK_{name.upper()}"] = str(getattr(options, name))
    unknown = [name for name in options.names if name not in NAMES + ON_REQUEST]
    if unknown:
        parser.error(f"unknown benchmark {unknown[0]!r}; one of {', '.join(NAMES + ON_REQUEST)}")
    found = [figure for name in NAMES + ON_REQUEST if name in (options.names or NAMES) for figure in _measured(name)]
    text = f"{table(found)}\n\n{_machine()}\n"
    print(f"\n{text}", end="")
    if options.write:
        RESULTS.write_text(f"# Results\n\n{text}", encoding="utf-8")
    return 0


def _measured(name: str) -> list[Figure]:
    """Figures of one benchmark, told on standard error as they come."""
    found: list[Figure] = []
    try:
        for figure in importlib.import_module(f"benchmarks.{name}").measure():
            print(f"{figure.what}: {' '.join(figure.row()[1:4])}", file=sys.stderr, flush=True)
            found.append(figure)
    except UnmeasurableError as error:
        print(f"{name}: skipped: {error}", file=sys.stderr, flush=True)
        found.append(Figure(name, None, "", told=str(error)))
    return found


def _machine() -> str:
    """What the figures hold for."""
    load = f", load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC; {os.cpu_count()} processors{load}; {platform.system()}, "
        f"Python {platform.python_version()}, {packages}."
    )


if __name__ == "__main__":
    sys.exit(main())
