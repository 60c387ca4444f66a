"""MLIT's water quality: columns by their names, bounds as bounds, stations from the file, asked for politely."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import bundle, captions, download_file, fetchers, observations, refresh, store
from indicators.__main__ import main
from indicators.catalog import Catalog, catalog
from indicators.download.http import Http
from indicators.errors import FormatError
from indicators.refresh import refresh_one
from indicators.river import mlit_quality, mlit_quality_table, sample_archive
from indicators.series import Payload, Reading
from indicators.store import Cache
from tests.mirror import Mirror
from tests.river import shipped

SAMPLES, HOURS = "mlit_quality", "mlit_quality_hourly"
ONE, TWO = "401101281108010", "401111281108020"  # numbers of the test: those of real stations are not known
NOW = dt.datetime(2026, 2, 10, 6, tzinfo=dt.UTC)
AUTOMATIC = "#水温,ｐＨ,ＤＯ,導電率,濁度,ＣＯＤ,シアンイオン,アンモニアイオン,塩化物イオン,BOD,塩分濃度,水位"
ITS_UNITS = "#℃, ,mg/l,ms/m,度,mg/l,mg/l,mg/l,mg/l,mg/l,mg/l,m"
LABORATORY = (
    "#年月日,時分,採水位置,ｐＨ,ＢＯＤ(mg/L),ＣＯＤ(mg/L),ＳＳ(mg/L),ＤＯ(mg/L),ＤＯ飽和度(％),"
    "大腸菌群数（１）(MPN/100mL),ｎ－ヘキサン抽出物質(油分)(mg/L),総窒素(mg/L),総リン(mg/L)"
)
FIELD = (
    "#年月日,時分,採水位置,採水時刻(時分),採水位置,天候,水位(ｍ),流量(m3/sec),全水深(ｍ),"
    "採水水深(ｍ),気温(℃),水温(℃),外観（１）"
)


def top(station: str, river: str, name: str, title: str) -> list[str]:
    return [title, f"水系名,{river}", f"河川名,{river}", f"観測所名,{name}", f"観測所記号,{station}", "#"]


def file(heading: Sequence[str], rows: Sequence[str], station: str = ONE, river: str = "網走川",
         name: str = "試験橋", title: str = "検索結果") -> str:  # fmt: skip
    return "\r\n".join([*top(station, river, name, title), *heading, *rows]) + "\r\n"


def automatic(*rows: str, station: str = ONE, river: str = "網走川") -> str:
    return file([AUTOMATIC, ITS_UNITS], rows, station, river)


def laboratory(*rows: str, station: str = ONE) -> str:
    return file([LABORATORY], rows, station)


def field(*rows: str, station: str = ONE) -> str:
    return file([FIELD], rows, station)


HOUR = "2026/02/0{day},{hour:02d}:00,1,{cells}"
A_DAY = [
    HOUR.format(day=1, hour=hour, cells=f"{hour / 10},7.{hour:02d},11.5,12.3,4,,,,,,,0.55") for hour in range(1, 25)
]
A_SAMPLE = "2024/05/08,10:15,流心,7.4,0.8,3.2,12,10.1,98,330,,0.95,0.031"
AT_THE_RIVER = "2024/05/08,10:15,流心,10:15,流心,晴,0.55,41.20,1.20,0.20,14.5,9.8,無色透明"


def read(body: str | bytes, source: str = SAMPLES, name: str = "table.dat") -> Reading:
    content = body.encode("cp932") if isinstance(body, str) else body
    reading = fetchers.parse(Payload(content, name, NOW), source, catalog())
    for parsed in reading.series:
        observations.check(observations.typed(parsed.observations), parsed.declaration.id)
    return reading


def frames(reading: Reading) -> dict[str, pd.DataFrame]:
    return {parsed.declaration.id: parsed.observations for parsed in reading.series}


def only(reading: Reading, indicator: str) -> pd.DataFrame:
    (found,) = [frame for name, frame in frames(reading).items() if name.startswith(f"{indicator}.")]
    return found


# -- tables ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
def test_an_automatic_day_is_read_hour_by_hour(encoding: str) -> None:
    found = frames(read(automatic(*A_DAY).encode(encoding), HOURS))
    names = ("water_temperature", "ph", "dissolved_oxygen", "conductivity", "turbidity")
    assert set(found) == {f"{name}.mlit_{ONE}.{HOURS}" for name in names}
    plain = list(csv.reader(io.StringIO("\n".join(A_DAY))))  # independent: the third column after the fixed ones
    for indicator, column, factor in (("ph", 4, 1), ("water_temperature", 3, 1), ("conductivity", 6, 10)):
        frame = found[f"{indicator}.mlit_{ONE}.{HOURS}"]
        assert frame["value"].tolist() == pytest.approx([float(row[column]) * factor for row in plain], rel=1e-15)
    times = found[f"ph.mlit_{ONE}.{HOURS}"]["time_start"]
    assert times.tolist() == [pd.Timestamp(2026, 2, 1) + pd.Timedelta(hours=hour) for hour in range(1, 25)]


def test_milli_siemens_a_metre_become_micro_siemens_a_centimetre_exactly() -> None:
    """1 mS/m = 1000 µS / 100 cm = 10 µS/cm."""
    frame = only(read(automatic("2026/02/01,01:00,1,,,,12.3,,,,,,,,"), HOURS), "conductivity")
    assert frame["value"].tolist() == [123.0]


def test_columns_are_found_by_name_wherever_they_stand() -> None:
    body = file(["#濁度,水位,ｐＨ,水温", "#度,m,,℃"], ["2026/02/01,01:00,1,33,0.5,7.1,2.5"])
    found = frames(read(body, HOURS))
    told = {name.split(".")[0]: frame["value"].tolist() for name, frame in found.items()}
    assert told == {"turbidity": [33.0], "ph": [7.1], "water_temperature": [2.5]}


def test_a_blank_is_a_gap_and_units_of_their_own_stay() -> None:
    reading = read(
        automatic("2026/02/01,01:00,1,1.5, ,欠測,-9999.99,30,,,,,,,", "2026/02/01,02:00,1,,7.0,,,,,,,,,,"), HOURS
    )
    found = {name.split(".")[0]: frame["value"].tolist() for name, frame in frames(reading).items()}
    assert found == {"water_temperature": [1.5], "ph": [7.0], "turbidity": [30.0]}
    (turbidity,) = [one.declaration for one in reading.series if one.declaration.indicator == "turbidity"]
    assert turbidity.group.unit == "度" and "not NTU" in turbidity.group.method


def test_columns_that_are_not_taken_are_told() -> None:
    reading = read(automatic("2026/02/01,01:00,1,1.5,,,,,2.0,,,,,,0.55"), HOURS)
    assert "columns left out: COD, 水位" in reading.notices


def test_a_sample_of_the_laboratory_and_of_the_site_is_read() -> None:
    parts = bundle.pack({"02.dat": laboratory(A_SAMPLE).encode("cp932"), "01.dat": field(AT_THE_RIVER).encode("cp932")})
    reading = read(parts, name="both.zip")
    told = {name.split(".")[0]: frame["value"].tolist() for name, frame in frames(reading).items()}
    assert told == {
        "water_temperature": [9.8], "ph": [7.4], "dissolved_oxygen": [10.1], "biochemical_oxygen_demand": [0.8],
        "suspended_solids": [12.0], "total_coliforms": [330.0], "total_nitrogen": [0.95], "total_phosphorus": [0.031],
        "chemical_oxygen_demand_manganese_japan": [3.2],
    }  # fmt: skip
    frame = only(reading, "ph")
    assert frame["time_start"].tolist() == [pd.Timestamp("2024-05-08 10:15")]
    assert frame["sampling_position"].tolist() == ["流心"]


def test_names_and_units_of_samples_may_stand_in_two_lines() -> None:
    names = "#ｐＨ,ＢＯＤ,ＣＯＤ,ＳＳ,ＤＯ,ＤＯ飽和度,大腸菌群数（１）,総窒素,総リン"
    units = "#,mg/L,mg/L,mg/L,mg/L,％,MPN/100mL,mg/L,mg/L"
    reading = read(file([names, units], ["2024/05/08,,流心,7.4,0.8,3.2,12,10.1,98,3.3E+03,0.95,0.031"]))
    assert only(reading, "total_coliforms")["value"].tolist() == [3300.0]
    assert only(reading, "ph")["time_start"].tolist() == [pd.Timestamp("2024-05-08")]  # no time: the day


def test_japans_oxygen_demand_is_an_indicator_of_its_own() -> None:
    (declared,) = [
        one.declaration for one in read(laboratory(A_SAMPLE)).series if one.declaration.indicator.startswith("chem")
    ]
    assert "permanganate at 100 °C" in declared.group.method
    assert declared.indicator not in ("chemical_oxygen_demand", "permanganate_index")


@pytest.mark.parametrize(
    ("cell", "upper", "lower"),
    [("<0.5", 0.5, math.nan), ("＜0.5", 0.5, math.nan), ("0.5未満", 0.5, math.nan), ("< 0.5", 0.5, math.nan),
     ("0.5以下", 0.5, math.nan), (">0.5", math.nan, 0.5), ("0.5以上", math.nan, 0.5)],
)  # fmt: skip
def test_what_is_below_or_above_is_a_bound(cell: str, upper: float, lower: float) -> None:
    reading = read(laboratory(A_SAMPLE.replace(",0.8,", f",{cell},")))
    (row,) = only(reading, "biochemical_oxygen_demand").itertuples()
    assert math.isnan(row.value)
    assert (row.upper, row.lower) == (pytest.approx(upper, nan_ok=True), pytest.approx(lower, nan_ok=True))
    below = not math.isnan(upper)
    assert (row.interval, row.flag) == (("upper bound", "below_detection") if below else ("lower bound", "good"))


@pytest.mark.parametrize("value", ["15.2", "-0.1"])
def test_what_is_beyond_what_is_possible_is_doubted_not_dropped(value: str) -> None:
    frame = only(read(automatic(f"2026/02/01,01:00,1,,{value},,,,,,,,,,"), HOURS), "ph")
    assert frame[["value", "flag", "note"]].values.tolist() == [[float(value), "suspect", "beyond what is possible"]]


@given(st.dictionaries(st.integers(0, 8 * 24 - 1), st.integers(-200, 4500), min_size=1, max_size=60))
def test_every_value_written_is_read_at_its_hour(hundredths: dict[int, int]) -> None:
    start = dt.datetime(2026, 2, 1)
    rows = []
    for hour, value in hundredths.items():
        day, at = divmod(hour, 24)
        rows.append(f"{start + dt.timedelta(days=day):%Y/%m/%d},{at + 1:02d}:00,1,{value / 100:.2f},,,,,,,,,,,")
    frame = only(read(automatic(*rows), HOURS), "water_temperature")
    expected = {start + dt.timedelta(hours=hour + 1): value / 100 for hour, value in hundredths.items()}
    assert dict(zip(frame["time_start"].dt.to_pydatetime(), frame["value"], strict=True)) == expected


def test_of_one_moment_the_first_place_in_the_section_is_kept_and_told() -> None:
    reading = read(laboratory(A_SAMPLE, A_SAMPLE.replace("流心,7.4", "左岸,7.9")))
    frame = only(reading, "ph")
    assert frame["value"].tolist() == [7.4] and frame["sampling_position"].tolist() == ["流心"]
    assert f"ph at {ONE}: 1 values left out, of the same moment elsewhere in the section" in reading.notices


def test_the_station_and_its_river_come_from_the_file() -> None:
    (parsed, *_) = read(file([LABORATORY], [A_SAMPLE], TWO, "常呂川", "忠志橋")).series
    assert parsed.declaration.place == f"mlit_{TWO}"
    assert parsed.meta["place_name"] == f"Tokoro, 忠志橋 ({TWO})"
    assert (parsed.meta["region"], parsed.meta["countries"]) == ("hokkaido_okhotsk_coast", ("JPN",))
    assert parsed.meta["latitude"] is None


@pytest.mark.parametrize(
    ("river", "ours"),
    [("網走川", True), ("常呂川", True), ("湧別川", True), ("渚滑川", True), ("天塩川", False), ("無加川", False)],
)  # fmt: skip
def test_only_the_four_rivers_are_taken(river: str, ours: bool) -> None:
    body = file([LABORATORY], [A_SAMPLE], river=river)
    if ours:
        assert read(body).series
        return
    with pytest.raises(FormatError, match=f"on {river}, which is none of our rivers"):
        read(body)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("7.4,", "7.4?,", "line 8, pH: '7.4?' is neither a number nor a bound"),
        ("7.4,", "nan,", "line 8, pH: 'nan' is neither"),
        ("7.4,", "inf,", "line 8, pH: 'inf' is neither"),
        ("0.031", "ND", "line 8, 総リン: 'ND' is neither a number nor a bound"),
        ("0.8,", "<0.5未満,", "line 8, BOD: '<0.5未満' is neither"),
        ("0.8,", "<,", "line 8, BOD: '<' is neither"),
        ("2024/05/08", "2024/05/32", "line 8, 年月日: '2024/05/32' is not a day"),
        ("2024/05/08", "令和6年5月8日", "line 8, 年月日: '令和6年5月8日' is not a day"),
        ("10:15", "25:00", "line 8, 時分: '25:00' is not a time"),
        (",0.95,0.031", "", "line 8: 11 cells under 13 columns"),
        ("0.031", "0.031,5", "line 8: 14 cells under 13 columns"),
        ("総窒素(mg/L)", "総窒素(μmol/L)", "総窒素 is in 'μmol/l', not in mg/l"),
        ("総窒素(mg/L)", "総リン(mg/L)", "two columns are total_phosphorus"),
        ("年月日,時分", "年月日,時刻", "line 7: the columns do not begin with 年月日, 時分, 採水位置"),
        ("観測所記号,", "記号,", "no station"),
        (f"観測所記号,{ONE}", "観測所記号,4011", "no station"),
        ("河川名,", "川,", "no river"),
        ("ｐＨ,", "導電率(mS/m),", "the columns are those of automatic and laboratory tables"),
    ],
)
def test_another_layout_is_refused_with_its_place(old: str, new: str, told: str) -> None:
    body = laboratory(A_SAMPLE)
    assert old in body
    with pytest.raises(FormatError) as caught:
        read(body.replace(old, new, 1))
    assert "table.dat" in caught.value.sentence and told in caught.value.sentence


@pytest.mark.parametrize(
    "body", [b"\x00\x01", b"\x89HDF\r\n\xff\xfe\x00", b"<html>403</html>", "日流量年表検索結果\r\n".encode()]
)
def test_what_is_no_table_is_refused(body: bytes) -> None:
    with pytest.raises(FormatError):
        read(body)


def test_each_source_takes_its_own_kind_of_table() -> None:
    with pytest.raises(FormatError, match=r"those of automatic tables.*Load it as the source that reads automatic"):
        read(automatic(*A_DAY), SAMPLES)
    with pytest.raises(FormatError, match="those of laboratory tables"):
        read(laboratory(A_SAMPLE), HOURS)


def test_two_values_of_one_moment_are_refused_and_nothing_is_stored(cache: Cache) -> None:
    body = laboratory(A_SAMPLE, A_SAMPLE.replace("7.4", "7.9")).encode("cp932")
    outcome = refresh.load(cache, catalog(), SAMPLES, Payload(body, "t.dat", NOW))
    assert outcome.failed and "a second value for 2024-05-08 10:15" in outcome.sentence
    assert cache.live.ids() == []


def test_one_bad_file_of_a_bundle_stores_nothing(cache: Cache) -> None:
    bad = laboratory(A_SAMPLE.replace("7.4", "x"), station=TWO)
    parts = bundle.pack({"a.dat": laboratory(A_SAMPLE).encode("cp932"), "b.dat": bad.encode("cp932")})
    outcome = refresh.load(cache, catalog(), SAMPLES, Payload(parts, "both.zip", NOW))
    assert outcome.failed and "b.dat line 8, pH" in outcome.sentence
    assert cache.live.ids() == []


# -- by hand -----------------------------------------------------------------------------------------------------


def test_a_file_is_loaded_listed_and_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "samples.dat"
    path.write_bytes(
        laboratory(A_SAMPLE, A_SAMPLE.replace("2024/05/08", "2024/06/05").replace("0.8,", "<0.5,")).encode("cp932")
    )
    folder = str(tmp_path / "cache")
    assert main(["--cache", folder, "load", SAMPLES, str(path)]) == 0
    assert main(["--cache", folder, "list", "--country", "JPN", "--region", "hokkaido_okhotsk_coast"]) == 0
    name = f"biochemical_oxygen_demand.mlit_{ONE}.{SAMPLES}"
    assert name in capsys.readouterr().out
    assert main(["--cache", folder, "show", name]) == 0
    shown = list(csv.DictReader(line for line in capsys.readouterr().out.splitlines() if not line.startswith("#")))
    assert [(row["value"], row["upper"], row["flag"]) for row in shown] == [
        ("0.8", "", "good"),
        ("", "0.5", "below_detection"),
    ]


def test_the_terms_are_told_and_allow_a_download(cache: Cache) -> None:
    body = laboratory(A_SAMPLE).encode("cp932")
    assert not refresh.load(cache, catalog(), SAMPLES, Payload(body, "t.dat", NOW)).failed
    held = cache.read(f"ph.mlit_{ONE}.{SAMPLES}")
    assert download_file.refusal(held.meta) == ""
    for told in (download_file.csv_text(held, catalog()), captions.caption([held], catalog(), "en")[0]):
        assert "国土交通省 水文水質データベース" in told and "加工して作成" in told
    assert "2026-02-10" in held.meta.citation_text


# -- the provider ------------------------------------------------------------------------------------------------


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Pauses asked for; nothing sleeps."""
    asked: list[float] = []
    monkeypatch.setattr(mlit_quality, "PAUSE", asked.append)
    monkeypatch.setattr(store, "now", lambda: NOW)
    return asked


