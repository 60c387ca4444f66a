"""A member's file from its rows to series: every finding, and the series as they would be published.

A file with an error makes no series that anybody could publish; what could be read is there for a preview.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from indicators import audience, observations
from indicators.members import compared, facts, sandbox
from indicators.members.columns import COLUMNS, NAMES
from indicators.members.facts import Facts
from indicators.members.finding import Finding, errors, gathered
from indicators.members.lines import Line, Lines
from indicators.members.places import Spot
from indicators.members.reading import Cell, Row
from indicators.members.sandbox import Sheet
from indicators.registry import Catalog
from indicators.series import Meta
from indicators.store import Cache

_SHARED = ("statistic", "method", "area_definition")
_STEPS = {"hour": pd.Timedelta(hours=1), "day": pd.Timedelta(days=1)}
_NEEDED = tuple(column.name for column in COLUMNS if column.needed)


@dataclass(frozen=True)
class Draft:
    """A series of a set before it has a source: what it is of, and its observations."""

    indicator: str
    spot: Spot
    unit: str
    statistic: str
    method: str
    area_definition: str
    frequency: str
    observations: pd.DataFrame

    @property
    def name(self) -> str:
        """Indicator and place, as the id of the series begins."""
        return f"{self.indicator}.{self.spot.place}"


@dataclass(frozen=True)
class Checked:
    """What a file holds, and every finding; `takeable` when nothing must be mended."""

    facts: Facts
    findings: tuple[Finding, ...]
    drafts: tuple[Draft, ...]
    kind: str = ""

    @property
    def takeable(self) -> bool:
        """Whether it may be handed in."""
        return not errors(self.findings) and bool(self.drafts)


def of_file(
    path: Path, catalog: Catalog, cache: Cache | None = None, *, disclosure: str = "", today: dt.date | None = None
) -> Checked:
    """Check a file.

    Parameters
    ----------
    cache : Cache, optional
        What is held already, to compare values with; only what the public may see is looked at.
    disclosure : str
        Who may see it, when that is said beside the file.
    """
    return of_sheet(sandbox.opened(path), catalog, cache, disclosure=disclosure, today=today)


def of_sheet(
    sheet: Sheet, catalog: Catalog, cache: Cache | None = None, *, disclosure: str = "", today: dt.date | None = None
) -> Checked:
    """Check the rows of a file that was opened."""
    day = today or audience.today()
    told, rows = facts.split(sheet.values, sheet.facts)
    found = list(sheet.findings)
    read, wrong = facts.check(told, catalog, day, disclosure)
    if not sheet.kind:
        return Checked(read, tuple(gathered(found)), ())
    found += wrong
    lines = _lines(rows, catalog, day, found)
    drafts = tuple(_drafts(lines, found))
    if cache is not None:
        for draft in drafts:
            found += compared.findings(draft.name, draft.unit, draft.observations, Cache(cache.root, audience.PUBLIC))
    return Checked(read, tuple(gathered(found)), drafts, sheet.kind)


def _lines(rows: Sequence[Row], catalog: Catalog, today: dt.date, found: list[Finding]) -> list[Line]:
    """Every row that can be read, in its order."""
    at, columns = _header(rows, found)
    if not columns:
        return []
    reader, lines = Lines(catalog, today), []
    for row, cells in rows[at + 1 :]:
        extra = [one for one in cells[len(rows[at][1]) :] if one not in (None, "")]
        if extra:
            found.append(Finding("cells.extra", row, "", {"n": len(extra)}))
        named: dict[str, Cell] = {name: cells[index] for name, index in columns.items() if index < len(cells)}
        if not any(cell not in (None, "") for cell in named.values()):
            continue
        line, wrong = reader.read(row, named)
        found += wrong
        if line is not None:
            lines.append(line)
    if len(rows) == at + 1:
        found.append(Finding("no_rows", rows[at][0]))
    found += _habits(reader)
    return lines


def _header(rows: Sequence[Row], found: list[Finding]) -> tuple[int, dict[str, int]]:
    """Where the names of the columns stand, and the place of each; nothing where they do not."""
    for at, (row, cells) in enumerate(rows[:50]):
        names = [str(cell).strip().lower().replace(" ", "_") if isinstance(cell, str) else "" for cell in cells]
        if sum(name in NAMES for name in names) < 2:
            continue
        columns: dict[str, int] = {}
        for index, name in enumerate(names):
            if name in columns:
                found.append(Finding("column.twice", row, name))
            elif name in NAMES:
                columns[name] = index
            elif name:
                near = difflib.get_close_matches(name, NAMES, 1, 0.6)
                found.append(Finding("column.unknown", row, name[:60], {"near": near[0] if near else "note"}))
        missing = [name for name in _NEEDED if name not in columns]
        found += [Finding("column.missing", row, name, {"column": name}) for name in missing]
        return at, {} if missing else columns
    found.append(Finding("no_header", 0, "", {"columns": ", ".join(_NEEDED)}))
    return 0, {}


def _habits(reader: Lines) -> Iterable[Finding]:
    """What only shows over all rows: several ways of writing a date or a number."""
    if len(reader.forms) > 1:
        forms = sorted(reader.forms.items(), key=lambda one: one[1])
        rows = tuple(row for _, row in forms)
        yield Finding("date.formats", rows[0], "time_start", {"forms": ", ".join(form for form, _ in forms)}, rows)
    for column, kinds in reader.kinds.items():
        if len(kinds) > 1:
            yield Finding("mixed", kinds["text"], column, {"number": kinds["number"]})


def _drafts(lines: Sequence[Line], found: list[Finding]) -> Iterable[Draft]:
    """Series of the rows, each with what is wrong with it as a whole."""
    grouped: defaultdict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        grouped[line.key].append(line)
    for (indicator, _), mine in sorted(grouped.items()):
        first = mine[0]
        for name in _SHARED:
            other = next((one for one in mine if one.texts[name] != first.texts[name]), None)
            if other is not None:
                found.append(Finding("series.differs", other.row, name, {"first": first.row, "column": name}))
        away = next((one for one in mine if one.spot != first.spot), None)
        if away is not None:
            found.append(Finding("series.place", away.row, "place_name", {"first": first.row}))
        kept = list(_once(mine, found))
        kept.sort(key=lambda one: (one.start, one.end))
        frequency = first.texts["frequency"] or _frequency(kept)
        frame = _frame(kept)
        found += _gaps(kept, frequency)
        statistic, method, area = (first.texts[name] for name in _SHARED)
        yield Draft(indicator, first.spot, first.unit, statistic, method, area, frequency, frame)


def _once(mine: Sequence[Line], found: list[Finding]) -> Iterable[Line]:
    """Each period once; a second row of it is told."""
    seen: dict[tuple[dt.datetime, dt.datetime], Line] = {}
    for line in mine:
        before = seen.setdefault((line.start, line.end), line)
        if before is line:
            yield line
            continue
        same = before.numbers == line.numbers
        code = "duplicate.same" if same else "duplicate"
        found.append(Finding(code, line.row, "time_start", {"first": before.row, "date": f"{line.start:%Y-%m-%d}"}))


def _frequency(mine: Sequence[Line]) -> str:
    """How often values come: by how their times are written, then by how far they lie apart."""
    kind = Counter(map(_length, mine)).most_common(1)[0][0] if mine else "irregular"
    if kind in ("month", "year"):
        return kind
    steps = Counter(after.start - before.start for before, after in zip(mine, mine[1:], strict=False))
    step, count = steps.most_common(1)[0] if steps else (dt.timedelta(), 0)
    for name, length in _STEPS.items():
        if step == length and count > len(mine) / 2:
            return name
    return "irregular"


def _length(line: Line) -> str:
    """What a period is as long as: a calendar month or year, however it is written, else as precise as written."""
    if line.start.day == 1 and not line.start.hour:
        after = line.end.date() + dt.timedelta(days=1)
        months = (after.year - line.start.year) * 12 + after.month - line.start.month
        if after.day == 1 and months in (1, 12) and line.precision != "day":
            return "month" if months == 1 else "year"
    return line.precision


def _gaps(mine: Sequence[Line], frequency: str) -> Iterable[Finding]:
    """Steps that are missing in a regular series: a gap is allowed, but is it meant?"""
    step = {"hour": 1 / 24, "day": 1.0, "month": 31.0, "year": 366.0}.get(frequency)
    if step is None or len(mine) < 3:
        return
    lengths = [(after.start - before.start, before, after) for before, after in zip(mine, mine[1:], strict=False)]
    gaps = [(length, before, after) for length, before, after in lengths if length.total_seconds() / 86400 > 1.5 * step]
    if gaps:
        length, before, after = max(gaps, key=lambda one: one[0])
        values = {"n": len(gaps), "first": f"{before.end:%Y-%m-%d}", "last": f"{after.start:%Y-%m-%d}",
                  "series": f"{before.indicator}.{before.spot.place}"}  # fmt: skip
        yield Finding("gap", after.row, "time_start", values)


def _frame(mine: Sequence[Line]) -> pd.DataFrame:
    """Observations by the contract; their citation is filled in when they have a source."""
    return observations.build(
        pd.DatetimeIndex([line.start for line in mine], dtype="datetime64[us]"),
        [line.numbers[0] for line in mine],
        time_end=pd.DatetimeIndex([line.end for line in mine], dtype="datetime64[us]"),
        lower=[line.numbers[1] for line in mine],
        upper=[line.numbers[2] for line in mine],
        interval=[line.texts["interval"] for line in mine],
        flag=[line.texts["flag"] for line in mine],
        confidence=[line.texts["confidence"] for line in mine],
        note=[line.texts["note"] for line in mine],
        citation="member",
    )


def series(checked: Checked, retrieved: str, sha256: str) -> list[tuple[Meta, pd.DataFrame]]:
    """The series of a set as they are published.

    Parameters
    ----------
    retrieved : str
        When the file came in (ISO 8601, UTC).
    sha256 : str
        Checksum of the file.
    """
    told, made = checked.facts, []
    for draft in checked.drafts:
        meta = Meta(
            id=f"{draft.name}.{told.source}", indicator=draft.indicator, region=draft.spot.region,
            countries=draft.spot.countries, place=draft.spot.place, latitude=draft.spot.latitude,
            longitude=draft.spot.longitude, unit=draft.unit, statistic=draft.statistic or "observation",
            frequency=draft.frequency, method=draft.method, area_definition=draft.area_definition, source=told.source,
            product_version="", doi=told.doi, licence=told.terms, redistribute=told.redistribute,
            disclosure=told.disclosure, citation_text=told.citation, retrieved=retrieved, sha256=sha256,
            place_name=draft.spot.place_name,
        )  # fmt: skip
        frame = draft.observations.assign(citation=told.source)
        observations.check(frame, meta.id)
        made.append((meta, frame))
    return made
