"""Charts of the named sub-regions: where they lie, and what share of each was under ice on one day.

A sub-region is a polygon of the registry. Values of one day and one product stand together; days of
different products are never put on one chart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from indicators import captions, figures, naming
from indicators.catalog import Catalog
from indicators.figures import ACCENT, GREY, INK, PALE, Chart
from indicators.locales import t, told
from indicators.locales.formats import date, enumerated, number
from indicators.map import separated
from indicators.map.basemap import Place, base_map
from indicators.map.projection import forward
from indicators.sea_ice.figures import BLUE
from indicators.series import Meta
from indicators.store import Held

SIZES = {"wide": (1180, 560), "narrow": (360, 400)}
WINDOW = "sub_regions"
INDICATOR = "sea_ice_extent"
EDGE_STEP_DEGREES = 0.25  # a straight line in longitude and latitude is none on the map
ROW_PX = 38
TICKS = [0, 25, 50, 75, 100]
SHADE = "rgba(31,95,168,{opacity:.2f})"


@dataclass(frozen=True)
class Cover:
    """Ice of one sub-region on one day; `share` (0..1) and `extent_km2` are NaN where there is no value.

    `doubt` is the remark with a value that is flagged suspect, else empty.
    """

    region: str
    extent_km2: float
    sea_km2: float
    share: float
    doubt: str = ""


def names(catalog: Catalog) -> list[str]:
    """Regions that have a polygon, from north to south."""
    found = [name for name, region in catalog.regions.items() if region.polygon]
    return sorted(found, key=lambda name: -float(catalog.regions[name].latitude or 0))


def cover(series: Sequence[Held], catalog: Catalog, day: str) -> list[Cover]:
    """Share of every sub-region's sea that was under ice on a day.

    Parameters
    ----------
    series : sequence of Held
        Daily extents of one product, km²; the further column `sea_km2` is the sea area of the region
        in that product.
    day : str
        ISO date.
    """
    by_region = {held.meta.region: held.observations for held in series}
    return [_cover(name, by_region.get(name), pd.Timestamp(day)) for name in names(catalog)]


def _cover(region: str, frame: pd.DataFrame | None, day: pd.Timestamp) -> Cover:
    nothing = Cover(region, np.nan, np.nan, np.nan)
    if frame is None or "sea_km2" not in frame:
        return nothing
    rows = frame[frame["time_end"].eq(day)]
    if rows.empty:
        return nothing
    extent, sea = float(rows["value"].iloc[0]), float(rows["sea_km2"].iloc[0])
    doubt = str(rows["note"].iloc[0]) if rows["flag"].iloc[0] == "suspect" else ""
    return Cover(region, extent, sea, extent / sea, doubt)


def covered(series: Sequence[Held], catalog: Catalog, lang: str, *, day: str, region: str) -> Chart:
    """A bar for each sub-region: share of its sea under ice on one day; the chosen one in the accent."""
    found = cover(series, catalog, day)
    title, alt = _finding(found, region, day, lang)
    return Chart(
        name=f"ice-cover-sub-regions-{series[0].meta.source}",
        title=title,
        subtitle=_subtitle(series[0].meta, day, lang),
        alt=alt,
        plot=_bars(found, region, [_value(one, lang) for one in found], 128, lang),
        narrow=_bars(found, region, [_percent(one, lang) for one in found], 122, lang),
        caption=captions.caption(series, catalog, lang),
        series=tuple(held.meta.id for held in series),
        last=pd.Timestamp(day).date(),
        height=len(found) * ROW_PX + 50,
        key=(t("sub_regions.cells_key", lang), *_doubts(found, lang)),
    )


def _bars(found: Sequence[Cover], region: str, texts: Sequence[str], most: float, lang: str) -> go.Figure:
    """Bars under their names, with their values beside them; the axis goes on to `most` to leave room for these."""
    figure = figures.plot(margin={"l": 24, "r": 16, "t": 4, "b": 36})
    figure.add_trace(
        go.Bar(
            x=[None if np.isnan(one.share) else round(one.share * 100, 1) for one in found], orientation="h",
            y=list(range(len(found))), width=0.42, text=list(texts), textposition="outside", cliponaxis=False,
            marker={"color": [_colour(one, region) for one in found]},
            textfont={"color": GREY}, hoverinfo="skip",
        )
    )  # fmt: skip
    for row, one in enumerate(found):
        name = t(f"region.{one.region}", lang)
        figure.add_annotation(
            x=0, y=row - 0.24, text=f"<b>{name}</b>" if one.region == region else name, showarrow=False,
            xanchor="left", yanchor="bottom", font={"color": INK, "size": 12},
        )  # fmt: skip
    named = [f"{tick} %" for tick in TICKS]
    figure.update_xaxes(range=[0, most], tickvals=TICKS, ticktext=named, showgrid=True, gridcolor=figures.LINE)
    figure.update_yaxes(showgrid=False, showticklabels=False, range=[len(found) - 0.6, -0.9])
    return figure


def _colour(one: Cover, region: str) -> str:
    if one.doubt:
        return PALE
    return ACCENT if one.region == region else BLUE


def locator(
    series: Sequence[Held], catalog: Catalog, lang: str, *, region: str, day: str = "", definition: str = ""
) -> Chart:
    """Polygons of the sub-regions on our own coast, shaded by the share under ice where a day is given.

    `definition` tells where the lines of the chosen one run.
    """
    found = {one.region: one for one in cover(series, catalog, day)} if day else {}
    places = _places(found, region, catalog, lang)
    named = {"wide": places, "narrow": places[:1]}
    sizes = {
        name: base_map(
            lang, window=WINDOW, places=named[name], width_px=width, height_px=height,
            under=_polygons(found, region, catalog),
        ).update_layout(font_family=figures.FONT, paper_bgcolor="rgba(0,0,0,0)", showlegend=False)
        for name, (width, height) in SIZES.items()
    }  # fmt: skip
    name = t(f"region.{region}", lang)
    subtitle = told(definition or catalog.regions[region].definition, lang)
    return Chart(
        name=f"sub-region-{region}",
        title=t("sub_regions.map_title", lang, region=name),
        subtitle=subtitle,
        alt=t("sub_regions.map_alt", lang, n=len(names(catalog)), region=name),
        plot=sizes["wide"],
        narrow=sizes["narrow"],
        caption=(*captions.caption(series, catalog, lang), t("map.credit", lang), t("map.disclaimer", lang)),
        series=tuple(held.meta.id for held in series),
        last=pd.Timestamp(day).date() if day else None,
        height=SIZES["wide"][1],
        key=(_map_key(series, day, lang),),
    )


def _polygons(found: dict[str, Cover], chosen: str, catalog: Catalog) -> list[go.Scatter]:
    """The chosen polygon last, so that its line lies on top."""
    return [
        _polygon(catalog.regions[name].polygon, found.get(name), name == chosen)
        for name in sorted(names(catalog), key=lambda name: name == chosen)
    ]


def _polygon(corners: Sequence[tuple[float, float]], one: Cover | None, chosen: bool) -> go.Scatter:
    x, y = separated([forward(*outline(corners))])
    share = one.share if one and not np.isnan(one.share) else 0
    return go.Scatter(
        x=x.round(1), y=y.round(1), mode="lines", fill="toself", hoverinfo="skip", showlegend=False,
        fillcolor=SHADE.format(opacity=0.05 + 0.5 * min(share, 1)),
        line={"color": ACCENT if chosen else BLUE, "width": 2.5 if chosen else 1},
    )  # fmt: skip


def outline(corners: Sequence[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes and latitudes along a polygon, closed, at most a quarter of a degree apart."""
    ring = np.array([*corners, corners[0]])
    parts = [
        np.linspace(start, end, max(2, int(np.ceil(np.abs(end - start).max() / EDGE_STEP_DEGREES)) + 1))[:-1]
        for start, end in zip(ring[:-1], ring[1:], strict=True)
    ]
    whole = np.vstack([*parts, ring[-1:]])
    return whole[:, 0], whole[:, 1]


