"""An XLSX workbook as rows. Its parts are looked through before anything else opens it.

A workbook is a zip of XML: sizes are counted while unpacking, never believed; a part with a document type (XML
bombs, outside entities) is refused by the parser of the standard library, as are macros, links to other workbooks
and encrypted files. The cells are then read by calamine, which evaluates nothing and follows nothing: a third of
the memory of openpyxl, and already what reads the workbooks of providers.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from indicators.members.reading import (
    MOST_COLUMNS,
    MOST_FINDINGS,
    MOST_LETTERS,
    MOST_PARTS,
    MOST_RATIO,
    MOST_ROWS,
    MOST_UNPACKED,
    Cell,
    RefusedError,
    Row,
    Told,
    finding,
)

VALUES, FACTS, GUIDE = "values", "facts", "columns"
_CHUNK = 1 << 16
_SMALL = 1 << 20  # a part below this may be packed as tightly as it likes


@dataclass
class Seen:
    """What the XML of a workbook says beside its cells: of each sheet its part, and what stands out in a part."""

    old_days: bool = False
    sheets: list[tuple[str, str, bool]] = field(default_factory=list)  # name, relation, hidden
    relations: dict[str, str] = field(default_factory=dict)
    formulas: dict[str, list[str]] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    merged: dict[str, list[str]] = field(default_factory=dict)
    hidden: dict[str, list[str]] = field(default_factory=dict)


def rows(content: bytes) -> tuple[list[Row], list[Row], list[Told]]:
    """Rows of the values and of the facts, with their numbers, and remarks.

    Raises
    ------
    RefusedError
        When it is no workbook, or one that is not opened.
    """
    seen = looked_through(content)
    listed = [(name, hidden) for name, _, hidden in seen.sheets]
    open_ = [name for name, hidden in listed if not hidden]
    if not open_:
        raise RefusedError("no_sheet")
    remarks = [finding("sheet.hidden", sheet=name) for name, hidden in listed if hidden]
    values = next((name for name in open_ if name.strip().lower() == VALUES), open_[0])
    facts = next((name for name in open_ if name.strip().lower() == FACTS), None)
    others = [name for name in open_ if name not in (values, facts) and name.strip().lower() != GUIDE]
    if others:
        remarks.append(finding("sheet.other", sheet=", ".join(others)[:200], read=values))
    if seen.old_days:
        remarks.append(finding("days_1904"))
    remarks += [one for name in (values, facts) if name for one in _standing_out(name, seen)]
    book = _opened(content)
    of_facts = _cells(book, facts) if facts else []
    return _cells(book, values), of_facts, remarks


def looked_through(content: bytes) -> Seen:
    """Look through every XML part, within the limits."""
    seen, unpacked = Seen(), 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _refuse_by_name(packed.infolist())
            for part in packed.infolist():
                unpacked = _part(packed, part, seen, unpacked)
    except RefusedError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        raise RefusedError("broken_workbook") from None
    return seen


def _refuse_by_name(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS:
        raise RefusedError("bomb")
    if len({name.lower() for name in names}) != len(names) or any(".." in name or "\\" in name for name in names):
        raise RefusedError("broken_workbook")
    if any(part.flag_bits & 1 for part in parts):
        raise RefusedError("encrypted")
    if any(name.lower().endswith(("vbaproject.bin", ".bin.rels")) or "macrosheets" in name.lower() for name in names):
        raise RefusedError("macros")
    if any("externallinks/" in name.lower() for name in names):
        raise RefusedError("links")
    if "xl/workbook.xml" not in names:
        raise RefusedError("opendocument" if "content.xml" in names else "broken_workbook")
    for part in parts:
        if part.file_size > _SMALL and part.file_size > MOST_RATIO * max(1, part.compress_size):
            raise RefusedError("bomb")
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise RefusedError("bomb")


def _part(packed: zipfile.ZipFile, part: zipfile.ZipInfo, seen: Seen, unpacked: int) -> int:
    """Unpack one part piece by piece, and look at it where it is XML; gives the bytes unpacked so far."""
    xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    parser = _parser(part.filename, seen) if xml else None
    with packed.open(part) as stream:
        while piece := stream.read(_CHUNK):
            unpacked += len(piece)
            if unpacked > MOST_UNPACKED:
                raise RefusedError("bomb")
            _fed(parser, piece, False)
    _fed(parser, b"", True)
    return unpacked


def _fed(parser: Any, piece: bytes, last: bool) -> None:
    if parser is None:
        return
    try:
        parser.Parse(piece, last)
    except expat.ExpatError:
        raise RefusedError("broken_workbook") from None


def _parser(part: str, seen: Seen) -> Any:
    parser = expat.ParserCreate(namespace_separator=" ")
    cell = [""]

    def doctype(*_: object) -> None:
        raise RefusedError("xml_entities")

    def start(tag: str, told: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "Relationship":
            _relation(part, told, seen)
        elif name == "workbookPr":
            seen.old_days |= told.get("date1904", "0") in ("1", "true")
        elif name == "sheet":
            relation = next((value for key, value in told.items() if key.rpartition(" ")[2] == "id"), "")
            seen.sheets.append((told.get("name", ""), relation, told.get("state", "visible") != "visible"))
        elif name == "c":
            cell[0] = told.get("r", "?")
            if told.get("t") == "e":
                _note(seen.errors, part, cell[0])
        elif name == "f":
            _note(seen.formulas, part, cell[0])
        elif name == "mergeCell":
            _note(seen.merged, part, told.get("ref", "?"))
        elif name in ("row", "col") and told.get("hidden", "0") in ("1", "true"):
            _note(seen.hidden, part, told.get("r") or f"{_letters(told.get('min'))}:{_letters(told.get('max'))}")
        elif name == "Override" and "macroEnabled" in told.get("ContentType", ""):
            raise RefusedError("macros")

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    return parser


def _relation(part: str, told: dict[str, str], seen: Seen) -> None:
    kind = told.get("Type", "").rpartition("/")[2]
    if told.get("TargetMode") == "External" and kind != "hyperlink":
        raise RefusedError("links")
    if part == "xl/_rels/workbook.xml.rels":
        target = told.get("Target", "").lstrip("/")
        seen.relations[told.get("Id", "")] = target if target.startswith("xl/") else f"xl/{target}"


def _letters(number: str | None) -> str:
    """A column's number as its letters."""
    at, told = int(number) if number and number.isdigit() and len(number) < 6 else 0, ""
    while at > 0:
        at, rest = divmod(at - 1, 26)
        told = chr(65 + rest) + told
    return told or "?"


