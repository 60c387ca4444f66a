"""Where a series is drawn: page and choices, as an address below the root.

A series that its own domain's page does not draw is drawn by the comparison.
"""

from __future__ import annotations

from urllib.parse import urlencode

from indicators.catalog import Catalog
from indicators.dissolved_iron import findings, path, station_means
from indicators.population import catch, effort, groups
from indicators.river import quality, sample_archive
from indicators.sea_ice import sub_regions
from indicators.series import Meta

SEASON_DAYS = 100  # of a daily series that the season's curve is drawn of
LEAST_VALUES = 3  # of a published river series that has a chart of its own
CATEGORIES = ("basin_water_quality_category", "nitrobenzene")
SHARES = ("share_sections_i_iii", "share_sections_worse_v")
THERMAL = ("water_temperature", "river_ice_thickness")
GAUGED = ("roshydromet", "mlit")
LOADS = {"iron_load": "year", "iron_load_monthly": "month"}
FLUXES = (
    "dissolved_iron_flux", "total_dissolvable_iron_flux", "dissolved_iron_event_flux", "dissolved_iron_daily_flux",
)  # fmt: skip
ICE_PRODUCTS = ("cdr", "cdr_nrt", "cdr_v4", "nasa_team")
SAMPLES = {"gemstat": "archive", "mlit_quality": "mlit_quality", "mlit_quality_hourly": "mlit_quality_hourly"}

Choices = dict[str, str]


def chart_of(meta: Meta, catalog: Catalog) -> str:
    """Address of the page that draws a series, `river?part=discharge&…`."""
    indicator = catalog.indicators[meta.indicator]
    page, choices = _PAGES[indicator.domain](meta, catalog) if indicator.domain in _PAGES else ("", {})
    if not page:
        page, choices = "compare", {"series": meta.id}
    return f"{page}?{urlencode(choices)}"


def _sea_ice(meta: Meta, catalog: Catalog) -> tuple[str, Choices]:
    if meta.indicator.startswith("ice_season_"):
        return "sea_ice", {"part": "length", "region": meta.region}
    if meta.frequency == "day" and catalog.regions[meta.region].polygon:
        drawn = meta.source in ICE_PRODUCTS and meta.indicator == sub_regions.INDICATOR
        return ("sea_ice", {"part": "regions", "sub": meta.region}) if drawn else ("", {})
    if meta.frequency == "day" and meta.count >= SEASON_DAYS:
        return "sea_ice", {"part": "season", "region": meta.region, "series": meta.id}
    if meta.source == "sea_ice_index_monthly":
        daily = f"{meta.indicator}.{meta.place}.sea_ice_index"
        return "sea_ice", {"part": "season", "region": meta.region, "series": daily}
    if meta.indicator == "sea_ice_area_season_maximum":
        return "sea_ice", {"part": "season", "region": meta.region}
    return "", {}


def _iron(meta: Meta, catalog: Catalog) -> tuple[str, Choices]:
    if meta.source in SAMPLES:
        return _river(meta, catalog)
    if meta.indicator in LOADS:
        return "dissolved_iron", {"area": meta.region, "by": LOADS[meta.indicator]}
    drawn = (*path.RIVER_STAGES, "dissolved_iron_seawater", *FLUXES, *findings.INDICATORS,
             *station_means.INDICATORS)  # fmt: skip
    return ("dissolved_iron", {"area": meta.region}) if meta.indicator in drawn else ("", {})


def _river(meta: Meta, catalog: Catalog) -> tuple[str, Choices]:
    here = {"region": meta.region}
    if meta.source in SAMPLES:
        key = SAMPLES[meta.source]
        drawn = meta.indicator in sample_archive.PARAMETERS
        choices = {"part": "quality", **here, key: meta.indicator, f"{key}_stations": meta.place}
        return ("river", choices) if drawn else ("", {})
    if meta.source == "glofas":
        return "river", {"part": "discharge", **here, "model": meta.place}
    if meta.source == "cnemc":
        parameter = {"parameter": meta.indicator} if meta.indicator in quality.PARAMETERS else {}
        return "river", {"part": "quality", **here, **parameter, "sections": meta.place}
    if meta.source == "published":
        return _printed(meta)
    if meta.indicator in THERMAL:
        return "river", {"part": "thermal", **here} | ({"gauge": meta.id} if meta.indicator == THERMAL[0] else {})
    if meta.indicator == "discharge_hourly":
        return "river", {"part": "discharge", **here, "gauge": f"discharge.{meta.place}.{meta.source}"}
    if meta.source in GAUGED and meta.indicator in ("discharge", "stage"):
        return "river", {"part": "discharge", **here, "gauge": meta.id}
    return ("river", {"part": "discharge", **here}) if meta.indicator == "discharge_long_term_mean" else ("", {})


def _printed(meta: Meta) -> tuple[str, Choices]:
    here = {"part": "published", "region": meta.region}
    if meta.indicator in SHARES:
        return "river", here | {"share": meta.indicator}
    if meta.indicator in CATEGORIES:
        return "river", here
    return ("river", here | {"published": meta.id}) if meta.count >= LEAST_VALUES else ("", {})


def _population(meta: Meta, catalog: Catalog) -> tuple[str, Choices]:
    indicator = catalog.indicators[meta.indicator]
    species, family = indicator.species or "", groups.family(meta, catalog)
    if indicator.group == groups.POLICY:
        return "populations", {"section": "status"}
    if indicator.group == groups.PEOPLE:
        return "populations", {"section": "people"}
    if effort.is_effort(meta, catalog):
        return "populations", {"section": "records", "species": species}
    if groups.is_salmon_catch(meta, catalog):
        places = {"totals" if meta.place in catch.WHOLES else "areas": meta.place}
        return "populations", {"section": "salmon", "salmon": species, "quantity": indicator.measure, **places}
    if family in groups.PRESSURES:
        return "populations", {"section": "threats", "threat": family, "species": species}
    if not family:
        return "", {}
    section = "mammals" if indicator.group in groups.MAMMALS else "others"
    choices = {"section": section, "species": species, "measure": family, "region": meta.region}
    return "populations", choices


_PAGES = {"sea_ice": _sea_ice, "dissolved_iron": _iron, "river": _river, "population": _population}
