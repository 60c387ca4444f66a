"""The tables of the GEMS/Water archive (GFQA v3): one CSV after the other out of the zip, as text.

What the cells mean is read elsewhere. Rows are streamed, for a parameter's table may be larger than memory.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from indicators.errors import FormatError

STATIONS = "GEMStat_station_metadata.csv"
PARAMETERS = "GEMStat_parameter_metadata.csv"
STATION = "GEMS Station Number"
CODE, LONG_NAME = "Parameter Code", "Parameter Long Name"
Only = Mapping[str, Collection[str]]
"""Cells wanted, by column: rows with others are passed over."""

README = re.compile(r"README.*\.(txt|md)", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """One row, its cells by heading, and where it stands (file and line)."""

    cells: dict[str, str]
    where: str

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def closed(self) -> bool:
        """Whether a column about the data policy says anything else than OPEN."""
        return any(cell.upper() != "OPEN" for name, cell in self.cells.items() if "policy" in name.lower())


def member(archive: zipfile.ZipFile, name: str) -> str | None:
    """The member of this name, in whatever folder of the zip."""
    return next((item for item in archive.namelist() if item.rsplit("/", 1)[-1] == name), None)


def readme(archive: zipfile.ZipFile) -> str | None:
    """The member that describes the delivery."""
    return next((item for item in archive.namelist() if README.fullmatch(item.rsplit("/", 1)[-1])), None)


def rows(archive: zipfile.ZipFile, name: str, columns: Sequence[str], only: Only | None = None) -> Iterator[Row]:
    """Rows of a table that has the columns; with `only` those whose cells are among the ones given.

    Raises
    ------
    FormatError
        When the table is missing, lacks a column, or is laid out as in version 2 (semicolons).
    """
    with _opened(archive, name) as handle:
        heading, lines = _lines(handle, name, columns, only or {})
        for number, cells in lines:
            yield Row(dict(zip(heading, map(_text, cells), strict=True)), f"{name}, line {number}")


def extract(archive: zipfile.ZipFile, name: str, only: Only) -> bytes:
    """The same table with the rows wanted only, as UTF-8."""
    written = io.StringIO()
    with _opened(archive, name) as handle:
        heading, lines = _lines(handle, name, (), only)
        writer = csv.writer(written, lineterminator="\n")
        writer.writerow(heading)
        writer.writerows(map(_text, cells) for _, cells in lines)
    return written.getvalue().encode()


def _opened(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    found = member(archive, name)
    if found is None:
        raise FormatError("the file is not in the zip", name, "Get the whole GFQA_v3.zip, or add this file of it.")
    return archive.open(found)


def _lines(
    handle: IO[bytes], name: str, columns: Sequence[str], only: Only
) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Heading, and number and cells of the lines wanted.

    Latin-1 reads every byte; `_text` turns back what was UTF-8. Most lines are of stations that are not
    ours: those are passed over by their first cell, before they are taken apart.
    """
    lines = _logical(io.TextIOWrapper(handle, encoding="latin-1", newline=""))
    heading = [_text(cell) for cell in _cells(next(lines, (0, ""))[1], name)]
    _check(heading, [*columns, *only], name)
    wanted = [(heading.index(column), among) for column, among in only.items()]
    first = only.get(heading[0]) if heading else None

    def found() -> Iterator[tuple[int, list[str]]]:
        for number, line in lines:
            if first is not None and line.partition(",")[0].strip('" ') not in first:
                continue
            where = f"{name}, line {number}"
            cells = _cells(line, where)
            if cells and len(cells) != len(heading):
                what = f"{len(cells)} cells under {len(heading)} headings"
                raise FormatError(what, where, "Get the archive again.")
            if cells and all(cells[place].strip() in among for place, among in wanted):
                yield number, cells

    return heading, found()


def _logical(text: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Lines with the number of their last one; what stands in quotes may run over several."""
    held = ""
    number = 0
    for number, line in enumerate(text, start=1):
        held = held + line if held else line
        if held.count('"') % 2 == 0:
            yield number, held
            held = ""
    if held:
        yield number, held


def _cells(line: str, where: str) -> list[str]:
    try:
        return next(csv.reader([line]), [])
    except csv.Error as error:
        raise FormatError(f"not a row of a table ({error})", where, "Get the archive again.") from error


def _check(heading: list[str], columns: Sequence[str], name: str) -> None:
    if len(heading) == 1 and ";" in heading[0]:
        what = "separated by semicolons, as in version 2 of the archive"
        raise FormatError(what, name, "Get version 3 (commas and decimal points).")
    missing = [column for column in columns if column not in heading]
    if missing:
        what = f"no column {', '.join(map(repr, missing))}"
        raise FormatError(what, name, "Compare the headings with indicators/river/gemstat_table.py.")


def _text(cell: str) -> str:
    """A cell read as Latin-1, or as UTF-8 where its bytes are that; without a byte-order mark."""
    if not cell.isascii():
        with contextlib.suppress(UnicodeDecodeError):
            cell = cell.encode("latin-1").decode("utf-8")
    return cell.strip().removeprefix("\ufeff").strip()
