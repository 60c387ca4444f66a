"""The cache: what is written comes back to the last digit, whole or not at all, and one bad file stays alone."""

from __future__ import annotations

import json
import math
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import observations, store
from indicators.errors import StoreError
from indicators.series import Meta
from indicators.store import Cache, State

ID = "sea_ice_extent.sea_of_okhotsk.masie"
META = Meta(
    id=ID,
    indicator="sea_ice_extent",
    region="sea_of_okhotsk",
    countries=("JPN", "RUS"),
    place="sea_of_okhotsk",
    latitude=53.5,
    longitude=None,
    unit="km²",
    statistic="daily analysis",
    frequency="day",
    method="人手による解析",
    area_definition='polygon "14", as MASIE has it',
    source="masie",
    product_version="1",
    doi="10.7265/N5GT5K3K",
    licence="free",
    redistribute="raw",
    disclosure="public",
    citation_text="U.S. National Ice Center … Accessed 2026-06-28.",
    retrieved="2026-06-28T00:00:00Z",
    sha256="0" * 64,
)
OTHER = "sea_ice_extent.bering_sea.masie"
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)
numbers = st.floats(allow_infinity=False)
moments = st.datetimes(pd.Timestamp("1700-01-01").to_pydatetime(), pd.Timestamp("2200-01-01").to_pydatetime())


def days(values: list[float], **columns: Any) -> pd.DataFrame:
    return observations.build(pd.date_range("2026-01-01", periods=len(values)), values, citation="masie", **columns)


def spoil(path: Path, how: str) -> None:
    content = path.read_bytes()
    broken = {
        "cut": content[: len(content) // 2],
        "empty": b"",
        "a page": b"<html>login</html>",
        "footer lost": content[:-8] + b"00000000",
        "middle zeroed": content[:4] + bytes(len(content) // 2) + content[4 + len(content) // 2 :],
    }
    path.write_bytes(broken[how])


@settings(max_examples=40)
@given(st.lists(st.tuples(moments, numbers, numbers, texts), max_size=20))
def test_a_series_comes_back_to_the_last_digit(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[Any, float, float, str]]
) -> None:
    side = Cache(tmp_path_factory.mktemp("cache")).live
    frame = observations.build(
        [row[0] for row in rows],
        [row[1] for row in rows],
        lower=[row[2] for row in rows],
        note=[row[3] for row in rows],
        citation="masie",
    )
    side.write(META, frame)
    back = side.read(ID).observations
    pd.testing.assert_frame_equal(back, frame, check_exact=True)
    for name in ("value", "lower"):  # also the sign of zero
        there = frame[name].notna()
        np.testing.assert_array_equal(np.signbit(back[name][there]), np.signbit(frame[name][there]))


def test_columns_beyond_the_contract_come_back(cache: Cache) -> None:
    frame = days([1.0, 2.0]).assign(depth_m=[5.0, math.nan], cruise=["MR06", "ソーニャ"])
    cache.live.write(META, frame)
    pd.testing.assert_frame_equal(cache.read(ID).observations, frame)


def test_metadata_come_back_with_first_last_and_count_of_the_frame(cache: Cache) -> None:
    cache.live.write(META, days([1.0, 2.0, math.nan]))
    years = '{"2026":[2],"all":[2]}'
    expected = replace(META, first="2026-01-01T00:00:00", last="2026-01-02T00:00:00", count=3, years=years)
    assert cache.live.meta(ID) == expected
    assert cache.live.read(ID).meta == expected


def test_an_empty_series_is_a_series(cache: Cache) -> None:
    cache.live.write(META, days([]))
    held = cache.read(ID)
    assert (held.meta.first, held.meta.last, held.meta.count, len(held.observations)) == ("", "", 0, 0)


def test_other_programs_find_the_metadata_in_the_schema(cache: Cache) -> None:
    path = cache.live.write(META, days([1.0]))
    told = pq.read_schema(path).metadata
    assert told is not None
    assert told[b"id"].decode() == ID
    assert told[b"countries"].decode() == "JPN RUS"
    assert told[b"method"].decode() == META.method
    assert {name.encode() for name in Meta.names()} <= set(told)


def test_a_file_from_before_there_were_names_of_places_is_read(cache: Cache) -> None:
    frame, told = days([1.0]), store.encode(META)
    del told["place_name"]
    path = cache.live.write(META, frame)
    store._write_parquet(path, frame, told)
    assert cache.read(ID).meta.place_name == ""
    assert list(cache.metas()) == [ID]


def test_the_name_that_a_provider_gives_a_place_comes_back(cache: Cache) -> None:
    cache.live.write(replace(META, place_name="Хабаровск (RUS00032)"), days([1.0]))
    assert cache.read(ID).meta.place_name == "Хабаровск (RUS00032)"


@pytest.mark.parametrize("how", ["cut", "empty", "a page", "footer lost", "middle zeroed"])
def test_a_broken_file_takes_down_itself_only(cache: Cache, how: str) -> None:
    cache.live.write(META, days([1.0] * 50))
    cache.live.write(replace(META, id=OTHER), days([2.0]))
    spoil(cache.live.file(ID), how)
    with pytest.raises(StoreError, match=f"{ID}.*Refresh or load"):
        cache.read(ID)
    assert cache.read(OTHER).observations["value"].tolist() == [2.0]
    assert OTHER in cache.metas()
    if how != "middle zeroed":  # there the footer, which lists and `broken` read, is whole
        assert list(cache.metas()) == [OTHER]
        assert [sentence for sentence in cache.broken() if ID in sentence] != []


@pytest.mark.parametrize(
    ("live", "snapshot", "shown"),
    [
        ("2026-06-28T00:00:00Z", "2026-01-01T00:00:00Z", "live"),
        ("2026-01-01T00:00:00Z", "2026-06-28T00:00:00Z", "snapshot"),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "live"),
    ],
)
def test_of_two_good_copies_the_later_retrieved_one_is_shown(
    cache: Cache, live: str, snapshot: str, shown: str
) -> None:
    cache.live.write(replace(META, retrieved=live), days([1.0]))
    cache.snapshot.write(replace(META, retrieved=snapshot), days([2.0]))
    held = cache.read(ID)
    assert held.origin == shown
    assert held.observations["value"].tolist() == [1.0 if shown == "live" else 2.0]
    assert cache.metas()[ID] == (held.meta, shown)