def registry(*stations: str, **options: object) -> Catalog:
    """The registry with stations, on 10 February 2026."""
    sources = dict(catalog().sources)
    for name in (SAMPLES, HOURS):
        changed = sources[name].options | {"stations": list(stations)} | options
        sources[name] = sources[name].model_copy(update={"options": changed})
    return catalog().model_copy(update={"sources": sources})


def page(source: str, station: str, first: str, last: str, items: str = "") -> str:
    return catalog().sources[source].urls["page"].format(station=station, first=first, last=last, items=items)


def offer(mirror: Mirror, address: str, body: str | None, said: str = "該当データはありません") -> None:
    """A page in EUC-JP, and the Shift_JIS file that it names, if there is one."""
    link = f"/dat/dload/download/{sum(address.encode())}{len(mirror.replies)}.dat"
    named = f'<a href="{link}" target="_blank">ダウンロード</a>' if body else said
    mirror.serve(address, f"<HTML><BODY>水質 {named}</BODY></HTML>".encode("euc_jp"))
    if body:
        mirror.serve(f"https://www1.river.go.jp{link}", body.encode("cp932"))


def offer_samples(mirror: Mirror, station: str, years: Sequence[int], empty: Sequence[int] = ()) -> None:
    for year in [*years, *empty]:
        for items, make, row in (("01", field, AT_THE_RIVER), ("02", laboratory, A_SAMPLE)):
            body = make(row.replace("2024/", f"{year}/"), station=station) if year in years else None
            offer(mirror, page(SAMPLES, station, f"{year}0101", f"{year}1231", items), body)


