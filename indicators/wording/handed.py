"""A corrected sheet as somebody hands it in: read from whatever a spreadsheet saved, and checked row by row.

Nothing is stored from a sheet of which one row is wrong.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from indicators.errors import FormatError
from indicators.locales.sheet import COLUMNS, Row
from indicators.wording import check

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SEPARATORS = (",", ";", "\t")
KINDS = ("unknown", "stale", "braces", "tags", "review")
"""Findings that keep a row out; a term of the field that is not used is only told."""


@dataclass(frozen=True)
class Handed:
    """A row and the line of the file that it stands on."""

    line: int
    row: Row


def read(path: Path) -> list[Handed]:
    """Rows of a sheet.

    Raises
    ------
    FormatError
        When the file is no text in a known encoding, or lacks a column.
    """
    content = _text(path)
    first = content.split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.DictReader(io.StringIO(content, newline=""), delimiter=separator)
    lacking = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if lacking:
        raise FormatError(f"no column {', '.join(lacking)}", path.name, f"The first line must be {','.join(COLUMNS)}.")
    made, before = [], reader.line_num
    for line in reader:
        made.append(Handed(before + 1, Row(*((line[column] or "").strip() for column in COLUMNS))))
        before = reader.line_num
    return made


def faults(handed: Sequence[Handed], wanted: Mapping[str, str], name: str) -> Iterator[str]:
    """A sentence for every row that cannot be taken: file, line, key, what is wrong, what to do."""
    met: dict[str, int] = {}
    for one in handed:
        where = f"{name}, line {one.line}, {one.row.key or 'no key'}"
        if one.row.key in met:
            yield f"{where}: the key stands on line {met[one.row.key]} too. Remove one of them."
        met.setdefault(one.row.key, one.line)
        for finding in check.of_row(one.row, wanted):
            if finding.kind in KINDS:
                yield f"{where}: {finding.told}."


def merged(held: Sequence[Row], handed: Sequence[Handed]) -> list[Row]:
    """The rows held with those handed in their place; a row without a text changes nothing."""
    rows = {row.key: row for row in held}
    for one in handed:
        if one.row.text:
            rows[one.row.key] = replace(one.row)
    return list(rows.values())


def changed(held: Sequence[Row], handed: Sequence[Handed]) -> list[Row]:
    """The rows of a handed sheet that say something else than is held."""
    rows = {row.key: row for row in held}
    return [one.row for one in handed if one.row.text and rows.get(one.row.key) != one.row]


def _text(path: Path) -> str:
    content = path.read_bytes()
    encoding = "utf-16" if content.startswith(_UTF_16) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeError as error:
        todo = "Save it as “CSV UTF-8” in the spreadsheet."
        raise FormatError("not a text in UTF-8", path.name, todo) from error
