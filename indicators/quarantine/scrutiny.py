"""The last look at a new edition before it is stored: against the shape of what is held, or the whole of it.

Nothing is stored or changed here; what does not stand the look is refused with its reasons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from indicators import revision
from indicators.catalog import Catalog
from indicators.errors import StoreError
from indicators.quarantine import plausible
from indicators.quarantine.keeping import SuspiciousError
from indicators.quarantine.plausible import Pair
from indicators.series import Meta, Payload
from indicators.store import Held, Side

Against = Literal["edition", "shape", "none"]
"""Compared with the edition held; only that no stretch of it is missing; nothing (a person decided)."""


@dataclass(frozen=True)
class Compared:
    """A series as it came (`new`), as it is held, and what the provider changed."""

    meta: Meta
    held: Held | None
    new: pd.DataFrame
    changes: list[revision.Change]
    unique: bool = True


def look_at(
    side: Side,
    catalog: Catalog,
    name: str,
    series: Sequence[Compared],
    payload: Payload,
    against: Against,
    *,
    whole: bool,
) -> None:
    """Refuse an edition that lacks a stretch of what is held, or looks like a mistake beside it.

    Where nothing is held on this side, the shipped edition is compared with. Published rows are edited by
    hand, and reviewed so.

    Raises
    ------
    FormatError
        Against the shape: a stretch is missing.
    SuspiciousError
        Against the edition: with every finding.
    """
    source = catalog.sources[name]
    if against == "shape" and not source.may_shrink:
        for one in series:
            count = len(one.held.observations) if one.held else 0
            revision.require_not_shrunk(one.changes, one.meta.frequency, count, one.meta.id, payload.name)
    if against != "edition" or source.format == "published":
        return
    told = {one.meta.id for one in series}
    gone = [one for one in side.ids() if one.endswith(f".{name}") and one not in told] if whole else []
    pairs = [_pair(one, Side(side.path.parent, "snapshot")) for one in series]
    findings = plausible.judge(pairs, gone, source, catalog, payload.retrieved)
    if findings:
        raise SuspiciousError(name, payload.name, findings)


def _pair(one: Compared, shipped: Side) -> Pair:
    if one.held is not None:
        return Pair(one.meta, one.held.observations, one.new, one.unique)
    try:
        held = shipped.read(one.meta.id).observations
    except StoreError:
        held = None
    return Pair(one.meta, held, one.new, one.unique, shipped=True)
