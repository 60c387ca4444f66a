"""Kill -9 while a folder is made: an edition to compare with, light pages, figures."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from indicators import tidying
from indicators.errors import StoreError
from indicators.since import edition
from indicators.store import ROOT, Cache
from tests.faults import kills
from tests.faults.kills import Round

LIGHT = ("light", "site", "--lang", "en", "--pages", "sources", "--workers", "1")
EXPORT = ("export", "figures", "--page", "home", "--lang", "en", "--format", "svg")


def kept(folder: Path, rounds: int, chance: random.Random) -> Iterator[Round]:
    """An edition is there whole or not at all, and what is held is as it was."""
    place = folder / "keep"
    place.mkdir()
    with kills.Stand(place, ("masie", "cnemc")).standing() as stand:
        given = ["digest", "--keep", "meeting"]
        operations = stand.operations(given)
        for _ in range(rounds):
            stand.anew()
            after = chance.randint(1, operations)
            code = kills.ended(kills.started([*given, "--cache", str(stand.cache.root)], after=after))
            wrong = [] if kills.digests(stand.cache) == stand.before else ["what is held changed"]
            names, left = edition.names(stand.cache), len(tidying.left(stand.cache.root))
            wrong += [] if not names or _whole(stand) else ["half an edition"]
            kills.aged(stand.cache.root)
            again = stand.run(["digest", "--keep", "meeting" if not names else "later"])
            wrong += ["the next run failed"] if again else []
            wrong += [f"left over: {one.name}" for one in tidying.left(stand.cache.root)]
            yield Round("digest --keep", f"operation {after}", code == 0, "", left, "; ".join(wrong))


def _whole(stand: kills.Stand) -> bool:
    try:
        return len(edition.kept(stand.cache, "meeting").surveyed[0]) == len(stand.before)
    except StoreError:
        return False


def folders(folder: Path, given: Sequence[str], rounds: int, chance: random.Random) -> Iterator[Round]:
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
        code = kills.ended(child, moment, alone=number % 4 > 1)
        wrong = [] if not first else [f"the first run gave {first}"]
        wrong += ["a child lives on"] if kills.survivors(child) else []
        wrong += [] if cache.stamp() == stamp else ["the cache changed"]
        left = len(tidying.left(place))
        kills.aged(place)
        wrong += ["the next run failed"] if kills.ended(kills.started(arguments)) else []
        wrong += [] if _names(target) == files else ["the next run made other files"]
        wrong += [f"left over: {one.name}" for one in tidying.left(place)]
        yield Round(given[0], f"{moment:.2f} s", code == 0, "", left, "; ".join(wrong))


def _names(folder: Path) -> list[str]:
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())
