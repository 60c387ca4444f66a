"""Kill -9 while a backup is written or put back: a backup is whole or not there, a cache is of before or of after."""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from indicators import tidying
from indicators.backup import archive, keeping
from tests.faults import kills
from tests.faults.kills import Round, Stand


def furnished(stand: Stand) -> None:
    """The first edition, with a side of members, an edition that is kept, and pages that are made anew."""
    members, light = stand.first / "members", stand.first / "light"
    members.mkdir(mode=0o700)
    (members / "log.jsonl").write_text('{"what": "contributed"}\n', encoding="utf-8")
    light.mkdir()
    (light / "page.html").write_text("made anew", encoding="utf-8")
    stand.anew()
    assert stand.run(["digest", "--keep", "meeting"]) == 0
    shutil.rmtree(stand.first)
    shutil.copytree(stand.cache.root, stand.first)


def files(root: Path) -> dict[str, bytes]:
    """Everything a backup must bring back."""
    parts = [path for part in archive.PARTS for path in (root / part).rglob("[!.]*") if path.is_file()]
    return {str(path.relative_to(root)): path.read_bytes() for path in parts if path.suffix != ".lock"}


def rounds(folder: Path, verb: str, many: int, chance: random.Random) -> Iterator[Round]:
    """Kills spread over all file operations, and at random moments."""
    place = folder / verb
    place.mkdir()
    with Stand(place, ("masie",)).standing() as stand:
        furnished(stand)
        stand.anew()
        target = place / "shelf" / "kept.tar.zst"
        target.parent.mkdir()
        keeping.backup(stand.cache, target)
        before = files(stand.cache.root)
        if verb == "restore":  # in the place of the second edition
            assert stand.run(["refresh", "masie", *stand.second]) == 0
            shutil.rmtree(stand.first)
            shutil.copytree(stand.cache.root, stand.first)
        given = [verb, str(target), *(["--force"] if verb == "restore" else [])]
        stand.anew()
        begun = time.monotonic()
        stand.run(given, must=True)
        whole = time.monotonic() - begun
        operations = stand.operations(given)
        judged = _backup if verb == "backup" else _restore
        for number in range(many):
            stand.anew()
            if verb == "backup" and number % 3:
                target.unlink()  # else there is an earlier one
            at = {"after": 1 + number * operations // many} if number % 4 != 3 else {}
            seconds = kills.PATIENCE if at else chance.uniform(0, whole * 1.05)
            child = kills.started([*given, "--cache", str(stand.cache.root)], **at)
            code = kills.ended(child, seconds)
            wrong = ["a child lives on"] if kills.survivors(child) else []
            left = len(tidying.left(place))
            how, more = judged(stand, target, before, given)
            wrong += more + [f"left over: {one.name}" for one in tidying.left(stand.cache.root)]
            wrong += [f"left over: {one.name}" for one in target.parent.iterdir() if one != target]
            moment = f"operation {at['after']}" if at else f"{seconds:.3f} s"
            yield Round(verb, moment, code == 0, how, left, "; ".join(wrong))


def _backup(stand: Stand, target: Path, before: dict[str, bytes], given: list[str]) -> tuple[str, list[str]]:
    wrong = [] if kills.digests(stand.cache) == stand.before else ["what is held changed"]
    wrong += ["half a backup"] if target.exists() and _unpacked(target) != before else []
    kills.aged(stand.cache.root)
    kills.aged(target.parent)
    wrong += [] if stand.run(given) == 0 else ["the next run failed"]
    wrong += [] if _unpacked(target) == before else ["the next backup is another one"]
    return "", wrong


def _restore(stand: Stand, target: Path, before: dict[str, bytes], given: list[str]) -> tuple[str, list[str]]:
    unfinished = (stand.cache.root / keeping.READY).is_dir()
    wrong = [] if unfinished else stand.readable()
    kills.aged(stand.cache.root)
    wrong += [] if stand.run(["status"]) == 0 else ["the next command failed"]
    now = kills.digests(stand.cache)
    wrong += [] if now == stand.before or (now == stand.after and not unfinished) else ["half a restore"]
    wrong += [] if stand.run(given) == 0 else ["the next run failed"]
    wrong += [] if files(stand.cache.root) == before else ["the next run restored something else"]
    return "finished" if unfinished else "", wrong


def _unpacked(target: Path) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        archive.unpack(target, Path(folder))
        return files(Path(folder))
