"""Discharge tables of Japan's water information system: a year by day, or a month by hour.

One wide table of one gauge, a flag after every value. Nothing here knows our places.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import io
import math
import re
from dataclasses import dataclass
from typing import Literal

from indicators.errors import FormatError
from indicators.series import Payload

Kind = Literal["daily", "hourly"]
TITLES: dict[str, Kind] = {"日流量年表検索結果": "daily", "時刻流量月表検索結果": "hourly"}
PROVISIONAL, ABSENT = "*", ("$", "#", "-")  # 暫定値; 欠測, 閉局, 未登録
_FILL = -9990.0  # -9999.xx, whatever the flag says
_AGAIN = "Download the file again; if it stays, the provider has changed its table."


@dataclass(frozen=True)
class Table:
    """A file's gauge, and its values with a flag: none given, or `*` for provisional."""

    kind: Kind
    gauge: str
    name: str
    times: tuple[dt.datetime, ...]
    values: tuple[float, ...]
    flags: tuple[str, ...]


def table(payload: Payload) -> Table:
    """Read a `.dat` file: title, gauge, comments, a line of days or hours, then the values.

    Values that are flagged missing, closed or not registered, and the fill -9999, are left out.
    Hours are instants of Japan Standard Time; 24 h is midnight at the end of the day.

    Raises
    ------
    FormatError
        For another quantity, an unknown flag, a value that is no discharge, or another layout.
    """
    lines = text(payload).splitlines()
    title = lines[0].strip() if lines else ""
    if title not in TITLES:
        todo = f"Load a discharge table ({', '.join(TITLES)})."
        raise FormatError(f"the file is headed {title[:40]!r}", f"{payload.name} line 1", todo)
    kind = TITLES[title]
    top = head(lines[1:9])
    start = next((number for number, line in enumerate(lines) if line.startswith(",")), None)
    if not top.get("観測所記号") or start is None:
        raise FormatError("no gauge (観測所記号) or no line of days or hours", payload.name, _AGAIN)
    _require_labels(lines[start], kind, f"{payload.name} line {start + 1}")
    cells = list(_cells(lines, start + 1, kind, payload.name))
    return Table(
        kind,
        top["観測所記号"],
        top.get("観測所名", ""),
        tuple(cell[0] for cell in cells),
        tuple(cell[1] for cell in cells),
        tuple(cell[2] for cell in cells),
    )


def head(lines: list[str]) -> dict[str, str]:
    """What the lines on top of a file tell: river system, river, name and number of the gauge or station."""
    return {key.strip(): told.strip() for key, _, told in (line.partition(",") for line in lines)}


def text(payload: Payload) -> str:
    """The text of a file: the live ones are Shift_JIS, copies of them UTF-8.

    Raises
    ------
    FormatError
        When it is neither.
    """
    for encoding in ("utf-8-sig", "cp932") if b"\0" not in payload.content else ():
        try:
            return payload.content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FormatError("neither UTF-8 nor Shift_JIS", payload.name, _AGAIN)


def _require_labels(line: str, kind: Kind, where: str) -> None:
    wanted = [f"{n}日" for n in range(1, 32)] if kind == "daily" else [f"{n}時" for n in range(1, 25)]
    found = [cell.strip() for cell in line.split(",")][1::2][: len(wanted)]
    if found != wanted:
        raise FormatError(f"the columns are not {wanted[0]} to {wanted[-1]}", where, _AGAIN)


def _cells(lines: list[str], start: int, kind: Kind, name: str) -> list[tuple[dt.datetime, float, str]]:
    """Every value with its time and flag, row by row."""
    year: int | None = None
    found: list[tuple[dt.datetime, float, str]] = []
    for number, line in enumerate(lines[start:], start=start + 1):
        where = f"{name} line {number}"
        if not line.strip() or line.startswith("#"):
            continue
        row = [cell.strip() for cell in next(csv.reader(io.StringIO(line)))]
        if kind == "daily" and (told := re.fullmatch(r"(\d{4})年", row[0])):
            year = int(told[1])
            continue
        times = _months_days(row[0], year, where) if kind == "daily" else _hours(row[0], where)
        if len(row) < 1 + 2 * len(times):
            raise FormatError(f"{len(row)} cells for {len(times)} values", where, _AGAIN)
        for time, value, flag in zip(times, row[1::2], row[2::2], strict=False):
            number_ = _value(value, flag, f"{where}, {time:%Y-%m-%d %H:%M}")
            if not math.isnan(number_):
                found.append((time, number_, flag))
    return found


def _months_days(label: str, year: int | None, where: str) -> list[dt.datetime]:
    told = re.fullmatch(r"(\d{1,2})月", label)
    if year is None or not told or not 1 <= int(told[1]) <= 12:
        raise FormatError(f"{label!r} is not a month, or no year stands above it", where, _AGAIN)
    last = calendar.monthrange(year, int(told[1]))[1]
    return [dt.datetime(year, int(told[1]), day) for day in range(1, last + 1)]


def _hours(label: str, where: str) -> list[dt.datetime]:
    try:
        day = dt.datetime.strptime(label, "%Y/%m/%d")
    except ValueError as error:
        raise FormatError(f"{label!r} is not a day as YYYY/MM/DD", where, _AGAIN) from error
    return [day + dt.timedelta(hours=hour) for hour in range(1, 25)]


def _value(text: str, flag: str, where: str) -> float:
    """Discharge in m³/s; NaN where there is none."""
    if flag not in ("", PROVISIONAL, *ABSENT):
        raise FormatError(f"unknown flag {flag!r}", where, _AGAIN)
    if flag in ABSENT or not text:
        return math.nan
    try:
        value = float(text)
    except ValueError as error:
        raise FormatError(f"{text!r} is not a number", where, _AGAIN) from error
    if value <= _FILL:
        return math.nan
    if not 0 <= value < math.inf:
        raise FormatError(f"{text} m³/s is no discharge", where, _AGAIN)
    return value
