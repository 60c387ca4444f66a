"""One row of a published table: its columns, their types, and what to do about a mistake."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from indicators.catalog import Frequency, Iso3, Slug
from indicators.errors import FormatError
from indicators.published import works

Interval = Literal[
    "",
    "95% CI",
    "90% CI",
    "90% credible interval",
    "SD",
    "SE",
    "range",
    "lower bound",
    "upper bound",
    "CL (level not stated)",
]
Flag = Literal["good", "provisional", "estimated", "below_detection", "suspect", "stale"]
Confidence = Literal["measured", "read_in_source", "quoted_secondhand", "derived"]

_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TODO = {
    "series": "Write indicator.place.published.",
    "countries": "Write ISO 3166 alpha-3 codes with one blank between them.",
    "time_start": "Write YYYY-MM-DD.",
    "time_end": "Write YYYY-MM-DD, not before time_start.",
    "value": "Write a plain number with a decimal point, and nothing else; a bound goes into lower or upper.",
    "lower": "Write a plain number with a decimal point; it may not lie above value or upper.",
    "upper": "Write a plain number with a decimal point; it may not lie below value.",
    "interval": "Say what lower and upper are; leave it empty only where both are empty.",
}


def plain_number(cell: str) -> float | None:
    """Read a cell that holds a number and nothing else, or nothing at all; ValueError otherwise."""
    if cell == "":
        return None
    if not _NUMBER.fullmatch(cell):
        raise ValueError(f"{cell!r} is not a plain number")
    return float(cell)


def _day(cell: Any) -> Any:
    if not _DAY.fullmatch(cell):
        raise ValueError(f"{cell!r} is not a date")
    return dt.date.fromisoformat(cell)


def _codes(cell: Any) -> Any:
    return tuple(sorted(cell.split()))


Number = Annotated[Annotated[float, Field(allow_inf_nan=False)] | None, BeforeValidator(plain_number)]
Latitude = Annotated[Annotated[float, Field(ge=-90, le=90)] | None, BeforeValidator(plain_number)]
Longitude = Annotated[Annotated[float, Field(ge=-180, le=180)] | None, BeforeValidator(plain_number)]
Day = Annotated[dt.date, BeforeValidator(_day)]


class Row(BaseModel):
    """A row as it stands in the file; the first twelve columns are the same in all rows of a series."""

    model_config = ConfigDict(frozen=True, extra="allow")

    series: str
    indicator: Slug
    place: Slug
    region: Slug
    countries: Annotated[tuple[Iso3, ...], BeforeValidator(_codes)]
    latitude: Latitude
    longitude: Longitude
    unit: str
    statistic: str
    frequency: Frequency
    method: str
    area_definition: str
    time_start: Day
    time_end: Day
    value: Number
    lower: Number
    upper: Number
    interval: Interval
    flag: Flag
    citation: Annotated[str, Field(min_length=1)]
    locator: str
    confidence: Confidence
    note: str

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        """Raise ValueError(column, sentence) for cells that contradict each other."""
        for column, wrong, sentence in self._contradictions():
            if wrong:
                raise ValueError(column, sentence)
        return self

    def _contradictions(self) -> Iterator[tuple[str, bool, str]]:
        low, high = self.lower, self.upper
        expected = f"{self.indicator}.{self.place}.published"
        yield "series", self.series != expected, f"{self.series!r} instead of {expected!r}"
        yield "time_end", self.time_end < self.time_start, "the period ends before it starts"
        yield "lower", low is not None and high is not None and low > high, f"{low} lies above upper {high}"
        if self.value is not None:
            yield "lower", low is not None and low > self.value, f"{low} lies above value {self.value}"
            yield "upper", high is not None and high < self.value, f"{high} lies below value {self.value}"
        bounded = low is not None or high is not None
        told = bounded or self.value is not None or any(self.extra.values())
        yield "value", not told, "neither a value nor a bound"
        yield "interval", bounded != bool(self.interval), f"{self.interval!r} with lower {low} and upper {high}"
        other = {"lower bound": (self.value, high), "upper bound": (self.value, low)}.get(self.interval, ())
        yield "interval", any(part is not None for part in other), f"{self.interval!r} stands with another number"

    @property
    def shared(self) -> dict[str, Any]:
        """What all rows of a series have in common."""
        return {name: getattr(self, name) for name in COLUMNS[1:12]}

    @property
    def extra(self) -> dict[str, str]:
        """Columns after the common ones, as text."""
        return dict(self.model_extra or {})


COLUMNS = tuple(Row.model_fields)


def read(text: str, name: str) -> Iterator[tuple[str, Row]]:
    """Rows of one table, each with where it stands (file and line).

    Raises
    ------
    FormatError
        With file, line and column of the first mistake.
    """
    listed = works.lines(text, name)
    _, header = next(listed, ("", []))
    _check_header(header, name)
    for where, cells in listed:
        yield where, _row(dict(zip(header, cells, strict=True)), where)


def _check_header(header: list[str], name: str) -> None:
    missing = [column for column in COLUMNS if column not in header]
    if missing or len(set(header)) != len(header):
        what = f"no column {', '.join(missing)}" if missing else "a column stands twice"
        raise FormatError(what, f"{name} line 1", f"The columns are {','.join(COLUMNS)}; further ones may follow.")


def _row(cells: dict[str, str], where: str) -> Row:
    try:
        return Row.model_validate(cells)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        cause = first.get("ctx", {}).get("error")
        if first["loc"]:
            column = str(first["loc"][0])
            what = str(cause) if cause else f"{first['input']!r}: {first['msg']}"
        else:
            column, what = cause.args if cause else ("", first["msg"])
        raise FormatError(what, f"{where}, column {column}", _TODO.get(column, "Correct this cell.")) from error
