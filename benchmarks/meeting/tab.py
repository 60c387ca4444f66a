"""A tab of a browser without the browser: Streamlit's websocket as its own frontend speaks it.

It keeps what a browser keeps (address, values of widgets, what is cached, timers of fragments, the cookie), connects
again when the line is cut, and looks whether what comes is whole. What a browser does with it (drawing) is left out.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from contextlib import suppress
from html import unescape
from typing import Any
from urllib.parse import parse_qs

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.meeting.shown import FaultError, Shown, Widget

PATIENCE = 60.0
KEPT_RUNS = 2  # page runs after which a browser forgets a message that it has not met again
HEADING = re.compile(r'class="aoi-head"><h1>(.*?)</h1>', re.DOTALL)
CHOICES = re.compile(r'class="aoi-foot" data-choices="([^"]*)"')
COOKIE = re.compile(r"aoi_replica=[0-9a-f]{32}")
COMPLAINTS = (1, 2)  # formats of an alert: error, warning
TOLD = ("exception", "alert")
WHOLE: set[str] = set()  # hashes of charts that were looked at


class Tab:
    """One tab. `lost` is called when the line is cut; faults of pages that nobody asked for go to `fault`."""

    def __init__(self, url: str, locale: str, fault: Callable[[str], None]) -> None:
        self.url, self.locale, self.fault = url, locale, fault
        self.cookie, self.session, self.query, self.asked = "", "", "", ""
        self.left = ""  # the address's choices on the page before
        self.pages: dict[str, str] = {}  # by name, the hash
        self.shown, self.coming = Shown(), Shown()
        self.values: dict[str, Any] = {}
        self.main = self.page = ""
        self.cached: dict[str, tuple[int, ForwardMsg]] = {}
        self.runs = 0
        self.timers: dict[str, asyncio.Task[None]] = {}
        self.line: Any = None
        self.reading: asyncio.Task[None] | None = None
        self.waiting: list[tuple[Callable[[Shown], bool], asyncio.Future[Shown]]] = []
        self.current, self.whole = "", False  # the run under way, and whether it is one of the whole page
        self.cut = asyncio.Event()

    # -- the line ------------------------------------------------------------------------------------------------

    async def get(self, path: str) -> tuple[int, bytes]:
        """Status and body of a plain request; the cookie of the proxy is kept as a browser keeps it."""
        host = self.url.removeprefix("http://")
        reader, writer = await asyncio.open_connection(*host.split(":"))
        try:
            cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
            writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{cookie}Connection: close\r\n\r\n".encode())
            raw = await asyncio.wait_for(reader.read(-1), PATIENCE)
        finally:
            writer.close()
        head, _, body = raw.partition(b"\r\n\r\n")
        told = head.decode("latin-1")
        found = COOKIE.search(told)
        self.cookie = found[0] if found else self.cookie
        if b"chunked" in head.lower():
            body = _unchunked(body)
        size = re.search(r"(?i)content-length: (\d+)", told)
        if size and len(body) != int(size[1]):
            raise FaultError(f"{path}: {len(body)} bytes of {size[1]}")
        return int(told.split(" ", 2)[1]) if " " in told else 0, body

    async def open(self, page: str, query: str = "") -> Shown:
        """Ask for a page by its address: the HTML, then the websocket and the first run."""
        status, _ = await self.get(f"/{page}" + (f"?{query}" if query else ""))
        if status != 200:
            raise FaultError(f"/{page}: {status}")
        self.query, self.asked = query, page
        await self.connect()
        return await self.rerun(lambda shown: bool(shown.page))

    async def connect(self) -> None:
        """Open the websocket, telling the session before, as Streamlit's frontend does."""
        self.cut.clear()
        told = ["streamlit", "PLACEHOLDER_AUTH_TOKEN", *([self.session] if self.session else [])]
        self.line = await websockets.connect(
            self.url.replace("http", "ws") + "/_stcore/stream",
            subprotocols=told,  # type: ignore[arg-type]
            additional_headers={"Cookie": self.cookie},
            max_size=None, open_timeout=PATIENCE, ping_interval=None,
        )  # fmt: skip
        self.reading = asyncio.create_task(self._read(self.line))

    async def reconnect(self) -> Shown:
        """Connect again and run the page as it is in the address, with the values that its widgets have."""
        self._stop_timers()
        self.cached.clear()
        pause = 0.5
        for _ in range(20):
            try:
                status, _ = await self.get("/_stcore/health")
                if status == 200:
                    await self.connect()
                    return await self.rerun(lambda shown: True)
            except (OSError, websockets.WebSocketException, FaultError, TimeoutError):
                pass
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, 5)
        raise FaultError("could not connect again")

    async def close(self) -> None:
        """Close the tab."""
        self._stop_timers()
        reading, self.reading = self.reading, None
        if reading:
            reading.cancel()
        if self.line:
            with suppress(Exception):
                await asyncio.wait_for(self.line.close(), 5)

    # -- asking --------------------------------------------------------------------------------------------------

    async def go(self, page: str) -> Shown:
        """Click a page in the navigation."""
        wanted = self.pages[page]
        self._stop_timers()
        held = {name: widget for name, widget in self.shown.widgets.items() if widget.page == self.main}
        self.left, self.query = self.query, ""
        return await self.rerun(lambda shown: shown.page == page, page=wanted, widgets=held)

    async def choose(self, widget: str, value: Any) -> Shown:
        """Choose a value of a widget."""
        self.shown.widgets[widget].value = self.values[widget] = value
        return await self.rerun(lambda shown: True)

    async def rerun(
        self, enough: Callable[[Shown], bool], *, page: str = "", widgets: dict[str, Widget] | None = None
    ) -> Shown:
        """Ask for a run of the page and wait until one that began afterwards is finished and `enough`."""
        future: asyncio.Future[Shown] = asyncio.get_running_loop().create_future()
        begun = self.current

        def fits(shown: Shown) -> bool:
            return self.current != begun and enough(shown)

        self.waiting.append((fits, future))
        await self._send(page=page, widgets=widgets)
        return await asyncio.wait_for(future, PATIENCE)

    async def _send(self, *, page: str = "", widgets: dict[str, Widget] | None = None, fragment: str = "") -> None:
        message = BackMsg()
        told = message.rerun_script
        told.query_string, told.context_info.locale = self.query, self.locale
        told.context_info.url = f"{self.url}/{self.asked}"
        told.page_script_hash = page or self.page
        if not told.page_script_hash:
            told.page_name = self.asked
        told.fragment_id, told.is_auto_rerun = fragment, bool(fragment)
        told.cached_message_hashes.extend(self.cached)
        for name, widget in (self.shown.widgets if widgets is None else widgets).items():
            _put(told.widget_states.widgets.add(), name, widget)
        await self.line.send(message.SerializeToString())

    # -- reading -------------------------------------------------------------------------------------------------

    async def _read(self, line: Any) -> None:
        try:
            async for raw in line:
                message = ForwardMsg()
                message.ParseFromString(raw)
                self._take(message)
        except (websockets.WebSocketException, OSError):
            pass
        finally:
            if self.reading is not None:  # not closed by ourselves
                self.cut.set()
                for _, future in self.waiting:
                    if not future.done():
                        future.set_exception(ConnectionError("the line was cut"))
                self.waiting.clear()

    def _take(self, message: ForwardMsg) -> None:
        if message.WhichOneof("type") == "ref_hash":
            kept = self.cached.get(message.ref_hash)
            if kept is None:
                self.coming.faults.append("a message that is not cached was only named")
                return
            whole = ForwardMsg()
            whole.CopyFrom(kept[1])
            whole.metadata.CopyFrom(message.metadata)
            self.cached[message.ref_hash] = (self.runs, kept[1])
            message = whole
        elif message.metadata.cacheable and message.hash:
            self.cached[message.hash] = (self.runs, message)
        kind = str(message.WhichOneof("type"))
        taking = getattr(self, f"_{kind}", None)
        if taking:
            taking(message)

    def _new_session(self, message: ForwardMsg) -> None:
        told = message.new_session
        self.session, self.main = told.initialize.session_id, told.main_script_hash
        self.whole = not message.metadata.run.fragment_ids
        if self.whole:
            self.current, self.coming = message.metadata.run.script_run_id, Shown()

    def _navigation(self, message: ForwardMsg) -> None:
        told = message.navigation
        self.pages = {one.url_pathname: one.page_script_hash for one in told.app_pages if one.url_pathname}
        names = {number: name for name, number in self.pages.items()}
        self.page = told.page_script_hash
        self.coming.page = self.asked = names.get(self.page, "")

    def _page_info_changed(self, message: ForwardMsg) -> None:
        self.query = message.page_info_changed.query_string

    def _delta(self, message: ForwardMsg) -> None:
        if message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        kind = str(element.WhichOneof("type"))
        one = getattr(element, kind)
        if kind == "html":
            self._html(one.body)
        elif kind == "exception":
            self.coming.faults.append(f"exception: {one.message[:200]}")
        elif kind == "alert" and one.format in COMPLAINTS:
            self.coming.faults.append(f"complaint: {one.body[:200]}")
        elif kind == "bidi_component":
            self._chart(message.hash, one)
        elif self.whole and kind in READ:
            widget = READ[kind](one)
            widget.page = message.metadata.active_script_hash
            if one.set_value if hasattr(one, "set_value") else False:
                self.values.pop(one.id, None)
            if one.id in self.values and not _foreign(widget, self.values[one.id]):
                widget.value = self.values[one.id]
            self.coming.widgets[one.id] = widget

    def _html(self, body: str) -> None:
        heading, choices = HEADING.search(body), CHOICES.search(body)
        if heading:
            self.coming.heading = heading[1]
        if choices:
            self.coming.ended = True
            self.coming.choices = parse_qs(unescape(choices[1]), keep_blank_values=True)

    def _chart(self, name: str, element: Any) -> None:
        self.coming.charts += element.component_name == "aoi_chart"
        if element.component_name == "aoi_chart" and name not in WHOLE:
            wrong = torn(element.json)
            WHOLE.add(name)
            if wrong:
                self.coming.faults.append(f"torn: {wrong}")

    def _auto_rerun(self, message: ForwardMsg) -> None:
        told = message.auto_rerun
        if told.fragment_id not in self.timers:
            self.timers[told.fragment_id] = asyncio.create_task(self._again(told.fragment_id, told.interval))

    def _stop_auto_rerun(self, message: ForwardMsg) -> None:
        for one in message.stop_auto_rerun.fragment_ids:
            timer = self.timers.pop(one, None)
            if timer:
                timer.cancel()

    def _script_finished(self, message: ForwardMsg) -> None:
        if message.script_finished != 0 or message.metadata.run.script_run_id != self.current:
            return
        self.runs += 1
        self.cached = {name: kept for name, kept in self.cached.items() if self.runs - kept[0] <= KEPT_RUNS}
        done, self.shown = self.coming, self.coming
        self.values = {name: value for name, value in self.values.items() if name in done.widgets}
        if not done.heading and done.page:
            done.faults.append("torn: no heading")
        if not done.ended and done.page:
            done.faults.append("torn: no end of the page")
        met = [future for fits, future in self.waiting if fits(done)]
        self.waiting = [(fits, future) for fits, future in self.waiting if future not in met and not future.done()]
        for future in met:
            if not future.done():
                future.set_result(done)
        for fault in done.faults:
            self.fault(f"{done.page}: {fault}")

    async def _again(self, fragment: str, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            with suppress(Exception):
                await self._send(fragment=fragment)

    def _stop_timers(self) -> None:
        for timer in self.timers.values():
            timer.cancel()
        self.timers.clear()


def torn(text: str) -> str:
    """What is wrong with the data of a chart; empty where they are whole."""
    try:
        card = json.loads(text)
        traces = json.loads(card["spec"])["plot"]["data"]
    except (ValueError, KeyError, TypeError) as error:
        return f"{type(error).__name__}: {error}"
    for trace in traces:
        x, y = trace.get("x"), trace.get("y")
        if isinstance(x, list) and isinstance(y, list) and len(x) != len(y):
            return f"{len(x)} x and {len(y)} y"
    return ""


def _unchunked(body: bytes) -> bytes:
    parts, place = list[bytes](), 0
    while True:
        end = body.index(b"\r\n", place)
        size = int(body[place:end].split(b";")[0], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(body[end + 2 : end + 2 + size])
        if len(parts[-1]) != size:
            raise FaultError("an answer that ends too early")
        place = end + 2 + size + 2


def _selectbox(one: Any) -> Widget:
    options = list(one.options)
    at = options[one.default] if one.HasField("default") and options else None
    return Widget("selectbox", "", options, one.raw_value if one.set_value else at)


def _multiselect(one: Any) -> Widget:
    options = list(one.options)
    value = list(one.raw_values) if one.set_value else [options[place] for place in one.default]
    return Widget("multiselect", "", options, value, one.max_selections)


def _button_group(one: Any) -> Widget:
    options = [option.content for option in one.options]
    value = list(one.raw_values) if one.set_value else [options[place] for place in one.default]
    return Widget("button_group", "", options, value)


def _slider(one: Any) -> Widget:
    return Widget("slider", "", [], list(one.value) if one.set_value else list(one.default))


def _checkbox(one: Any) -> Widget:
    return Widget("checkbox", "", [], one.value if one.set_value else one.default)


READ: dict[str, Callable[[Any], Widget]] = {
    "selectbox": _selectbox, "multiselect": _multiselect, "button_group": _button_group, "slider": _slider,
    "checkbox": _checkbox,
}  # fmt: skip


def _foreign(widget: Widget, value: Any) -> bool:
    """Whether a value is none of the widget's options any more."""
    values = value if isinstance(value, list) else [value]
    return bool(widget.options) and any(one not in widget.options for one in values)


def _put(state: Any, name: str, widget: Widget) -> None:
    state.id = name
    if widget.kind == "selectbox":
        if widget.value is not None:
            state.string_value = widget.value
    elif widget.kind in ("multiselect", "button_group"):
        state.string_array_value.data.extend(widget.value)
    elif widget.kind == "slider":
        state.double_array_value.data.extend(widget.value)
    else:
        state.bool_value = bool(widget.value)
