"""What the Marine Regions gazetteer calls our seas: its identifier (MRGID), name and place type.

One request a name. Names repeat across place types and oceans, so a record counts only when its type is
one the registry asks for and its position is near our region. Our own neutral names stay as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import asin, cos, degrees, radians, sin, sqrt
from typing import Any
from urllib.parse import quote

import pandas as pd

from indicators import bundle, observations, store
from indicators.catalog import Catalog, Declaration, Source
from indicators.download.http import Http
from indicators.errors import DownloadError, FormatError
from indicators.series import Parsed, Payload, Reading
from indicators.store import State

UNKNOWN_NAME = 404
STANDARD = "standard"
_AGAIN = "Ask the gazetteer again; the answer is a list of records."


@dataclass(frozen=True)
class Record:
    """One record of the gazetteer; degrees north and east, NaN where it has no position."""

    mrgid: int
    name: str
    language: str
    place_type: str
    status: str
    accepted: int
    latitude: float
    longitude: float


def fetch(source_id: str, source: Source, http: Http, state: State | None) -> Payload:
    """Ask for every name of the registry; a name the gazetteer does not know has no records."""
    parts = {}
    for name in _regions(source.series[0].places):
        url = source.urls["records"].replace("{name}", quote(name))
        try:
            parts[f"{_slug(name)}.json"] = http.ask(url, verify=source.verify_tls).content
        except DownloadError as error:
            if error.status != UNKNOWN_NAME:
                raise
            parts[f"{_slug(name)}.json"] = b"[]"
    return Payload(bundle.pack(parts), f"{source_id}.zip", store.now(), url=source.urls["records"])


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read a bundle of answers, or one answer whose file is called after the name asked for."""
    declared = {part.place: part for part in catalog.declarations(source_id)}
    regions = {_slug(name): region for name, region in _regions(catalog.sources[source_id].series[0].places).items()}
    found: dict[str, list[Record]] = {}
    notices: list[str] = []
    answered: set[str] = set()
    for part in bundle.parts(payload):
        stem = part.name.rsplit("/", 1)[-1].removesuffix(".json")
        region = regions.get(_slug(stem)) or (stem if stem in declared else None)
        if region is None:
            known = ", ".join(f"{name}.json" for name in sorted(regions))
            raise FormatError("the file's name does not tell which sea was asked for", part.name, f"Known: {known}.")
        answered.add(_slug(stem))
        kept, told = _ours(records(part), declared[region], catalog)
        found.setdefault(region, []).extend(kept)
        notices += [f"{part.name}: {sentence}" for sentence in told]
    if not any(found.values()):
        raise FormatError("no record of a sea of ours", payload.name, f"Nothing was stored: {'; '.join(notices)}.")
    series = tuple(
        Parsed(declared[region], _frame(kept, payload, source_id), unique=False)
        for region, kept in found.items()
        if kept
    )
    return Reading(series, tuple(notices), whole=answered >= regions.keys())


def records(part: Payload) -> Iterator[Record]:
    """Records of one answer: a list, or a single record as asked for by its MRGID.

    Raises
    ------
    FormatError
        For anything else, with the number of the record and the key.
    """
    try:
        told = json.loads(part.content)
    except ValueError as error:
        raise FormatError("not the JSON of the gazetteer", part.name, _AGAIN) from error
    for number, item in enumerate(told if isinstance(told, list) else [told], start=1):
        where = f"{part.name}, record {number}"
        if not isinstance(item, dict):
            raise FormatError(f"{item!r} is not a record"[:200], where, _AGAIN)
        yield Record(
            mrgid=_identifier(item, "MRGID", where),
            name=_text(item, "preferredGazetteerName", where),
            language=_text(item, "preferredGazetteerNameLang", where),
            place_type=_text(item, "placeType", where),
            status=_text(item, "status", where),
            accepted=_identifier(item, "accepted", where),
            latitude=_degrees(item, "latitude", 90, where),
            longitude=_degrees(item, "longitude", 180, where),
        )


def _regions(places: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Our region of each name to ask for."""
    return {name: region for region, key in places.items() for name in key["names"]}


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def _ours(found: Iterable[Record], declared: Declaration, catalog: Catalog) -> tuple[list[Record], list[str]]:
    """Accepted records of the types wanted, near our region; and what was left out."""
    home, options = catalog.regions[declared.place], catalog.sources[declared.source].options
    kept, far, other = [], 0, 0
    for record in found:
        if record.place_type not in declared.place_key["types"] or record.status != STANDARD:
            other += 1
        elif _angle(record, float(home.latitude or 0), float(home.longitude or 0)) > options["most_degrees"]:
            far += 1
        else:
            kept.append(record)
    told = [f"{other} records of another place type or status left out"] * bool(other)
    told += [f"{far} records far from {declared.place} or without a position left out"] * bool(far)
    return kept, told + [f"no record of {declared.place}"] * (not kept)


def _angle(record: Record, latitude: float, longitude: float) -> float:
    """Great-circle distance from a position, degrees (haversine formula); infinite without a position."""
    if record.latitude != record.latitude or record.longitude != record.longitude:
        return float("inf")
    north, east = radians(record.latitude - latitude), radians(record.longitude - longitude)
    part = sin(north / 2) ** 2 + cos(radians(latitude)) * cos(radians(record.latitude)) * sin(east / 2) ** 2
    return degrees(2 * asin(min(1.0, sqrt(part))))


def _frame(kept: list[Record], payload: Payload, source_id: str) -> pd.DataFrame:
    """A row a record, of the day the gazetteer was asked."""
    kept = sorted(dict.fromkeys(kept), key=lambda record: record.mrgid)
    day = pd.Timestamp(payload.retrieved.date())
    frame = observations.build([day] * len(kept), [record.mrgid for record in kept], citation=source_id)
    return frame.assign(
        name=[record.name for record in kept],
        name_language=[record.language for record in kept],
        place_type=[record.place_type for record in kept],
        accepted_mrgid=[str(record.accepted) for record in kept],
        status=[record.status for record in kept],
        latitude=[record.latitude for record in kept],
        longitude=[record.longitude for record in kept],
    )


def _text(item: Mapping[str, Any], key: str, where: str) -> str:
    value = item.get(key)
    if not isinstance(value, str):
        raise FormatError(f"{value!r} is not a text", f"{where}, {key}", _AGAIN)
    return value.strip()


def _identifier(item: Mapping[str, Any], key: str, where: str) -> int:
    value = item.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise FormatError(f"{value!r} is not an identifier", f"{where}, {key}", _AGAIN)
    return value


def _degrees(item: Mapping[str, Any], key: str, most: float, where: str) -> float:
    value = item.get(key)
    if value is None:
        return float("nan")
    if not isinstance(value, int | float) or isinstance(value, bool) or not -most <= value <= most:
        raise FormatError(f"{value!r} is not in degrees", f"{where}, {key}", _AGAIN)
    return float(value)
