"""GEMS/Water Global Freshwater Quality Archive (GEMStat, GFQA v3): river samples of our basins, open data only.

The archive is one zip of 201 MB; of it only the tables needed are fetched, by byte ranges, and only the
rows of our stations are kept. A person may load the whole zip, or a zip of the same few tables.
Data whose licence is not said to be open are never stored.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from indicators import bundle, store
from indicators.catalog import Catalog, Declaration, Source
from indicators.download import ranged
from indicators.download.http import Http
from indicators.errors import DownloadError, FormatError
from indicators.river import gemstat_samples as samples
from indicators.river import gemstat_stations as stations
from indicators.river import gemstat_table as table
from indicators.river.gemstat_samples import Samples
from indicators.river.gemstat_stations import Station
from indicators.series import Parsed, Payload, Reading
from indicators.store import State

RECORD = "zenodo_record.json"
_GET = "Get GFQA_v3.zip from its Zenodo record."


def fetch(source_id: str, source: Source, http: Http, state: State | None) -> Payload | None:
    """Ask the Zenodo record; when its file is another one than held, get the tables needed out of it."""
    limit = int(source.max_megabytes * (1 << 20))
    record = http.ask(source.urls["record"], max_bytes=4 << 20, verify=source.verify_tls).content
    checksum = _file(record, source.urls["record"], source.options)
    if state is not None and state.etag == checksum:
        return None
    url = source.urls["archive"]
    try:
        with ranged.open_zip(http, url, max_bytes=limit, verify=source.verify_tls) as archive:
            parts = {RECORD: record} | _needed(archive, source)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise DownloadError(f"a broken member ({error})", url, "The last good data stay; try again later.") from error
    return Payload(bundle.pack(parts), f"{source_id}.zip", store.now(), url=url, etag=checksum)


def _file(record: bytes, where: str, options: Mapping[str, Any]) -> str:
    """Checksum of the archive in a Zenodo record, whose licence must be the open one."""
    try:
        told = json.loads(record)
        licence, files = told["metadata"]["license"]["id"], {item["key"]: item["checksum"] for item in told["files"]}
        checksum = str(files[options["archive"]])
    except (ValueError, KeyError, TypeError) as error:
        what = f"not a Zenodo record with a licence and the file {options['archive']} ({error})"
        raise DownloadError(what, where, "Open the record: is there a newer version?") from error
    if licence != options["licence"]:
        raise DownloadError(f"the licence is now {licence!r}", where, "Read the new terms before anything is stored.")
    return checksum


def _needed(archive: zipfile.ZipFile, source: Source) -> dict[str, bytes]:
    """Tables of stations and parameters, the description, and our stations' rows of our parameters."""
    about = table.readme(archive)
    parts = {name.rsplit("/", 1)[-1]: archive.read(name) for name in [about] if name}
    for name in (table.STATIONS, table.PARAMETERS):
        found = table.member(archive, name)
        if found is None:
            raise DownloadError(f"no {name} in the archive", source.urls["archive"], "Compare it with version 3.")
        parts[name] = archive.read(found)
    with zipfile.ZipFile(io.BytesIO(bundle.pack(parts))) as fetched:  # so that no table is asked for twice
        chosen = stations.choose(fetched, _rules(source), source.options).stations
    numbers = frozenset(station.number for station in chosen)
    for file, codes in _codes(source).items() if numbers else ():
        if table.member(archive, file) is not None:
            parts[file] = table.extract(archive, file, {table.STATION: numbers, table.CODE: codes})
    return parts


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read a zip of the archive's tables into a series a station and parameter."""
    source = catalog.sources[source_id]
    with _opened(payload) as archive:
        _require_open(archive, source, payload.name)
        choice = stations.choose(archive, _rules(source), source.options)
        if not choice.stations:
            what = f"no open river station of our basins is in the archive ({choice.told})"
            raise FormatError(what, payload.name, "Nothing was stored; the basins stand in the registry.")
        names, notices = _names(archive), [choice.told]
        at = {station.number: station for station in choice.stations}
        series: list[Parsed] = []
        whole = True
        for file in _codes(source):
            declared = [part for part in catalog.declarations(source_id) if part.indicator_key["file"] == file]
            known, told = _trusted(declared, names)
            found, absent = _gathered(archive, file, known, at, source)
            whole &= not (told or absent)
            series += _series(found, declared, at, names, source_id)
            notices += [*told, *absent, *_left_out(file, found)]
    if not series:
        todo = f"Nothing was stored: {'; '.join(notices)}."
        raise FormatError("no open sample of our stations is in it", payload.name, todo)
    notices.insert(1, _per_region(series))
    return Reading(tuple(series), tuple(notices), whole=whole)


