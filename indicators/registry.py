"""data_sources.yaml as frozen types; a mistake in it is reported with file, key and line.

The registry is the only place that knows addresses, licences and citations. Code asks it.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from indicators.errors import CatalogError

PATH = Path(__file__).resolve().parent.parent / "data_sources.yaml"

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]
Iso3 = Literal["CHN", "JPN", "KOR", "MNG", "RUS"]
Domain = Literal["sea_ice", "dissolved_iron", "river", "population", "map"]
Context = Literal["", "satellite", "model", "compilation", "records", "lists"]
Frequency = Literal["hour", "day", "month", "season", "year", "irregular", "long_term"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Region(_Frozen):
    """A named water or land area. `countries` are those that share it.

    `polygon` are corners (longitude, latitude; degrees) joined by straight lines in longitude and
    latitude; only regions that grids are reduced over have one. `most_sea_km2` is more than any product
    counts as sea of the region.
    """

    kind: Literal["sea", "basin", "coast", "islands", "land", "country", "province"]
    countries: tuple[Iso3, ...] = ()
    parent: Slug | None = None
    latitude: float | None = None
    longitude: float | None = None
    definition: str
    polygon: tuple[tuple[float, float], ...] = ()
    most_sea_km2: float | None = None


class Place(_Frozen):
    """A point within a region: gauge, section, rookery."""

    region: Slug
    countries: tuple[Iso3, ...]
    kind: Literal["gauge", "section", "haul_out", "area"] = "area"
    river: str = ""
    latitude: float | None = None
    longitude: float | None = None
    native: str = ""
    note: str = ""


class Limits(_Frozen):
    """What is possible at all, in the unit of the indicator. `of_area`: not more than the sea of the region."""

    least: float | None = None
    most: float | None = None
    of_area: bool = False


class Indicator(_Frozen):
    """What is measured: domain, unit (may differ by series) and one plain sentence.

    A new edition with values outside `limits` is held back (`indicators.plausible`); they are so wide that
    no true value comes near.
    """

    domain: Domain
    unit: str
    description: str
    measure: str = ""
    species: str | None = None
    group: str = ""
    limits: Limits | None = None


class SeriesGroup(_Frozen):
    """Series of one source that share everything but indicator and place.

    `indicators` and `places` map our ids to the provider's own names (column, sheet, section,
    code); every combination is a series.
    """

    indicators: dict[Slug, Any]
    places: dict[Slug, Any]
    unit: str | None = None
    statistic: str
    frequency: Frequency
    method: str
    area_definition: str = ""


class Source(_Frozen):
    """A provider's product and how to get, read, judge and cite it.

    `token_env` names the environment variable with the user's own token of the provider; without the
    token the source is skipped by a refresh of everything. `context` is the kind of a product that no
    country measured for itself (satellites, models, compilations of cruises, records, lists). `hosts` are
    further hosts of the provider that its pages link or redirect to; no other is ever asked.
    """

    domain: Domain
    context: Context = ""
    title: str
    provider: str
    format: Slug
    url: str | None = None
    urls: dict[str, str] = {}
    hosts: tuple[str, ...] = ()
    update: Literal["replace", "append"] = "replace"
    cadence_days: float | None = Field(default=None, gt=0)
    expected_delay_days: float = Field(default=0, ge=0)
    may_shrink: bool = False
    max_megabytes: float = Field(default=64, gt=0)
    verify_tls: bool = True
    certificates: tuple[Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")], ...] = ()
    token_env: Annotated[str, StringConstraints(pattern=r"^([A-Z][A-Z0-9_]*)?$")] = ""
    baseline: Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{4})?$")] = ""
    product_version: str = ""
    doi: str = ""
    licence: str
    redistribute: Literal["raw", "derived", "no"]
    citation: str
    credit: str
    edited_notice: str = ""
    terms_url: str = ""
    terms_read_on: str = ""
    verified: bool
    note: str = ""
    series: tuple[SeriesGroup, ...] = ()
    fields: tuple[SeriesGroup, ...] = ()
    options: dict[str, Any] = {}

    @property
    def all_hosts(self) -> frozenset[str]:
        """Every host that may be asked for this source."""
        named = (urlsplit(url).hostname for url in (self.url, *self.urls.values()) if url)
        return frozenset(host for host in (*named, *self.hosts) if host)


class Declaration(_Frozen):
    """One series of a source, as the registry declares it."""

    indicator: Slug
    place: Slug
    source: Slug
    indicator_key: Any
    place_key: Any
    group: SeriesGroup

    @property
    def id(self) -> str:
        """`indicator.place.source`, stable for ever."""
        return f"{self.indicator}.{self.place}.{self.source}"


class Missing(_Frozen):
    """Data that could not be had, and who holds them. `what` is a message key `missing.<what>`."""

    domain: Domain
    what: Slug
    countries: tuple[Iso3, ...]
    holder: str


class Meeting(_Frozen):
    """A meeting that readers look back to. `date` is as precise as its source: a day, a month or a year."""

    date: Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")]
    citation: str
    url: str = ""


class Event(_Frozen):
    """A known event that may show in series: nothing here was found by looking for change points.

    `sources`, `places` (or regions) and `indicators` say which series it concerns; an empty list names all.
    `whole` is a change after which the provider computed all values anew, so that no series has a break.
    Its name is the message `event.<slug>`.
    """

    kind: Literal["sensor", "method", "flood", "accident"]
    start: dt.date
    end: dt.date | None = None
    sources: tuple[Slug, ...] = ()
    places: tuple[Slug, ...] = ()
    indicators: tuple[Slug, ...] = ()
    whole: bool = False
    citation: str


class Untested(_Frozen):
    """Series whose values are not put to a test of trend though they are many and of one work.

    `reason` is a code: `provider` (who makes it says that it is not made for trends), `compiled` (one work that
    gathered the counts of several), `model` (output of a model), `smooth` (each value follows from the one
    before). `sources`, `places` and `indicators` say which; an empty list names all. `citation` says whence.
    """

    reason: Literal["provider", "compiled", "model", "smooth"]
    sources: tuple[Slug, ...] = ()
    places: tuple[Slug, ...] = ()
    indicators: tuple[Slug, ...] = ()
    citation: str


class Catalog(_Frozen):
    """The whole registry."""

    countries: tuple[Iso3, ...]
    regions: dict[Slug, Region]
    places: dict[Slug, Place]
    indicators: dict[Slug, Indicator]
    sources: dict[Slug, Source]
    missing: tuple[Missing, ...] = ()
    events: dict[Slug, Event] = {}
    untested: dict[Slug, Untested] = {}
    meetings: dict[Slug, Meeting] = {}

    def declarations(self, source: str) -> Iterator[Declaration]:
        """Every series that `source` declares."""
        yield from self._declared(source, self.sources[source].series)

    def declared_fields(self, source: str) -> Iterator[Declaration]:
        """Every field (map or section) that `source` declares."""
        yield from self._declared(source, self.sources[source].fields)

    def _declared(self, source: str, groups: tuple[SeriesGroup, ...]) -> Iterator[Declaration]:
        for group in groups:
            for indicator, indicator_key in group.indicators.items():
                for place, place_key in group.places.items():
                    yield Declaration(
                        indicator=indicator,
                        place=place,
                        source=source,
                        indicator_key=indicator_key,
                        place_key=place_key,
                        group=group,
                    )

    def where(self, place: str) -> Place:
        """The place called `place`; a region stands for itself."""
        if place in self.places:
            return self.places[place]
        region = self.regions[place]
        return Place(region=place, countries=region.countries, latitude=region.latitude, longitude=region.longitude)

    def within(self, region: str) -> frozenset[str]:
        """`region` and every region below it."""
        found = {region}
        while True:
            more = {name for name, item in self.regions.items() if item.parent in found} - found
            if not more:
                return frozenset(found)
            found |= more


def load(path: Path = PATH) -> Catalog:
    """Read and check a registry.

    Raises
    ------
    CatalogError
        With file, key and line of the first mistakes.
    """
    try:
        text = path.read_text(encoding="utf-8")
        catalog = Catalog.model_validate(yaml.load(text, Loader=_UniqueKeys))  # noqa: S506 - a safe loader
    except OSError as error:
        raise CatalogError("the registry cannot be read", str(path), str(error)) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise CatalogError(f"not valid YAML: {error.problem}", f"{path.name} line {line}") from error
    except ValidationError as error:
        raise CatalogError(
            _sentences(error, yaml.compose(text, Loader=yaml.CSafeLoader), path), "", "Correct these keys."
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, TypeError) as error:
        raise CatalogError(f"not a registry ({error})", path.name, "Correct the file; it is YAML in UTF-8.") from error
    _check_references(catalog, text, path)
    return catalog


@functools.cache
def shipped() -> Catalog:
    """The shipped registry, read once."""
    return load()


class _UniqueKeys(yaml.CSafeLoader):
    """A safe loader that refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="a key must be a word", problem_mark=key.start_mark)
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"the key {key.value!r} stands twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _sentences(error: ValidationError, node: yaml.Node | None, path: Path) -> str:
    found = error.errors(include_url=False)
    told = [f"{path.name} line {_line(node, e['loc'])}, {_dotted(e['loc'])}: {e['msg']}" for e in found[:5]]
    more = f"; and {len(found) - 5} more" if len(found) > 5 else ""
    return "; ".join(told) + more


