"""Where the ticks of an axis stand and what they say: plotly's choice of steps, the language's words."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass

from indicators.still import ticktext
from indicators.still.axis import Axis, milliseconds

_DAY, _MONTH, _YEAR = 86400e3, 365.25 / 12 * 86400e3, 365.25 * 86400e3
_TENS, _MONTHS, _DAYS = (2, 5, 10), (1, 2, 3, 6, 12), (1, 2, 3, 7, 14)
_SMALL_DIGITS = 0.75  # size of 2 and 5 between powers of ten
_MOST = 1000


@dataclass(frozen=True)
class Tick:
    """A tick: its coordinate, what it says, and the size of its letters in the axis' size."""

    at: float
    text: str
    size: float = 1.0


def ticks(axis: Axis, lang: str) -> list[Tick]:
    """The ticks within an axis' range, in order."""
    if "tickvals" in axis.told:
        return [tick for tick in _told(axis, lang) if axis.holds(tick.at)]
    if axis.kind == "category":
        every = max(1, math.ceil(_rough(axis)))
        return [Tick(float(n), name) for n, name in enumerate(axis.categories) if n % every == 0 and axis.holds(n)]
    if axis.kind == "date":
        return [Tick(at, _date_text(axis, at, lang)) for at in _dates(axis)]
    if axis.kind == "log":
        return _powers(axis, lang)
    step, first = _step(axis)
    low, high = sorted((axis.low, axis.high))
    count = math.ceil((low - first) / step - 1e-9)
    places = [first + step * n for n in range(count, count + _MOST)]
    return [Tick(at, _text(axis, at, step, lang)) for at in places if at <= high + step * 1e-9]


def _told(axis: Axis, lang: str) -> list[Tick]:
    """Ticks that the description lists."""
    values = list(axis.told["tickvals"])
    texts = axis.told.get("ticktext")
    made = []
    for number, at in enumerate(axis.coordinates(values)):
        own = texts[number] if texts is not None and number < len(texts) else None
        made.append(Tick(float(at), str(own) if own is not None else _told_text(axis, float(at), lang)))
    return [tick for tick in made if not math.isnan(tick.at)]


def _told_text(axis: Axis, at: float, lang: str) -> str:
    if axis.kind == "date":
        return _date_text(axis, at, lang)
    if axis.kind == "category":
        return axis.categories[int(at)] if 0 <= at < len(axis.categories) else ""
    value = 10**at if axis.kind == "log" else at
    return _text(axis, value, 10 ** (math.floor(math.log10(abs(value))) - 2) if value else 1.0, lang)


def _rough(axis: Axis) -> float:
    """The step that would give the wished number of ticks."""
    wished = axis.told.get("nticks") or min(9, max(4, axis.length / (80 if axis.is_x else 40))) + 1
    if axis.kind == "category" and not axis.told.get("nticks"):
        wished = axis.length / (1.2 * (axis.told.get("tickfont") or {}).get("size", 12))
    return abs(axis.high - axis.low) / wished


def _rounded(rough: float, base: float, among: tuple[int, ...]) -> float:
    """The smallest step among the usual ones that is not below `rough`."""
    return base * next((step for step in among if base * step >= rough * (1 - 1e-12)), among[-1])


def _step(axis: Axis) -> tuple[float, float]:
    """Step and origin of the ticks of a linear axis."""
    own = axis.told.get("dtick")
    if own:
        return float(own), float(axis.told.get("tick0") or 0)
    rough = _rough(axis)
    return _rounded(rough, 10 ** math.floor(math.log10(rough)), _TENS), 0.0


def _text(axis: Axis, value: float, step: float, lang: str) -> str:
    pattern = axis.told.get("tickformat")
    if pattern:
        return ticktext.number(value, pattern, lang)
    # on a log axis every number is shortened for itself
    largest = abs(value) if axis.kind == "log" else max(abs(axis.low), abs(axis.high))
    return ticktext.usual(value, step, largest, lang)


def _powers(axis: Axis, lang: str) -> list[Tick]:
    """Ticks of a log axis: powers of ten, and 2 and 5 or all digits between them where there is room."""
    rough, low, high = _rough(axis), min(axis.low, axis.high), max(axis.low, axis.high)
    if rough > 0.7:
        step = math.ceil(rough)
        return [Tick(float(at), _text(axis, 10.0**at, 10.0**at, lang))
                for at in range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1) if at % step == 0]  # fmt: skip
    digits = (1, 2, 5) if rough > 0.3 else range(1, 10)
    made = []
    for power in range(math.floor(low), math.floor(high) + 1):
        for digit in digits:
            at = power + math.log10(digit)
            if low - 1e-9 <= at <= high + 1e-9:
                whole = digit == 1
                text = _text(axis, 10.0**power, 10.0**power, lang) if whole else str(digit)
                made.append(Tick(at, text, 1.0 if whole else _SMALL_DIGITS))
    return made


def _dates(axis: Axis) -> Iterator[float]:
    """Ticks of a date axis by days, months or years."""
    low, high = sorted((axis.low, axis.high))
    step = axis.told.get("dtick") or _date_step(_rough(axis))
    if isinstance(step, str):
        yield from _months(low, high, int(step[1:]), axis.told.get("tick0"))
        return
    weeks = step % (7 * _DAY) == 0
    first = milliseconds("2000-01-02" if weeks else "2000-01-01")
    at = first + math.ceil((low - first) / step - 1e-9) * step
    while at <= high:
        yield at
        at += step


def _date_step(rough: float) -> str | float:
    """Plotly's step for a rough one in milliseconds: months as `M3`."""
    if 2 * rough > _YEAR:
        years = rough / _YEAR
        return f"M{12 * int(max(1, _rounded(years, 10 ** math.floor(math.log10(years)), _TENS)))}"
    if 2 * rough > _MONTH:
        return f"M{int(_rounded(rough / _MONTH, 1, _MONTHS))}"
    if 2 * rough > _DAY:
        return _rounded(rough, _DAY, _DAYS)
    return _rounded(rough, 3600e3, _MONTHS)


def _months(low: float, high: float, step: int, origin: str | None) -> Iterator[float]:
    start = ticktext.EPOCH + dt.timedelta(milliseconds=milliseconds(origin or "2000-01-01"))
    base = start.year * 12 + start.month - 1
    first = ticktext.EPOCH + dt.timedelta(milliseconds=low)
    count = math.floor((first.year * 12 + first.month - 1 - base) / step)
    for number in range(count, count + _MOST):
        month = base + number * step
        at = milliseconds(f"{month // 12:04d}-{month % 12 + 1:02d}-{start.day:02d}")
        if at > high:
            return
        if at >= low:
            yield at


def _date_text(axis: Axis, at: float, lang: str) -> str:
    pattern = axis.told.get("tickformat")
    if not pattern:
        step = axis.told.get("dtick") or _date_step(_rough(axis))
        years = isinstance(step, str) and int(step[1:]) % 12 == 0
        pattern = "%Y" if years else "%b %Y" if isinstance(step, str) else "%-d %b"
    return ticktext.date(at, pattern, lang)
