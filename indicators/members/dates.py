"""A cell that holds a period: what is plain is read, what reads two ways is told and never guessed."""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import Literal

from indicators.members.reading import Cell

Precision = Literal["instant", "day", "month", "year"]
EARLIEST, LATEST = 1600, 2200
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.0+)?)?Z?)?)?)?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[./年](\d{1,2})[./月](\d{1,2})日?(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII)
_MONTH = re.compile(r"(\d{4})[./年](\d{1,2})月?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})[./-](\d{4}|\d{2})", re.ASCII)
_SERIAL = (10_000, 80_000)  # days that Excel counts, 1927 to 2119


@dataclass(frozen=True)
class Period:
    """A moment or period as written: its first and last moment. `form` names how it was written."""

    start: dt.datetime
    end: dt.datetime
    precision: Precision
    form: str


@dataclass(frozen=True)
class NotADate:
    """Why a cell is no period: the code of the finding, and what to write instead where that is known."""

    code: str
    write: str = ""


def read(cell: Cell) -> Period | NotADate:
    """A period from a cell: ISO 8601, a year, a month, a date cell; other orders where they read one way only."""
    if isinstance(cell, dict):
        return _of_cell(cell)
    if isinstance(cell, bool):
        return NotADate("date.text")
    if isinstance(cell, int | float):
        return _of_number(cell)
    text = "" if cell is None else cell.strip()
    if re.fullmatch(r"\d{5}", text, re.ASCII):
        return _of_number(int(text))
    told = _ISO.fullmatch(text)
    if told:
        return _period(told.groups(), "iso")
    for form, pattern in (("year_first", _YEAR_FIRST), ("month", _MONTH), ("compact", _COMPACT)):
        told = pattern.fullmatch(text)
        if told:
            return _period(told.groups(), form)
    told = _DAY_FIRST.fullmatch(text)
    return _day_first(told) if told else NotADate("date.text")


def _of_cell(cell: dict[str, str]) -> Period | NotADate:
    try:
        moment = dt.datetime.fromisoformat(cell["d"])
    except (KeyError, ValueError):
        return NotADate("date.text")
    if not EARLIEST <= moment.year <= LATEST:
        return NotADate("date.range")
    exact = bool(moment.hour or moment.minute or moment.second)
    return Period(moment, moment, "instant" if exact else "day", "cell")


def _of_number(told: float) -> Period | NotADate:
    if not math.isfinite(told) or told != int(told):
        return NotADate("date.text")
    if EARLIEST <= told <= LATEST:
        return _period((str(int(told)),), "iso")
    if 16_000_101 <= told <= 22_001_231:
        compact = _COMPACT.fullmatch(str(int(told)))
        return _period(compact.groups(), "compact") if compact else NotADate("date.text")
    if _SERIAL[0] <= told <= _SERIAL[1]:
        day = dt.date(1899, 12, 30) + dt.timedelta(days=int(told))
        return NotADate("date.serial", day.isoformat())
    return NotADate("date.text")


def _day_first(told: re.Match[str]) -> Period | NotADate:
    """Day, month, year with points is the custom of the region; with slashes it depends on who wrote it."""
    first, mark, second, year = told.groups()
    if len(year) == 2:
        return NotADate("date.short_year")
    day, month = int(first), int(second)
    if mark == "." or day > 12 >= month:
        return _period((year, f"{month:02}", f"{day:02}"), "day_first")
    if month > 12 >= day:
        return _period((year, f"{day:02}", f"{month:02}"), "month_first")
    return NotADate("date.ambiguous", f"{year}-{month:02}-{day:02} / {year}-{day:02}-{month:02}")


def _period(parts: tuple[str | None, ...], form: str) -> Period | NotADate:
    year, month, day, hour, minute, second = (int(part) if part else 0 for part in (*parts, *[None] * 6)[:6])
    if not EARLIEST <= year <= LATEST:
        return NotADate("date.range")
    try:
        if len(parts) > 3 and parts[3]:
            moment = dt.datetime(year, month, day, hour, minute, second)
            return Period(moment, moment, "instant", form)
        if day or (len(parts) > 2 and parts[2]):
            moment = dt.datetime(year, month, day)
            return Period(moment, moment, "day", form)
        if month or (len(parts) > 1 and parts[1]):
            last = calendar.monthrange(year, month)[1]
            return Period(dt.datetime(year, month, 1), dt.datetime(year, month, last), "month", form)
    except ValueError:
        return NotADate("date.impossible")
    return Period(dt.datetime(year, 1, 1), dt.datetime(year, 12, 31), "year", form)
