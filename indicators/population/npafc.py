"""NPAFC Pacific salmonid catch statistics: one workbook, a row a country, area, species and measure.

Country totals, sub-areas and groups of areas are sister rows of the workbook. Each becomes a series
of its own; nothing is ever added up here.
"""

from __future__ import annotations

import math
import re
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import pandas as pd

from indicators import fetchers, observations
from indicators.catalog import Catalog, Declaration, Source
from indicators.download.http import Http
from indicators.errors import CatalogError, DownloadError, FormatError
from indicators.population import npafc_workbook
from indicators.population.cells import amount, visible
from indicators.population.npafc_workbook import SHEET, Workbook
from indicators.series import Parsed, Payload, Reading
from indicators.store import State

_MISSING = ("NA", "N/A")


class Catch(NamedTuple):
    """One cell: an amount, or only what it lies below."""

    value: float
    upper: float


def fetch(source_id: str, source: Source, http: Http, state: State | None) -> Payload | None:
    """Find the newest workbook on the statistics page, and get it if it changed."""
    if not source.url or "workbook" not in source.options:
        raise CatalogError("no address or no options.workbook", source.title, "Bring the file by hand: `load`.")
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
    book = npafc_workbook.read(payload)
    meta = {"product_version": f"{min(book.years)}–{max(book.years)}"}
    parsed, notices = [], []
    for declared in catalog.declarations(source_id):
        frame = _series(book, declared, payload.name)
        if frame.empty:
            notices.append(f"{declared.id}: the workbook has the row, but no figure in it.")
        else:
            parsed.append(Parsed(declared, frame, meta))
    return Reading(tuple(parsed), tuple(notices))


def catch(cell: Any, where: str) -> Catch | None:
    """Read an amount, a bound (`<0.05`) or, from a blank cell, None.

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
            raise FormatError(f"{cell!r} is not a bound", where, "Get the file again; if it stays, tell NPAFC.")
        return Catch(math.nan, upper)
    value = amount(cell, where)
    return None if math.isnan(value) else Catch(value, math.nan)


def _series(book: Workbook, declared: Declaration, name: str) -> pd.DataFrame:
    number, row = book.row((*declared.place_key, *declared.indicator_key), name)
    cells = {
        year: catch(row[column], f"{name}, sheet {SHEET}, row {number}, column {year}")
        for year, column in sorted(book.years.items())
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
