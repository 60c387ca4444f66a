"""Terms of the glossary on every page: one script a language, fetched once and kept by the browser.

A page run sends only a line that loads it; the script finds the terms on the page by itself.
"""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from indicators.locales import languages
from indicators.methods.glossary import terms
from ui.delivery import compressed

HERE = Path(__file__).resolve().parent
_YEAR = "public, max-age=31536000, immutable"


@functools.cache
def script(lang: str) -> bytes:
    """The terms of a language and the code that marks them."""
    listed = [
        {"slug": one.slug, "name": one.name, "says": one.says, "source": one.source, "forms": one.forms}
        for one in terms(lang)
    ]
    told = json.dumps({"lang": lang, "terms": listed}, ensure_ascii=False, separators=(",", ":"))
    code = (HERE / "glossary.js").read_text(encoding="utf-8")
    return f"window.aoiGlossary = {told};\n{code}".encode()


@functools.cache
def name(lang: str) -> str:
    """Name of the script; it changes with its content, so browsers may keep it for ever."""
    return f"{lang}-{hashlib.sha256(script(lang)).hexdigest()[:12]}.js"


def answer(request: Request) -> Response:
    """The script of a language; 404 for one of another edition."""
    asked = request.path_params["name"]
    lang = next((code for code in languages() if name(code) == asked), None)
    if lang is None:
        return PlainTextResponse("not found", status_code=404)
    headers = {"Cache-Control": _YEAR, "Vary": "Accept-Encoding"}
    body = script(lang)
    encoding = compressed.accepted(request.headers.get("accept-encoding", ""))
    if encoding:
        body, headers["Content-Encoding"] = compressed.encoded(body, encoding), encoding
    return Response(body, media_type="text/javascript", headers=headers)


def loader(lang: str) -> str:
    """JavaScript that loads the script of a language, unless the page has it."""
    base = st.get_option("server.baseUrlPath").strip("/")
    address = json.dumps(f"{f'/{base}' if base else ''}/glossary/{name(lang)}")
    return (
        f"if(window.aoiGlossaryFrom!=={address}){{window.aoiGlossaryFrom={address};"
        f"document.head.append(Object.assign(document.createElement('script'),{{src:{address}}}))}}"
    )
