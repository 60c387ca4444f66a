"""NPAFC Pacific salmonid catch statistics: one workbook, a row a country, area, species and measure.

Country totals, sub-areas and groups of areas are sister rows of the workbook. Each becomes a series
of its own; nothing is ever added up here.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from indicators import fetchers, observations
from indicators.catalog import Catalog, Declaration, Source
from indicators.download import Http
from indicators.errors import CatalogError, DownloadError, FormatError
from indicators.population.cells import amount, visible
from indicators.series import Parsed, Payload, Reading
from indicators.store import State

SHEET = "Catch"
LABELS = ("Country", "Reporting Area", "Species", "Catch Type", "Data Type")
HEADER_ROW = 1
_MISSING = ("NA", "N/A")
_TODO = "NPAFC changed its workbook, or the file is another one: correct data_sources.yaml or get the file again."

Key = tuple[str, ...]


class Catch(NamedTuple):
    """One cell: an amount, or only what it lies below."""

    value: float
    upper: float


class _Sheet(NamedTuple):
    """Rows by their labels (with row numbers as a spreadsheet shows them) and columns by year."""

    rows: dict[Key, list[tuple[int, list[Any]]]]
    years: dict[int, int]


def fetch(source_id: str, source: Source, http: Http, state: State | None) -> Payload | None:
    """Find the newest workbook on the statistics page, and get it if it changed."""
    if not source.url:
        raise CatalogError("the source has no address", source.title, "Bring the file by hand: `load`.")
    page = http.ask(source.url, verify=source.verify_tls, allow_page=True)
    address = newest_workbook(page.content.decode("utf-8", "replace"), source.url, source.options["workbook"])
    return fetchers.conditional_get(source, http, state, url=address)


def newest_workbook(page: str, base: str, pattern: str) -> str:
    """Address of the workbook with the latest year among a page's links.

    Parameters
    ----------
    page, base : str
        The page and its own address; links to other hosts are passed over.
    pattern : str
        Of the file name; its first group is the last year of the workbook.
    """
    links = _Links()
    links.feed(page)
    found = []
    for link in links.found:
        address = urljoin(base, link.strip())
        match = re.fullmatch(pattern, urlsplit(address).path.rsplit("/", 1)[-1])
        if match and _host(address) == _host(base):
            found.append((int(match[1]), address))
    if not found:
        raise DownloadError(f"no link to a workbook named like {pattern}", base, "Open the page and `load` the file.")
    return max(found)[1]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read the workbook (.xls or .xlsx); every series of the registry must have its row.

    A blank cell is a year without a figure (for Japan often: not split by area), not zero.
    """
    sheet = _sheet(payload)
    meta = {"product_version": f"{min(sheet.years)}–{max(sheet.years)}"}
    parsed, notices = [], []
    for declared in catalog.declarations(source_id):
        frame = _series(sheet, declared, payload.name)
        if frame.empty:
            notices.append(f"{declared.id}: the workbook has the row, but no figure in it.")
        else:
            parsed.append(Parsed(declared, frame, meta))
    return Reading(tuple(parsed), tuple(notices))


def catch(cell: Any, where: str) -> Catch | None:
    """An amount, a bound (`<0.05`) or, for a blank cell, None.

    Raises
    ------
    FormatError
        Where the cell is neither.
    """
    text = visible(cell)
    if text in _MISSING:
        return None
    if isinstance(cell, str) and text.startswith("<"):
        upper = amount(text[1:], where)
        if math.isnan(upper):
            raise FormatError(f"{cell!r} is not a bound", where, _TODO)
        return Catch(math.nan, upper)
    value = amount(cell, where)
    return None if math.isnan(value) else Catch(value, math.nan)


def _series(sheet: _Sheet, declared: Declaration, name: str) -> pd.DataFrame:
    number, row = _row(sheet, declared, name)
    cells = {
        year: catch(row[column], f"{name}, sheet {SHEET}, row {number}, column {year}")
        for year, column in sorted(sheet.years.items())
    }
    held = {year: cell for year, cell in cells.items() if cell is not None}
    below = [math.isnan(cell.value) for cell in held.values()]
    return observations.build(
        pd.DatetimeIndex([f"{year}-01-01" for year in held]),
        [cell.value for cell in held.values()],
        time_end=pd.DatetimeIndex([f"{year}-12-31" for year in held]),
        upper=[cell.upper for cell in held.values()],
        interval=["upper bound" if bound else "" for bound in below],
        flag=["below_detection" if bound else "good" for bound in below],
        citation=declared.source,
    )


def _row(sheet: _Sheet, declared: Declaration, name: str) -> tuple[int, list[Any]]:
    labels = (*declared.place_key, *declared.indicator_key)
    found = sheet.rows.get(_key(labels), [])
    if len(found) == 1:
        return found[0]
    told = ", ".join(f"{column} {label!r}" for column, label in zip(LABELS, labels, strict=True))
    what = f"{len(found)} rows" if found else "no row"
    raise FormatError(f"{what} with {told}", f"{name}, sheet {SHEET}", _TODO)


def _sheet(payload: Payload) -> _Sheet:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(payload.content))
    except CalamineError as error:
        raise FormatError("not an Excel workbook", payload.name, "Get the file again.") from error
    if SHEET not in book.sheet_names:
        raise FormatError(f"no sheet {SHEET!r} (it has {', '.join(book.sheet_names)})", payload.name, _TODO)
    table: list[list[Any]] = book.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    where = f"{payload.name}, sheet {SHEET}, row {HEADER_ROW + 1}"
    header = [_label(cell) for cell in table[HEADER_ROW]] if len(table) > HEADER_ROW else []
    missing = [label for label in LABELS if header.count(_label(label)) != 1]
    if missing:
        raise FormatError(f"no column {', '.join(map(repr, missing))}", where, _TODO)
    at = [header.index(_label(label)) for label in LABELS]
    rows: dict[Key, list[tuple[int, list[Any]]]] = {}
    for number, row in enumerate(table[HEADER_ROW + 1 :], start=HEADER_ROW + 2):
        rows.setdefault(_key([row[column] for column in at]), []).append((number, row))
    return _Sheet(rows, dict(_years(table[HEADER_ROW], where)))


def _years(header: Sequence[Any], where: str) -> Iterator[tuple[int, int]]:
    """Year and column; a header that only resembles a year is refused rather than dropped."""
    seen: set[int] = set()
    for column, cell in enumerate(header):
        text = visible(cell).removesuffix(".0")
        if not re.search(r"\d{4}", text):
            continue
        if not re.fullmatch(r"(19|20)\d\d", text) or int(text) in seen:
            raise FormatError(f"column {column + 1} is headed {cell!r}: not one year, once", where, _TODO)
        seen.add(int(text))
        yield int(text), column
    if not seen:
        raise FormatError("no column of a year", where, _TODO)


def _key(labels: Sequence[Any]) -> Key:
    return tuple(_label(label) for label in labels)


def _label(cell: Any) -> str:
    """A label without case, blanks, invisible characters and typographic apostrophes."""
    return visible(cell).replace("’", "'").casefold()
