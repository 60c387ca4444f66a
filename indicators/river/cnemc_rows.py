"""Cells and times of the CNEMC release: raw values, filtered extremes, and the year a time lacks."""

from __future__ import annotations

import datetime as dt
import html
import math
import re
from dataclasses import dataclass

from indicators.river.cnemc_feed import CLASS, PH, TEMPERATURE, plain

NORMAL = "正常"
STATUS_WORDS = {NORMAL: "normal", "维护": "maintenance", "停站": "stopped", "不具备运行条件": "not operable"}
STALE_AFTER_DAYS = 2

_MISSING = ("", "--", "*", "-")
_FILTERED = "极值过滤"
_CLASSES = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5, "劣Ⅴ": 6}
_TITLE = re.compile(r"""title\s*=\s*(['"])(.*?)\1""", re.DOTALL)
_RAW = re.compile(r"^\s*(?:原始值|raw value)\s*[:\uff1a]\s*(.*?)\s*$", re.IGNORECASE | re.DOTALL)
_MOMENT = re.compile(r"(\d{1,2})-(\d{1,2}) (\d{1,2}):(\d{2})")


@dataclass(frozen=True)
class Cell:
    """One measured value; NaN with a note where the provider held it back or wrote no number."""

    value: float
    flag: str = "good"
    note: str = ""

    def same(self, other: Cell) -> bool:
        """Whether both say the same (two missing values are the same)."""
        numbers = self.value == other.value or (math.isnan(self.value) and math.isnan(other.value))
        return numbers and (self.flag, self.note) == (other.flag, other.note)


def cell(text: str, label: str) -> Cell | None:
    """Read one cell; None where nothing was measured.

    Parameters
    ----------
    text : str
        The cell as it came, `<span title='原始值：23.88'>23.9</span>` or plain text.
    label : str
        Its column, one of the 17 labels.
    """
    if label == CLASS:
        return _class_cell(plain(text))
    shown = plain(text)
    title = _title(text)
    if _FILTERED in title or _FILTERED in shown:
        return Cell(math.nan, "suspect", "Held back by the provider as an extreme value.")
    raw = _RAW.match(title)
    told = raw[1] if raw else shown
    if told in _MISSING:
        return None
    number = _number(told)
    if number is None:
        return Cell(math.nan, "suspect", f"The feed gives {told!r} instead of a number.")
    note = _doubt(number, label)
    if title and not raw:
        note = f"{note} Remark of the provider: {title}".strip()
    return Cell(number, "suspect" if note else "good", note)


def _class_cell(shown: str) -> Cell | None:
    if shown in _MISSING:
        return None
    if shown not in _CLASSES:
        return Cell(math.nan, "suspect", f"The feed gives {shown!r} instead of a class I to worse than V.")
    return Cell(float(_CLASSES[shown]))


def _title(text: str) -> str:
    found = _TITLE.search(text)
    return html.unescape(found[2]).strip() if found else ""


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _doubt(number: float, label: str) -> str:
    """Why a number cannot be trusted, from the number alone; empty where nothing speaks against it."""
    if label == TEMPERATURE:
        return ""
    if number == 0:
        return "Zero reported: stations of this network also report zero where nothing was measured."
    if number < 0 or (label == PH and number > 14):
        return "Physically impossible, as reported."
    return ""


def moment(text: str, snapshot: dt.date) -> dt.datetime | None:
    """Time of a measurement, `MM-DD HH:MM` without a year, as of a snapshot.

    The year is the snapshot's, or the one before where the month and day lie in its future.
    None where the text is no such time, or neither year has the day (29 February).

    Examples
    --------
    >>> moment("12-31 20:00", dt.date(2021, 1, 1))
    datetime.datetime(2020, 12, 31, 20, 0)
    """
    found = _MOMENT.fullmatch(text.strip())
    if not found:
        return None
    month, day, hour, minute = map(int, found.groups())
    for year in (snapshot.year, snapshot.year - 1):
        try:
            when = dt.datetime(year, month, day, hour, minute)
        except ValueError:
            continue
        if when.date() <= snapshot:
            return when
    return None


def days_old(when: dt.datetime, snapshot: dt.date) -> int:
    """Whole days from a measurement to the snapshot it stands in."""
    return (snapshot - when.date()).days
