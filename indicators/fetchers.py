"""Which module reads which format. A format's module offers

- `parse(payload, source, catalog) -> Reading` (required), and
- `fetch(source_id, source, http, state) -> Payload | None` where one conditional GET of the
  registered `url` is not enough (None: not modified).
"""

from __future__ import annotations

import importlib
from types import ModuleType

from indicators import store
from indicators.catalog import Catalog, Source
from indicators.download import tokens
from indicators.download.http import Http
from indicators.errors import CatalogError, DownloadError, FormatError, IndicatorsError
from indicators.series import Payload, Reading
from indicators.store import State

MODULES = {
    "member": "indicators.members.fetch",
    "masie_csv": "indicators.sea_ice.masie",
    "sea_ice_index_daily": "indicators.sea_ice.sea_ice_index_daily",
    "sea_ice_index_monthly": "indicators.sea_ice.sea_ice_index_monthly",
    "sea_ice_index_hemisphere": "indicators.sea_ice.hemisphere_csv",
    "osi_saf_text": "indicators.sea_ice.osi_saf",
    "jma_text": "indicators.sea_ice.jma",
    "ice_concentration": "indicators.sea_ice.cdr",
    "nasa_team": "indicators.sea_ice.cdr",
    "region_mask": "indicators.sea_ice.meier_mask",
    "cnemc": "indicators.river.cnemc",
    "roshydromet": "indicators.river.roshydromet",
    "grdc_catalogue": "indicators.river.grdc",
    "glofas": "indicators.river.glofas",
    "mlit": "indicators.river.mlit",
    "mlit_quality": "indicators.river.mlit_quality",
    "gemstat": "indicators.river.gemstat",
    "world_bank": "indicators.population.world_bank",
    "npafc_catch": "indicators.population.npafc",
    "obis": "indicators.population.obis",
    "gbif": "indicators.population.gbif",
    "iucn": "indicators.population.iucn",
    "protected_planet": "indicators.population.protected_planet",
    "iron_climatology": "indicators.dissolved_iron.huang",
    "iron_compilation": "indicators.dissolved_iron.marbl",
    "iron_workbook": "indicators.dissolved_iron.tagliabue",
    "geotraces": "indicators.dissolved_iron.geotraces",
    "marine_regions": "indicators.map.marine_regions",
    "published": "indicators.published.tables",
}


def module(source: Source) -> ModuleType:
    """The module that reads this source's format."""
    if source.format not in MODULES:
        known = ", ".join(sorted(MODULES))
        raise CatalogError(f"unknown format {source.format!r}", source.title, f"Known formats: {known}.")
    return importlib.import_module(MODULES[source.format])


def has_address(source: Source) -> bool:
    """Whether a source can be refreshed.

    Others only come by hand, are derived, want a token that is not set, or a number of a station (`stations`
    among their options) that nobody has registered yet.
    """
    told = bool(source.url or source.urls) and source.options.get("stations") != []
    return (told or source.format == "published") and tokens.held(source)


def fetch(source_id: str, catalog: Catalog, http: Http, state: State | None) -> Payload | None:
    """Bytes of a source, or None when the provider says that nothing changed."""
    source = catalog.sources[source_id]
    http = http.within(source.all_hosts)
    special = getattr(module(source), "fetch", None)
    if special is not None:
        payload: Payload | None = special(source_id, source, http, state)
        return payload
    return conditional_get(source, http, state)


def conditional_get(source: Source, http: Http, state: State | None, url: str | None = None) -> Payload | None:
    """One conditional GET of a source's address."""
    url = url or source.url
    if not url:
        raise CatalogError("the source has no address", source.title, "Bring the file by hand: `load`.")
    known = state if state is not None and state.url == url else None
    answer = http.ask(
        url,
        etag=known.etag if known else "",
        last_modified=known.last_modified if known else "",
        max_bytes=int(source.max_megabytes * (1 << 20)),
        verify=source.verify_tls,
    )
    if answer.not_modified and known and (known.etag or known.last_modified):
        return None
    if answer.not_modified:
        raise DownloadError("the provider says 'not modified', but nothing is held", url, "Try again later.")
    return Payload(
        answer.content,
        url.rsplit("/", 1)[-1],
        store.now(),
        url=url,
        etag=answer.etag,
        last_modified=answer.last_modified,
    )


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read a payload; anything a parser stumbles over becomes one clear sentence."""
    source = catalog.sources[source_id]
    if not payload.size_bytes or (payload.content and not payload.content[:4096].strip()):
        raise FormatError("the file is empty", payload.name, f"Get {source.title} again.")
    try:
        reading: Reading = module(source).parse(payload, source_id, catalog)
    except IndicatorsError:
        raise
    except Exception as error:
        reason = f"not a file of {source.title} ({type(error).__name__}: {str(error)[:200]})"
        raise FormatError(reason, payload.name, "Check that it is the right file and whole.") from error
    if not reading.fields and not any(len(parsed.observations) for parsed in reading.series):
        reason = f"nothing of {source.title} is in it"
        raise FormatError(reason, payload.name, "Check that it is the right file and whole.")
    return reading
