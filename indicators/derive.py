"""Derived series: remade whenever one of their inputs is stored, and always labelled so."""

from __future__ import annotations

from indicators.catalog import Catalog
from indicators.store import Side


def update(side: Side, catalog: Catalog, changed: set[str]) -> None:
    """Remake the derived series that depend on `changed` series of this side."""
