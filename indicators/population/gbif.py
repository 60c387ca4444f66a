"""GBIF: records of a species in an area by year, counted by GBIF itself (the `year` facet of a search).

The licence of each record is known as a count over all years. A name that GBIF does not match exactly is
not counted: its records would be those of another taxon.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from indicators import bundle, store
from indicators.catalog import Catalog, Source
from indicators.download.http import Http
from indicators.errors import FormatError
from indicators.population import answers, licences, occurrences
from indicators.population.answers import Asker, Part
from indicators.population.occurrences import Remarks
from indicators.series import Parsed, Payload, Reading
from indicators.store import State

MATCH = "match"
COUNTED = "Count by year as GBIF gives it, without licences."


def fetch(source_id: str, source: Source, http: Http, state: State | None) -> Payload:
    """The match of every name and the counts of every area as one bundle."""
    asker, found = Asker(source, http), {}
    matches: dict[str, bytes] = {}
    for declared in answers.declarations(source_id, source):
        name = str(declared.indicator_key)
        if name not in matches:
            matches[name] = asker.ask(answers.filled(source.urls["match"], name=name))
        match = answers.document(matches[name], source.urls["match"])
        if mismatch(match, name):
            found[f"{answers.name_of(declared, MATCH)}.json"] = matches[name]
            continue
        address = answers.filled(source.urls["search"], key=match["usageKey"], area=declared.place_key)
        found |= asker.try_to(address, answers.name_of(declared))
    return Payload(bundle.pack(found), f"{source_id}.zip", store.now(), url=source.urls["search"])


def mismatch(match: Any, name: str) -> str:
    """Why GBIF's answer to a name does not stand for that species; empty when it does."""
    if not isinstance(match, dict) or not match.get("usageKey") or match.get("matchType") == "NONE":
        return "GBIF does not know the name"
    if match.get("matchType") != "EXACT":
        return f"GBIF matches it as {match.get('matchType')} to {match.get('scientificName')}"
    if match.get("synonym") or match.get("status") not in (None, "ACCEPTED"):
        accepted = match.get("species") or match.get("acceptedUsageKey")
        return f"for GBIF it is a {str(match.get('status', 'SYNONYM')).lower()} of {accepted}"
    if match.get("canonicalName") not in (None, name):
        return f"GBIF takes it for {match.get('canonicalName')}"
    return ""


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read the counts of a bundle, or of one answer handed in by its own name."""
    declared = list(catalog.declarations(source_id))
    source, remarks = catalog.sources[source_id], Remarks()
    parsed = []
    for part in answers.parts(payload, declared, max_megabytes=source.max_megabytes):
        if part.what.endswith(answers.REFUSED):
            remarks.add("refused by GBIF", part.declared, part.document.get("said", ""))
        elif part.what == MATCH:
            why = mismatch(part.document, str(part.declared.indicator_key))
            told = why or "only the match came, no counts"
            remarks.add("name not matched, not counted", part.declared, told, everywhere=True)
        else:
            made = _series(part, int(source.options["facet_limit"]), payload, remarks)
            parsed += [made] if made is not None else []
    return occurrences.reading(parsed, remarks, payload)


def _series(part: Part, limit: int, payload: Payload, remarks: Remarks) -> Parsed | None:
    if isinstance(part.document, int):
        raise FormatError("a count without years", part.name, "Ask for the counts by year (facet=year).")
    searched = "facets" in part.document
    by_year, counts, undated = _searched(part, limit) if searched else _plain(part)
    found = occurrences.counted(by_year, payload.retrieved)
    remarks.dates(part.declared, undated, found)
    if not found.by_year:
        remarks.add("no record", part.declared)
        return None
    return occurrences.series(part.declared, found.by_year, counts, note="" if searched else COUNTED)


def _searched(part: Part, limit: int) -> tuple[dict[int, int], Counter[str], int]:
    """Counts by year, counts by licence and records without a year of a search with facets."""
    total = answers.number(part.document, "count", part.name)
    years = _facet(part, "YEAR")
    if len(years) >= limit:
        todo = "Raise facetLimit in the address and facet_limit in the options."
        raise FormatError(f"{len(years)} years came, there may be more", part.name, todo)
    if total and not years:
        raise FormatError(f"{total} records, but none by year", part.name, "Ask with facet=year.")
    counts: Counter[str] = Counter()
    for name, count in _facet(part, "LICENSE").items():
        counts[licences.class_of(name)] += count
    counts[licences.NONE] += max(total - counts.total(), 0)
    by_year = {_year(name, part.name): count for name, count in years.items()}
    return by_year, counts, max(total - sum(by_year.values()), 0)


def _facet(part: Part, field: str) -> dict[str, int]:
    """Counts of one facet; empty where the answer lacks it."""
    facets = answers.rows(part.document, "facets", part.name)
    found = [one for one in facets if str(one.get("field", "")).upper() == field]
    rows = [row for one in found for row in answers.rows(one, "counts", part.name)]
    return {str(row.get("name")): answers.number(row, "count", part.name) for row in rows}


def _plain(part: Part) -> tuple[dict[int, int], Counter[str], int]:
    """Counts of `{"2000": 5, "1999": 3}`, newest first: years only, so no licence is known."""
    if not isinstance(part.document, dict) or not part.document:
        raise FormatError("neither a search with facets nor counts by year", part.name, "Ask with facet=year.")
    by_year = {_year(name, part.name): answers.number(part.document, name, part.name) for name in part.document}
    return by_year, Counter({licences.NONE: sum(by_year.values())}), 0


def _year(text: str, where: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise FormatError(f"{text!r} is not a year", where, "Ask with facet=year.")
    return int(text)
