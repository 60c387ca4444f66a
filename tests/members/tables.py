"""Files as members hand them in, written by hand for the tests."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import xlsxwriter

from indicators.catalog import shipped
from indicators.members import checks
from indicators.members.checks import Checked
from indicators.store import Cache

FACTS = {
    "title": "Water of the Bureya",
    "short_name": "bureya_water",
    "contributor": "A. Person",
    "organisation": "Institute of Water",
    "contact": "person@institute.example",
    "country": "RUS",
    "licence": "CC-BY-4.0",
    "citation": "Person, A. (2026): Water of the Bureya.",
    "disclosure": "members",
}
HEAD = ("indicator", "place", "time_start", "value", "unit")
GOOD = (("water_temperature", "khabarovsk", "2024-07-01", "19.4", "°C"),
        ("water_temperature", "khabarovsk", "2024-07-02", "19.8", "°C"),
        ("water_temperature", "khabarovsk", "2024-07-03", "20.1", "°C"))  # fmt: skip


def text(*rows: Any, head: Any = HEAD, separator: str = ",", **facts: str) -> str:
    """A CSV; without rows the good ones."""
    told = [f"# {name}{separator}{value}" for name, value in {**FACTS, **facts}.items()]
    return "\n".join([*told, *(separator.join(map(str, row)) for row in (head, *(rows or GOOD)))]) + "\n"


def first_row(rows_before: int = 0) -> int:
    """The line of the file in which the first observation stands."""
    return len(FACTS) + 2 + rows_before


def checked(content: bytes | str, folder: Path, **more: Any) -> Checked:
    """A file after its check."""
    path = folder / "handed_in"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return checks.of_file(path, shipped(), **more)


def told(content: bytes | str, folder: Path) -> list[tuple[str, int, str]]:
    """Code, row and column of every finding of a file."""
    return [(one.code, one.row, one.column) for one in checked(content, folder).findings]


def workbook(rows: Any = (HEAD, *GOOD), *, options: Any = None, also: Any = None, **facts: Any) -> bytes:
    """An XLSX; `also(book, values)` may add to it."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": True, **(options or {})})
    values, about = book.add_worksheet("values"), book.add_worksheet("facts")
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            values.write(at, column, cell)
    for at, (name, value) in enumerate({**FACTS, **facts}.items()):
        about.write_string(at, 0, name)
        about.write_string(at, 1, value)
    if also:
        also(book, values)
    book.close()
    return buffer.getvalue()


def empty_cache(folder: Path) -> Cache:
    """A cache that holds nothing."""
    (folder / "cache").mkdir(exist_ok=True)
    return Cache(folder / "cache")