def asked(mirror: Mirror) -> list[tuple[str, str]]:
    """First day and group of items of each page asked for."""
    pages = [one.address for one in mirror.asked if "DspWquaData" in one.address]
    return [(one.split("BGNDATE=")[1][:8], one.split("KIJUN=")[1][:2] if "KIJUN" in one else "") for one in pages]


@pytest.mark.parametrize("name", [SAMPLES, HOURS])
def test_without_a_number_the_source_is_left_out_of_a_refresh(
    name: str, cache: Cache, http: Http, mirror: Mirror
) -> None:
    assert not fetchers.has_address(catalog().sources[name])
    assert fetchers.has_address(registry(ONE).sources[name])
    assert fetchers.has_address(catalog().sources["mlit"])
    outcome = refresh_one(cache, catalog(), name, http)
    assert outcome.failed and "no number of a water-quality station" in outcome.sentence
    assert "`stations` of data_sources.yaml" in outcome.sentence and mirror.asked == []


def test_all_years_come_once_then_the_last_ones_again(
    cache: Cache, mirror: Mirror, http: Http, pauses: list[float]
) -> None:
    known = registry(ONE, first_year=2020)
    offer_samples(mirror, ONE, (2021, 2022, 2023, 2024), empty=(2020, 2025, 2026))
    outcome = refresh_one(cache, known, SAMPLES, http)
    assert (outcome.result, outcome.series) == ("updated", 9)
    assert len(asked(mirror)) == 7 * 2 and len(pauses) == 13 + 8 and set(pauses) == {2.0}
    frame = cache.read(f"water_temperature.mlit_{ONE}.{SAMPLES}").observations
    assert frame["time_start"].dt.year.tolist() == [2021, 2022, 2023, 2024]
    mirror.asked.clear()
    assert refresh_one(cache, known, SAMPLES, http).result == "updated"
    assert [first[:4] for first, items in asked(mirror) if items == "02"] == ["2022", "2023", "2024", "2025", "2026"]


