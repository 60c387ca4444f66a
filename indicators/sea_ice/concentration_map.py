"""The map of sea ice: concentration on a day or in a month, its 15 % edge, the normal, the difference.

Reads fields and draws them; the extent in the title is the product's series of the same time, never
counted here. Where the normal is not held, the chart says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from indicators import captions, fields, naming
from indicators.catalog import Catalog
from indicators.errors import StoreError
from indicators.figures import FONT, Chart
from indicators.locales import has, t, told
from indicators.locales.formats import date, day_month, enumerated, month, month_name, number
from indicators.map.basemap import base_maps
from indicators.sea_ice import ice_shapes, reduction
from indicators.sea_ice.ice_shapes import ANOMALY, CONCENTRATION, Band
from indicators.sea_ice.normal_maps import PERIOD, Normal, find, least_years, made_of
from indicators.sea_ice.slab import THRESHOLD_PERCENT
from indicators.series import Meta
from indicators.store import Cache, Held

SIZES = {"wide": (1180, 600), "narrow": (360, 540)}
WINDOWS = ("okhotsk", "far_eastern_seas")


@dataclass(frozen=True)
class _Map:
    """One map with what belongs to it."""

    held: fields.HeldLayer
    normal: Normal
    anomaly: bool
    years: tuple[int, int]
    lang: str

    @property
    def monthly(self) -> bool:
        return self.held.meta.frequency == "month"

    @property
    def when(self) -> str:
        day = self.held.layer.time_start.date()
        return month(day, self.lang) if self.monthly else date(day, self.lang)

    @property
    def unit(self) -> str:
        """The day or month without its year."""
        day = self.held.layer.time_start.date()
        return month_name(day.month, self.lang, whole=True) if self.monthly else day_month(day, self.lang)


def ice_map(
    series: Sequence[Held],
    catalog: Catalog,
    lang: str,
    *,
    cache: Cache,
    field: str,
    time: str,
    anomaly: bool = False,
    window: str = "okhotsk",
    years: tuple[int, int] = (0, 30),
) -> Chart:
    """Draw one time of a field of concentration.

    Parameters
    ----------
    series : sequence of Held
        Extent of the Sea of Okhotsk by the same product, or nothing.
    cache : Cache
    field : str
        Id of a field on the window of `polar`, %.
    time : str
        Start of the map, ISO.
    anomaly : bool
        The difference from the normal, where that is held.
    window : str
        One of `WINDOWS`.
    years : tuple of int
        Years of the baseline held of this calendar unit, and how many it has.

    Raises
    ------
    StoreError
        When the map is not held.
    """
    start = pd.Timestamp(time)
    held = fields.read(cache, field, start)
    normal = find(cache, field, start, held.meta.frequency)
    one = _Map(held, normal, anomaly and normal.concentration is not None, years, lang)
    under = _traces(one)
    title = _title(one, series)
    wide, narrow = (
        drawn.update_layout(font_family=FONT, paper_bgcolor="rgba(0,0,0,0)", hoverdistance=ice_shapes.HOVER_PX)
        for drawn in base_maps(lang, list(SIZES.values()), window=window, under=under)
    )
    return Chart(
        name=f"ice-map-{held.meta.source}",
        title=title,
        subtitle=_subtitle(one),
        alt=f"{title}. {t('ice_map.alt_anomaly' if one.anomaly else 'ice_map.alt', lang)}",
        plot=wide,
        narrow=narrow,
        key=(*_key(one, catalog), *_removed(one, cache, catalog)),
        caption=(*captions.caption(_sources(one), catalog, lang), t("map.credit", lang), t("map.disclaimer", lang)),
        series=tuple(item.meta.id for item in series),
        last=held.layer.time_end.date(),
        height=SIZES["wide"][1],
    )


def _traces(one: _Map) -> list[go.Scatter]:
    """Everything between the sea and the land, from below."""
    lang, percent = one.lang, one.held.values
    if one.anomaly and one.normal.concentration is not None:
        usual = one.normal.concentration.values
        values = np.where(np.fmax(percent, usual) >= THRESHOLD_PERCENT, percent - usual, np.nan)
        areas = ice_shapes.classes(values, ANOMALY, _names(ANOMALY, "ice_map.difference", lang))
        told = t("ice_map.hover_difference", lang, value=ice_shapes.SIGNED)
    else:
        values = np.where(percent > 0, percent, np.nan)
        areas = ice_shapes.classes(values, CONCENTRATION, _names(CONCENTRATION, "ice_map.class", lang))
        told = t("ice_map.hover", lang, value=ice_shapes.VALUE)
    lines = [ice_shapes.ice_edge(one.held, t("ice_map.edge", lang))]
    if one.normal.frequency:
        lines.append(ice_shapes.median_edge(one.normal.frequency, t("ice_map.median", lang)))
    return [
        *areas,
        ice_shapes.not_sea(one.held, t("ice_map.coast", lang)),
        ice_shapes.unknown(one.held, t("ice_map.no_data", lang)),
        *lines,
        ice_shapes.pointers(values, told),
    ]


def _names(bands: Sequence[Band], key: str, lang: str) -> list[str]:
    """Names of classes, the ends as they are reached: 101 stands for 100 included."""
    ends = [(max(band.low, -100), min(band.high, 100)) for band in bands]
    return [t(key, lang, low=_signed(low, lang), high=_signed(high, lang)) for low, high in ends]


def _signed(value: float, lang: str) -> str:
    return f"−{number(-value, lang, 0)}" if value < 0 else number(value, lang, 0)


def _title(one: _Map, series: Sequence[Held]) -> str:
    """The extent that the product gives for this time; else what is drawn."""
    lang = one.lang
    if one.anomaly:
        return t("ice_map.title_anomaly", lang, when=one.when, period=PERIOD)
    for item in series:
        same = item.observations[item.observations["time_start"].eq(one.held.layer.time_start)]
        if len(same) == 1 and same["value"].notna().all():
            value = number(float(same["value"].iloc[0]), lang, 0)
            region = t(f"region.{item.meta.region}", lang)
            return t("ice_map.title", lang, region=region, when=one.when, value=value, unit=item.meta.unit)
    return t("ice_map.title_plain", lang, when=one.when)


def _subtitle(one: _Map) -> str:
    meta = one.held.meta
    statistic = f"statistic.{meta.statistic.replace(' ', '_')}"
    parts = [
        t("ice_map.what_anomaly" if one.anomaly else "ice_map.what", one.lang),
        naming.source(meta.source, one.lang),
        t(statistic, one.lang) if has(statistic) else "",
    ]
    return " · ".join(part for part in parts if part)


def _key(one: _Map, catalog: Catalog) -> tuple[str, ...]:
    """What a reader must know: how the cells are drawn, the normal or why there is none, the file's own remarks."""
    lang = one.lang
    key = [t("ice_map.cells", lang)]
    if one.normal.frequency:
        facts = {"period": PERIOD, "unit": one.unit, "note": told(one.normal.frequency.layer.note, lang)}
        key.append(t("ice_map.median_told", lang, **facts))
    else:
        key.append(_no_median(one, catalog))
    layer = one.held.layer
    key += [t(f"ice_map.flag.{layer.flag}", lang)] if has(f"ice_map.flag.{layer.flag}") else []
    return (*key, told(layer.note, lang)) if layer.note else tuple(key)


