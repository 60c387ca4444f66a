"""Where dissolved iron was measured at sea: one mark a station, coloured by the value of one depth layer.

The compilations share most of their bottles, so the caller draws one at a time. A station with several
values in a layer shows the newest and tells the others; nothing is averaged here. Rivers are other
marks without the colour scale: mg/L and nM never share one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import plotly.graph_objects as go

from indicators import captions, naming
from indicators.catalog import Catalog
from indicators.dissolved_iron import iron_classes, station_means, words
from indicators.dissolved_iron.path import SEA_UNIT, to_nanomolar
from indicators.figures import DOMAIN_COLOURS, FONT, GREY, INK, Chart
from indicators.locales import t
from indicators.locales.formats import enumerated, number
from indicators.map.basemap import SEA, base_maps
from indicators.map.projection import forward
from indicators.series import Meta
from indicators.store import Held

SEA_INDICATORS = ("dissolved_iron_seawater", "dissolved_iron_seawater_mean")
RIVER_INDICATOR = "dissolved_iron_river"
HOLLOW = ("derived", "quoted_secondhand")
SURFACE = (0.0, 50.0)
LAYERS = (SURFACE, (50.0, 200.0), (200.0, 500.0), (500.0, 1000.0), (1000.0, 2000.0), (2000.0, 4000.0))
"""Depth layers offered, m."""
SIZES = {"wide": (1180, 600), "narrow": (360, 520)}
WINDOW = "okhotsk_oyashio"
SMALLEST_PX, GROWTH_PX, HOLE, BARE_PX = 7, 1.4, 0.42, 6
MOST_LINES = 5


@dataclass(frozen=True)
class Station:
    """One position; `value` in nM, NaN where the layer has none or only a range."""

    longitude: float
    latitude: float
    value: float
    hollow: bool
    hover: str


@dataclass(frozen=True)
class _Row:
    """A value with the series it stands in."""

    row: Any
    meta: Meta

    @property
    def where(self) -> tuple[float, float]:
        longitude = getattr(self.row, "longitude", self.meta.longitude)
        latitude = getattr(self.row, "latitude", self.meta.latitude)
        return (math.nan if longitude is None else longitude), (math.nan if latitude is None else latitude)

    @property
    def layer(self) -> tuple[float, float]:
        return getattr(self.row, "depth_top_m", math.nan), getattr(self.row, "depth_bottom_m", math.nan)

    @property
    def value(self) -> float:
        return float(self.row.value) * to_nanomolar(self.meta.unit)

    def within(self, layer: tuple[float, float]) -> bool:
        top, bottom = self.layer
        return top >= layer[0] and bottom <= layer[1]


def shown(meta: Meta) -> bool:
    """Whether a series can have stations on this map."""
    return meta.indicator in (*SEA_INDICATORS, RIVER_INDICATOR)


def layers(series: Sequence[Held]) -> list[tuple[float, float]]:
    """Those of `LAYERS` in which a station has a value."""
    rows = [one for held in series if held.meta.indicator in SEA_INDICATORS for one in _rows(held)]
    return [layer for layer in LAYERS if any(one.within(layer) for one in rows)]


def station_map(
    series: Sequence[Held], catalog: Catalog, lang: str, *, layer: tuple[float, float] = SURFACE, unplaced: int = 0
) -> Chart:
    """Stations of one compilation, coloured by the value in one layer; rivers beside them.

    Parameters
    ----------
    series : sequence of Held
        Series of `SEA_INDICATORS` of one source, and of `RIVER_INDICATOR` of any.
    layer : tuple of float
        Top and bottom, m: a value counts where its own layer lies within.
    unplaced : int
        River series without a position, which are not drawn.
    """
    sea = stations([held for held in series if held.meta.indicator in SEA_INDICATORS], layer, lang)
    rivers = [held for held in series if held.meta.indicator == RIVER_INDICATOR]
    over = [*_marks(sea, lang), *_rivers(rivers, lang)]
    clear = [(x, y) for trace in over for x, y in zip(trace.x, trace.y, strict=True) if not math.isnan(x)]
    title = _title(sea, layer, lang)
    wide, narrow = (
        drawn.update_layout(font_family=FONT, paper_bgcolor="rgba(0,0,0,0)", font_color=INK)
        for drawn in base_maps(lang, list(SIZES.values()), window=WINDOW, over=over, clear=clear)
    )
    return Chart(
        name=f"iron-stations-{_span(layer)}m",
        title=title,
        subtitle=t("iron_map.subtitle", lang, unit=SEA_UNIT, layer=_depths(layer, lang), source=_source(series, lang)),
        alt=f"{title}. {t('iron_map.alt', lang)}",
        plot=wide,
        narrow=narrow,
        key=_key(sea, unplaced, lang),
        caption=(
            *captions.caption([_plain(held) for held in series], catalog, lang),
            t("map.credit", lang),
            t("map.disclaimer", lang),
        ),
        series=tuple(held.meta.id for held in series),
        last=captions.last_observation([_plain(held) for held in series]),
        height=SIZES["wide"][1],
    )


def stations(series: Sequence[Held], layer: tuple[float, float], lang: str) -> list[Station]:
    """One station a position (to 0.1 degree); the newest value of the layer, the others on hover."""
    at: dict[tuple[float, float], list[_Row]] = {}
    for one in (one for held in series for one in _rows(held)):
        longitude, latitude = one.where
        if not (math.isnan(longitude) or math.isnan(latitude)):
            at.setdefault((round(longitude, 1), round(latitude, 1)), []).append(one)
    found = [_station(rows, layer, lang) for rows in at.values()]
    return sorted(found, key=lambda station: -station.value if station.value == station.value else math.inf)


def _rows(held: Held) -> Iterator[_Row]:
    return (_Row(row, held.meta) for row in held.observations.itertuples())


def _station(rows: Sequence[_Row], layer: tuple[float, float], lang: str) -> Station:
    here = sorted((one for one in rows if one.within(layer)), key=lambda one: one.row.time_end, reverse=True)
    shown = here[0] if here else rows[0]
    others = [one for one in (here or rows) if one is not shown]
    lines = [_hover(shown, lang)] if here else [f"<b>{_name(shown, lang)}</b>", t("iron_map.not_here", lang)]
    lines += [_line(one, lang) for one in (others if here else rows)[:MOST_LINES]]
    left = len(others if here else rows) - MOST_LINES
    lines += [t("iron_map.more", lang, n=left)] if left > 0 else []
    value = shown.value if here else math.nan
    return Station(*shown.where, value, shown.row.confidence in HOLLOW, "<br>".join(lines))


def _name(one: _Row, lang: str) -> str:
    return words.place(one.meta, lang)


def _hover(one: _Row, lang: str) -> str:
    made = station_means.hover if hasattr(one.row, "n") else words.hover
    return made(one.row, one.meta, lang)


def _line(one: _Row, lang: str) -> str:
    """A further value: its layer, value, unit and period."""
    parts = (words.layer(one.row, lang), f"{words.measured(one.row, lang)} {words.unit(one.meta, lang)}",
             words.period(one.row, one.meta, lang, short=True))  # fmt: skip
    return " · ".join(part for part in parts if part)


def _marks(found: Sequence[Station], lang: str) -> list[go.Scatter]:
    """Stations by class, large marks below; then holes in the hollow ones, then stations without a value."""
    known = [station for station in found if not math.isnan(station.value)]
    kinds = np.digitize([station.value for station in known], iron_classes.BOUNDS_NM).tolist()
    sizes = [SMALLEST_PX + GROWTH_PX * kind for kind in range(len(iron_classes.COLOURS))]
    traces = []
    for kind, (colour, name) in enumerate(zip(iron_classes.COLOURS, iron_classes.names(lang), strict=True)):
        mine = [station for station, of in zip(known, kinds, strict=True) if of == kind]
        traces.append(_scatter(mine, name, size=sizes[kind], color=colour, line={"color": INK, "width": 0.8}))
    hollow = [(station, sizes[kind]) for station, kind in zip(known, kinds, strict=True) if station.hollow]
    holes = [station for station, _ in hollow]
    traces.append(_scatter(holes, "", size=[HOLE * size for _, size in hollow], color=SEA))
    bare = [station for station in found if math.isnan(station.value)]
    return [*traces, _scatter(bare, t("iron_map.bare", lang), size=BARE_PX, color=GREY, symbol="cross-thin-open")]


def _rivers(series: Sequence[Held], lang: str) -> list[go.Scatter]:
    """River stations with a position: a square without a colour scale, the newest value on hover."""
    found = []
    for held in series:
        longitude, latitude = held.meta.longitude, held.meta.latitude
        if longitude is not None and latitude is not None and len(held.observations):
            row = next(held.observations.sort_values("time_end").tail(1).itertuples())
            found.append(Station(longitude, latitude, math.nan, False, words.hover(row, held.meta, lang)))
    if not found:
        return []
    return [_scatter(found, t("iron_map.river", lang), size=9, color=DOMAIN_COLOURS["river"], symbol="square")]


def _scatter(found: Sequence[Station], name: str, **marker: Any) -> go.Scatter:
    # plotly leaves a trace without any point out of the key.
    x, y = forward([one.longitude for one in found] or [math.nan], [one.latitude for one in found] or [math.nan])
    return go.Scatter(
        x=x.round(1), y=y.round(1), mode="markers", name=name, showlegend=bool(name), marker=marker,
        text=[one.hover for one in found] or [""], hovertemplate="%{text}<extra></extra>" if name else None,
        hoverinfo=None if name else "skip",
    )  # fmt: skip


def _title(found: Sequence[Station], layer: tuple[float, float], lang: str) -> str:
    """How many stations have a value, and from where to where they reach."""
    values = [station.value for station in found if not math.isnan(station.value)]
    if not values:
        return t("iron_map.title_none", lang, layer=_depths(layer, lang))
    low, high = number(min(values), lang), number(max(values), lang)
    return t("iron_map.title", lang, layer=_depths(layer, lang), low=low, high=high, unit=SEA_UNIT, n=len(values))


def _key(found: Sequence[Station], unplaced: int, lang: str) -> tuple[str, ...]:
    told = [t("iron_map.newest", lang)]
    if any(station.hollow for station in found):
        told.append(t("iron_map.hollow", lang))
    if unplaced:
        told.append(t("iron_map.rivers_unplaced", lang, n=unplaced))
    return tuple(told)


def _depths(layer: tuple[float, float], lang: str) -> str:
    return f"{number(layer[0], lang, 0)}–{number(layer[1], lang, 0)} m"


def _span(layer: tuple[float, float]) -> str:
    return f"{layer[0]:.0f}-{layer[1]:.0f}"


def _source(series: Sequence[Held], lang: str) -> str:
    sources = dict.fromkeys(held.meta.source for held in series if held.meta.indicator in SEA_INDICATORS)
    return enumerated((naming.source(source, lang) for source in sources), lang)


def _plain(held: Held) -> Held:
    """For the caption: what has no date in its source has no last observation."""
    undated = held.observations["note"].str.startswith(words.UNDATED).all()
    return replace(held, meta=replace(held.meta, last="")) if undated else held
