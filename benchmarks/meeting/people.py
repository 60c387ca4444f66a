"""The people of a meeting, each a tab on the websocket: `python -m benchmarks.meeting.people URL SECONDS PEOPLE FILE`.

With the address of a replica alone it is one person, who opens every page in every language.

Everybody thinks (exponential, 25 s on average), then opens the next page of their own order of all pages, or changes a
choice (language, region, part of a page, whatever the page offers), or goes back a page, takes a file, or leaves and
comes again. When the line is cut they connect again as a browser does, and what they see is compared with what they
saw. A line of JSON is written for everything that happens.
"""

from __future__ import annotations

import asyncio
import csv
import json
import random
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import parse_qs

from benchmarks.meeting.shown import FaultError, Shown, Widget
from benchmarks.meeting.tab import Tab
from indicators.locales import NAMES
from ui.frame import PAGES

THINK_SECONDS = 25.0
ARRIVE_SECONDS = 30.0
LOOK_SECONDS = 2.0
# Of a hundred things that people do; the first is to open the next page.
DOES = {"switch": 60, "choose": 26, "language": 5, "back": 5, "file": 2, "come again": 2}
LANGUAGES = ("en", "en", "en", "en", "ja", "ru", "zh", "ko", "mn")
FILES = (
    "sea_ice_extent.sea_of_okhotsk.masie",
    "sea_ice_extent.sea_of_okhotsk.sea_ice_index",
    "discharge.bureya.roshydromet",
)
CHOSEN = ("selectbox", "button_group", "multiselect")
LANGUAGE = "language picked"
MOST_OF_SEVERAL = 4


