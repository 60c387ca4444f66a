"""A check tells every fault with its row and column, and what to do; it converts and guesses nothing."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indicators.__main__ import main
from indicators.locales import NAMES
from indicators.members.finding import Finding
from tests.members.tables import GOOD, HEAD, checked, first_row, text, told, workbook

ROW = first_row()
LONG = (*HEAD, "lower", "upper", "interval")


def row(**changes: str) -> tuple[str, ...]:
    return tuple(changes.get(name, cell) for name, cell in zip(HEAD, GOOD[0], strict=True))


def test_a_plain_table_has_no_fault_and_its_numbers_come_back(tmp_path: Path) -> None:
    found = checked(text(), tmp_path)
    assert found.findings == () and found.takeable
    [draft] = found.drafts
    assert list(draft.observations["value"]) == [19.4, 19.8, 20.1]
    assert [f"{day:%Y-%m-%d}" for day in draft.observations["time_start"]] == ["2024-07-01", "2024-07-02", "2024-07-03"]
    assert (draft.unit, draft.frequency, draft.spot.region) == ("°C", "day", "middle_amur") or draft.spot.region


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"indicator": "water_temprature"}, "indicator.unknown"),
        ({"indicator": ""}, "indicator.missing"),
        ({"place": "khabarovks"}, "place.unknown"),
        ({"place": ""}, "place.missing"),
        ({"unit": "K"}, "unit.other"),
        ({"unit": ""}, "unit.missing"),
        ({"time_start": "03/04/2024"}, "date.ambiguous"),
        ({"time_start": "31-02-2024"}, "date.impossible"),
        ({"time_start": "July"}, "date.text"),
        ({"time_start": "45474"}, "date.serial"),
        ({"time_start": "01.07.24"}, "date.short_year"),
        ({"time_start": "0024-07-01"}, "date.range"),
        ({"time_start": ""}, "date.missing"),
        ({"value": '"19,4"'}, "number.comma"),
        ({"value": "1 234.5"}, "number.grouped"),
        ({"value": "<0.05"}, "number.below"),
        ({"value": ">5"}, "number.above"),
        ({"value": "n/a"}, "number.missing"),
        ({"value": "19.4 °C"}, "number.unit"),
        ({"value": "１９.４"}, "number.wide"),
        ({"value": "18-20"}, "number.range"),
        ({"value": "warm"}, "number.text"),
        ({"value": "1e999"}, "number.infinite"),
        ({"value": ""}, "value.missing"),
        ({"value": "-9999"}, "impossible"),
    ],
)
def test_a_fault_is_told_with_its_row_and_column(change: dict[str, str], code: str, tmp_path: Path) -> None:
    found = told(text(row(time_start="2024-06-30"), row(**change)), tmp_path)
    [column] = change
    assert (code, ROW + 1, column) in found
    assert all(at in (0, ROW + 1) for _, at, _ in found)


def test_the_nearest_names_and_the_factor_are_said(tmp_path: Path) -> None:
    wrong = row(indicator="water_temprature"), row(place="Khabarovks")
    said = " ".join(one.sentence("en") for one in checked(text(*wrong), tmp_path).findings)
    assert "water_temperature" in said and "khabarovsk" in said
    iron = ("dissolved_iron_river", "khabarovsk", "2024-07-01", "310", "µg/L")
    [one] = checked(text(iron), tmp_path).findings
    assert (one.code, one.values["factor"]) == ("unit.factor", "0.001")
    assert "0.001" in one.sentence("en") and "mg/L" in one.sentence("en")


def test_another_spelling_of_a_unit_is_told_and_changes_no_value(tmp_path: Path) -> None:
    found = checked(text(row(unit="deg C")), tmp_path)
    assert [one.code for one in found.findings] == ["unit.spelled"] and found.takeable
    assert list(found.drafts[0].observations["value"]) == [19.4]


def test_a_year_or_a_month_stands_for_all_of_its_days(tmp_path: Path) -> None:
    found = checked(text(row(time_start="2023"), row(time_start="2024")), tmp_path)
    frame = found.drafts[0].observations
    assert [f"{day:%Y-%m-%d}" for day in frame["time_end"]] == ["2023-12-31", "2024-12-31"]
    assert found.drafts[0].frequency == "year"
    frame = checked(text(row(time_start="2024-02")), tmp_path).drafts[0].observations
    assert f"{frame['time_end'][0]:%Y-%m-%d}" == "2024-02-29"


def test_a_value_outside_its_interval_is_told(tmp_path: Path) -> None:
    cells = (*GOOD[0], "19.5", "20", "95% CI")
    assert ("interval.outside", ROW, "value") in told(text(cells, head=LONG), tmp_path)
    cells = (*GOOD[0], "20", "19", "95% CI")
    assert ("interval.order", ROW, "lower") in told(text(cells, head=LONG), tmp_path)
    cells = (*GOOD[0], "19", "20", "")
    assert ("interval.missing", ROW, "interval") in told(text(cells, head=LONG), tmp_path)


def test_a_period_twice_is_told_with_the_row_of_the_first(tmp_path: Path) -> None:
    found = checked(text(GOOD[0], row(value="20")), tmp_path)
    [one] = found.findings
    assert (one.code, one.row, one.values["first"]) == ("duplicate", ROW + 1, ROW)


def test_a_gap_is_remarked_and_stays_one(tmp_path: Path) -> None:
    days = ("2024-07-01", "2024-07-02", "2024-07-03", "2024-07-09", "2024-07-10")
    found = checked(text(*(row(time_start=day) for day in days)), tmp_path)
    assert [one.code for one in found.findings] == ["gap"] and found.takeable
    assert len(found.drafts[0].observations) == 5


def test_many_rows_with_one_fault_make_one_finding(tmp_path: Path) -> None:
    rows = [row(place="nowhere", time_start=f"2024-07-{day:02}") for day in range(1, 29)]
    [one] = checked(text(*rows), tmp_path).findings
    assert len(one.rows) == 28 and one.row == ROW
    assert "and 23 more" in one.sentence("en")


def test_facts_are_checked(tmp_path: Path) -> None:
    wrong = text(country="XXX", licence="free", disclosure="friends", short_name="No Good")
    found = {code for code, _, _ in told(wrong, tmp_path)}
    assert found == {"fact.country", "fact.licence", "fact.disclosure", "fact.short_name"}
    assert ("fact.embargo_over", 9, "disclosure") in told(text(disclosure="embargo:2020-01-01"), tmp_path)
    missing = text().replace("# contact,person@institute.example\n", "")
    assert ("fact.missing", 0, "contact") in told(missing, tmp_path)


@pytest.mark.parametrize(
    ("codec", "name", "place"),
    [("utf-16", "UTF-16", "Хабаровск"), ("cp1251", "Windows-1251", "Пост у села Троицкое на Амуре"),
     ("cp932", "Shift-JIS", "網走市の沖にある測定点"), ("gb18030", "GB18030", "黑龙江同江市水文站断面")],
)  # fmt: skip
def test_an_old_encoding_is_recognised_and_told(codec: str, name: str, place: str, tmp_path: Path) -> None:
    head = ("indicator", "place_name", "latitude", "longitude", "region", "time_start", "value", "unit")
    cells = ("ph", place, "48.5", "135", "amur_basin", "2024-07-01", "7.1", "pH")
    found = checked(text(cells, head=head).encode(codec), tmp_path)
    assert [(one.code, one.values.get("encoding")) for one in found.findings if one.code.startswith("encoding")] == [
        ("encoding.told", name)
    ]
    assert found.takeable and found.drafts[0].spot.place_name == place


def test_a_byte_order_mark_and_semicolons_are_told(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + text(separator=";").encode()
    found = checked(content, tmp_path)
    assert {one.code for one in found.findings} == {"bom", "separator"} and found.takeable


def test_a_workbook_reads_as_the_table_does(tmp_path: Path) -> None:
    def dated(book: Any, values: Any) -> None:
        for at, (*_, day, _, _) in enumerate(GOOD, 1):
            values.write_datetime(at, 2, dt.datetime.fromisoformat(day), book.add_format({"num_format": "yyyy-mm-dd"}))

    for content in (workbook(), workbook(also=dated)):
        found = checked(content, tmp_path)
        assert found.findings == () and found.takeable
        np.testing.assert_array_equal(found.drafts[0].observations["value"], [19.4, 19.8, 20.1])


def test_days_counted_from_1904_are_right_and_told(tmp_path: Path) -> None:
    def dated(book: Any, values: Any) -> None:
        for at, (*_, day, _, _) in enumerate(GOOD, 1):
            values.write_datetime(at, 2, dt.datetime.fromisoformat(day), book.add_format({"num_format": "yyyy-mm-dd"}))

    found = checked(workbook(also=dated, options={"date_1904": True}), tmp_path)
    assert [one.code for one in found.findings] == ["days_1904"]
    assert f"{found.drafts[0].observations['time_start'][0]:%Y-%m-%d}" == "2024-07-01"


def test_what_hides_in_a_workbook_is_told_with_its_cell(tmp_path: Path) -> None:
    def hidden(book: Any, values: Any) -> None:
        values.write_formula("D3", "=D2+0.4", None, 19.8)
        values.merge_range("A6:B6", "")
        values.set_row(3, None, None, {"hidden": True})
        book.add_worksheet("old").hide()

    found = {(one.code, one.row) for one in checked(workbook(also=hidden), tmp_path).findings}
    assert {("formula", 3), ("merged", 6), ("hidden", 4), ("sheet.hidden", 0)} <= found


def test_numbers_kept_as_text_beside_numbers_are_told(tmp_path: Path) -> None:
    found = told(workbook(also=lambda book, values: values.write_string("D3", "19.8")), tmp_path)
    assert found == [("mixed", 3, "value")]


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return buffer.getvalue()


def altered(**parts: bytes) -> bytes:
    """A good workbook with parts replaced or added."""
    with zipfile.ZipFile(io.BytesIO(workbook())) as book:
        held = {name: book.read(name) for name in book.namelist()}
    return packed(held | {name.replace("__", "/"): content for name, content in parts.items()})


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>'
OUTSIDE = (b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
           b'<Relationship Id="r" Type="x/attachedTemplate" Target="file:///etc/passwd" TargetMode="External"/>'
           b"</Relationships>")  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (altered(xl__vbaProject_bin=b"x").replace(b"vbaProject_bin", b"vbaProject.bin"), "macros"),
        (altered(**{"xl__externalLinks__externalLink1.xml": b"<a/>"}), "links"),
        (altered(**{"xl___rels__more.rels": OUTSIDE}), "links"),
        (altered(**{"xl__sharedStrings.xml": BOMB}), "xml_entities"),
        (altered(**{"xl__media__big.xml": b"<a>" + b" " * 40_000_000 + b"</a>"}), "bomb"),
        (packed({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"}), "no_sheet"),
        (packed({"content.xml": b"<a/>"}), "opendocument"),
        (workbook()[:-300], "broken_workbook"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old_workbook"),
        (b"%PDF-1.4", "not_text"),
        (b"", "empty"),
        (b"a,b\n" * 100_002, "rows"),
        (b"a" * (10 * 1024 * 1024 + 1), "size"),
        (b"a," * 61, "columns"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_a_file_that_may_harm_is_refused_and_the_reason_told(content: bytes, code: str, tmp_path: Path) -> None:
    found = checked(content, tmp_path)
    assert [one.code for one in found.findings] == [code] and not found.takeable
    assert found.findings[0].sentence("en")


def test_the_verb_tells_in_the_language_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(text(row(value="warm")), encoding="utf-8")
    for lang in NAMES:
        assert main(["--cache", str(tmp_path / "cache"), "check", str(path), "--lang", lang, "--json"]) == 1
        answer = json.loads(capsys.readouterr().out)
        [one] = answer["findings"]
        assert (one["level"], one["code"], one["row"], one["column"]) == ("error", "number.text", ROW, "value")
        assert one["what"] and one["todo"] and "person@institute" not in json.dumps(answer)
    path.write_text(text(), encoding="utf-8")
    assert main(["--cache", str(tmp_path / "cache"), "check", str(path)]) == 0


def test_words_of_a_file_stay_on_one_line_and_are_cut() -> None:
    said = Finding("place.unknown", 3, "place", {"value": "a\n\u202eb" + "x" * 900, "near": "amur"}).sentence("en")
    assert "\n" not in said and "\u202e" not in said and len(said) < 600
