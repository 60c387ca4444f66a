"""Sources of concentration grids: a file, or a bundle of them, becomes series of regions and maps.

Files are read once for both. A file of a bundle that cannot be read is told and left out; a single
file that cannot be read is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from indicators import bundle
from indicators.catalog import Catalog, Source
from indicators.errors import FormatError, IndicatorsError
from indicators.grid import Layer
from indicators.sea_ice import concentration, concentration_field, reduction
from indicators.sea_ice.cdr_files import fetch
from indicators.sea_ice.slab import Slab
from indicators.series import Payload, Reading

__all__ = ["fetch", "parse"]

MOST_MAPS = 4000
"""Maps kept of one load, the latest: a map is 25 kB in memory, a whole daily record 16,000 maps."""


@dataclass
class _Read:
    """What the files of a payload gave."""

    tables: list[pd.DataFrame] = field(default_factory=list)
    maps: list[Layer] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    version: str = ""


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Reduce and map every file of a payload.

    Raises
    ------
    FormatError
        When no file of it can be read.
    """
    read, refused = _Read(), []
    for part in bundle.parts(payload):
        try:
            _take(part, source_id, catalog, read)
        except IndicatorsError as error:
            if part is payload:
                raise
            refused.append(error.sentence)
    if not read.tables:
        raise FormatError(f"none of {len(refused)} files can be read", payload.name, " ".join(refused[:1]))
    reduced = pd.concat(read.tables, ignore_index=True).sort_values("time_start", kind="stable", ignore_index=True)
    maps = sorted(read.maps, key=lambda layer: layer.time_start)
    notices = [*(f"left out: {sentence}" for sentence in refused), *read.notices]
    notices += reduction.withheld(reduced, payload.name)
    if len(maps) > MOST_MAPS:
        notices.append(f"{payload.name}: of {len(maps)} maps the last {MOST_MAPS} are kept")
    return Reading(
        reduction.series(reduced, source_id, catalog),
        tuple(notices),
        fields=concentration_field.fields(
            maps[-MOST_MAPS:], concentration.highest(catalog.sources[source_id]), read.version, source_id, catalog
        ),
    )


def _take(part: Payload, source_id: str, catalog: Catalog, read: _Read) -> None:
    """Add a file's rows and maps; nothing of a file that fails half-way."""
    source, maps = catalog.sources[source_id], list[Layer]()
    table = reduction.of_slabs(_mapped(part, source, maps), source_id, catalog)
    reduction.require_data(table, part, source)
    read.tables.append(table)
    read.maps += maps
    read.notices += reduction.empty_times(table, part.name)
    read.version = str(table["version"].iloc[-1])


def _mapped(part: Payload, source: Source, maps: list[Layer]) -> Iterator[Slab]:
    """The slabs of a file; leaves their maps in `maps` while they pass."""
    for slab in concentration.slabs(part, source):
        maps += concentration_field.layers(slab, source)
        yield slab
