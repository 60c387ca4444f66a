"""CNEMC stations: both layouts of the feed and tables copied from it."""

from __future__ import annotations

import csv
import datetime as dt
import json
import math
from collections import defaultdict
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from indicators import fetchers, observations
from indicators.catalog import catalog
from indicators.errors import FormatError
from indicators.river.cnemc_feed import LABELS
from indicators.series import Payload, Reading

DAY = dt.date(2021, 4, 5)
NOW = dt.datetime(2020, 5, 8, 9, tzinfo=dt.UTC)
COD = "高锰酸盐指数(mg/L)"
TONGJIANG = "permanganate_index.tongjiang.cnemc"
NEW = "<span data-toggle='tooltip' data-placement='right' title='原始值：1.60039'>1.6</span>"
"""A value cell since the change of the interface."""
HEAD = [label.replace("(", "<br/><span class='unit'>(").replace(")", ")</span>") for label in LABELS]
SONGHUA = ["黑龙江省", "松花江流域"]


def old(text: str, shown: str = "1.0") -> str:
    """A value cell of 2020."""
    return f"<span title='原始值：{text}'>{shown}</span>"


def row(
    section: str = "同江", time: str | None = "05-08 12:00", level: str = "Ⅳ", status: str = "正常", **cells: str
) -> list[str | None]:
    values = [cells.get(name, old("1.5")) for name in ("t", "ph", "do", "ec", "ntu", "cod", "nh3", "tp", "tn")]
    return [*SONGHUA, section, time, level, *values, "--", "--", status]


def feed(*rows: list[str | None], **changed: Any) -> bytes:
    answer = {"result": 1, "total": 1, "records": len(rows), "thead": HEAD, "tbody": list(rows)}
    return json.dumps(answer | changed, ensure_ascii=False).encode()


def read(content: bytes, name: str = "2020-05-08.json", **payload: Any) -> Reading:
    return fetchers.parse(Payload(content, name, NOW, **payload), "cnemc", catalog())


def frames(reading: Reading) -> dict[str, pd.DataFrame]:
    for parsed in reading.series:
        observations.check(parsed.observations, parsed.declaration.id)
    return {parsed.declaration.id: parsed.observations for parsed in reading.series}


def only(reading: Reading, series: str = TONGJIANG) -> pd.Series:
    (position,) = frames(reading)[series].index
    return frames(reading)[series].loc[position]


