"""The registry as the present audience knows it: the shipped one, and the sets of members that it may see as sources.

What a registry is made of, and how the shipped one is read, stands in `registry`.
"""

from __future__ import annotations

from indicators.members import entries
from indicators.registry import (
    PATH,
    Catalog,
    Declaration,
    Domain,
    Event,
    Frequency,
    Indicator,
    Iso3,
    Meeting,
    Missing,
    Place,
    Region,
    SeriesGroup,
    Slug,
    Source,
    load,
    shipped,
)


def catalog() -> Catalog:
    """The registry for whoever asks; read once, joined anew only where the sets of members change."""
    return entries.joined(shipped())


__all__ = [
    "PATH",
    "Catalog",
    "Declaration",
    "Domain",
    "Event",
    "Frequency",
    "Indicator",
    "Iso3",
    "Meeting",
    "Missing",
    "Place",
    "Region",
    "SeriesGroup",
    "Slug",
    "Source",
    "catalog",
    "load",
    "shipped",
]