def _note(where: dict[str, list[str]], part: str, place: str) -> None:
    listed = where.setdefault(part, [])
    if len(listed) < MOST_FINDINGS:
        listed.append(place[:40])


def _standing_out(sheet: str, seen: Seen) -> list[Told]:
    """What is told of one sheet beside its cells."""
    part = next((seen.relations.get(relation, "") for name, relation, _ in seen.sheets if name == sheet), "")
    told = []
    for code, found in (
        ("formula", seen.formulas), ("error_cell", seen.errors), ("merged", seen.merged), ("hidden", seen.hidden),
    ):  # fmt: skip
        for place in found.get(part, []):
            digits = "".join(sign for sign in place.partition(":")[0] if sign.isdigit())[:7]
            told.append(finding(code, int(digits or 0), "", cell=place, sheet=sheet))
    return told


def _opened(content: bytes) -> Any:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError:
        raise RefusedError("encrypted") from None
    except (CalamineError, OSError, ValueError):
        raise RefusedError("broken_workbook") from None


def _cells(book: Any, name: str) -> list[Row]:
    from python_calamine import CalamineError

    try:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_width > MOST_COLUMNS and sheet.width > MOST_COLUMNS:
            raise RefusedError("columns", most=MOST_COLUMNS, row=1)
        if sheet.total_height > MOST_ROWS:
            raise RefusedError("rows", most=MOST_ROWS)
        first = (sheet.start or (0, 0))[0] + 1
        listed = sheet.to_python(skip_empty_area=True)
    except CalamineError:
        raise RefusedError("broken_workbook") from None
    left = (sheet.start or (0, 0))[1]
    found = []
    for at, cells in enumerate(listed):
        told = [None] * left + [_cell(one) for one in cells]
        if any(one not in (None, "") for one in told):
            if any(isinstance(one, str) and len(one) > MOST_LETTERS for one in told):
                raise RefusedError("cell", most=MOST_LETTERS, row=first + at)
            found.append((first + at, told))
    return found


def _cell(told: Any) -> Cell:
    if isinstance(told, dt.datetime):
        return {"d": told.isoformat(timespec="seconds")}
    if isinstance(told, dt.date):
        return {"d": f"{told.isoformat()}T00:00:00"}
    if isinstance(told, dt.time | dt.timedelta):
        return str(told)
    if isinstance(told, bool | int | float):
        return told
    return None if told is None or told == "" else str(told)
