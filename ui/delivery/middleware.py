"""In front of Streamlit: its files compressed, its first answer ours; everything else passes through."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.delivery import compressed, shell

KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json"}
WITHOUT_CHARTS = ("sources", "methods", "since", "export", "contribute")  # pages that do without the chart library
FOR_A_YEAR = "public, max-age=31536000, immutable"
ASSETS = Path(__file__).resolve().parent.parent / "assets"
FONTS = {"MaterialSymbols-Rounded.": "material-symbols.woff2", "SourceSansVF-": "blank.woff2"}
"""Fonts of Streamlit's by the first part of their names, and what stands in for them (tools/streamlit_fonts.py)."""


class Delivery:
    """ASGI middleware. `pages` are the names that have a page, `libraries` the addresses of our own scripts."""

    def __init__(self, app: ASGIApp, pages: tuple[str, ...], libraries: tuple[str, ...]) -> None:
        self.app, self.pages, self.libraries = app, frozenset(pages), libraries
        self.ready: dict[tuple[str, str], Response] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is ours to answer; a file that was asked for before without leaving the event loop."""
        answer = None
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            headers = Headers(scope=scope)
            encoding = compressed.accepted(headers.get("accept-encoding", ""))
            answer = self.ready.get((scope["path"], encoding))
            if answer is None and "range" not in headers:
                answer = await run_in_threadpool(self._answer, scope, headers, encoding)
        await (answer or self.app)(scope, receive, send)

    def _answer(self, scope: Scope, headers: Headers, encoding: str) -> Response | None:
        base = f"/{folder}" if (folder := st.get_option("server.baseUrlPath").strip("/")) else ""
        path = str(scope["path"]).removeprefix(base)
        if path.startswith("/static/"):
            answer = _file(path, encoding)
            if answer is not None:
                self.ready[(scope["path"], encoding)] = answer
            return answer
        name = path.strip("/")
        if name and name not in self.pages:
            return None
        query = scope["query_string"].decode("latin-1")
        lang = shell.language(query, headers.get("accept-language", ""))
        libraries = () if name in WITHOUT_CHARTS else self.libraries
        html = shell.with_choices(shell.page(lang, name, base, libraries), query)
        return _html(html, encoding, headers.get("if-none-match", ""))


def _file(path: str, encoding: str) -> Response | None:
    """A file of Streamlit's; its name holds its version."""
    for beginning, ours in FONTS.items():
        if path.startswith(f"/static/media/{beginning}"):
            return Response(_font(ours), media_type="font/woff2", headers={"Cache-Control": FOR_A_YEAR})
    file = (shell.STATIC / path.strip("/")).resolve()
    kind = KINDS.get(file.suffix)
    if kind is None or not file.is_relative_to(shell.STATIC.resolve() / "static") or not file.is_file():
        return None
    told = {"Cache-Control": FOR_A_YEAR, "Vary": "Accept-Encoding"}
    if encoding:
        told["Content-Encoding"] = encoding
    return Response(compressed.body(file, encoding), media_type=kind, headers=told)


@functools.cache
def _font(name: str) -> bytes:
    return (ASSETS / name).read_bytes()


def _html(html: str, encoding: str, known: str) -> Response:
    """The first answer; a browser that has it is told so."""
    raw = html.encode()
    tag = f'"{hashlib.sha1(raw, usedforsecurity=False).hexdigest()[:16]}"'
    told = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding, Accept-Language", "ETag": tag}
    if known.removeprefix("W/") == tag:
        return Response(status_code=304, headers=told)
    if encoding:
        told["Content-Encoding"] = encoding
    return Response(_compressed(raw, encoding), media_type="text/html; charset=utf-8", headers=told)


def _compressed(raw: bytes, encoding: str) -> bytes:
    return compressed.encoded(raw, encoding) if encoding else raw
