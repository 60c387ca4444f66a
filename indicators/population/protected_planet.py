"""Protected Planet, version 3 of its API: the marine protected areas of a country, each with its area as stated.

Areas overlap and some hold land: they are never added. The terms allow no redistribution. A user's own
token is needed, and some fields come only to users who were granted them.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Any

import pandas as pd

from indicators import bundle, observations, store
from indicators.catalog import Catalog, Declaration, Source
from indicators.download.http import Http
from indicators.errors import DownloadError, FormatError
from indicators.population import answers
from indicators.population.answers import Asker
from indicators.population.cells import amount
from indicators.series import Parsed, Payload, Reading
from indicators.store import State

AREAS = "protected_areas"
IDS = ("wdpa_id", "id", "site_id")
UNDATED = "No date in the source; placed at the day of retrieval."
_YEAR = re.compile(r"(?<!\d)(1[89]|20)\d\d(?!\d)")


def fetch(source_id: str, source: Source, http: Http, state: State | None) -> Payload:
    """All pages of every country: a page that is not full is the last."""
    asker, found = Asker(source, http), {}
    size, most = int(source.options["page_size"]), int(source.options["most_pages"])
    for declared in answers.declarations(source_id, source):
        for page in range(1, most + 2):
            address = answers.filled(source.urls["search"], country=declared.place_key, size=size, page=page)
            if page > most:
                raise DownloadError(f"more than {most} pages are there", address, "Raise most_pages in the registry.")
            content = asker.ask(address)
            found[f"{answers.name_of(declared, str(page))}.json"] = content
            if len(_areas(content, address)) < size:
                break
    return Payload(bundle.pack(found), f"{source_id}.zip", store.now(), url=source.urls["search"])


def _areas(content: bytes, where: str) -> list[dict[str, Any]]:
    return answers.rows(answers.document(content, where), AREAS, where)


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read the areas of a bundle, or of one page handed in by its own name: a row an area, once."""
    declared = list(catalog.declarations(source_id))
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for part in answers.parts(payload, declared, max_megabytes=catalog.sources[source_id].max_megabytes):
        for number, area in enumerate(answers.rows(part.document, AREAS, part.name), start=1):
            row = _row(area, f"{part.name}, area {number}", payload.retrieved)
            found.setdefault(part.declared.id, {})[row["wdpa_id"]] = row
    parsed = [_series(one, list(found[one.id].values())) for one in declared if found.get(one.id)]
    if not parsed:
        raise FormatError("no protected area is in it", payload.name, "Nothing was stored.")
    return Reading(tuple(parsed))


def _row(area: dict[str, Any], where: str, retrieved: dt.datetime) -> dict[str, Any]:
    """One area; its name and number must be there, the rest only where the provider gives it."""
    number = next((str(area[key]) for key in IDS if area.get(key)), "")
    name = str(area.get("name") or "").strip()
    if not number or not name:
        held = ", ".join(sorted(area)[:8])
        raise FormatError(f"an area without name or number (it holds: {held})", where, answers.CHANGED)
    since = _YEAR.search(str(area.get("legal_status_updated_at") or ""))
    area_km2 = amount(area.get("reported_area"), f"{where}, reported_area")
    notes = ["" if since else UNDATED, "The area is not stated." if math.isnan(area_km2) else ""]
    return {
        "wdpa_id": number,
        "name": name,
        "designation": _named(area, "designation"),
        "status": _named(area, "legal_status"),
        "url": _link(area),
        "time_start": f"{since[0]}-01-01" if since else f"{retrieved:%Y-%m-%d}",
        "time_end": f"{since[0]}-12-31" if since else f"{retrieved:%Y-%m-%d}",
        "area_km2": area_km2,
        "marine_area_km2": amount(area.get("reported_marine_area"), f"{where}, reported_marine_area"),
        "note": " ".join(note for note in notes if note),
    }


def _named(area: dict[str, Any], key: str) -> str:
    part = area.get(key)
    return str(part.get("name") or "") if isinstance(part, dict) else ""


def _link(area: dict[str, Any]) -> str:
    links = area.get("links")
    link = str(links.get("protected_planet") or "") if isinstance(links, dict) else ""
    return link if link.startswith(("https://", "http://")) else ""


def _series(declared: Declaration, rows: list[dict[str, Any]]) -> Parsed:
    table = pd.DataFrame(rows).sort_values(["time_start", "wdpa_id"], kind="stable", ignore_index=True)
    frame = observations.build(
        pd.DatetimeIndex(table["time_start"]),
        table["area_km2"],
        time_end=pd.DatetimeIndex(table["time_end"]),
        citation=declared.source,
        confidence="read_in_source",
        note=table["note"],
    )
    for name in ("wdpa_id", "name", "designation", "status", "url", "marine_area_km2"):
        frame[name] = table[name]
    return Parsed(declared, frame, unique=False)
