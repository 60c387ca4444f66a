"""Which place a row is of: one of the registry by its name, or a new one that the row describes whole."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from indicators.locales import NAMES as LANGUAGES
from indicators.locales import messages
from indicators.members import numbers
from indicators.members.facts import slug
from indicators.members.finding import Finding, plain
from indicators.members.reading import Cell
from indicators.registry import Catalog

_FAR_DEGREES = 15.0
_SAME_DEGREES = 0.02


@dataclass(frozen=True)
class Spot:
    """A place as a series has it."""

    place: str
    place_name: str
    region: str
    countries: tuple[str, ...]
    latitude: float | None
    longitude: float | None


class Places:
    """The places of the registry, by every name they have in any language."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.known = (*catalog.places, *catalog.regions)
        self.named: dict[str, str] = {}
        for lang in LANGUAGES:
            told = messages(lang)
            for one in self.known:
                for family in ("place", "region"):
                    if text := told.get(f"{family}.{one}"):
                        self.named.setdefault(text.strip().lower(), one)
        for one, place in catalog.places.items():
            if place.native:
                self.named.setdefault(place.native.strip().lower(), one)

    def of(self, row: int, told: dict[str, str], cells: dict[str, Cell]) -> tuple[Spot | None, list[Finding]]:
        """The place of a row and what is wrong with it; `told` are its texts, `cells` its cells as they came."""
        if told["place"]:
            return self._registered(row, told["place"])
        if told["place_name"]:
            return self._new(row, told, cells)
        return None, [Finding("place.missing", row, "place")]

    def _registered(self, row: int, name: str) -> tuple[Spot | None, list[Finding]]:
        if name not in self.known:
            return None, [Finding("place.unknown", row, "place", {"value": name, "near": self.near(name)})]
        where = self.catalog.where(name)
        return Spot(name, "", where.region, tuple(where.countries), where.latitude, where.longitude), []

    def near(self, name: str) -> str:
        """The place of the registry whose name is nearest."""
        text = name.strip().lower()
        if text in self.named:
            return self.named[text]
        slugs = difflib.get_close_matches(text.replace(" ", "_"), self.known, 1, 0.5)
        names = difflib.get_close_matches(text, self.named, 1, 0.6)
        return slugs[0] if slugs else self.named[names[0]] if names else "place_name"

    def _new(self, row: int, told: dict[str, str], cells: dict[str, Cell]) -> tuple[Spot | None, list[Finding]]:
        found: list[Finding] = []
        name = plain(told["place_name"], 80)
        if name.lower() in self.named:
            same = self.named[name.lower()]
            found.append(Finding("place.near", row, "place_name", {"value": name, "near": same}))
        latitude = self._degrees(row, "latitude", cells, 90, found)
        longitude = self._degrees(row, "longitude", cells, 180, found)
        region = told["region"]
        if region not in self.catalog.regions:
            near = difflib.get_close_matches(region.lower().replace(" ", "_"), self.catalog.regions, 1, 0.4)
            code = "region.unknown" if region else "region.missing"
            found.append(Finding(code, row, "region", {"value": region, "near": near[0] if near else "amur_basin"}))
        countries = tuple(sorted(told["countries"].replace(",", " ").replace(";", " ").upper().split()))
        if not countries and region in self.catalog.regions:
            countries = tuple(self.catalog.regions[region].countries)
        unknown = [one for one in countries if one not in self.catalog.countries]
        if unknown:
            known = " ".join(self.catalog.countries)
            found.append(Finding("countries.unknown", row, "countries", {"value": " ".join(unknown), "known": known}))
        if any(one.level == "error" for one in found) or latitude is None or longitude is None:
            return None, found
        found += self._situated(row, region, latitude, longitude)
        return Spot(slug(name, "place"), name, region, countries, latitude, longitude), found

    def _degrees(
        self, row: int, column: str, cells: dict[str, Cell], most: float, found: list[Finding]
    ) -> float | None:
        told = numbers.read(cells.get(column))
        if isinstance(told, numbers.NotANumber):
            values = {"value": str(cells.get(column))[:60], "write": told.write or "53.14"}
            found.append(Finding("degrees", row, column, values))
            return None
        if told is None:
            found.append(Finding("position.missing", row, column))
            return None
        if abs(told) > most:
            found.append(Finding("position.outside", row, column, {"value": told, "most": f"{most:.0f}"}))
            return None
        return told

    def _situated(self, row: int, region: str, latitude: float, longitude: float) -> list[Finding]:
        """Whether a position lies anywhere near its region; not judged for a region that spans the map."""
        around = self.catalog.regions[region]
        if around.latitude is None or around.longitude is None:
            return []

        def off(lat: float, lon: float) -> float:
            away = abs((lon - (around.longitude or 0) + 180) % 360 - 180)
            return max(abs(lat - (around.latitude or 0)), away / 2)

        if off(latitude, longitude) <= _FAR_DEGREES:
            return []
        if abs(longitude) <= 90 and off(longitude, latitude) <= _FAR_DEGREES:
            return [Finding("swapped", row, "latitude", {"latitude": latitude, "longitude": longitude})]
        return [Finding("away", row, "latitude", {"latitude": latitude, "longitude": longitude, "region": region})]