class TestFeed:
    def test_a_row_keeps_its_raw_values_to_the_last_digit(self) -> None:
        found = frames(read(feed(row(cod=old("6.9637241", "6.96"), t=NEW))))
        assert found[TONGJIANG]["value"].tolist() == [6.9637241]
        assert found["water_temperature.tongjiang.cnemc"]["value"].tolist() == [1.60039]
        assert found["water_quality_class.tongjiang.cnemc"]["value"].tolist() == [4.0]
        assert found[TONGJIANG]["time_start"].tolist() == [pd.Timestamp("2020-05-08 12:00")]
        assert set(found[TONGJIANG]["flag"]) == {"good"}

    def test_a_section_in_a_tooltip_is_the_same_section(self) -> None:
        wrapped = "<span data-toggle='tooltip' title='所在地市:佳木斯市&#10;所属河流:松花江'>同江</span>"
        assert only(read(feed(row(section=wrapped))))["value"] == 1.5

    def test_only_normal_operation_counts_and_the_rest_is_told(self) -> None:
        rows = [
            row(),
            row("圈河", "09-09 12:00", status="停站"),
            row("白沙滩", None, "", "维护"),
            row("黑河上", status="维护"),
        ]
        reading = read(feed(*rows))
        assert {parsed.declaration.place for parsed in reading.series} == {"tongjiang"}
        assert reading.notices[0] == "3 of 4 sections not in normal operation: maintenance 2, stopped 1"

    def test_other_basins_are_left_out_even_under_the_same_section_name(self) -> None:
        other = row("三岔口")
        other[:2] = ["天津市", "海河流域"]
        assert {parsed.declaration.place for parsed in read(feed(other, row())).series} == {"tongjiang"}

    def test_a_filtered_extreme_is_missing_and_suspect(self) -> None:
        found = only(read(feed(row(cod="<span title='极值过滤'>--</span>"))))
        assert math.isnan(found["value"])
        assert found["flag"] == "suspect"
        assert "extreme" in found["note"]

    def test_an_odd_cell_loses_no_other(self) -> None:
        reading = read(feed(row(cod=old("故障", "故障")), row("圈河")))
        assert math.isnan(only(reading)["value"])
        assert "故障" in only(reading)["note"]
        assert frames(reading)["ph.tongjiang.cnemc"]["value"].tolist() == [1.5]
        assert "values flagged suspect: 1" in reading.notices

    def test_zero_is_doubted_except_for_temperature(self) -> None:
        found = frames(read(feed(row(tp=old("0", "0"), t=old("0", "0")))))
        assert found["total_phosphorus.tongjiang.cnemc"]["flag"].tolist() == ["suspect"]
        assert found["water_temperature.tongjiang.cnemc"]["flag"].tolist() == ["good"]

    def test_a_normal_row_of_long_ago_is_stale(self) -> None:
        reading = read(feed(row(time="05-06 00:00"), row("圈河", "05-05 23:00"), row("三岔口", "09-04 15:00")))
        found = frames(reading)
        assert found[TONGJIANG]["flag"].tolist() == ["good"]
        assert found["permanganate_index.quanhe.cnemc"]["flag"].tolist() == ["stale"]
        assert found["permanganate_index.sanchakou.cnemc"]["time_start"].dt.year.tolist() == [2019]
        assert "247 days" in found["permanganate_index.sanchakou.cnemc"]["note"].iloc[0]

    def test_repeats_are_one_and_the_last_of_two_values_counts(self) -> None:
        reading = read(feed(row(), row(), row("圈河", cod=old("2")), row("圈河", cod=old("3"))))
        assert only(reading)["value"] == 1.5
        assert only(reading, "permanganate_index.quanhe.cnemc")["value"] == 3.0
        assert any("圈河 2020-05-08 12:00" in notice and "last" in notice for notice in reading.notices)
        assert not any("同江" in notice for notice in reading.notices)

    def test_a_reading_that_is_later_withdrawn_is_suspect(self) -> None:
        reading = read(feed(row(), row(status="维护")))
        assert (only(reading)["value"], only(reading)["flag"]) == (1.5, "suspect")

    def test_unknown_sections_are_named_not_refused(self) -> None:
        assert any("新断面" in notice for notice in read(feed(row(), row("新断面"))).notices)

    def test_a_broken_row_is_counted(self) -> None:
        assert "rows without all of their cells left out: 1" in read(feed(row(), row()[:9])).notices

    @pytest.mark.parametrize("number", range(len(LABELS)))
    def test_a_changed_label_is_named(self, number: int) -> None:
        head = [*HEAD[:number], "化学需氧量", *HEAD[number + 1 :]]
        with pytest.raises(FormatError, match=f"column {number + 1} .*化学需氧量"):
            read(feed(row(), thead=head))

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"-1", "answered -1"),
            (b'{"result": 0}', "result 0"),
            (b'{"result": 1', "not the JSON"),
            (feed(row(), tbody=None), "no thead and tbody"),
            (feed(row(), thead=HEAD[:-1]), "it is missing"),
            (feed(row(status="停站")), "not in normal operation: stopped 1"),
            (feed(row("新断面")), "新断面"),
        ],
    )
    def test_what_is_no_answer_is_refused(self, content: bytes, told: str) -> None:
        with pytest.raises(FormatError, match=told):
            read(content)


class TestTable:
    HEADER = ",".join(LABELS)
    LINE = "黑龙江省,松花江流域,同江,04-01 00:00,Ⅳ,1.6,7.04,9.22,254.5,65.9,6.96,0.574,0.087,2.89,*,*,正常"

    def test_a_table_with_its_snapshot_dates(self) -> None:
        lines = [
            f"snapshot_date,{self.HEADER},所属河流",
            f"2021-04-01,{self.LINE},松花江",
            f"2021-04-09,{self.LINE},松花江",
        ]
        reading = read("\n".join(lines).encode(), "rows_2020-05-08_2021-04-05.csv")
        found = only(reading)
        assert (found["time_start"], found["value"], found["flag"]) == (pd.Timestamp("2021-04-01"), 6.96, "good")

    def test_a_table_of_one_section_takes_its_year_from_the_given_day(self) -> None:
        content = f"\ufeff{self.HEADER}\n{self.LINE}\n{self.LINE}\n".encode()
        found = only(read(content, "同江.csv", date=DAY))
        assert (found["time_start"], found["flag"]) == (pd.Timestamp("2021-04-01"), "good")
        with pytest.raises(FormatError, match="--date"):
            read(content, "同江.csv")

    @pytest.mark.parametrize("label", ["总磷(mg/L)", "站点情况", "省份"])
    def test_a_changed_header_is_named(self, label: str) -> None:
        with pytest.raises(FormatError, match="新列"):
            read(f"{self.HEADER.replace(label, '新列')}\n{self.LINE}\n".encode(), "2021-04-05.csv")

    def test_a_bad_snapshot_date_is_named(self) -> None:
        with pytest.raises(FormatError, match="April"):
            read(f"snapshot_date,{self.HEADER}\nApril,{self.LINE}\n".encode(), "rows.csv")


