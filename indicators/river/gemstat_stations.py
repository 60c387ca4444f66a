"""Which stations of the GEMS/Water archive are ours: by country, main basin and position, as the registry says.

Nothing is guessed from a station's name, and a station is in one of our regions at most.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import shapely

from indicators.errors import FormatError
from indicators.river.gemstat_table import STATION, STATIONS, Row, rows

COLUMNS = (STATION, "Country Name", "Water Type", "Station Identifier", "Main Basin", "Latitude", "Longitude")
_NUMBER = re.compile(r"[A-Z0-9]+")


@dataclass(frozen=True)
class Station:
    """A station and the region of ours it lies in; `upstream_km2` is 0 where it is not told."""

    number: str
    name: str
    country: str
    region: str
    basin: str
    water_body: str
    latitude: float
    longitude: float
    upstream_km2: float

    @property
    def slug(self) -> str:
        """Place of its series."""
        return f"gems_{self.number.lower()}"

    @property
    def label(self) -> str:
        """Name as the archive has it, with the number that tells stations of one name apart."""
        return f"{self.name or self.water_body or 'GEMS/Water'} ({self.number})"

    @property
    def described(self) -> str:
        """What the archive tells of the station."""
        parts = [f"GEMS/Water river station {self.number}"]
        parts += [f"water body {self.water_body}"] if self.water_body else []
        parts += [f"main basin {self.basin}"] if self.basin else []
        parts += [f"{self.upstream_km2:,.0f} km² upstream"] if self.upstream_km2 else []
        return "; ".join(parts)


@dataclass(frozen=True)
class Choice:
    """The stations chosen, and how many there were: in all, and in each of our countries."""

    stations: tuple[Station, ...]
    every: int
    of_ours: Mapping[str, int]

    @property
    def told(self) -> str:
        """The counts in words."""
        ours = ", ".join(f"{code} {count}" for code, count in sorted(self.of_ours.items())) or "none"
        return f"{self.every} stations, of our countries {ours}; in the registered basins {len(self.stations)}"


def choose(archive: zipfile.ZipFile, rules: Mapping[str, Mapping[str, Any]], options: Mapping[str, Any]) -> Choice:
    """Read the table of stations and keep those that a rule takes.

    Parameters
    ----------
    rules : mapping of region to rule
        `countries` (ISO 3166), `within` (corners, degrees east and north), optionally `basin` (pattern of
        the main basin) and `most_of_a_basin` (only so many of one main basin, the largest catchments first).
    options : mapping
        `countries` (the archive's names to ISO 3166) and `water_types` to keep.
    """
    polygons = {region: shapely.Polygon(rule["within"]) for region, rule in rules.items()}
    found: list[Station] = []
    every, of_ours = 0, Counter[str]()
    for row in rows(archive, STATIONS, COLUMNS):
        every += 1
        country = options["countries"].get(row["Country Name"])
        if country is None:
            continue
        of_ours[country] += 1
        if row["Water Type"] not in options["water_types"] or row.closed or not (row["Latitude"] and row["Longitude"]):
            continue
        station = _station(row, country)
        region = next((name for name in rules if _takes(rules[name], polygons[name], station)), None)
        if region is not None:
            found.append(Station(**{**vars(station), "region": region}))
    _check_numbers(found)
    return Choice(tuple(_largest(found, rules)), every, of_ours)


def _station(row: Row, country: str) -> Station:
    number = row[STATION]
    if not _NUMBER.fullmatch(number):
        raise FormatError(f"{number!r} is not a station number", f"{row.where}, {STATION}", "Get the archive again.")
    area = row["Upstream Basin Area"]
    return Station(
        number=number,
        name=row["Station Identifier"],
        country=country,
        region="",
        basin=row["Main Basin"],
        water_body=row["Water Body Name"],
        latitude=_degrees(row, "Latitude", 90),
        longitude=_degrees(row, "Longitude", 180),
        upstream_km2=float(area) if re.fullmatch(r"\d+(\.\d*)?", area) else 0.0,
    )


def _degrees(row: Row, column: str, most: float) -> float:
    try:
        value = float(row[column])
    except ValueError:
        value = float("nan")
    if not -most <= value <= most:
        what = f"{row[column]!r} is not a position in degrees"
        raise FormatError(what, f"{row.where}, {column}", "Get the archive again.")
    return value


def _takes(rule: Mapping[str, Any], polygon: shapely.Polygon, station: Station) -> bool:
    basin = rule.get("basin")
    return (
        station.country in rule["countries"]
        and (basin is None or re.search(basin, station.basin) is not None)
        and bool(shapely.intersects_xy(polygon, station.longitude, station.latitude))
    )


def _largest(found: Iterable[Station], rules: Mapping[str, Mapping[str, Any]]) -> list[Station]:
    """Of a basin with many stations those with the largest catchments, unknown ones last."""
    grouped: dict[tuple[str, str], list[Station]] = defaultdict(list)
    for station in found:
        grouped[station.region, station.basin].append(station)
    kept: list[Station] = []
    for (region, _), stations in sorted(grouped.items()):
        stations.sort(key=lambda station: (-station.upstream_km2, station.number))
        kept += stations[: rules[region].get("most_of_a_basin")]
    return sorted(kept, key=lambda station: station.number)


def _check_numbers(found: list[Station]) -> None:
    twice = [number for number, count in Counter(station.number for station in found).items() if count > 1]
    if twice:
        raise FormatError(f"station {twice[0]} stands twice", STATIONS, "Get the archive again.")
