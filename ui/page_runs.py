"""How long page runs take: counted for `/metrics`, and a line each in a structured log."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Histogram
from streamlit.runtime.scriptrunner import get_script_run_ctx

from indicators import logs

LOG = logging.getLogger(__name__)
REGISTRY = CollectorRegistry()
SECONDS = Histogram(
    "aoi_page_run_seconds",
    "Seconds from the begin of a page run to its end, waiting included",
    ("page",),
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30),
    registry=REGISTRY,
)


@contextmanager
def measured(page: str, lang: str) -> Iterator[None]:
    """Measure a page run; every line logged meanwhile tells page, language and session."""
    begun = time.perf_counter()
    with logs.about(page=page, lang=lang, session=_session()):
        try:
            yield
        finally:
            seconds = time.perf_counter() - begun
            SECONDS.labels(page).observe(seconds)
            LOG.info("page run", extra={"milliseconds": round(seconds * 1000)})


def _session() -> str:
    """A name for a session by which nobody can take it over."""
    context = get_script_run_ctx(suppress_warning=True)
    return hashlib.sha256(context.session_id.encode()).hexdigest()[:12] if context else ""
