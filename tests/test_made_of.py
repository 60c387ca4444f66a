"""A refresh makes anew what is made of the series that it changed, and nothing else; what it changed is shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from indicators import fields
from indicators.catalog import catalog
from indicators.coverage import matrix, record
from indicators.since import digest
from indicators.species import cast, collect
from indicators.store import Cache, now
from tests.conftest import ROOT
from ui.frame import Context
from ui.made_of import mark, mark_of_fields
from ui.species import texts

MASIE = "sea_ice_extent.sea_of_okhotsk.masie"


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """The shipped snapshot, and a live side to write to."""
    made = Cache(tmp_path)
    made.snapshot.path.symlink_to(ROOT / "cache" / "snapshot")
    if MASIE not in made.metas():
        pytest.skip("no snapshot is shipped here")
    return made


def refreshed(cache: Cache, series_id: str) -> None:
    """The series as a refresh of today would leave it."""
    held = cache.read(series_id)
    cache.live.write(replace(held.meta, retrieved=f"{now():%Y-%m-%dT%H:%M:%SZ}"), held.observations)


def test_a_mark_changes_with_its_series_and_with_which_they_are(cache: Cache) -> None:
    mine, other = [MASIE], ["sea_ice_extent.bering_sea.masie"]
    before = mark(cache, mine), mark(cache, other)
    assert mark(cache, [*mine, *other]) not in before
    refreshed(cache, MASIE)
    assert mark(cache, mine) != before[0]
    assert mark(cache, other) == before[1]


def test_the_texts_of_a_species_are_made_anew_for_its_series_alone(cache: Cache) -> None:
    here = Context("en", cache, catalog())

    def marks() -> dict[str, str]:
        metas = [meta for meta, _ in cache.metas().values()]
        return {code: texts.made_of(collect.dossier(metas, catalog(), code), here) for code in cast.CAST}

    before = marks()
    refreshed(cache, MASIE)
    assert marks() == before
    counted = next(one for one in cache.metas() if "spotted_seal" in one and one.startswith("count"))
    refreshed(cache, counted)
    after = marks()
    assert {code for code in before if before[code] != after[code]} >= {"spotted_seal"}
    assert any(before[code] == after[code] for code in before)


def test_the_texts_read_nothing_that_their_mark_does_not_know(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    here = Context("en", cache, catalog())
    read, marked = set[str](), set[str]()
    known = Cache.read
    monkeypatch.setattr(Cache, "read", lambda self, one: (read.add(one), known(self, one))[1])
    monkeypatch.setattr(texts, "mark", lambda _, ids: marked.update(ids) or "mark")
    for code in cast.CAST:
        read.clear(), marked.clear()
        chosen = collect.dossier([meta for meta, _ in cache.metas().values()], catalog(), code)
        texts.made_of(chosen, here)
        texts._Maker(chosen, (), "", "en", here).texts()
        assert read <= marked, code


def test_a_map_of_ice_is_made_anew_for_fields_and_its_extents(cache: Cache) -> None:
    held = next(iter(fields.metas(cache).values()))[0].source
    before = mark_of_fields(cache)
    refreshed(cache, MASIE)
    assert mark_of_fields(cache) == before
    (cache.live.path / "fields").mkdir()
    assert mark_of_fields(cache) != before
    assert held


def test_the_picture_of_a_domain_stays_when_another_domain_is_refreshed(cache: Cache) -> None:
    def of(domain: str) -> str:
        return mark(cache, (one.meta.id for one in matrix.chosen(record.records(cache), domain)))

    before = {domain: of(domain) for domain in ("population", "sea_ice")}
    refreshed(cache, MASIE)
    assert of("population") == before["population"]
    assert of("sea_ice") != before["sea_ice"]


def test_a_digest_reads_only_what_changed_again(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    def made() -> digest.Digest:
        return digest.make(cache, catalog(), "2024-01-01", "now", now())

    first = made()
    seen: list[str] = []
    read = type(cache.live).read
    monkeypatch.setattr(type(cache.live), "read", lambda self, one: (seen.append(one), read(self, one))[1])
    refreshed(cache, MASIE)
    seen.clear()
    again = made()
    assert seen == [MASIE]
    assert [one.meta.id for one in again.found] == [one.meta.id for one in first.found]
    assert MASIE in [one.meta.id for one in first.found]
