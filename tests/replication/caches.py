"""Small caches of shipped series, as if they had been fetched, and the verbs on them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from indicators import __main__ as program
from indicators import taking
from indicators.store import Cache

ROOT = Path(__file__).resolve().parents[2]
SERIES = [f"sea_ice_extent.{one}.masie" for one in ("bering_sea", "sea_of_okhotsk", "yellow_sea")]
GROWN = SERIES[1]


def made(root: Path) -> Cache:
    cache, shipped = Cache(root), ROOT / "cache" / "snapshot"
    for name in [f"series/{one}.parquet" for one in SERIES] + ["sources/masie.json", "journal/began.json"]:
        target = cache.live.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(shipped / name, target)
    kept = root / "editions" / "meeting" / "series"
    kept.mkdir(parents=True)
    os.link(cache.live.file(SERIES[0]), kept / f"{SERIES[0]}.parquet")
    (kept.parent / "edition.json").write_text('{"name": "meeting"}', encoding="utf-8")
    (root / "members" / "staging").mkdir(parents=True, mode=0o700)
    (root / "members" / "log.jsonl").write_text('{"what": "contributed"}\n', encoding="utf-8")
    (root / "members" / "log.jsonl").chmod(0o600)
    with taking.writing(cache.live):
        return cache


def grown(cache: Cache) -> None:
    """Something newer: one series of three is another one."""
    held = cache.live.read(GROWN)
    cache.live.write(held.meta, held.observations.iloc[: -10 if len(held.observations) % 2 else -11])


def files(root: Path, *parts: str) -> dict[str, bytes]:
    """What an edition must bring."""
    paths = [path for part in parts or ("live", "editions") for path in (root / part).rglob("[!.]*") if path.is_file()]
    return {str(path.relative_to(root)): path.read_bytes() for path in paths if path.suffix != ".lock"}


def sync(*words: str, cache: Cache) -> int:
    """The verb on a cache; gives its exit code."""
    return program.main(["sync", *words, "--cache", str(cache.root)])
