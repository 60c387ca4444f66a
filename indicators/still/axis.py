"""One axis of a plot: its kind, its range, and where a value lies on it, as plotly.js places it.

Positions are pixels of the whole picture. On a log axis the range is in powers of ten, on a date axis values are
milliseconds since 1970, on a category axis the number of the category.
"""

from __future__ import annotations

import datetime as dt
import functools
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indicators.still.ticktext import EPOCH

_DATE = re.compile(r"-?\d{4}(?:-\d{1,2}(?:-\d{1,2}(?:[T ]\d{1,2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?)?)?)?)?Z?")


@dataclass
class Axis:
    """An axis; `low` and `high` are the ends of its range, reversed where it is.

    `start` and `length` are its pixels: from the left of an x axis, from the lower end of a y axis.
    """

    name: str
    told: dict[str, Any]
    kind: str
    domain: tuple[float, float]
    categories: list[str] = field(default_factory=list)
    low: float = 0.0
    high: float = 1.0
    start: float = 0.0
    length: float = 1.0

    @property
    def is_x(self) -> bool:
        """Whether it runs from left to right."""
        return self.name.startswith("x")

    @property
    def visible(self) -> bool:
        """Whether anything of it is drawn."""
        return bool(self.told.get("visible", True))

    @property
    def ends(self) -> tuple[float, float]:
        """Pixels of both sides of the plot: left and right, or upper and lower."""
        return (self.start, self.start + self.length) if self.is_x else (self.start - self.length, self.start)

    def coordinates(self, values: Iterable[Any]) -> NDArray[np.float64]:
        """Values as numbers along the axis (powers of ten on a log axis); NaN for what has no place."""
        numbers = self._numbers(list(values))
        if self.kind != "log":
            return numbers
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(numbers > 0, np.log10(numbers), np.nan)

    def of_range(self, value: Any) -> float:
        """A place as layouts tell it: powers of ten on a log axis, else a value."""
        return float(value) if self.kind == "log" else self._number(value)

    def pixels(self, coordinates: NDArray[np.float64] | float) -> Any:
        """Where coordinates lie in the picture."""
        share = (np.asarray(coordinates, dtype=float) - self.low) / (self.high - self.low)
        return self.start + share * self.length if self.is_x else self.start - share * self.length

    def at(self, value: Any) -> float:
        """Where a place told by the layout lies in the picture."""
        return float(self.pixels(self.of_range(value)))

    def holds(self, coordinate: float) -> bool:
        """Whether a coordinate lies within the range."""
        slack = abs(self.high - self.low) * 1e-9
        return min(self.low, self.high) - slack <= coordinate <= max(self.low, self.high) + slack

    def _numbers(self, values: list[Any]) -> NDArray[np.float64]:
        if self.kind in ("linear", "log"):
            try:
                return np.array(values, dtype=float)  # None becomes NaN
            except (TypeError, ValueError):
                pass
        return np.array([self._number(value) for value in values], dtype=float)

    def _number(self, value: Any) -> float:
        if value is None:
            return math.nan
        if self.kind == "date":
            return milliseconds(value)
        if self.kind == "category" and not isinstance(value, int | float):
            if str(value) not in self.categories:
                return math.nan
            return float(self.categories.index(str(value)))
        try:
            return float(value)
        except (TypeError, ValueError):
            return math.nan


@functools.lru_cache(maxsize=50_000)
def milliseconds(value: Any) -> float:
    """A date of plotly (`2024-02`, `2024-02-03 12:00`, or milliseconds) as milliseconds since 1970; else NaN."""
    if isinstance(value, int | float):
        return float(value)
    if not (isinstance(value, str) and _DATE.fullmatch(value)):
        return math.nan
    day, _, clock = value.removesuffix("Z").replace("T", " ").partition(" ")
    parts = [int(part) for part in day.split("-")] + [1, 1]
    hours = [float(part) for part in clock.split(":")] if clock else []
    seconds = sum(part * unit for part, unit in zip(hours, (3600, 60, 1), strict=False))
    since = dt.datetime(parts[0], parts[1], parts[2]) - EPOCH
    return (since.total_seconds() + seconds) * 1000.0


def kind_of(told: dict[str, Any], values: Sequence[Any]) -> str:
    """The kind of an axis: as told, else from the values drawn against it, as plotly guesses."""
    if told.get("type") in ("linear", "log", "date", "category"):
        return str(told["type"])
    texts = [value for value in values if isinstance(value, str)]
    numbers = sum(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    if not texts or numbers > len(texts):
        return "linear"
    if all(_is_number(text) for text in texts):
        return "linear"
    return "date" if sum(bool(_DATE.fullmatch(text)) for text in texts) * 2 > len(texts) else "category"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
