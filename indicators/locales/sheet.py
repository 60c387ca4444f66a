"""The sheet of a language: one CSV file with a row for every text, which a spreadsheet opens and saves.

Columns: `key`, `english` (as it was when the text was written: another English makes the row stale), `text`,
`review` (`machine`, or who has read it). Keys `text.*` are sentences that come with the data; `term.*` are the
field's terms, whose forms stand beside each other with ` | `.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
COLUMNS = ("key", "english", "text", "review")
MACHINE = "machine"
OF_DATA = "text."


@dataclass(frozen=True)
class Row:
    """One text: its key, the English it was made of, the text itself, and who has read it."""

    key: str
    english: str
    text: str
    review: str = MACHINE

    @property
    def of_data(self) -> bool:
        """Whether it is a sentence that comes with the data."""
        return self.key.startswith(OF_DATA)


def path(lang: str) -> Path:
    """Where the sheet of a language lies."""
    return FOLDER / f"{lang}.csv"


def key_of(sentence: str) -> str:
    """The key of a sentence that comes with the data."""
    return OF_DATA + hashlib.sha1(sentence.encode(), usedforsecurity=False).hexdigest()[:12]


def read(lang: str) -> tuple[Row, ...]:
    """All rows of a language; none where it has no sheet yet."""
    file = path(lang)
    return parse(file.read_text(encoding="utf-8-sig"), file.name) if file.exists() else ()


def parse(content: str, name: str) -> tuple[Row, ...]:
    """Rows of a sheet's text.

    Raises
    ------
    ValueError
        When a column is missing or a key stands there twice: one sentence with file and line.
    """
    reader = csv.DictReader(io.StringIO(content))
    lacking = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if lacking:
        raise ValueError(f"{name}: no column {', '.join(lacking)}. The first line must be: {','.join(COLUMNS)}")
    rows: dict[str, Row] = {}
    for line in reader:
        row = Row(*((line[column] or "").strip() for column in COLUMNS))
        if row.key in rows:
            raise ValueError(f"{name}, line {reader.line_num}: the key {row.key} stands there twice. Remove one.")
        rows[row.key] = row
    return tuple(rows.values())


def write(lang: str, rows: Iterable[Row]) -> None:
    """Store a sheet, terms first, then by key; written aside and renamed."""
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in sorted(rows, key=_place):
        writer.writerow((row.key, row.english, row.text, row.review))
    aside = path(lang).with_suffix(".part")
    aside.write_text(held.getvalue(), encoding="utf-8-sig")
    aside.replace(path(lang))


def _place(row: Row) -> tuple[int, str]:
    return (0 if row.key.startswith("term.") else 2 if row.of_data else 1, row.key)
