"""A disk that is really full, and one that nobody may write to: a sentence, nothing lost, and it goes on afterwards."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from indicators import tidying
from indicators.backup import keeping
from indicators.store import ENVIRONMENT, Cache
from tests.faults import kills, small_disk
from tests.faults.kills import Stand
from tests.faults.kills_of_backups import files
from tests.faults.kills_of_sets import Sets
from tests.faults.small_disk import Disk, Ended
from tests.members.tables import text
from ui.routes import ROUTES

LEVELS = (0, 12288, 32768)
FULL = "(No space left on device)"
PAGES = ("home", "sea_ice", "sources", "contribute")


@dataclass(frozen=True)
class Tried:
    """A verb on a disk with little room, what lay there then, and the same verb with room."""

    full: Ended
    held: kills.Digests
    left: list[str]
    again: Ended
    digests: kills.Digests
    after: dict[str, bytes]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a small disk can be mounted."""
    found = tmp_path_factory.mktemp("disk")
    reason = small_disk.permitted(found)
    if reason:
        pytest.skip(f"no disk can be mounted here: {reason}")
    return found


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    with Stand(tmp_path_factory.mktemp("small"), ("masie",)).standing() as found:
        yield found


def play(disk: Disk, first: Path, given: list[str], levels: tuple[int, ...]) -> list[Tried]:
    """A verb on a cache that lies on a disk with less and less of too little room."""
    root, found = disk.place / "cache", []
    for free in levels:
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(first, root)
        disk.fill(free)
        full = small_disk.verb(*given, "--cache", str(root))
        held, left = kills.digests(Cache(root)), [one.name for one in tidying.left(disk.place)]
        disk.empty()
        again = small_disk.verb(*given, "--cache", str(root))
        found.append(Tried(full, held, left, again, kills.digests(Cache(root)), files(root)))
    return found


@pytest.mark.parametrize("verb", ["refresh", "load"])
def test_a_take_on_a_full_disk_leaves_what_is_held_and_succeeds_with_room(stand: Stand, place: Path, verb: str) -> None:
    given = ["refresh", "masie", *stand.second] if verb == "refresh" else ["load", "masie", str(stand.by_hand())]
    tried = small_disk.on_disk(8, play, stand.first, given, LEVELS, place=place)
    refused = [one for one in tried if one.full.code]
    assert 2 <= len(refused) < len(tried)
    for one in refused:
        assert one.full.code == 1 and FULL in one.full.said and len(one.full.said.splitlines()) == 1
        assert one.held in (stand.before, stand.after) and not one.left  # after: only the journal was not yet told
    assert tried[0].held == stand.before
    for one in tried:
        assert one.again.code == 0, one.again.said
        assert one.digests == stand.after


def test_a_backup_on_a_full_disk_leaves_the_former_one(stand: Stand, place: Path) -> None:
    before, after = small_disk.on_disk(8, backups, stand.first, place=place)
    assert before == after


def backups(disk: Disk, first: Path) -> Any:
    root, target = disk.place / "cache", disk.place / "kept.tar.zst"
    shutil.copytree(first, root)
    assert small_disk.verb("backup", str(target), "--cache", str(root)).code == 0
    before = target.read_bytes()
    disk.fill(0)
    full = small_disk.verb("backup", str(target), "--cache", str(root))
    assert full.code == 1 and f"{disk.place}: this cannot be written {FULL}" in full.said, full.said
    assert not tidying.left(disk.place)
    after, held = target.read_bytes(), files(root)
    restored = small_disk.verb("restore", str(target), "--force", "--cache", str(root))
    assert restored.code == 1 and len(restored.said.splitlines()) == 1, restored.said
    assert files(root) == held
    disk.empty()
    assert small_disk.verb("restore", str(target), "--force", "--cache", str(root)).code == 0
    assert files(root) == held and not (root / keeping.READY).exists()
    return before, after


