"""The map of places: gauges, water sections, haul-outs and breeding areas, protected areas.

Every mark stands where a source or our registry states a position. Protected areas have none in our
sources: they stand at a place of ours that their own record names, and are told to be approximate, or
are listed without a mark. Their areas are told as stated and never summed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from indicators import naming
from indicators.catalog import Catalog
from indicators.figures import FONT, INK, Chart
from indicators.locales import has, label, t, told
from indicators.locales.formats import enumerated, number
from indicators.locales.wrapping import wrap
from indicators.map.basemap import Place, base_maps
from indicators.overview import COUNTED, FIRST
from indicators.population.words import said
from indicators.series import Meta
from indicators.store import Held

SIZES = {"wide": (1180, 680), "narrow": (360, 430)}
WINDOWS = ("wide", "region")
KINDS = ("gauge", "section", "haul_out", "breeding", "mpa")
PROTECTED = "protected_area"
MODELS = ("glofas",)
ICE_BREEDING = ("liaodong_bay",)  # a bay whose seals breed on its ice; only estimates of all are published
STANDS_AT = {
    "garorim_bay_protection_area": "garorim_bay",
    "shantar_islands_national_park": "shantar_region",
    "far_eastern_marine_reserve": "peter_the_great_bay",
    "magadansky_reserve": "matykil_island",
    "land_of_the_leopard_national_park": "land_of_the_leopard",
}
"""Protected area, and the place with a position that its record names."""
UNDATED = ("No date in the source", "Year not stated")
HOVER_WIDTH, MOST_LINES = 58, 8

Spot = tuple[float, float]


def places_map(
    series: Sequence[Held],
    catalog: Catalog,
    lang: str,
    *,
    metas: Sequence[Meta],
    kinds: tuple[str, ...] = KINDS,
    window: str = "wide",
) -> Chart:
    """Draw places of some kinds.

    Parameters
    ----------
    series : sequence of Held
        Protected areas.
    metas : sequence of Meta
        All series held: what is measured where.
    kinds : tuple of str
        Of `KINDS`.
    window : str
        Of `WINDOWS`.
    """
    marks = [
        place for place in [*measured(metas, catalog, lang), *protected(series, metas, lang)] if place.kind in kinds
    ]
    marks = sorted(_together(marks), key=lambda place: (place.slug not in FIRST, KINDS.index(place.kind), place.slug))
    wide, narrow = (
        drawn.update_layout(font_family=FONT, paper_bgcolor="rgba(0,0,0,0)", font_color=INK)
        for drawn in base_maps(lang, list(SIZES.values()), window=window, places=marks)
    )
    counted = enumerated(
        (t(f"places_map.count.{kind}", lang, n=sum(place.kind == kind for place in marks)) for kind in kinds), lang
    )
    title = t("places_map.title", lang, counted=counted)
    return Chart(
        name="places-map",
        title=title,
        subtitle=t("places_map.subtitle", lang),
        alt=t("places_map.alt", lang, n=len(marks)),
        plot=wide,
        narrow=narrow,
        key=_key(series, metas, kinds, catalog, lang),
        caption=(_sources(metas, {place.slug for place in marks}, catalog, lang), t("map.credit", lang),
                 t("map.disclaimer", lang)),
        height=SIZES["wide"][1],
    )  # fmt: skip


def measured(metas: Iterable[Meta], catalog: Catalog, lang: str) -> list[Place]:
    """Gauges, sections, haul-outs and breeding areas with a position, one mark a place."""
    found: dict[str, list[tuple[str, Meta]]] = {}
    for meta in metas:
        kind = _kind(meta, catalog)
        if kind and _spot(meta):
            found.setdefault(meta.place, []).append((kind, meta))
    return [_place(slug, held, lang) for slug, held in found.items()]


def protected(series: Iterable[Held], metas: Iterable[Meta], lang: str) -> list[Place]:
    """Protected areas that stand at a place of ours."""
    at = {meta.place: spot for meta in metas if (spot := _spot(meta))}
    marks = []
    for held in series:
        place = STANDS_AT.get(held.meta.place, "")
        if place in at:
            name = naming.place(held.meta.place, lang)
            near = t("places_map.stands_at", lang, place=_name(place, lang))
            lines = [f"<b>{name}</b>", *_facts(held, lang), *wrap(near, HOVER_WIDTH)]
            marks.append(Place(held.meta.place, name, *at[place], "mpa", "<br>".join(lines), hollow=True))
    return marks


def unplaced(series: Sequence[Held], metas: Iterable[Meta], lang: str) -> list[tuple[str, ...]]:
    """Rows of protected areas without a mark: name, countries, since, area as stated, what is protected, remarks."""
    placed = {place.slug for place in protected(series, metas, lang)}
    rows = []
    for held in series:
        if held.meta.place not in placed:
            row = next(held.observations.itertuples())
            countries = enumerated((t(f"country.{code}", lang) for code in held.meta.countries), lang)
            name = naming.place(held.meta.place, lang)
            rows.append(
                (
                    name,
                    countries,
                    _year(row),
                    _area(row, lang),
                    told(str(row.species_covered), lang),
                    told(said(row.note), lang),
                )
            )
    return sorted(rows)


def _kind(meta: Meta, catalog: Catalog) -> str:
    """Kind of the mark of a series; empty for those that have none."""
    indicator = catalog.indicators[meta.indicator]
    if meta.place in catalog.regions or meta.source in MODELS:
        return ""
    if indicator.domain == "river":
        return _river_kind(meta, catalog)
    if indicator.group == "pinnipeds":
        if "pups" in indicator.measure or meta.place in ICE_BREEDING:
            return "breeding"
        return "haul_out" if any(part in indicator.measure for part in COUNTED) else ""
    return ""


def _river_kind(meta: Meta, catalog: Catalog) -> str:
    """A registered gauge or section; a provider's own station; of published figures those with a position."""
    registered = catalog.places.get(meta.place)
    if registered:
        return registered.kind if registered.kind in ("gauge", "section") else ""
    return "section" if meta.source != "published" or _spot(meta) else ""


