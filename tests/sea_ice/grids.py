"""What the tests of concentration grids share: a registry with regions of their own, files read through it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indicators.catalog import Catalog, Region, catalog
from indicators.sea_ice import concentration, regions
from indicators.sea_ice.slab import Slab
from indicators.series import Payload
from tests import provider_grids as provider

WHEN = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
DAY = dt.date(2015, 2, 1)
DAYS = [DAY + dt.timedelta(days=number) for number in range(4)]
ICE = provider.noise(1)
READ = (slice(0, 185), slice(16, 240))  # the part of the grid that the project reads
BOX = (slice(0, 129), slice(90, 185))  # the Okhotsk box of the source sheet
SHANTAR = ((136.0, 54.0), (142.0, 54.0), (142.0, 56.0), (136.0, 56.0))
MAGADAN = ((146.0, 57.0), (154.0, 57.0), (154.0, 59.5), (146.0, 59.5))
OKHOTSK = "sea_of_okhotsk"
INLAND = ((118.0, 52.0), (122.0, 52.0), (122.0, 54.0), (118.0, 54.0))


def sea(edition: str = "v6") -> NDArray[np.bool_]:
    """Sea cells of an edition, (448, 304); outside the part that is read all is land."""
    return regions.ocean(edition).copy()


def registry(**polygons: tuple[tuple[float, float], ...]) -> Catalog:
    """The shipped registry; every ice source reduces the two masks and the given polygons, nothing else."""
    shipped = catalog()
    given = {
        name: Region(kind="sea", definition=f"The test's {name}.", polygon=corners)
        for name, corners in polygons.items()
    }
    places = {"sea_of_okhotsk": "mask", "bering_sea": "mask"} | dict.fromkeys(given, "polygon")
    sources = {
        name: source.model_copy(
            update={"series": tuple(group.model_copy(update={"places": places}) for group in source.series)}
        )
        if source.format in ("ice_concentration", "nasa_team")
        else source
        for name, source in shipped.sources.items()
    }
    return shipped.model_copy(update={"regions": {**shipped.regions, **given}, "sources": sources})


def payload(path: Path) -> Payload:
    """A file carried by hand."""
    return Payload.from_file(path, WHEN)


def slabs(path: Path, source: str) -> list[Slab]:
    return list(concentration.slabs(payload(path), catalog().sources[source]))


def files(folder: Path) -> dict[str, tuple[Path, str, str, tuple[slice, slice]]]:
    """The same ice in every layout: file, source, edition of the land mask, part of the grid that is given."""
    days = {DAY: ICE}
    crop = (slice(40, 185), slice(0, 304))
    return {
        "v6": (provider.v6(folder / "v6.nc", days, sea("v6")), "cdr", "v6", READ),
        "v6 monthly": (provider.v6(folder / "v6m.nc", days, sea("v6"), monthly=True), "cdr_monthly", "v6", READ),
        "near-real-time": (provider.v6(folder / "nrt.nc", days, sea("v6"), version="v04r00"), "cdr_nrt", "v6", READ),
        "v4": (provider.v4(folder / "v4.nc", days, sea("v4")), "cdr_v4", "v4", READ),
        "v4 crop": (provider.erddap_v4(folder / "c4.nc", days, sea("v4"), *crop), "cdr_v4", "v4", (crop[0], READ[1])),
        "v6 crop": (provider.erddap_v6(folder / "c6.nc", days, sea("v6"), *BOX), "cdr", "v6", BOX),
    }


def v6(path: Path, days: provider.Days, **more: Any) -> Path:
    return provider.v6(path, days, sea(), **more)


REGISTRY = registry(shantar_sea=SHANTAR, magadan_sea=MAGADAN)
