"""Two people of a meeting in real browsers, in one chromium: `python -m benchmarks.meeting.watchers URL SECONDS FILE`.

A click is measured as they see it: until the new page's heading and its first drawn chart. Between clicks it is looked
whether the page is still the one they opened, with its choices, and whether it complains.
"""

from __future__ import annotations

import json
import random
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from benchmarks.browser import FINISHED, browser, link_to, new_page
from benchmarks.meeting.people import THINK_SECONDS
from benchmarks.page_switch import SWITCH, WITHOUT_CHARTS
from ui.frame import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

WATCHERS = 2
# Path, choices that the address names, heading; complaints of the page.
LOOK = """() => [location.pathname, location.search, document.querySelector(".aoi-head h1")?.innerText ?? "",
  [...document.querySelectorAll('[data-testid="stException"], [data-testid="stAlertContentError"]')]
    .map((one) => one.innerText.slice(0, 200)),
  document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState ?? ""]"""
CHOICES = ("?lang=ja&region=bering_sea", "?lang=ru")


class Watcher:
    """One browser profile with a page open."""

    def __init__(self, number: int, page: Page, url: str, out: TextIO) -> None:
        self.number, self.page, self.out = number, page, out
        self.chance = random.Random(1000 + number)  # noqa: S311 - habits, no secret
        self.route = [*PAGES]
        self.chance.shuffle(self.route)
        self.step, self.lines = 0, 0
        self.next = time.time() + self.chance.expovariate(1 / THINK_SECONDS)
        page.on("pageerror", lambda error: self.tell("fault", what=f"browser: {error}"))
        page.on("crash", lambda _: self.tell("fault", what="browser: the page crashed"))
        page.on("websocket", lambda _: setattr(self, "lines", self.lines + 1))
        page.goto(f"{url}/sea_ice{CHOICES[number % len(CHOICES)]}")
        page.wait_for_selector(".aoi-foot", state="attached")
        page.wait_for_selector(FINISHED)
        page.wait_for_timeout(1000)
        self.seen = page.evaluate(LOOK)

    def tell(self, kind: str, **more: Any) -> None:
        """A line of what happened."""
        print(json.dumps({"kind": kind, "at": time.time(), "who": f"b{self.number}"} | more), file=self.out, flush=True)

    def look(self) -> None:
        """Whether all is as it was left."""
        now = self.page.evaluate(LOOK)
        if now[4] != "notRunning":
            return
        for one in now[3]:
            self.tell("fault", what=f"browser: {one}")
        if now[:3] != self.seen[:3]:
            self.tell("lost", what=f"browser: {self.seen[:3]} became {now[:3]}", after=self.lines > 1, where="page")
            self.seen = now

    def click(self) -> None:
        """Open the next page."""
        self.next = time.time() + self.chance.expovariate(1 / THINK_SECONDS)
        self.step += 1
        name = self.route[self.step % len(self.route)]
        wanted = ["heading", "finished", *(["chart"] if name not in WITHOUT_CHARTS else [])]
        try:
            seen = self.page.evaluate(SWITCH, [link_to(self.page, name), FINISHED, wanted])
        except Exception as error:
            self.tell("failed", doing="browser switch", page=name, what=f"{type(error).__name__}: {error}"[:300])
            with suppress(Exception):
                self.page.reload()
            return
        self.tell("seen", page=name, **seen)
        if "heading" not in seen:
            self.tell("failed", doing="browser switch", page=name, what=f"no heading within 10 s: {seen}")
        with suppress(Exception):
            self.page.wait_for_selector(FINISHED)
        self.page.wait_for_timeout(700)
        self.seen = self.page.evaluate(LOOK)
        if self.seen[0].strip("/") != name:
            self.tell("failed", doing="browser switch", page=name, what=f"{self.seen[0]} is shown")


def watch(url: str, seconds: float, out: TextIO) -> None:
    """Both, until the time is over."""
    until = time.time() + seconds
    with browser() as running:
        watchers = [Watcher(number, new_page(running), url, out) for number in range(WATCHERS)]
        while time.time() < until:
            for one in watchers:
                try:
                    one.look()
                    if time.time() >= one.next:
                        one.click()
                except Exception as error:
                    one.tell("failed", doing="browser", what=f"{type(error).__name__}: {error}"[:300])
            watchers[0].page.wait_for_timeout(300)
        for one in watchers:
            one.tell("left", connected=one.lines)


if __name__ == "__main__":
    with Path(sys.argv[3]).open("w", encoding="utf-8") as lines:
        watch(sys.argv[1], float(sys.argv[2]), lines)
