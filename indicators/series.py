"""What travels with a series: metadata, payload it came from, and what a parser returns."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import pandas as pd

from indicators.grid import ParsedField
from indicators.registry import Catalog, Declaration

GRID_SUFFIXES = (".nc", ".nc4")


@dataclass(frozen=True, kw_only=True)
class Meta:
    """Metadata of a series (docs/contracts.md); every value is text or a number."""

    id: str
    indicator: str
    region: str
    countries: tuple[str, ...]
    place: str
    latitude: float | None
    longitude: float | None
    unit: str
    statistic: str
    frequency: str
    method: str
    area_definition: str
    source: str
    product_version: str
    doi: str
    licence: str
    redistribute: str
    disclosure: str
    citation_text: str
    retrieved: str
    sha256: str
    place_name: str = ""
    derived_from: str = ""
    first: str = ""
    last: str = ""
    count: int = 0
    years: str = ""

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Field names in order."""
        return tuple(item.name for item in fields(cls))


@dataclass(frozen=True)
class Payload:
    """Bytes of a source with where and when they came from.

    `date` is the day that a snapshot without a year of its own stands for. A grid file from disk
    stays there: `content` is empty and `path` says where it is, for it may be larger than memory.
    """

    content: bytes
    name: str
    retrieved: dt.datetime
    url: str = ""
    date: dt.date | None = None
    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    certificate: str = ""
    path: Path | None = None

    def __post_init__(self) -> None:
        if not self.sha256:
            object.__setattr__(self, "sha256", hashlib.sha256(self.content).hexdigest())

    @property
    def size_bytes(self) -> int:
        """Length of the content, in memory or on disk."""
        return self.path.stat().st_size if self.path else len(self.content)

    @classmethod
    def from_file(cls, path: Path, retrieved: dt.datetime, date: dt.date | None = None) -> Payload:
        """A file carried by hand."""
        if path.suffix in GRID_SUFFIXES:
            with path.open("rb") as handle:
                checksum = hashlib.file_digest(handle, "sha256").hexdigest()
            return cls(b"", path.name, retrieved, date=date, sha256=checksum, path=path)
        return cls(path.read_bytes(), path.name, retrieved, date=date)


@dataclass(frozen=True)
class Parsed:
    """One series as a parser read it: what the registry declares, and its observations.

    `meta` overrides fields of the declaration that only the file knows (product version, unit ...).
    `unique` is False where one period may hold several rows (published tables).
    """

    declaration: Declaration
    observations: pd.DataFrame
    meta: dict[str, Any] = field(default_factory=dict)
    unique: bool = True


@dataclass(frozen=True)
class Reading:
    """Everything a parser got out of one payload, with remarks for the operator.

    `whole` says that these are all series of the source: others held before are withdrawn.
    `fields` are maps and sections (`indicators.grid.ParsedField`).
    """

    series: tuple[Parsed, ...] = ()
    notices: tuple[str, ...] = ()
    whole: bool = False
    fields: tuple[ParsedField, ...] = ()


def describe(catalog: Catalog, parsed: Parsed | ParsedField, payload: Payload) -> Meta:
    """Metadata of a parsed series or field: the registry's words, the payload's dates."""
    declared = parsed.declaration
    source = catalog.sources[declared.source]
    group = declared.group
    known: dict[str, Any] = {
        "id": declared.id,
        "indicator": declared.indicator,
        "place": declared.place,
        "unit": group.unit or (catalog.indicators[declared.indicator].unit),
        "statistic": group.statistic,
        "frequency": group.frequency,
        "method": group.method,
        "area_definition": group.area_definition,
        "source": declared.source,
        "product_version": source.product_version,
        "doi": source.doi,
        "licence": source.licence,
        "redistribute": source.redistribute,
        "disclosure": "public",
        "citation_text": source.citation.replace("{accessed}", f"{payload.retrieved:%Y-%m-%d}"),
        "retrieved": f"{payload.retrieved:%Y-%m-%dT%H:%M:%SZ}",
        "sha256": payload.sha256,
    }
    if "region" not in parsed.meta:
        place = catalog.where(declared.place)
        known |= {
            "region": place.region,
            "countries": place.countries,
            "latitude": place.latitude,
            "longitude": place.longitude,
        }
    return Meta(**(known | parsed.meta))
