"""Dissolved iron along its path: soil, ground water, rivers (mg/L); and, apart, the sea (nM).

The two units never share an axis: they are two charts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from indicators import captions
from indicators.catalog import Catalog
from indicators.dissolved_iron import rows, words
from indicators.dissolved_iron.rows import Row
from indicators.figures import Chart
from indicators.locales import t
from indicators.locales.formats import enumerated, number
from indicators.store import Held

IRON_G_PER_MOL = 55.845  # IUPAC standard atomic weight
SEAWATER_KG_PER_L = 1.025  # nmol/kg to nM
RIVER_UNIT, SEA_UNIT = "mg/L", "nM"

RIVER_STAGES = {
    "dissolved_iron_porewater": (
        "permafrost_soil_surface_snowmelt",
        "permafrost_soil_surface_after_floods",
        "permafrost_soil_subsurface_late_summer",
    ),
    "dissolved_iron_groundwater": ("sanjiang_plain", "middle_amur"),
    "dissolved_iron_river": (
        "permafrost_river_snowmelt",
        "permafrost_river_after_floods",
        "permafrost_river_july_rain",
        "songhua_river",
        "sanjiang_plain_rivers",
        "middle_amur",
        "amur_midstream",
    ),
}
"""Indicators in the order of the path, and the order of their places; places not listed follow."""


@dataclass(frozen=True)
class Stop:
    """A place on the path at sea and, where a layer is meant, its depths in metres."""

    place: str
    layer: tuple[float, float] | None = None


SEA_PATH = (
    Stop("amur_estuary"),
    Stop("northwest_okhotsk_shelf"),
    Stop("east_sakhalin_shelf"),
    Stop("kuril_basin", (300, 600)),
    Stop("kuril_basin", (0, 50)),
    Stop("oyashio", (400, 800)),
    Stop("oyashio", (200, 400)),
    Stop("oyashio", (0, 30)),
    Stop("pacific_44n_155e", (0, 30)),
)
"""From the river's mouth to the Oyashio: intermediate water carries iron south, the surface uses it."""


def rivers(series: Sequence[Held], catalog: Catalog, lang: str) -> Chart:
    """Concentrations in soil water, ground water and rivers, mg/L, one row a value.

    Parameters
    ----------
    series : sequence of Held
        Concentrations in mg/L.
    """
    listed: list[Row] = []
    for indicator, order in RIVER_STAGES.items():
        mine = [held for held in series if held.meta.indicator == indicator]
        mine.sort(key=lambda held: order.index(held.meta.place) if held.meta.place in order else len(order))
        if mine:
            listed.append(Row(t(f"indicator.{indicator}", lang), heading=True))
        for held in mine:
            counted = words.quantity(held.meta)
            fraction = "" if counted == "dissolved" else counted
            listed += [rows.row(held, item, lang, fraction=fraction) for item in held.observations.itertuples()]
    title = _river_finding(series, lang)
    return Chart(
        name="iron-rivers",
        title=title,
        subtitle=t("iron.rivers_subtitle", lang, unit=RIVER_UNIT, micromolar=number(1000 / IRON_G_PER_MOL, lang, 1)),
        alt=_alt(title, listed, RIVER_UNIT),
        plot=rows.plot(listed, RIVER_UNIT, lang),
        narrow=rows.plot(listed, RIVER_UNIT, lang, narrow=True),
        caption=captions.caption(series, catalog, lang),
        series=tuple(held.meta.id for held in series),
        last=captions.last_observation(series),
        height=rows.height(listed),
        key=rows.key(listed, lang),
    )


