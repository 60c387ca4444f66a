"""Map of the iron climatology: the uppermost depth in a calendar month, cell by cell on the projected coast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from indicators import captions, fields
from indicators.catalog import Catalog
from indicators.dissolved_iron import iron_classes, words
from indicators.dissolved_iron.path import SEA_UNIT
from indicators.fields import HeldLayer
from indicators.figures import FONT, Chart
from indicators.grid import CLIMATOLOGY, REFERENCE_YEAR
from indicators.locales import t
from indicators.locales.formats import enumerated, month_name, number
from indicators.map.basemap import base_maps
from indicators.map.projection import forward
from indicators.store import Cache, Held

FIELD = "dissolved_iron_climatology.northwest_pacific.huang"
TOLD = ("sea_of_okhotsk", "oyashio")  # waters whose means are in the title
SIZES = {"wide": (1180, 600), "narrow": (360, 480)}
WINDOW = "okhotsk_oyashio"


def surface(series: Sequence[Held], catalog: Catalog, lang: str, *, cache: Cache, month: int) -> Chart:
    """Dissolved iron at the surface in a month.

    Parameters
    ----------
    series : sequence of Held
        Monthly means over waters by the same climatology, or nothing.
    cache : Cache
    month : int
        1 to 12.

    Raises
    ------
    StoreError
        When the climatology is not held.
    """
    held = read(cache, FIELD, month)
    when = month_name(month, lang, whole=True)
    under = _traces(held, lang)
    wide, narrow = (
        drawn.update_layout(font_family=FONT, paper_bgcolor="rgba(0,0,0,0)", hoverdistance=iron_classes.HOVER_PX)
        for drawn in base_maps(lang, list(SIZES.values()), window=WINDOW, under=under)
    )
    title = _title(series, month, when, lang)
    depth = number(held.grid.more["depth_m"], lang, 0)
    return Chart(
        name=f"iron-surface-{month:02d}",
        title=title,
        subtitle=t("iron_grid.map_subtitle", lang, unit=SEA_UNIT, month=when, depth=depth),
        alt=f"{title}. {t('iron_grid.map_alt', lang)}",
        plot=wide,
        narrow=narrow,
        key=(t("iron_grid.model", lang), t("iron_grid.cells", lang)),
        caption=(*captions.caption([source(held)], catalog, lang), t("map.credit", lang), t("map.disclaimer", lang)),
        series=tuple(item.meta.id for item in series),
        height=SIZES["wide"][1],
    )


def read(cache: Cache, field: str, month: int) -> HeldLayer:
    """One month of a field of the climatology."""
    return fields.read(cache, field, pd.Timestamp(REFERENCE_YEAR, month, 1), part=CLIMATOLOGY)


def source(held: HeldLayer) -> Held:
    """A field as the caption wants it: without a last observation, for a climatology has none."""
    return Held(replace(held.meta, last=""), pd.DataFrame(), held.origin)


def _traces(held: HeldLayer, lang: str) -> list[go.Scatter]:
    """Classes of cells, and their values on hover."""
    latitude, longitude = held.grid.axis("latitude"), held.grid.axis("longitude") % 360
    corners = forward(*np.meshgrid(iron_classes.edges(longitude), iron_classes.edges(latitude)))
    middles = forward(*np.meshgrid(longitude, latitude))
    values = held.values
    known = np.isfinite(values)
    told = [f"{number(value, lang)} {SEA_UNIT}" for value in values[known].tolist()]
    x, y = (axis[known] for axis in middles)
    return [*iron_classes.areas(values, *corners, lang), iron_classes.pointers(x, y, told)]


def _title(series: Sequence[Held], month: int, when: str, lang: str) -> str:
    """The means of the waters of `TOLD` in this month; else what is drawn."""
    means = []
    for place in TOLD:
        for held in series:
            rows = held.observations[held.observations["time_start"].dt.month.eq(month)]
            if held.meta.place == place and rows["value"].count() == 1:
                means.append(f"{words.water(held.meta, lang)} {number(float(rows['value'].iloc[0]), lang)} {SEA_UNIT}")
    if not means:
        return t("iron_grid.map_title", lang, month=when)
    return t("iron_grid.map_finding", lang, month=when, means=enumerated(means, lang))
