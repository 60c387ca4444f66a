"""What goes on beside a meeting: providers that publish, a refresher that asks them, a batch of figures at its desk."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.server import ROOT
from indicators.catalog import catalog
from indicators.export.desk import state as states
from indicators.export.desk.desk import Desk, verb
from indicators.export.request import Request
from indicators.store import Cache
from tests.mirror import Mirror
from tests.provider_files import MASIE_FIRST, MASIE_REGIONS
from tests.river import test_cnemc

SOURCES = ("masie", "cnemc")
EVERY_SECONDS, REST_SECONDS = 60.0, 30.0
RENDERER = "BENCHMARK_RENDERER"
BATCH = Request(pages=("sea_ice", "populations", "river"), languages=("en", "ja"), formats=("png",))


@dataclass
class Beside:
    """Counts and failures, and from when to when a batch was drawn."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    batches: list[tuple[float, float]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def drawing(self, at: float) -> bool:
        """Whether a batch was drawn at a moment."""
        return any(begun <= at <= ended for begun, ended in self.batches)


class Providers:
    """MASIE's file of all years, as the snapshot has it, a day longer each time; CNEMC's feed with other values."""

    def __init__(self, cache: Path, mirror: Mirror) -> None:
        self.mirror, self.turn = mirror, 0
        held = Cache(cache)
        self.lines: dict[dt.date, list[float]] = {}
        for region, column in (("sea_of_okhotsk", 14), ("bering_sea", 12), ("yellow_sea", 15)):
            frame = held.read(f"sea_ice_extent.{region}.masie").observations
            for day, value in zip(frame["time_start"].dt.date, frame["value"], strict=True):
                self.lines.setdefault(day, list(MASIE_FIRST))[column] = 0.0 if value != value else float(value)

    def publish(self) -> None:
        """The next edition of both: a day more, with the values of the year before."""
        self.turn += 1
        days = sorted(self.lines)
        days.append(days[-1] + dt.timedelta(days=1))
        self.lines[days[-1]] = self.lines[days[-366]]
        names = ", ".join(f"({number}) {name}" for number, name in enumerate(MASIE_REGIONS))
        head = "MASIE NSIDC/NIC Sea Ice Product G02186 - Daily Ice Extent by Region in Square Kilometers"
        body = [head, f"yyyyddd, {names}"]
        body += [f" {day:%Y%j}," + ", ".join(f"{extent:10.2f}" for extent in self.lines[day]) for day in days]
        address = catalog().sources["masie"].url or ""
        self.mirror.serve(address, ("\n".join(body) + "\n").encode(), etag=f'"{self.turn}"')
        urls, now = catalog().sources["cnemc"].urls, dt.datetime.now(dt.UTC) + dt.timedelta(hours=8)
        value = f"{2 + self.turn % 10 / 10:.1f}"
        row = test_cnemc.row(time=f"{now:%m-%d} {now.hour // 4 * 4:02d}:00", cod=test_cnemc.old(value, value))
        self.mirror.serve(urls["page"], b"<!DOCTYPE html><html></html>")
        self.mirror.serve(urls["data"], test_cnemc.feed(row))


def refreshing(cache: Path, told: Beside, changed: Callable[[], tuple[int, int]]) -> None:
    """The refresher's work once a minute, a command of its own each time, as a timer would start it."""
    with Mirror() as mirror:
        providers = Providers(cache, mirror)
        while not told.over.is_set():
            begun, before = time.monotonic(), changed()
            providers.publish()
            command = [sys.executable, "-m", "indicators", "--cache", str(cache), "refresh", *SOURCES]
            done = subprocess.run(  # noqa: S603
                [*command, "--mirror", mirror.url], cwd=ROOT, capture_output=True, text=True, check=False,
                env=os.environ | {"NO_PROXY": "127.0.0.1"},
            )  # fmt: skip
            told.counts["refresh"] += 1
            told.counts["refresh that changed the cache"] += changed() != before
            if done.returncode:
                told.failures.append(f"refresh: {(done.stderr or done.stdout).strip()[-300:]}")
            told.over.wait(max(0.0, EVERY_SECONDS - (time.monotonic() - begun)))


def exporting(cache: Path, told: Beside) -> None:
    """A batch of figures at the report desk, with the niceness that the desk gives it, then a rest, again and again."""
    desk, number = Desk(cache, _command), 0
    while not told.over.is_set():
        number += 1
        begun = time.time()
        job = desk.order(BATCH, f"meeting {number}")
        while not told.over.wait(0.5):
            state = desk.state(job)
            told.batches = [*(one for one in told.batches if one[0] != begun), (begun, time.time())]
            if state is None or state.stage not in states.LIVING:
                break
        state = desk.state(job)
        if told.over.is_set():
            desk.cancel(job)
            for _ in range(40):
                if (state := desk.state(job)) is None or state.stage not in states.LIVING:
                    return
                time.sleep(0.5)
            return
        stage = state.stage if state else "gone"
        told.counts[f"batch {stage}"] += 1
        if stage != "done":
            told.failures.append(f"batch: {stage}: {getattr(state, 'reason', '')} {getattr(state, 'sentence', '')}")
        told.over.wait(REST_SECONDS)


def _command(folder: Path, state: Any) -> Sequence[str]:
    kind = os.environ.get(RENDERER, "")
    return [*verb(folder, state), *(["--renderer", kind] if kind else [])]
