"""MLIT's discharge tables: every value on its day and hour, flags obeyed, files got in two steps."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import math
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import bundle, captions, download_file, fetchers, observations, refresh, store
from indicators.__main__ import main
from indicators.catalog import Catalog, catalog
from indicators.download.http import Http
from indicators.errors import FormatError
from indicators.refresh import refresh_one
from indicators.river import annual, hours, hydrograph, mlit, words, year_curve
from indicators.series import Payload, Reading
from indicators.store import Cache
from tests.mirror import Mirror
from tests.river import shipped

MLIT = "mlit"
HONGO, MOSHIRI = "301101281108030", "301011281104010"
NOW = dt.datetime(2026, 2, 10, tzinfo=dt.UTC)
DAILY_FILE = "river/mlit/japan_301011281104010_kind7_2004.dat"
HOURLY_FILE = "river/mlit/japan_301011281104010_kind6_200401.dat"
Cells = Mapping[dt.datetime, tuple[str, str]]


def top(title: str, gauge: str, name: str) -> list[str]:
    lines = [title, "水系名,網走川", "河川名,網走川", f"観測所名,{name}", f"観測所記号,{gauge}", "#"]
    return [*lines, "#月,1日データ,1日フラグ,,31日データ,31日フラグ", "#  フラグの意味： $:欠測, -:未登録", "#"]


def daily(year: int, cells: Cells, gauge: str = HONGO, name: str = "本郷") -> str:
    """A year by day as the provider writes it: values right-aligned, a flag after each, days of the month only."""
    lines = top("日流量年表検索結果", gauge, name)
    lines += ["," + ",".join(f"{day}日," for day in range(1, 32)), f"{year}年"]
    for month in range(1, 13):
        days = [dt.datetime(year, month, day) for day in range(1, calendar.monthrange(year, month)[1] + 1)]
        pairs = [cells.get(day, ("", "-")) for day in days]
        lines.append(f"{month}月," + ",".join(f"{value:>8},{flag or ' '}" for value, flag in pairs))
    return "\r\n".join(lines) + "\r\n"


def hourly(days: int, cells: Cells, gauge: str = HONGO) -> str:
    """The first days of January 2026 by hour."""
    lines = top("時刻流量月表検索結果", gauge, "本郷")
    lines.append("," + ",".join(f"{hour}時," for hour in range(1, 25)))
    for day in range(1, days + 1):
        start = dt.datetime(2026, 1, day)
        pairs = [cells.get(start + dt.timedelta(hours=hour), ("", "-")) for hour in range(1, 25)]
        lines.append(f"{start:%Y/%m/%d}," + ",".join(f"{value:>8},{flag or ' '}" for value, flag in pairs))
    return "\r\n".join(lines) + "\r\n"


def read(body: str | bytes, name: str = "table.dat") -> Reading:
    content = body.encode("cp932") if isinstance(body, str) else body
    return fetchers.parse(Payload(content, name, NOW), MLIT, catalog())


def values(reading: Reading) -> dict[dt.datetime, float]:
    (parsed,) = reading.series
    observations.check(parsed.observations, parsed.declaration.id)
    return {row.time_start.to_pydatetime(): row.value for row in parsed.observations.itertuples()}


YEAR = {dt.datetime(2024, 1, 1): ("10.52", ""), dt.datetime(2024, 2, 29): ("9.00", ""),
        dt.datetime(2024, 12, 31): ("120.40", "*")}  # fmt: skip


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
def test_a_year_is_read_day_by_day(encoding: str) -> None:
    reading = read(daily(2024, YEAR).encode(encoding))
    assert values(reading) == {day: float(value) for day, (value, _) in YEAR.items()}
    frame = reading.series[0].observations
    assert reading.series[0].declaration.id == "discharge.abashiri_hongo.mlit"
    assert frame["flag"].tolist() == ["good", "good", "provisional"]
    assert (frame["time_start"] == frame["time_end"]).all() and set(frame["confidence"]) == {"measured"}
    assert reading.notices == ()


def test_hours_are_full_hours_and_24_is_midnight_after_the_day() -> None:
    cells = {dt.datetime(2026, 1, 1, 1): ("0.52", ""), dt.datetime(2026, 1, 2): ("0.60", "*")}
    reading = read(hourly(2, cells))
    assert reading.series[0].declaration.id == "discharge_hourly.abashiri_hongo.mlit"
    assert values(reading) == {dt.datetime(2026, 1, 1, 1): 0.52, dt.datetime(2026, 1, 2): 0.60}


@pytest.mark.parametrize("cell", [("5.00", "$"), ("5.00", "-"), ("5.00", "#"), ("-9999.99", ""), ("-9999.00", "*"),
                                  ("", ""), ("", "$")])  # fmt: skip
def test_what_is_flagged_absent_or_filled_stays_a_gap(cell: tuple[str, str]) -> None:
    day = dt.datetime(2024, 6, 1)
    assert day not in values(read(daily(2024, YEAR | {day: cell})))


days_of_2023 = st.integers(0, 364).map(lambda day: dt.datetime(2023, 1, 1) + dt.timedelta(days=day))


@given(st.dictionaries(days_of_2023, st.integers(0, 999_999), min_size=1, max_size=40))
def test_every_value_written_is_read_on_its_day(hundredths: dict[dt.datetime, int]) -> None:
    cells = {day: (f"{value / 100:.2f}", "") for day, value in hundredths.items()}
    assert values(read(daily(2023, cells))) == {day: float(text) for day, (text, _) in cells.items()}


def test_a_monthly_mean_behind_the_days_is_no_day() -> None:
    body = daily(2024, YEAR).replace("\r\n3月", ",   99.99, \r\n3月", 1)
    assert values(read(body)) == values(read(daily(2024, YEAR)))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("10.52, ", "10.52,?", "line 12, 2024-01-01 00:00: unknown flag '?'"),
        ("10.52, ", "1O.52, ", "line 12, 2024-01-01 00:00: '1O.52' is not a number"),
        ("10.52, ", "-3.10, ", "-3.10 m³/s is no discharge"),
        ("10.52, ", "  inf, ", "inf m³/s is no discharge"),
        ("日流量年表検索結果", "日水位年表検索結果", "line 1: the file is headed '日水位年表検索結果'"),
        ("観測所記号,", "記号,", "no gauge"),
        (",1日,,2日", ",2日,,1日", "line 10: the columns are not 1日 to 31日"),
        ("2024年", "", "'1月' is not a month, or no year stands above it"),
        ("\r\n7月", "\r\n13月", "line 18: '13月' is not a month"),
        ("\r\n7月,", "\r\n7月,1.00\r\n7月,", "line 18: 2 cells for 31 values"),
        (HONGO, "301101281108099", "the gauge 301101281108099 (本郷) is not registered"),
    ],
)
def test_another_layout_is_refused_with_its_place(old: str, new: str, told: str) -> None:
    body = daily(2024, YEAR)
    assert old in body
    with pytest.raises(FormatError) as caught:
        read(body.replace(old, new, 1))
    assert told in caught.value.sentence and "table.dat" in caught.value.sentence


@pytest.mark.parametrize("body", [b"\x00\x01", b"\x89HDF\r\n\xff\xfe\x00", b"<html>403</html>"])
def test_what_is_no_table_is_refused(body: bytes) -> None:
    with pytest.raises(FormatError):
        read(body)


def test_a_month_twice_is_refused(cache: Cache) -> None:
    body = daily(2024, YEAR)
    row = next(line for line in body.splitlines() if line.startswith("1月"))
    outcome = refresh.load(
        cache, catalog(), MLIT, Payload(body.replace(row, f"{row}\r\n{row}").encode("cp932"), "t.dat", NOW)
    )
    assert outcome.failed and "the same period twice" in outcome.sentence
    assert cache.live.ids() == []


def test_another_name_than_the_registered_one_is_told() -> None:
    (notice,) = read(daily(2024, YEAR, name="美幌")).notices
    assert notice == f"gauge {HONGO}: the file names it 美幌, the registry 本郷"


# -- the provider ------------------------------------------------------------------------------------------------


@pytest.fixture
def two_gauges(monkeypatch: pytest.MonkeyPatch) -> Catalog:
    """The registry with two gauges since 2024, on 10 February 2026."""
    monkeypatch.setattr(store, "now", lambda: NOW)
    source = catalog().sources[MLIT]
    places = {"abashiri_hongo": HONGO, "teshio_moshiri": MOSHIRI}
    groups = tuple(group.model_copy(update={"places": places}) for group in source.series)
    changed = source.model_copy(update={"series": groups, "options": source.options | {"first_year": 2024}})
    return catalog().model_copy(update={"sources": catalog().sources | {MLIT: changed}})


def page(kind: int, gauge: str, first: str, last: str) -> str:
    return catalog().sources[MLIT].urls["page"].format(kind=kind, gauge=gauge, first=first, last=last)


def offer(mirror: Mirror, kind: int, gauge: str, first: str, last: str, body: str | None) -> None:
    """A page in EUC-JP, and the Shift_JIS file that it names, if there is one."""
    link = f"/dat/dload/download/{kind}{gauge}{first}.dat"
    named = f'<A href="{link}" target="_blank">ダウンロード</A>' if body else "該当データはありません"
    mirror.serve(
        page(kind, gauge, first, last), f"<HTML><HEAD></HEAD><BODY>流量 {named}</BODY></HTML>".encode("euc_jp")
    )
    if body:
        mirror.serve(f"http://www1.river.go.jp{link}", body.encode("cp932"))


def offer_all(mirror: Mirror) -> None:
    for gauge, name in ((HONGO, "本郷"), (MOSHIRI, "茂志利")):
        for year in (2024, 2025, 2026):
            cells = {dt.datetime(year, 1, day): (f"{year % 100}.{day:02d}", "*" if year == 2025 else "")
                     for day in (1, 2, 3)}  # fmt: skip
            body = daily(year, cells, gauge, name) if year < 2026 else None
            offer(mirror, 7, gauge, f"{year}0131", f"{year}1231", body)
        offer(mirror, 6, gauge, "20260101", "20260131", hourly(1, {dt.datetime(2026, 1, 1, 5): ("1.50", "*")}, gauge))
        offer(mirror, 6, gauge, "20260201", "20260228", None)


def asked(mirror: Mirror, kind: int) -> list[str]:
    return [one.address for one in mirror.asked if f"KIND={kind}&" in one.address]


def test_all_years_come_once_then_the_last_ones_again(
    cache: Cache, mirror: Mirror, http: Http, two_gauges: Catalog
) -> None:
    offer_all(mirror)
    outcome = refresh_one(cache, two_gauges, MLIT, http)
    assert (outcome.result, outcome.series) == ("updated", 4)
    assert len(asked(mirror, 7)) == 6 and len(asked(mirror, 6)) == 4
    frame = cache.read("discharge.abashiri_hongo.mlit").observations
    assert frame["value"].tolist() == [24.01, 24.02, 24.03, 25.01, 25.02, 25.03]
    assert frame["flag"].tolist() == ["good"] * 3 + ["provisional"] * 3
    assert "1.5" in str(cache.read("discharge_hourly.teshio_moshiri.mlit").observations["value"].tolist())
    final = {dt.datetime(2025, 1, 1): ("26.00", ""), dt.datetime(2025, 1, 2): ("25.02", "")}
    offer(mirror, 7, HONGO, "20250131", "20251231", daily(2025, final))
    again = refresh_one(cache, two_gauges, MLIT, http)
    assert not again.failed and again.revised == 1
    assert cache.read("discharge.abashiri_hongo.mlit").observations["value"].tolist()[3:] == [26.0, 25.02, 25.03]


def test_a_provider_that_breaks_off_is_asked_on_from_there(
    cache: Cache, mirror: Mirror, http: Http, two_gauges: Catalog
) -> None:
    offer_all(mirror)
    mirror.fail(page(7, HONGO, "20250131", "20251231"), 403)
    first = refresh_one(cache, two_gauges, MLIT, http)
    assert first.result == "updated" and first.series == 2
    assert any("not got this time (the provider answered 403" in notice for notice in first.notices)
    state = cache.live.state(MLIT)
    assert state is not None and "BGNDATE=20250131" in state.url
    offer_all(mirror)
    assert refresh_one(cache, two_gauges, MLIT, http).series == 4
    assert len(cache.read("discharge.abashiri_hongo.mlit").observations) == 6


def test_years_before_a_file_carried_by_hand_are_not_skipped(
    cache: Cache, mirror: Mirror, http: Http, two_gauges: Catalog
) -> None:
    by_hand = Payload(daily(2025, {dt.datetime(2025, 12, 1): ("1.00", "")}, MOSHIRI, "茂志利").encode(), "m.dat", NOW)
    assert not refresh.load(cache, two_gauges, MLIT, by_hand).failed
    offer_all(mirror)
    assert not refresh_one(cache, two_gauges, MLIT, http).failed
    assert cache.read("discharge.abashiri_hongo.mlit").observations["time_start"].min().year == 2024


@pytest.mark.parametrize("first", ["nothing", "login"])
def test_a_provider_without_any_file_is_told(
    cache: Cache, mirror: Mirror, http: Http, two_gauges: Catalog, first: str
) -> None:
    offer_all(mirror)
    for gauge in (HONGO, MOSHIRI):
        for year in (2024, 2025):
            offer(mirror, 7, gauge, f"{year}0131", f"{year}1231", None)
        offer(mirror, 6, gauge, "20260101", "20260131", None)
    if first == "login":
        mirror.login(page(7, HONGO, "20240131", "20241231"))
    outcome = refresh_one(cache, two_gauges, MLIT, http)
    told = "a page came that is not the provider's" if first == "login" else "no page names a file"
    assert outcome.failed and told in outcome.sentence
    assert cache.live.ids() == []


def test_a_broken_file_among_good_ones_changes_nothing(
    cache: Cache, mirror: Mirror, http: Http, two_gauges: Catalog
) -> None:
    offer_all(mirror)
    offer(mirror, 7, HONGO, "20250131", "20251231", daily(2025, {dt.datetime(2025, 1, 1): ("x", "")}))
    outcome = refresh_one(cache, two_gauges, MLIT, http)
    assert outcome.failed and f"{HONGO}_7_20250131.dat line 12" in outcome.sentence
    assert cache.live.ids() == []


# -- the provider's own files ------------------------------------------------------------------------------------


def plain(path: Path) -> list[list[float]]:
    """Values of every data row of a real file, by the csv module alone: every second cell after the first."""
    with path.open(newline="", encoding="utf-8") as handle:
        rows = list(csv.reader(handle))
    data = [row for row in rows if row and not row[0].startswith("#") and len(row) > 40 and row[0].strip()]
    return [[float(cell) for cell in row[1::2] if cell.strip()] for row in data]


def test_the_real_year_has_the_mean_of_its_cells(upstream: Path) -> None:
    path = upstream / DAILY_FILE
    found = list(values(read(path.read_bytes(), path.name)).values())
    cells = [value for month in plain(path) for value in month]
    assert found == cells and len(cells) == 366
    assert math.fsum(found) / 366 == pytest.approx(4.637568306)


def test_the_real_month_agrees_with_the_real_year_day_by_day(upstream: Path) -> None:
    """The daily table is the mean of the 24 hours of its day, to its two decimals."""
    days = values(read((upstream / DAILY_FILE).read_bytes()))
    by_hour = values(read((upstream / HOURLY_FILE).read_bytes()))
    assert list(by_hour.values()) == [value for day in plain(upstream / HOURLY_FILE) for value in day]
    assert len(by_hour) == 31 * 24
    for day in range(1, 32):
        start = dt.datetime(2004, 1, day)
        mean = math.fsum(by_hour[start + dt.timedelta(hours=hour)] for hour in range(1, 25)) / 24
        assert days[start] == pytest.approx(mean, abs=0.0051)


def test_real_files_load_and_draw(upstream: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path)
    for file in (DAILY_FILE, HOURLY_FILE):
        assert main(["--cache", folder, "load", MLIT, str(upstream / file)]) == 0
    assert main(["--cache", folder, "list", "--source", MLIT, "--country", "JPN"]) == 0
    assert "discharge_hourly.teshio_moshiri.mlit" in capsys.readouterr().out
    by_day, by_hour = (
        Cache(tmp_path).read(f"{what}.teshio_moshiri.mlit") for what in ("discharge", "discharge_hourly")
    )
    shipped.check(hours.recent([by_hour], catalog(), "en"))
    assert "89 m³/s on 4 May" in hydrograph.hydrograph([by_day], catalog(), "en", highlight=(2004,)).title
    assert annual.annual_means(by_day.observations).to_dict() == {2004: pytest.approx(4.637568306)}
    assert year_curve.complete_years(year_curve.daily(by_day.observations)) == [2004]


def test_the_terms_are_told_and_allow_a_download(upstream: Path, cache: Cache) -> None:
    path = upstream / DAILY_FILE
    assert not refresh.load(cache, catalog(), MLIT, Payload.from_file(path, NOW)).failed
    held = cache.read("discharge.teshio_moshiri.mlit")
    assert download_file.refusal(held.meta) == ""
    for told in (download_file.csv_text(held, catalog()), captions.caption([held], catalog(), "en")[0]):
        assert "国土交通省 水文水質データベース" in told and "加工して作成" in told
    assert "2026-02-10" in held.meta.citation_text


def test_a_bundle_may_be_carried_by_hand(cache: Cache) -> None:
    other = daily(2023, {dt.datetime(2023, 5, 5): ("3.00", "")}, MOSHIRI, "茂志利")
    parts = {"a.dat": daily(2024, YEAR).encode("cp932"), "b.dat": other.encode("cp932")}
    assert not refresh.load(cache, catalog(), MLIT, Payload(bundle.pack(parts), "both.zip", NOW)).failed
    assert set(cache.live.ids()) == {"discharge.abashiri_hongo.mlit", "discharge.teshio_moshiri.mlit"}


def test_every_registered_gauge_is_one_of_the_public_list(upstream: Path) -> None:
    """Numbers and coordinates as in the list; gauges of the GRDC catalogue at most 0.7 km away."""
    with (upstream / "river/mlit/japan_sites.csv").open(newline="", encoding="utf-8") as handle:
        listed = {row["gauge_id"]: (float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader(handle)}
    for declared in catalog().declarations(MLIT):
        place = catalog().where(declared.place)
        assert place.latitude is not None and place.longitude is not None
        latitude, longitude = listed[str(declared.place_key)]
        north = 111.2 * (latitude - place.latitude)
        east = 111.2 * math.cos(math.radians(latitude)) * (longitude - place.longitude)
        assert math.hypot(north, east) < 0.7


def test_what_is_asked_for_reaches_from_the_first_year_to_this_month() -> None:
    source = catalog().sources[MLIT]
    pieces = list(mlit._pieces(source, 1993, dt.date(2026, 2, 10)))
    assert len(pieces) == 6 * (2026 - 1993 + 1) + 6 * 2
    assert (pieces[0].first, pieces[0].last) == ("19930131", "19931231")
    assert (pieces[-1].kind, pieces[-1].first, pieces[-1].last) == ("6", "20260201", "20260228")
    january = list(mlit._pieces(source, 2026, dt.date(2026, 1, 5)))
    assert [piece.first for piece in january if piece.kind == "6"][::6] == ["20251201", "20260101"]


@pytest.mark.parametrize(
    ("place", "told"),
    [("abashiri_hongo", "Abashiri at Hongo"), ("kherlen_undurkhaan", "Kherlen / Kelulun at Öndörkhaan"),
     ("khabarovsk", "Amur / Heilong at Khabarovsk")],
)  # fmt: skip
def test_a_river_is_not_told_twice(place: str, told: str) -> None:
    (held,) = shipped.held(f"discharge_long_term_mean.{place}.grdc")
    assert words.where(held.meta, catalog(), "en") == told
