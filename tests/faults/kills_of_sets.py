"""Kill -9 while the secretariat decides: a set is never seen before its publication was decided, nor after its end.

Three sets of one short name and of another: the first is published, the second replaces it, the third waits.
"""

from __future__ import annotations

import json
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from indicators import tidying
from indicators.audience import MEMBERS, PUBLIC, SECRETARIAT
from indicators.members import decision, entries, log, staging
from indicators.store import Cache
from tests.faults import kills
from tests.faults.kills import Round
from tests.members.tables import GOOD, text

PH = ("ph", "khabarovsk", "2024-07-01", "7.1", "pH")
WARMER = ("water_temperature", "khabarovsk", "2024-07-01", "21.4", "°C")
FORMER, MINE, OTHER = text(), text(WARMER, *GOOD[1:], PH), text(short_name="other_water", disclosure="public")
ALLOWED = {"publish": ("publishing", "published"), "withdraw": ("published", "withdrawing")}
"""States of a set in which somebody may see it."""


class Sets:
    """A cache in which a decision is about to be taken, and what becomes of it when nobody disturbs it."""

    def __init__(self, folder: Path, verb: str) -> None:
        self.verb, self.first, self.cache = verb, folder / "first", Cache(folder / "cache", SECRETARIAT)
        self.members = staging.folder(self.cache.root)
        self.cache.root.mkdir(parents=True)
        ids = [self._handed_in(folder / "set.csv", content) for content in (FORMER, MINE, OTHER)]
        self.former, self.mine, self.other = ids
        decision.publish(self.cache.root, self.former, "s")
        if verb == "withdraw":
            decision.publish(self.cache.root, self.mine, "s")
        self._kept_copies()
        shutil.copytree(self.cache.root, self.first)
        by = ["--by", "s", "--cache", str(self.cache.root)]
        self.given = [*(["decide"] if verb == "publish" else []), verb, self.mine, *by]
        self.given += [] if verb == "publish" else ["--reason", "a sensor was wrong"]
        self.aside = ["decide", "reject", self.other, "--reason", "not ours", *by]
        self.before = self._digests()
        assert kills.ended(kills.started(self.given)) == 0
        self.after, self.told_after = self._digests(), self._told()
        assert self.before != self.after

    def anew(self) -> None:
        """The decision is not yet taken."""
        shutil.rmtree(self.cache.root)
        shutil.copytree(self.first, self.cache.root)

    def killed(self, *, after: int = 0, seconds: float = kills.PATIENCE, otherwise: bool = False) -> Round:
        """Kill the decision and judge; `otherwise`: another decision comes next and finishes it."""
        self.anew()
        child = kills.started(self.given, after=after)
        code = kills.ended(child, seconds)
        wrong = ["a child lives on"] if kills.survivors(child) else []
        wrong += self._seen()
        left, found = len(tidying.left(self.cache.root)), self._state(self.mine)
        kills.aged(self.cache.root)
        if otherwise:
            wrong += [] if kills.ended(kills.started(self.aside)) == 0 else ["the other decision failed"]
            state = self._state(self.mine)
            wrong += ["half a decision"] if state in ("publishing", "withdrawing") else []
            wrong += ["a decision is undone"] if found in ("publishing", "withdrawing") and self._digests() != (
                self.after) else []  # fmt: skip
            wrong += [] if self._state(self.other) == "rejected" else ["the other decision was not taken"]
        wrong += [] if kills.ended(kills.started(self.given)) == 0 else ["the next run failed"]
        wrong += [] if self._digests() == self.after else ["other series than undisturbed"]
        wrong += [] if self._told() == self.told_after else ["another log or other records than undisturbed"]
        wrong += [f"left over: {one.name}" for one in tidying.left(self.cache.root)]
        how = "finished" if found in ("publishing", "withdrawing") else ""
        return Round(self.verb, f"operation {after}" if after else f"{seconds:.3f} s", code == 0, how, left,
                     "; ".join(wrong))  # fmt: skip

    def _seen(self) -> list[str]:
        """What anybody sees just after the kill."""
        state, wrong = self._state(self.mine), []
        public, members = (set(Cache(self.cache.root, who).metas()) for who in (PUBLIC, MEMBERS))
        now, other = self._digests(), [one for one in members if "other_water" in one]
        wrong += [f"the public sees {one}" for one in public] + [f"nobody decided about {one}" for one in other]
        for one, digest in now.items():
            if digest not in (self.before.get(one), self.after.get(one)):
                wrong.append(f"neither before nor after: {one}")
        new = [one for one in now if now[one] != (self.before if self.verb == "publish" else {}).get(one)]
        if new and state not in ALLOWED[self.verb]:
            wrong.append(f"seen while it is {state}: {', '.join(new)}")
        wrong += [] if len(staging.listed(self.cache.root)) == 3 else ["a record cannot be read"]
        wrong += [] if (self.members / entries.NAME).exists() else ["the list of sets is lost"]
        json.loads((self.members / entries.NAME).read_text(encoding="utf-8"))
        return wrong

    def _state(self, identity: str) -> str:
        found = staging.find(self.members, identity)
        return found.state if found else "lost"

    def _digests(self) -> kills.Digests:
        side = Cache(self.cache.root, SECRETARIAT).members
        return {one: kills.hashed(side.read(one).observations.to_csv()) for one in side.ids()}

    def _told(self) -> dict[str, Any]:
        """Log, list, records, copies, without the moments."""
        editions = sorted(path.name for path in (self.cache.root / "editions").rglob("*.parquet"))
        return {
            "log": [(one["what"], one["id"]) for one in log.entries(self.members) if one["id"] != self.other],
            "list": {name: one["contribution"] for name, one in entries.sources(self.members).items()},
            "states": {one: self._state(one) for one in (self.former, self.mine)},
            "files": sorted(path.parent.name for path in self.members.glob("staging/*/file.*")
                            if path.parent.name != self.other),
            "copies": editions,
            "light": (self.cache.root / "light" / "20260101-1-2-a").exists(),
        }  # fmt: skip

    def _handed_in(self, path: Path, content: str) -> str:
        path.write_text(content, encoding="utf-8")
        made, checked = staging.hand_in(path, self.cache, "a.person")
        assert made is not None, [one.sentence("en") for one in checked.findings]
        return made.id

    def _kept_copies(self) -> None:
        """What a withdrawal must reach: pages made of the set, and copies in kept editions."""
        (self.cache.root / "light" / "20260101-1-2-a" / "en").mkdir(parents=True)
        kept = self.cache.root / "editions" / "meeting" / "series"
        kept.mkdir(parents=True)
        for path in self.members.glob("series/*.parquet"):
            shutil.copy2(path, kept / path.name)


def rounds(folder: Path, verb: str, many: int, chance: random.Random) -> Iterator[Round]:
    """Kills spread over all file operations, and at random moments."""
    stand = Sets(folder / verb, verb)
    operations = kills.operations(stand.given, stand.anew)
    stand.anew()
    begun = time.monotonic()
    assert kills.ended(kills.started(stand.given)) == 0
    whole = time.monotonic() - begun
    for number in range(many):
        if number % 4 == 3:
            yield stand.killed(seconds=chance.uniform(0, whole * 1.05), otherwise=number % 8 == 7)
        else:
            yield stand.killed(after=1 + number * operations // many, otherwise=number % 2 == 1)


def spread(stand: Sets, shares: Sequence[float]) -> Iterator[Round]:
    """A few kills of a decision."""
    operations = kills.operations(stand.given, stand.anew)
    for number, share in enumerate(shares):
        yield stand.killed(after=max(1, round(share * operations)), otherwise=number % 2 == 1)
