"""`/light/LANG/PAGE?choices`: light pages from the shelf, made when first asked for; `/light/`: the languages."""

from __future__ import annotations

import asyncio
import functools
import gzip
import hashlib
from collections.abc import Iterable
from html import escape
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from indicators.addresses import CHOICES
from indicators.light import address, compose, shelf, site
from indicators.light.address import Address, AddressError
from indicators.light.shelf import Shelf
from indicators.light.worker import WorkerError
from indicators.locales import DEFAULT, NAMES, t
from indicators.store import Cache, cache_root
from ui.delivery.compressed import accepted
from ui.light.desk import BusyError, Desk

WAIT_SECONDS = 20.0
AGAIN_SECONDS = 5
KEEP = "public, max-age=60, must-revalidate"
_HTML = "text/html; charset=utf-8"
_SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}


class Room:
    """The shelf and the desk of a cache."""

    def __init__(self, root: Path) -> None:
        self.shelf = Shelf(Cache(root))
        self.desk = Desk(root, self.ahead)

    def ahead(self, asked: Address) -> Iterable[tuple[Address, Path]]:
        """The other pages in the language of the one asked for."""
        for page in CHOICES:
            one = Address(page, asked.lang)
            yield one, self.shelf.stem(one)


@functools.lru_cache(maxsize=4)
def room(root: Path) -> Room:
    """One room a cache."""
    return Room(root)


async def page(request: Request) -> Response:
    """A light page."""
    lang, name = request.path_params["lang"], request.path_params["page"]
    try:
        asked = address.checked(name, lang, request.url.query)
    except AddressError as error:
        return absent(request, lang, error.page)
    here = await run_in_threadpool(room, cache_root())
    stem = await run_in_threadpool(here.shelf.stem, asked)
    encoding = accepted(request.headers.get("accept-encoding", ""))
    body = await run_in_threadpool(shelf.read, stem, encoding)
    if body is None:
        problem = await _made(here.desk, asked, stem)
        body = await run_in_threadpool(shelf.read, stem, encoding) if problem is None else None
        if body is None:
            return not_yet(request, asked, problem or "failed")
    return _answer(request, body, encoding)


async def _made(desk: Desk, asked: Address, stem: Path) -> str | None:
    """Wait for a page to be made; what went wrong, in a word."""
    try:
        promise = asyncio.wrap_future(desk.order(asked, stem))
        await asyncio.wait_for(asyncio.shield(promise), WAIT_SECONDS)
    except (TimeoutError, BusyError):
        return "later"
    except WorkerError:
        return "failed"
    return None


def _answer(request: Request, body: bytes, encoding: str) -> Response:
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    told = {**_SAFE, "ETag": tag, "Cache-Control": KEEP, "Vary": "Accept-Encoding"}
    if tag in (one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=told)
    if encoding:
        told["Content-Encoding"] = encoding
    return Response(body, media_type=_HTML, headers=told)


async def begin(request: Request) -> Response:
    """The languages, those that the browser asks for first."""
    asked = _asked_for(request)
    links = [
        (code, f"{_base(request)}/light/{code}/home") for code in [*asked, *(one for one in NAMES if one not in asked)]
    ]
    first = links[0][0]
    html = compose.framed(
        site.choice(links), first, title=t("app.title", first), says=t("light.about", first),
        live=f"{_base(request)}/home?lang={first}",
    )  # fmt: skip
    return _plain(request, html, 200, {"Vary": "Accept-Encoding, Accept-Language"})


async def language(request: Request) -> Response:
    """`/light/LANG` leads to the overview."""
    lang = request.path_params["lang"]
    if lang not in NAMES:
        return absent(request, lang, "")
    return RedirectResponse(f"{_base(request)}/light/{lang}/home", status_code=307)


async def nowhere(request: Request) -> Response:
    """Every other address below `/light/`."""
    return absent(request, request.path_params["rest"].partition("/")[0], "")


def absent(request: Request, lang: str, name: str) -> Response:
    """An address that has no page: the pages that there are."""
    lang = lang if lang in NAMES else (_asked_for(request) or [DEFAULT])[0]
    return _plain(request, _notice(request, lang, "absent", Address(name or "home", lang)), 404, {})


def not_yet(request: Request, asked: Address, why: str) -> Response:
    """A page that could not be made, or not yet: the live page does not depend on it."""
    html = _notice(request, asked.lang, why, asked)
    return _plain(request, html, 503, {"Retry-After": str(AGAIN_SECONDS)})


def _notice(request: Request, lang: str, why: str, asked: Address) -> str:
    base, query = _base(request), f"?{asked.query}" if asked.query else ""
    links = {code: f"{base}/light/{code}/{asked.page}{query}" for code in NAMES}
    live = f"{base}/{asked.page}?lang={lang}{query.replace('?', '&', 1)}"
    pages = [(t(f"nav.{name}", lang), f"{base}/light/{lang}/{name}", False) for name in CHOICES]
    title = t(f"light.{why}.title", lang)
    parts = [
        f'<header class="aoi-head"><h1>{escape(title)}</h1></header>',
        f"<p>{escape(t(f'light.{why}.says', lang))}</p>",
    ]
    if why == "absent":
        rows = "".join(f'<li><a href="{href}">{escape(name)}</a></li>' for name, href, _ in pages)
        parts.append(f"<ul>{rows}</ul>")
    else:
        parts.append(f'<p><a href="{escape(links[lang], quote=True)}">{escape(t("light.again", lang))}</a></p>')
    menu = [] if why == "absent" else pages
    return compose.framed("".join(parts), lang, title=title, languages=list(links.items()), menu=menu, live=live)


def _plain(request: Request, html: str, status: int, more: dict[str, str]) -> Response:
    told = {**_SAFE, "Cache-Control": "no-store" if status != 200 else KEEP, "Vary": "Accept-Encoding", **more}
    body = html.encode()
    if "gzip" in request.headers.get("accept-encoding", ""):
        body, told["Content-Encoding"] = gzip.compress(body, 6, mtime=0), "gzip"
    return Response(body, status_code=status, media_type=_HTML, headers=told)


def _asked_for(request: Request) -> list[str]:
    """Languages of ours in the order of the browser's wishes."""
    wishes = []
    for at, one in enumerate(request.headers.get("accept-language", "").split(",")[:20]):
        code, _, weight = one.partition(";")
        quality = weight.strip().removeprefix("q=")
        rank = float(quality) if quality.replace(".", "", 1).isdigit() else 1.0
        wishes.append((-rank, at, code.strip().lower().split("-")[0]))
    return list(dict.fromkeys(code for _, _, code in sorted(wishes) if code in NAMES))


def _base(request: Request) -> str:
    """What stands before `/light` in the address."""
    return str(request.url.path).partition("/light")[0]


LIGHT = [
    Route("/light", begin),
    Route("/light/", begin),
    Route("/light/{lang}", language),
    Route("/light/{lang}/", language),
    Route("/light/{lang}/{page}", page),
    Route("/light/{rest:path}", nowhere),
]
