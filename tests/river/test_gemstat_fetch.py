"""The way the GEMS/Water archive is fetched: its record first, then only the members and rows needed."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from indicators import refresh
from indicators.catalog import catalog
from indicators.download import ranged
from indicators.download.http import Http, Limits
from indicators.series import Payload
from indicators.store import Cache
from tests.mirror import Mirror, Reply
from tests.river.gemstat_archive import OXYGEN, RHINE, archive, packed, record, sample

NOW = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
SOURCE = catalog().sources["gemstat"]
NOISE = np.random.default_rng(3).bytes(600_000)  # a member of the archive that nobody needs


class TestRefresh:
    @pytest.fixture
    def http(self, mirror: Mirror) -> Http:
        return Http(mirror=mirror.url, limits=Limits(2, 1, 5, 1, 0))

    def offer(self, mirror: Mirror, content: bytes, checksum: str = "md5:1") -> bytes:
        with zipfile.ZipFile(io.BytesIO(content)) as small:
            members = {"Arsenic.csv": NOISE} | {name: small.read(name) for name in small.namelist()}
        whole = packed(members | {"Zinc.csv": NOISE[:300_000]})
        mirror.serve(SOURCE.urls["record"], record(checksum))
        mirror.put(SOURCE.urls["archive"], Reply(whole, etag=f'"{checksum}"', ranges=True))
        return whole

    def test_only_what_is_needed_is_fetched_and_it_gives_what_the_whole_archive_gives(
        self, mirror: Mirror, http: Http, cache: Cache, tmp_path: Path
    ) -> None:
        rows = [*OXYGEN, sample("RUS00032", "Fe-Dis", "1990-06-01", 390, Unit="µg/l", Remark='a "quoted"\nremark')]
        whole = self.offer(mirror, archive(rows, encoding="latin-1"))
        outcome = refresh.refresh_one(cache, catalog(), "gemstat", http)
        assert not outcome.failed, outcome.sentence
        parts = [asked.headers["Range"].removeprefix("bytes=") for asked in mirror.asked if "Range" in asked.headers]
        lengths = [int(end) - int(start) + 1 for start, end in (part.split("-") for part in parts if part[0] != "-")]
        assert sum(lengths) + ranged.TAIL_BYTES < len(whole) / 4
        by_hand = Cache(tmp_path / "other")
        refresh.load(by_hand, catalog(), "gemstat", Payload(whole, "GFQA_v3.zip", NOW))
        assert list(cache.metas()) == list(by_hand.metas()) != []
        for series_id in cache.metas():
            held, other = cache.read(series_id), by_hand.read(series_id)
            pd.testing.assert_frame_equal(held.observations, other.observations)
            assert held.meta.place_name == other.meta.place_name

    def test_unchanged_is_one_small_request(self, mirror: Mirror, http: Http, cache: Cache) -> None:
        self.offer(mirror, archive(OXYGEN))
        refresh.refresh_one(cache, catalog(), "gemstat", http)
        mirror.asked.clear()
        assert refresh.refresh_one(cache, catalog(), "gemstat", http).result == "unchanged"
        assert [asked.address for asked in mirror.asked] == ["zenodo.org/api/records/18459694"]

    def test_another_checksum_brings_the_new_edition(self, mirror: Mirror, http: Http, cache: Cache) -> None:
        self.offer(mirror, archive(OXYGEN))
        refresh.refresh_one(cache, catalog(), "gemstat", http)
        self.offer(mirror, archive([*OXYGEN, sample("RUS00032", "O2-Dis", "1991-05-02", "9.9")]), "md5:2")
        assert refresh.refresh_one(cache, catalog(), "gemstat", http).result == "updated"
        assert cache.read("dissolved_oxygen.gems_rus00032.gemstat").meta.last.startswith("1991-05-02")

    def test_without_a_station_of_ours_no_table_of_samples_is_fetched_and_the_counts_are_told(
        self, mirror: Mirror, http: Http, cache: Cache
    ) -> None:
        self.offer(mirror, archive(OXYGEN, [RHINE]))
        outcome = refresh.refresh_one(cache, catalog(), "gemstat", http)
        assert outcome.failed and "1 stations, of our countries none" in outcome.sentence
        assert len(mirror.asked) == 5  # record, directory, description, stations, parameters
        assert cache.metas() == {}

    @pytest.mark.parametrize(
        ("licence", "told"), [("cc-by-nc-4.0", "the licence is now 'cc-by-nc-4.0'"), (None, "not a Zenodo record")]
    )
    def test_another_licence_stops_before_the_archive(
        self, mirror: Mirror, http: Http, cache: Cache, licence: str | None, told: str
    ) -> None:
        self.offer(mirror, archive(OXYGEN))
        mirror.serve(SOURCE.urls["record"], record(licence=licence) if licence else b'{"id": 18459694}')
        outcome = refresh.refresh_one(cache, catalog(), "gemstat", http)
        assert outcome.failed and told in outcome.sentence
        assert len(mirror.asked) == 1

    def test_a_newer_archive_under_another_name_is_told(self, mirror: Mirror, http: Http, cache: Cache) -> None:
        mirror.serve(SOURCE.urls["record"], record(file="GFQA_v4.zip"))
        assert "GFQA_v3.zip" in refresh.refresh_one(cache, catalog(), "gemstat", http).sentence

    def test_a_server_without_ranges_is_told_and_the_archive_is_not_swallowed(
        self, mirror: Mirror, http: Http, cache: Cache
    ) -> None:
        self.offer(mirror, archive(OXYGEN))
        mirror.flood(SOURCE.urls["archive"])
        outcome = refresh.refresh_one(cache, catalog(), "gemstat", http)
        assert outcome.failed and "gives no parts of a file. Get the whole file by another way" in outcome.sentence

    def test_a_member_that_came_damaged_is_a_failure(self, mirror: Mirror, http: Http, cache: Cache) -> None:
        whole = self.offer(mirror, archive(OXYGEN))
        with zipfile.ZipFile(io.BytesIO(whole)) as read:
            start = read.getinfo("GEMStat_station_metadata.csv").header_offset + 80
        damaged = whole[:start] + bytes(40) + whole[start + 40 :]
        mirror.put(SOURCE.urls["archive"], Reply(damaged, etag='"md5:1"', ranges=True))
        outcome = refresh.refresh_one(cache, catalog(), "gemstat", http)
        assert outcome.failed and "a broken member" in outcome.sentence
