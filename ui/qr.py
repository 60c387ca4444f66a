"""QR codes of our own addresses, as SVG: made on request, for the origin under which the reader sees this site.

Where a proxy hides that origin, or the presenter's browser opens the site as `localhost`, the operator names it in
`AMUR_OKHOTSK_ADDRESS` (scheme, host, path). Other addresses than ours get no code.
"""

from __future__ import annotations

import functools
import io
import re
from urllib.parse import urlsplit

import segno
import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from indicators.addresses import CHOICES, public

LONGEST = 1200  # characters; a code of more is too fine for a phone at the back of a room
_OURS = re.compile(r"(?:light/[a-z]{2}/)?([a-z_]*)(?:\.html)?(?:[?#]\S*)?")


def base_path() -> str:
    """Where the site lies below its host."""
    path = st.get_option("server.baseUrlPath").strip("/")
    return f"/{path}" if path else ""


def answer(request: Request) -> Response:
    """The code of `?to=sea_ice?region=…`: a page of ours, its choices."""
    to = request.query_params.get("to", "")
    ours = _OURS.fullmatch(to)
    if ours is None or len(to) > LONGEST or ours[1] not in ("", *CHOICES):
        return PlainTextResponse("not an address of this site", status_code=404)
    headers = {"Cache-Control": "private, max-age=600", "Vary": "Referer"}
    return Response(svg(f"{_site(request)}/{to}"), media_type="image/svg+xml", headers=headers)


def _site(request: Request) -> str:
    """The site as the reader's browser knows it, else as the request came in."""
    seen = urlsplit(request.headers.get("referer", ""))
    here = f"{seen.scheme}://{seen.netloc}" if seen.netloc and seen.scheme in ("http", "https") else ""
    asked = urlsplit(str(request.base_url))
    return public() or f"{here or f'{asked.scheme}://{asked.netloc}'}{base_path()}"


@functools.lru_cache(maxsize=200)
def svg(address: str) -> bytes:
    """The code as an SVG that scales; black on white in the dark too, with the quiet zone that readers need."""
    out = io.BytesIO()
    segno.make_qr(address, error="m").save(
        out,
        kind="svg",
        border=4,
        dark="#000",
        light="#fff",
        xmldecl=False,
        svgclass=None,
        lineclass=None,
        omitsize=True,
    )
    return out.getvalue()
