"""`/metrics` in OpenMetrics text for whoever watches the site; closed unless `AMUR_OKHOTSK_METRICS` opens it.

Numbers about data are read from the cache when they are asked for, in a thread of their own kind: no page run waits
for them, and only one reading goes on at a time.
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
import os
import platform
import re
import threading
from collections import Counter
from collections.abc import Iterator
from functools import cache as once
from importlib.metadata import version
from pathlib import Path

from prometheus_client import GC_COLLECTOR, PLATFORM_COLLECTOR, PROCESS_COLLECTOR
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from streamlit.runtime import Runtime

from indicators import audience, labour, status
from indicators.catalog import catalog
from indicators.replication import mark
from indicators.store import Cache, now
from ui.page_runs import REGISTRY

SETTING = "AMUR_OKHOTSK_METRICS"
"""Environment: `on` for everybody who can reach the server, else a token that must come as `Authorization: Bearer`."""
LEAST = 16
"""Characters of a token; a shorter one keeps the measures closed."""
ROOT = Path(__file__).resolve().parent.parent
_STATES = ("fresh", "due", "stale", "snapshot", "failed", "never")
_ALONE = threading.Lock()


def answer(request: Request) -> Response:
    """The measures; 404 where nobody opened them, so that nothing tells that they are there."""
    if not _allowed(request.headers.get("authorization", "")):
        return PlainTextResponse("not found\n", status_code=404)
    with _ALONE:
        text = generate_latest(REGISTRY)  # type: ignore[no-untyped-call]
    return Response(text, media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _allowed(given: str) -> bool:
    wanted = os.environ.get(SETTING, "").strip()
    if wanted == "on" or len(wanted) < LEAST:
        return wanted == "on"
    return hmac.compare_digest(given.encode(), f"Bearer {wanted}".encode())


class Measures(Collector):
    """What the server and its cache hold now."""

    def collect(self) -> Iterator[Metric]:
        """Every measure, read now."""
        yield InfoMetricFamily("aoi_build", "What runs here", value=_build())
        yield GaugeMetricFamily("aoi_sessions", "Browsers connected to this server", value=_sessions())
        cache = Cache(audience=audience.PUBLIC)
        yield from _of_data(cache)
        yield from _of_sources(cache)
        yield _of_quarantine(cache)
        yield _of_exports(cache)

    def describe(self) -> list[Metric]:
        """Nothing beforehand: registering must not read the cache."""
        return []


@once
def begin() -> None:
    """Have the measures of this server asked for; once a process."""
    REGISTRY.register(Measures())
    for one in (PROCESS_COLLECTOR, PLATFORM_COLLECTOR, GC_COLLECTOR):
        REGISTRY.register(one)


def _sessions() -> float:
    """Browsers connected now; 0 where no server runs (a test, a command)."""
    if not Runtime.exists():
        return 0
    told = Runtime.instance().stats_mgr.get_stats(family_names=["active_sessions"])
    return float(sum(getattr(one, "value", 0) for one in told.get("active_sessions", ())))


def _of_data(cache: Cache) -> Iterator[Metric]:
    yield GaugeMetricFamily("aoi_series", "Series that the public can see", value=len(cache.metas()))
    yield GaugeMetricFamily("aoi_series_broken", "Series whose file cannot be read", value=len(cache.broken()))


def _of_sources(cache: Cache) -> Iterator[Metric]:
    """Of each source what the last attempt gave, and how old its data are."""
    state = GaugeMetricFamily("aoi_source_state", "1 for the state that a source is in", labels=("source", "state"))
    stale = GaugeMetricFamily("aoi_source_stale", "1 when the last observation is out of date", labels=("source",))
    age = GaugeMetricFamily(
        "aoi_source_data_age_seconds", "Seconds since the last observation ended", labels=("source",), unit="seconds"
    )
    failures = GaugeMetricFamily("aoi_source_failures", "Attempts that failed in a row", labels=("source",))
    checked = GaugeMetricFamily(
        "aoi_source_checked_timestamp_seconds", "When the provider was last asked", labels=("source",), unit="seconds"
    )
    for one in status.report(cache, catalog(), now()):
        for name in _STATES:
            state.add_metric((one.source, name), float(one.state == name))
        stale.add_metric((one.source,), float(one.age == "stale"))
        if one.last_observation:
            age.add_metric((one.source,), now().timestamp() - _moment(one.last_observation))
        kept = cache.live.state(one.source)
        failures.add_metric((one.source,), kept.failures if kept else 0)
        if one.checked:
            checked.add_metric((one.source,), _moment(one.checked))
    yield from (state, stale, age, failures, checked, *_of_the_refresher(cache))


def _of_the_refresher(cache: Cache) -> Iterator[Metric]:
    told = labour.read(cache)
    result = GaugeMetricFamily(
        "aoi_refresh_result", "1 for how a source's last turn ended", labels=("source", "result")
    )
    took = GaugeMetricFamily(
        "aoi_refresh_seconds", "Seconds that a source's last turn took", labels=("source",), unit="seconds"
    )
    for source, turn in sorted(told["sources"].items()):
        result.add_metric((source, str(turn.get("result", ""))), 1)
        took.add_metric((source,), float(turn.get("seconds", 0)))
    looked = GaugeMetricFamily(
        "aoi_refresher_looked_timestamp_seconds", "When the refresher last looked what is due", unit="seconds"
    )
    if told["looked"]:
        looked.add_metric((), _moment(told["looked"]))
    yield from (result, took, looked, _of_the_replica(cache))


def _of_the_replica(cache: Cache) -> Metric:
    looked = GaugeMetricFamily(
        "aoi_replica_looked_timestamp_seconds", "When this replica last reached the store it pulls from", unit="seconds"
    )
    told = mark.read(cache.root)
    if told.role == mark.REPLICA and told.looked:
        looked.add_metric((), _moment(told.looked))
    return looked


def _of_quarantine(cache: Cache) -> Metric:
    held = GaugeMetricFamily("aoi_quarantined", "Editions held back until a person decides", labels=("source",))
    for folder in sorted((cache.live.path / "quarantine").glob("*/")):
        count = sum(one.is_dir() and not one.name.startswith(".") for one in folder.iterdir())
        held.add_metric((folder.name,), count)
    return held


def _of_exports(cache: Cache) -> Metric:
    """Orders of figures by stage, those of every server of this cache."""
    stages: Counter[str] = Counter()
    for path in (cache.root / "export").glob("*/state.json"):
        try:
            stages[str(json.loads(path.read_text(encoding="utf-8"))["stage"])] += 1
        except (OSError, ValueError, KeyError, TypeError):
            stages["unreadable"] += 1
    jobs = GaugeMetricFamily("aoi_export_jobs", "Orders of figures that are kept, by stage", labels=("stage",))
    for stage, count in sorted(stages.items()):
        jobs.add_metric((stage,), count)
    return jobs


def _moment(stamp: str) -> float:
    moment = dt.datetime.fromisoformat(stamp.replace("Z", "+00:00"))
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()


@once
def _build() -> dict[str, str]:
    told = re.search(r"(?m)^version: *(\S+)", (ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    return {
        "version": told[1] if told else "",
        "python": platform.python_version(),
        "streamlit": version("streamlit"),
    }