def _dotted(location: tuple[Any, ...]) -> str:
    return ".".join(str(part) for part in location if part != "[key]")


def _line(node: yaml.Node | None, location: tuple[Any, ...]) -> int:
    """Line of the deepest key of `location` that the document holds."""
    line = 1
    for part in location:
        child = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    line, child = key.start_mark.line + 1, value
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            child = node.value[part]
            line = child.start_mark.line + 1
        if child is None:
            break
        node = child
    return line


def _check_references(catalog: Catalog, text: str, path: Path) -> None:
    """Every name that points at another entry must exist."""

    def need(exists: bool, what: str, *location: Any) -> None:
        if not exists:
            node = yaml.compose(text, Loader=yaml.CSafeLoader)
            where = f"{path.name} line {_line(node, location)}, {_dotted(location)}"
            raise CatalogError(what, where, "Add the entry or correct the name.")

    for name, region in catalog.regions.items():
        known = region.parent is None or region.parent in catalog.regions
        need(known, f"unknown parent region {region.parent!r}", "regions", name, "parent")
    for name, place in catalog.places.items():
        need(place.region in catalog.regions, f"unknown region {place.region!r}", "places", name, "region")
        need(name not in catalog.regions, "the name is also a region", "places", name)
    for name, source in catalog.sources.items():
        groups = [("series", *one) for one in enumerate(source.series)]
        groups += [("fields", *one) for one in enumerate(source.fields)]
        for part, number, group in groups:
            at = ("sources", name, part, number)
            for indicator in group.indicators:
                known = indicator in catalog.indicators
                need(known, f"unknown indicator {indicator!r}", *at, "indicators", indicator)
            for spot in group.places:
                known = spot in catalog.places or spot in catalog.regions
                need(known, f"unknown place {spot!r}", *at, "places", spot)
    for name, event in catalog.events.items():
        for one in event.sources:
            need(one in catalog.sources, f"unknown source {one!r}", "events", name, "sources")
        for one in event.places:
            known = one in catalog.places or one in catalog.regions
            need(known, f"unknown place {one!r}", "events", name, "places")
        for one in event.indicators:
            need(one in catalog.indicators, f"unknown indicator {one!r}", "events", name, "indicators")
        ends = event.end is None or event.end >= event.start
        need(ends, "the event ends before it starts", "events", name, "end")
    for name, rule in catalog.untested.items():
        for one in rule.sources:
            need(one in catalog.sources, f"unknown source {one!r}", "untested", name, "sources")
        for one in rule.places:
            known = one in catalog.places or one in catalog.regions
            need(known, f"unknown place {one!r}", "untested", name, "places")
        for one in rule.indicators:
            need(one in catalog.indicators, f"unknown indicator {one!r}", "untested", name, "indicators")