class Person:
    """Somebody in the meeting."""

    def __init__(self, number: int, url: str, out: TextIO) -> None:
        self.number, self.url, self.out = number, url, out
        self.chance = random.Random(number)  # noqa: S311 - habits, no secret
        self.route = [*PAGES]
        self.chance.shuffle(self.route)
        self.step = 0
        self.tab = self._new()
        self.before: tuple[str, dict[str, list[str]]] = ("", {})  # page before this one, and the choices left there
        self.returned = False  # somewhere else than before the line was cut
        self.doing = ""  # what was under way when the line was cut
        self.longest: dict[str, int] = {}

    def _new(self) -> Tab:
        locale = self.chance.choice(LANGUAGES)
        return Tab(self.url, locale, lambda fault: self.tell("fault", what=fault))

    def tell(self, kind: str, **more: Any) -> None:
        """A line of what happened."""
        print(json.dumps({"kind": kind, "at": time.time(), "who": self.number} | more), file=self.out, flush=True)

    async def attend(self, wait: float, until: float) -> None:
        """Come, do things, and leave."""
        await asyncio.sleep(wait)
        await self._try("arrive", self._arrive())
        while time.time() < until:
            thinking = self.chance.expovariate(1 / THINK_SECONDS)
            try:
                await asyncio.wait_for(self.tab.cut.wait(), min(thinking, max(0.1, until - time.time())))
            except TimeoutError:
                if time.time() < until:
                    await self._act()
            if self.tab.cut.is_set():
                await self._try("reconnect", self._return())
        await self.tab.close()
        self.tell("left", page=self.tab.shown.page)

    async def _act(self) -> None:
        does = "back" if self.returned else self.chance.choices([*DOES], [*DOES.values()])[0]
        act = {"switch": self._next, "choose": self._choose, "language": self._language, "back": self._back,
               "file": self._file, "come again": self._again}[does]  # fmt: skip
        await self._try(does, act())

    async def _try(self, kind: str, act: Any) -> None:
        """What goes wrong is told; a cut line is seen to by whoever waits."""
        begun = time.time()
        try:
            await act
        except ConnectionError:
            self.doing = "" if kind == "file" else kind
            self.tell("cut", doing=kind)
        except Exception as error:
            self.tell("failed", doing=kind, what=f"{type(error).__name__}: {error}"[:300], page=self.tab.shown.page)
            if self.tab.cut.is_set() or kind in ("arrive", "reconnect") or isinstance(error, TimeoutError):
                await self.tab.close()
                self.tab = self._new()
                await asyncio.sleep(2)
                await self._open_quietly()
        if kind == "reconnect":
            self.tell("returned", seconds=time.time() - begun)

    async def _open_quietly(self) -> None:
        try:
            await self.tab.open(self.route[self.step % len(self.route)])
        except Exception as error:
            self.tell("failed", doing="open anew", what=f"{type(error).__name__}: {error}"[:300])
            self.tab.cut.set()

    async def _arrive(self) -> None:
        begun = time.perf_counter()
        shown = await self.tab.open(self.route[0])
        self.tell("arrive", page=shown.page, seconds=time.perf_counter() - begun)

    async def _again(self) -> None:
        await self.tab.close()
        page = self.tab.shown.page or self.route[0]
        self.tab, self.before = self._new(), ("", {})
        begun = time.perf_counter()
        shown = await self.tab.open(page)
        self.tell("come again", page=shown.page, seconds=time.perf_counter() - begun)

    async def _next(self) -> None:
        self.step += 1
        page = self.route[self.step % len(self.route)]
        if page == self.tab.shown.page:
            self.step += 1
            page = self.route[self.step % len(self.route)]
        await self._switch(page)

    async def _switch(self, page: str) -> Shown:
        told = parse_qs(self.tab.query, keep_blank_values=True)  # also choices that another choice hides
        left = (self.tab.shown.page, {key: told[key] for key in told if key in self.tab.shown.choices})
        begun = time.perf_counter()
        shown = await self.tab.go(page)
        self.tell("switch", page=page, seconds=time.perf_counter() - begun, charts=shown.charts)
        self.before = left
        return shown

    async def _back(self) -> None:
        """Go back to the page before, whose choices should be as they were left."""
        page, left = self.before
        after, self.returned = self.returned, False
        if not page or page == self.tab.shown.page:
            return
        here = self.tab.shown.choices  # what both pages have may have been chosen anew, and others with it
        shown = await self._switch(page)
        if any(here[key] != left[key] for key in here.keys() & left.keys()):
            return
        for key, values in left.items():
            if key in here or key in ("data", "chart"):
                continue
            if shown.choices.get(key) != values and any(values):
                self.tell("lost", what=f"{page}: {key} was {values}, is {shown.choices.get(key)}", after=after,
                          where="page before")  # fmt: skip

    async def _choose(self) -> None:
        page = self.tab.page
        found = {name: one for name, one in self.tab.shown.widgets.items() if one.page == page and _choosable(one)}
        if not found:
            await self._next()
            return
        name = self.chance.choice(sorted(found))
        begun = time.perf_counter()
        shown = await self.tab.choose(name, self._other(found[name]))
        self.tell("choose", page=shown.page, seconds=time.perf_counter() - begun)

    def _other(self, widget: Widget) -> Any:
        if widget.kind == "multiselect":
            chosen = list(widget.value)
            free = [one for one in widget.options if one not in chosen]
            if free and len(chosen) < min(MOST_OF_SEVERAL, widget.most or MOST_OF_SEVERAL):
                return [*chosen, self.chance.choice(free)]
            return chosen[1:]
        held = widget.value if isinstance(widget.value, str) else "".join(widget.value or [])
        value = self.chance.choice([one for one in widget.options if one != held])
        return value if widget.kind == "selectbox" else [value]

    async def _language(self) -> None:
        name = next((one for one in self.tab.shown.widgets if one.endswith(LANGUAGE)), "")
        if not name:
            return
        begun = time.perf_counter()
        shown = await self.tab.choose(name, self._other(self.tab.shown.widgets[name]))
        self.tell("language", page=shown.page, seconds=time.perf_counter() - begun)

    async def _file(self) -> None:
        """A series as CSV: whole, and never shorter than before."""
        name, begun = self.chance.choice(FILES), time.perf_counter()
        status, body = await self.tab.get(f"/data/{name}.csv")
        if status != 200:
            raise FaultError(f"{name}.csv: {status}")
        rows = [row for row in csv.reader(body.decode().splitlines()) if row and row[0][:4].isdigit()]
        if not rows or len(set(map(len, rows))) > 1 or len(rows) < self.longest.get(name, 0):
            self.tell("fault", what=f"torn: {name}.csv has {len(rows)} rows after {self.longest.get(name, 0)}")
        self.longest[name] = len(rows)
        self.tell("file", seconds=time.perf_counter() - begun)

    async def _return(self) -> None:
        """Connect again; page, heading (hence language) and every choice of the address are as they were."""
        was, begun = self.tab.shown, time.perf_counter()
        doing, self.doing = self.doing, ""
        left = doing in ("switch", "back")
        query = self.tab.left if left else self.tab.query
        if not doing:
            self.tell("cut", doing="thinking")
        now = await self.tab.reconnect()
        self.tell("reconnect", page=now.page, seconds=time.perf_counter() - begun)
        self.returned = True
        if (left and now.page != was.page) or (doing in ("choose", "language") and now.page == was.page):
            self.tell("went on", page=now.page, doing=doing)  # what was asked for when the line was cut is there now
            if doing == "language" or now.choices.get("lang") == was.choices.get("lang"):
                return
        for one in _differs(was, now, parse_qs(query, keep_blank_values=True)):
            self.tell("lost", what=one, after=True, where="page")