class TestRealFiles:
    def test_a_full_answer(self, upstream: Path) -> None:
        path = upstream / "river" / "cnemc" / "2020-05-08.json"
        lines = [line for line in json.loads(path.read_text(encoding="utf-8"))["tbody"] if line[1] == "松花江流域"]
        reading = read(path.read_bytes())
        found = frames(reading)
        assert len(lines) == 105
        assert {line[2] for line in lines} == {str(part.place_key) for part in catalog().declarations("cnemc")}
        for series, frame in found.items():
            declared = next(parsed.declaration for parsed in reading.series if parsed.declaration.id == series)
            (line,) = (line for line in lines if line[2] == declared.place_key)
            assert line[16] == "正常"
            shown = line[LABELS.index(str(declared.indicator_key))]
            if declared.indicator != "water_quality_class":
                assert frame["value"].tolist() == [float(shown.split("：")[1].split("'")[0])]
        assert reading.notices[0] == "64 of 105 sections not in normal operation: maintenance 46, stopped 18"
        stale = {series.split(".")[1] for series, frame in found.items() if "stale" in set(frame["flag"])}
        assert stale == {"sanchakou"}

    def test_answers_after_the_change(self, upstream: Path) -> None:
        for name, count in (("2020-10-15.json", 2), ("2021-03-15.json", 3)):
            path = upstream / "river" / "cnemc" / name
            reading = read(path.read_bytes(), name)
            assert len({parsed.declaration.place for parsed in reading.series}) == count

    def test_a_year_of_rows(self, upstream: Path) -> None:
        path = upstream / "river" / "cnemc" / "cnemc_songhua_rows_2020-05-08_2021-04-05.csv"
        days: dict[str, dict[str, float]] = defaultdict(dict)
        with path.open(encoding="utf-8-sig", newline="") as handle:
            for line in csv.DictReader(handle):
                if line["站点情况"] == "正常" and line[COD] not in ("--", "*", ""):
                    days[line["断面名称"]][f"{line['snapshot_date']} {line['监测时间']}"] = float(line[COD])
        found = frames(read(path.read_bytes(), path.name))
        for parsed in catalog().declarations("cnemc"):
            if parsed.indicator == "permanganate_index":
                told = sorted(days.get(str(parsed.place_key), {}).items())
                values = found[parsed.id]["value"].tolist() if parsed.id in found else []
                assert values == [value for _, value in told]
        usable = {
            place: len(found[f"water_temperature.{place}.cnemc"]) for place in ("tongjiang", "quanhe", "baishatan")
        }
        assert usable == {"tongjiang": 223, "quanhe": 200, "baishatan": 172}
        assert "permanganate_index.zhaoyuan.cnemc" not in found

    def test_tables_of_one_section(self, upstream: Path) -> None:
        folder = upstream / "river" / "cnemc" / "by_section_2021-04"
        usable = {}
        for path in sorted(folder.glob("*.csv")):
            with path.open(encoding="utf-8-sig", newline="") as handle:
                times = {line["监测时间"] for line in csv.DictReader(handle) if line["站点情况"] == "正常"}
            if times:
                (count,) = {len(frame) for frame in frames(read(path.read_bytes(), path.name, date=DAY)).values()}
                assert count == len(times)
            else:
                with pytest.raises(FormatError, match="not in normal operation"):
                    read(path.read_bytes(), path.name, date=DAY)
            usable[path.stem] = len(times)
        assert len(usable) == 13
        assert sum(1 for count in usable.values() if count) == 9
