"""What the refresher did last: when it looked, and of each source how its last turn ended and how long it took.

For whoever watches the site; nothing shown to readers comes from here, and a refresh never fails because of it.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from indicators import logs
from indicators.refresh import Outcome
from indicators.store import Cache, now, written_aside

LOG = logging.getLogger(__name__)
FILE = "refresher.json"


def timed(cache: Cache, source: str, turn: Callable[[], Outcome]) -> Outcome:
    """Take a source, and keep how it went."""
    begun = time.monotonic()
    outcome = turn()
    seconds = round(time.monotonic() - begun, 3)
    level = logging.WARNING if outcome.failed and logs.as_json() else logging.INFO  # else the verb tells it
    more = {"source": source, "result": outcome.result, "milliseconds": round(seconds * 1000)}
    LOG.log(level, "%s: %s", source, outcome.sentence or outcome.result, extra=more)
    told = read(cache)
    told["sources"][source] = {"result": outcome.result, "seconds": seconds, "at": _stamp()}
    _write(cache, told)
    return outcome


def looked(cache: Cache) -> None:
    """Keep that the refresher looked whether a source is due."""
    _write(cache, read(cache) | {"looked": _stamp()})


def read(cache: Cache) -> dict[str, Any]:
    """`looked` (when the refresher last did; empty: never) and `sources` (`result`, `seconds`, `at` by source)."""
    told: dict[str, Any] = {"looked": "", "sources": {}}
    with suppress(OSError, ValueError):
        kept = json.loads((cache.live.path / FILE).read_text(encoding="utf-8"))
        if isinstance(kept, dict) and isinstance(kept.get("sources"), dict):
            told |= kept
    return told


def _write(cache: Cache, told: dict[str, Any]) -> None:
    with suppress(OSError), written_aside(cache.live.path / FILE) as aside:
        aside.write_text(json.dumps(told, indent=1), encoding="utf-8")


def _stamp() -> str:
    return f"{now():%Y-%m-%dT%H:%M:%SZ}"
