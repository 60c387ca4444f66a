"""Discharge of rivers of Hokkaido from Japan's water information system (MLIT), by day and by hour.

A file takes two requests: a page that names it, then the file. Water quality is not read here: it has
stations and tables of its own (`mlit_quality`).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

import pandas as pd

from indicators import bundle, observations, store
from indicators.catalog import Catalog, Declaration, Source
from indicators.download.http import Http
from indicators.errors import DownloadError, FormatError
from indicators.river import mlit_table
from indicators.river.mlit_table import PROVISIONAL, Table
from indicators.series import Parsed, Payload, Reading
from indicators.store import State

_TOLD = "told.txt"  # part of a bundle: what was not got, a line each


@dataclass(frozen=True)
class Piece:
    """One file to ask for: a year by day, or a month by hour, of one gauge."""

    kind: str
    gauge: str
    first: str
    last: str

    @property
    def name(self) -> str:
        """File name in the bundle."""
        return f"{self.gauge}_{self.kind}_{self.first}.dat"


def fetch(source_id: str, source: Source, http: Http, state: State | None) -> Payload:
    """Ask for all years by day, oldest first, then for the last months by hour.

    The years before the last one held are asked again, for provisional values become final. When the
    provider breaks off, what came is kept, and the address of the state says where to go on.
    """
    parts: dict[str, bytes] = {}
    reached = source.urls["file"]
    try:
        for piece in _pieces(source, _since(source, state), store.now().date()):
            content = _file(source, http, piece)
            if content is not None:
                parts[piece.name] = content
    except DownloadError as error:
        if not parts:
            raise
        parts[_TOLD] = f"{piece.name} and what follows: not got this time ({error.what})".encode()
        reached = _page(source, piece)
    if not parts:
        page = source.urls["page"].split("?")[0]
        raise DownloadError("no page names a file", page, "Check the gauges' numbers; the last good data stay.")
    return Payload(bundle.pack(parts), f"{source_id}.zip", store.now(), url=reached)


def _since(source: Source, state: State | None) -> int:
    """First year to ask for; the first of all after a file that was carried by hand."""
    first, last = int(source.options["first_year"]), state.last[:4] if state else ""
    if state is None or not state.url or not last:
        return first
    stopped = re.search(r"BGNDATE=(\d{4})", state.url)
    reached = min(int(last), int(stopped[1])) if stopped else int(last)
    return max(first, reached - int(source.options["back_years"]))


def _pieces(source: Source, since: int, today: dt.date) -> Iterator[Piece]:
    kinds = source.options["kinds"]
    gauges = sorted({str(gauge) for group in source.series for gauge in group.places.values()})
    for year in range(since, today.year + 1):
        yield from (Piece(str(kinds["daily"]), gauge, f"{year}0131", f"{year}1231") for gauge in gauges)
    for back in range(int(source.options["hourly_months"]) - 1, -1, -1):
        year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
        last = calendar.monthrange(year, month + 1)[1]
        span = (f"{year}{month + 1:02d}01", f"{year}{month + 1:02d}{last}")
        yield from (Piece(str(kinds["hourly"]), gauge, *span) for gauge in gauges)


def _page(source: Source, piece: Piece) -> str:
    return source.urls["page"].format(kind=piece.kind, gauge=piece.gauge, first=piece.first, last=piece.last)


def _file(source: Source, http: Http, piece: Piece) -> bytes | None:
    """The file that the page of a piece names; None where it names none, as for a year without data."""
    headers, most = {"Referer": source.urls["file"]}, int(source.max_megabytes * (1 << 20))
    shown = http.ask(_page(source, piece), headers=headers, max_bytes=most, allow_page=True).content
    link = re.search(source.options["link"].encode(), shown)
    if link is None:
        require_own(shown, _page(source, piece))
        return None
    return http.ask(urljoin(source.urls["file"], link[0].decode()), headers=headers, max_bytes=most).content


def require_own(shown: bytes, address: str) -> None:
    """Refuse a page without a link that the provider did not write: its own, "no data" too, are in Japanese.

    Raises
    ------
    DownloadError
        For a login page, a proxy's notice or an error in JSON, which would else pass for a year without data.
    """
    if shown.isascii() or b"<html" not in shown.lower():
        raise DownloadError("a page came that is not the provider's", address, "Open it in a browser: login or notice?")


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read one table or a bundle of them into the series of the registered gauges.

    Raises
    ------
    FormatError
        For a table that cannot be read, or a gauge that the registry does not know.
    """
    declared = {(str(one.indicator_key), str(one.place_key)): one for one in catalog.declarations(source_id)}
    tables: dict[tuple[str, str], list[Table]] = defaultdict(list)
    notices: list[str] = []
    for part in bundle.parts(payload):
        if part.name == _TOLD:
            notices += part.content.decode().splitlines()
            continue
        table = mlit_table.table(part)
        if (table.kind, table.gauge) not in declared:
            todo = "Register it in data_sources.yaml, or load a file of a registered gauge."
            raise FormatError(f"the gauge {table.gauge} ({table.name}) is not registered", part.name, todo)
        tables[table.kind, table.gauge].append(table)
    series = tuple(Parsed(declared[key], _frame(found, source_id)) for key, found in tables.items())
    for key, found in tables.items():
        notices += _other_names(found, declared[key], catalog)
    return Reading(series, tuple(dict.fromkeys(notices)))


def _frame(tables: list[Table], citation: str) -> pd.DataFrame:
    times = [time for table in tables for time in table.times]
    provisional = [flag == PROVISIONAL for table in tables for flag in table.flags]
    return observations.build(
        times,
        [value for table in tables for value in table.values],
        flag=["provisional" if one else "good" for one in provisional],
        note=["not checked yet by the provider" if one else "" for one in provisional],
        citation=citation,
    )


def _other_names(tables: list[Table], declared: Declaration, catalog: Catalog) -> list[str]:
    """That a file names its gauge otherwise than the registry, whose names are inferred."""
    native = catalog.where(declared.place).native
    named = sorted({table.name for table in tables if table.name and table.name != native})
    return [f"gauge {declared.place_key}: the file names it {name}, the registry {native}" for name in named]