def _together(marks: Sequence[Place]) -> list[Place]:
    """Marks at one spot tell each other's words, since only one of them can be pointed at."""
    at: dict[Spot, list[str]] = {}
    for place in marks:
        at.setdefault((place.longitude, place.latitude), []).append(place.hover)
    return [replace(place, hover="<br>".join(at[place.longitude, place.latitude])) for place in marks]


def _spot(meta: Meta) -> Spot | None:
    return None if meta.longitude is None or meta.latitude is None else (meta.longitude, meta.latitude)


def _place(slug: str, held: Sequence[tuple[str, Meta]], lang: str) -> Place:
    """The mark of one place: a breeding area before a haul-out, and what each source measured there."""
    kinds = {kind for kind, _ in held}
    kind = "breeding" if "breeding" in kinds else held[0][0]
    first = held[0][1]
    name = first.place_name.replace("<", "&lt;") or _name(slug, lang)
    lines: list[str] = []
    for source in dict.fromkeys(meta.source for _, meta in held):
        mine = [meta for _, meta in held if meta.source == source]
        what = enumerated(dict.fromkeys(label(f"indicator.{meta.indicator}", lang) for meta in mine), lang)
        years = f"{min(meta.first[:4] for meta in mine)}–{max(meta.last[:4] for meta in mine)}"
        told = t("places_map.measured", lang, source=naming.source(source, lang), years=years, what=what)
        lines += wrap(told, HOVER_WIDTH)
    longitude, latitude = _spot(first) or (0.0, 0.0)
    return Place(slug, name, longitude, latitude, kind, "<br>".join([f"<b>{name}</b>", *lines[:MOST_LINES]]))


def _name(slug: str, lang: str) -> str:
    return label(f"place.{slug}" if has(f"place.{slug}") else f"region.{slug}", lang)


def _facts(held: Held, lang: str) -> list[str]:
    """Since when, the area as stated, and what is protected."""
    row = next(held.observations.itertuples())
    since = t("places_map.since", lang, year=_year(row)) if _year(row) else ""
    area = t("places_map.area", lang, area=_area(row, lang)) if _area(row, lang) else ""
    facts = " · ".join(part for part in (since, area) if part)
    return [*([facts] if facts else []), *wrap(told(str(row.species_covered), lang), HOVER_WIDTH)]


def _year(row: Any) -> str:
    """The year of designation; empty where the source gives none."""
    return "" if any(told in row.note for told in UNDATED) else str(row.time_start.year)


def _area(row: Any, lang: str) -> str:
    return f"{number(row.area_km2, lang)} km²" if row.area_km2 == row.area_km2 else ""


def _key(
    series: Sequence[Held], metas: Sequence[Meta], kinds: Sequence[str], catalog: Catalog, lang: str
) -> tuple[str, ...]:
    """What is not marked, and how sure the marks are."""
    told = []
    if "section" in kinds:
        sections = _with_position(metas, "section", catalog)
        told.append(t("places_map.sections", lang, n=sum(sections.values()), of=len(sections)))
    if {"haul_out", "breeding"} & set(kinds):
        told.append(t("places_map.animals", lang))
    if "mpa" in kinds:
        left = len(series) - len(protected(series, metas, lang))
        told.append(t("places_map.protected", lang, n=left, of=len(series)))
    return tuple(told)


def _with_position(metas: Iterable[Meta], kind: str, catalog: Catalog) -> Mapping[str, bool]:
    """Every place of a kind, and whether it has a position."""
    found: dict[str, bool] = {}
    for meta in metas:
        if _kind(meta, catalog) == kind:
            found[meta.place] = found.get(meta.place, False) or _spot(meta) is not None
    return found


def _sources(metas: Iterable[Meta], marked: set[str], catalog: Catalog, lang: str) -> str:
    """Whose gauges, sections, counts and records are marked."""
    mine = (meta for meta in metas if meta.place in marked and (_kind(meta, catalog) or meta.indicator == PROTECTED))
    names = dict.fromkeys(catalog.sources[meta.source].title for meta in mine)
    return t("caption.source", lang, source=enumerated(names, lang, strong=True))
