"""The works that published values are taken from: `citations.csv` of each domain's folder."""

from __future__ import annotations

import csv
import functools
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from indicators.errors import FormatError

FOLDER = Path(__file__).resolve().parent
COLUMNS = ("key", "text", "doi", "url")
_SHAPES = {
    "key": (re.compile(r"[A-Za-z0-9_.-]+"), "Use a short key of ASCII letters, digits and underscores."),
    "text": (re.compile(r"\S.*", re.DOTALL), "Write the full reference."),
    "doi": (re.compile(r"(10\.\d{4,}/\S+)?"), "Write the bare DOI (10.…/…), or leave it empty."),
    "url": (re.compile(r"(https?://\S+)?"), "Write an address that begins with https://, or leave it empty."),
}


@dataclass(frozen=True)
class Citation:
    """A cited work."""

    key: str
    text: str
    doi: str
    url: str


def lines(text: str, name: str) -> Iterator[tuple[str, list[str]]]:
    """Cells of a CSV with file and line where they begin, the header first; all of one length."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    width = 0
    while True:
        where = f"{name} line {reader.line_num + 1}"
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FormatError(f"not CSV: {error}", where, "Quote fields that hold quotes or line breaks.") from error
        width = width or len(cells)
        if len(cells) != width:
            raise FormatError(f"{len(cells)} fields instead of {width}", where, "Quote fields that hold commas.")
        yield where, cells


def read(text: str, name: str) -> dict[str, Citation]:
    """Read one citations.csv.

    Raises
    ------
    FormatError
        With file, line and column of the first mistake.
    """
    listed = lines(text, name)
    _, header = next(listed, ("", []))
    if tuple(header) != COLUMNS:
        raise FormatError(f"the header is {','.join(header)}", f"{name} line 1", f"Use {','.join(COLUMNS)}.")
    found: dict[str, Citation] = {}
    for where, cells in listed:
        for column, cell in zip(COLUMNS, cells, strict=True):
            shape, todo = _SHAPES[column]
            if not shape.fullmatch(cell):
                raise FormatError(f"{cell!r} does not do", f"{where}, column {column}", todo)
        if cells[0] in found:
            raise FormatError(f"the key {cells[0]!r} stands twice", f"{where}, column key", "Keep one of the two.")
        found[cells[0]] = Citation(*cells)
    return found


def join(parts: Mapping[str, str]) -> dict[str, Citation]:
    """Works of several citations.csv, given as name to text; a key stands for one work everywhere."""
    joined: dict[str, Citation] = {}
    origin: dict[str, str] = {}
    for name, text in parts.items():
        for key, work in read(text, name).items():
            if joined.setdefault(key, work) != work:
                what = f"the key {key!r} stands for another work in {origin[key]}"
                raise FormatError(what, f"{name}, column key", "Give one of them another key, or the same words.")
            origin.setdefault(key, name)
    return joined


def text_of(path: Path) -> str:
    """Content of a shipped table."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError("not UTF-8", str(path), "Save the file as UTF-8.") from error


@functools.cache
def citations(folder: Path = FOLDER) -> dict[str, Citation]:
    """Every cited work of the shipped tables, by key; read once."""
    files = sorted(folder.glob("*/citations.csv"))
    return join({f"{file.parent.name}/{file.name}": text_of(file) for file in files})