@pytest.mark.parametrize("how", ["cut", "empty", "footer lost", "middle zeroed"])
def test_a_good_old_copy_is_shown_where_the_new_one_is_broken(cache: Cache, how: str) -> None:
    cache.live.write(META, days([1.0] * 50))
    cache.snapshot.write(replace(META, retrieved="2026-01-01T00:00:00Z"), days([2.0]))
    spoil(cache.live.file(ID), how)
    assert cache.read(ID).origin == "snapshot"
    assert ID in cache.metas()


def test_an_unknown_series_is_told_with_the_way_out(cache: Cache) -> None:
    with pytest.raises(StoreError, match=r"nowhere: not in the cache\. Run `refresh` or `load`"):
        cache.read("nowhere")
    assert cache.metas() == {}
    assert cache.broken() == []


def test_a_failed_write_leaves_the_old_file_and_no_other(cache: Cache) -> None:
    path = cache.live.write(META, days([1.0]))
    with pytest.raises(RuntimeError, match="disk"), store.written_aside(path) as aside:
        aside.write_bytes(b"half a f")
        raise RuntimeError("disk")
    assert cache.read(ID).observations["value"].tolist() == [1.0]
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def test_readers_never_see_half_of_a_file(cache: Cache) -> None:
    """One writer replaces a series for a second, each vintage of one number and a length of its own."""
    cache.live.write(META, days([0.0]))
    until = time.monotonic() + 1
    wrong: list[str] = []
    reads = [0, 0, 0]

    def write() -> None:
        vintage = 0
        while time.monotonic() < until:
            vintage += 1
            cache.live.write(replace(META, sha256=str(vintage)), days([float(vintage)] * (1 + 997 * (vintage % 7))))

    def read(number: int) -> None:
        while time.monotonic() < until:
            try:
                held = cache.live.read(ID)
            except StoreError as error:
                wrong.append(error.sentence)
                continue
            values = set(held.observations["value"])
            if len(values) != 1 or held.meta.count != len(held.observations):
                wrong.append(f"{held.meta.count} rows promised, values {sorted(values)[:3]}")
            elif held.meta.sha256.isdigit() and int(held.meta.sha256) not in ({0} | values):
                wrong.append(f"metadata of vintage {held.meta.sha256}, values of {values}")
            reads[number] += 1

    workers = [threading.Thread(target=write), *(threading.Thread(target=read, args=(n,)) for n in range(3))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert wrong == []
    assert min(reads) > 5


def test_the_stamp_changes_with_every_write(cache: Cache, tmp_path: Path) -> None:
    seen = [cache.stamp()]
    for _ in range(2):
        cache.live.write(META, days([1.0]))
        seen.append(cache.stamp())
        probe = tmp_path / "probe"
        probe.touch()
        while probe.stat().st_mtime_ns <= seen[-1][0]:  # until the clock of the file system has moved on
            probe.touch()
    assert len(set(seen)) == 3


def test_a_state_comes_back(cache: Cache) -> None:
    state = State("masie", retrieved="2026-06-28T00:00:00Z", etag='"é"', notices=("eins", "二"), failures=2)
    cache.live.write_state(state)
    assert cache.live.state("masie") == state
    assert cache.live.state("other") is None


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", '"text"', '{"source": "masie", "unheard_of": 1}', '{"notices": ["x"]}', "\xff\xfe"],
)
def test_a_broken_state_is_told_and_takes_nothing_down(cache: Cache, content: str) -> None:
    cache.live.write_state(State("masie"))
    (cache.live.path / "sources" / "masie.json").write_bytes(content.encode("latin-1"))
    state = cache.live.state("masie")
    assert state is not None
    assert "cannot be read" in state.error


def test_revision_logs_come_back_oldest_first(cache: Cache) -> None:
    for stamp in ("2026-06-28T00:00:00Z-b", "2026-05-01T00:00:00Z-c", "2026-06-28T12:00:00Z-a"):
        cache.live.write_revisions("masie", stamp, {"stamp": stamp})
    told = [log["stamp"] for log in cache.live.revisions("masie")]
    assert told == ["2026-05-01T00:00:00Z-c", "2026-06-28T00:00:00Z-b", "2026-06-28T12:00:00Z-a"]


def test_the_cache_is_the_one_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.cache_root() == store.ROOT
    monkeypatch.setenv(store.ENVIRONMENT, str(tmp_path / "by environment"))
    assert store.cache_root() == tmp_path / "by environment"
    assert store.cache_root(tmp_path / "by hand") == tmp_path / "by hand"


def test_what_is_written_is_json_a_person_can_read(cache: Cache) -> None:
    cache.live.write_state(State("masie", error="気象庁: no answer"))
    text = (cache.live.path / "sources" / "masie.json").read_text(encoding="utf-8")
    assert "気象庁" in text
    assert json.loads(text)["source"] == "masie"
