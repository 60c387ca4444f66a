"""`/readyz`: whether data can be shown, and which are out of date; stale is not broken."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from indicators import audience, labour, logs, status, taking
from indicators.catalog import catalog
from indicators.errors import StoreError
from indicators.replication import mark
from indicators.store import Cache, now


def answer(_: Request) -> Response:
    """200 when series can be shown, however old; 503 when none can. Read for the public."""
    told = report(Cache(audience=audience.PUBLIC))
    return JSONResponse(told, 200 if told["ready"] else 503, {"Cache-Control": "no-store"})


def report(cache: Cache) -> dict[str, Any]:
    """State of the data.

    `ready`, `series`, `broken` (sentences); `stale` (source, last observation), `failed` (source, since when, why:
    held back counts as well), `snapshot` (sources that nothing was fetched of here), `looked` (when the refresher
    last looked; empty: never), `replica` (of a cache that pulls: when its edition was made, when it took it and when
    it last looked, and what went wrong then; else null).
    """
    listed = status.report(cache, catalog(), now())
    failed = [one for one in listed if one.error]
    return {
        **data(cache),
        "stale": [{"source": one.source, "last": one.last_observation} for one in listed if one.age == "stale"],
        "failed": [{"source": one.source, "since": _since(cache, one.source), "why": logs.clean(one.error)}
                   for one in failed],
        "snapshot": [one.source for one in listed if one.state == "snapshot"],
        "looked": labour.read(cache)["looked"],
        "replica": _replica(cache),
    }  # fmt: skip


def data(cache: Cache) -> dict[str, Any]:
    """`ready` (whether series can be shown), `series` (how many) and `broken` (sentences).

    A cache that a later edition of this program wrote is not read.
    """
    try:
        taking.check(cache.root)
    except StoreError as error:
        return {"ready": False, "series": 0, "broken": [error.sentence]}
    series = len(cache.metas())
    return {"ready": series > 0, "series": series, "broken": cache.broken()}


def _replica(cache: Cache) -> dict[str, str] | None:
    told = mark.read(cache.root)
    if told.role != mark.REPLICA:
        return None
    return {"made": told.made, "pulled": told.done, "looked": told.looked, "error": logs.clean(told.error)}


def _since(cache: Cache, source: str) -> str:
    state = cache.live.state(source)
    return state.error_since if state else ""
