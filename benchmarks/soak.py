"""Two pages hammered while grids are loaded and refreshed beside them: does anything fall over?

`python -m benchmarks.soak [--seconds 300]`. Both pages switch as fast as the server answers, every
third time before a page has finished; a third client downloads a series over and over. Meanwhile
`load` and `refresh`, as commands of their own, read netCDF files into the same cache. Then the same
hammering goes on while a process reads grids from four threads. The files are made up, the layout is not.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from benchmarks.browser import CHART, FINISHED, browser, new_page
from benchmarks.figure import Figure, table
from benchmarks.server import OURS, ROOT, Server
from indicators.catalog import catalog
from indicators.store import now
from tests import ice_archive
from tests.mirror import Mirror, Reply
from ui.frame import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

SECONDS = 300
READS = 3200
SOURCE, SERIES = "cdr", "sea_ice_extent.sea_of_okhotsk.cdr"
ROUTE = PAGES
LOADED, PUBLISHED = 12, 200  # files for `load`; days that the mirror publishes one after the other
POLL_MS = 500
COUNTED = ("switches", "stuck", "errors", "charts", "torn")

# Runs inside a page, whose document stays the same over all switches.
HAMMER = """([route, finished, chart, seconds]) => {
  const seen = window.soak = { switches: 0, stuck: 0, errors: 0, charts: 0, torn: 0, over: false, said: [] };
  const complaints = '[data-testid="stException"], [data-testid="stAlertContentWarning"]';
  const frame = () => new Promise(requestAnimationFrame), end = performance.now() + seconds * 1000;
  const whole = (plot) => plot._fullData.every((trace) =>
    !trace.x || !trace.y || trace.x.length === trace.y.length) && plot.querySelector(".main-svg");
  const look = () => {
    for (const alert of document.querySelectorAll(complaints)) {
      seen.errors += 1;
      if (seen.said.length < 5) seen.said.push(`${location.pathname}: ${alert.innerText}`);
    }
    for (const plot of document.querySelectorAll(".js-plotly-plot")) {
      if (!plot._fullData) continue;
      seen.charts += 1;
      if (!whole(plot)) seen.torn += 1;
    }
  };
  const until = async (there, patience) => {
    const limit = performance.now() + patience;
    while (!there()) { if (performance.now() > limit) return false; await frame(); }
    return true;
  };
  const heading = () => [...document.querySelectorAll(".aoi-head h1")].find((one) => !("old" in one.dataset));
  const linkTo = async (name) => {
    const found = () => document.querySelector(`[data-testid^="stTopNav"][href$="/${name}"]`);
    for (const menu of document.querySelectorAll('[data-testid="stTopNavSection"]')) {
      if (found()) break;
      menu.click();
      await until(found, 300);
    }
    return found();
  };
  (async () => {
    for (let turn = 0; performance.now() < end; turn += 1) {
      for (const old of document.querySelectorAll(".aoi-head h1")) old.dataset.old = "";
      const link = await linkTo(route[turn % route.length]);
      if (!link) { seen.stuck += 1; await until(() => false, 500); continue; }
      link.click();
      if (!(await until(heading, 20000))) { seen.stuck += 1; continue; }
      seen.switches += 1;
      if (turn % 3 && !(await until(() => document.querySelector(finished), 20000))) seen.stuck += 1;
      if (turn % 3 === 2 && document.querySelector(".aoi-card")) await until(() => document.querySelector(chart), 5000);
      look();
    }
    seen.over = true;
  })();
}"""


@dataclass
class Beside:
    """What went on beside the pages, counted by kind and result; `failures` are the sentences."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def fail(self, what: str, sentence: str) -> None:
        """Count something that should not have happened."""
        self.counts[f"{what} failed"] += 1
        self.failures.append(sentence[:300])


def measure(seconds: float = SECONDS) -> Iterator[Figure]:
    """Both parts on one server; every figure should be nought."""
    with tempfile.TemporaryDirectory(prefix="soak-") as given:
        folder = Path(given) / "files"
        folder.mkdir()
        shown = shutil.copytree(ROOT / "cache" / "snapshot", Path(given) / "snapshot")
        with Server(OURS, shown) as server, Mirror() as mirror:
            yield from _measured(seconds, folder, server, mirror)


def _measured(seconds: float, folder: Path, server: Server, mirror: Mirror) -> Iterator[Figure]:
    root = Path(server.folder.name)
    days = _days()
    for day in days:
        ice_archive.write(folder / ice_archive.name(day), day, ice_archive.noise(day.day_of_year), whole=True)
    work = _Work(folder, root, days, mirror)
    work.load(0, Beside())
    before = server.memory().share
    pages, beside = _hammered(server, seconds, [work.forever, lambda told: _downloads(server.url, told)])
    yield from _figures("loads and refreshes", seconds, pages, beside)
    told = f"{before:.0f} MB before any page was shown"
    yield Figure("soak, memory of the server afterwards", server.memory().share, "MB", None, told)
    pages, beside = _hammered(server, max(20.0, seconds / 5), [lambda told: _reads(folder, told)])
    yield from _figures("grid reads in four threads", max(20.0, seconds / 5), pages, beside)
    died = server.process.poll() is not None
    yield Figure("soak, servers that died", float(died), "", 0)


