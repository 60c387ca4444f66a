"""The sea-ice climate data record as netCDF: NSIDC's files (V4, V6, near-real-time) and crops of an ERDDAP.

Each edition tells land its own way. V4 has codes 251-255 in the field itself; V6 has 255 off the ocean
and a surface mask in a group of its own; a crop has float numbers instead of bytes and no mask. None
of these codes ever becomes a concentration.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from indicators import gridio
from indicators.catalog import Source
from indicators.errors import FormatError
from indicators.sea_ice import grid_axes, regions
from indicators.sea_ice.grid_axes import Place
from indicators.sea_ice.slab import Slab
from indicators.series import Payload

HIGHEST = 100
LAND, MISSING = 254, 255
FLAGS = {251: "pole hole", 252: "lake", 253: "coast", 254: "land", 255: "no data"}
"""Codes of V4 (its attribute flag_meanings). A crop attributes -5 to -1 to them, but holds 2.51 to 2.55."""
NOT_SEA = (252, 253, 254)
SURFACES = {50: "ocean", 75: "lake", 100: "pole hole", 200: "coast", 250: "land"}
"""Codes of V6 in cdr_supplementary/surface_type_mask (its attribute flag_meanings)."""
SEA_SURFACES = (50, 100)
GROUP, SURFACE = "cdr_supplementary", "surface_type_mask"

UNFILTERED = ("raw_bt_seaice_conc", "raw_nt_seaice_conc")
"""Concentrations of V6 by Bootstrap and by NASA Team before any mask or filter, in `GROUP`."""
REMOVED_PERCENT = 40
"""Weather alone seldom makes both unfiltered fields show so much."""

TIMES_A_SLAB, TIMES_A_FLOAT_SLAB = 180, 90
HUNDREDTHS_TOLERANCE = 0.01  # float32 holds 2.54 to 0.00001 hundredths
MOST_ELSEWHERE = 0.02
"""Share of cells whose land may differ from the shipped masks: V4 and V6 differ in 0.4 %, a turned grid in a third."""


_ORDER = "Its rows or columns are in another order than its coordinates say: get it from the provider."


def slabs(payload: Payload, source: Source) -> Iterator[Slab]:
    """Read a file in pieces of at most half a year of days.

    Parameters
    ----------
    payload : Payload
    source : Source
        Its options name the `variable`, the `version` the file must have (`v06`) and how it tells
        land: `surface` (a mask of its own) or `flags` (codes in the field).

    Raises
    ------
    FormatError
        A sentence naming file and variable: another product, projection, axis order or packing, no
        land mask, an unknown code, times without units.
    """
    where, variable = payload.name, str(source.options["variable"])
    with gridio.opened(payload) as dataset:
        if variable not in dataset.variables:
            raise FormatError(f"no variable {variable!r}", where, _other_source(dataset, source))
        version = _require_version(dataset, source, where)
        place = grid_axes.locate(dataset, variable, where)
        starts = _starts(dataset, place, source, f"{where}, variable {variable}")
        field = _Field(dataset, variable, place, where, flags=source.options["land"] == "flags")
        sea = field.sea_by_flags() if field.flags else _sea_by_surface(payload, dataset, field)
        field.require_same_land(sea)
        platform = "" if _is_crop(dataset) else str(dataset.attrs.get("platform", ""))
        unfiltered = _has_unfiltered(payload)
        for first in range(0, len(starts), field.times_a_slab):
            times = slice(first, first + field.times_a_slab)
            raw = field.packed(times)
            field.require_known(raw)
            field.require_off_land(raw[0], sea)
            removed = _removed(payload, field, times, (raw == 0) & sea) if unfiltered else None
            yield Slab(
                starts[times], raw, field.rows, field.columns, sea, HIGHEST, variable, version, platform, removed
            )


class _Field:
    """A concentration variable, read within the part of the grid that is kept.

    `flags` says that codes in the field tell land (V4); else every code but 255 is unknown (V6).
    """

    def __init__(self, dataset: xr.Dataset, name: str, place: Place, where: str, *, flags: bool) -> None:
        self.variable, self.place, self.flags = dataset[name], place, flags
        self.where = f"{where}, variable {name}"
        self.rows, self._y = _within(place.rows, regions.ROWS, turned=place.upward)
        self.columns, self._x = _within(place.columns, regions.COLUMNS, turned=place.leftward)
        if self.rows.start >= self.rows.stop or self.columns.start >= self.columns.stop:
            reason = "the crop lies outside the seas from the Bohai to the Bering Sea"
            raise FormatError(reason, self.where, "Get the crop that the registry's address asks for.")
        self._require_packing()

    @property
    def times_a_slab(self) -> int:
        """Fewer where the cells are floats: they take four times the memory and a copy."""
        return TIMES_A_FLOAT_SLAB if self.variable.dtype.kind == "f" else TIMES_A_SLAB

    def packed(self, times: slice) -> NDArray[np.uint8]:
        """Counts from the top of the sheet downwards, (times, rows, columns)."""
        cells = self.upright(self.variable.isel({self.place.time: times})).values
        counts = self._counts(cells) if cells.dtype.kind == "f" else cells.view("uint8")
        upright: NDArray[np.uint8] = np.ascontiguousarray(counts)
        return upright

    def upright(self, variable: xr.DataArray) -> xr.DataArray:
        """The part of a variable that is read, rows and columns in the order of the grid."""
        return variable.isel({self.place.y: self._y, self.place.x: self._x})

    def _counts(self, cells: NDArray[np.floating]) -> NDArray[np.uint8]:
        """Hundredths of a crop's float numbers; NaN is no data.

        A crop gives land and no data one fill (2.54): on what V4 calls sea it means no data.
        """
        hundredths = np.where(np.isnan(cells), MISSING / 100, cells) * 100
        counts = np.rint(hundredths)
        with np.errstate(invalid="ignore"):  # an infinite number is wrong, whatever its difference is
            wrong = (counts < 0) | (counts > MISSING) | (np.abs(hundredths - counts) > HUNDREDTHS_TOLERANCE)
        if wrong.any():
            reason = f"{cells[wrong][0]:g} is neither a concentration in hundredths nor a known code"
            raise FormatError(reason, self.where, "Check the edition of the product.")
        packed: NDArray[np.uint8] = counts.astype("uint8")
        if self.flags:
            packed[(packed == LAND) & self._known_sea] = MISSING
        return packed

    @property
    def _known_sea(self) -> NDArray[np.bool_]:
        """Sea by the edition's land mask of another day."""
        return regions.ocean("v4" if self.flags else "v6")[self.rows, self.columns]

    def sea_by_flags(self) -> NDArray[np.bool_]:
        """Sea cells by the codes of the first time that has any of land."""
        for time in range(self.variable.sizes[self.place.time]):
            land = np.isin(self.packed(slice(time, time + 1))[0], NOT_SEA)
            if land.any():
                return ~land
        raise FormatError("no land in it (codes 252 to 254)", self.where, "Check the edition of the product.")

    def require_same_land(self, sea: NDArray[np.bool_]) -> None:
        """Refuse a file whose land lies elsewhere: its cells are turned, shifted or of another grid."""
        share = float((sea != self._known_sea).mean())
        if share > MOST_ELSEWHERE:
            reason = f"land and sea differ in {share:.0%} of the cells from those of this product"
            raise FormatError(reason, self.where, _ORDER)

    def require_off_land(self, raw: NDArray[np.uint8], sea: NDArray[np.bool_]) -> None:
        """Refuse concentrations on land; raw is one time."""
        share = float(((raw <= HIGHEST) & ~sea).mean())
        if share > MOST_ELSEWHERE:
            raise FormatError(f"concentrations on land in {share:.0%} of the cells", self.where, _ORDER)

    def require_known(self, raw: NDArray[np.uint8]) -> None:
        """Refuse counts that are neither a concentration nor one of the edition's codes."""
        lowest_code = min(FLAGS) if self.flags else MISSING
        low, span = np.uint8(HIGHEST + 1), np.uint8(lowest_code - HIGHEST - 1)
        unknown = (raw - low) < span  # below `low` the bytes wrap around: one comparison for both ends
        if unknown.any():
            reason = f"an unknown flag value {int(raw[unknown][0])} in {int(unknown.sum())} cells"
            raise FormatError(reason, self.where, "Check the edition of the product.")

    def _require_packing(self) -> None:
        kind, attributes = self.variable.dtype, self.variable.attrs
        scale, offset = (attributes.get(name) for name in ("scale_factor", "add_offset"))
        floats = kind in (np.float32, np.float64) and scale is None
        packed = kind in (np.uint8, np.int8) and scale is not None and abs(float(scale) * HIGHEST - 1) < 1e-6
        if not (floats or packed) or (offset is not None and float(offset) != 0):
            reason = f"packed as {kind} with scale_factor {scale} and add_offset {offset}, not as bytes of 0.01"
            raise FormatError(reason, self.where, "Check the edition of the product.")


