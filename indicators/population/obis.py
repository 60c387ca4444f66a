"""OBIS: records of a species in an area, counted by year and by the licence that each record carries.

Records are read page by page (`after` the last id). Where there are more than the registry's pages hold,
OBIS's own count by year is taken instead, whose licences nobody knows. Part of an answer is never counted.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from indicators import bundle, store
from indicators.catalog import Catalog, Declaration, Source
from indicators.download.http import Http
from indicators.errors import FormatError
from indicators.population import answers, licences, occurrences
from indicators.population.answers import Asker, Part
from indicators.population.occurrences import Remarks
from indicators.series import Parsed, Payload, Reading
from indicators.store import State

STATISTICS = "statistics"  # part with the provider's own count by year
UNREAD = "Count by year as OBIS gives it: too many records to read the licence of each."
_YEARS = re.compile(r"\d{4}")


def fetch(source_id: str, source: Source, http: Http, state: State | None) -> Payload:
    """All pages of every species and area as one bundle."""
    asker = Asker(source, http)
    found: dict[str, bytes] = {}
    for declared in answers.declarations(source_id, source):
        found |= _pages(asker, source, declared)
    return Payload(bundle.pack(found), f"{source_id}.zip", store.now(), url=source.urls["records"])


def _pages(asker: Asker, source: Source, declared: Declaration) -> dict[str, bytes]:
    """The pages of one species and area; what the provider says where it refuses the question."""
    size, most = source.options["page_size"], source.options["most_pages"]
    query = {"name": declared.indicator_key, "area": declared.place_key}
    address = answers.filled(source.urls["records"], size=size, **query)
    found = asker.try_to(address, answers.name_of(declared))
    whole = f"{answers.name_of(declared)}.json"
    if whole not in found:
        return found
    total, page = _page(found[whole], address)
    if total > size * most:
        return asker.try_to(answers.filled(source.urls["years"], **query), answers.name_of(declared, STATISTICS))
    got = len(page)
    for turn in range(2, most + 2):
        if got >= total or not page:
            break
        following = f"{address}&after={quote(str(page[-1]['id']), safe='')}"
        content = asker.ask(following)
        _, page = _page(content, following)
        got += len(page)
        found[f"{answers.name_of(declared, str(turn))}.json"] = content
    return found


def _page(content: bytes, where: str) -> tuple[int, list[dict[str, Any]]]:
    answer = answers.document(content, where)
    page = answers.rows(answer, "results", where)
    if any("id" not in record for record in page):
        raise FormatError("a record without an id", where, "Ask for the field `id`: paging needs it.")
    return answers.number(answer, "total", where), page


@dataclass
class _Tally:
    """Records of one species and area over all pages."""

    ids: set[str] = field(default_factory=set)
    total: int = 0
    licences: dict[int, Counter[str]] = field(default_factory=dict)
    datasets: dict[int, set[str]] = field(default_factory=dict)
    undated: int = 0
    set_aside: int = 0

    def add(self, record: dict[str, Any]) -> None:
        """Count one record, once."""
        if record["id"] in self.ids:
            return
        self.ids.add(record["id"])
        if record.get("dropped") or record.get("absence"):
            self.set_aside += 1
            return
        year = year_of(record)
        if year is None:
            self.undated += 1
            return
        self.licences.setdefault(year, Counter())[licences.class_of(record.get("license"))] += 1
        self.datasets.setdefault(year, set()).add(str(record.get("dataset_id") or ""))


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Count the records of a bundle, or of one page handed in by its own name.

    A species and area whose records did not all come is left out and told.
    """
    declared = list(catalog.declarations(source_id))
    tallies: dict[str, _Tally] = {}
    statistics: dict[str, dict[int, int]] = {}
    remarks = Remarks()
    for part in answers.parts(payload, declared, max_megabytes=catalog.sources[source_id].max_megabytes):
        if part.what.endswith(answers.REFUSED):
            remarks.add("refused by OBIS", part.declared, part.document.get("said", ""))
        elif isinstance(part.document, list):
            statistics[part.declared.id] = _statistics(part)
        else:
            _count(part, tallies.setdefault(part.declared.id, _Tally()))
    parsed = [
        made
        for one in declared
        if (made := _series(one, tallies.get(one.id), statistics.get(one.id), payload, remarks)) is not None
    ]
    return occurrences.reading(parsed, remarks, payload)