def _removed(one: _Map, cache: Cache, catalog: Catalog) -> Iterator[str]:
    """Name the seas that look free of ice because the product took its ice away."""
    names = []
    for declared in catalog.declarations(one.held.meta.source):
        if declared.indicator != "sea_ice_extent":
            continue
        try:
            rows = cache.read(declared.id).observations
        except StoreError:
            continue
        here = rows[rows["time_start"].eq(one.held.layer.time_start) & rows["note"].str.contains(reduction.REMOVED)]
        names += [t(f"region.{declared.place}", one.lang)] * bool(len(here))
    if names:
        yield t("ice_map.removed", one.lang, regions=enumerated(names, one.lang))


def no_anomaly(meta: Meta, unit: str, years: tuple[int, int], catalog: Catalog, lang: str) -> str:
    """Why there is no difference from the normal, how to get it and who holds it.

    Parameters
    ----------
    unit : str
        The day or month in words.
    years : tuple of int
        Years of the baseline held of it, and how many it has.
    """
    facts: dict[str, object] = {"period": PERIOD, "provider": catalog.sources[meta.source].provider}
    if not made_of(meta.source, catalog):
        return t("ice_map.never_anomaly", lang, **facts)
    facts |= {"unit": unit, "held": years[0], "of": years[1], "least": least_years(years[1]), "source": meta.source}
    how = "ice_map.how_month" if meta.frequency == "month" else "ice_map.how_day"
    return f"{t('ice_map.no_anomaly', lang, **facts)} {t(how, lang, **facts)}"


def _no_median(one: _Map, catalog: Catalog) -> str:
    if not made_of(one.held.meta.source, catalog):
        return t("ice_map.never_median", one.lang, period=PERIOD)
    held, of = one.years
    return t("ice_map.no_median", one.lang, period=PERIOD, unit=one.unit, held=held, of=of)


def _sources(one: _Map) -> list[Held]:
    """The fields drawn, as the caption wants them: the last observation is that of the map."""
    last = f"{one.held.layer.time_end:%Y-%m-%d}"
    return [Held(replace(one.held.meta, last=last), pd.DataFrame(), one.held.origin)]
