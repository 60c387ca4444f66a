"""Kill -9 at random moments of what writes: nothing torn, nothing lost, nothing left over, the next run succeeds.

`refresh` and `load` are killed after file operations spread over the whole run and at random moments in between,
`digest --keep`, `light` and `export` at random moments. `--rounds N` says how often in all (300).
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure
from indicators import tidying
from indicators.since import edition
from indicators.store import ROOT, Cache
from tests.faults import kills
from tests.faults.kills import Round

ROUNDS = "BENCHMARK_ROUNDS"
SLOW = 0.02  # share of the rounds for each verb that starts a renderer
LIGHT = ("light", "site", "--lang", "en", "--pages", "sources", "--workers", "1")
EXPORT = ("export", "figures", "--indicator", "sea_ice_extent", "--region", "sea_of_okhotsk", "--format", "svg")


def measure() -> Iterator[Figure]:
    """Rounds of each verb, and how many of them were not survived."""
    rounds, chance = int(os.environ.get(ROUNDS, "300")), random.Random(7)  # noqa: S311 - moments, no secret
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        for name, rounds_made in (
            ("refresh", _takes(Path(folder), "refresh", rounds * 3 // 10, chance)),
            ("load", _takes(Path(folder), "load", rounds * 5 // 10, chance)),
            ("digest --keep", _kept(Path(folder), rounds * 2 // 10, chance)),
            ("light", _folders(Path(folder), LIGHT, max(2, int(rounds * SLOW)), chance)),
            ("export", _folders(Path(folder), EXPORT, max(2, int(rounds * SLOW)), chance)),
        ):
            found = list(rounds_made)
            lost = [f"{one.moment}: {one.wrong}" for one in found if one.wrong]
            means = {how: sum(one.recovered == how for one in found) for how in ("undone", "finished")}
            told = f"{sum(not one.finished for one in found)} of {len(found)} runs cut short; takes " + ", ".join(
                f"{how} {many}" for how, many in means.items()
            )
            told += f"; files left {sum(one.left for one in found)}, all swept later"
            yield Figure(f"killed `{name}`: rounds", len(found), "", told=told)
            yield Figure(f"killed `{name}`: not survived", len(lost), "", target=0, told="; ".join(lost)[:400])
        yield from _readers(Path(folder), max(3, rounds // 10))


def _readers(folder: Path, turns: int) -> Iterator[Figure]:
    """Four processes of two threads read everything while two refreshers and a `load` replace it, turn after turn."""
    place = folder / "readers"
    place.mkdir()
    with kills.Stand(place, ("masie", "cnemc")).standing() as stand:
        hand, root = str(stand.by_hand()), ["--cache", str(stand.cache.root)]
        stop, context = place / "stop", multiprocessing.get_context("fork")
        counted = context.Queue()
        readers = [context.Process(target=_reading, args=(stand, stop, counted)) for _ in range(4)]
        stand.anew()
        for one in readers:
            one.start()
        codes = []
        for number in range(turns):
            edition_of = stand.second if number % 2 else stand.former
            writers = [kills.started(["refresh", *stand.sources, *edition_of, *root]) for _ in range(2)]
            writers.append(kills.started(["load", "masie", hand, "--force", *root]))
            codes += [kills.ended(one) for one in writers]
        stop.touch()
        found = [counted.get() for _ in readers]
        for one in readers:
            one.join()
    wrong = [sentence for _, told in found for sentence in told]
    yield Figure("whole reads beside three writers", sum(many for many, _ in found), "", told=f"{len(codes)} takes")
    yield Figure("torn reads, or writers that failed", len(wrong) + sum(map(bool, codes)), "", target=0,
                 told="; ".join(wrong)[:300])  # fmt: skip


def _reading(stand: kills.Stand, stop: Path, counted: Any) -> None:
    seen: list[int] = []
    wrong: list[str] = []

    def read() -> None:
        while not stop.exists():
            wrong.extend(stand.readable())
            seen.append(len(stand.before))

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counted.put((sum(seen), wrong[:20]))


def _takes(folder: Path, verb: str, rounds: int, chance: random.Random) -> Iterator[Round]:
    sources = kills.SOURCES if verb == "refresh" else ("masie",)
    place = folder / verb
    place.mkdir()
    with kills.Stand(place, sources).standing() as stand:
        given = ["refresh", *sources, *stand.second] if verb == "refresh" else ["load", "masie", str(stand.by_hand())]
        stand.anew()
        start = time.monotonic()
        stand.run(given, must=True)
        whole, operations = time.monotonic() - start, stand.operations(given)
        for number in range(rounds):
            if number % 2:
                yield _said(stand.killed(given, seconds=chance.uniform(0, whole * 1.05)))
            else:
                yield _said(stand.killed(given, after=1 + number * operations // rounds))


def _kept(folder: Path, rounds: int, chance: random.Random) -> Iterator[Round]:
    """An edition is there whole or not at all, and what is held is as it was."""
    place = folder / "keep"
    place.mkdir()
    with kills.Stand(place, ("masie", "cnemc")).standing() as stand:
        given = ["digest", "--keep", "meeting"]
        for _ in range(rounds):
            stand.anew()
            after = chance.randint(1, 60)
            code = kills.ended(kills.started([*given, "--cache", str(stand.cache.root)], after=after))
            wrong = [] if kills.digests(stand.cache) == stand.before else ["what is held changed"]
            names, left = edition.names(stand.cache), len(tidying.left(stand.cache.root))
            if names and len(edition.kept(stand.cache, "meeting").surveyed[0]) != len(stand.before):
                wrong.append("half an edition")
            _aged(stand.cache.root)
            again = stand.run(["digest", "--keep", "meeting" if not names else "later"])
            wrong += ["the next run failed"] if again else []
            wrong += [f"left over: {one.name}" for one in tidying.left(stand.cache.root)]
            yield _said(Round("digest --keep", f"operation {after}", code == 0, "", left, "; ".join(wrong)))


def _folders(folder: Path, given: Sequence[str], rounds: int, chance: random.Random) -> Iterator[Round]:
    """A folder of pages or figures: the cache is untouched, and the next run makes all of it."""
    place = folder / given[0]
    cache = Cache(place / "cache")
    shutil.copytree(ROOT / "snapshot", cache.snapshot.path)
    stamp, target = cache.stamp(), place / given[1]
    arguments = [given[0], str(target), *given[2:], "--cache", str(cache.root)]
    start = time.monotonic()
    first = kills.ended(kills.started(arguments))
    whole, files = time.monotonic() - start, _names(target)
    for number in range(rounds):
        if number % 2:
            shutil.rmtree(target, ignore_errors=True)
        moment = chance.uniform(0, whole)
        child = kills.started(arguments)
        code = kills.ended(child, moment)
        wrong = [] if not first else [f"the first run gave {first}"]
        wrong += ["a child lives on"] if kills.survivors(child) else []
        wrong += [] if cache.stamp() == stamp else ["the cache changed"]
        left = len(tidying.left(place))
        _aged(place)
        wrong += ["the next run failed"] if kills.ended(kills.started(arguments)) else []
        wrong += [] if _names(target) == files else ["the next run made other files"]
        wrong += [f"left over: {one.name}" for one in tidying.left(place)]
        yield _said(Round(given[0], f"{moment:.2f} s", code == 0, "", left, "; ".join(wrong)))


def _names(folder: Path) -> list[str]:
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())


def _aged(folder: Path) -> None:
    long_ago = time.time() - kills.LONG_AGO
    for item in tidying.left(folder):
        os.utime(item, (long_ago, long_ago), follow_symlinks=False)


def _said(made: Round) -> Round:
    if made.wrong:
        print(f"{made.verb}, {made.moment}: {made.wrong}", file=sys.stderr, flush=True)
    return made