def _hammered(server: Server, seconds: float, work: list[Any]) -> tuple[Counter[str], Beside]:
    """Two pages switching for so long, with some work beside them; what both saw."""
    beside, pages = Beside(), Counter[str]()
    threads = [threading.Thread(target=one, args=(beside,), daemon=True) for one in work]
    with browser() as running:
        opened = [new_page(running) for _ in range(2)]
        for page in opened:
            page.on("pageerror", lambda error: beside.fail("page", str(error)))
            page.on("crash", lambda _: beside.fail("page", "the page crashed"))
            page.goto(f"{server.url}/sea_ice")
            page.wait_for_selector(CHART, state="attached")
        for thread in threads:
            thread.start()
        for turn, page in enumerate(opened):
            page.evaluate(HAMMER, [ROUTE[turn * 3 :] + ROUTE[: turn * 3], FINISHED, CHART, seconds])
        _wait(opened, seconds, server)
        beside.over.set()
        for thread in threads:
            thread.join()
        for page in opened:
            seen = page.evaluate("() => window.soak || {}")
            pages.update({name: int(seen.get(name, 0)) for name in COUNTED})
            pages["errors"] += not seen.get("over")  # its document was lost
            beside.failures += seen.get("said", [])
    return pages, beside


def _wait(pages: list[Page], seconds: float, server: Server) -> None:
    """Until the pages have done, the server is gone, or patience is."""
    limit = time.monotonic() + seconds + 60
    while time.monotonic() < limit and server.process.poll() is None:
        pages[0].wait_for_timeout(POLL_MS)
        if all(page.evaluate("() => window.soak?.over ?? true") for page in pages):
            return


def _figures(what: str, seconds: float, pages: Counter[str], beside: Beside) -> Iterator[Figure]:
    told = f"{seconds:.0f} s, {pages['switches']} switches on two pages, {pages['charts']} charts looked at; "
    told += ", ".join(f"{count} {name}" for name, count in sorted(beside.counts.items()))
    told += f"; first: {beside.failures[0]}" if beside.failures else ""
    wrong = pages["errors"] + beside.counts["page failed"]
    yield Figure(f"soak with {what}, errors on pages", wrong, "", 0, told)
    yield Figure(f"soak with {what}, torn charts", pages["torn"], "", 0)
    yield Figure(f"soak with {what}, switches that never came", pages["stuck"], "", 0)
    others = sum(count for name, count in beside.counts.items() if name.endswith("failed") and name != "page failed")
    yield Figure(f"soak with {what}, failures beside the pages", others, "", 0)


def _days() -> list[pd.Timestamp]:
    """Days to load by hand, and days of this and last year that the provider publishes."""
    newest = pd.Timestamp(now().date()) - pd.Timedelta(days=PUBLISHED)
    return [*pd.date_range("2001-02-01", periods=LOADED), *pd.date_range(newest, periods=PUBLISHED)]


@dataclass
class _Work:
    """`load` and `refresh` in turns, each a command of its own, as a timer or a person would start them."""

    folder: Path
    cache: Path
    days: list[pd.Timestamp]
    mirror: Mirror

    def forever(self, told: Beside) -> None:
        """Until the pages are done."""
        turn = 0
        while not told.over.is_set():
            turn += 1
            if turn % 2:
                self.load(turn // 2 % LOADED, told)
            else:
                self.publish(turn // 2)
                self._command(told, "refresh", SOURCE, "--mirror", self.mirror.url)

    def load(self, number: int, told: Beside) -> None:
        """One file by hand."""
        self._command(told, "load", SOURCE, str(self.folder / ice_archive.name(self.days[number])))

    def publish(self, turn: int) -> None:
        """One more day in the provider's folders."""
        shown = self.days[LOADED : LOADED + turn]
        template = catalog().sources[SOURCE].urls["folder"]
        for year in {day.year for day in self.days[LOADED:]}:
            names = [ice_archive.name(day) for day in shown if day.year == year]
            links = "".join(f'<a href="{name}">{name}</a>\n' for name in names)
            self.mirror.put(template.format(year=year), Reply(f"<!DOCTYPE html><html>{links}</html>".encode()))
            for name in names[-1:]:
                self.mirror.serve(template.format(year=year) + name, (self.folder / name).read_bytes())

    def _command(self, told: Beside, verb: str, *words: str) -> None:
        command = [sys.executable, "-m", "indicators", "--cache", str(self.cache), verb, *words]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
        told.counts[verb] += 1
        if done.returncode:
            told.fail(verb, done.stderr.strip() or f"{verb} ended with {done.returncode}")


def _downloads(url: str, told: Beside) -> None:
    """A series as CSV over and over: whole each time, and never shorter than before."""
    longest = 0
    while not told.over.wait(0.1):
        try:
            with urllib.request.urlopen(f"{url}/data/{SERIES}.csv", timeout=30) as answer:  # noqa: S310 - this machine
                read = list(csv.reader(answer.read().decode().splitlines()))
        except (OSError, urllib.error.URLError) as error:
            told.fail("download", str(error))
            continue
        rows = [row for row in read if row and row[0][:4].isdigit()]
        told.counts["download"] += 1
        if len(rows) < longest or len(set(map(len, rows))) > 1:
            told.fail("download", f"{len(rows)} rows after {longest}")
        longest = len(rows)


def _reads(folder: Path, told: Beside) -> None:
    """The process that reads grids from threads, again and again until the pages are done."""
    while not told.over.is_set():
        command = [sys.executable, "-m", "benchmarks.grid_reads", str(folder), str(READS)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            told.fail("read", f"the process ended with {done.returncode}: {done.stderr[-200:]}")
            continue
        found = json.loads(done.stdout)
        told.counts["grid read"] += found["reads"]
        told.counts["wrong read failed"] += found["wrong"]


def main() -> int:
    """1 when anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    found = list(measure(parser.parse_args().seconds))
    print(table(found))
    return int(any(figure.verdict == "miss" for figure in found))


if __name__ == "__main__":
    sys.exit(main())
