"""From concentration grids to series: extent and area of each region, a row a day or month.

Extent is the sum of the true areas of the sea cells with at least 15 % ice, area the same sum
weighted by concentration. A region that a file does not cover gets no value, and nothing is filled
in or scaled up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators import observations
from indicators.catalog import Catalog, Source
from indicators.errors import FormatError
from indicators.sea_ice import concentration, regions
from indicators.sea_ice.regions import Weights
from indicators.sea_ice.slab import Slab
from indicators.series import Parsed, Payload

LEAST_COVERAGE = 0.95
"""Share of a region's sea area that must have data for a value; one with less than all of it is `estimated`."""

SPURIOUS_BELOW_KM2 = 25_000
"""Summer values below this since the change of sensor are probably coastal spill-over, not ice."""
SUMMER = (7, 8, 9)
REMOVED_SHARE = 0.1
"""Share of a region's sea that may be free of ice against the file's own unfiltered fields; above it `suspect`."""
TIMES_A_BLOCK = 16  # what is added up is float64, eight times its integers: small blocks stay in the processor's cache
STORED_DECIMALS = 3  # of a km²: sums differ in later digits from machine to machine

AMSR2_PLATFORM = "GCOM-W1"

_EMPTY = " holds no data"
_SUSPECT = "Small summer value since the sensor change of {day}; probably not ice."
REMOVED = "The product has no ice on"
_REMOVED = (
    REMOVED + " {share:.0%} of this sea where both of its own unfiltered fields show at least 40 %: "
    "its masks probably took it away."
)
_SENSOR = "Measured by AMSR2; SSMIS until the sensor change of {day}."


class Sums(NamedTuple):
    """Of each time and region, (times, places), km²: extent, area, sea without data, sea of `Slab.removed`."""

    extent_km2: NDArray[np.float64]
    area_km2: NDArray[np.float64]
    missing_km2: NDArray[np.float64]
    removed_km2: NDArray[np.float64]


def sums(slab: Slab, weights: Weights) -> Sums:
    """Reduce a slab: integers are compared, then the areas of each region's cells are added up.

    Not a matrix product: the threads of its library wait for each other on a busy machine, and its
    sums differ from machine to machine.
    """
    flat, members = slab.raw.reshape(len(slab.raw), -1), _members(weights)
    blocks = [
        _block(flat[first : first + TIMES_A_BLOCK].take(members.cells, axis=1), slab, members, len(weights.places))
        for first in range(0, len(flat), TIMES_A_BLOCK)
    ]
    extent, area, missing = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    if slab.removed is None:
        return Sums(extent, area, missing, np.zeros_like(extent))
    removed = slab.removed.reshape(len(flat), -1).take(members.cells, axis=1)
    return Sums(extent, area, missing, _added(removed, members, len(weights.places)))


class _Members(NamedTuple):
    """Cells region after region: flat positions and areas (km²), where each region starts, which regions have any."""

    cells: NDArray[np.intp]
    area_km2: NDArray[np.float64]
    starts: NDArray[np.intp]
    places: NDArray[np.intp]


def _members(weights: Weights) -> _Members:
    place, cell = np.nonzero(weights.area_km2.T)
    held, starts = np.unique(place, return_index=True)
    return _Members(weights.cells[cell], weights.area_km2[cell, place], starts, held)


