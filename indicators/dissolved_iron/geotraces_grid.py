"""GEOTRACES discrete samples as netCDF (an export of Ocean Data View): stations by samples, resolved by `long_name`.

Layout as exported for IDP2021: `var88`, say, carries `long_name` Fe_D_CONC_BOTTLE, and names its flags in
`ancillary_variables`; flags are characters kept as numbers, with their meanings beside them.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from indicators import gridio
from indicators.dissolved_iron import bottles
from indicators.dissolved_iron.path import to_nanomolar
from indicators.errors import FormatError
from indicators.series import Payload

STATIONS, SAMPLES = "N_STATIONS", "N_SAMPLES"
GOOD = ("good_value", "probably_good_value")
FILL = 1e9  # the export's own fill is -1e10
REFERENCE = ("Cruise", "Operator's Cruise Name", "GEOTRACES Scientist")
_TODO = "Get the netCDF of discrete samples again from the GEOTRACES portal."


def read(payload: Payload, names: tuple[str, ...]) -> tuple[pd.DataFrame, Counter[str]]:
    """Bottles of the file, and how many were left out by the meaning of their flag.

    Raises
    ------
    FormatError
        Naming file and variable, when a parameter, its flags, its unit or its dimensions are otherwise.
    """
    left_out = Counter[str]()
    with gridio.opened(payload) as dataset:
        for dimension in (STATIONS, SAMPLES):
            if dimension not in dataset.sizes:
                raise FormatError(f"no dimension {dimension}", payload.name, _TODO)
        by_name = {str(one.attrs.get("long_name", name)): str(name) for name, one in dataset.variables.items()}
        held = [name for name in names if name in by_name]
        if not held or "DEPTH" not in by_name:
            raise FormatError(f"no parameter {'DEPTH' if held else names[0]}", payload.name, _TODO)
        stations = _stations(dataset, by_name, payload.name)
        depth = _numbers(dataset, by_name["DEPTH"], payload.name)
        tables = []
        for name in held:
            iron = _numbers(dataset, by_name[name], payload.name) * _factor(dataset[by_name[name]], name, payload.name)
            meanings = _meanings(dataset, by_name[name], payload.name)
            valued = np.isfinite(iron)
            good = valued & np.isin(meanings, GOOD)
            left_out += Counter(meanings[valued & ~good].tolist())
            tables.append(_bottles(stations, depth, iron, good))
    return bottles.frame([row for rows in tables for row in rows], payload.name), left_out


def _stations(dataset: xr.Dataset, by_name: dict[str, str], where: str) -> pd.DataFrame:
    """Position, date and cruise of each station."""
    missing = [name for name in ("longitude", "latitude", "date_time") if name not in dataset.variables]
    if missing:
        raise FormatError(f"no variable {', '.join(missing)}", where, _TODO)
    time = dataset["date_time"]
    known = _known(time)
    whole = dataset.assign(date_time=(time.dims, np.where(known, time.values, 0), time.attrs))
    when = gridio.times(whole, "date_time", where).where(known)
    table = pd.DataFrame({"year": when.year, "month": when.month}, dtype="float64")
    for name in ("longitude", "latitude"):
        table[name] = np.where(_known(dataset[name]), dataset[name].values.astype(float), np.nan)
    told = [_texts(dataset, by_name[name]) for name in REFERENCE if name in by_name]
    table["reference"] = [", ".join(filter(None, parts)) for parts in zip(*told, strict=True)] if told else ""
    return table


def _texts(dataset: xr.Dataset, name: str) -> list[str]:
    """Texts of a station variable, with or without a dimension of characters."""
    values = dataset[name].values
    if values.ndim == 2:
        values = np.array([b"".join(row) if values.dtype.kind == "S" else "".join(row) for row in values])
    return [
        (one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one)).replace("\0", "").strip()
        for one in values.tolist()
    ]


def _known(variable: xr.DataArray) -> NDArray[np.bool_]:
    """Where a variable holds a number."""
    values = variable.values.astype(float)
    known = np.isfinite(values) & (np.abs(values) < FILL)
    for key in ("_FillValue", "missing_value"):
        if key in variable.attrs:
            known &= values != float(np.ravel(variable.attrs[key])[0])
    found: NDArray[np.bool_] = known
    return found


def _numbers(dataset: xr.Dataset, name: str, where: str) -> NDArray[np.float64]:
    """A parameter as stations by samples, NaN where it has no value."""
    variable = _grid(dataset, name, where)
    return np.where(_known(variable), variable.values.astype(float), np.nan)


def _grid(dataset: xr.Dataset, name: str, where: str) -> xr.DataArray:
    variable = dataset[name]
    if set(variable.dims) != {STATIONS, SAMPLES}:
        told = f"variable {name} lies on {', '.join(map(str, variable.dims))} instead of {STATIONS}, {SAMPLES}"
        raise FormatError(told, where, _TODO)
    return variable.transpose(STATIONS, SAMPLES)


def _factor(variable: xr.DataArray, name: str, where: str) -> float:
    try:
        return to_nanomolar(str(variable.attrs.get("units", "")))
    except KeyError:
        told = f"{name} has the unit {variable.attrs.get('units', '')!r} instead of nmol/kg"
        raise FormatError(told, where, "Convert it, or correct the reader.") from None


def _meanings(dataset: xr.Dataset, name: str, where: str) -> NDArray[np.str_]:
    """What the flag of each sample means, stations by samples.

    Raises
    ------
    FormatError
        When a parameter has no flags, or a flag no meaning.
    """
    beside = str(dataset[name].attrs.get("ancillary_variables", "")).split()
    flags = next((one for one in beside if one.endswith("_qc") and one in dataset.variables), "")
    if not flags:
        raise FormatError(f"variable {name} names no quality flags", where, _TODO)
    variable = _grid(dataset, flags, where)
    values = np.ravel(variable.attrs.get("flag_values", []))
    words = str(variable.attrs.get("flag_meanings", "")).split()
    if not words or len(words) != len(values):
        raise FormatError(f"variable {flags} does not say what its flags mean", where, _TODO)
    unknown = sorted(set(np.unique(variable.values).tolist()) - set(values.tolist()))
    if unknown:
        raise FormatError(f"variable {flags} holds the flag {unknown[0]}, which has no meaning", where, _TODO)
    order = np.argsort(values)
    return np.array(words)[order][np.searchsorted(values[order], variable.values)]


def _bottles(
    stations: pd.DataFrame, depth: NDArray[np.float64], iron: NDArray[np.float64], good: NDArray[np.bool_]
) -> list[tuple[object, ...]]:
    """One row a good sample; a station without a position is told by `bottles.frame`."""
    return [
        (
            float(stations["longitude"].iloc[station]),
            float(stations["latitude"].iloc[station]),
            float(depth[station, sample]),
            float(iron[station, sample]),
            float(stations["year"].iloc[station]),
            float(stations["month"].iloc[station]),
            str(stations["reference"].iloc[station]),
            f"station {station + 1}, sample {sample + 1}",
        )
        for station, sample in np.argwhere(good).tolist()
    ]
