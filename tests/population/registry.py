"""A registry with fewer series of a source, so that a test asks little."""

from __future__ import annotations

from typing import Any

from indicators.catalog import Catalog, catalog


def small(
    source: str, indicators: dict[str, Any] | None = None, places: dict[str, Any] | None = None, **options: Any
) -> Catalog:
    """The shipped registry with one group of series of `source`, and other options."""
    shipped = catalog()
    before = shipped.sources[source]
    group = before.series[0]
    changed = group.model_copy(
        update={"indicators": indicators or group.indicators, "places": places or group.places},
    )
    again = before.model_copy(update={"series": (changed,), "options": before.options | options})
    return shipped.model_copy(update={"sources": shipped.sources | {source: again}})
