"""What a reader waits after clicking a page in the navigation, on a server that has shown every page before."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.browser import CHART, FINISHED, browser, link_to, new_page
from benchmarks.figure import Figure
from benchmarks.server import OURS, Server
from ui.frame import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROUNDS = 5
TARGET_SECONDS = 0.3
START = "sea_ice"
ROUTE = (*(name for name in PAGES if name != START), START)
WITHOUT_CHARTS = ("sources", "methods", "since", "export", "contribute")
SETTLE_MS = 400  # between two clicks, so that one page's drawing is not counted to the next

# Everything of the page before is marked; what is not marked afterwards is the new page's. Looked at once a frame.
SWITCH = """async ([link, finished, wanted]) => {
  const heading = ".aoi-head h1", chart = ".js-plotly-plot";
  const card = ".aoi-card h2, .aoi-cards, .aoi-table, .aoi-prose, .aoi-asked, .aoi-note";
  for (const old of document.querySelectorAll([heading, chart, card].join())) old.dataset.old = "";
  const fresh = (names) =>
    [...document.querySelectorAll(names)].find((one) => !("old" in one.dataset) && one.offsetParent);
  const begun = performance.now(), seen = {}, limit = begun + 10000;
  const see = (name, there) => { if (there && !(name in seen)) seen[name] = (performance.now() - begun) / 1000; };
  document.querySelector(link).click();
  while (performance.now() < limit) {
    await new Promise(requestAnimationFrame);
    see("heading", fresh(heading));
    see("card", fresh(card));
    see("finished", "heading" in seen && document.querySelector(finished));
    see("chart", fresh(chart)?.querySelector(".main-svg .trace"));
    if (wanted.every((name) => name in seen)) break;
  }
  return seen;
}"""


def measure() -> Iterator[Figure]:
    """Each page of the route, in sessions that begin on the sea-ice page."""
    with Server(OURS) as server, browser() as running:
        for name in ROUTE:  # the first look at a page fills the server's caches
            _open(running, server.url, name).context.close()
        found: dict[str, list[dict[str, float]]] = {name: [] for name in ROUTE}
        for _ in range(ROUNDS):
            page = _open(running, server.url, START)
            for name in ROUTE:
                found[name].append(_switch(page, name))
            page.context.close()
    for name, times in found.items():
        ready = [max(one["card"], one["finished"]) for one in times]
        told = f"click to first card and finished script, median of {ROUNDS}, least {min(ready):.2f} s; "
        told += ", ".join(f"{part} {_median(times, part)}" for part in ("heading", "card", "finished", "chart"))
        yield Figure(f"page switch to {name}", median(ready), "s", TARGET_SECONDS, told)


def _median(times: list[dict[str, float]], part: str) -> str:
    held = [one[part] for one in times if part in one]
    return f"{median(held):.2f} s" if held else "none"


def _open(running: Browser, url: str, name: str) -> Page:
    page = new_page(running)
    page.goto(f"{url}/{name}", wait_until="commit")
    page.wait_for_selector(".aoi-head h1")
    page.wait_for_selector(FINISHED)
    if page.locator(".aoi-card").count():
        page.wait_for_selector(CHART, state="attached")
    page.wait_for_timeout(SETTLE_MS)
    return page


def _switch(page: Page, name: str) -> dict[str, float]:
    link = link_to(page, name)
    wanted = ["heading", "card", "finished", *(["chart"] if name not in WITHOUT_CHARTS else [])]
    seen: dict[str, Any] = page.evaluate(SWITCH, [link, FINISHED, wanted])
    missing = {"heading", "card", "finished"} - seen.keys()
    if missing:
        raise RuntimeError(f"the page {name} did not come: no {', '.join(sorted(missing))} within 10 s")
    page.wait_for_timeout(SETTLE_MS)
    return {part: float(seconds) for part, seconds in seen.items()}
