"""The shipped series walked another way: footers and columns of the Parquet files by pyarrow, the registry by yaml."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "cache" / "snapshot" / "series").glob("*.parquet"))


@functools.cache
def footers() -> dict[str, dict[str, str]]:
    """Metadata of every shipped series, as texts, by id."""
    found = {}
    for path in FILES:
        raw = pq.read_schema(path).metadata
        found[path.name.removesuffix(".parquet")] = {key.decode(): text.decode() for key, text in raw.items()}
    return found


@functools.cache
def registry() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "data_sources.yaml").read_text(encoding="utf-8"))


def of_country(country: str) -> set[str]:
    return {name for name, meta in footers().items() if country in meta["countries"].split(" ")}


def inside(region: str) -> set[str]:
    """A region and all below it, found from the leaves upwards."""
    listed = registry()["regions"]

    def line(name: str | None) -> list[str]:
        return [] if name is None else [name, *line(listed[name].get("parent"))]

    return {name for name in listed if region in line(name)}


def of_region(region: str) -> set[str]:
    names = inside(region)
    return {name for name, meta in footers().items() if meta["region"] in names}


def rows(series_id: str) -> list[dict[str, Any]]:
    """The rows of the newest period of a series that carry a number, by pyarrow alone."""
    table = pq.read_table(ROOT / "cache" / "snapshot" / "series" / f"{series_id}.parquet")
    numbers = [pc.is_valid(pc.if_else(pc.is_nan(table[name]), pa.scalar(None, pa.float64()), table[name]))
               for name in ("value", "lower", "upper")]  # fmt: skip
    carries = pc.or_(pc.or_(numbers[0], numbers[1]), numbers[2])
    table = table.filter(pc.and_(carries, pc.invert(pc.starts_with(table["note"], "forecast"))))
    if not len(table):
        return []
    table = table.filter(pc.equal(table["time_end"], pc.max(table["time_end"])))
    table = table.filter(pc.equal(table["time_start"], pc.max(table["time_start"])))
    return table.to_pylist()
