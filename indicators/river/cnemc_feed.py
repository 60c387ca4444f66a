"""The two layouts of the CNEMC release: the feed's JSON, and tables copied from it.

Both become rows of the same 17 labelled cells, still as text. What the cells mean is read elsewhere.
"""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import json
import re
from calendar import monthrange
from dataclasses import dataclass
from typing import Any

from indicators.errors import FormatError
from indicators.series import Payload

BASIN, SECTION, TIME, CLASS, STATUS = "流域", "断面名称", "监测时间", "水质类别", "站点情况"
TEMPERATURE, PH = "水温(℃)", "pH(无量纲)"
LABELS = (
    "省份",
    BASIN,
    SECTION,
    TIME,
    CLASS,
    TEMPERATURE,
    PH,
    "溶解氧(mg/L)",
    "电导率(μS/cm)",
    "浊度(NTU)",
    "高锰酸盐指数(mg/L)",
    "氨氮(mg/L)",
    "总磷(mg/L)",
    "总氮(mg/L)",
    "叶绿素α(mg/L)",
    "藻密度(cells/L)",
    STATUS,
)
SNAPSHOT = "snapshot_date"

BEIJING = dt.timezone(dt.timedelta(hours=8))
_NAMED_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{2})(?:-(\d{2}))?(?![\d-])")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Snapshot:
    """The day that gives month-day times their year; `exact` when it is the day of the release itself."""

    date: dt.date
    exact: bool


@dataclass(frozen=True)
class Row:
    """One line of the release: cells by label as they came, and the snapshot it stood in."""

    cells: dict[str, str]
    snapshot: Snapshot

    def text(self, label: str) -> str:
        """A cell without markup."""
        return plain(self.cells[label])


def rows(payload: Payload) -> tuple[list[Row], int]:
    """All rows of a feed answer or of a table, and how many were left out as not whole.

    Raises
    ------
    FormatError
        For another layout, or when the year of the times cannot be known.
    """
    content = payload.content.removeprefix(b"\xef\xbb\xbf").strip()
    if content.startswith(b"{") or content == b"-1":
        return _feed_rows(answer(content, payload.name), payload)
    return _table_rows(content.decode("utf-8"), payload)


def plain(text: str | None) -> str:
    """Text of a cell: tags off, entities resolved."""
    return html.unescape(_TAG.sub("", text or "")).strip()


def answer(content: bytes, where: str) -> dict[str, Any]:
    """The feed's JSON answer, checked to be whole and to have the 17 labels."""
    again = "Fetch the feed again; it wants Main.html and getArea_RiverDic asked first."
    if content.strip() == b"-1":
        raise FormatError("the provider answered -1 instead of data", where, again)
    try:
        found = json.loads(content)
    except ValueError as error:
        raise FormatError("not the JSON of the feed", where, again) from error
    if not isinstance(found, dict) or found.get("result") != 1:
        told = found.get("result") if isinstance(found, dict) else type(found).__name__
        raise FormatError(f"the feed reports result {told!r} instead of 1", where, again)
    if not isinstance(found.get("tbody"), list) or not isinstance(found.get("thead"), list):
        raise FormatError("the feed's answer has no thead and tbody", where, again)
    _require_labels([plain(label) for label in found["thead"]], where)
    return found


def _require_labels(found: list[str], where: str) -> None:
    todo = "The provider changed its table: compare it with the 17 columns in indicators/river/cnemc_feed.py."
    for number, label in enumerate(LABELS):
        if number >= len(found) or found[number] != label:
            told = f"it is {found[number]!r}" if number < len(found) else "it is missing"
            raise FormatError(f"column {number + 1} should be {label!r}, {told}", where, todo)
    if len(found) > len(LABELS):
        raise FormatError(f"unknown column {found[len(LABELS)]!r}", where, todo)


def _feed_rows(found: dict[str, Any], payload: Payload) -> tuple[list[Row], int]:
    snapshot = snapshot_of(payload)
    whole = [line for line in found["tbody"] if isinstance(line, list) and len(line) == len(LABELS)]
    made = [
        Row(dict(zip(LABELS, ("" if cell is None else str(cell) for cell in line), strict=True)), snapshot)
        for line in whole
    ]
    return made, len(found["tbody"]) - len(whole)


def _table_rows(text: str, payload: Payload) -> tuple[list[Row], int]:
    reader = csv.reader(io.StringIO(text))
    header = [name.strip() for name in next(reader)]
    dated = SNAPSHOT in header
    start = 1 if dated and header[0] == SNAPSHOT else 0
    _require_labels(header[start : start + len(LABELS)], payload.name)
    own = None if dated else snapshot_of(payload)
    lines = [line for line in reader if line]
    whole = [dict(zip(header, line, strict=True)) for line in lines if len(line) == len(header)]
    made = [
        Row({label: line[label] for label in LABELS}, Snapshot(own.date, False) if own else _dated(line, payload))
        for line in whole
    ]
    return made, len(lines) - len(whole)


def _dated(line: dict[str, str], payload: Payload) -> Snapshot:
    try:
        return Snapshot(dt.date.fromisoformat(line[SNAPSHOT]), True)
    except ValueError as error:
        reason = f"{line[SNAPSHOT]!r} is not a date"
        raise FormatError(reason, f"{payload.name}, column {SNAPSHOT}", "Write it as YYYY-MM-DD.") from error


def snapshot_of(payload: Payload) -> Snapshot:
    """The day a release stands for: given, in the file's name, or the day of download in Beijing.

    The release's times carry no year. A month in the name stands for its last day.

    Raises
    ------
    FormatError
        When none of these is known: a wrong year would be worse than no data.
    """
    if payload.date:
        return Snapshot(payload.date, True)
    named = {found for match in _NAMED_DATE.finditer(payload.name) if (found := _named(match))}
    if len(named) == 1:
        return named.pop()
    if payload.url and not named:
        when = payload.retrieved if payload.retrieved.tzinfo else payload.retrieved.replace(tzinfo=dt.UTC)
        return Snapshot(when.astimezone(BEIJING).date(), True)
    raise FormatError(
        "the times in this file have no year, and its name does not tell one day",
        payload.name,
        "Give the day it was taken: --date YYYY-MM-DD.",
    )


def _named(match: re.Match[str]) -> Snapshot | None:
    year, month, day = match.groups()
    try:
        last = monthrange(int(year), int(month))[1]
        return Snapshot(dt.date(int(year), int(month), int(day or last)), day is not None)
    except ValueError:
        return None
