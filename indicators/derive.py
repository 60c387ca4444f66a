"""Derived series: remade whenever one of their inputs is stored, and always labelled so.

The registry's source `derived` declares them: the indicator names a function of `FUNCTIONS`, the
place names the inputs by role and the function's options. Their provenance is that of the inputs.
Climatologies of monthly maps are remade the same way; they are declared by the maps' own source.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping

import pandas as pd

from indicators import fields, journal, observations
from indicators.audience import SECRETARIAT
from indicators.catalog import Catalog, Declaration
from indicators.dissolved_iron import load
from indicators.errors import CatalogError, StoreError
from indicators.journal import Laid
from indicators.sea_ice import climatology, ice_days
from indicators.series import Meta, Parsed, Payload, describe
from indicators.store import Cache, Held, Side

SOURCE = "derived"
FUNCTIONS: dict[str, Callable[..., pd.DataFrame]] = {
    "iron_load_by_month": load.monthly,
    "iron_load_by_year": load.yearly,
    "ice_season_length": ice_days.season_length,
    "ice_days": ice_days.ice_days,
    "ice_season_first_day": ice_days.first_day,
    "ice_season_last_day": ice_days.last_day,
}
"""Each takes the inputs' observations by role, and the options of the place."""


def update(side: Side, catalog: Catalog, changed: set[str]) -> list[Laid]:
    """Remake the derived series that depend on `changed` series of this side, and give them.

    A series with an input that cannot be read is left as it is.
    """
    made: list[Laid] = []
    if SOURCE not in catalog.sources:
        return made
    for declared in catalog.declarations(SOURCE):
        inputs = _inputs(declared)
        if changed.isdisjoint(inputs.values()):
            continue
        try:
            held = {role: _read(side, series_id) for role, series_id in inputs.items()}
        except StoreError:
            continue
        meta, frame = make(catalog, declared, held)
        if len(frame):
            made.append(Laid(meta, frame, journal.seen(side, meta.id, _own(side, meta.id))))
            side.write(meta, frame)
            changed = changed | {meta.id}
    return made


def make(catalog: Catalog, declared: Declaration, held: Mapping[str, Held]) -> tuple[Meta, pd.DataFrame]:
    """Metadata and observations of one derived series from its inputs by role."""
    options = {name: part for name, part in declared.place_key.items() if name != "inputs"}
    frames = {role: item.observations for role, item in held.items()}
    frame = observations.typed(FUNCTIONS[declared.indicator_key](frames, **options))
    observations.check(frame, declared.id)
    metas = [item.meta for item in held.values()]
    payload = Payload(b"", declared.id, _newest(metas), sha256=_digest(metas))
    return describe(catalog, Parsed(declared, frame, _inherited(metas, catalog)), payload), frame


def update_fields(side: Side, catalog: Catalog, source_id: str, changed: set[str]) -> None:
    """Remake the climatologies of a monthly source from its maps, when some of them are new.

    Of a daily source they are made by the job that reduces its archive: its maps are not all held.
    """
    for field_id, declared in climatology.declarations(catalog, source_id).items():
        months = [one for one in declared if one.group.frequency == "month"]
        if field_id not in changed or not months:
            continue
        held = fields.every(_seen_from(side), field_id)
        metas = list({one.meta.sha256: one.meta for one in held}.values())
        payload = Payload(b"", field_id, _newest(metas), sha256=_digest(metas))
        for parsed in climatology.of_months(held).fields(months, derived_from=field_id):
            fields.write(side, describe(catalog, parsed, payload), parsed)


def _inputs(declared: Declaration) -> dict[str, str]:
    """Series ids by role."""
    if declared.indicator_key not in FUNCTIONS:
        known = ", ".join(sorted(FUNCTIONS))
        raise CatalogError(f"unknown function {declared.indicator_key!r}", declared.id, f"Known functions: {known}.")
    try:
        return dict(declared.place_key["inputs"])
    except (KeyError, TypeError, ValueError):
        raise CatalogError("no inputs by role", declared.id, "Write inputs: {role: series id}.") from None


def _seen_from(side: Side) -> tuple[Side, ...]:
    """Sides whose maps count: the shipped one depends on nothing but itself."""
    return (Cache(side.path.parent).snapshot, side) if side.origin == "live" else (side,)


def _own(side: Side, series_id: str) -> Held | None:
    """What this side held of a derived series, if it is readable."""
    try:
        return side.read(series_id)
    except StoreError:
        return None


def _read(side: Side, series_id: str) -> Held:
    """An input: what a reader sees of it, while the shipped side depends on nothing but itself.

    Also one that is not for everybody: what is computed of it is then disclosed no further.
    """
    return Cache(side.path.parent, SECRETARIAT).read(series_id) if side.origin == "live" else side.read(series_id)


def _inherited(metas: list[Meta], catalog: Catalog) -> dict[str, str]:
    """What a derived series owes to its inputs: works, licences, the strictest terms."""
    told = {
        "derived_from": " ".join(meta.id for meta in metas),
        "citation_text": " · ".join(dict.fromkeys(meta.citation_text for meta in metas)),
        "licence": "Derived; inputs: " + "; ".join(dict.fromkeys(meta.licence for meta in metas)),
        "disclosure": _strictest([meta.disclosure for meta in metas]),
    }
    if any(meta.redistribute == "no" for meta in metas):
        told["redistribute"] = "no"
    return told


def _strictest(disclosures: list[str]) -> str:
    """`members`, else the latest embargo, else `public`."""
    if "members" in disclosures:
        return "members"
    return max((part for part in disclosures if part != "public"), default="public")


def _newest(metas: list[Meta]) -> dt.datetime:
    newest = max(meta.retrieved for meta in metas)
    return dt.datetime.strptime(newest, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)


def _digest(metas: list[Meta]) -> str:
    """SHA-256 of the inputs' own, joined."""
    return hashlib.sha256(" ".join(meta.sha256 for meta in metas).encode()).hexdigest()
