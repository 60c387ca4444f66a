"""Water quality of the rivers of Hokkaido's Okhotsk coast from Japan's water information system (MLIT).

The numbers of its stations there are not known: which river a file is of stands on top of it, and its
station becomes a place of its own. `fetch` asks for the stations that the registry lists; while it lists
none, a file only comes by hand. Samples and automatic values are never one series.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import pandas as pd

from indicators import bundle, observations, store
from indicators.catalog import Catalog, Declaration, Source
from indicators.download.http import Http
from indicators.errors import DownloadError, FormatError
from indicators.river import mlit_quality_table as quality_table
from indicators.river.mlit import require_own
from indicators.river.mlit_quality_table import Amount, Column, Row, Table
from indicators.series import Parsed, Payload, Reading
from indicators.store import State

PAUSE = time.sleep
_TOLD = "told.txt"  # part of a bundle: what was not got, a line each
_WRONG = "パラメータに誤りがあります"  # what the page says to a question that it does not take
_ENCODINGS = ("euc_jp", "cp932", "utf-8")


@dataclass(frozen=True, order=True)
class Piece:
    """One file to ask for: a period of one station, of one group of items where there are several."""

    first: str
    station: str
    items: str
    last: str = field(compare=False)

    @property
    def name(self) -> str:
        """File name in the bundle."""
        return f"{self.station}_{self.items or 'hours'}_{self.first}.dat"


# -- asking ------------------------------------------------------------------------------------------------------


def fetch(source_id: str, source: Source, http: Http, state: State | None) -> Payload | None:
    """Ask for the registered stations, oldest first, at most so many pages an attempt.

    A station not held yet is asked for from the first year on, the others from shortly before the last
    observation. When the provider breaks off or there is more to ask, what came is kept, and the address of
    the state says where to go on. None when no page names a file with values, but some
    are held.
    """
    if not source.options["stations"]:
        todo = "Write the 15 digits of each station into `stations` of data_sources.yaml, or load a file."
        raise DownloadError("no number of a water-quality station on these rivers is known", source.title, todo)
    today, stopped = store.now().date(), _stopped(state)
    parts, left, why = _asked(source, http, _pieces(source, state, today, stopped))
    if stopped and not parts:  # nothing newer: the last years again, whose values may have changed
        parts, left, why = _asked(source, http, _pieces(source, state, today, None))
    if parts:
        reached = source.urls["file"]
        if left:
            parts[_TOLD] = f"{left.name} and what follows: {why}".encode()
            reached = _page(source, left)
        return Payload(bundle.pack(parts), f"{source_id}.zip", store.now(), url=reached)
    if state is not None and state.series:
        return None
    page = source.urls["page"].split("?")[0]
    raise DownloadError("no page names a file with values", page, "Check the numbers of the stations.")


def _asked(source: Source, http: Http, pieces: list[Piece]) -> tuple[dict[str, bytes], Piece | None, str]:
    """The files that came; the first piece that was left for another time, and why."""
    parts: dict[str, bytes] = {}
    for asked, piece in enumerate(pieces):
        if parts and asked >= int(source.options["most_pages"]):
            return parts, piece, "to be got at the next refresh"
        try:
            content = _file(source, http, piece, first=not asked)
        except DownloadError as error:
            if not parts:
                raise
            return parts, piece, f"not got this time ({error.what})"
        if content is not None and quality_table.has_rows(content):
            parts[piece.name] = content
    return parts, None, ""


def _pieces(source: Source, state: State | None, today: dt.date, stopped: Piece | None) -> list[Piece]:
    """What to ask for, in order of time; of stations that are held from where the attempt before stopped."""
    items = list(source.options.get("items", [""]))
    pieces = []
    for station in map(str, source.options["stations"]):
        held = state is not None and any(f".mlit_{station}." in series for series in state.series)
        since = state.last if held and state is not None and state.url else ""
        if held and stopped:
            since = stopped.first
        spans = _periods(source.options, since, today, again=not stopped)
        found = [Piece(first, station, item, last) for first, last in spans for item in items]
        pieces += [piece for piece in found if not (held and stopped) or piece >= stopped]
    return sorted(pieces)


def _stopped(state: State | None) -> Piece | None:
    """Where the attempt before broke off."""
    told = {key: re.search(rf"[?&]{key}=(\d+)", state.url) for key in ("BGNDATE", "ID", "KIJUN")} if state else {}
    first, station, items = (told.get(key) for key in ("BGNDATE", "ID", "KIJUN"))
    return Piece(first[1], station[1], items[1] if items else "", "") if first and station else None


def _periods(options: Mapping[str, Any], since: str, today: dt.date, *, again: bool) -> Iterator[tuple[str, str]]:
    """First and last day of each file from `since` on: whole years, or windows of some days.

    `again` adds the years before, whose values may still change.
    """
    if "window_days" not in options:
        back = int(options["back_years"]) if again else 0
        year = max(int(options["first_year"]), int(since[:4]) - back) if since else int(options["first_year"])
        yield from ((f"{one}0101", f"{one}1231") for one in range(year, today.year + 1))
        return
    day = today - dt.timedelta(days=int(options["first_days"]) - 1)
    day = max(day, dt.date.fromisoformat(since[:10] if "-" in since else since[:8])) if since else day
    step = dt.timedelta(days=int(options["window_days"]))
    while day <= today:
        yield f"{day:%Y%m%d}", f"{min(day + step - dt.timedelta(days=1), today):%Y%m%d}"
        day += step


def _page(source: Source, piece: Piece) -> str:
    return source.urls["page"].format(station=piece.station, items=piece.items, first=piece.first, last=piece.last)


def _file(source: Source, http: Http, piece: Piece, *, first: bool) -> bytes | None:
    """The file that the page of a piece names; None where it names none, as for a year without samples."""
    page, most = _page(source, piece), int(source.max_megabytes * (1 << 20))
    headers, pause = {"Referer": source.urls["file"]}, float(source.options["pause_seconds"])
    if not first:
        PAUSE(pause)
    shown = http.ask(page, headers=headers, max_bytes=most, allow_page=True).content
    link = re.search(source.options["link"].encode(), shown)
    if link:
        PAUSE(pause)
        return http.ask(urljoin(source.urls["file"], link[0].decode()), headers=headers, max_bytes=most).content
    if any(_WRONG.encode(encoding) in shown for encoding in _ENCODINGS):
        what = f"the provider does not take the station {piece.station} or the period {piece.first}–{piece.last}"
        raise DownloadError(what, page, "Check the number of the station in data_sources.yaml.")
    require_own(shown, page)
    return None


# -- reading -----------------------------------------------------------------------------------------------------


@dataclass
class _Gathered:
    """Amounts of one indicator at one station by moment, in our unit."""

    at: dict[dt.datetime, tuple[Amount, str]] = field(default_factory=dict)
    elsewhere: int = 0  # of the same moment from another place in the section

    def add(self, row: Row, amount: Amount, where: str) -> None:
        before = self.at.setdefault(row.when, (amount, row.position))
        if before[1] != row.position:
            self.elsewhere += 1
        elif repr(before[0]) != repr(amount):  # as text: NaN is not equal to itself
            raise FormatError(f"a second value for {row.when:%Y-%m-%d %H:%M}", where, "Which is right? Ask MLIT.")


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read one table or a bundle of them into a series an indicator and station.

    Raises
    ------
    FormatError
        For a table of another river or kind, an unknown unit, or a cell that is no amount.
    """
    source = catalog.sources[source_id]
    declared = list(catalog.declarations(source_id))
    gathered: dict[tuple[str, str], _Gathered] = defaultdict(_Gathered)
    stations: dict[str, dict[str, Any]] = {}
    notices: list[str] = []
    left_out = Counter[str]()
    for part in bundle.parts(payload):
        if part.name == _TOLD:
            notices += part.content.decode().splitlines()
            continue
        table = quality_table.table(part, list(source.options["tables"].values()))
        _require_kind(table, source)
        stations.setdefault(table.station, _station(table, declared[0].place, catalog, source))
        left_out.update(_gather(table, declared, gathered))
    series = [
        Parsed(_at(one, station), _frame(found, one.indicator_key, source_id), stations[station])
        for one in declared
        for station in sorted(stations)
        if (found := gathered.get((one.indicator, station))) and found.at
    ]
    if left_out:
        notices.append(f"columns left out: {', '.join(sorted(left_out))}")
    notices += [
        f"{indicator} at {station}: {found.elsewhere} values left out, of the same moment elsewhere in the section"
        for (indicator, station), found in sorted(gathered.items())
        if found.elsewhere
    ]
    return Reading(tuple(series), tuple(dict.fromkeys(notices)))