def year_of(record: dict[str, Any]) -> int | None:
    """Calendar year of a record: OBIS's own, else that of the middle of its date, else of its date's text."""
    told = record.get("date_year")
    if isinstance(told, int) and not isinstance(told, bool):
        return told
    middle = record.get("date_mid")  # milliseconds since 1970, before it too
    if isinstance(middle, int | float) and not isinstance(middle, bool):
        moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=middle)
        return moment.year
    years = set(_YEARS.findall(re.sub(r"T[^/]*| [^/]*", "", str(record.get("eventDate") or ""))))
    return int(years.pop()) if len(years) == 1 else None


def _count(part: Part, tally: _Tally) -> None:
    """Count one page; a record of another genus, or outside the area, means that another question was answered."""
    tally.total = max(tally.total, answers.number(part.document, "total", part.name))
    west, south, east, north = occurrences.bounds(part.declared)
    genus = str(part.declared.indicator_key).split()[0]
    for number, record in enumerate(answers.rows(part.document, "results", part.name), start=1):
        where = f"{part.name}, record {number}"
        if "id" not in record:
            raise FormatError("a record without an id", where, "Ask for the field `id`.")
        if str(record.get("scientificName", "")).split()[:1] != [genus]:
            todo = f"Ask for {part.declared.indicator_key}, or correct the name of the file."
            raise FormatError(f"a record of {record.get('scientificName')!r}", where, todo)
        spot = _spot(record, where)
        if not (west <= spot[0] <= east and south <= spot[1] <= north):
            raise FormatError(
                f"a record at {spot[1]}°N {spot[0]}°E, outside the area asked for", where,
                "The provider did not heed the area, or the name of the file is another's.",
            )  # fmt: skip
        tally.add(record)


def _spot(record: dict[str, Any], where: str) -> tuple[float, float]:
    try:
        return float(record["decimalLongitude"]), float(record["decimalLatitude"])
    except (KeyError, TypeError, ValueError):
        raise FormatError("a record without a position", where, "Ask for the fields of the position.") from None


def _statistics(part: Part) -> dict[int, int]:
    """Records by year as OBIS counts them: `[{"year": 1999, "records": 3}, ...]`."""
    rows = answers.rows({STATISTICS: part.document}, STATISTICS, part.name)
    return {
        answers.number(row, "year", part.name): answers.number(row, "records", part.name)
        for row in rows
        if row.get("year") is not None
    }


def _series(
    declared: Declaration, tally: _Tally | None, statistics: dict[int, int] | None, payload: Payload, remarks: Remarks
) -> Parsed | None:
    if statistics is not None:
        found = occurrences.counted(statistics, payload.retrieved)
        remarks.add("counted by OBIS itself, licences not read", declared, sum(found.by_year.values()))
        remarks.dates(declared, 0, found)
        unread = {licences.NONE: sum(found.by_year.values())}
        return occurrences.series(declared, found.by_year, unread, note=UNREAD) if found.by_year else None
    if tally is None:
        return None
    if len(tally.ids) < tally.total:
        remarks.add("left out, not all records came", declared, f"{len(tally.ids)} of {tally.total}")
        return None
    by_licence = tally.licences
    found = occurrences.counted({year: counts.total() for year, counts in by_licence.items()}, payload.retrieved)
    remarks.dates(declared, tally.undated, found)
    if tally.set_aside:
        remarks.add("dropped or absence records, not counted", declared, tally.set_aside)
    if not found.by_year:
        remarks.add("no record", declared)
        return None
    return occurrences.series(
        declared,
        found.by_year,
        occurrences.tally({year: by_licence[year] for year in found.by_year}),
        columns={
            "licences": lambda year: licences.told(by_licence[year]),
            "datasets": lambda year: " ".join(sorted(tally.datasets[year])),
        },
    )
