"""The journal: a take that changed something leaves one entry, through `refresh` and `load` alike."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from pathlib import Path

import pytest

from indicators import journal, refresh
from indicators.catalog import catalog
from indicators.download.http import Http
from indicators.journal import Entry
from indicators.refresh import refresh_one
from indicators.series import Payload
from indicators.snapshot import make
from indicators.store import Cache, Side
from tests import provider_files as files
from tests.mirror import Mirror

MASIE = "masie"
OKHOTSK = "sea_ice_extent.sea_of_okhotsk.masie"
DAYS = [dt.date(2024, 1, 1) + dt.timedelta(days=number) for number in range(60)]
EXTENTS = {day: 500_000.25 + 1000 * number for number, day in enumerate(DAYS)}
NEXT = DAYS[-1] + dt.timedelta(days=1)


def url() -> str:
    address = catalog().sources[MASIE].url
    assert address is not None
    return address


def take(cache: Cache, extents: dict[dt.date, float], when: str, *, force: bool = False) -> refresh.Outcome:
    """MASIE with these extents of the Sea of Okhotsk, as if loaded at a moment."""
    retrieved = dt.datetime.fromisoformat(when).replace(tzinfo=dt.UTC)
    outcome = refresh.load(
        cache, catalog(), MASIE, Payload(files.masie_csv(extents), "masie.csv", retrieved), force=force
    )
    assert not outcome.failed, outcome.sentence
    return outcome


def entries(cache: Cache, after: str = "", until: str = "9999") -> list[Entry]:
    found, broken = journal.entries(cache.live, after, until)
    assert broken == []
    return found


def test_what_a_refresh_brought_is_written_down(cache: Cache, mirror: Mirror, http: Http) -> None:
    mirror.serve(url(), files.masie_csv(EXTENTS))
    refresh_one(cache, catalog(), MASIE, http)
    mirror.serve(url(), files.masie_csv(EXTENTS | {NEXT: 1.5, DAYS[5]: 7.0}))
    refresh_one(cache, catalog(), MASIE, http)
    first, second = (entry["series"][OKHOTSK] for entry in entries(cache))
    assert first == {
        "later": 60, "new": True, "first": "2024-01-01T00:00:00", "last": "2024-02-29T00:00:00",
        "first_value": EXTENTS[DAYS[0]], "last_value": EXTENTS[DAYS[-1]],
    }  # fmt: skip
    (part,) = second.pop("revisions")
    assert second == {
        "later": 1, "revised": 1, "last_before": "2024-02-29T00:00:00", "first": "2024-03-01T00:00:00",
        "last": "2024-03-01T00:00:00", "first_value": 1.5, "last_value": 1.5,
    }  # fmt: skip
    assert part["changes"] == [
        {"kind": "changed", "time_start": "2024-01-06T00:00:00", "time_end": "2024-01-06T00:00:00",
         "old": EXTENTS[DAYS[5]], "new": 7.0}
    ]  # fmt: skip
    assert part["from"]["sha256"] != part["to"]["sha256"]


def test_a_take_that_brings_nothing_leaves_no_entry(cache: Cache) -> None:
    take(cache, EXTENTS, "2024-03-01T00:00:00")
    take(cache, EXTENTS, "2024-03-02T00:00:00")
    assert len(entries(cache)) == 1


def test_a_failed_take_leaves_no_entry(cache: Cache, mirror: Mirror, http: Http) -> None:
    take(cache, EXTENTS, "2024-03-01T00:00:00")
    mirror.login(url())
    assert refresh_one(cache, catalog(), MASIE, http).failed
    assert len(entries(cache)) == 1


def test_a_last_value_of_nought_is_a_value(cache: Cache) -> None:
    take(cache, EXTENTS | {NEXT: 0.0}, "2024-03-02T00:00:00")
    (entry,) = entries(cache)
    assert entry["series"][OKHOTSK]["last_value"] == 0.0


def test_derived_series_stand_in_the_entry_of_the_take_that_moved_them(cache: Cache) -> None:
    """MASIE has no derived series here; the daily Sea Ice Index has."""
    sheet = files.daily_sheet((2023, 2024), {dt.date(2023, 11, 1) + dt.timedelta(days=n): 5e5 for n in range(273)})
    retrieved = dt.datetime(2024, 8, 1, tzinfo=dt.UTC)
    payload = Payload(files.sea_ice_index(sheet), "daily.xlsx", retrieved)
    refresh.load(cache, catalog(), "sea_ice_index", payload)
    (entry,) = entries(cache)
    derived = {name for name in entry["series"] if name.endswith(".derived")}
    assert derived == {series_id for series_id in cache.live.ids() if series_id.endswith(".derived")} != set()


def test_the_first_refresh_after_shipping_is_compared_with_what_was_shipped(cache: Cache) -> None:
    shipped = Side(cache.root, "snapshot")
    payload = Payload(files.masie_csv(EXTENTS), "masie.csv", dt.datetime(2024, 3, 1, tzinfo=dt.UTC))
    refresh.take(shipped, catalog(), MASIE, payload)
    take(cache, EXTENTS | {NEXT: 1.5, DAYS[0]: 2.5}, "2024-03-02T00:00:00")
    (entry,) = entries(cache)
    item = entry["series"][OKHOTSK]
    assert (item["later"], item["revised"], "new" in item) == (1, 1, False)
    assert not (shipped.path / "journal").exists()


def test_takes_of_past_days_are_folded_and_none_is_lost_or_told_twice(cache: Cache) -> None:
    held = dict(EXTENTS)
    take(cache, held, "2024-03-01T00:00:00")
    for hour in (6, 12):
        held[DAYS[-1] + dt.timedelta(days=hour // 6)] = float(hour)
        held[DAYS[hour]] = float(hour)
        take(cache, held, f"2024-03-02T{hour:02}:00:00")
    before = entries(cache)
    held[DAYS[-1] + dt.timedelta(days=3)] = 18.0
    take(cache, held, "2024-03-03T00:00:00")
    folder = cache.live.path / "journal" / MASIE
    assert sorted(path.name[:10] for path in folder.glob("*.json.gz")) == ["2024-03-01", "2024-03-02"]
    assert [path.name[:10] for path in folder.glob("*.json")] == ["2024-03-03"]
    folded = entries(cache, "2024-03-01", "2024-03-02")
    (item,) = (entry["series"][OKHOTSK] for entry in folded)
    assert (item["later"], item["revised"], item["last_value"]) == (2, 2, 12.0)
    assert len(before) == 3
    assert [change["new"] for part in item["revisions"] for change in part["changes"]] == [6.0, 12.0]
    assert sum(entry["series"][OKHOTSK]["later"] for entry in entries(cache)) == 63


def test_takes_left_beside_their_folded_day_are_not_told_twice(cache: Cache) -> None:
    """A crash between writing the day and removing its takes."""
    take(cache, EXTENTS, "2024-03-01T00:00:00")
    (part,) = (cache.live.path / "journal" / MASIE).glob("2024-03-01*.json")
    kept = part.read_bytes()
    take(cache, EXTENTS | {NEXT: 1.0}, "2024-03-02T00:00:00")
    part.write_bytes(kept)
    assert [entry["series"][OKHOTSK]["later"] for entry in entries(cache)] == [60, 1]
    take(cache, EXTENTS | {NEXT: 1.0, NEXT + dt.timedelta(days=1): 2.0}, "2024-03-03T00:00:00")
    assert not part.exists()
    assert [entry["series"][OKHOTSK]["later"] for entry in entries(cache)] == [60, 1, 1]


def test_many_revised_values_are_counted_but_not_all_kept(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_REVISED", 3)
    take(cache, EXTENTS, "2024-03-01T00:00:00")
    take(cache, {day: value + 1 for day, value in EXTENTS.items()}, "2024-03-02T00:00:00")
    item = entries(cache)[1]["series"][OKHOTSK]
    assert item["revised"] == 60
    assert len(item["revisions"][0]["changes"]) == 3


@pytest.mark.parametrize("content", [b"", b"{", b"\x1f\x8b\x08", b"[]", b'{"source": "masie"}'])
def test_a_broken_entry_is_told_and_the_others_go_on(cache: Cache, content: bytes) -> None:
    take(cache, EXTENTS, "2024-03-01T00:00:00")
    folder = cache.live.path / "journal" / MASIE
    (folder / "2024-02-01T000000Z-abcdef12.json").write_bytes(content)
    (folder / "2024-02-02.json.gz").write_bytes(content)
    found, broken = journal.entries(cache.live, "", "9999")
    assert len(found) == 1
    assert len(broken) == 2
    take(cache, EXTENTS | {NEXT: 1.0}, "2024-03-02T00:00:00")
    assert len(journal.entries(cache.live, "", "9999")[0]) == 2


def test_the_journal_tells_since_when_it_is_kept(cache: Cache) -> None:
    assert journal.began(cache.live) == ""
    take(cache, EXTENTS, "2024-03-01T00:00:00")
    take(cache, EXTENTS | {NEXT: 1.0}, "2024-03-02T00:00:00")
    assert journal.began(cache.live) == "2024-03-01T00:00:00Z"


def test_files_of_the_journal_are_small_and_plain(cache: Cache) -> None:
    take(cache, EXTENTS, "2024-03-01T00:00:00")
    take(cache, EXTENTS | {NEXT: 1.0}, "2024-03-02T00:00:00")
    folder = cache.live.path / "journal" / MASIE
    told = json.loads(gzip.decompress((folder / "2024-03-01.json.gz").read_bytes()))
    assert set(told) == {"source", "at", "takes", "series", "withdrawn"}
    assert all(path.stat().st_size < 1000 for path in folder.iterdir())


def test_a_new_snapshot_leaves_what_it_brought(cache: Cache, tmp_path: Path) -> None:
    recipe = cache.snapshot.path / "recipe.yaml"
    recipe.parent.mkdir(parents=True)
    recipe.write_text("files:\n  - {source: masie, file: masie.csv, retrieved: 2024-03-01}\n")
    for extents in (EXTENTS, EXTENTS, EXTENTS | {NEXT: 1.0, DAYS[3]: 9.0}):
        (tmp_path / "masie.csv").write_bytes(files.masie_csv(extents))
        assert [outcome.result for outcome in make(cache, catalog(), tmp_path)] == ["updated"]
    found, _ = journal.entries(cache.snapshot, "", "9999")
    (item,) = (entry["series"][OKHOTSK] for entry in found)
    assert (item["later"], item["revised"]) == (1, 1)
    assert journal.began(cache.snapshot)
