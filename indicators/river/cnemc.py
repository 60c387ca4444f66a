"""Automatic water-quality stations of China (CNEMC): the live feed and tables copied from it.

Only stations in normal operation count: stopped ones repeat readings of months ago, and stations in
maintenance report zero for missing. Nothing is averaged here.
"""

from __future__ import annotations

import json
import warnings
from collections import Counter
from typing import Any

import pandas as pd
from urllib3.exceptions import InsecureRequestWarning

from indicators import observations, store
from indicators.catalog import Catalog, Declaration, Source
from indicators.download.http import Http
from indicators.errors import DownloadError, FormatError
from indicators.river import cnemc_feed as feed
from indicators.river.cnemc_readings import Readings
from indicators.series import Parsed, Payload, Reading

_MOST_PAGES = 20


def fetch(source_id: str, source: Source, http: Http, state: store.State | None) -> Payload:
    """Ask the feed the way its own page does: page, list of basins, then the readings.

    A cold call is answered `-1`; the two calls before give the session its standing.
    """
    headers = dict(source.options["headers"]) | {"Referer": source.urls["referer"], "Origin": source.urls["origin"]}
    with warnings.catch_warnings():
        if not source.verify_tls:
            warnings.simplefilter("ignore", InsecureRequestWarning)
        _warm_up(source, http, headers)
        whole = _page(source, http, headers, 1)
        for number in range(2, min(_count(whole, "total"), _MOST_PAGES) + 1):
            if len(whole["tbody"]) >= _count(whole, "records"):
                break
            more = [line for line in _page(source, http, headers, number)["tbody"] if line not in whole["tbody"]]
            if not more:
                break
            whole["tbody"] += more
    content = json.dumps(whole, ensure_ascii=False).encode()
    return Payload(content, f"{source_id}.json", store.now(), url=source.urls["data"])


def _warm_up(source: Source, http: Http, headers: dict[str, str]) -> None:
    basins = {"action": "getArea_RiverDic"}
    for url, method, data in ((source.urls["page"], "GET", None), (source.urls["data"], "POST", basins)):
        http.ask(url, method=method, data=data, headers=headers, verify=source.verify_tls, allow_page=True)


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


def _count(answer: dict[str, Any], name: str) -> int:
    """A count of the answer; 1 where it tells none."""
    told = str(answer.get(name, ""))
    return int(told) if told.isdigit() else 1


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read a feed answer or a table into series of the sections that the registry knows.

    Values are the feed's raw values to the last digit; a table holds what the page displayed.
    """
    every, broken = feed.rows(payload)
    basin = catalog.sources[source_id].options["basin"]
    declared = list(catalog.declarations(source_id))
    readings = Readings({part.indicator: str(part.indicator_key) for part in declared})
    for row in every:
        if row.text(feed.BASIN) == basin:
            readings.add(row)
    series = tuple(Parsed(part, frame) for part in declared if (frame := _frame(part, readings)) is not None)
    notices = readings.notices({str(part.place_key) for part in declared}) + _flag_notices(series)
    if broken:
        notices.append(f"rows without all of their cells left out: {broken}")
    if not series:
        todo = "Nothing was stored: " + ("; ".join(notices) or f"no row of the basin {basin} is in it") + "."
        raise FormatError("no usable reading of a known section", payload.name, todo)
    return Reading(series, tuple(notices))


def _frame(declared: Declaration, readings: Readings) -> pd.DataFrame | None:
    held = readings.of(str(declared.place_key), declared.indicator)
    if not held:
        return None
    return observations.build(
        list(held),
        [found.value for found in held.values()],
        flag=[found.flag for found in held.values()],
        note=[found.note for found in held.values()],
        citation=declared.source,
    )


def _flag_notices(series: tuple[Parsed, ...]) -> list[str]:
    flags: Counter[str] = Counter()
    for part in series:
        flags.update(part.observations["flag"])
    return [f"values flagged {flag}: {flags[flag]}" for flag in ("suspect", "stale") if flags[flag]]