def _places(found: dict[str, Cover], chosen: str, catalog: Catalog, lang: str) -> list[Place]:
    """Names of the sub-regions; the chosen one first, so that it gets its label first."""
    ordered = sorted(names(catalog), key=lambda name: name != chosen)
    return [_place(name, found.get(name), catalog, lang) for name in ordered]


def _place(name: str, one: Cover | None, catalog: Catalog, lang: str) -> Place:
    region, text = catalog.regions[name], t(f"region.{name}", lang)
    hover = f"<b>{text}</b>" + (f"<br>{_value(one, lang)}" if one else "")
    return Place(name, text, float(region.longitude or 0), float(region.latitude or 0), "region", hover=hover)


def _percent(one: Cover, lang: str) -> str:
    if np.isnan(one.share):
        return t("sub_regions.no_value", lang)
    return f"{number(one.share * 100, lang, 0)} %{' ?' if one.doubt else ''}"


def _value(one: Cover, lang: str) -> str:
    if np.isnan(one.share):
        return t("sub_regions.no_value", lang)
    numbers = {"percent": number(one.share * 100, lang, 0), "extent": number(one.extent_km2, lang, 0)}
    return t("sub_regions.doubtful_value" if one.doubt else "sub_regions.value", lang, **numbers)


def _doubts(found: Sequence[Cover], lang: str) -> list[str]:
    """What is wrong with values that are flagged suspect."""
    return [t("sub_regions.doubt", lang, region=t(f"region.{one.region}", lang), note=told(one.doubt, lang))
            for one in found if one.doubt]  # fmt: skip


