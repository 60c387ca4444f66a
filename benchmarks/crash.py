"""Kill -9 at random moments of what writes: nothing torn, nothing lost, nothing left over, the next run succeeds.

`refresh`, `load`, `backup`, `restore` and the decisions about members' sets are killed after file operations spread
over the whole run and at random moments in between, `digest --keep`, `light` and `export` at random moments.
`--rounds N` says how often in all (300); BENCHMARK_PARTS names some of the verbs, comma between, or `readers`.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import crash_folders
from benchmarks.figure import Figure
from tests.faults import kills, kills_of_backups, kills_of_sets
from tests.faults.kills import Round

ROUNDS = "BENCHMARK_ROUNDS"
PARTS = "BENCHMARK_PARTS"


def measure() -> Iterator[Figure]:
    """Rounds of each verb, and how many of them were not survived."""
    rounds, chance = int(os.environ.get(ROUNDS, "300")), random.Random(7)  # noqa: S311 - moments, no secret
    kills.ready()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        parts: dict[str, tuple[float, Any]] = {
            "refresh": (0.2, lambda many: _takes(Path(folder), "refresh", many, chance)),
            "load": (0.25, lambda many: _takes(Path(folder), "load", many, chance)),
            "publish": (0.1, lambda many: kills_of_sets.rounds(Path(folder), "publish", many, chance)),
            "withdraw": (0.1, lambda many: kills_of_sets.rounds(Path(folder), "withdraw", many, chance)),
            "backup": (0.1, lambda many: kills_of_backups.rounds(Path(folder), "backup", many, chance)),
            "restore": (0.1, lambda many: kills_of_backups.rounds(Path(folder), "restore", many, chance)),
            "digest --keep": (0.11, lambda many: crash_folders.kept(Path(folder), many, chance)),
            "light": (0.02, lambda many: crash_folders.folders(Path(folder), crash_folders.LIGHT, many, chance)),
            "export": (0.02, lambda many: crash_folders.folders(Path(folder), crash_folders.EXPORT, many, chance)),
        }
        wanted = os.environ.get(PARTS, "").split(",") if os.environ.get(PARTS) else [*parts, "readers"]
        for name in (one for one in parts if one in wanted):
            share, made = parts[name]
            yield from _figures(name, made(max(2, round(rounds * share))))
        if "readers" in wanted:
            yield from _readers(Path(folder), max(3, rounds // 10))


def _figures(name: str, rounds: Iterable[Round]) -> Iterator[Figure]:
    begun = time.monotonic()
    found = [_said(one) for one in rounds]
    lost = [f"{one.moment}: {one.wrong}" for one in found if one.wrong]
    means = {how: sum(one.recovered == how for one in found) for how in ("undone", "finished")}
    told = f"{sum(not one.finished for one in found)} of {len(found)} runs cut short"
    told += "".join(f", {many} {how}" for how, many in means.items() if many)
    told += f"; files left {sum(one.left for one in found)}, all swept later; {time.monotonic() - begun:.0f} s"
    yield Figure(f"killed `{name}`: rounds", len(found), "", told=told)
    yield Figure(f"killed `{name}`: not survived", len(lost), "", target=0, told="; ".join(lost)[:400])


def _said(made: Round) -> Round:
    if made.wrong:
        print(f"{made.verb}, {made.moment}: {made.wrong}", file=sys.stderr, flush=True)
    return made


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
                yield stand.killed(given, seconds=chance.uniform(0, whole * 1.05))
            else:
                yield stand.killed(given, after=1 + number * operations // rounds)


def _readers(folder: Path, turns: int) -> Iterator[Figure]:
    """Four processes of two threads read everything while two refreshers and a `load` replace it, turn after turn."""
    place = folder / "readers"
    place.mkdir()
    with kills.Stand(place, ("masie", "cnemc")).standing() as stand:
        hand, root = str(stand.by_hand()), ["--cache", str(stand.cache.root)]
        _admit(stand, hand)
        stop, counted = place / "stop", kills.FORKS.Queue()
        readers = [kills.FORKS.Process(target=_reading, args=(stand, stop, counted)) for _ in range(4)]
        stand.anew()
        for one in readers:
            one.start()
        codes = []
        for number in range(turns):
            writers = [kills.started(["refresh", *stand.sources, *_edition(stand, number), *root]) for _ in range(2)]
            writers.append(kills.started(["load", "masie", hand, "--force", *root]))
            codes += [kills.ended(one) for one in writers]
        stop.touch()
        found = [counted.get() for _ in readers]
        for one in readers:
            one.join()
    wrong = [sentence for _, told in found for sentence in told]
    yield Figure("whole reads beside three writers", sum(many for many, _ in found), "", told=f"{len(codes)} takes")
    yield Figure("torn reads", len(wrong), "", target=0, told="; ".join(sorted(set(wrong)))[:300])
    refused = [code for code in codes if code not in (0, 1)]
    told = f"{codes.count(1)} refused an edition older than the one held, with a sentence"
    yield Figure("writers that ended badly", len(refused), "", target=0, told=told)


def _edition(stand: kills.Stand, turn: int) -> list[str]:
    return stand.second if turn % 2 else stand.former


def _admit(stand: kills.Stand, hand: str) -> None:
    """Learn what a source that is laid over says after each turn, when nobody disturbs it."""
    stand.anew()
    for turn in range(4):
        stand.run(["refresh", *stand.sources, *_edition(stand, turn)])
        stand.run(["load", "masie", hand, "--force"])
        stand.more.append(kills.digests(stand.cache))


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
