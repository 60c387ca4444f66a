"""Roshydromet's archive: provider's layout, cleaned tables and zip, against the csv module."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from pathlib import Path
from statistics import fmean

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import fetchers, observations
from indicators.catalog import catalog
from indicators.errors import FormatError
from indicators.series import Payload, Reading

NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
DISCHARGE = "discharge.khabarovsk.roshydromet"
CLEANED = "date,consumption,station_id\n1984-01-01,1300.0,5013\n1984-01-02,1310.0,5013\n,,5013\n,,5013\n"
ORIGINAL = (
    "Дата      ;Расход    ;\n          ;воды      ;\n"
    "28.02.2001;  1310.000;\n29.02.2001;          ;\n30.02.2001;          ;\n01.01.1984;  1300.000;\n"
)
ORIGINAL_DAILY = (
    "Дата      ;Уровень;Уровень;Уровень ;Темпр. ;КСВО  ;\n          ;средний;миним. ;максим. ;средняя;      ;\n"
    "01.05.2001;   -12 ;   -14 ;   -11  ;  3.4  ;      ;\n02.05.2001;    -9 ;   -11 ;    -7  ;       ; 15   ;\n"
)
DAILY = (
    "date,stage_avg,stage_min,stage_max,temp,water_code,station_id\n"
    '1984-05-01,-50.0,-50.0,-50.0,3.4,"14,16,15",5012\n1984-05-02,-52.0,-52.0,-52.0,,16.0,5012\n'
)
ICE = (
    "Дата      ;Толщина;Высота ;Место  ;\n          ;льда   ;снега  ;измер. ;\n"
    "05.01.2000;       ;       ;01     ;\n10.01.2000; 62    ; 22    ;01     ;\n31.12.1999; 56    ;  0    ;01     ;\n"
)


def read(text: str | bytes, name: str) -> Reading:
    content = text if isinstance(text, bytes) else text.encode()
    return fetchers.parse(Payload(content, name, NOW), "roshydromet", catalog())


def frames(reading: Reading) -> dict[str, pd.DataFrame]:
    for parsed in reading.series:
        observations.check(parsed.observations, parsed.declaration.id)
    return {parsed.declaration.id: parsed.observations for parsed in reading.series}


def zipped(**members: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"datasets/hydro/{name}.csv", content)
    return whole.getvalue()


def test_cleaned_discharge_drops_and_counts_empty_dates() -> None:
    reading = read(CLEANED, "05013_disch_d.csv")
    frame = frames(reading)[DISCHARGE]
    assert frame["value"].tolist() == [1300.0, 1310.0]
    assert frame["time_start"].tolist() == [pd.Timestamp("1984-01-01"), pd.Timestamp("1984-01-02")]
    assert reading.notices == ("05013_disch_d.csv: rows without a calendar date left out: 2, none with a value",)


def test_the_providers_layout_comes_in_time_order() -> None:
    reading = read(ORIGINAL.encode("cp1251"), "05013_disch_d.csv")
    frame = frames(reading)[DISCHARGE]
    assert dict(zip(frame["time_start"].dt.strftime("%Y-%m-%d"), frame["value"], strict=True)) == {
        "1984-01-01": 1300.0,
        "2001-02-28": 1310.0,
    }
    assert "left out: 2" in reading.notices[0]


def test_stage_and_temperature_leave_their_own_gaps() -> None:
    found = frames(read(DAILY, "05012_daily.csv"))
    assert found["stage.khabarovsk.roshydromet"]["value"].tolist() == [-50.0, -52.0]
    assert found["water_temperature.khabarovsk.roshydromet"]["value"].tolist() == [3.4]
    original = frames(read(ORIGINAL_DAILY.encode("cp1251"), "05024_daily.csv"))
    assert original["stage.komsomolsk.roshydromet"]["value"].tolist() == [-12.0, -9.0]
    assert original["water_temperature.komsomolsk.roshydromet"]["value"].tolist() == [3.4]


def test_a_mean_outside_its_own_day_is_suspect() -> None:
    frame = frames(read(DAILY.replace("-52.0,-52.0,-52.0", "-52.0,-51.0,-50.0"), "05012_daily.csv"))
    assert frame["stage.khabarovsk.roshydromet"]["flag"].tolist() == ["good", "suspect"]


def test_ice_and_snow_of_the_providers_layout() -> None:
    found = frames(read(ICE.encode("cp1251"), "05013_ice.raw_cp1251.csv"))
    assert found["river_ice_thickness.khabarovsk.roshydromet"]["value"].tolist() == [56.0, 62.0]
    assert found["snow_on_river_ice.khabarovsk.roshydromet"]["value"].tolist() == [0.0, 22.0]


def test_a_zip_gives_the_registered_posts_of_any_folder() -> None:
    content = zipped(
        **{"05013_disch_d": ORIGINAL.encode("cp1251"), "05012_daily": DAILY.encode(), "01234_disch_d": b"unread"}
    )
    assert set(frames(read(content, "datasets.zip"))) == {
        DISCHARGE,
        "stage.khabarovsk.roshydromet",
        "water_temperature.khabarovsk.roshydromet",
    }


def test_two_tables_of_one_post_must_agree() -> None:
    same = {"05013_disch_d": CLEANED.encode(), "05013_disch_d.raw": CLEANED.encode()}
    assert set(frames(read(zipped(**same), "datasets.zip"))) == {DISCHARGE}
    with pytest.raises(FormatError, match="different values"):
        read(zipped(**same | {"05013_disch_d.raw": CLEANED.replace("1310", "1311").encode()}), "datasets.zip")


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        (CLEANED, "khabarovsk.csv", "known post"),
        (CLEANED, "09999_disch_d.csv", "known post"),
        (CLEANED.replace("consumption", "flow"), "05013_disch_d.csv", "consumption"),
        (CLEANED.replace("1310.0", "many"), "05013_disch_d.csv", "1984-01-02"),
        (CLEANED.replace("date,", "when,"), "05013_disch_d.csv", "not the date"),
        (zipped(readme=b"x").decode("latin-1"), "datasets.zip", "nothing of"),
    ],
)
def test_what_is_not_of_the_archive_is_refused(text: str, name: str, told: str) -> None:
    with pytest.raises(FormatError, match=told):
        read(text.encode("latin-1"), name)


@given(
    st.dictionaries(st.dates(dt.date(1984, 1, 1), dt.date(2017, 12, 31)), st.floats(0, 99_999), min_size=1, max_size=20)
)
def test_both_layouts_say_the_same(days: dict[dt.date, float]) -> None:
    cleaned = "date,consumption,station_id\n" + "".join(f"{day},{value!r},5013\n" for day, value in days.items())
    original = "Дата;Расход;\n;воды;\n" + "".join(f"{day:%d.%m.%Y}; {value!r};\n" for day, value in days.items())
    one, other = (
        frames(read(content, "05013_disch_d.csv"))[DISCHARGE] for content in (cleaned, original.encode("cp1251"))
    )
    assert one.equals(other)
    assert dict(zip(one["time_start"].dt.date, one["value"], strict=True)) == days


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_real_discharge(upstream: Path) -> None:
    folder = upstream / "river" / "roshydromet"
    path = folder / "05013_disch_d.csv"
    reading = read(path.read_bytes(), path.name)
    frame = frames(reading)[DISCHARGE]
    plain = {row["date"]: float(row["consumption"]) for row in rows(path) if row["date"]}
    assert len(frame) == len(plain) == 12181
    assert dict(zip(frame["time_start"].dt.strftime("%Y-%m-%d"), frame["value"], strict=True)) == plain
    assert plain["2013-09-03"] == 46000 == frame["value"].max()
    in_2013 = frame.loc[frame["time_start"].dt.year == 2013, "value"]
    assert round(in_2013.mean()) == round(fmean(v for day, v in plain.items() if day[:4] == "2013")) == 14103
    assert not (frame["time_start"].dt.day == 31).any(), "the archive has no day 31; none may be made up"
    raw = folder / "05013_disch_d.raw_cp1251.csv"
    assert frames(read(raw.read_bytes(), raw.name))[DISCHARGE].equals(frame)
    assert "left out: 59, none" in reading.notices[0]


@pytest.mark.parametrize(
    ("name", "series", "count", "highest"),
    [
        ("05024_disch_d.csv", "discharge.komsomolsk.roshydromet", 11464, 43200),
        ("05033_disch_d.csv", "discharge.bogorodskoye.roshydromet", 10977, 53000),
        ("06473_disch_d.csv", "discharge.bureya.roshydromet", 11464, 10700),
        ("05012_daily.csv", "stage.khabarovsk.roshydromet", 12419, 807),
        ("05012_daily.csv", "water_temperature.khabarovsk.roshydromet", 8639, 29.8),
        ("05024_daily.csv", "stage.komsomolsk.roshydromet", 12419, 911),
        ("05024_daily.csv", "water_temperature.komsomolsk.roshydromet", 8307, 29.1),
        ("05013_ice.raw_cp1251.csv", "river_ice_thickness.khabarovsk.roshydromet", 327, 130),
        ("05013_ice.raw_cp1251.csv", "snow_on_river_ice.khabarovsk.roshydromet", 309, 45),
    ],
)
def test_real_posts(upstream: Path, name: str, series: str, count: int, highest: float) -> None:
    path = upstream / "river" / "roshydromet" / name
    frame = frames(read(path.read_bytes(), name))[series]
    assert (len(frame), frame["value"].max()) == (count, highest)
    text = path.read_bytes().decode("cp1251" if "cp1251" in name else "utf-8")
    if "," in text.splitlines()[0]:
        column = {"discharge": "consumption", "stage": "stage_avg", "water_temperature": "temp"}[series.split(".")[0]]
        told = [row for row in csv.DictReader(io.StringIO(text)) if row["date"] and row[column]]
        assert frame["value"].tolist() == [float(row[column]) for row in sorted(told, key=lambda row: row["date"])]
