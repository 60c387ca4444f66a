"""Figures by Chromium, which kaleido starts and talks to.

Kaleido's own way of drawing loads its page and the whole of plotly.js anew for every figure, takes letters from
whatever fonts the machine has, and hands the pictures of several askers to the wrong ones. Here one page of our own
stays open for many figures of one asker: it draws SVG with the shipped fonts, and Chromium takes the picture or prints
it.
"""

from __future__ import annotations

import asyncio
import base64
import os
import threading
import warnings
from collections.abc import Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any

import kaleido
from choreographer.browsers.chromium import Chromium
from choreographer.channels import ChannelClosedError
from choreographer.errors import BrowserClosedError, BrowserFailedError

from indicators.export.renderers import page, pdf, svg
from indicators.export.renderers.job import EndedError, Job, PictureError
from indicators.export.renderers.pool import browser_path
from indicators.locales import plotted

_OPTIONS = (
    "--font-render-hinting=none",  # letters at their true widths, at every size
    "--disable-lcd-text",  # grey edges, not coloured ones
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # nothing is asked for beyond this machine
)
_FIGURES = 50
"""Figures after which the page is loaded anew, so that what plotly.js keeps stays little."""
_MM_INCH = 25.4
_ENDED = (asyncio.CancelledError, BrowserClosedError, BrowserFailedError, ChannelClosedError)


class Browser:
    """A Chromium with one page, until it is closed.

    Parameters
    ----------
    folder : pathlib.Path
        Where it may write.
    """

    def __init__(self, folder: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._drawn, self._closing = 0, False
        self._screen: tuple[int, int] | None = None
        warnings.simplefilter("ignore")  # of remains in the temporary folder, which goes as a whole
        self._kaleido = kaleido.Kaleido(
            page_generator=page.written(folder), browser_cls=_Chromium, path=browser_path(),
            tmp_dir=str(folder),
        )  # fmt: skip
        self._run(self._opened())
        threading.Thread(target=self._watch, daemon=True).start()

    def draw(self, job: Job) -> bytes:
        """The bytes of a picture.

        Raises
        ------
        PictureError
            When plotly.js cannot draw it.
        EndedError
            When Chromium has ended.
        """
        try:
            made: bytes = self._run(self._picture(job))
        except _ENDED as error:
            raise EndedError("the browser ended") from error
        return made

    def close(self) -> None:
        """End Chromium."""
        self._closing = True
        self._run(asyncio.wait_for(self._kaleido.close(), 3))

    def _watch(self) -> None:
        """End with Chromium: kaleido would go on waiting for an answer."""
        self._kaleido.subprocess.wait()
        if not self._closing:
            os._exit(1)

    def _run(self, doing: Any) -> Any:
        return self._loop.run_until_complete(doing)

    async def _opened(self) -> None:
        await self._kaleido.open()
        self._tab = await self._kaleido.tabs_ready.get()
        await self._call("fontsReady")

    async def _picture(self, job: Job) -> bytes:
        if self._drawn and self._drawn % _FIGURES == 0:
            await self._tab.reload()
            await self._call("fontsReady")
        self._drawn += 1
        told = job.told, plotted.locale(job.lang), [job.width, job.height]
        if job.format == "svg":
            drawn = await self._call("draw", *told, None, "")
            return svg.whole(drawn, job)
        if job.format == "pdf":
            await self._call("draw", *told, job.millimetres, "mm")
            return pdf.settled(await self._printed(job), job.millimetres)
        await self._call("draw", *told, job.dots, "px")
        return await self._taken(job.dots)

    async def _taken(self, dots: tuple[int, int]) -> bytes:
        if dots != self._screen:
            size = {"width": dots[0], "height": dots[1], "deviceScaleFactor": 1, "mobile": False}
            await self._send("Emulation.setDeviceMetricsOverride", size)
            self._screen = dots
        clip = {"x": 0, "y": 0, "width": dots[0], "height": dots[1], "scale": 1}
        taken = await self._send("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True, "clip": clip})
        return base64.b64decode(taken["data"])

    async def _printed(self, job: Job) -> bytes:
        width, height = (side / _MM_INCH for side in job.millimetres)
        printed = await self._send(
            "Page.printToPDF",
            {"paperWidth": width, "paperHeight": height, "marginTop": 0, "marginBottom": 0, "marginLeft": 0,
             "marginRight": 0, "printBackground": True, "preferCSSPageSize": True, "pageRanges": "1",
             "generateTaggedPDF": False},
        )  # fmt: skip
        return base64.b64decode(printed["data"])

    async def _call(self, name: str, *given: Any) -> Any:
        told = await self._send(
            "Runtime.callFunctionOn",
            {"functionDeclaration": f"(...given) => {name}(...given)",
             "arguments": [{"value": one} for one in given], "returnByValue": True, "awaitPromise": True,
             "executionContextId": self._tab._current_js_id},
        )  # fmt: skip
        if "exceptionDetails" in told:
            thrown = told["exceptionDetails"]
            text = thrown.get("exception", {}).get("description") or thrown.get("text", "")
            raise PictureError(f"plotly.js cannot draw it: {text.splitlines()[0] if text else 'no reason told'}")
        return told["result"].get("value")

    async def _send(self, command: str, params: Mapping[str, Any]) -> Any:
        answer = await self._tab.tab.send_command(command, params=params)
        if "error" in answer:
            raise PictureError(f"the browser refused {command}: {answer['error'].get('message', '')}")
        return answer["result"]


class _Chromium(Chromium):
    """Chromium in the group of the process that draws, so that it ends with it, and with options of ours."""

    def get_cli(self) -> Sequence[str]:
        return [*super().get_cli(), *_OPTIONS]

    def get_popen_args(self) -> Mapping[str, Any]:
        return {name: value for name, value in super().get_popen_args().items() if name != "start_new_session"}

    def get_env(self) -> MutableMapping[str, str]:
        return {**super().get_env(), "TZ": "UTC", "LC_ALL": "C.UTF-8"}