def test_light_pages_on_a_full_disk_leave_the_former_ones(stand: Stand, place: Path) -> None:
    said, names = small_disk.on_disk(32, pages, stand.first, place=place)
    assert said.splitlines() == [f"{place}/site: writing failed {FULL}. What was there before stays."]
    assert names == ["former.html", "light.json"]


def pages(disk: Disk, first: Path) -> Any:
    root, site = disk.place / "cache", disk.place / "site"
    shutil.copytree(first, root)
    site.mkdir()
    (site / "light.json").write_text("{}")
    (site / "former.html").write_text("former")
    disk.fill(40_000)
    made = small_disk.verb("light", str(site), "--pages", "methods", "--lang", "en", "--workers", "1",
                           "--cache", str(root))  # fmt: skip
    assert made.code == 1 and not tidying.left(disk.place)
    return made.said, sorted(one.name for one in site.iterdir())


@pytest.mark.parametrize("verb", ["publish", "withdraw"])
def test_a_decision_on_a_full_disk_is_finished_with_room(place: Path, tmp_path: Path, verb: str) -> None:
    stand = Sets(tmp_path / "sets", verb)
    given = stand.given[: stand.given.index("--cache")]
    given += stand.given[len(given) + 2 :]
    tried = small_disk.on_disk(8, play, stand.first, given, LEVELS[:2], place=place)
    refused = [one for one in tried if one.full.code]
    assert refused
    for one in refused:
        assert FULL in one.full.said and len(one.full.said.splitlines()) == 1 and not one.left
    for one in tried:
        assert one.again.code == 0
        states = {json.loads(content)["state"] for name, content in one.after.items()
                  if name.endswith("contribution.json")}  # fmt: skip
        assert states == {"published", "superseded", "staged"} if verb == "publish" else {"withdrawn", "superseded"}
        log = one.after["members/log.jsonl"].decode().splitlines()
        assert [json.loads(line)["what"] for line in log[-1:]] == [f"{verb}ed" if verb == "publish" else "withdrawn"]


def test_a_cache_that_nobody_may_write_to_is_shown(stand: Stand, place: Path) -> None:
    stand.by_hand()
    wrong, told = small_disk.on_disk(8, read_only, stand.first, place=place)
    assert wrong == []
    for verb, ended in told.items():
        assert ended.code == 1 and len(ended.said.splitlines()) == 1, (verb, ended.said)
        assert "Read-only file system" in ended.said


def read_only(disk: Disk, first: Path) -> Any:
    root, target = disk.place / "cache", disk.place / "out"
    shutil.copytree(first, root)
    disk.refuse()
    os.environ[ENVIRONMENT] = str(root)
    before, wrong = kills.digests(Cache(root)), []
    for page in PAGES:
        shown = AppTest.from_file(str(Path(__file__).parents[1] / "pages" / f"{page}.py"), default_timeout=60).run()
        wrong += [f"{page}: {one.value}" for one in shown.exception]
    client = TestClient(Starlette(routes=ROUTES))
    for address in ("/readyz", "/api/ready", "/data/sea_ice_extent.sea_of_okhotsk.masie.csv", "/light/"):
        answer = client.get(address)
        wrong += [] if answer.status_code == 200 else [f"{address}: {answer.status_code}"]
    verbs = {
        "load": ["masie", str(first.parent / "by_hand.csv")],
        "digest": ["--keep", "m"],
        "backup": [str(disk.place / "b.tar.gz")],
        "light": [str(target), "--pages", "methods"],
        "contribute": [_set(first)],
    }
    told = {name: small_disk.verb(name, *given, "--cache", str(root)) for name, given in verbs.items()}
    wrong += [] if kills.digests(Cache(root)) == before else ["what is held changed"]
    return wrong, told


def _set(first: Path) -> str:
    path = first.parent / "set.csv"
    path.write_text(text(), encoding="utf-8")
    return str(path)
