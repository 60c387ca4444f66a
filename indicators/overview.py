"""The overview map: every gauge, section and counted place that the held series know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from indicators.catalog import Catalog
from indicators.figures import FONT, Chart
from indicators.locales import has, label, t
from indicators.map.basemap import Place, base_map
from indicators.series import Meta
from indicators.store import Held

SIZES = {"wide": (1180, 600), "narrow": (360, 380)}
COUNTED = ("count", "pups", "photo_id", "maximum", "haulout", "winter_count")  # measures of a haul-out
FIRST = ("khabarovsk", "komsomolsk", "bogorodskoye", "bureya", "tongjiang", "baengnyeong", "liaodong_bay")


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
    order = {"gauge": 0, "haul_out": 1, "section": 2}
    return sorted(marked, key=lambda p: (p.slug not in FIRST, order[p.kind], p.slug))


def overview_map(_: Sequence[Held], catalog: Catalog, lang: str, *, metas: Sequence[Meta]) -> Chart:
    """The system on a real coastline, for a wide screen and for a phone."""
    marks = places(metas, catalog, lang)
    sizes: dict[str, Any] = {
        name: base_map(lang, places=marks, width_px=width, height_px=height).update_layout(
            font_family=FONT, paper_bgcolor="rgba(0,0,0,0)"
        )
        for name, (width, height) in SIZES.items()
    }
    return Chart(
        name="overview-map",
        title=t("home.map_title", lang),
        subtitle=t("home.map_subtitle", lang),
        alt=t("home.map_alt", lang, n=len(marks)),
        plot=sizes["wide"],
        narrow=sizes["narrow"],
        caption=(t("home.map_caption", lang), t("map.disclaimer", lang)),
        height=SIZES["wide"][1],
    )


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
