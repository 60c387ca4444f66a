"""Concentration grids of any product, read the same way: slabs of packed integers.

This is the door for whoever reduces or maps grids; which file looks how is the business of the
modules behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from indicators.catalog import Source
from indicators.errors import CatalogError
from indicators.sea_ice import cdr_grid, nasa_team
from indicators.sea_ice.slab import THRESHOLD_PERCENT, Slab
from indicators.series import Payload

__all__ = ["THRESHOLD_PERCENT", "Slab", "highest", "slabs"]

_READERS: dict[str, Callable[[Payload, Source], Iterator[Slab]]] = {
    "ice_concentration": cdr_grid.slabs,
    "nasa_team": nasa_team.slabs,
}
_HIGHEST = {"ice_concentration": cdr_grid.HIGHEST, "nasa_team": nasa_team.HIGHEST}


def slabs(payload: Payload, source: Source) -> Iterator[Slab]:
    """Days or months of one file, at most 180 at once, in the file's own packed integers.

    Parameters
    ----------
    payload : Payload
        One file, not a bundle.
    source : Source
        Its `format` and options say which layout is promised.

    Raises
    ------
    FormatError
        When the file is not what the source promises.
    """
    if source.format not in _READERS:
        known = ", ".join(_READERS)
        raise CatalogError(f"{source.format!r} is no grid of concentrations", source.title, f"Known formats: {known}.")
    return _READERS[source.format](payload, source)


def highest(source: Source) -> int:
    """Count that stands for 100 % in the files of a source."""
    return _HIGHEST[source.format]