def test_an_attempt_has_an_end_and_the_next_goes_on_from_there(
    cache: Cache, mirror: Mirror, http: Http, pauses: list[float]
) -> None:
    known = registry(ONE, TWO, first_year=2022, most_pages=5)
    for station in (ONE, TWO):
        offer_samples(mirror, station, (2022, 2023, 2024), empty=(2025, 2026))
    firsts: list[str] = []
    for _ in range(3):
        mirror.asked.clear()
        outcome = refresh_one(cache, known, SAMPLES, http)
        assert not outcome.failed and any("to be got at the next refresh" in one for one in outcome.notices)
        firsts += [first for first, _ in asked(mirror)]
    assert firsts == ["20220101"] * 4 + ["20230101"] * 4 + ["20240101"] * 4 + ["20250101"] * 3
    for station in (ONE, TWO):
        frame = cache.read(f"total_nitrogen.mlit_{station}.{SAMPLES}").observations
        assert frame["time_start"].dt.year.tolist() == [2022, 2023, 2024]
    mirror.asked.clear()
    refresh_one(cache, known, SAMPLES, http)
    assert asked(mirror)[:6] == [
        ("20250101", "02"),
        *[("20260101", items) for items in ("01", "02", "01", "02")],
        ("20220101", "01"),
    ]  # the rest, which is empty; then the last years again


