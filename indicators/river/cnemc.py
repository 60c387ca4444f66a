"""Automatic water-quality stations of China (CNEMC): the live feed and tables copied from it.

Only stations in normal operation count: stopped ones repeat readings of months ago, and stations in
maintenance report zero for missing. Nothing is averaged here.
"""

from __future__ import annotations

import datetime as dt
import json
import warnings
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from urllib3.exceptions import InsecureRequestWarning

from indicators import observations, store
from indicators.catalog import Catalog, Declaration, Source
from indicators.download import Http
from indicators.errors import DownloadError, FormatError
from indicators.river import cnemc_feed as feed
from indicators.river.cnemc_rows import NORMAL, STALE_AFTER_DAYS, STATUS_WORDS, Cell, cell, days_old, moment
from indicators.series import Parsed, Payload, Reading

_MOST_PAGES = 20
_Key = tuple[str, dt.datetime]


@dataclass
class _Take:
    """What the rows of one payload gave, in the order they came."""

    columns: dict[str, str]
    measured: dict[_Key, dict[str, Cell]] = field(default_factory=dict)
    corrected: list[_Key] = field(default_factory=list)
    questioned: list[_Key] = field(default_factory=list)
    untimed: int = 0


def fetch(source_id: str, source: Source, http: Http, state: store.State | None) -> Payload:
    """Ask the feed the way its own page does: page, list of basins, then the readings.

    A cold call is answered `-1`; the two calls before give the session its cookie.
    """
    headers = dict(source.options["headers"]) | {"Referer": source.urls["referer"], "Origin": source.urls["origin"]}
    with warnings.catch_warnings():
        if not source.verify_tls:
            warnings.simplefilter("ignore", InsecureRequestWarning)
        _warm_up(source, http, headers)
        first = _page(source, http, headers, 1)
        for number in range(2, min(int(first.get("total") or 1), _MOST_PAGES) + 1):
            if len(first["tbody"]) >= int(first.get("records") or 0):
                break
            more = _page(source, http, headers, number)["tbody"]
            first["tbody"] += [line for line in more if line not in first["tbody"]]
            if not more:
                break
    content = json.dumps(first, ensure_ascii=False).encode()
    return Payload(content, f"{source_id}.json", store.now(), url=source.urls["data"])


def _warm_up(source: Source, http: Http, headers: dict[str, str]) -> None:
    for url, method, data in (
        (source.urls["page"], "GET", None),
        (source.urls["data"], "POST", {"action": "getArea_RiverDic"}),
    ):
        try:
            http.ask(url, method=method, data=data, headers=headers, verify=source.verify_tls)
        except DownloadError as error:
            if error.__cause__ is not None:  # no answer at all; a web page or a status is an answer
                raise


