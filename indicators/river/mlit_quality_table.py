"""Water-quality tables of Japan's water information system: automatic by the hour, or samples by the year.

The columns are told by a comment line of names and one of units, or by names with their units in brackets;
where a column stands means nothing. Nothing here knows our places or indicators.
"""

from __future__ import annotations

import csv
import datetime as dt
import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from indicators.errors import FormatError
from indicators.river import mlit_table
from indicators.series import Payload

FIXED = ("年月日", "時分", "採水位置")  # day, time, where in the section
_ABSENT = ("", "欠測", "$", "#", "-")  # missing, closed, not registered: the marks of the discharge tables
_FILL = -9990.0  # -9999.xx
_AGAIN = "Download the file again; if it stays, the provider has changed its table."
_NUMBER = r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?"
_BOUND = re.compile(rf"(?P<sign>[<>]?)\s*(?P<number>{_NUMBER})\s*(?P<word>未満|以下|以上)?", re.IGNORECASE)
_SIDES = {"<": "upper", "未満": "upper", "以下": "upper", ">": "lower", "以上": "lower"}


@dataclass(frozen=True)
class Column:
    """A quantity as the file names it, with its unit and its place in a row."""

    name: str
    unit: str
    place: int


@dataclass(frozen=True)
class Row:
    """One moment: its line, where in the section the water was taken, and the cells as written."""

    line: int
    when: dt.datetime
    position: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A file's station, columns and rows; texts are normalised (NFKC: no full-width letters)."""

    file: str
    station: str
    name: str
    river: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Amount:
    """A value, or a bound where the analysis gave no more; NaN for what is not there."""

    value: float = math.nan
    lower: float = math.nan
    upper: float = math.nan

    def times(self, factor: float) -> Amount:
        """The same in another unit."""
        return Amount(*(float(f"{part * factor:.12g}") for part in (self.value, self.lower, self.upper)))


def plain(text: str) -> str:
    """A text without full-width letters and blanks around it."""
    return unicodedata.normalize("NFKC", text).strip()


def unit(text: str) -> str:
    """A unit as it is compared: `mg/l` and `mg/L` are one."""
    return plain(text).lower().replace(" ", "")


def has_rows(content: bytes) -> bool:
    """Whether a file holds more than its head: a line that begins with a number."""
    return re.search(rb"(?m)^\s*\d", content) is not None


def table(payload: Payload, known: Sequence[str]) -> Table:
    """Read a `.dat` file.

    Parameters
    ----------
    known : sequence of str
        Patterns of column names; the line of names is the one in which one of them stands.

    Raises
    ------
    FormatError
        Without a station, a river or a line of names, or for a row that does not fit them.
    """
    lines = mlit_table.text(payload).splitlines()
    at = next((place for place, line in enumerate(lines) if _names_columns(line, known)), None)
    if at is None:
        raise FormatError("no line names columns of water quality", payload.name, _AGAIN)
    top = mlit_table.head(lines[:at])
    station, river = top.get("観測所記号", ""), plain(top.get("河川名", ""))
    if not re.fullmatch(r"\d{15}", station) or not river:
        raise FormatError("no station (観測所記号, 15 digits) or no river (河川名) on top", payload.name, _AGAIN)
    columns = _columns(lines, at, f"{payload.name} line {at + 1}")
    width = columns[-1].place + 1
    rows = [
        _row(line, number, width, payload.name)
        for number, line in enumerate(lines[at + 1 :], start=at + 2)
        if line.strip(", \t\x1a") and not line.startswith("#")
    ]
    return Table(payload.name, station, plain(top.get("観測所名", "")), river, columns, tuple(rows))


def _names_columns(line: str, known: Sequence[str]) -> bool:
    names = {_split(cell)[0] for cell in _cells(line.lstrip("#"))} | set(_cells(line.lstrip("#")))
    return any(re.fullmatch(pattern, name) for pattern in known for name in names)


def _columns(lines: list[str], at: int, where: str) -> tuple[Column, ...]:
    """Names and units: in two lines, or each unit in brackets behind its name."""
    names = _cells(lines[at].lstrip("#").rstrip(", "))
    below = lines[at + 1] if at + 1 < len(lines) else ""
    units = _cells(below.lstrip("#"))
    if below.startswith("#") and len(units) >= len(names) and not any(units[len(names) :]):
        pairs = list(zip(names, units, strict=False))
    else:
        pairs = [_split(name) for name in names]
    before = 0 if names[0] == FIXED[0] else len(FIXED)
    if not before and tuple(_split(name)[0] for name in names[: len(FIXED)]) != FIXED:
        raise FormatError(f"the columns do not begin with {', '.join(FIXED)}", where, _AGAIN)
    return tuple(Column(name, unit(told), before + place) for place, (name, told) in enumerate(pairs))


def _split(name: str) -> tuple[str, str]:
    told = re.fullmatch(r"(.+?)\(([^()]*)\)", name)
    return (told[1].strip(), told[2]) if told else (name, "")


def _cells(line: str) -> list[str]:
    return [plain(cell) for cell in next(csv.reader([line]), [])] or [""]


def _row(line: str, number: int, width: int, name: str) -> Row:
    where = f"{name} line {number}"
    cells = _cells(line)
    if len(cells) < width or any(cells[width:]):
        raise FormatError(f"{len(cells)} cells under {width} columns", where, _AGAIN)
    return Row(number, _when(cells[0], cells[1], where), cells[2], tuple(cells))


def _when(day: str, time: str, where: str) -> dt.datetime:
    """Moment of Japan Standard Time; 24:00 is midnight at the end of the day, no time the day itself."""
    told = re.fullmatch(r"(\d{1,2}):?(\d{2})", time or "0:00")
    try:
        start = dt.datetime.strptime(day, "%Y/%m/%d")
    except ValueError as error:
        raise FormatError(f"{day!r} is not a day as YYYY/MM/DD", f"{where}, {FIXED[0]}", _AGAIN) from error
    minutes = int(told[1]) * 60 + int(told[2]) if told and int(told[2]) < 60 else -1
    if not 0 <= minutes <= 24 * 60:
        raise FormatError(f"{time!r} is not a time as HH:MM", f"{where}, {FIXED[1]}", _AGAIN)
    return start + dt.timedelta(minutes=minutes)


def amount(text: str, where: str) -> Amount | None:
    """What a cell says: a number, or a bound such as `<0.5` or `0.5未満`; None where it says nothing.

    Raises
    ------
    FormatError
        For anything else.
    """
    if text in _ABSENT:
        return None
    told = _BOUND.fullmatch(text)
    number = float(told["number"]) if told else math.nan
    if told is None or not math.isfinite(number) or (told["sign"] and told["word"]):
        raise FormatError(f"{text!r} is neither a number nor a bound", where, _AGAIN)
    mark = told["sign"] or told["word"] or ""
    if not mark:
        return None if number <= _FILL else Amount(value=number)
    return Amount(**{_SIDES[mark]: number})