def test_a_provider_that_breaks_off_is_asked_on_from_there(
    cache: Cache, mirror: Mirror, http: Http, pauses: list[float]
) -> None:
    known = registry(ONE, first_year=2022)
    offer_samples(mirror, ONE, (2022, 2023, 2024), empty=(2025, 2026))
    mirror.fail(page(SAMPLES, ONE, "20230101", "20231231", "02"), 403)
    first = refresh_one(cache, known, SAMPLES, http)
    assert any("not got this time (the provider answered 403" in notice for notice in first.notices)
    offer_samples(mirror, ONE, (2022, 2023, 2024), empty=(2025, 2026))
    mirror.asked.clear()
    assert not refresh_one(cache, known, SAMPLES, http).failed
    assert asked(mirror)[0] == ("20230101", "02")
    assert len(cache.read(f"ph.mlit_{ONE}.{SAMPLES}").observations) == 3


def test_a_station_registered_later_gets_its_whole_history(
    cache: Cache, mirror: Mirror, http: Http, pauses: list[float]
) -> None:
    for station in (ONE, TWO):
        offer_samples(mirror, station, (2020, 2024), empty=(2021, 2022, 2023, 2025, 2026))
    assert not refresh_one(cache, registry(ONE, first_year=2020), SAMPLES, http).failed
    assert not refresh_one(cache, registry(ONE, TWO, first_year=2020), SAMPLES, http).failed
    assert len(cache.read(f"ph.mlit_{TWO}.{SAMPLES}").observations) == 2


