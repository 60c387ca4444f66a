"""The outermost layer of the server: whom it answers, what every answer tells the browser, and a sign of life.

`/healthz` is answered here, without a thread and without the disk, so it says that the process lives even when
every page run waits. Nothing here looks at data.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.delivery import policy

HOSTS = "AMUR_OKHOTSK_HOSTS"
"""Environment: names under which the site may be asked, with commas between; every name without it."""
_HERE = ("localhost", "127.0.0.1", "::1", "[::1]")
_NAME = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\]")
_CLOSED = ("/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent")
"""Streamlit's own ways in that nobody here uses: `/metrics` and `/readyz` say more to fewer."""


def hosts() -> list[str]:
    """Names under which the site may be asked; probes on this machine always may.

    Raises
    ------
    ValueError
        When one of them cannot be a name.
    """
    named = [one.strip().lower() for one in os.environ.get(HOSTS, "").split(",") if one.strip()]
    wrong = next((one for one in named if one != "*" and not _NAME.fullmatch(one)), None)
    if wrong:
        raise ValueError(
            f"{HOSTS}: {wrong} is no name of a host; write names with commas between, such as dash.example"
        )
    return [*named, *_HERE] if named else ["*"]


class Guard:
    """ASGI middleware.

    Parameters
    ----------
    pages : tuple of str
        Names that have a live page.
    scripts : callable
        Gives checksums of the scripts that live pages write into themselves.
    """

    def __init__(self, app: ASGIApp, pages: tuple[str, ...], scripts: Callable[[], tuple[str, ...]]) -> None:
        self.pages, self.scripts, self.frames = frozenset(("", *pages)), scripts, policy.embedders()
        self.app = TrustedHostMiddleware(app, hosts(), www_redirect=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is ours to answer, and add the headers to every answer of the others."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        base = st.get_option("server.baseUrlPath").strip("/")
        path = str(scope["path"]).removeprefix(f"/{base}" if base else "")
        host = Headers(scope=scope).get("host", "")

        async def safely(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                self._add(MutableHeaders(scope=message), path, host, message["status"])
            await send(message)

        if path == "/healthz":
            await PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})(scope, receive, safely)
        elif path.startswith(_CLOSED):
            await PlainTextResponse("not found\n", status_code=404)(scope, receive, safely)
        else:
            await self.app(scope, receive, safely)

    def _add(self, headers: MutableHeaders, path: str, host: str, status: int) -> None:
        """Add what is missing. "Not modified" replaces the headers of what the browser keeps, so it says the same."""
        for name, value in policy.SAFE:
            headers.setdefault(name, value)
        light = path.startswith("/light")
        html = headers.get("content-type", "").startswith("text/html")
        if (html and not light) or (status == 304 and path.strip("/") in self.pages):
            headers["Content-Security-Policy"] = policy.page(self.scripts(), host, self.frames)
        elif status != 304 or light:
            headers["Content-Security-Policy"] = policy.other(path, self.frames)
        if not self.frames:
            headers["X-Frame-Options"] = "SAMEORIGIN"
