"""A row of a member's table: its cells read one by one, and what is wrong with each."""

from __future__ import annotations

import datetime as dt
import difflib
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from indicators.members import dates, numbers, units
from indicators.members.columns import CONFIDENCES, EXAMPLE, FLAGS, FREQUENCIES, INTERVALS, NAMES
from indicators.members.dates import NotADate, Period
from indicators.members.finding import Finding, plain
from indicators.members.numbers import NotANumber
from indicators.members.places import Places, Spot
from indicators.members.reading import Cell
from indicators.registry import Catalog

BOUNDS = Path(__file__).with_name("bounds.yaml")
_NUMBERS = ("value", "lower", "upper")
_TEXTS = tuple(name for name in NAMES if name not in (*_NUMBERS, "latitude", "longitude", "time_start", "time_end"))
_KEPT = ("interval", "flag", "confidence", "statistic", "method", "area_definition", "frequency", "note")
_LISTED = (("interval", INTERVALS, ""), ("flag", FLAGS, "good"), ("confidence", CONFIDENCES, "measured"),
           ("frequency", FREQUENCIES, ""))  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One observation, read whole."""

    row: int
    indicator: str
    spot: Spot
    unit: str
    start: dt.datetime
    end: dt.datetime
    precision: str
    numbers: tuple[float | None, float | None, float | None]
    texts: Mapping[str, str]

    @property
    def key(self) -> tuple[str, str]:
        """What makes a series of the set."""
        return self.indicator, self.spot.place


class Lines:
    """Reads rows against the registry; what it has judged once it remembers."""

    def __init__(self, catalog: Catalog, today: dt.date) -> None:
        self.catalog, self.today, self.places = catalog, today, Places(catalog)
        self.forms: dict[str, int] = {}  # how dates are written, and the first row that does so
        self.kinds: dict[str, dict[str, int]] = {name: {} for name in _NUMBERS}
        self._indicators: dict[str, tuple[str, Finding | None]] = {}
        self._spots: dict[tuple[Any, ...], tuple[Spot | None, list[Finding]]] = {}
        self._units: dict[tuple[str, str], units.Judged] = {}

    def read(self, row: int, cells: Mapping[str, Cell]) -> tuple[Line | None, list[Finding]]:
        """The observation of a row, None where an error stands in its way; and its findings."""
        told = {name: _text(cells.get(name)) for name in _TEXTS}
        found: list[Finding] = []
        indicator = self._indicator(row, told["indicator"], found)
        spot = self._spot(row, told, cells, found)
        period = self._period(row, cells, found)
        values = self._values(row, cells, told, found)
        unit = self._unit(row, indicator, told["unit"], found)
        for column, known, default in _LISTED:
            told[column] = self._listed(row, column, told[column], known, found) or default
        self._consistent(row, values, told["interval"], unit, indicator, found)
        if told["note"].upper().startswith(EXAMPLE):
            found.append(Finding("example", row, "note"))
        if (
            not indicator
            or spot is None
            or period is None
            or any(one.level == "error" and one.code != "example" for one in found)
        ):
            return None, found
        texts = {name: plain(told[name], 1000) for name in _KEPT}
        return Line(row, indicator, spot, unit, *period, values, texts), found

    def _indicator(self, row: int, name: str, found: list[Finding]) -> str:
        if name not in self._indicators:
            self._indicators[name] = self._judged_indicator(name)
        slug, problem = self._indicators[name]
        if problem is not None:
            found.append(Finding(problem.code, row, "indicator", problem.values))
        return slug

    def _judged_indicator(self, name: str) -> tuple[str, Finding | None]:
        known = self.catalog.indicators
        if name in known:
            return name, None
        if not name:
            return "", Finding("indicator.missing")
        slug = name.lower().replace(" ", "_").replace("-", "_")
        if slug in known:
            return slug, Finding("indicator.case", 0, "", {"value": name, "near": slug})
        near = difflib.get_close_matches(slug, known, 3, 0.5)
        return "", Finding("indicator.unknown", 0, "", {"value": name, "near": ", ".join(near) or "water_temperature"})

    def _spot(self, row: int, told: dict[str, str], cells: Mapping[str, Cell], found: list[Finding]) -> Spot | None:
        names = ("place", "place_name", "latitude", "longitude", "region", "countries")
        key = tuple(str(cells.get(name)) for name in names)
        if key not in self._spots:
            self._spots[key] = self.places.of(row, told, dict(cells))
        spot, problems = self._spots[key]
        found += [Finding(one.code, row, one.column, one.values) for one in problems]
        return spot

    def _period(
        self, row: int, cells: Mapping[str, Cell], found: list[Finding]
    ) -> tuple[dt.datetime, dt.datetime, str] | None:
        first = self._date(row, "time_start", cells.get("time_start"), found)
        last = self._date(row, "time_end", cells.get("time_end"), found) if _text(cells.get("time_end")) else first
        if first is None or last is None:
            return None
        if last.end < first.start:
            found.append(Finding("date.order", row, "time_end"))
            return None
        if last.end.date() > self.today:
            found.append(Finding("future", row, "time_start", {"date": f"{last.end:%Y-%m-%d}"}))
        same = last is first or last.start == first.start
        return first.start, last.end, first.precision if same else "span"

    def _date(self, row: int, column: str, cell: Cell, found: list[Finding]) -> Period | None:
        if not _text(cell):
            found.append(Finding("date.missing", row, column))
            return None
        told = dates.read(cell)
        if isinstance(told, NotADate):
            found.append(Finding(told.code, row, column, {"value": _text(cell)[:60], "write": told.write}))
            return None
        self.forms.setdefault(told.form, row)
        if told.form not in ("iso", "cell"):
            found.append(Finding("date.reread", row, column, {"form": told.form}))
        return told

    def _values(
        self, row: int, cells: Mapping[str, Cell], told: dict[str, str], found: list[Finding]
    ) -> tuple[float | None, float | None, float | None]:
        read: list[float | None] = []
        for column in _NUMBERS:
            cell = cells.get(column)
            number = numbers.read(cell)
            if isinstance(number, NotANumber):
                found.append(Finding(number.code, row, column, {"value": _text(cell)[:60], "write": number.write}))
                number = None
            elif number is not None:
                self.kinds[column].setdefault("text" if isinstance(cell, str) else "number", row)
            read.append(number)
        bad = any(one.column in _NUMBERS for one in found)
        if not bad and not any(one is not None for one in read) and not told["note"]:
            found.append(Finding("value.missing", row, "value"))
        return read[0], read[1], read[2]

    def allowed(self, indicator: str) -> tuple[str, ...]:
        """Units in which an indicator is kept, its own first."""
        return _allowed(self.catalog, indicator)

    def _unit(self, row: int, indicator: str, written: str, found: list[Finding]) -> str:
        if not indicator:
            return written
        key = (indicator, written)
        if key not in self._units:
            self._units[key] = units.judge(written, self.allowed(indicator))
        told = self._units[key]
        if not written:
            found.append(Finding("unit.missing", row, "unit", {"unit": told.unit}))
        elif told.kind != "same":
            values: dict[str, Any] = {"value": written, "unit": told.unit, "factor": f"{told.factor:.6g}"}
            found.append(Finding(f"unit.{told.kind}", row, "unit", values))
        return told.unit

    def _listed(self, row: int, column: str, text: str, known: tuple[str, ...], found: list[Finding]) -> str:
        if not text or text in known:
            return text
        near = difflib.get_close_matches(text.lower(), [one.lower() for one in known], 1, 0.5)
        write = next((one for one in known if near and one.lower() == near[0]), known[0])
        values = {"value": text[:60], "near": write, "known": ", ".join(known)}
        found.append(Finding("listed", row, column, values))
        return ""

    def _consistent(
        self, row: int, told: tuple[float | None, float | None, float | None], interval: str, unit: str,
        indicator: str, found: list[Finding],
    ) -> None:  # fmt: skip
        value, lower, upper = told
        if lower is not None and upper is not None and lower > upper:
            found.append(Finding("interval.order", row, "lower", {"lower": lower, "upper": upper}))
        elif value is not None and ((lower is not None and value < lower) or (upper is not None and value > upper)):
            told_ends = {"lower": "…" if lower is None else lower, "upper": "…" if upper is None else upper}
            ends: dict[str, Any] = {"value": value, **told_ends}
            found.append(Finding("interval.outside", row, "value", ends))
        bounded = lower is not None or upper is not None
        if bounded and not interval and not any(one.column == "interval" for one in found):
            found.append(Finding("interval.missing", row, "interval", {"known": ", ".join(INTERVALS)}))
        if interval and not bounded:
            found.append(Finding("no_interval_needed", row, "interval"))
        lowest, highest = bounds().get(unit, (None, None)) if indicator else (None, None)
        for column, number in zip(_NUMBERS, told, strict=True):
            if number is None:
                continue
            if (lowest is not None and number < lowest) or (highest is not None and number > highest):
                span = f"{'…' if lowest is None else lowest} – {'…' if highest is None else highest}"
                found.append(Finding("impossible", row, column, {"value": number, "range": span, "unit": unit}))


@functools.cache
def bounds() -> dict[str, tuple[float | None, float | None]]:
    """What cannot be, by unit."""
    told: dict[str, list[float | None]] = yaml.safe_load(BOUNDS.read_text(encoding="utf-8"))
    return {unit: (ends[0], ends[1]) for unit, ends in told.items()}


def _allowed(catalog: Catalog, indicator: str) -> tuple[str, ...]:
    told = [catalog.indicators[indicator].unit]
    for source in catalog.sources.values():
        told += [group.unit for group in source.series if group.unit and indicator in group.indicators]
    return tuple(dict.fromkeys(told))


def _text(cell: Cell | None) -> str:
    """A cell as text on one line."""
    if cell is None:
        return ""
    if isinstance(cell, dict):
        return str(cell.get("d", ""))
    if isinstance(cell, float) and cell == cell and abs(cell) < 1e15 and cell == int(cell):
        return str(int(cell))
    return plain(cell, 2000) if isinstance(cell, str) else str(cell)