def _require_kind(table: Table, source: Source) -> None:
    """Refuse a table of a kind that is another source's, told by columns that only it has."""
    names = [column.name for column in table.columns]
    kinds = [kind for kind, mark in source.options["tables"].items() if any(re.fullmatch(mark, one) for one in names)]
    if len(kinds) != 1 or kinds[0] not in source.options["reads"]:
        told = " and ".join(kinds)
        todo = f"Load it as the source that reads {told} tables; this one reads {', '.join(source.options['reads'])}."
        raise FormatError(f"the columns are those of {told} tables", table.file, todo)


def _station(table: Table, region: str, catalog: Catalog, source: Source) -> dict[str, Any]:
    """Metadata of a file's station, which must lie on one of our rivers; its position is not told."""
    rivers = source.options["rivers"]
    ours = next((name for name, pattern in rivers.items() if re.search(pattern, table.river)), None)
    if ours is None:
        todo = f"Load a file of {', '.join(rivers)}, or add the river to data_sources.yaml."
        raise FormatError(f"the station is on {table.river}, which is none of our rivers", table.file, todo)
    return {
        "region": region,
        "countries": catalog.regions[region].countries,
        "latitude": None,
        "longitude": None,
        "place_name": f"{ours}, {table.name or 'MLIT'} ({table.station})",
        "area_definition": f"MLIT water-quality station {table.station} on {table.river} ({ours})",
    }


