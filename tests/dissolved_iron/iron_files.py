"""Files of the iron providers: layouts of real files or of code that reads them; the numbers are ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
from numpy.typing import NDArray

from indicators import fetchers
from indicators.catalog import catalog
from indicators.series import Parsed, Payload, Reading
from tests import provider_files

WHEN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
OKHOTSK, OYASHIO, BERING = (151.36, 48.18), (155.0, 44.0), (183.64, 58.86)  # longitudes as the compilation has them

Bottle = tuple[float, float, float, float]


def parsed(source: str, content: bytes, name: str) -> Reading:
    return fetchers.parse(Payload(content, name, WHEN), source, catalog())


def parsed_file(source: str, path: Path) -> Reading:
    return fetchers.parse(Payload.from_file(path, WHEN), source, catalog())


def of(reading: Reading, place: str) -> Parsed:
    (found,) = (one for one in reading.series if one.declaration.place == place)
    return found


def marbl_csv(bottles: Sequence[Bottle]) -> bytes:
    """The table: longitudes 0 to 360, metres, nM."""
    return "\n".join(["lon,lat,depth,dFe_obs", *(",".join(map(str, one)) for one in bottles), ""]).encode()


def marbl_text(bottles: Sequence[tuple[float, *Bottle]]) -> bytes:
    """The older text: month, longitude, latitude, depth, iron, then cells of a model grid, on two lines."""
    return "".join(
        f"{month:13.5f}{lon:13.3f}{lat:13.4f}{depth:13.5f}{iron:13.6f}      53.0000\n"
        "      75.0000      1.00000      4.00000\n"
        for month, lon, lat, depth, iron in bottles
    ).encode()


HEADINGS = ("long (degE)", "Lat (degN)", "depth", "month", "year", "dFe (nM)", "Reference")


def tagliabue(
    rows: Sequence[Sequence[Any]], *, headings: Sequence[str] = HEADINGS, sheet: str = "Dissolved Iron"
) -> bytes:
    """The workbook: three lines of words, the headings in row 4."""
    above = [["Global database of dissolved iron"], ["update June 2015"], [""]]
    return provider_files.workbook({"Read me": [["text"]], sheet: [*above, list(headings), *rows]})


GEOTRACES = (
    "Cruise", "Station", "Type", "yyyy-mm-ddThh:mm:ss.sss", "Longitude [degrees_east]", "Latitude [degrees_north]",
    "Bot. Depth [m]", "Operator's Cruise Name", "GEOTRACES Scientist", "PRESSURE [dbar]", "QV:IODE", "DEPTH [m]",
    "QV:IODE", "Fe_D_CONC_BOTTLE [nmol/kg]", "STANDARD_DEV", "QV:IODE", "Fe_D_CONC_FISH [nmol/kg]", "STANDARD_DEV",
    "QV:IODE", "Fe_II_D_CONC_BOTTLE [nmol/kg]", "QV:IODE", "QV:ODV:SAMPLE",
)  # fmt: skip


def geotraces_csv(
    bottles: Sequence[tuple[float, float, float, str, str, str]], *, header: Sequence[str] = GEOTRACES
) -> bytes:
    """An extract of webODV: longitude, latitude, depth, iron of the bottle, its flag, and iron of the fish."""
    lines = [",".join(header)]
    for lon, lat, depth, iron, flag, fish in bottles:
        cells = ["GP99", "S1", "B", "2012-08-26T02:26:00", lon, lat, 5000, "KH99", "A. Chemist", depth, 2, depth, 2]
        cells += [iron, "", flag, fish, "", "1" if fish else "9", "0.5", "1", "1"]
        lines.append(",".join(map(str, cells)))
    return ("\ufeff" + "\n".join(lines) + "\n").encode()


FLAG_VALUES = (48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 65, 66, 81)
FLAG_MEANINGS = (
    "no_quality_control good_value probably_good_value probably_bad_value bad_value changed_value "
    "value_below_detection value_in_excess interpolated_value missing_value value_phenomenon_uncertain nominal_value "
    "value_below_limit_of_quantification"
)
FILL = -1.0e10


def geotraces_nc(
    path: Path,
    iron: NDArray[Any],
    flags: NDArray[Any],
    *,
    number: int = 88,
    units: str = "nmol/kg",
    positions: Sequence[tuple[float, float]] = (OKHOTSK, OYASHIO),
    days: Sequence[float] = (2429.0, FILL),
    attributes: Mapping[str, Any] | None = None,
    turned: bool = False,
) -> Path:
    """Discrete samples as Ocean Data View exports them: stations by samples at 10, 20, 30 … m."""
    told = {"flag_values": np.array(FLAG_VALUES, "i1"), "flag_meanings": FLAG_MEANINGS} | dict(attributes or {})
    stations, samples = iron.shape
    with netCDF4.Dataset(path, "w") as made:
        for name, size in (("N_STATIONS", stations), ("N_SAMPLES", samples), ("STRING6", 6)):
            made.createDimension(name, size)
        cruise = made.createVariable("metavar1", "S1", ("N_STATIONS", "STRING6"))
        cruise.long_name = "Cruise"
        cruise[:] = np.array([list("GP99\0\0")] * stations, "S1")
        for at, name in enumerate(("longitude", "latitude")):
            one = made.createVariable(name, "f4", ("N_STATIONS",), fill_value=FILL)
            one.long_name = name.capitalize()
            one[:] = [position[at] for position in positions]
        time = made.createVariable("date_time", "f8", ("N_STATIONS",), fill_value=FILL)
        time.setncatts({"long_name": "Decimal Gregorian Days", "units": "days since 2006-01-01 00:00:00 UTC"})
        time[:] = days
        grid = ("N_SAMPLES", "N_STATIONS") if turned else ("N_STATIONS", "N_SAMPLES")
        depth = np.tile(np.arange(1, samples + 1) * 10.0, (stations, 1))
        _variable(made, "var2", "f4", grid, depth, long_name="DEPTH", units="m", fill=FILL)
        name = f"var{number}"
        _variable(made, name, "f4", grid, iron, long_name="Fe_D_CONC_BOTTLE", units=units, fill=FILL,
                  ancillary_variables=f"{name}_qc {name}_err")  # fmt: skip
        _variable(made, f"{name}_qc", "i1", grid, flags, long_name="Quality flag of Fe_D_CONC_BOTTLE", fill=57, **told)
    return path


def _variable(
    made: Any, name: str, kind: str, grid: Any, values: NDArray[Any], *, fill: Any, **attributes: Any
) -> None:
    one = made.createVariable(name, kind, grid, fill_value=fill)
    one.set_auto_maskandscale(False)
    one.setncatts(attributes)
    one[:] = values.T if grid[0] == "N_SAMPLES" else values


DEPTHS = np.array([0.0, 50.0, 200.0, 1000.0])
LATITUDES, LONGITUDES = np.arange(25.5, 70, 1.0), np.arange(110.5, 190, 1.0)  # wider than the window


def known(month: int, depth: float, latitude: float, longitude: float) -> float:
    """The made-up climatology in closed form, nM; month 1 to 12, longitude 0 to 360."""
    return 0.01 * month + depth / 1000 + latitude / 1000 + longitude / 10_000


def climatology(
    path: Path,
    *,
    months: Sequence[float] = tuple(range(1, 13)),
    dims: Sequence[str] = ("Month", "Depth", "Latitude", "Longitude"),
    longitudes: str = "-180..180",
    descending: Sequence[str] = (),
    fill: float | None = -999.0,
    packed: bool = False,
    units: str | None = "nmol/L",
    land: Sequence[tuple[float, float]] = (),
    without: Sequence[str] = (),
    change: Any = None,
) -> Path:
    """The confirmed layout with its variable `dFe_RF`, and its variations."""
    axes = {
        "Month": np.array(months, float),
        "Depth": DEPTHS,
        "Latitude": LATITUDES,
        "Longitude": (LONGITUDES + 180) % 360 - 180 if longitudes == "-180..180" else LONGITUDES,
    }
    for name in ("Month", "Longitude", *descending):
        axes[name] = np.sort(axes[name])
    for name in descending:
        axes[name] = axes[name][::-1]
    month = axes["Month"] - axes["Month"].min() + 1
    grid = np.meshgrid(month, np.abs(axes["Depth"]), axes["Latitude"], axes["Longitude"] % 360, indexing="ij")
    values = 0.01 * grid[0] + grid[1] / 1000 + grid[2] / 1000 + grid[3] / 10_000
    for longitude, latitude in land:
        values[(grid[3] == longitude) & (grid[2] == latitude)] = np.nan
    if change is not None:
        change(values)
    with netCDF4.Dataset(path, "w") as made:
        for name, coordinate in axes.items():
            made.createDimension(name, len(coordinate))
            if name not in without:
                made.createVariable(name, "f8", (name,))[:] = coordinate
        if "dFe_RF" not in without:
            order = [list(axes).index(name) for name in dims]
            code = -32768 if packed else fill
            one = made.createVariable("dFe_RF", "i2" if packed else "f4", tuple(dims), fill_value=code)
            one.set_auto_maskandscale(False)
            if packed:
                one.setncatts({"scale_factor": 0.0001, "add_offset": 1.0})
            if units is not None:
                one.units = units
            stored = np.round((values - 1) / 0.0001) if packed else values
            one[:] = np.where(np.isnan(stored), np.nan if code is None else code, stored).transpose(order)
    return path
