"""The verb `quarantine`: what is held back and why; a person's decision to accept or reject it."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from indicators import refresh
from indicators.catalog import Catalog, catalog
from indicators.errors import StoreError
from indicators.locales import DEFAULT
from indicators.quarantine import keeping as quarantine
from indicators.quarantine.keeping import Held
from indicators.store import Cache


def options(parser: argparse.ArgumentParser) -> None:
    """`quarantine`, `quarantine accept SOURCE`, `quarantine reject SOURCE`."""
    parser.add_argument("what", nargs="?", choices=("list", "accept", "reject"), default="list")
    parser.add_argument("source", nargs="?", metavar="SOURCE")
    parser.add_argument("--stamp", metavar="STAMP", help="which edition, where several of a source are held back")
    parser.add_argument("--reason", metavar="TEXT", default="", help="kept with the decision")
    parser.add_argument("--by", metavar="NAME", default="", help="who decides; default: the user")
    parser.add_argument("--json", action="store_true")


def run(given: argparse.Namespace) -> int:
    """quarantine: list, accept or reject."""
    cache, registry = Cache(getattr(given, "cache", None)), catalog()
    if given.source is not None and given.source not in registry.sources:
        print(f"unknown source {given.source!r}; see `status`.", file=sys.stderr)
        return 2
    if given.what == "list":
        return _list(cache, given)
    if given.source is None:
        print(f"quarantine {given.what}: name the source.", file=sys.stderr)
        return 2
    held = _chosen(cache, given.source, given.stamp)
    return _accept(cache, registry, held, given) if given.what == "accept" else _reject(cache, held, given)


def _list(cache: Cache, given: argparse.Namespace) -> int:
    names = [given.source] if given.source else quarantine.sources(cache.live)
    waiting = [held for name in names for held in quarantine.pending(cache.live, name)]
    if given.json:
        print(json.dumps([_told(one) for one in waiting], ensure_ascii=False, indent=1))
        return 0
    for one in waiting:
        print(f"{one.source}  {one.stamp}  held back since {one.since}  {one.payload['url'] or one.payload['name']}")
        for line in one.told(DEFAULT)[:10]:
            print(f"  {line}")
    if not waiting:
        print("Nothing is held back.")
    return 0


def _told(one: Held) -> dict[str, Any]:
    findings = [{"series": found.series, "what": found.what, "figures": found.figures} for found in one.findings]
    told = {key: one.payload[key] for key in ("name", "url", "sha256", "retrieved")}
    return {
        "source": one.source, "stamp": one.stamp, "since": one.since, **told, "count": one.count,
        "findings": findings, "sentences": one.told(DEFAULT), "folder": str(one.folder),
    }  # fmt: skip


def _chosen(cache: Cache, name: str, stamp: str | None) -> Held:
    waiting = quarantine.pending(cache.live, name)
    found = [one for one in waiting if stamp in (None, one.stamp)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise StoreError("nothing of it is held back", name, "See `quarantine` for what is.")
    known = ", ".join(one.stamp for one in found)
    raise StoreError(f"{len(found)} editions are held back", name, f"Name one with --stamp: {known}.")


def _accept(cache: Cache, registry: Catalog, held: Held, given: argparse.Namespace) -> int:
    outcome = refresh.accept(cache, registry, held, by=given.by, reason=given.reason)
    if outcome.failed:
        print(f"{held.source}: not stored: {outcome.sentence}", file=sys.stderr)
        return 1
    print(f"{held.source}: accepted and stored, {outcome.series} series, {outcome.observations} observations")
    return 0


def _reject(cache: Cache, held: Held, given: argparse.Namespace) -> int:
    refresh.reject(cache, held, by=given.by, reason=given.reason)
    print(f"{held.source}: rejected; these bytes will not be asked about again")
    return 0