def _block(
    counts: NDArray[np.uint8], slab: Slab, members: _Members, places: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    known = counts <= slab.highest
    ice = (counts >= slab.threshold) & known
    extent = _added(ice, members, places)
    area = _added(counts * ice, members, places) / slab.highest
    return extent, area, np.zeros_like(extent) if known.all() else _added(~known, members, places)


def _added(factor: NDArray[np.bool_ | np.uint8], members: _Members, places: int) -> NDArray[np.float64]:
    """Sum of factor times area of each region, (times, places)."""
    total = np.zeros((len(factor), places))
    if len(members.places):
        total[:, members.places] = np.add.reduceat(factor * members.area_km2, members.starts, axis=1)
    return total


def table(payload: Payload, source_id: str, catalog: Catalog) -> pd.DataFrame:
    """Reduce one file.

    Parameters
    ----------
    payload : Payload
        One file, not a bundle.
    source_id : str
    catalog : Catalog

    Returns
    -------
    DataFrame
        A row a time and region: `time_start`, `time_end`, `region`, `extent_km2`, `area_km2` (NaN
        where `note` says why there is no value), `coverage` (share of the region's sea that has
        data in this file), `flag`, `note`, `cells` and `sea_km2` (of the region in this product), `version`.

    Raises
    ------
    FormatError
        When the file is not what its source promises, or holds no data at all.
    """
    source = catalog.sources[source_id]
    reduced = of_slabs(concentration.slabs(payload, source), source_id, catalog)
    require_data(reduced, payload, source)
    return reduced


def require_data(reduced: pd.DataFrame, payload: Payload, source: Source) -> None:
    """Refuse a file in which every cell of every time is empty."""
    if reduced["note"].str.endswith(_EMPTY).all():
        where = f"{payload.name}, variable {source.options['variable']}"
        raise FormatError("there is no data in it: every sea cell is empty", where, "Get the file again.")


def of_slab(slab: Slab, source_id: str, catalog: Catalog) -> pd.DataFrame:
    """The rows of `table` for one slab."""
    return of_slabs([slab], source_id, catalog)


def of_slabs(slabs: Iterable[Slab], source_id: str, catalog: Catalog) -> pd.DataFrame:
    """The rows of `table` for the slabs of one file, which share their crop, land and names."""
    times, empty, found = list[pd.DatetimeIndex](), list[NDArray[np.bool_]](), list[Sums]()
    for number, slab in enumerate(slabs):
        if not number:
            weights = regions.weights(catalog, source_id, slab)
        times.append(slab.times)
        empty.append(slab.empty)
        found.append(sums(slab, weights))
    every = Sums(*(np.concatenate(parts) for parts in zip(*found, strict=True)))
    found.clear()  # a whole record of days is as large as the table made of it
    frame = _rows(times[0].append(times[1:]), every, weights, catalog.sources[source_id])
    frame["version"] = _texts([slab.version], np.zeros(len(frame), dtype=int))
    _judge(frame, np.concatenate(empty), weights, slab.variable)
    _tell_sensor(frame, slab.platform, catalog.sources[source_id])
    _tell_removed(frame, every.removed_km2.ravel())
    return frame


def _rows(times: pd.DatetimeIndex, found: Sums, weights: Weights, source: Source) -> pd.DataFrame:
    with np.errstate(invalid="ignore", divide="ignore"):
        coverage = np.nan_to_num((weights.sea_km2 - found.missing_km2) / weights.total_km2)
    start = pd.DatetimeIndex(np.repeat(times, len(weights.places)))
    return pd.DataFrame(
        {
            "time_start": start,
            "time_end": start + pd.offsets.MonthEnd(0) if source.options.get("monthly") else start,
            "region": _texts(weights.places, np.tile(np.arange(len(weights.places)), len(times))),
            "extent_km2": found.extent_km2.ravel(),
            "area_km2": found.area_km2.ravel(),
            "coverage": coverage.ravel(),
            "flag": _texts([str(source.options.get("flag", "good"))], np.zeros(len(start), dtype=int)),
            "note": _texts([""], np.zeros(len(start), dtype=int)),
            "cells": np.tile(weights.sea_cells, len(times)),
            "sea_km2": np.tile(weights.sea_km2, len(times)),
        },
        copy=False,
    )


def _texts(words: Sequence[str], number: NDArray[np.integer]) -> pd.api.extensions.ExtensionArray:
    """A column of a few words over and over, without an object for each row."""
    return pd.array(list(words), dtype="str").take(number)


def _judge(frame: pd.DataFrame, empty: NDArray[np.bool_], weights: Weights, variable: str) -> None:
    """Withhold what the file does not cover; say what part of a region has no data. `empty` is of each time."""
    without = np.repeat(empty, len(weights.places))
    if empty.any():
        frame.loc[without, "coverage"] = 0.0
    coverage = frame["coverage"]
    whole = coverage > 1 - 1e-9
    if whole.all():
        return
    partly = ~whole & (coverage >= LEAST_COVERAGE)
    frame.loc[partly & frame["flag"].eq("good"), "flag"] = "estimated"
    frame.loc[partly, "note"] = [f"No data on {1 - part:.1%} of the region's sea." for part in coverage[partly]]
    thin = coverage < LEAST_COVERAGE
    frame.loc[thin, "note"] = [f"{variable} has data on {part:.0%} of its sea only" for part in coverage[thin]]
    of_region = dict(zip(weights.places, zip(weights.outside, weights.total, strict=True), strict=True))
    for place, (outside, total) in of_region.items():
        if outside or not total:
            here = frame["region"].eq(place)
            reason = f"{outside} of its {total} cells lie outside the file"
            frame.loc[here, "note"] = reason if total else "it has no sea cell in this product"
            thin |= here
    frame.loc[without, "note"] = variable + _EMPTY
    frame.loc[thin | without, ["extent_km2", "area_km2"]] = np.nan


def _tell_sensor(frame: pd.DataFrame, platform: str, source: Source) -> None:
    """Mark the values since the provider changed the sensor, and the summer values it made doubtful."""
    change = source.options.get("sensor_change")
    if change is None or (platform and AMSR2_PLATFORM not in platform):
        return
    extent = frame["extent_km2"]
    since = frame["time_start"].ge(pd.Timestamp(change)) & extent.notna()
    spurious = since & frame["time_start"].dt.month.isin(SUMMER) & extent.gt(0) & extent.lt(SPURIOUS_BELOW_KM2)
    frame.loc[spurious, "flag"] = "suspect"
    for rows, text in ((since & ~spurious, _SENSOR), (spurious, _SUSPECT)):
        if rows.any():
            said = text.format(day=f"{change:%Y-%m-%d}")
            frame.loc[rows, "note"] = (frame.loc[rows, "note"] + " " + said).str.strip()


def _tell_removed(frame: pd.DataFrame, removed_km2: NDArray[np.float64]) -> None:
    """Doubt the values of regions whose ice the product took away without saying so."""
    share = np.divide(removed_km2, frame["sea_km2"], out=np.zeros_like(removed_km2), where=frame["sea_km2"] > 0)
    doubted = (share >= REMOVED_SHARE) & frame["extent_km2"].notna().to_numpy()
    if doubted.any():
        frame.loc[doubted, "flag"] = "suspect"
        said = [_REMOVED.format(share=part) for part in share[doubted]]
        frame.loc[doubted, "note"] = (
            frame.loc[doubted, "note"] + " " + pd.Series(said, frame.index[doubted])
        ).str.strip()


def series(table: pd.DataFrame, source_id: str, catalog: Catalog) -> tuple[Parsed, ...]:
    """The series of a reduced table, those with at least one value; `sea_km2` is a further column.

    Parameters
    ----------
    table : DataFrame
        As `table` gives it, of one file or many.
    """
    with_value = table[table["extent_km2"].notna()]
    by_region = dict(iter(with_value.groupby("region")))
    parsed = []
    for declared in catalog.declarations(source_id):
        if declared.indicator not in regions.INDICATORS or declared.place not in by_region:
            continue
        rows = by_region[declared.place]
        column = "extent_km2" if declared.indicator == "sea_ice_extent" else "area_km2"
        frame = observations.build(
            rows["time_start"],
            rows[column].round(STORED_DECIMALS),
            time_end=rows["time_end"],
            flag=rows["flag"],
            note=rows["note"],
            confidence="derived",
            citation=source_id,
        )
        frame["sea_km2"] = rows["sea_km2"].round(STORED_DECIMALS).to_numpy()
        last = rows.iloc[-1]
        meta = {"area_definition": _area(catalog, declared.place, declared.group.area_definition, last)}
        if last["version"]:
            meta["product_version"] = str(last["version"])
        parsed.append(Parsed(declared, frame, meta))
    return tuple(parsed)


def _area(catalog: Catalog, place: str, declared: str, row: pd.Series) -> str:
    """What a value covers: the registry's words, and how many cells this product has there."""
    region = catalog.regions.get(place)
    words = region.definition if region and region.polygon and place not in regions.masks() else declared
    cells = f"{row['cells']} sea cells of this product, {row['sea_km2']:,.0f} km²"
    coarse = "; so few cells tell ice coarsely" if row["cells"] < regions.FEW_CELLS else ""
    return f"{words.rstrip('.')} ({cells}{coarse})"


def empty_times(table: pd.DataFrame, name: str) -> Iterator[str]:
    """Sentences about the times at which a file holds no data."""
    rows = table[table["note"].str.endswith(_EMPTY)]
    for note, days in rows.groupby("note"):
        yield f"{name}: {note} on {_days(days)}; left out"


def withheld(table: pd.DataFrame, name: str) -> Iterator[str]:
    """Sentences about the regions that get no value though there are data, and why."""
    rows = table[table["extent_km2"].isna() & ~table["note"].str.endswith(_EMPTY)]
    for (region, note), days in rows.groupby(["region", "note"], sort=False):
        yield f"{name}: no value for {region} on {_days(days)}: {note}"


def _days(rows: pd.DataFrame) -> str:
    days = sorted(set(rows["time_start"]))
    more = f" and {len(days) - 3} more" if len(days) > 3 else ""
    return ", ".join(f"{day:%Y-%m-%d}" for day in days[:3]) + more
