"""What something on a page is made of, as one mark: made anew when one of these series changes, not when any does.

A refresh changes a few series of many, and everything made of the others is still right: a hall that looks on while
sources are refreshed would else wait for all pages in all languages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from indicators.store import Cache


def mark(cache: Cache, ids: Iterable[str]) -> str:
    """Changes whenever one of some series changes for the audience, or which they are."""
    named = tuple(ids)
    return hashlib.sha256(repr((named, cache.stamps(named))).encode()).hexdigest()[:16]


def mark_of_fields(cache: Cache, ids: Iterable[str] = ()) -> str:
    """The same of all fields (maps), and of some series."""
    times = []
    for side in (cache.live, cache.snapshot):
        folder = side.path / "fields"
        times.append(folder.stat().st_mtime_ns if folder.is_dir() else 0)
    return f"{mark(cache, ids)} {times}"
