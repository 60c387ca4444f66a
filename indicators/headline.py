"""The latest of each domain in one glance: value, when, change against the normal, a sparkline."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators import status
from indicators.catalog import Catalog
from indicators.errors import StoreError
from indicators.locales import t
from indicators.locales.formats import day_month, number, period
from indicators.river.annual import annual_means
from indicators.sea_ice import figures as sea_ice_figures
from indicators.sea_ice import season
from indicators.store import Cache, Held

SEA_ICE = "sea_ice_extent.sea_of_okhotsk.sea_ice_index"
IRON = "iron_load.khabarovsk.derived"
RIVER = "discharge.khabarovsk.roshydromet"
POPULATION = "abundance_ribbon_seal.sea_of_okhotsk.published"
CATCH = "catch_chum.amur_river.npafc"


@dataclass(frozen=True)
class Headline:
    """One card. `spark` holds (x, value) pairs in order; `lower`/`upper` an interval of the value."""

    domain: str
    what: str
    value: str
    when: str
    change: str
    age: str
    snapshot: bool
    spark: tuple[tuple[float, float], ...]


def headlines(cache: Cache, catalog: Catalog, lang: str, now: dt.datetime) -> list[Headline]:
    """One headline a domain; a domain whose series cannot be read is told so."""
    makers = {"sea_ice": (_sea_ice, SEA_ICE), "dissolved_iron": (_iron, IRON), "river": (_river, RIVER),
              "population": (_population, POPULATION)}  # fmt: skip
    found = []
    for domain, (make, series_id) in makers.items():
        try:
            held = cache.read(series_id)
            what, value, when, change, spark = make(held, lang, cache)
        except StoreError:
            missing = t("state.never", lang)
            found.append(Headline(domain, series_id, missing, "", "", "never", False, ()))
            continue
        source = catalog.sources[held.meta.source]
        last = dt.datetime.fromisoformat(held.meta.last).replace(tzinfo=dt.UTC)
        age = status.age(source, last, now) if source.cadence_days else "none"
        found.append(Headline(domain, what, value, when, change, age, held.origin == "snapshot", spark))
    return found


_Told = tuple[str, str, str, str, tuple[tuple[float, float], ...]]


def _sea_ice(held: Held, lang: str, _: Cache) -> _Told:
    value, when, change = sea_ice_figures.headline(held, lang)
    table = season.maxima(season.daily(held.observations)).query("complete")
    last = table.iloc[-1]
    rank, total = sea_ice_figures.place_among(table, int(last["season"]), lang)
    extra = t(
        "home.ice_maximum", lang, season=int(last["season"]), value=number(last["value"], lang, 0),
        unit=held.meta.unit, day=day_month(last["date"], lang), rank=rank, total=total,
    )  # fmt: skip
    what = t("home.what", lang, what=t("indicator.sea_ice_extent", lang), where=t("region.sea_of_okhotsk", lang))
    spark = tuple((float(row.season), float(row.value)) for row in table.itertuples())
    return what, value, when, f"{change}. {extra}" if change else extra, spark


def _iron(held: Held, lang: str, _: Cache) -> _Told:
    frame = held.observations.dropna(subset="value")
    row = frame.iloc[-1]
    what = t("home.what", lang, what=t("indicator.iron_load", lang), where=t("place.khabarovsk", lang))
    value = f"{number(row['value'], lang)} {held.meta.unit}"
    bounds = t("home.range", lang, low=number(row["lower"], lang), high=number(row["upper"], lang))
    return what, value, period(row["time_start"], row["time_end"], lang), bounds, _spark(frame)


def _river(held: Held, lang: str, _: Cache) -> _Told:
    yearly = annual_means(held.observations)
    year, mean = int(yearly.index[-1]), float(yearly.iloc[-1])
    normal = float(yearly.iloc[:-1].mean())
    what = t("home.what", lang, what=t("indicator.discharge", lang), where=t("place.khabarovsk", lang))
    key = "home.below_mean" if mean < normal else "home.above_mean"
    years = f"{yearly.index[0]}–{yearly.index[-2]}"
    change = t(key, lang, percent=number(abs(mean / normal - 1) * 100, lang, 0), period=years)
    when = t("home.mean_of_year", lang, year=year)
    return what, f"{number(mean, lang, 0)} {held.meta.unit}", when, change, _pairs(yearly)


def _population(held: Held, lang: str, cache: Cache) -> _Told:
    row = held.observations.iloc[-1]
    what = t("home.what", lang, what=t("species.ribbon_seal", lang), where=t("region.sea_of_okhotsk", lang))
    value = number(row["value"], lang, 0)
    bounds = t("home.interval", lang, low=number(row["lower"], lang, 0), high=number(row["upper"], lang, 0),
               interval=row["interval"])  # fmt: skip
    when = period(row["time_start"], row["time_end"], lang)
    try:
        catch = cache.read(CATCH)
        last = catch.observations.dropna(subset="value").iloc[-1]
        bounds += ". " + t("home.chum", lang, year=last["time_start"].year, value=number(last["value"], lang, 0))
        return what, value, when, bounds, _spark(catch.observations.dropna(subset="value"))
    except StoreError:
        return what, value, when, bounds, ()


def _spark(frame: pd.DataFrame) -> tuple[tuple[float, float], ...]:
    return _pairs(frame.set_index(frame["time_start"].dt.year)["value"])


def _pairs(values: pd.Series) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in values.items() if np.isfinite(y))
