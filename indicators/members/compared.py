"""New values beside those held of the same indicator: a slip of a unit or a decimal point shows there.

Only what the public may see is compared with, so a finding never tells of a series that its reader may not see.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from indicators.errors import StoreError
from indicators.members.finding import Finding
from indicators.store import Cache

MOST_SERIES = 30
_FAR = 10.0
_SLIPS = (1000.0, 1e6)


def findings(name: str, unit: str, frame: pd.DataFrame, cache: Cache) -> Iterable[Finding]:
    """Warnings about a series against what is held of its indicator in its unit."""
    indicator, _, place = name.partition(".")
    metas = [meta for meta, _ in cache.metas().values() if meta.indicator == indicator and meta.unit == unit]
    here = [meta for meta in metas if meta.place == place]
    if here:
        yield Finding("known.series", 0, "", {"series": name, "n": len(here), "held": here[0].id})
    held = _held([meta.id for meta in (here or metas)[:MOST_SERIES]], cache)
    told = frame["value"].dropna().to_numpy()
    if len(held) < 5 or not len(told) or held.min() < 0:
        return
    middle, ours = float(np.median(held)), float(np.median(told))
    for slip in _SLIPS:
        for factor in (slip, 1 / slip):
            if middle > 0 and 0.3 < ours / (middle * factor) < 3:
                values = {"series": name, "ours": f"{ours:.4g}", "held": f"{middle:.4g}", "unit": unit}
                yield Finding("thousandfold", 0, "value", values)
                return
    if told.max() > _FAR * held.max():
        values = {"series": name, "ours": f"{told.max():.4g}", "held": f"{held.max():.4g}", "unit": unit}
        yield Finding("far", 0, "value", values)


def _held(ids: list[str], cache: Cache) -> np.ndarray:
    """Values of some series; one that cannot be read is left out."""
    parts = []
    for series_id in ids:
        try:
            parts.append(cache.read(series_id).observations["value"].dropna().to_numpy())
        except StoreError:
            continue
    return np.concatenate(parts) if parts else np.array([])
