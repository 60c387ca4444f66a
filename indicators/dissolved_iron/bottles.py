"""Bottles of a compilation to means by station and depth layer, which are all that is ever shown.

The terms of the compilations forbid passing bottle values on. So a layer needs two bottles at least
(of a single one the mean would be the bottle), and its lowest and highest value are told only where
there are more, so that no bottle's value with its depth follows from what is shown. Nothing is
dropped without a word: what is left out is counted in the notices.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from indicators import observations
from indicators.catalog import Catalog, Declaration, Source
from indicators.dissolved_iron import areas
from indicators.dissolved_iron.words import UNDATED
from indicators.errors import CatalogError, FormatError
from indicators.locales.formats import month_name
from indicators.series import Parsed, Reading

COLUMNS = ("longitude", "latitude", "depth_m", "iron_nM", "year", "month", "reference", "row")
"""Degrees, metres, nM; year and month NaN where not given; `row` is the place in the file, for messages."""

_KEY = ["column", "line", "layer", "year", "month"]


@dataclass(frozen=True)
class Rules:
    """How bottles become means, from `options.bottles` of the source.

    Attributes
    ----------
    layers_m : tuple of float
        Edges of the depth layers; the upper edge belongs to its layer, the lower to the next.
    station_degrees : float
        Positions that round to the same multiple are one station.
    fewest, fewest_for_range : int
        Bottles a layer needs to be shown, and to be shown with its lowest and highest value.
    suspect_above_nM : float
        A layer with a higher bottle is flagged `suspect`; nothing is taken out.
    year : int
        Of the compilation: where bottles without a year are placed.
    """

    layers_m: tuple[float, ...]
    station_degrees: float
    fewest: int
    fewest_for_range: int
    suspect_above_nM: float  # noqa: N815 - the unit's own letters
    year: int

    @classmethod
    def of(cls, source: Source) -> Rules:
        """The rules of a source.

        Raises
        ------
        CatalogError
            When the registry gives none, or others.
        """
        try:
            given = dict(source.options["bottles"])
            return cls(**(given | {"layers_m": tuple(given["layers_m"])}))
        except (KeyError, TypeError, ValueError) as error:
            raise CatalogError(f"options.bottles is not as expected ({error})", source.title, "Correct it.") from error


def frame(rows: list[tuple[Any, ...]], where: str) -> pd.DataFrame:
    """Bottles as a frame with `COLUMNS`, checked.

    Raises
    ------
    FormatError
        When a position lies outside the globe.
    """
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    wrong = ~(table["latitude"].between(-90, 90) & table["longitude"].between(-180, 360))
    if wrong.any():
        bad = table[wrong].iloc[0]
        reason = f"longitude {bad['longitude']:g}, latitude {bad['latitude']:g} is no position"
        todo = "Check that longitude comes before latitude, and get the file again."
        raise FormatError(reason, f"{where}, {bad['row']}", todo)
    return table


def reading(
    table: pd.DataFrame, source_id: str, catalog: Catalog, *, indicator: str, notices: list[str], whole: bool
) -> Reading:
    """Means of every declared area, and what was left out in words.

    Parameters
    ----------
    table : DataFrame
        `COLUMNS`, one row a bottle.
    indicator : str
        The series' indicator: only its declarations are filled.
    notices : list of str
        Remarks of the parser, told before ours.
    whole : bool
        Whether series of the source that are not filled here are withdrawn.
    """
    rules = Rules.of(catalog.sources[source_id])
    told = list(notices)
    usable = table["depth_m"].ge(0) & table["iron_nM"].ge(0)
    for what, bad in (("depth", ~table["depth_m"].ge(0)), ("concentration", ~table["iron_nM"].ge(0))):
        if bad.any():
            told.append(f"Left out without a {what} (missing or below zero): {bad.sum()} bottle(s).")
    parsed: list[Parsed] = []
    for declared in catalog.declarations(source_id):
        if declared.indicator == indicator:
            area = areas.of(declared, catalog)
            inside = table[usable & area.holds(table["longitude"], table["latitude"])]
            means, single = by_station(inside, rules, declared)
            if single:
                told.append(f"{declared.id}: {single} layer(s) of fewer than {rules.fewest} bottles are not shown.")
            if len(means):
                parsed.append(Parsed(declared, means, {"area_definition": area.told}, unique=False))
            else:
                told.append(f"{declared.id}: no station has a layer of {rules.fewest} bottles.")
    return Reading(tuple(parsed), tuple(told), whole)


def by_station(table: pd.DataFrame, rules: Rules, declared: Declaration) -> tuple[pd.DataFrame, int]:
    """Observations of stations and layers, and the number of layers with too few bottles.

    Returns
    -------
    DataFrame
        The contract's columns, then `longitude`, `latitude` (mean of the bottles' positions, degrees,
        -180 to 180), `depth_top_m`, `depth_bottom_m`, `n` (bottles) and `reference`.
    int
    """
    groups = list(_groups(table, rules))
    kept = [group for group in groups if len(group) >= rules.fewest]
    rows = sorted((_mean(group, rules) for group in kept), key=lambda row: row["order"])
    single = len(groups) - len(kept)
    if not rows:
        return pd.DataFrame(), single
    made = pd.DataFrame(rows)
    built = observations.build(
        made["time_start"],
        made["value"],
        time_end=made["time_end"],
        lower=made["lower"],
        upper=made["upper"],
        interval=made["interval"],
        flag=made["flag"],
        citation=declared.source,
        confidence="derived",
        note=made["note"],
    )
    further = ["longitude", "latitude", "depth_top_m", "depth_bottom_m", "n", "reference"]
    return built.assign(**{name: made[name].to_numpy() for name in further}), single


def _groups(table: pd.DataFrame, rules: Rules) -> Iterator[pd.DataFrame]:
    """Bottles of one station, layer and time each."""
    edges = np.array(rules.layers_m)
    layer = np.searchsorted(edges, table["depth_m"], side="right") - 1
    keyed = table.assign(
        column=np.round(np.mod(table["longitude"], 360) / rules.station_degrees).astype(int),
        line=np.round(table["latitude"] / rules.station_degrees).astype(int),
        layer=layer,
    )
    deep = keyed[(layer >= 0) & (layer < len(edges) - 1)]
    for _, group in deep.groupby(_KEY, dropna=False, sort=True):
        yield group


def _mean(group: pd.DataFrame, rules: Rules) -> dict[str, Any]:
    """One row: the mean of a station's layer, with its range where there are bottles enough."""
    values = group["iron_nM"].to_numpy(float)
    ranged = len(values) >= rules.fewest_for_range
    start, end, dated = _period(group["year"].iloc[0], group["month"].iloc[0], rules.year)
    high = int((values > rules.suspect_above_nM).sum())
    above = f" {high} of {len(values)} bottles above {rules.suspect_above_nM:g} nM." if high else ""
    top, bottom = (rules.layers_m[int(group["layer"].iloc[0]) + step] for step in (0, 1))
    longitude = round((float(np.mod(group["longitude"], 360).mean()) + 180) % 360 - 180, 4)
    latitude = round(float(group["latitude"].mean()), 4)
    return {
        "time_start": start,
        "time_end": end,
        "value": min(max(float(values.mean()), float(values.min())), float(values.max())),
        "lower": float(values.min()) if ranged else math.nan,
        "upper": float(values.max()) if ranged else math.nan,
        "interval": "range" if ranged else "",
        "flag": "suspect" if high else "good",
        "note": f"{dated}{above}".strip(),
        "longitude": longitude,
        "latitude": latitude,
        "depth_top_m": float(top),
        "depth_bottom_m": float(bottom),
        "n": len(values),
        "reference": "; ".join(sorted(set(group["reference"]) - {""})),
        "order": (start, end, latitude, longitude, top),
    }


def _period(year: float, month: float, placed: int) -> tuple[pd.Timestamp, pd.Timestamp, str]:
    """First and last day, and what is to be said about the date."""
    has_year, has_month = not math.isnan(year), not math.isnan(month)
    about = "" if has_year else f"{UNDATED}; placed at the year of the compilation."
    if has_year and not has_month:
        about = "The source gives the year, but no month."
    if has_month and not has_year:
        about += f" Only the calendar month ({month_name(int(month), 'en', whole=True)}) is known, not the year."
    start = pd.Timestamp(int(year) if has_year else placed, int(month) if has_month else 1, 1)
    end = start + (pd.offsets.MonthEnd() if has_month else pd.offsets.YearEnd())
    return start, end, about
