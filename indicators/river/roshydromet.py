"""Daily archive of Roshydromet's Amur posts, 1984 to 2017, as released for the AIJ-2020 contest.

Reads the provider's own tables (CP1251, two header lines), the cleaned tables made from them, and a
zip of either. The file's name tells the post. Gaps stay gaps: nothing is filled or averaged here.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from itertools import zip_longest

import pandas as pd

from indicators import observations
from indicators.catalog import Catalog, Declaration
from indicators.errors import FormatError
from indicators.series import Parsed, Payload, Reading

_NAME = re.compile(r"(?P<post>\d{5})_(?P<kind>disch_d|daily|ice)\b[^/]*\.csv", re.IGNORECASE)
_DAY = re.compile(r"\d{2}\.\d{2}\.\d{4}|\d{4}-\d{2}-\d{2}")
_MOST_MEMBER_BYTES = 64 << 20
_COLUMNS = {
    "дата": "date",
    "расход воды": "consumption",
    "уровень средний": "stage_avg",
    "уровень миним.": "stage_min",
    "уровень максим.": "stage_max",
    "темпр. средняя": "temp",
    "толщина льда": "ice_thickness",
    "высота снега": "snow_height",
}
"""The provider's headings (both header lines joined) and the names of the cleaned tables."""

PLAUSIBLE = {
    "consumption": (0, 100_000),
    "stage_avg": (-1_000, 2_000),
    "temp": (0, 40),
    "ice_thickness": (0, 300),
    "snow_height": (0, 300),
}
"""Bounds beyond which a value of this archive is flagged, never removed (m³/s, cm, °C, cm, cm)."""


@dataclass(frozen=True)
class _Table:
    """One post's table of one kind, with the cleaned tables' column names and all cells as text."""

    name: str
    post: str
    kind: str
    cells: pd.DataFrame


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read one table, or every table of a registered post in a zip."""
    declared = list(catalog.declarations(source_id))
    wanted = {(str(part.place_key), str(part.indicator_key).split(".")[0]) for part in declared}
    notices: list[str] = []
    found: dict[str, Parsed] = {}
    for table in _tables(payload, wanted):
        dated, told = _dated(table)
        notices += told
        for part in declared:
            kind, column = str(part.indicator_key).split(".")
            if (table.post, table.kind) == (str(part.place_key), kind):
                made = Parsed(part, _frame(dated, column, part, table.name))
                found[part.id] = _agreeing(found.get(part.id), made, table.name)
    return Reading(tuple(found.values()), tuple(notices))


def _agreeing(before: Parsed | None, made: Parsed, name: str) -> Parsed:
    """Two tables of one post (cleaned and original) must say the same."""
    if before is not None and not before.observations.equals(made.observations):
        reason = f"two tables give {made.declaration.id} with different values"
        raise FormatError(reason, name, "Load one of them alone.")
    return made


def _tables(payload: Payload, wanted: set[tuple[str, str]]) -> list[_Table]:
    if not zipfile.is_zipfile(io.BytesIO(payload.content)):
        match = _wanted(payload.name, wanted)
        if match is None:
            known = ", ".join(sorted(f"{post}_{kind}.csv" for post, kind in wanted))
            raise FormatError("the file's name does not tell a known post", payload.name, f"Known: {known}.")
        return [_table(payload.name, match, payload.content)]
    tables = []
    with zipfile.ZipFile(io.BytesIO(payload.content)) as archive:
        for member in archive.infolist():
            match = _wanted(member.filename.rsplit("/", 1)[-1], wanted)
            if match is not None:
                where = f"{payload.name}/{member.filename}"
                if member.file_size > _MOST_MEMBER_BYTES:
                    raise FormatError("a member is far too big", where, "Get the archive again.")
                tables.append(_table(where, match, archive.read(member)))
    return tables


def _wanted(name: str, wanted: set[tuple[str, str]]) -> re.Match[str] | None:
    match = _NAME.fullmatch(name)
    return match if match and (match["post"], match["kind"].lower()) in wanted else None


def _table(name: str, match: re.Match[str], content: bytes) -> _Table:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1251")
    lines = text.splitlines()
    separator = ";" if ";" in lines[0] else ","
    first = next((number for number, line in enumerate(lines) if _DAY.match(line)), len(lines)) or 1
    columns = _headings(lines[:first], separator, name)
    cells = pd.read_csv(
        io.StringIO("\n".join(lines[first:])),
        sep=separator,
        header=None,
        names=columns,
        usecols=range(len(columns)),
        dtype=str,
        keep_default_na=False,
    )
    cells = cells.apply(lambda column: column.str.strip())
    return _Table(name, match["post"], match["kind"].lower(), cells)


def _headings(lines: list[str], separator: str, name: str) -> list[str]:
    parts = zip_longest(*(line.rstrip(separator).split(separator) for line in lines), fillvalue="")
    told = [" ".join(" ".join(part).split()).lower() for part in parts]
    columns = [_COLUMNS.get(heading, heading) for heading in told]
    if columns[0] != "date":
        raise FormatError(f"the first column is {told[0]!r}, not the date", name, "Check that it is the right file.")
    return columns


def _dated(table: _Table) -> tuple[pd.DataFrame, list[str]]:
    """Rows with a calendar date, and what was left out (29 to 31 of short months, empty dates)."""
    cells = table.cells
    text = cells["date"]
    day = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    day = day.fillna(pd.to_datetime(text, format="%d.%m.%Y", errors="coerce"))
    undated = day.isna()
    kept = cells[~undated].assign(day=day[~undated])
    repeated = kept.duplicated()
    told = []
    if undated.any():
        values = cells[undated].drop(columns=["date", "station_id"], errors="ignore")
        holding = int((values != "").any(axis=1).sum())
        also = f", {holding} of them with a value" if holding else ", none with a value"
        told.append(f"{table.name}: rows without a calendar date left out: {int(undated.sum())}{also}")
    if repeated.any():
        told.append(f"{table.name}: repeated rows left out: {int(repeated.sum())}")
    return kept[~repeated], told


def _frame(table: pd.DataFrame, column: str, declared: Declaration, name: str) -> pd.DataFrame:
    if column not in table.columns:
        todo = "Compare its heading with the columns in indicators/river/roshydromet.py."
        raise FormatError(f"no column {column!r}", name, todo)
    held = table[table[column] != ""]
    value = pd.to_numeric(held[column], errors="coerce")
    if value.isna().any():
        bad = held[value.isna()].iloc[0]
        raise FormatError(f"{bad[column]!r} is not a number", f"{name}, {bad['date']}, {column}", "Get the file again.")
    note = _doubts(held, value, column)
    flag = note.map(lambda told: "suspect" if told else "good")
    return observations.build(held["day"], value, flag=flag, note=note, citation=declared.source)


def _doubts(held: pd.DataFrame, value: pd.Series, column: str) -> pd.Series:
    """Why a value is flagged; empty for nearly all."""
    note = pd.Series("", index=held.index)
    if column == "stage_avg" and {"stage_min", "stage_max"} <= set(held.columns):
        low, high = (pd.to_numeric(held[name], errors="coerce") for name in ("stage_min", "stage_max"))
        note[(value < low) | (value > high)] = "The daily mean lies outside the minimum and maximum of its own day."
    low_bound, high_bound = PLAUSIBLE[column]
    note[(value < low_bound) | (value > high_bound)] = "Outside what is plausible for this river, as reported."
    return note