def test_files_without_rows_do_not_stop_the_way_through_the_years(
    cache: Cache, mirror: Mirror, http: Http, pauses: list[float]
) -> None:
    offer_samples(mirror, ONE, (2025,), empty=(2026,))
    for year in range(2020, 2025):
        for items, make in (("01", field), ("02", laboratory)):
            offer(mirror, page(SAMPLES, ONE, f"{year}0101", f"{year}1231", items), make())
    outcome = refresh_one(cache, registry(ONE, first_year=2020, most_pages=3), SAMPLES, http)
    assert outcome.result == "updated"
    assert cache.read(f"water_temperature.mlit_{ONE}.{SAMPLES}").meta.first[:4] == "2025"


def test_hours_are_asked_for_in_windows_of_eight_days(
    cache: Cache, mirror: Mirror, http: Http, pauses: list[float]
) -> None:
    known = registry(ONE)
    firsts = [dt.date(2025, 12, 17) + dt.timedelta(days=8 * step) for step in range(7)]
    for first in firsts:
        last = min(first + dt.timedelta(days=7), NOW.date())
        row = f"{first:%Y/%m/%d},01:00,1,{first.day / 10},,,,,,,,,,,"
        offer(mirror, page(HOURS, ONE, f"{first:%Y%m%d}", f"{last:%Y%m%d}"), automatic(row))
    assert refresh_one(cache, known, HOURS, http).result == "updated"
    assert [first for first, _ in asked(mirror)] == [f"{first:%Y%m%d}" for first in firsts]
    frame = cache.read(f"water_temperature.mlit_{ONE}.{HOURS}").observations
    assert frame["value"].tolist() == [first.day / 10 for first in firsts]
    last = "2026/02/03,01:00,1,0.3,,,,,,,,,,,"
    offer(mirror, page(HOURS, ONE, "20260203", "20260210"), automatic(last, last.replace("01:00", "02:00")))
    mirror.asked.clear()
    assert refresh_one(cache, known, HOURS, http).result == "updated"
    assert asked(mirror) == [("20260203", "")]  # from the day of the last value held
    assert len(cache.read(f"water_temperature.mlit_{ONE}.{HOURS}").observations) == 8


