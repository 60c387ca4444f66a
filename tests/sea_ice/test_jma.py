"""JMA's yearly maximum: each winter under its season, in km², the edition told, any other layout refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import captions, carried, download_file, fetchers
from indicators.__main__ import main
from indicators.catalog import catalog
from indicators.download.http import Http
from indicators.errors import FormatError
from indicators.refresh import load, refresh_one
from indicators.sea_ice import yearly
from indicators.series import Payload, Reading
from indicators.store import ROOT, Cache
from tests.mirror import Mirror

JMA = "jma"
SERIES = "sea_ice_area_season_maximum.sea_of_okhotsk.jma"
PUBLISHED = "sea_ice_area_season_maximum.sea_of_okhotsk.published"
NOW = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
HEADING = "海氷年度\t最大海氷域面積\n"
AREAS = {1971: "116.83", 1972: "130.63", 2000: "119.5", 2015: "70.26", 2016: "108"}


def text(areas: Mapping[int, str], heading: str = HEADING) -> str:
    """Rows as the provider is said to write them: winter, tab, area in 10^4 km²."""
    return heading + "".join(f"{year - 1}-{year % 100:02d}\t{area}\n" for year, area in areas.items())


def read(body: bytes) -> Reading:
    return fetchers.parse(Payload(body, "longterm.txt", NOW), JMA, catalog())


def by_season(reading: Reading) -> dict[int, float]:
    (parsed,) = reading.series
    frame = parsed.observations
    assert (frame["time_start"].dt.strftime("%m-%d") == "11-01").all()
    assert (frame["time_start"].dt.year + 1 == frame["time_end"].dt.year).all()
    return {row.time_end.year: row.value for row in frame.itertuples()}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("heading", ["", HEADING])
def test_a_winter_is_named_by_its_january_and_counted_in_km2(encoding: str, heading: str) -> None:
    reading = read(text(AREAS, heading).encode(encoding))
    assert by_season(reading) == {1971: 1_168_300, 1972: 1_306_300, 2000: 1_195_000, 2015: 702_600, 2016: 1_080_000}
    assert reading.series[0].declaration.id == SERIES
    assert reading.notices == ()


@given(st.dictionaries(st.integers(1971, 2069), st.integers(1, 15_713), min_size=1))
def test_every_area_written_is_read_to_the_last_digit(hundredths: dict[int, int]) -> None:
    areas = {season: f"{hundredths[season] / 100:.2f}" for season in sorted(hundredths)}
    assert by_season(read(text(areas).encode())) == {season: 100.0 * hundredths[season] for season in areas}


def test_the_end_of_a_century_is_one_winter() -> None:
    assert by_season(read(b"1999-00\t119.50\n")) == {2000: 1_195_000}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("1971-72\t130.63", "1971/72\t130.63", "line 3: '1971/72\\t130.63' is not `YYYY-YY<TAB>area`"),
        ("1971-72\t130.63", "1971-72 130.63", "line 3"),
        ("1971-72\t130.63", "1971-72\t130.63\t1.2", "line 3"),
        ("1971-72\t130.63", "1971-72\t-", "line 3"),
        ("1971-72\t130.63", "1971-73\t130.63", "line 3: 1971-73 is not one winter"),
        ("1971-72\t130.63", "1970-71\t130.63", "line 3: season 1971 comes after 1971"),
        ("1971-72\t130.63", "1971-72\t1306300", "no ice area of a sea of 157.13"),
        ("1971-72\t130.63", "1971-72\t0", "no ice area"),
        ("1971-72\t130.63", "最大\t1971-72", "line 3"),
        ("1970-71\t116.83", "1970/71\t116.83", "line 2"),
    ],
)
def test_any_other_row_is_refused_with_its_line(old: str, new: str, told: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(text(AREAS).replace(old, new, 1).encode())
    assert told in caught.value.sentence and "longterm.txt" in caught.value.sentence


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<html><body>moved</body></html>", "no row"),
        (b"\xff\xfe1\x009\x007\x000\x00", "neither UTF-8 nor Shift_JIS"),
        (HEADING.encode() * 11, "is not `YYYY-YY<TAB>area`"),
    ],
)
def test_what_is_no_such_file_is_refused(body: bytes, told: str) -> None:
    with pytest.raises(FormatError, match=told):
        read(body)


def test_the_edition_is_told_by_the_season_that_jma_computed_anew() -> None:
    new, old, unknown = (
        read(text(AREAS | {2015: area}).encode()) for area in ("70.26", "67.48", "69.99")
    )  # fmt: skip
    assert new.series[0].meta["product_version"] == "data set of October 2021"
    assert set(new.series[0].observations["note"]) == {""}
    assert old.series[0].meta["product_version"] == "before October 2021"
    assert "standard area of October 2021" in old.series[0].meta["area_definition"]
    assert all("20 October 2021" in note for note in old.series[0].observations["note"])
    assert unknown.series[0].meta["product_version"] == ""
    assert unknown.notices == ("the edition is not known: season 2015 is 69.99 x 10^4 km²",)


def test_the_recomputation_is_in_the_log_of_revisions(cache: Cache, tmp_path: Path) -> None:
    for name, area in (("old.txt", "67.48"), ("new.txt", "70.26")):
        file = tmp_path / name
        file.write_bytes(text(AREAS | {2015: area}).encode())
        assert not load(cache, catalog(), JMA, carried.payload_of(file)).failed
    (log,) = cache.live.revisions(JMA)
    (change,) = log["changes"][SERIES]
    assert (change["kind"], change["old"], change["new"]) == ("changed", 674_800, 702_600)
    assert cache.read(SERIES).meta.product_version == "data set of October 2021"


def test_it_comes_through_the_network_and_says_that_it_was_edited(cache: Cache, mirror: Mirror, http: Http) -> None:
    url = catalog().sources[JMA].url
    assert url is not None
    mirror.serve(url, text(AREAS).encode("cp932"), etag='"a"')
    assert refresh_one(cache, catalog(), JMA, http).result == "updated"
    assert refresh_one(cache, catalog(), JMA, http).result == "unchanged"
    held = cache.read(SERIES)
    (caption,) = captions.caption([held], catalog(), "en")
    notice = "出典：気象庁ホームページ (https://www.data.jma.go.jp/"
    assert notice in caption and "加工して作成" in caption
    assert download_file.refusal(held.meta) == ""
    told = download_file.csv_text(held, catalog())
    assert notice in told and "加工して作成" in told and "1168300" in told
    mirror.login(url)
    assert refresh_one(cache, catalog(), JMA, http).failed
    assert len(cache.read(SERIES).observations) == len(AREAS)


def test_it_is_loaded_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, folder = tmp_path / "longterm_okhotsk_latest.txt", str(tmp_path / "cache")
    file.write_bytes(text(AREAS).encode())
    assert main(["--cache", folder, "load", JMA, str(file)]) == 0
    assert main(["--cache", folder, "show", SERIES]) == 0
    assert "1970-11-01,1971-07-31,1168300.0" in capsys.readouterr().out
    file.write_bytes(b"1970-71 116.83\n")
    assert main(["--cache", folder, "load", JMA, str(file)]) == 1
    assert "longterm_okhotsk_latest.txt line 1" in capsys.readouterr().err


def test_the_chart_keeps_the_second_hand_points_apart(cache: Cache, tmp_path: Path) -> None:
    """55 shipped second-hand seasons; the file is made of them, with one season changed."""
    copied = Cache(ROOT).snapshot.read(PUBLISHED)
    areas = {row.time_end.year: f"{row.value / 1e4:.2f}" for row in copied.observations.itertuples()}
    file = tmp_path / "longterm.txt"
    file.write_bytes(text(areas | {1980: "99.99"}).encode())
    assert not load(cache, catalog(), JMA, carried.payload_of(file)).failed
    own = cache.read(SERIES)
    chart = yearly.japan_yearly_maximum([copied, own], catalog(), "en")
    line, apart, slope = chart.plot.data
    assert (line.mode, apart.mode, slope.line.dash) == ("lines+markers", "markers", "dash")
    assert dict(zip(line.x, line.y, strict=True))[1980] == 999_900
    assert f"1 of {len(areas)} differ" in chart.key[1]
    assert chart.key[0].startswith("Decrease of ")
    assert chart.series == (SERIES, PUBLISHED) and len(chart.caption) == 2
    alone = yearly.japan_yearly_maximum([copied], catalog(), "en")
    assert len(alone.plot.data) == 2 and set(alone.plot.data[0].marker.color) == {"#FFFFFF"}
    assert len(yearly.japan_yearly_maximum([own], catalog(), "en").key) == 2
