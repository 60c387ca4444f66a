"""A hall of people: 100 visitors arrive within ten seconds on one server; when does each have the chart?

A visitor asks for the page and its scripts as a browser does, opens the websocket, and reads until the page run is
finished: what the server has to do for a browser, without a browser's own work, which people bring along on their
own machines. One real browser opens the page in the midst of them and draws the chart.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import re
import time
from collections.abc import Iterator
from statistics import median
from typing import Any, NamedTuple

from benchmarks.browser import browser, new_page, seconds_to_chart
from benchmarks.figure import Figure
from benchmarks.server import OURS, Server

PEOPLE, ARRIVE_SECONDS, PATIENCE = 100, 10.0, 60.0
PAGES = ("", "sea_ice", "dissolved_iron", "river", "populations", "species", "compare", "coverage", "system", "map")
TARGET_SECONDS, TARGET_MEGABYTES = 10.0, 400.0


class Visit(NamedTuple):
    """Seconds from arrival to the finished page; charts in it; what went wrong, if anything."""

    seconds: float
    charts: int
    fault: str


def measure() -> Iterator[Figure]:
    """One address from the screen of a hall, on a server just started; then ten pages, shown before and not."""
    pages = [PAGES[place % len(PAGES)] for place in range(PEOPLE)]
    yield from _crowd("one page, server just started", ["sea_ice"] * PEOPLE, with_browser=True)
    yield from _crowd("ten pages, each shown before", pages, shown_before=True)
    yield from _crowd("ten pages, server just started", pages, target=None)


def _crowd(
    what: str,
    pages: list[str],
    *,
    with_browser: bool = False,
    shown_before: bool = False,
    target: float | None = TARGET_SECONDS,
) -> Iterator[Figure]:
    """One crowd on a fresh server."""
    with Server(OURS) as server, multiprocessing.get_context("spawn").Pool(1) as pool:
        time.sleep(8)  # what is compressed beforehand is so
        if shown_before:
            pool.apply(visits, (server.url, sorted(set(pages))))
        before = server.processor_seconds()
        coming = pool.apply_async(visits, (server.url, pages))
        drawn = _in_the_midst(server.url) if with_browser else None
        found: list[Visit] = coming.get(timeout=300)
        memory, spent = server.memory(), server.processor_seconds() - before
    seconds = sorted(visit.seconds for visit in found)
    faults = [visit.fault for visit in found if visit.fault]
    told = f"{PEOPLE} within {ARRIVE_SECONDS:g} s; median {median(seconds):.2f} s, 95 % {seconds[94]:.2f} s; "
    told += f"{spent / PEOPLE:.3f} s of a processor for each; {sum(visit.charts > 0 for visit in found)} had charts"
    yield Figure(f"a hundred people, {what}: slowest page", seconds[-1], "s", target, told)
    if drawn is not None:
        yield Figure(f"a hundred people, {what}: chart drawn by a browser in the midst", drawn, "s", target, "")
    yield Figure(f"a hundred people, {what}: errors", len(faults), "", 0, "; ".join(sorted(set(faults)))[:200])
    told = f"resident {memory.resident:.0f} MB"
    yield Figure(f"a hundred people, {what}: memory of the server", memory.share, "MB", TARGET_MEGABYTES, told)


def _in_the_midst(url: str) -> float:
    with browser() as running:
        time.sleep(ARRIVE_SECONDS / 2)
        return seconds_to_chart(new_page(running), f"{url}/sea_ice")


def visits(url: str, pages: list[str]) -> list[Visit]:
    """Everybody's visit, each at its own moment; for a process of its own."""
    return asyncio.run(_all(url, pages))


async def _all(url: str, pages: list[str]) -> list[Visit]:
    coming = (_visit(url, page, place * ARRIVE_SECONDS / len(pages)) for place, page in enumerate(pages))
    return list(await asyncio.gather(*coming))


async def _visit(url: str, page: str, wait: float) -> Visit:
    await asyncio.sleep(wait)
    begun = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            charts = await _look(url, page)
    except Exception as error:
        return Visit(time.perf_counter() - begun, 0, f"{type(error).__name__}: {error}")
    return Visit(time.perf_counter() - begun, charts, "" if charts or page == "" else "no chart")


async def _look(url: str, page: str) -> int:
    """Ask for a page as a browser does; the number of charts that came."""
    import websockets
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    await _files(url.removeprefix("http://"), page)
    asked = BackMsg()
    asked.rerun_script.page_name = page
    asked.rerun_script.context_info.locale = "en-GB"
    charts = 0
    address = url.replace("http", "ws") + "/_stcore/stream"
    async with websockets.connect(address, subprotocols=["streamlit", "none"], max_size=None, open_timeout=60) as line:  # type: ignore[list-item]
        await line.send(asked.SerializeToString())
        async for raw in line:
            message: Any = ForwardMsg()
            message.ParseFromString(raw)
            if message.WhichOneof("type") == "delta":
                element = message.delta.new_element
                charts += element.WhichOneof("type") == "bidi_component"
                if element.WhichOneof("type") == "exception":
                    raise RuntimeError(element.exception.message)
            if message.WhichOneof("type") == "script_finished":
                return charts
    raise RuntimeError("the line was closed")


async def _files(host: str, page: str) -> None:
    """The page and the scripts it names, compressed, over one kept line; nothing is unpacked or run here."""
    reader, writer = await asyncio.open_connection(*host.split(":"))
    try:
        html = await _asked(reader, writer, host, f"/{page}", "identity")
        for name in re.findall(r'(?:href|src)="(/(?:static|assets)/[^"]+\.(?:js|css))"', html.decode()):
            await _asked(reader, writer, host, name, "br")
    finally:
        writer.close()


async def _asked(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, path: str, coding: str
) -> bytes:
    """Body of one answer."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: {coding}\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    size = re.search(r"content-length: (\d+)", head)
    if " 200 " not in head.split("\r\n")[0] or not size:
        raise RuntimeError(f"{path}: {head.splitlines()[0]}")
    return await reader.readexactly(int(size[1]))
