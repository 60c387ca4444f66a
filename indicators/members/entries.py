"""Published sets of members as sources beside those of data_sources.yaml: `members/sources.json`.

An audience knows only the sets that it may see: a source that it may not see has no name, no title and no citation.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from indicators import audience
from indicators.audience import Audience
from indicators.members.facts import Facts
from indicators.members.places import Spot
from indicators.registry import Catalog, Place, Source, shipped
from indicators.store import cache_root, written_aside

FOLDER, NAME = "members", "sources.json"
FORMAT = "member"
Entries = dict[str, dict[str, Any]]
"""By source: `contribution`, `organisation`, `disclosure`, `registered` (a `Source`) and `places` (new ones)."""


def joined(registry: Catalog, root: Path | None = None) -> Catalog:
    """A registry with the published sets of a cache that the present audience may see.

    `registry` itself where there are none.
    """
    path = (root or cache_root()) / FOLDER / NAME
    try:
        told = path.stat()
    except OSError:
        return registry
    if registry is not shipped():
        return _with(registry, sources(path.parent), audience.current(), audience.today())
    return _joined(path, (told.st_mtime_ns, told.st_ino, told.st_size), audience.current(), audience.today())


@functools.lru_cache(maxsize=12)
def _joined(path: Path, changed: tuple[int, int, int], who: Audience, today: dt.date) -> Catalog:
    return _with(shipped(), sources(path.parent), who, today)


def beside(registry: Catalog, listed: Entries) -> Catalog:
    """A registry with sets that nobody has published, for whoever handed them in (a preview)."""
    return _with(registry, listed, audience.SECRETARIAT, audience.today())


def _with(registry: Catalog, listed: Entries, who: Audience, today: dt.date) -> Catalog:
    more: dict[str, Source] = {}
    places: dict[str, Place] = {}
    for name, entry in listed.items():
        try:
            if audience.visible(str(entry["disclosure"]), who, today):
                source = Source.model_validate(entry["registered"])
                places |= {slug: Place.model_validate(one) for slug, one in entry.get("places", {}).items()}
                more[name] = source
        except (KeyError, TypeError, ValidationError):
            continue
    if not more:
        return registry
    told = {"sources": {**registry.sources, **more}, "places": {**places, **registry.places}}
    return registry.model_copy(update=told)


def sources(folder: Path) -> Entries:
    """Every published set, whoever may see it."""
    try:
        told = json.loads((folder / NAME).read_text(encoding="utf-8"))["sources"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return told if isinstance(told, dict) else {}


def write(folder: Path, listed: Entries) -> None:
    """Replace the list."""
    with written_aside(folder / NAME) as aside:
        text = json.dumps({"sources": dict(sorted(listed.items()))}, ensure_ascii=False, indent=1)
        aside.write_text(text, encoding="utf-8")


def entry(facts: Facts, domain: str, contribution: str, received: str, spots: Iterable[Spot] = ()) -> dict[str, Any]:
    """A set as a source. Nothing of the contact is in it."""
    registered = {
        "domain": domain,
        "title": facts.title,
        "provider": f"{facts.organisation} ({facts.country})",
        "format": FORMAT,
        "licence": facts.terms,
        "redistribute": facts.redistribute,
        "citation": facts.citation.replace("{", "(").replace("}", ")"),
        "credit": f"{facts.contributor}, {facts.organisation}",
        "doi": facts.doi,
        "verified": True,
        "note": f"Handed in by {facts.contributor}, {facts.organisation}, on {received[:10]}; "
        "published by the secretariat of the Consortium.",
    }
    Source.model_validate(registered)
    return {
        "contribution": contribution,
        "organisation": facts.organisation,
        "disclosure": facts.disclosure,
        "registered": registered,
        "places": {spot.place: _place(spot) for spot in spots if spot.place_name},
    }


def _place(spot: Spot) -> dict[str, Any]:
    """A place that the set brought, as the registry has places."""
    return {"region": spot.region, "countries": list(spot.countries), "latitude": spot.latitude,
            "longitude": spot.longitude, "native": spot.place_name}  # fmt: skip
