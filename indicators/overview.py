"""The overview map: every gauge, section and counted place that the held series know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from indicators.catalog import Catalog
from indicators.figures import FONT, Chart
from indicators.locales import has, label, t, told
from indicators.locales.formats import enumerated
from indicators.locales.wrapping import wrap
from indicators.map.basemap import Place, base_maps
from indicators.series import Meta
from indicators.store import Held

SIZES = {"wide": (1180, 600), "narrow": (360, 380)}
COUNTED = ("count", "pups", "photo_id", "maximum", "haulout", "winter_count")  # measures of a haul-out
REGIONS = ("amur_estuary", "northwest_okhotsk_shelf", "east_sakhalin_shelf", "kuril_basin", "oyashio")
FIRST = (*REGIONS, "khabarovsk", "komsomolsk", "bogorodskoye", "bureya", "tongjiang", "baengnyeong", "liaodong_bay")


def places(metas: Iterable[Meta], catalog: Catalog, lang: str) -> list[Place]:
    """Places to mark, one a place, the gauges first.

    Only series with a position are taken; what is measured there is told on hover.
    """
    found: dict[str, tuple[Meta, list[str]]] = {}
    for meta in metas:
        if meta.latitude is None or meta.longitude is None or meta.place in catalog.regions:
            continue
        if _kind(meta, catalog):
            line = f"{label(f'indicator.{meta.indicator}', lang)}, {meta.first[:4]}–{meta.last[:4]}"
            found.setdefault(meta.place, (meta, []))[1].append(line)
    marked = [_place(meta, lines, catalog, lang) for meta, lines in found.values()]
    marked += [_region(slug, catalog, lang) for slug in REGIONS if slug in catalog.regions]
    order = {"region": 0, "gauge": 1, "haul_out": 2, "section": 3}
    return sorted(marked, key=lambda p: (p.slug not in FIRST, order[p.kind], p.slug))


def _region(slug: str, catalog: Catalog, lang: str) -> Place:
    """A region of the iron's path, at the position of its label; its definition on hover."""
    region = catalog.regions[slug]
    name = t(f"region.{slug}", lang)
    hover = f"{name}<br>" + "<br>".join(wrap(told(region.definition, lang), 60))
    return Place(slug, name, float(region.longitude or 0), float(region.latitude or 0), "region", hover=hover)


def overview_map(_: Sequence[Held], catalog: Catalog, lang: str, *, metas: Sequence[Meta]) -> Chart:
    """The system on a real coastline, for a wide screen and for a phone."""
    marks = places(metas, catalog, lang)
    wide, narrow = (
        drawn.update_layout(font_family=FONT, paper_bgcolor="rgba(0,0,0,0)")
        for drawn in base_maps(lang, list(SIZES.values()), places=marks)
    )
    return Chart(
        name="overview-map",
        title=t("home.map_title", lang),
        subtitle=t("home.map_subtitle", lang),
        alt=t("home.map_alt", lang, n=len(marks)),
        plot=wide,
        narrow=narrow,
        caption=(_sources(metas, marks, catalog, lang), t("home.map_caption", lang), t("map.disclaimer", lang)),
        last=max((dt.date.fromisoformat(meta.last[:10]) for meta in metas if meta.last), default=None),
        height=SIZES["wide"][1],
    )


def _sources(metas: Sequence[Meta], marks: Sequence[Place], catalog: Catalog, lang: str) -> str:
    """Whose gauges, sections and counts are marked."""
    marked = {place.slug for place in marks}
    names = dict.fromkeys(catalog.sources[m.source].title for m in metas if m.place in marked and _kind(m, catalog))
    return t("caption.source", lang, source=enumerated(names, lang, strong=True))


def _kind(meta: Meta, catalog: Catalog) -> str:
    if meta.source in ("roshydromet", "grdc"):
        return "gauge"
    if meta.source == "cnemc":
        return "section"
    indicator = catalog.indicators[meta.indicator]
    if indicator.group == "pinnipeds" and any(part in indicator.measure for part in COUNTED):
        return "haul_out"
    return ""


def _place(meta: Meta, lines: list[str], catalog: Catalog, lang: str) -> Place:
    key = f"place.{meta.place}" if has(f"place.{meta.place}") else f"region.{meta.region}"
    label = t(key, lang)
    more = f"<br>+{len(lines) - 6}" if len(lines) > 6 else ""
    return Place(
        meta.place,
        label,
        float(meta.longitude or 0),
        float(meta.latitude or 0),
        _kind(meta, catalog),
        hover=f"{label}<br>" + "<br>".join(lines[:6]) + more,
    )