def _within(held: slice, wanted: slice, *, turned: bool) -> tuple[slice, slice]:
    """Overlap of two parts of an axis: in the full grid, and in the file in the grid's order."""
    first = max(held.start, wanted.start)
    overlap = slice(first, max(first, min(held.stop, wanted.stop)))
    if not turned:
        return overlap, slice(overlap.start - held.start, overlap.stop - held.start)
    end = held.stop - 1 - overlap.stop
    return overlap, slice(held.stop - 1 - overlap.start, end if end >= 0 else None, -1)


def _sea_by_surface(payload: Payload, dataset: xr.Dataset, field: _Field) -> NDArray[np.bool_]:
    """Sea cells by the file's surface mask; a crop has none, there V6's own of another day stands in."""
    if SURFACE in dataset.variables:
        return _surface(dataset[SURFACE], field, payload.name)
    if GROUP in gridio.groups(payload):
        with gridio.opened(payload, group=GROUP) as group:
            if SURFACE in group.variables:
                return _surface(group[SURFACE], field, payload.name)
    if _is_crop(dataset):
        return regions.ocean("v6")[field.rows, field.columns]
    raise FormatError("no land mask", f"{payload.name}, variable {GROUP}/{SURFACE}", "Get the whole file again.")


def _has_unfiltered(payload: Payload) -> bool:
    """Whether a file holds both fields of `UNFILTERED`; asked once a file, not once a slab."""
    if GROUP not in gridio.groups(payload):
        return False
    with gridio.opened(payload, group=GROUP) as group:
        return set(UNFILTERED) <= set(group.variables)