def _opened(payload: Payload) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(payload.content))
    except zipfile.BadZipFile as error:
        raise FormatError(f"not a whole zip ({error})", payload.name, _GET) from error


def _require_open(archive: zipfile.ZipFile, source: Source, name: str) -> None:
    """Refuse a delivery that does not say itself that it holds open data only.

    Either the Zenodo record beside the tables names the licence, or the archive's own description.
    """
    record, about = table.member(archive, RECORD), table.readme(archive)
    if record is not None:
        try:
            _file(archive.read(record), f"{name}/{RECORD}", source.options)
        except DownloadError as error:
            raise FormatError(error.what, error.where, error.todo) from error
        return
    text = archive.read(about).decode("latin-1") if about else ""
    if not re.search(source.options["policy"], text):
        what = "it is not said that the data are open (no Zenodo record, no description with the data policy)"
        raise FormatError(what, name, f"Add README_output_format.txt of the archive. {_GET}")


def _rules(source: Source) -> dict[str, Mapping[str, Any]]:
    """Which stations each region takes: the keys of the registry's places."""
    return {region: rule for group in source.series for region, rule in group.places.items()}


def _codes(source: Source) -> dict[str, set[str]]:
    """Parameter codes wanted, by table."""
    codes: dict[str, set[str]] = {}
    for group in source.series:
        for key in group.indicators.values():
            codes.setdefault(key["file"], set()).add(key["code"])
    return codes


def _names(archive: zipfile.ZipFile) -> dict[str, str]:
    columns = (table.CODE, table.LONG_NAME)
    return {row[table.CODE]: row[table.LONG_NAME] for row in table.rows(archive, table.PARAMETERS, columns)}


def _trusted(declared: Iterable[Declaration], names: Mapping[str, str]) -> tuple[dict[str, Declaration], list[str]]:
    """Codes that mean what the registry takes them for, by the archive's own table of parameters."""
    known: dict[str, Declaration] = {}
    told: dict[str, None] = {}
    for part in declared:
        code, pattern = part.indicator_key["code"], part.indicator_key["name"]
        if re.search(pattern, names.get(code, ""), re.IGNORECASE):
            known[code] = part
        else:
            told[f"{code} left out: the archive calls it {names.get(code)!r}, not {part.indicator}"] = None
    return known, list(told)


def _gathered(
    archive: zipfile.ZipFile, file: str, known: Mapping[str, Declaration], at: Mapping[str, Station], source: Source
) -> tuple[dict[str, Samples], list[str]]:
    """Samples of our stations by parameter code, and a sentence where the table is missing."""
    found = {code: Samples(part.indicator_key["units"], source.options["row_licences"]) for code, part in known.items()}
    if table.member(archive, file) is None:
        return {}, [f"{file} is not in the zip"]
    for row in table.rows(archive, file, samples.COLUMNS, {table.STATION: at, table.CODE: found}):
        found[row[table.CODE]].add(row)
    return found, []


def _series(
    found: Mapping[str, Samples],
    declared: Iterable[Declaration],
    at: Mapping[str, Station],
    names: Mapping[str, str],
    source_id: str,
) -> list[Parsed]:
    """A series a station and parameter: the region's declaration, at the station's own place."""
    made = []
    for part in declared:
        code = part.indicator_key["code"]
        for number in sorted(found[code].of) if code in found else ():
            if at[number].region == part.place:
                own = part.model_copy(update={"place": at[number].slug})
                meta = _meta(at[number], f"{part.group.method} Parameter {code}: {names[code]}.")
                made.append(Parsed(own, found[code].frame(number, source_id), meta))
    return made


def _meta(station: Station, method: str) -> dict[str, Any]:
    return {
        "region": station.region,
        "countries": (station.country,),
        "latitude": station.latitude,
        "longitude": station.longitude,
        "place_name": station.label,
        "area_definition": station.described,
        "method": method,
    }


def _left_out(file: str, found: Mapping[str, Samples]) -> list[str]:
    return [
        f"{file}, {code}: {count} rows left out {reason}"
        for code, gathered in found.items()
        for reason, count in sorted(gathered.left_out.items())
        if count
    ]


def _per_region(series: Iterable[Parsed]) -> str:
    held: dict[str, set[str]] = {}
    for parsed in series:
        held.setdefault(parsed.meta["region"], set()).add(parsed.declaration.place)
    counts = ", ".join(f"{region} {len(places)}" for region, places in sorted(held.items()))
    return f"stations with samples: {counts}"
