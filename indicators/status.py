"""How fresh a source is: judged from its last observation against its own cadence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from indicators.catalog import Catalog, Source
from indicators.series import Meta
from indicators.store import Cache, Origin, State

Age = Literal["fresh", "due", "stale"]
Judgement = Literal["fresh", "due", "stale", "snapshot", "failed", "quarantined", "never"]
_WHOLE_EVERY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Status:
    """State of one source. `age` is told even when a failure or the snapshot hides it in `state`."""

    source: str
    state: Judgement
    last_observation: str
    retrieved: str
    next_due: str
    error: str
    age: Age | None = None
    checked: str = ""
    series: int = 0
    notices: tuple[str, ...] = ()


def age(source: Source, last: dt.datetime | None, now: dt.datetime) -> Age:
    """Fresh until the next observation should be there, then due, stale one more cadence later.

    A source without a cadence (an archive, a published table) does not age.
    """
    due, stale = next_due(source, last), stale_from(source, last)
    if due is None or stale is None or now < due:
        return "fresh"
    return "due" if now < stale else "stale"


def next_due(source: Source, last: dt.datetime | None) -> dt.datetime | None:
    """When the observation after `last` should be available; None for a source without a cadence."""
    if last is None or source.cadence_days is None:
        return None
    return last + dt.timedelta(days=source.cadence_days + source.expected_delay_days)


def stale_from(source: Source, last: dt.datetime | None) -> dt.datetime | None:
    """When a source whose last observation is `last` counts as out of date; None for one without a cadence."""
    due = next_due(source, last)
    if due is None:
        return None
    return due + dt.timedelta(days=max(source.cadence_days or 0, 1) + source.expected_delay_days)


def believed(known: State | None, catalog: Catalog, now: dt.datetime) -> State | None:
    """What is held, without its marks once the source is overdue, and then once a day.

    A server that answers "not modified" for ever is not believed for ever.
    """
    if known is None or not known.last:
        return known
    stale = stale_from(catalog.sources[known.source], dt.datetime.fromisoformat(known.last).replace(tzinfo=dt.UTC))
    asked = max(known.retrieved, known.asked_whole)
    if stale is None or now < stale or not asked:
        return known
    since = now - dt.datetime.fromisoformat(asked.replace("Z", "+00:00"))
    recent = dt.timedelta() <= since < _WHOLE_EVERY  # not before: a clock was ahead then
    return known if recent else replace(known, etag="", last_modified="")


def of_source(
    name: str, catalog: Catalog, metas: Mapping[str, tuple[Meta, Origin]], state: State | None, now: dt.datetime
) -> Status:
    """Judge one source from its held series and its last attempt."""
    source = catalog.sources[name]
    mine = [(meta, origin) for meta, origin in metas.values() if meta.source == name]
    lasts = [meta.last for meta, _ in mine if meta.last]
    last = dt.datetime.fromisoformat(max(lasts)).replace(tzinfo=dt.UTC) if lasts else None
    due = next_due(source, last)
    judged: Judgement = age(source, last, now)
    if state is not None and state.error:
        judged = "quarantined" if state.quarantined else "failed"
    elif not mine:
        judged = "never"
    elif all(origin == "snapshot" for _, origin in mine) and source.format not in ("published", "derived"):
        judged = "snapshot"
    return Status(
        name,
        judged,
        last_observation=f"{last:%Y-%m-%d}" if last else "",
        retrieved=max((meta.retrieved for meta, _ in mine), default=""),
        next_due=f"{due:%Y-%m-%d}" if due else "",
        error=state.error if state else "",
        age=age(source, last, now) if mine else None,
        checked=state.checked if state else "",
        series=len(mine),
        notices=state.notices if state else (),
    )


def report(cache: Cache, catalog: Catalog, now: dt.datetime) -> list[Status]:
    """State of every source."""
    metas = cache.metas()
    return [of_source(name, catalog, metas, cache.live.state(name), now) for name in catalog.sources]
