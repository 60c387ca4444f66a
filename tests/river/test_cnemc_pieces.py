"""Pieces of the feed loaded out of order: dates of retrieval and access stay those of the newest."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from indicators import refresh
from indicators.catalog import catalog
from indicators.series import Payload
from indicators.store import Cache

SERIES = "permanganate_index.jiayin.cnemc"


def piece(file: Path, year: int, month: int, day: int) -> Payload:
    when = dt.datetime(year, month, day, tzinfo=dt.UTC)
    return Payload.from_file(file, when, when.date())


def test_an_earlier_piece_adds_rows_but_not_its_date(cache: Cache, upstream: Path) -> None:
    folder = upstream / "river" / "cnemc"
    refresh.take(cache.live, catalog(), "cnemc", piece(folder / "by_section_2021-04" / "嘉荫.csv", 2021, 4, 5))
    before = cache.read(SERIES)
    refresh.take(cache.live, catalog(), "cnemc", piece(folder / "2020-05-08.json", 2020, 5, 8))
    after = cache.read(SERIES)
    assert len(after.observations) == len(before.observations) + 1
    assert after.meta.retrieved == "2021-04-05T00:00:00Z"
    assert after.meta.citation_text.endswith("Date accessed 2021-04-05.")
