"""The one module that opens netCDF: every open, read and close happens under one lock.

netcdf-c is not safe in threads, so nobody else may open such a file. Values come as they lie in the
file: neither masked nor scaled nor decoded, for every edition has its own codes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import netCDF4
import pandas as pd
import xarray as xr

from indicators.errors import FormatError
from indicators.series import Payload

_LOCK = threading.RLock()

CHUNK_CACHE_BYTES = 2 << 20
"""Grids are read once from front to back: the library's own 64 MB would hold what nobody asks for again."""
netCDF4.set_chunk_cache(CHUNK_CACHE_BYTES)


@contextmanager
def opened(payload: Payload, *, group: str | None = None) -> Iterator[xr.Dataset]:
    """A netCDF file from disk (`payload.path`) or memory; load what you need before you leave.

    Parameters
    ----------
    payload : Payload
    group : str, optional
        A group of the file instead of its root.

    Raises
    ------
    FormatError
        When it is not a netCDF file, is broken, or has no such group.
    """
    with _LOCK, _raw(payload) as raw:
        if group is not None and group not in raw.groups:
            raise FormatError(f"no group {group!r}", payload.name, "Check the edition of the product.")
        store = xr.backends.NetCDF4DataStore(raw, group=group)  # type: ignore[no-untyped-call]
        try:
            with xr.open_dataset(store, mask_and_scale=False, decode_times=False, decode_coords=False) as dataset:
                yield dataset
        except (OSError, RuntimeError) as error:
            raise FormatError(f"the file breaks off or is damaged ({error})", payload.name, "Get it again.") from error


def groups(payload: Payload) -> tuple[str, ...]:
    """Names of the groups at the root of a netCDF file."""
    with _LOCK, _raw(payload) as raw:
        return tuple(raw.groups)


@contextmanager
def _raw(payload: Payload) -> Iterator[netCDF4.Dataset]:
    """The library's own file; the caller holds the lock."""
    try:
        raw = netCDF4.Dataset(str(payload.path or payload.name), memory=payload.content or None)
    except (OSError, ValueError) as error:
        raise FormatError(f"not a readable netCDF file ({error})", payload.name, "Get the file again.") from error
    try:
        yield raw
    finally:
        if raw.isopen():
            raw.close()


def times(dataset: xr.Dataset, name: str, where: str) -> pd.DatetimeIndex:
    """The moments of a time variable, by its own units.

    Raises
    ------
    FormatError
        When the variable is missing, has no units, or holds something else than moments.
    """
    if name not in dataset.variables:
        raise FormatError(f"no variable {name!r}", where, "Check the edition of the product.")
    variable = dataset[name]
    units = str(variable.attrs.get("units", ""))
    if " since " not in units:
        raise FormatError(f"variable {name!r} has no units ({units!r})", where, "Get the file again from its provider.")
    try:
        calendar = str(variable.attrs.get("calendar", "standard"))
        moments = netCDF4.num2date(
            variable.values.ravel(), units, calendar, only_use_cftime_datetimes=False, only_use_python_datetimes=True
        )
        return pd.DatetimeIndex(moments)
    except (ValueError, TypeError, OverflowError) as error:
        raise FormatError(f"variable {name!r} holds no times ({error})", where, "Get the file again.") from error
