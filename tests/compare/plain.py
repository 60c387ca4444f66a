"""Series as they lie in the shipped snapshot, read without this project's code, and statistics by hand."""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from indicators.series import Meta
from indicators.store import Cache, Held

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "cache" / "snapshot" / "series"
OKHOTSK = "sea_ice_extent.sea_of_okhotsk.sea_ice_index"
BERING = "sea_ice_extent.bering_sea.sea_ice_index"
MASIE = "sea_ice_extent.sea_of_okhotsk.masie"
DISCHARGE = "discharge.khabarovsk.roshydromet"
CHUM, PINK = "catch_chum.amur_river.npafc", "catch_pink.amur_river.npafc"


@functools.cache
def held(series_id: str) -> Held:
    return Cache(ROOT / "cache").read(series_id)


def series(*ids: str) -> list[Held]:
    return [held(one) for one in ids]


def meta(series_id: str) -> Meta:
    return held(series_id).meta


@functools.cache
def columns(series_id: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Days (datetime64[D]) that end each period, values, and whether the row is suspect."""
    table = pq.read_table(FOLDER / f"{series_id}.parquet", columns=["time_end", "value", "flag"])
    days = table["time_end"].to_numpy().astype("datetime64[D]")
    return days, table["value"].to_numpy(zero_copy_only=False), np.array(table["flag"].to_pylist()) == "suspect"


def month_and_year(days: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return days.astype("datetime64[M]").astype(int) % 12 + 1, days.astype("datetime64[Y]").astype(int) + 1970


def season_maxima(series_id: str) -> dict[int, float]:
    """Highest value of November to July by the year of the January."""
    days, values, suspect = columns(series_id)
    month, year = month_and_year(days)
    season = year + (month >= 11)
    kept = ((month >= 11) | (month <= 7)) & np.isfinite(values) & ~suspect
    return {int(one): float(values[kept & (season == one)].max()) for one in np.unique(season[kept])}


def annual_means(series_id: str) -> dict[int, float]:
    """Mean of the days of calendar years."""
    days, values, suspect = columns(series_id)
    _, year = month_and_year(days)
    kept = np.isfinite(values) & ~suspect
    return {int(one): float(values[kept & (year == one)].mean()) for one in np.unique(year[kept])}


def monthly_means(series_id: str, least: int = 27) -> dict[tuple[int, int], float]:
    days, values, suspect = columns(series_id)
    month, year = month_and_year(days)
    kept = np.isfinite(values) & ~suspect
    found = {}
    for at in sorted({(int(y), int(m)) for y, m in zip(year[kept], month[kept], strict=True)}):
        mine = kept & (year == at[0]) & (month == at[1])
        if np.unique(days[mine]).size >= least:
            found[at] = float(values[mine].mean())
    return found


def yearly_values(series_id: str) -> dict[int, float]:
    """Values of a yearly series as they stand."""
    days, values, _ = columns(series_id)
    _, year = month_and_year(days)
    return {int(y): float(v) for y, v in zip(year, values, strict=True) if np.isfinite(v)}
