"""Where a country's or a region's series lie: a small map of positions that sources or the registry state.

It draws coast and rivers, never a border; a country is shown by what is measured there, not by its area.
"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from indicators import places_map
from indicators.catalog import Catalog
from indicators.figures import ACCENT, FONT, INK, Chart
from indicators.locales import label, t, told
from indicators.locales.formats import enumerated
from indicators.locales.wrapping import wrap
from indicators.map import separated
from indicators.map.basemap import Place, base_maps
from indicators.map.projection import WINDOWS_KM, forward
from indicators.sea_ice.figures import BLUE
from indicators.sea_ice.sub_regions import outline
from indicators.series import Meta
from indicators.store import Held

SIZES = {"wide": (1180, 460), "narrow": (360, 320)}
WINDOWS = ("amur", "okhotsk", "okhotsk_oyashio", "sub_regions", "region", "wide")
"""Windows to choose from, the closest first."""
HOVER_WIDTH = 58
ROUND_KM = 120  # that a mark is kept off the edge
NAMED = 4  # sources named below the map; all stand in the tables
PLAIN_KINDS = ("country", "province")  # regions whose middle says nothing


def locator(
    _: Sequence[Held], catalog: Catalog, lang: str, *, metas: Sequence[Meta], regions: tuple[str, ...], name: str
) -> Chart:
    """Draw regions and what is measured in them.

    Parameters
    ----------
    metas : sequence of Meta
        The series of the profile.
    regions : tuple of str
        Regions to mark, the profile's own first.
    name : str
        Name of the country or region.
    """
    marks = marked(metas, regions, catalog, lang)
    drawn = base_maps(lang, list(SIZES.values()), window=window(marks), places=marks, under=_polygons(regions, catalog))
    wide, narrow = (
        figure.update_layout(font_family=FONT, font_color=INK, paper_bgcolor="rgba(0,0,0,0)") for figure in drawn
    )
    spots = {meta.place for meta in metas}
    held = {meta.place for meta in metas if meta.latitude is not None}
    return Chart(
        name="profile-map",
        title=t("profile.map_title", lang, name=name),
        subtitle=t("profile.map_subtitle", lang, n=len(held), of=len(spots)),
        alt=t("profile.map_alt", lang, name=name, n=len(marks)),
        plot=wide,
        narrow=narrow,
        caption=(_sources(metas, catalog, lang), t("map.credit", lang), t("map.disclaimer", lang)),
        height=SIZES["wide"][1],
    )


def _sources(metas: Sequence[Meta], catalog: Catalog, lang: str) -> str:
    """Caption line: the sources of the series that have a position."""
    titles = list(dict.fromkeys(catalog.sources[m.source].title for m in metas if m.latitude is not None))
    if not titles:
        return t("profile.no_position", lang)
    more = f" (+{len(titles) - NAMED})" if len(titles) > NAMED else ""
    return t("caption.source", lang, source=enumerated(titles[:NAMED], lang, strong=True) + more)


def marked(metas: Sequence[Meta], regions: Sequence[str], catalog: Catalog, lang: str) -> list[Place]:
    """Regions, then gauges, sections and haul-outs, then any other place with a position; one mark a place."""
    found = [_region(name, catalog, lang) for name in regions if catalog.regions[name].latitude is not None]
    measured = places_map.measured(metas, catalog, lang)
    known = {place.slug for place in (*found, *measured)}
    others = {
        meta.place: _other(meta, lang)
        for meta in metas
        if meta.latitude is not None and meta.place not in known and meta.place not in catalog.regions
    }
    return [*found, *measured, *others.values()]


def window(marks: Sequence[Place]) -> str:
    """The closest window that shows every mark; the widest where none does."""
    spots = [place.spot for place in marks]

    def shows(name: str) -> bool:
        left, right, bottom, top = WINDOWS_KM[name]
        return all(left + ROUND_KM < x < right - ROUND_KM and bottom + ROUND_KM < y < top - ROUND_KM for x, y in spots)

    return next((name for name in WINDOWS if shows(name)), WINDOWS[-1])


def _region(slug: str, catalog: Catalog, lang: str) -> Place:
    region, name = catalog.regions[slug], label(f"region.{slug}", lang)
    hover = "<br>".join([f"<b>{name}</b>", *wrap(told(region.definition, lang), HOVER_WIDTH)])
    return Place(slug, name, float(region.longitude or 0), float(region.latitude or 0), "region", hover)


def _other(meta: Meta, lang: str) -> Place:
    name = (meta.place_name or label(f"place.{meta.place}", lang)).replace("<", "&lt;")
    hover = f"<b>{name}</b><br>{label(f'indicator.{meta.indicator}', lang)}"
    return Place(meta.place, name, float(meta.longitude or 0), float(meta.latitude or 0), "area", hover)


def _polygons(regions: Sequence[str], catalog: Catalog) -> list[go.Scatter]:
    """Edges of the regions that have a polygon; the profile's own in the accent."""
    shapes = []
    for slug in reversed(regions):
        corners = catalog.regions[slug].polygon
        if corners:
            x, y = separated([forward(*outline(corners))])
            own = slug == regions[0]
            line = {"color": ACCENT if own else BLUE, "width": 2 if own else 1}
            shapes.append(
                go.Scatter(
                    x=x.round(1),
                    y=y.round(1),
                    mode="lines",
                    fill="toself",
                    hoverinfo="skip",
                    showlegend=False,
                    fillcolor="rgba(31,95,168,0.08)",
                    line=line,
                )  # fmt: skip
            )
    return shapes
