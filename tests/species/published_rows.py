"""The published tables as they lie in the repository, read without the project's own reader."""

from __future__ import annotations

import csv
import functools
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT / "indicators" / "published" / "population"


@functools.cache
def published(table: str = "observations.csv") -> tuple[dict[str, str], ...]:
    """Rows of a published table."""
    with (TABLES / table).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def latest_rows(series: str) -> list[dict[str, str]]:
    """Rows of the last period of a series."""
    mine = [row for row in published() if row["series"] == series]
    last = max((row["time_end"], row["time_start"]) for row in mine)
    return [row for row in mine if (row["time_end"], row["time_start"]) == last]
