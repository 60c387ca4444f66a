"""Known events that concern a series: changes of sensor or method, floods, accidents.

They come from the registry (`events:`), each with its citation. Nothing here looks for change points.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from indicators.catalog import Catalog, Event, catalog
from indicators.series import Meta

BREAKS = ("sensor", "method")  # kinds after which values may differ without a change of what is measured


def of(meta: Meta, registry: Catalog | None = None, kinds: Iterable[str] = ()) -> dict[str, Event]:
    """Events that concern a series, by name, in order of time.

    A derived series is concerned by what concerns the sources it was made from.
    """
    known = (registry or catalog()).events
    wanted = set(kinds)
    sources = {meta.source, *(one.rsplit(".", 1)[-1] for one in meta.derived_from.split())}
    found = {
        name: event
        for name, event in known.items()
        if (not wanted or event.kind in wanted)
        and (not event.sources or sources & set(event.sources))
        and (not event.indicators or meta.indicator in event.indicators)
        and (not event.places or meta.place in event.places or meta.region in event.places)
    }
    return dict(sorted(found.items(), key=lambda item: item[1].start))


def within(meta: Meta, years: ArrayLike, registry: Catalog | None = None) -> tuple[str, ...]:
    """Names of the changes of sensor or method after the first and up to the last of some years.

    A change after which everything was computed anew leaves no break, and is not told.
    """
    span = np.asarray(years)
    if not span.size:
        return ()
    first, last = dt.date(int(span.min()), 1, 1), dt.date(int(span.max()), 12, 31)
    breaks = {name: event for name, event in of(meta, registry, BREAKS).items() if not event.whole}
    return tuple(name for name, event in breaks.items() if first < event.start <= last)
