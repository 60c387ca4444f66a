"""One fault at one source: the last good data stay, the reason is told, nothing is torn, and good data heal it."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pandas as pd

from indicators import refresh, status, store
from indicators.catalog import catalog
from indicators.download.http import Http, Limits
from indicators.population import answers
from indicators.quarantine import keeping as quarantine
from indicators.refresh import Outcome
from indicators.river import mlit_quality
from indicators.store import Cache
from tests.faults import faults
from tests.faults.samples import NOW, Rows, Sample
from tests.mirror import Mirror
from tests.population import test_iucn, test_protected_planet

PATIENT = Limits(connect_seconds=5, read_seconds=10, total_seconds=30, retries=1, backoff_seconds=0)
SHORT = Limits(connect_seconds=1, read_seconds=0.15, total_seconds=0.4, retries=1, backoff_seconds=0)
ABSENT = {"404": ("iucn", "marine_regions")}
"""Statuses by which a provider says that it has no such thing: an answer, not a fault."""
Frames = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Tried:
    """What one fault at one source gave; `wrong` says what did not survive ("" = all well)."""

    source: str
    fault: str
    result: str
    told: str
    wrong: str


class Stand:
    """A source with its provider on loopback and good data held; faults are tried on it one after the other."""

    def __init__(self, sample: Sample, folder: Path) -> None:
        self.sample = sample
        self.mirror = Mirror()
        self.cache = Cache(folder / "cache")

    def __enter__(self) -> Stand:
        self.stack = contextlib.ExitStack()
        enter = self.stack.enter_context
        enter(self.mirror)
        enter(mock.patch.object(store, "now", lambda: NOW))
        enter(mock.patch.object(answers, "PAUSE", lambda seconds: None))
        enter(mock.patch.object(mlit_quality, "PAUSE", lambda seconds: None))
        tokens = {"iucn": test_iucn.TOKEN, "protected_planet": test_protected_planet.TOKEN}
        secrets = {catalog().sources[name].token_env: token for name, token in tokens.items()}
        enter(mock.patch.dict(os.environ, secrets | {"NO_PROXY": "127.0.0.1"}))
        logging.disable(logging.CRITICAL)
        self.stack.callback(logging.disable, logging.NOTSET)
        self.give(self.sample.rows)
        self.first = dict(self.mirror.replies), self.mirror.otherwise
        first = self.ask()
        if first.failed:
            raise AssertionError(f"{self.sample.source}: good data were refused: {first.sentence}")
        self.before = self.frames()
        self.ask()
        self.requests = len(self.mirror.asked)
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def good(self) -> None:
        """The provider gives its first edition, unspoiled, byte for byte."""
        self.mirror.spoil = lambda number, reply: reply
        self.mirror.replies, self.mirror.otherwise = dict(self.first[0]), self.first[1]

    def give(self, rows: Rows) -> None:
        """The provider gives these rows."""
        self.mirror.replies.clear()
        self.mirror.asked.clear()
        self.mirror.spoil = lambda number, reply: reply
        self.sample.put(self.mirror, rows)

    def ask(self, limits: Limits = PATIENT, mirror: Mirror | None = None) -> Outcome:
        http = Http(mirror=(mirror or self.mirror).url, limits=limits)
        self.mirror.asked.clear()
        return refresh.refresh_one(self.cache, self.sample.registry, self.sample.source, http)

    def frames(self) -> Frames:
        """Every series as it is held."""
        return {one: self.cache.live.read(one).observations for one in self.cache.live.ids()}

    def tried(self, fault: str, outcome: Outcome, wrong: list[str], *, heal: bool = True) -> Tried:
        """Judge what a fault gave, and heal it."""
        state = self.cache.live.state(self.sample.source)
        judged = status.of_source(self.sample.source, self.sample.registry, self.cache.metas(), state, NOW)
        if outcome.failed and (judged.error != outcome.sentence or judged.state not in ("failed", "quarantined")):
            wrong.append("the reason is not on status")
        if outcome.failed and not (20 < len(outcome.sentence) < 900 and "unforeseen" not in outcome.sentence):
            wrong.append("no clear sentence")
        if list(self.cache.root.rglob("*.part")):
            wrong.append("something is left over")
        if any(not self.cache.live.read(one).meta.sha256 for one in self.cache.live.ids()):
            wrong.append("a series without its provenance")
        if heal and outcome.failed:
            wrong += self.heal()
        return Tried(self.sample.source, fault, outcome.result, outcome.sentence, "; ".join(wrong))

    def anew(self) -> None:
        """Hold the first edition and nothing else."""
        shutil.rmtree(self.cache.live.path)
        self.good()
        self.ask()

    def heal(self) -> list[str]:
        """The provider gives good data again: everything must be well at once."""
        self.good()
        outcome = self.ask()
        state = self.cache.live.state(self.sample.source)
        well = not outcome.failed and state is not None and not state.error and not state.quarantined
        return [] if well else [f"good data did not heal it ({outcome.sentence})"]


def transport(stand: Stand, only: Collection[str] = ()) -> Iterator[Tried]:
    """Faults of the way, at the first request and at the last one; good data heal them all at the end."""
    known = {**faults.TRANSPORT, **faults.SLOW}
    for name, spoil in {one: known[one] for one in known if not only or one in only}.items():
        for first in sorted({0, stand.requests - 1}):
            stand.good()
            marks = stand.cache.live.state(stand.sample.source)
            faults.apply(stand.mirror, spoil, first)
            outcome = stand.ask(SHORT if name in faults.SLOW else PATIENT)
            wrong = [] if same(stand.before, stand.frames()) else ["data changed"]
            after = stand.cache.live.state(stand.sample.source)
            if outcome.failed and marks and after and (after.sha256, after.etag) != (marks.sha256, marks.etag):
                wrong.append("the marks of the good data are lost")
            told = outcome.failed or bool(after and after.notices)
            if not (told or name in unnoticed(stand, first)):
                wrong.append("not told")
            yield stand.tried(f"{name}, request {first + 1}", outcome, wrong, heal=False)
    state, wrong = stand.cache.live.state(stand.sample.source), stand.heal()
    wrong += [] if state is not None and bool(state.error) == bool(state.failures) else ["failures were not counted"]
    yield Tried(stand.sample.source, "good data after all that", "unchanged", "", "; ".join(wrong))
    for name, spoil in faults.HARMLESS.items() if not only else ():
        stand.good()
        faults.apply(stand.mirror, spoil)
        outcome = stand.ask()
        wrong = [] if same(stand.before, stand.frames()) else ["data changed"]
        yield stand.tried(name, outcome, wrong + (["harmless, but failed"] if outcome.failed else []))


def unnoticed(stand: Stand, first: int) -> list[str]:
    """Faults that cannot be told from an answer: "not modified", "no such thing", and a page that is only opened."""
    known = ["304 to whatever is asked"]
    known += [status for status, sources in ABSENT.items() if stand.sample.source in sources]
    if stand.sample.source.startswith("mlit"):
        known.append("wrong Content-Length")  # the first third of a page looks like one without a link
    if stand.sample.source == "cnemc" and first < 2:  # of two calls the content does not matter, they open the session
        known += list(faults.TRANSPORT)
    return known


def certificate(stand: Stand) -> Iterator[Tried]:
    """A real TLS server whose certificate nobody has signed."""
    with tempfile.TemporaryDirectory() as folder, Mirror(faults.untrusted(Path(folder))) as changed:
        changed.replies = stand.mirror.replies
        stand.good()
        outcome = stand.ask(mirror=changed)
        wrong = [] if same(stand.before, stand.frames()) else ["data changed"]
        wrong += [] if "certificate" in outcome.sentence else ["the certificate was not told of"]
        wrong += ["something was sent"] if changed.asked else []
        yield stand.tried("changed certificate", outcome, wrong)


def lying_mark(stand: Stand) -> Iterator[Tried]:
    """Other bytes under the same ETag, and "not modified" for ever: the next whole look finds the truth."""
    known = stand.cache.live.state(stand.sample.source)
    if "revised" not in stand.sample.contents or stand.requests > 1 or known is None or not known.etag:
        return
    if any(reply.ranges for reply in stand.mirror.replies.values()):
        return
    stand.give(faults.PLAUSIBLE["revised"](stand.sample.rows))
    state = stand.cache.live.state(stand.sample.source)
    assert state is not None
    for address, reply in list(stand.mirror.replies.items()):
        stand.mirror.replies[address] = type(reply)(reply.body, etag=state.etag)
    outcome = stand.ask()
    wrong = [] if outcome.result == "unchanged" and same(stand.before, stand.frames()) else ["data changed"]
    yield stand.tried("same ETag, other bytes", outcome, wrong)
    cadence = stand.sample.registry.sources[stand.sample.source].cadence_days
    if cadence is not None:
        with mock.patch.object(store, "now", lambda: NOW.replace(year=NOW.year + 4)):
            late = stand.ask()
        wrong = [] if late.result == "updated" else ["the lie is believed for ever"]
        yield stand.tried("same ETag, other bytes, once overdue", late, wrong)
    stand.anew()


def content(stand: Stand) -> Iterator[Tried]:
    """Editions that are well made and wrong: held back or refused, and asked about once."""
    for name in sorted(stand.sample.contents & faults.CONTENT.keys()):
        stand.give(faults.CONTENT[name](stand.sample.rows))
        outcome = stand.ask()
        now = stand.frames()
        pieces = stand.sample.registry.sources[stand.sample.source].update == "append"
        wrong = [] if same(stand.before, now) else ["data changed"]
        passes = name == "twice" or (pieces and name in ("shrunken", "blank"))  # told once; a piece tells little
        wrong += [] if outcome.failed or passes else ["taken for good"]
        yield stand.tried(name, outcome, wrong)
        for one in quarantine.pending(stand.cache.live, stand.sample.source):
            refresh.reject(stand.cache, one)


def plausible(stand: Stand) -> Iterator[Tried]:
    """What providers do every day must not be held up."""
    for name in sorted(stand.sample.contents & faults.PLAUSIBLE.keys()):
        stand.give(faults.PLAUSIBLE[name](stand.sample.rows))
        outcome = stand.ask()
        wrong = ["held up"] if outcome.failed else []
        wrong += ["not stored"] if outcome.result != "updated" or same(stand.before, stand.frames()) else []
        yield stand.tried(name, outcome, wrong)
        stand.anew()


def same(one: Frames, other: Frames) -> bool:
    """Whether two states of the cache show the same observations, bit for bit."""
    return one.keys() == other.keys() and all(one[name].equals(other[name]) for name in one)


def whole(sample: Sample, folder: Path, only: Collection[str] = ()) -> list[Tried]:
    """Every fault at one source; `only` names those of the way that are tried."""
    with Stand(sample, folder) as stand:
        parts = (transport(stand, only), certificate(stand), lying_mark(stand), content(stand), plausible(stand))
        return [tried for part in parts for tried in part]


def table(found: list[Tried]) -> str:
    """Sources by the faults tried and survived."""
    lines = [f"{'source':28}{'tried':>7}{'survived':>10}  did not"]
    for source in dict.fromkeys(one.source for one in found):
        mine = [one for one in found if one.source == source]
        lost = [f"{one.fault}: {one.wrong}" for one in mine if one.wrong]
        lines.append(f"{source:28}{len(mine):7}{len(mine) - len(lost):10}  {' | '.join(lost)}".rstrip())
    lines.append(f"{'all':28}{len(found):7}{sum(not one.wrong for one in found):10}")
    return "\n".join(lines)
