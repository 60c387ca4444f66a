"""Which series, and which year, a drawn value is of: found by the names that the figure says and the values held.

What fits several series is left without one; nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from indicators.export.documents.traces import BAR, CELL, CONTEXT, MARK, POINT, WORDS, Row, Value
from indicators.locales import has, label, t
from indicators.series import Meta
from indicators.store import Held

_DIGITS = 6
_WHOLE, _NEAR = 0.5, 1e-6
"""How far a drawn value may lie from the observed one: where it is drawn as a whole number, and else (relative)."""
_LEAST_POINTS = 2
_SINGLE = (POINT, BAR, CELL, MARK)
_MOST_YEARS = 2
"""Years that the days of a seasonal axis lie in."""


@dataclass(frozen=True)
class Folded:
    """An axis on which years lie over each other: its days are those of a reference year or season."""

    last: int

    def day(self, told: Value, year: int) -> str:
        """The true date of a day of the axis in a year, or in the season named by that year; empty where none is."""
        shown = dt.date.fromisoformat(str(told)[:10])
        try:
            return shown.replace(year=shown.year + year - self.last).isoformat()
        except ValueError:  # 29 February of another year
            return ""


def folded(rows: Sequence[Row], hoverformat: str) -> Folded | None:
    """The axis of some rows where it says days without a year, else None."""
    days = [str(row.x) for row in rows if isinstance(row.x, str)]
    if not days or "%Y" in hoverformat or "%y" in hoverformat or not hoverformat:
        return None
    years = {int(day[:4]) for day in days if day[:4].isdigit()}
    return Folded(max(years)) if years and max(years) - min(years) < _MOST_YEARS else None


class Observed:
    """Observations of the series of a figure, to be asked for values.

    Parameters
    ----------
    held : sequence of Held
        The series drawn, as far as they are at hand.
    """

    def __init__(self, held: Sequence[Held]) -> None:
        self.held = held

    @cached_property
    def _values(self) -> dict[str, frozenset[float]]:
        return {item.meta.id: _numbers(item.observations) for item in self.held}

    def series(self, value: Value) -> frozenset[str]:
        """Ids of the series that hold a number."""
        if not isinstance(value, int | float):
            return frozenset()
        rounded = _rounded(value)
        return frozenset(one for one, known in self._values.items() if rounded in known)

    @cached_property
    def _days(self) -> dict[str, float]:
        """Value of each day, of a figure of one series of days."""
        if len(self.held) != 1:
            return {}
        frame = self.held[0].observations
        stamps = frame["time_end"].dt.strftime("%Y-%m-%d")
        return {day: float(value) for day, value in zip(stamps, frame["value"], strict=True) if value == value}

    def year(self, run: Sequence[Row], axis: Folded) -> int | None:
        """The year, or season, that a piece of a line is of: the only one whose days have these values."""
        if not self._days or len(run) < _LEAST_POINTS:
            return None
        fitting = [year for year in self._years if all(self._holds(axis.day(row.x, year), row.y) for row in run)]
        return fitting[0] if len(fitting) == 1 else None

    def _holds(self, day: str, drawn: Value) -> bool:
        """Whether a day has a value, which may be drawn as a whole number."""
        known = self._days.get(day)
        if known is None or not isinstance(drawn, int | float):
            return False
        return abs(known - drawn) <= (_WHOLE if float(drawn).is_integer() else _NEAR * abs(known))

    @cached_property
    def _years(self) -> range:
        years = sorted({int(day[:4]) for day in self._days})
        return range(years[0], years[-1] + 2)


def _numbers(frame: pd.DataFrame) -> frozenset[float]:
    columns = [frame[name].dropna() for name in ("value", "lower", "upper")]
    return frozenset(_rounded(value) for column in columns for value in column)


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def of_series(rows: Sequence[Row], metas: Sequence[Meta], observed: Observed, lang: str) -> list[str]:
    """The series of each row.

    A line is of the series that it is named after, or that holds all of its values. A single mark is of the series
    that it is named after and that holds its value.
    """
    if len(metas) == 1:
        return ["" if row.part == WORDS else metas[0].id for row in rows]
    names = Names(metas, lang)
    found = [observed.series(row.y) or observed.series(row.x) or observed.series(row.value) for row in rows]
    whole: dict[int, frozenset[str]] = {}
    for row, known in zip(rows, found, strict=True):
        whole[row.trace] = whole[row.trace] & known if row.trace in whole else known
    points = Counter(row.trace for row in rows)
    return [_series(row, known, whole[row.trace], names.of(row, 1 if row.part in _SINGLE else points[row.trace]))
            for row, known in zip(rows, found, strict=True)]  # fmt: skip


def _series(row: Row, known: frozenset[str], whole: frozenset[str], named: frozenset[str]) -> str:
    held = known if row.part in _SINGLE else whole
    if named and held:
        return _only(named & held)
    return _only(named or (held if row.part != WORDS else frozenset()))


class Names:
    """What the series of a figure are called in its language.

    Parameters
    ----------
    metas : sequence of Meta
        The series.
    """

    def __init__(self, metas: Sequence[Meta], lang: str) -> None:
        self._places = {meta.id: _place(meta, lang) for meta in metas}
        self._counts = {meta.id: meta.count for meta in metas}
        self._indicators = {meta.id: label(f"indicator.{meta.indicator}", lang) for meta in metas}

    def of(self, row: Row, points: int) -> frozenset[str]:
        """Ids of the series whose place, and where that does not part them whose indicator, a row is labelled with.

        A series of fewer observations than the line has `points` cannot be meant.
        """
        told = f"{row.label} · {' · '.join(row.text.split(' · ')[:2])}".casefold()
        placed = {one: place for one, place in self._places.items()
                  if place and place.casefold() in told and self._counts[one] >= points}  # fmt: skip
        longest = max((len(place) for place in placed.values()), default=0)
        fitting = frozenset(one for one, place in placed.items() if len(place) == longest)
        closer = frozenset(one for one in fitting if self._indicators[one].casefold() in told)
        return closer or fitting


def _place(meta: Meta, lang: str) -> str:
    known = next((key for kind in ("place", "region") if has(key := f"{kind}.{meta.place}")), "")
    return t(known, lang) if known else meta.place_name


def _only(known: frozenset[str]) -> str:
    return next(iter(known)) if len(known) == 1 else ""


def of_years(rows: Sequence[Row], axis: Folded, observed: Observed) -> list[int | None]:
    """The year or season of each row: named by the line itself, or found by its values."""
    runs: dict[tuple[int, int], list[Row]] = {}
    for row in rows:
        runs.setdefault((row.trace, row.run), []).append(row)
    known = {key: _named(run[0].label) or (observed.year(run, axis) if run[0].part == CONTEXT else None)
             for key, run in runs.items()}  # fmt: skip
    return [known[row.trace, row.run] for row in rows]


def _named(label: str) -> int | None:
    return int(label) if len(label) == 4 and label.isdigit() else None
