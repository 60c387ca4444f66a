"""Plain HTTP beside the Streamlit pages: chart library, glossary, series downloads, readiness."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from indicators import audience, download_file, taking
from indicators.catalog import catalog
from indicators.errors import StoreError
from indicators.store import Cache
from ui import glossary, health, measures, qr, who
from ui.delivery import compressed
from ui.export import desk as export_desk
from ui.light.routes import LIGHT

ASSETS = Path(__file__).resolve().parent / "assets"
_KINDS = {".js": "text/javascript", ".css": "text/css", ".txt": "text/plain"}
_YEAR = "public, max-age=31536000, immutable"


def asset(request: Request) -> Response:
    """A file of ui/assets; the version is in its name, so browsers may keep it for ever."""
    name = request.path_params["name"]
    path = ASSETS / name
    if path.parent != ASSETS or not path.is_file():
        return PlainTextResponse("not found", status_code=404)
    headers = {"Cache-Control": _YEAR, "Vary": "Accept-Encoding"}
    encoding = compressed.accepted(request.headers.get("accept-encoding", ""))
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(
        compressed.body(path, encoding), media_type=_KINDS.get(path.suffix, "application/octet-stream"), headers=headers
    )


def data(request: Request) -> Response:
    """A series as CSV with its metadata on top, unless its licence forbids it, for whoever has signed in."""
    reader = who.asking(request)
    with audience.acting(reader):
        answer = _series(request.path_params["series_id"])
    if reader is not audience.PUBLIC:
        answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _series(series_id: str) -> Response:
    cache = Cache()
    try:
        taking.check(cache.root)
    except StoreError as error:
        return PlainTextResponse(error.sentence, status_code=503)
    try:
        held = cache.read(series_id)
    except StoreError as error:
        return PlainTextResponse(error.sentence, status_code=404)
    refusal = download_file.refusal(held.meta)
    if refusal:
        return PlainTextResponse(refusal, status_code=403)
    headers = {"Content-Disposition": f'attachment; filename="{download_file.name(held)}"'}
    return Response(download_file.csv_text(held, catalog()), media_type="text/csv; charset=utf-8", headers=headers)


def ready(_: Request) -> Response:
    """Whether the server can show data: number of readable series and the broken ones."""
    told = health.data(Cache())
    return JSONResponse(told, status_code=200 if told["ready"] else 503)


ROUTES = [
    Route("/assets/{name}", asset),
    Route("/data/{series_id}.csv", data),
    Route("/export/{job}.zip", export_desk.answer),
    Route("/glossary/{name}", glossary.answer),
    Route("/qr.svg", qr.answer),
    Route("/api/ready", ready),
    Route("/readyz", health.answer),
    Route("/metrics", measures.answer),
    *LIGHT,
]