def test_a_refused_number_is_told(cache: Cache, mirror: Mirror, http: Http, pauses: list[float]) -> None:
    offer(mirror, page(SAMPLES, ONE, "20260101", "20261231", "01"), None, "パラメータに誤りがあります")
    outcome = refresh_one(cache, registry(ONE, first_year=2026), SAMPLES, http)
    assert outcome.failed and f"does not take the station {ONE}" in outcome.sentence


def test_a_provider_without_any_file_is_told_until_something_is_held(
    cache: Cache, mirror: Mirror, http: Http, pauses: list[float]
) -> None:
    known = registry(ONE, first_year=2024, back_years=0)
    offer_samples(mirror, ONE, (), empty=(2024, 2025, 2026))
    outcome = refresh_one(cache, known, SAMPLES, http)
    assert outcome.failed and "no page names a file" in outcome.sentence
    offer_samples(mirror, ONE, (2025,))
    assert refresh_one(cache, known, SAMPLES, http).result == "updated"
    offer_samples(mirror, ONE, (), empty=(2025,))
    assert refresh_one(cache, known, SAMPLES, http).result == "unchanged"


# -- charts ------------------------------------------------------------------------------------------------------


def stored(cache: Cache, source: str, body: str, name: str) -> store.Held:
    assert not refresh.load(cache, catalog(), source, Payload(body.encode("cp932"), "t.dat", NOW)).failed
    return cache.read(name)


def test_samples_are_drawn_with_bounds_and_their_own_words(cache: Cache) -> None:
    rows = [A_SAMPLE, A_SAMPLE.replace("2024/05/08", "2024/06/05").replace("3.2,", "<0.5,")]
    held = stored(cache, SAMPLES, laboratory(*rows), f"chemical_oxygen_demand_manganese_japan.mlit_{ONE}.{SAMPLES}")
    chart = sample_archive.samples([held], catalog(), "en")
    shipped.check(chart)
    assert {trace.marker.symbol for trace in chart.plot.data} == {"circle", "arrow-down"}
    told = " ".join(chart.key)
    assert "neither the dichromate demand nor China's" in told and "MLIT" in told and "GEMS" not in told
    assert "MLIT samples" in chart.subtitle and "Abashiri, 試験橋" in chart.title
    assert "place in the section: 流心" in chart.plot.data[0].customdata[0]


def test_hours_are_drawn_for_the_last_days_only(cache: Cache) -> None:
    rows = [f"2025/{month:02d}/01,{hour:02d}:00,1,,,,,{month},,,,,,," for month in (1, 6) for hour in (1, 2)]
    held = stored(cache, HOURS, automatic(*rows), f"turbidity.mlit_{ONE}.{HOURS}")
    chart = sample_archive.samples([held], catalog(), "en", last_days=62)
    shipped.check(chart)
    assert [x[:7] for trace in chart.plot.data for x in trace.x] == ["2025-06", "2025-06"]
    assert "hourly values" in chart.subtitle and "(2 hours)" in chart.title
    assert any("not NTU" in line for line in chart.key) and chart.plot.layout.yaxis.title.text == "度"


def test_the_names_of_a_unit_are_compared_without_case_and_width() -> None:
    assert mlit_quality_table.unit("ｍｇ／Ｌ") == mlit_quality_table.unit("mg/l") == "mg/l"
    assert mlit_quality_table.unit("µS/cm") == mlit_quality_table.unit("μS/cm")
    assert mlit_quality_table.unit("℃") == "°c"