def _removed(payload: Payload, field: _Field, times: slice, without_ice: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Cells that the record says are ice-free while both of its unfiltered fields show ice.

    V6 sets bays outside its climatological ice limits to 0, and does not always say so in its
    quality flags: on 1985-01-30 in Liaodong Bay.
    """
    with gridio.opened(payload, group=GROUP) as group:
        for name in UNFILTERED:
            cells = field.upright(group[name].isel({field.place.time: times})).values
            without_ice = without_ice & (cells >= REMOVED_PERCENT) & (cells != MISSING)
    return without_ice


def _is_crop(dataset: xr.Dataset) -> bool:
    """Whether an ERDDAP made the file; its global attributes are those of any one day of the record."""
    return "/griddap/" in str(dataset.attrs.get("history", ""))


def _surface(variable: xr.DataArray, field: _Field, name: str) -> NDArray[np.bool_]:
    where = f"{name}, variable {GROUP}/{SURFACE}"
    place = field.place
    if [str(one) for one in variable.dims][-2:] != [place.y, place.x]:
        raise FormatError("the land mask is not on the grid of the field", where, "Get the file again.")
    codes = field.upright(variable.isel(dict.fromkeys(variable.dims[:-2], 0))).values
    unknown = ~np.isin(codes, list(SURFACES))
    if unknown.any():
        raise FormatError(f"an unknown flag value {codes[unknown][0]}", where, "Check the edition of the product.")
    return np.isin(codes, SEA_SURFACES)


def _starts(dataset: xr.Dataset, place: Place, source: Source, where: str) -> pd.DatetimeIndex:
    """First day of each period."""
    moments = gridio.times(dataset, "time", where.split(", variable")[0])
    if not len(moments) or len(moments) != dataset.sizes[place.time] or moments.hasnans:
        raise FormatError(f"{len(moments)} times for {dataset.sizes[place.time]} fields", where, "Get the file again.")
    days = moments.normalize()
    return days.to_period("M").to_timestamp() if source.options.get("monthly") else days


def _require_version(dataset: xr.Dataset, source: Source, where: str) -> str:
    version = str(dataset.attrs.get("product_version", ""))
    wanted = str(source.options["version"])
    if not version.startswith(wanted):
        reason = f"product version {version or 'not told'}, not {wanted}"
        raise FormatError(reason, f"{where}, attribute product_version", f"This source is {source.title}.")
    return version


def _other_source(dataset: xr.Dataset, source: Source) -> str:
    held = sorted(str(name) for name in dataset.data_vars if "seaice_conc" in str(name))
    return f"It holds {', '.join(held) or 'no concentration'}; this source is {source.title}."
