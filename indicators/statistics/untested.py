"""Series that are not put to a test of trend, however many values they have.

The registry (`untested:`) names them, each with its reason and its citation: products whose makers advise
against it, counts of several surveyors in one table, output of models. It judges no value by itself.
"""

from __future__ import annotations

from indicators.catalog import Catalog, catalog
from indicators.series import Meta


def reasons(meta: Meta, registry: Catalog | None = None) -> tuple[str, ...]:
    """Codes of what forbids a trend of a series; empty for most.

    A series derived from such a product is concerned as well.
    """
    sources = {meta.source, *(one.rsplit(".", 1)[-1] for one in meta.derived_from.split())}
    found = (
        rule.reason
        for rule in (registry or catalog()).untested.values()
        if (not rule.sources or sources & set(rule.sources))
        and (not rule.indicators or meta.indicator in rule.indicators)
        and (not rule.places or meta.place in rule.places or meta.region in rule.places)
    )
    return tuple(dict.fromkeys(found))
