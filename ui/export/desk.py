"""The queue of this server for ordered figures, and `/export/JOB.zip`."""

from __future__ import annotations

import functools
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from indicators.addresses import CHOICES, public
from indicators.audience import PUBLIC
from indicators.export.desk.desk import Desk
from indicators.light.shelf import code_stamp
from indicators.store import Cache, cache_root, now
from ui.qr import base_path

_HERE = ("localhost", "127.0.0.1", "::1")
_SAFE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


@functools.lru_cache(maxsize=4)
def _desk(root: Path) -> Desk:
    return Desk(root)


def desk() -> Desk:
    """The queue of the cache in use."""
    return _desk(cache_root())


def edition(cache: Cache) -> str:
    """Changes with the data, with the day (ages move on) and with the code."""
    live, snapshot = Cache(cache.root, PUBLIC).stamp()  # whoever orders, what is made is for everybody
    return f"{now():%Y%m%d}-{live:x}-{snapshot:x}-{code_stamp()}"


def site() -> str:
    """The address under which the reader sees this site, for links in figures; empty where only they could use it."""
    try:
        seen = urlsplit(st.context.url or "")
    except (AttributeError, ValueError):
        return ""
    if public() or not seen.netloc or seen.hostname in _HERE:
        return ""
    path = seen.path.rstrip("/")
    below = path.rpartition("/")[0] if path.rpartition("/")[2] in CHOICES else path
    return f"{seen.scheme}://{seen.netloc}{below}"


def download(job: str) -> str:
    """Address of the ZIP of an order."""
    return f"{base_path()}/export/{job}.zip"


def answer(request: Request) -> Response:
    """The ZIP of an order that is done, from the disk; nothing of the address becomes a path but a checked name."""
    here, job = desk(), request.path_params["job"]
    path, state = here.file(job), here.state(job)
    if state is None:
        return PlainTextResponse("no such order, or it is no longer kept", status_code=404)
    if path is None:
        return PlainTextResponse(f"the order is not done: {state.stage}", status_code=409)
    return FileResponse(path, media_type="application/zip", filename=state.name, headers=_SAFE)
