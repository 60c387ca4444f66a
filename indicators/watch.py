"""The refresher: a process of its own that takes sources when they are due.

One refresher a cache, by lock. A source is asked again when its next observation should be there,
not more often than hourly, with jitter; after failures the pause doubles up to a day.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from indicators import labour, refresh, status
from indicators.catalog import Catalog
from indicators.download.http import Http
from indicators.errors import StoreError
from indicators.store import Cache, State, now
from indicators.waiting import BusyError

LOG = logging.getLogger(__name__)
LEAST = dt.timedelta(hours=1)
MOST = dt.timedelta(days=1)
ARCHIVE = dt.timedelta(days=7)  # between two looks at a source without a cadence
FIRST_FAILURE = dt.timedelta(minutes=5)
JITTER = 0.2


@contextmanager
def only_one(cache: Cache) -> Iterator[None]:
    """Hold the cache's refresher lock.

    Raises
    ------
    StoreError
        When another refresher holds it.
    """
    cache.live.path.mkdir(parents=True, exist_ok=True)
    with (cache.live.path / "refresher.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StoreError(
                "another refresher is at work", str(cache.live.path), "Stop it first, or leave it to its work."
            ) from None
        yield


def due_at(name: str, catalog: Catalog, state: State | None, last: dt.datetime | None) -> dt.datetime:
    """When a source should be asked next.

    Parameters
    ----------
    state : State or None
        Its last attempt; None means it was never asked: at once.
    last : datetime or None
        Its last observation.
    """
    if state is None or not state.checked:
        return dt.datetime.min.replace(tzinfo=dt.UTC)
    checked = dt.datetime.fromisoformat(state.checked.replace("Z", "+00:00"))
    if checked > now():  # by a clock that was ahead: what it said is not waited for
        return dt.datetime.min.replace(tzinfo=dt.UTC)
    if state.failures:
        doubled: dt.timedelta = FIRST_FAILURE * 2 ** min(state.failures - 1, 16)
        return checked + min(doubled, MOST)
    expected = status.next_due(catalog.sources[name], last)
    if expected is None:
        return checked + ARCHIVE
    cadence = dt.timedelta(days=catalog.sources[name].cadence_days or 1)
    return max(expected, checked + max(LEAST, min(cadence, MOST)))


def watch(
    cache: Cache,
    catalog: Catalog,
    http: Http,
    names: list[str],
    *,
    tell: Callable[[refresh.Outcome], None],
    pause: Callable[[float], None] = time.sleep,
    rounds: int | None = None,
) -> None:
    """Refresh sources when due, for ever or for `rounds` looks."""
    with only_one(cache):
        done = 0
        while rounds is None or done < rounds:
            times = _times(cache, catalog, names)
            for name in [name for name, when in times.items() if when <= now()]:
                with _patient():
                    tell(labour.timed(cache, name, partial(refresh.refresh_one, cache, catalog, name, http)))
            labour.looked(cache)
            done += 1
            soonest = min(_times(cache, catalog, names).values(), default=now() + LEAST)
            seconds = max(30.0, min((soonest - now()).total_seconds(), LEAST.total_seconds()))
            pause(seconds * (1 + random.uniform(0, JITTER)))  # noqa: S311 - spreads load, keeps no secret


@contextmanager
def _patient() -> Iterator[None]:
    """Somebody else who writes for very long is told of; the refresher stays and asks again at its next look."""
    try:
        yield
    except BusyError as error:
        LOG.error("%s", error.sentence)


def _times(cache: Cache, catalog: Catalog, names: list[str]) -> dict[str, dt.datetime]:
    metas = cache.metas()
    found = {}
    for name in names:
        lasts = [meta.last for meta, _ in metas.values() if meta.source == name and meta.last]
        last = dt.datetime.fromisoformat(max(lasts)).replace(tzinfo=dt.UTC) if lasts else None
        found[name] = due_at(name, catalog, cache.live.state(name), last)
    return found