def _differs(was: Shown, now: Shown, told: Iterable[str]) -> Iterator[str]:
    """What of a page is not as it was: itself, its language, what the address told."""
    if now.page != was.page:
        yield f"page {now.page} instead of {was.page}"
    if now.heading != was.heading:
        yield f"heading {now.heading!r} instead of {was.heading!r}"
    for key in told:
        if key in was.choices and now.choices.get(key) != was.choices[key]:
            yield f"{was.page}: {key} was {was.choices[key]}, is {now.choices.get(key)}"


def _choosable(widget: Widget) -> bool:
    return widget.kind in CHOSEN and len(widget.options) > 1


async def meet(url: str, seconds: float, sessions: int, out: TextIO) -> None:
    """Everybody, until the time is over."""
    until = time.time() + seconds
    arriving = min(ARRIVE_SECONDS, seconds / 4)
    people = [Person(number, url, out) for number in range(sessions)]
    waits = [number * arriving / sessions for number in range(sessions)]
    watching = asyncio.create_task(_lateness(people[0]))
    await asyncio.gather(*(one.attend(wait, until) for one, wait in zip(people, waits, strict=True)))

    watching.cancel()


async def _lateness(one: Person) -> None:
    """How late this process is with its own work: so much of what it measures is its own."""
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(LOOK_SECONDS)
        one.tell("late", seconds=time.perf_counter() - begun - LOOK_SECONDS)


async def look_around(url: str) -> None:
    """Open every page in every language once, as on a site that has been up for a while."""
    tab = Tab(url, "en", lambda fault: print(f"before the meeting: {fault}", file=sys.stderr))
    await tab.open(PAGES[0])
    for _ in NAMES:
        for page in PAGES:
            await tab.go(page)
        name = next(one for one in tab.shown.widgets if one.endswith(LANGUAGE))
        offered, held = tab.shown.widgets[name].options, tab.shown.widgets[name].value
        await tab.choose(name, offered[(offered.index(held) + 1) % len(offered)])
    await tab.close()


if __name__ == "__main__" and len(sys.argv) == 2:
    asyncio.run(look_around(sys.argv[1]))
elif __name__ == "__main__":
    with Path(sys.argv[4]).open("w", encoding="utf-8") as lines:
        asyncio.run(meet(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), lines))