def _at(declared: Declaration, station: str) -> Declaration:
    return declared.model_copy(update={"place": f"mlit_{station}"})


def _gather(table: Table, declared: list[Declaration], into: dict[tuple[str, str], _Gathered]) -> set[str]:
    """Take the registered columns of a table; the names of those that carry something else."""
    used = set()
    for one in declared:
        for column in _column(table, one):
            used.add(column.place)
            factor = _factor(column, one, table.file)
            for row in table.rows:
                where = f"{table.file} line {row.line}, {column.name}"
                amount = quality_table.amount(row.cells[column.place], where)
                if amount is not None:
                    into[one.indicator, table.station].add(row, amount.times(factor), where)
    return {
        column.name
        for column in table.columns
        if column.place not in used and column.name not in quality_table.FIXED
        and any(row.cells[column.place] for row in table.rows)
    }  # fmt: skip


def _column(table: Table, declared: Declaration) -> list[Column]:
    """The column of an indicator, if the table has it."""
    found = [one for one in table.columns if re.fullmatch(declared.indicator_key["name"], one.name)]
    if len(found) > 1:
        todo = "Which one is meant? Say so in data_sources.yaml."
        raise FormatError(f"two columns are {declared.indicator}: {found[0].name}, {found[1].name}", table.file, todo)
    return found


def _factor(column: Column, declared: Declaration, file: str) -> float:
    units = {quality_table.unit(str(name)): float(by) for name, by in declared.indicator_key["units"].items()}
    if column.unit not in units:
        what = f"{column.name} is in {column.unit or 'no unit'!r}, not in {', '.join(units) or 'none'}"
        raise FormatError(what, file, "Say in data_sources.yaml how this unit is converted.")
    return units[column.unit]


def _frame(found: _Gathered, key: Mapping[str, Any], source_id: str) -> pd.DataFrame:
    """Observations with further columns `depth_m`, `analysis_method` (both untold here) and `sampling_position`."""
    times = sorted(found.at)
    amounts = [found.at[time][0] for time in times]
    low, high = key.get("possible", (0, math.inf))
    doubted = [bool(one.value < low or one.value > high) for one in amounts]
    below = [not math.isnan(one.upper) for one in amounts]
    frame = observations.build(
        times,
        [one.value for one in amounts],
        lower=[one.lower for one in amounts],
        upper=[one.upper for one in amounts],
        interval=["upper bound" if one else "" if math.isnan(amount.lower) else "lower bound"
                  for one, amount in zip(below, amounts, strict=True)],
        flag=["suspect" if doubt else "below_detection" if one else "good"
              for doubt, one in zip(doubted, below, strict=True)],
        note=["beyond what is possible" if doubt else "" for doubt in doubted],
        citation=source_id,
    )  # fmt: skip
    positions = [found.at[time][1] for time in times]
    return frame.assign(depth_m=math.nan, analysis_method="", sampling_position=positions)