def sea(series: Sequence[Held], catalog: Catalog, lang: str, *, gaps: bool = True) -> Chart:
    """Concentrations at the stops of the path at sea, nM, one row a stop and layer.

    Parameters
    ----------
    series : sequence of Held
        Concentrations in nM or nmol/kg; stops without one are told in words.
    gaps : bool
        Whether to tell the stops without data.
    """
    at = {held.meta.place: held for held in series}
    listed: list[Row] = []
    empty: list[str] = []
    for stop in SEA_PATH:
        held = at.get(stop.place)
        part = _at(held, stop) if held else None
        if held is None or part is None or part.empty:
            empty.append(t(f"region.{stop.place}", lang) if stop.layer is None else "")
            continue
        listed += _gap(empty, lang, gaps)
        empty = []
        factor = to_nanomolar(held.meta.unit)
        listed += [rows.row(held, item, lang, factor=factor) for item in part.itertuples()]
    drawn = [held for held in series if any(stop.place == held.meta.place for stop in SEA_PATH)]
    title = _sea_finding(at, lang)
    return Chart(
        name="iron-sea",
        title=title,
        subtitle=t("iron.sea_subtitle", lang, unit=SEA_UNIT, nanomolar=number(1e6 / IRON_G_PER_MOL, lang, 0)),
        alt=_alt(title, listed, SEA_UNIT),
        plot=rows.plot(listed, SEA_UNIT, lang),
        narrow=rows.plot(listed, SEA_UNIT, lang, narrow=True),
        caption=captions.caption(drawn, catalog, lang),
        series=tuple(held.meta.id for held in drawn),
        last=captions.last_observation(drawn),
        height=rows.height(listed),
        key=rows.key(listed, lang),
    )


def on_path(place: str) -> bool:
    """Whether a place is a stop of the path at sea."""
    return any(stop.place == place for stop in SEA_PATH)


def to_nanomolar(unit: str) -> float:
    """Factor from a unit of seawater concentrations to nM."""
    return {"nM": 1.0, "nmol/kg": SEAWATER_KG_PER_L}[unit]


def _at(held: Held, stop: Stop) -> pd.DataFrame:
    frame = held.observations
    if stop.layer is None:
        return frame
    top, bottom = stop.layer
    return frame[frame["depth_top_m"].eq(top) & frame["depth_bottom_m"].eq(bottom)]


def _gap(empty: list[str], lang: str, gaps: bool) -> list[Row]:
    """One row of words for stops in a row that nobody could be shown."""
    named = [name for name in empty if name]
    return [Row(t("iron.no_open_value", lang, places=enumerated(named, lang)))] if named and gaps else []


def _river_finding(series: Sequence[Held], lang: str) -> str:
    """Least and greatest value in rivers, and in ground water."""
    spans = {}
    for name in ("river", "groundwater"):
        values = [held.observations["value"] for held in series if held.meta.indicator == f"dissolved_iron_{name}"]
        held = pd.concat(values).dropna() if values else pd.Series(dtype=float)
        if held.empty:
            return t("iron.rivers_title", lang)
        low, high = number(held.min(), lang), number(held.max(), lang)
        spans[name] = low if low == high else f"{low}–{high}"
    return t("iron.rivers_finding", lang, unit=RIVER_UNIT, **spans)


def _sea_finding(at: dict[str, Held], lang: str) -> str:
    """Surface and intermediate water of the Kuril Basin, and the surface of the Oyashio."""
    wanted = {
        "deep": Stop("kuril_basin", (300, 600)),
        "surface": Stop("kuril_basin", (0, 50)),
        "oyashio": Stop("oyashio", (0, 30)),
    }
    values = {}
    for name, stop in wanted.items():
        part = _at(at[stop.place], stop) if stop.place in at else None
        if part is not None and part["value"].count() == 1:
            values[name] = number(part["value"].iloc[0], lang)
    if not {"deep", "surface"} <= values.keys():
        return t("iron.sea_title", lang)
    return t("iron.sea_finding" if "oyashio" in values else "iron.sea_finding_basin", lang, unit=SEA_UNIT, **values)


def _alt(title: str, listed: Sequence[Row], unit: str) -> str:
    told = [f"{item.label} {item.told} {unit}" for item in listed if item.mark]
    return f"{title}. {'; '.join(told)}."
