"""The values of a figure as CSV and as a workbook, and what the folder of values says of itself.

Numbers stay numbers and dates dates; a text can never be taken for a formula.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import re
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from indicators.catalog import Catalog
from indicators.download_file import harmless
from indicators.export.documents import fixed, product, values
from indicators.export.documents.plain import clean, line
from indicators.export.documents.traces import PARTS, Value
from indicators.export.documents.values import KEYS, Table
from indicators.export.made import Made
from indicators.locales import t

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FIRST_DAY = "1900-03-01"
"""Before it a workbook counts days wrongly; such dates stay text."""
_LONGEST = 32_000
"""Characters that a cell can hold, nearly."""
_WIDE = {"series": 48, "label": 36, "text": 60, "part": 10, "unit": 10, "panel": 14}


def csv_bytes(told: Table) -> bytes:
    """The table as CSV: UTF-8 with its mark (so that a spreadsheet reads every script), ISO dates, full precision."""
    buffer = io.StringIO()
    out = csv.writer(buffer, lineterminator="\n")
    out.writerow(told.head)
    out.writerows([_written(cell) for cell in row] for row in told.rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _written(cell: Value) -> object:
    return "" if cell is None else harmless(line(cell)) if isinstance(cell, str) else cell


def workbook(told: Table, made: Made, catalog: Catalog) -> bytes:
    """The table as a workbook: the values, and what they are."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
               "nan_inf_to_errors": False}  # fmt: skip
    book = xlsxwriter.Workbook(buffer, options)
    figure, lang = made.figure, made.figure.lang
    book.set_properties({"title": clean(figure.title)[:250], "author": product.name(), "created": fixed.EPOCH})
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("values")
    _values(sheet, told, bold, day)
    _metadata(book.add_worksheet("metadata"), told, made, catalog, lang, bold, wrapped)
    book.close()
    return fixed.repacked(buffer.getvalue())


def _values(sheet: Any, told: Table, bold: Any, day: Any) -> None:
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, told.head, bold)
    for at, name in enumerate(told.head):
        sheet.set_column(at, at, _WIDE.get(name, 14))
    for number, row in enumerate(told.rows, start=1):
        for at, cell in enumerate(row):
            _cell(sheet, number, at, cell, day)
    if told.rows:
        sheet.autofilter(0, 0, len(told.rows), len(told.head) - 1)


def _cell(sheet: Any, row: int, at: int, cell: Value, day: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, int | float):
        sheet.write_number(row, at, cell)
    elif _DAY.fullmatch(cell) and cell >= _FIRST_DAY:
        sheet.write_datetime(row, at, dt.datetime.fromisoformat(cell), day)
    else:
        sheet.write_string(row, at, _safe(cell))


@functools.lru_cache(maxsize=4096)
def _safe(text: str) -> str:
    """A text that is not taken for a formula, nor is when the sheet is saved as CSV and opened again."""
    return str(harmless(clean(text)))[:_LONGEST]


def _metadata(sheet: Any, told: Table, made: Made, catalog: Catalog, lang: str, bold: Any, wrapped: Any) -> None:
    """Of the figure, of each series a column, and what the columns of the values mean."""
    figure = made.figure
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 1 + max(len(made.metas), 1), 60, wrapped)
    at = 0
    for name, text in [
        ("title", figure.title), ("subtitle", figure.subtitle), ("live", made.live), ("data_to", figure.last[:10]),
        ("key", "\n".join(figure.key)), ("caption", "\n".join(figure.caption)), ("software", product.software()),
    ]:  # fmt: skip
        if text:
            _line(sheet, at, [name, values.meaning(name, lang), text], bold, wrapped)
            at += 1
    at += 1
    told_of = values.metadata(made.metas, catalog, lang)
    for name in KEYS:
        cells = [one[name] for one in told_of]
        if any(cells):
            _line(sheet, at, [name, values.meaning(name, lang), *cells], bold, wrapped)
            at += 1
    at += 1
    for name in told.head:
        _line(sheet, at, [f"column {name}", values.meaning(f"of.{name}", lang)], bold, wrapped)
        at += 1
    at += 1
    for part in PARTS:
        if any(row[told.head.index("part")] == part for row in told.rows):
            _line(sheet, at, [f"part {part}", t(f"document.part.{part}", lang)], bold, wrapped)
            at += 1


def _line(sheet: Any, at: int, cells: Sequence[str], bold: Any, wrapped: Any) -> None:
    for column, cell in enumerate(cells):
        if cell:
            sheet.write_string(at, column, _safe(cell), bold if column == 0 else wrapped)


def readme(lang: str) -> bytes:
    """What the folder of values says of itself, in a language."""
    parts = [
        t("document.readme.title", lang, product=product.name(lang)), "", t("document.readme.what", lang), "",
        *(f"{name}: {values.meaning(f'of.{name}', lang)}" for name in values.COLUMNS), "",
        t("document.readme.parts", lang), *(f"  {part}: {t(f'document.part.{part}', lang)}" for part in PARTS), "",
        t("document.readme.terms", lang), t("document.readme.refused", lang), t("document.readme.safe", lang), "",
        product.software(),
    ]  # fmt: skip
    return ("\n".join(parts) + "\n").encode()
