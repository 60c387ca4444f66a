"""A clock that is wrong for a while: embargoes, due dates and the journal follow the right one again."""

from __future__ import annotations

import datetime as dt

import pytest

from indicators import audience, journal, refresh, store, watch
from indicators.audience import MEMBERS, PUBLIC
from indicators.catalog import catalog
from indicators.download.http import Http
from indicators.light.address import Address
from indicators.light.shelf import Shelf
from indicators.members import decision
from indicators.store import Cache
from tests.faults import faults
from tests.faults.samples import samples
from tests.members.tables import text
from tests.members.test_decisions import ID, handed_in
from tests.mirror import Mirror

YEAR = dt.timedelta(days=366)
REAL = store.now


def set_to(monkeypatch: pytest.MonkeyPatch, moment: dt.datetime) -> None:
    for where in (store, watch):
        monkeypatch.setattr(where, "now", lambda: moment)
    monkeypatch.setattr(audience, "today", lambda: moment.date())


def test_an_embargo_that_a_clock_ahead_has_lifted_holds_again_once_it_is_right(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.root.mkdir()
    ends = REAL() + dt.timedelta(days=30)
    decision.publish(cache.root, handed_in(cache, text(disclosure=f"embargo:{ends:%Y-%m-%d}")).id, "s")
    seen, stamps, shelves = [], [], []
    for moment in (REAL(), REAL() + YEAR, REAL(), ends - dt.timedelta(days=1), ends):
        set_to(monkeypatch, moment)
        public = Cache(cache.root, PUBLIC)
        seen.append((ID in public.metas(), ID in Cache(cache.root, MEMBERS).metas()))
        stamps.append(public.stamp())
        shelves.append(Shelf(public).stem(Address("river", "en", ())).parents[2].name.split("-", 1)[1])
    shown = [False, True, False, False, True]
    assert seen == [(one, one) for one in shown]
    assert [one == stamps[0] for one in stamps] == [not one for one in shown]
    assert [one == shelves[0] for one in shelves] == [not one for one in shown]


def test_a_source_that_was_asked_by_a_clock_ahead_is_asked_again_at_once(
    cache: Cache, mirror: Mirror, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample, present = samples()["masie"], REAL()
    sample.put(mirror, sample.rows)
    for moment, asked in ((present + YEAR, 1), (present, 2), (present, 2)):
        set_to(monkeypatch, moment)
        watch.watch(cache, catalog(), http, ["masie"], tell=lambda _: None, pause=lambda _: None, rounds=1)
        assert len(mirror.asked) == asked
    state = cache.live.state("masie")
    assert state is not None and state.checked == f"{present:%Y-%m-%dT%H:%M:%SZ}"


def test_the_failures_of_a_clock_ahead_are_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    present = REAL()
    set_to(monkeypatch, present)
    state = store.State("masie", checked=f"{present + YEAR:%Y-%m-%dT%H:%M:%SZ}", failures=3, error="no")
    assert watch.due_at("masie", catalog(), state, None) <= present
    right = store.State("masie", checked=f"{present:%Y-%m-%dT%H:%M:%SZ}", failures=3, error="no")
    assert watch.due_at("masie", catalog(), right, None) > present


@pytest.mark.parametrize("after", [-dt.timedelta(hours=1), dt.timedelta(), dt.timedelta(seconds=1), YEAR])
def test_every_take_has_an_entry_of_its_own_in_the_journal(
    cache: Cache, mirror: Mirror, http: Http, monkeypatch: pytest.MonkeyPatch, after: dt.timedelta
) -> None:
    sample, present = samples()["masie"], REAL()
    editions = (sample.rows, faults.PLAUSIBLE["revised"](sample.rows), faults.PLAUSIBLE["grown"](sample.rows))
    names: set[str] = set()
    for rows, moment in zip(editions, (present, present + after, present), strict=True):
        set_to(monkeypatch, moment)
        sample.put(mirror, rows)
        outcome = refresh.refresh_one(cache, catalog(), "masie", http)
        assert outcome.result == "updated", outcome.sentence
        told, broken = journal.entries(cache.live, "", "9999")
        names |= {one for entry in told for one in entry["takes"]}
        assert broken == []
    told, _ = journal.entries(cache.live, "", "9999")
    listed = [one for entry in told for one in entry["takes"]]
    assert len(listed) == len(set(listed)) == 3 and set(listed) == names
    assert [entry["at"] for entry in told] == sorted(entry["at"] for entry in told)
    brought = [item for entry in told for item in entry["series"].values()]
    assert sum(item.get("revised", 0) for item in brought) > 0


def test_a_journal_never_gives_two_takes_of_one_second_the_same_name(cache: Cache) -> None:
    at = "2026-01-01T00:00:00Z"
    for number in range(3):
        entry = journal.entry(cache.live, "masie", at, [], sha256="a" * 64, withdrawn=[f"x{number}"])
        assert entry is not None
        journal.keep(cache.live, entry)
    told, _ = journal.entries(cache.live, "", "9999")
    assert len({one for entry in told for one in entry["takes"]}) == 3