def _page(source: Source, http: Http, headers: dict[str, str], number: int) -> dict[str, Any]:
    url = source.urls["data"]
    form = {"action": "getRealDatas", "AreaID": "", "RiverID": "", "MNName": "", "PageIndex": str(number)}
    answer = http.ask(
        url,
        method="POST",
        data=form | {"PageSize": str(source.options["page_size"])},
        headers=headers,
        max_bytes=int(source.max_megabytes * (1 << 20)),
        verify=source.verify_tls,
    )
    if answer.content.strip() == b"-1":
        reason = "the provider answered -1: it did not accept the session"
        raise DownloadError(reason, url, "The last good data stay; try again later.")
    return feed.answer(answer.content, url)


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read a feed answer or a table into series of sections known to the registry."""
    every, broken = feed.rows(payload)
    basin = catalog.sources[source_id].options["basin"]
    rows = [row for row in every if row.text(feed.BASIN) == basin]
    declared = list(catalog.declarations(source_id))
    columns = {part.indicator: str(part.indicator_key) for part in declared}
    take = _take(rows, columns)
    series = tuple(Parsed(part, frame) for part in declared if (frame := _frame(part, take, source_id)) is not None)
    known = {str(part.place_key) for part in declared}
    notices = (*_row_notices(rows, known, broken), *_take_notices(take), *_cell_notices(series))
    if not series:
        todo = "Nothing was stored; " + ("; ".join(notices) or f"no row of the basin {basin} is in it") + "."
        raise FormatError("no usable reading of a known section", payload.name, todo)
    return Reading(series, notices)


def _take(rows: list[feed.Row], columns: dict[str, str]) -> _Take:
    take = _Take(columns)
    for row in rows:
        when = moment(row.text(feed.TIME), row.snapshot.date)
        normal = row.text(feed.STATUS) == NORMAL
        if when is None:
            take.untimed += normal
            continue
        key = (row.text(feed.SECTION), when)
        if normal:
            _keep(take, key, row)
        elif key in take.measured:
            take.questioned.append(key)
    for key in take.questioned:
        told = "A later row of the provider gives this time as not in normal operation."
        take.measured[key] = {name: _doubted(held, "suspect", told) for name, held in take.measured[key].items()}
    return take


def _keep(take: _Take, key: _Key, row: feed.Row) -> None:
    """Take a normal row over; of two that differ the later one is the provider's correction."""
    cells = {name: found for name, label in take.columns.items() if (found := cell(row.cells[label], label))}
    age = days_old(key[1], row.snapshot.date)
    if row.snapshot.exact and age > STALE_AFTER_DAYS:
        told = f"Measured {age} days before the release of {row.snapshot.date} that repeats it."
        cells = {name: _doubted(found, "stale", told) for name, found in cells.items()}
    before = take.measured.get(key)
    if before is not None and not _same(before, cells):
        if all(found.flag == "stale" for found in cells.values()):
            return
        if all(found.flag != "stale" for found in before.values()):
            take.corrected.append(key)
    take.measured[key] = cells


def _same(one: dict[str, Cell], other: dict[str, Cell]) -> bool:
    return one.keys() == other.keys() and all(one[name].same(other[name]) for name in one)


def _doubted(found: Cell, flag: str, told: str) -> Cell:
    return replace(found, flag="suspect" if found.flag == "suspect" else flag, note=f"{found.note} {told}".strip())


def _frame(declared: Declaration, take: _Take, source_id: str) -> Any:
    section = str(declared.place_key)
    held = {
        when: cells[declared.indicator]
        for (name, when), cells in take.measured.items()
        if name == section and declared.indicator in cells
    }
    if not held:
        return None
    cells = list(held.values())
    return observations.build(
        list(held),
        [found.value for found in cells],
        flag=[found.flag for found in cells],
        note=[found.note for found in cells],
        citation=source_id,
    )


def _row_notices(rows: list[feed.Row], known: set[str], broken: int) -> list[str]:
    told = []
    statuses = Counter(row.text(feed.STATUS) for row in rows)
    off = {STATUS_WORDS.get(name, name or "no status"): n for name, n in statuses.most_common() if name != NORMAL}
    sections = {row.text(feed.SECTION) for row in rows}
    if off:
        counted = "sections" if len(sections) == len(rows) else "rows"
        parts = ", ".join(f"{word} {number}" for word, number in off.items())
        told.append(f"{sum(off.values())} of {len(rows)} {counted} not in normal operation: {parts}")
    unknown = sorted(sections - known)
    if unknown:
        more = f" and {len(unknown) - 20} more" if len(unknown) > 20 else ""
        told.append(f"{len(unknown)} sections not in the registry: {', '.join(unknown[:20])}{more}")
    if broken:
        told.append(f"{broken} rows without the 17 cells left out")
    return told


def _take_notices(take: _Take) -> list[str]:
    told = []
    if take.untimed:
        told.append(f"{take.untimed} rows in normal operation without a readable time left out")
    for keys, what in (
        (take.corrected, "repeated with other values, the last ones kept"),
        (take.questioned, "later given as not in normal operation, flagged suspect"),
    ):
        if keys:
            named = ", ".join(f"{section} {when:%Y-%m-%d %H:%M}" for section, when in keys[:5])
            told.append(f"{len(keys)} readings {what}: {named}{' ...' if len(keys) > 5 else ''}")
    return told


def _cell_notices(series: tuple[Parsed, ...]) -> list[str]:
    flags: Counter[str] = Counter()
    for part in series:
        flags.update(part.observations["flag"])
    return [f"{flags[flag]} values flagged {flag}" for flag in ("suspect", "stale") if flags[flag]]
