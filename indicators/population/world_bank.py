"""World Bank Indicators API v2, or the tidy CSV made from it: one value a country and year.

The API answers in pages. A history that is not whole is refused, never stored in part.
"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from indicators import observations, store
from indicators.catalog import Catalog, Declaration, Source
from indicators.download.http import Answer, Http
from indicators.errors import CatalogError, DownloadError, FormatError
from indicators.population.cells import amount
from indicators.series import Parsed, Payload, Reading
from indicators.store import State

CSV_COLUMNS = ("Country Name", "Country Code", "Year", "Value")
MAX_PAGES = 50
_YEAR = re.compile(r"\d{4}", re.ASCII)
_AGAIN = "Get the file again from the World Bank."


class _Row(NamedTuple):
    code: str
    year: str
    value: Any
    status: str


def fetch(source_id: str, source: Source, http: Http, state: State | None) -> Payload | None:
    """All pages as one document `[header, rows]`; None when the only page did not change.

    A history of several pages has no single ETag and is asked for anew each time.
    """
    if not source.url:
        raise CatalogError("the source has no address", source.title, "Bring the file by hand: `load`.")
    address = f"{source.url}&page=1"
    first = _ask(source, http, address, state.etag if state is not None and state.url == address else "")
    if first.not_modified:
        return None
    header, rows = _document(first.content, address)
    pages = _count(header, "pages", address)
    if pages > MAX_PAGES:
        raise DownloadError(f"{pages} pages are announced", address, "Check the address, above all per_page.")
    for page in range(2, pages + 1):
        url = f"{source.url}&page={page}"
        more_header, more = _document(_ask(source, http, url).content, url)
        if more_header | {"page": ""} != header | {"page": ""} or _count(more_header, "page", url) != page:
            raise DownloadError("the pages are not of one edition", url, "The last good data stay; try again later.")
        rows = rows + more
    whole = json.dumps([header | {"pages": 1}, rows], ensure_ascii=False).encode()
    return Payload(whole, f"{source_id}.json", store.now(), url=address, etag=first.etag if pages == 1 else "")


def _ask(source: Source, http: Http, url: str, etag: str = "") -> Answer:
    return http.ask(url, etag=etag, max_bytes=int(source.max_megabytes * (1 << 20)), verify=source.verify_tls)


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read the API's JSON (all of it on one page) or the CSV `Country Name,Country Code,Year,Value`."""
    declared = list(catalog.declarations(source_id))
    text = payload.content.decode("utf-8-sig").lstrip()
    meta: dict[str, Any] = {}
    header: dict[str, Any] = {}
    if text.startswith(("[", "{", "<")):
        header, found = _document(text.encode(), payload.name)
        rows = _json_rows(found, {str(one.indicator_key) for one in declared}, payload.name)
        if header.get("lastupdated"):
            meta["product_version"] = f"updated {header['lastupdated']}"
    else:
        found = []
        rows = _csv_rows(text, payload.name)
    by_code: dict[str, list[_Row]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    frames = [_series(by_code.get(str(one.place_key), []), one, payload.name) for one in declared]
    _require_whole(header, found, declared, frames, payload.name)
    return Reading(tuple(Parsed(one, frame, meta) for one, frame in zip(declared, frames, strict=True)))


def _document(content: bytes, where: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Header and rows of one page, or what the World Bank says instead."""
    try:
        answer = json.loads(content)
    except ValueError as error:
        kind = "XML" if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") else "something else"
        todo = "The service does so at times in spite of format=json; try again later."
        raise FormatError(f"{kind} came instead of JSON", where, todo) from error
    if isinstance(answer, list) and answer and isinstance(answer[0], dict) and "message" in answer[0]:
        raise FormatError(f"the World Bank answers: {_message(answer[0]['message'])}", where, "Check the address.")
    is_pair = isinstance(answer, list) and len(answer) == 2 and isinstance(answer[0], dict)
    if not is_pair or not isinstance(answer[1], list) or "page" not in answer[0]:
        raise FormatError("not a pair of header and rows", where, _AGAIN)
    return answer[0], answer[1]


def _message(parts: Any) -> str:
    listed = parts if isinstance(parts, list) else [parts]
    told = [f"{part.get('key', '')}: {part.get('value', '')}" if isinstance(part, dict) else part for part in listed]
    return "; ".join(str(part).strip(": ") for part in told)


def _count(header: dict[str, Any], key: str, where: str) -> int:
    """Take a whole number from the header; version 1 of the API gave it as text."""
    try:
        return int(header[key])
    except (KeyError, TypeError, ValueError) as error:
        raise FormatError(f"the header states no {key}", where, _AGAIN) from error


def _json_rows(found: list[dict[str, Any]], indicators: set[str], where: str) -> list[_Row]:
    try:
        other = {str(row["indicator"]["id"]) for row in found} - indicators
        rows = [
            _Row(row["countryiso3code"], str(row["date"]), row["value"], str(row.get("obs_status") or ""))
            for row in found
        ]
    except (KeyError, TypeError) as error:
        raise FormatError(f"a row without {error}", where, _AGAIN) from error
    if other:
        raise FormatError(f"rows of another indicator: {', '.join(sorted(other))}", where, "Check the file.")
    return rows


def _csv_rows(text: str, where: str) -> list[_Row]:
    reader = csv.DictReader(io.StringIO(text), restkey="", strict=True)
    missing = [name for name in CSV_COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise FormatError(f"no column {', '.join(missing)}", f"{where} line 1", _AGAIN)
    rows = []
    for row in reader:
        if None in row.values() or "" in row:
            raise FormatError("not as many fields as the header", f"{where} line {reader.line_num}", _AGAIN)
        rows.append(_Row(row["Country Code"], row["Year"], row["Value"], ""))
    if not text.endswith("\n"):
        todo = "It may be cut: get it again, or end it with a line break if it is whole."
        raise FormatError("the last line does not end", f"{where} line {reader.line_num}", todo)
    return rows


def _series(rows: list[_Row], declared: Declaration, where: str) -> pd.DataFrame:
    """One country's years in order; years without value are left out at both ends, kept inside."""
    at = f"{where}, {declared.place_key}"
    wrong = next((row.year for row in rows if not _YEAR.fullmatch(row.year)), None)
    if wrong is not None:
        raise FormatError(f"{wrong!r} is not a year", at, _AGAIN)
    ordered = sorted(rows, key=lambda row: row.year)
    values = np.array([amount(row.value, f"{at} {row.year}") for row in ordered], dtype=float)
    held = np.flatnonzero(~np.isnan(values))
    inside = slice(held[0], held[-1] + 1) if held.size else slice(0, 0)
    years = [row.year for row in ordered[inside]]
    return observations.build(
        pd.DatetimeIndex([f"{year}-01-01" for year in years]),
        values[inside],
        time_end=pd.DatetimeIndex([f"{year}-12-31" for year in years]),
        citation=declared.source,
        note=[f"Status given by the World Bank: {row.status}." if row.status else "" for row in ordered[inside]],
    )


def _require_whole(
    header: dict[str, Any], found: list[Any], declared: list[Declaration], frames: list[pd.DataFrame], where: str
) -> None:
    """Refuse a page of several, fewer rows than announced, or a country without values."""
    problems = []
    lacking = [f"{one.place_key} ({one.place})" for one, frame in zip(declared, frames, strict=True) if frame.empty]
    if lacking:
        problems.append(f"no values for {', '.join(lacking)}")
    if header:
        page, pages = header["page"], _count(header, "pages", where)
        total = _count(header, "total", where)
        if pages != 1:
            problems.append(f"this is page {page} of {pages}: a page is missing")
        elif total != len(found):
            problems.append(f"{len(found)} of {total} rows came")
    if problems:
        raise FormatError("; ".join(problems), where, "Get all pages and all countries in one file.")
