"""Whatever bytes come, a check answers in time with findings, never with a traceback."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.catalog import shipped
from indicators.members import checks, dates, facts, numbers, units
from indicators.members.finding import Finding
from indicators.members.reading import RefusedError, text, workbook
from indicators.members.reading.__main__ import read
from indicators.members.sandbox import Sheet
from tests.members.tables import FACTS, GOOD, HEAD
from tests.members.tables import text as table
from tests.members.tables import workbook as book

MOST_SECONDS = 10.0
TIMES = int(os.environ.get("FUZZ_TIMES", "1"))  # more of everything, for an evening
ODD = ("", " ", "-", "=1+1", "@SUM(A1)", "NaN", "1e400", "-0", "２０２４", "2024-02-30", "12/13/2024", "<b>x</b>",
       "a,b", "\u202e", "9" * 400, "'", '"', "amur_basin", "km2", "x://y", "\x07", "€", "٣", "0x10")  # fmt: skip
cells = st.one_of(
    st.none(), st.booleans(), st.floats(), st.integers(-10**20, 10**20).map(float), st.text(max_size=20),
    st.sampled_from(ODD), st.datetimes().map(lambda day: {"d": day.isoformat()}), st.sampled_from([{"d": "x"}, {}]),
)  # fmt: skip


def outcome(content: bytes) -> Sheet:
    """What the process that opens a file would hand over; only a refusal may be raised in it."""
    try:
        answer = read(content)
    except RefusedError as refused:
        return Sheet("", findings=(Finding(refused.code, 0, "", refused.values),))
    found = tuple(Finding(one["code"], one["row"], one["column"], one["values"]) for one in answer["remarks"])
    return Sheet(answer["kind"], tuple(answer["values"]), tuple(answer["facts"]), found)


def answered(sheet: Sheet) -> None:
    began = time.monotonic()
    found = checks.of_sheet(sheet, shipped())
    for one in found.findings:
        assert one.sentence("en") and one.sentence("ru") and "\n" not in one.sentence("en")
    if found.takeable:
        checks.series(found, "2026-01-01T00:00:00Z", "0" * 64)
    assert time.monotonic() - began < MOST_SECONDS


@settings(max_examples=120 * TIMES, deadline=None)
@given(st.binary(max_size=600))
def test_random_bytes(content: bytes) -> None:
    answered(outcome(content))
    answered(outcome(b"PK\x03\x04" + content))


@settings(max_examples=150 * TIMES, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["csv", "xlsx"]))
def test_a_good_file_with_bytes_changed_cut_or_repeated(seed: int, kind: str) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test
    content = bytearray(CSV if kind == "csv" else XLSX)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(content))
        how = chance.randrange(4)
        if how == 0:
            content[at] = chance.randrange(256)
        elif how == 1:
            del content[at : at + chance.randint(1, 40)]
        elif how == 2:
            content[at:at] = content[max(0, at - 30) : at]
        else:
            content[at:at] = chance.choice(ODD).encode("utf-8", "replace")
        if not content:
            content = bytearray(b"x")
    answered(outcome(bytes(content)))


@settings(max_examples=150 * TIMES, deadline=None)
@given(st.lists(st.lists(cells, max_size=8), max_size=8))
def test_rows_of_anything_below_good_names(rows: list[list[object]]) -> None:
    header = [*HEAD, "lower", "upper", "interval"]
    told = [(at, [f"# {name}", value]) for at, (name, value) in enumerate(FACTS.items(), 1)]
    body = [(at, cells) for at, cells in enumerate([header, *rows], len(told) + 1)]
    answered(Sheet("xlsx", tuple(told + body)))  # type: ignore[arg-type]


@settings(max_examples=300 * TIMES, deadline=None)
@given(cells)
def test_a_cell_of_anything(cell: object) -> None:
    numbers.read(cell)  # type: ignore[arg-type]
    dates.read(cell)  # type: ignore[arg-type]
    units.judge(str(cell), ("mg/L", "nM"))
    made = facts.slug(str(cell), "place")
    assert made and made.isascii() and made == made.lower() and not made.startswith("_")


@settings(max_examples=100 * TIMES, deadline=None)
@given(st.text(max_size=40), st.sampled_from([codec for codec, _ in text.OLD]))
def test_text_in_an_old_encoding_is_read_or_refused(words: str, codec: str) -> None:
    try:
        text.rows(words.encode(codec, "ignore"), HEAD)
    except RefusedError as refused:
        assert refused.code


@pytest.mark.parametrize("cut", [0, 4, 30, 100, 1000, 5000])
def test_a_workbook_cut_short_is_refused(cut: int) -> None:
    with pytest.raises(RefusedError):
        workbook.rows(XLSX[:cut])


def test_the_largest_table_is_checked_in_time(tmp_path: Path) -> None:
    rows = "\n".join(f"water_temperature,khabarovsk,{1700 + n // 365}-01-01 {n % 24:02}:{n // 24 % 60:02},{n % 30},°C"
                     for n in range(20_000))  # fmt: skip
    path = tmp_path / "large.csv"
    path.write_text(table().rsplit("water_temperature", len(GOOD))[0] + rows, encoding="utf-8")
    began = time.monotonic()
    assert checks.of_file(path, shipped()).kind == "csv"
    assert time.monotonic() - began < 3 * MOST_SECONDS


CSV, XLSX = table().encode(), book()