def _finding(found: Sequence[Cover], region: str, day: str, lang: str) -> tuple[str, str]:
    own = next(one for one in found if one.region == region)
    when = date(pd.Timestamp(day), lang)
    name = t(f"region.{region}", lang)
    key = "sub_regions.no_finding" if np.isnan(own.share) else "sub_regions.finding"
    key = "sub_regions.doubtful_finding" if own.doubt else key
    title = t(key, lang, region=name, percent=number(own.share * 100, lang, 0), day=when)
    told = [f"{t(f'region.{one.region}', lang)}: {_value(one, lang)}" for one in found]
    return title, f"{title}. {enumerated(told, lang, strong=True)}."


def _subtitle(meta: Meta, day: str, lang: str) -> str:
    product = naming.source(meta.source, lang)
    return t("sub_regions.subtitle", lang, product=product, day=date(pd.Timestamp(day), lang))


def _map_key(series: Sequence[Held], day: str, lang: str) -> str:
    if not day:
        return t("sub_regions.map_key", lang)
    product = naming.source(series[0].meta.source, lang)
    return t("sub_regions.shade_key", lang, day=date(pd.Timestamp(day), lang), product=product)


def days(held: Held, most: int) -> list[str]:
    """The newest days of a daily series, as ISO dates, the newest first."""
    return [f"{day:%Y-%m-%d}" for day in held.observations["time_end"].tail(most)[::-1]]


def day_name(source: str, day: str, lang: str) -> str:
    """A day and its product, as a reader sees them."""
    return t("sub_regions.day", lang, day=date(pd.Timestamp(day), lang), product=naming.source(source, lang))


def rows(held: Held, most: int, lang: str) -> list[tuple[str, ...]]:
    """Cells of a table of the newest days of one series: day, product, extent, share, sea area."""
    product = naming.source(held.meta.source, lang)
    told: list[tuple[str, ...]] = []
    for day in days(held, most):
        one = _cover(held.meta.region, held.observations, pd.Timestamp(day))
        share = number(one.share * 100, lang, 1) + (f" ({t('sub_regions.doubtful', lang)})" if one.doubt else "")
        numbers = (number(one.extent_km2, lang, 0), share, number(one.sea_km2, lang, 0))
        told.append((date(pd.Timestamp(day), lang), product, *numbers))
    return told
