"""Everything as one file: every row once, cells as they are held, nothing whose licence forbids it."""

from __future__ import annotations

import csv
import io
import zipfile

import pyarrow.parquet as pq
import pytest

from indicators import observations
from indicators.profile import one_file, scope
from indicators.series import Meta
from indicators.store import Cache
from tests.profile import walk

CACHE = Cache(walk.ROOT / "cache")


def mine(country: str) -> list[Meta]:
    return scope.of_country([meta for meta, _ in CACHE.metas().values()], country)


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))


def test_the_file_of_mongolia_has_every_row_of_every_series() -> None:
    found = read(one_file.contents(CACHE, mine("MNG"), "mongolia"))
    assert {row["series"] for row in found} == walk.of_country("MNG")
    counted = {name: sum(row["series"] == name for row in found) for name in walk.of_country("MNG")}
    assert counted == {name: int(walk.footers()[name]["count"]) for name in walk.of_country("MNG")}
    assert list(found[0])[len(one_file.ABOUT) :][: len(observations.COLUMNS)] == list(observations.COLUMNS)
    for row in found:
        meta = walk.footers()[row["series"]]
        assert (row["citation_text"], row["licence"], row["unit"]) == (
            meta["citation_text"], meta["licence"], meta["unit"],
        )  # fmt: skip


def test_cells_are_those_of_the_files_with_full_precision() -> None:
    found = read(one_file.contents(CACHE, mine("MNG"), "mongolia"))
    for name in walk.of_country("MNG"):
        table = pq.read_table(walk.ROOT / "cache" / "snapshot" / "series" / f"{name}.parquet").to_pylist()
        ours = [row for row in found if row["series"] == name]
        for row, held in zip(ours, table, strict=True):
            for column, cell in held.items():
                if column in ("time_start", "time_end"):
                    assert row[column] == cell.isoformat()
                elif isinstance(cell, float) and cell == cell:
                    assert float(row[column]) == cell
                else:
                    assert row[column] == ("" if cell is None or cell != cell else cell)


def test_series_that_may_not_be_passed_on_are_left_out_and_named() -> None:
    refused = {name for name, meta in walk.footers().items() if meta["redistribute"] == "no"}
    assert refused
    for country in ("JPN", "KOR"):
        allowed, left = one_file.parted(mine(country))
        assert {meta.id for meta in left} == refused & walk.of_country(country) != set()
        assert {meta.id for meta in allowed} | {meta.id for meta in left} == walk.of_country(country)
    found = read(one_file.contents(CACHE, mine("KOR"), "korea"))
    assert not {row["series"] for row in found} & refused
    assert "marbl" not in one_file.contents(CACHE, mine("KOR"), "korea").decode().lower()


def test_a_long_file_is_packed_and_holds_every_row() -> None:
    allowed, _ = one_file.parted(mine("CHN"))
    assert one_file.is_packed(allowed) and not one_file.is_packed(mine("MNG"))
    with zipfile.ZipFile(io.BytesIO(one_file.contents(CACHE, mine("CHN"), "china"))) as folder:
        assert folder.namelist() == ["china.csv"]
        content = folder.read("china.csv")
    assert len(read(content)) == sum(int(walk.footers()[meta.id]["count"]) for meta in allowed)


@pytest.mark.parametrize("country", ["MNG", "KOR"])
def test_the_size_that_is_stated_is_about_the_size_of_the_file(country: str) -> None:
    allowed, _ = one_file.parted(mine(country))
    real = len(one_file.contents(CACHE, mine(country), "all"))
    assert 0.7 < one_file.size_bytes(allowed) / real < 1.4


def test_quotes_commas_and_line_breaks_survive(cache: Cache) -> None:
    meta = next(meta for meta in mine("MNG") if meta.id == "population.khentii.published")
    note = 'says "about", then\na line; =1+1'
    cache.live.write(meta, observations.build(["2008-01-01"], [67770.5], citation="x", note=note))
    (row,) = read(one_file.contents(cache, [meta], "all"))
    assert row["note"] == note and row["value"] == "67770.5" and row["place"] == "khentii"


def test_a_broken_series_does_not_take_the_others_down(cache: Cache) -> None:
    first, second = mine("MNG")[:2]
    cache.live.write(first, observations.build(["2008-01-01"], [1.0], citation="x"))
    cache.live.write(second, observations.build(["2008-01-01"], [2.0], citation="x"))
    cache.live.file(second.id).write_bytes(b"no parquet")
    assert [row["series"] for row in read(one_file.contents(cache, [first, second], "all"))] == [first.id]
