"""Figures of a meeting, from the lines that its people and browsers wrote."""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.figure import Figure, percentile
from benchmarks.meeting.beside import Beside

SWITCH_SECONDS = 1.0
MOST_MEGABYTES = 900.0
GROWTH_MEGABYTES = 40.0
AROUND_KILL = (-2.0, 20.0)  # seconds in which an answer 502 and a cut line belong to the kill
LEAST_SECONDS = 600.0  # a shorter meeting says nothing of growth
Event = dict[str, Any]


@dataclass
class Meeting:
    """What is known of a meeting at some moment."""

    files: Sequence[Path]
    beside: Beside
    begun: float
    killed: float = 0.0
    back: float = 0.0
    samples: list[tuple[float, int, float]] = field(default_factory=list)
    """Moment, number of the replica, megabytes."""
    processor: dict[tuple[int, float], float] = field(default_factory=dict)
    """Seconds of a processor by replica and start; `idle` are those from before the meeting."""
    idle: float = 0.0
    answers: list[Event] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    died: int = 0
    seconds: float = 0.0
    sessions: int = 0

    def events(self) -> list[Event]:
        """Every line so far."""
        found = []
        for file in self.files:
            with suppress(OSError):
                for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
                    with suppress(ValueError):
                        found.append(json.loads(line))
        return sorted(found, key=lambda one: float(one["at"]))

    def at_the_kill(self, at: float) -> bool:
        """Whether a moment lies around the kill."""
        return bool(self.killed) and AROUND_KILL[0] <= at - self.killed <= AROUND_KILL[1]


def progress(meeting: Meeting, now: float) -> str:
    """A line for whoever looks on."""
    events = meeting.events()
    recent = [one["seconds"] for one in events if one["kind"] == "switch" and now - one["at"] < 60]
    memory: dict[int, float] = {number: share for _, number, share in meeting.samples}
    counts = Counter(one["kind"] for one in events)
    told = f"{now - meeting.begun:5.0f} s: {counts['switch']} switches, "
    if recent:
        told += f"last minute p50 {median(recent):.2f} p95 {percentile(recent, 95):.2f} max {max(recent):.2f} s; "
    told += "memory " + " ".join(f"{share:.0f}" for _, share in sorted(memory.items())) + " MB; "
    told += ", ".join(f"{counts[kind]} {kind}" for kind in ("reconnect", "lost", "fault", "failed", "cut"))
    return f"{told}; {dict(meeting.beside.counts)}"


def figures(meeting: Meeting) -> Iterator[Figure]:
    """All of them."""
    events = meeting.events()
    of = _by_kind(events)
    yield from _switches(meeting, of)
    yield from _seen(of)
    yield from _kill(meeting, of)
    yield from _errors(meeting, of)
    yield from _memory(meeting)
    yield from _work(meeting, of)


def _by_kind(events: Sequence[Event]) -> Callable[[str], list[Event]]:
    kinds: dict[str, list[Event]] = defaultdict(list)
    for one in events:
        kinds[one["kind"]].append(one)
    return lambda kind: kinds[kind]


def spoken(seconds: Sequence[float]) -> str:
    """Median, 95 of a hundred, the most."""
    if not seconds:
        return "none"
    told = f"median {median(seconds):.2f} s, 95 % {percentile(seconds, 95):.2f} s"
    return f"{told}, slowest {max(seconds):.2f} s ({len(seconds)})"


def _switches(meeting: Meeting, of: Callable[[str], list[Event]]) -> Iterator[Figure]:
    switches = of("switch")
    seconds = [one["seconds"] for one in switches]
    if not seconds:
        yield Figure("meeting, page switches", 0, "", None, "nobody came so far")
        return
    told = f"{meeting.sessions} sessions, {meeting.seconds:.0f} s; {spoken(seconds)}"
    yield Figure("meeting, page switch, 95 of 100", percentile(seconds, 95), "s", SWITCH_SECONDS, told)
    parts = {
        "while figures are drawn": [one for one in switches if meeting.beside.drawing(one["at"])],
        "while none are drawn": [one for one in switches if not meeting.beside.drawing(one["at"])],
        "without the minute after the kill": [one for one in switches if not 0 <= one["at"] - meeting.killed <= 60],
    }
    for name, part in parts.items():
        told = spoken([one["seconds"] for one in part])
        value = percentile([one["seconds"] for one in part], 95) if part else None
        yield Figure(f"meeting, page switch {name}, 95 of 100", value, "s", SWITCH_SECONDS, told)
    for page in sorted({one["page"] for one in switches}):
        mine = [one["seconds"] for one in switches if one["page"] == page]
        yield Figure(f"meeting, page switch to {page}, 95 of 100", percentile(mine, 95), "s", None, spoken(mine))
    for kind, name in (("choose", "a choice on a page"), ("language", "another language"),
                       ("arrive", "arriving"), ("come again", "coming again")):  # fmt: skip
        mine = [one["seconds"] for one in of(kind)]
        if mine:
            yield Figure(f"meeting, {name}, 95 of 100", percentile(mine, 95), "s", None, spoken(mine))


def _seen(of: Callable[[str], list[Event]]) -> Iterator[Figure]:
    """What the browsers among them saw."""
    seen = of("seen")
    for part in ("heading", "chart", "finished"):
        mine = [one[part] for one in seen if part in one]
        if mine:
            name = {"heading": "heading", "chart": "first drawn chart", "finished": "finished page"}[part]
            told = spoken(mine) if part != "chart" else f"{spoken(mine)}; pages without charts left out"
            yield Figure(f"meeting, in a browser: click to {name}, 95 of 100", percentile(mine, 95), "s", None, told)


def _kill(meeting: Meeting, of: Callable[[str], list[Event]]) -> Iterator[Figure]:
    back = [one["seconds"] for one in of("returned") if meeting.killed and one["at"] >= meeting.killed]
    cut = [one for one in of("cut") if meeting.killed and meeting.at_the_kill(one["at"])]
    if meeting.killed:
        told = f"killed after {meeting.killed - meeting.begun:.0f} s, back after {meeting.back - meeting.killed:.0f} s "
        told += f"more; {len({one['who'] for one in cut})} people were on it; connected again: {spoken(back)}"
        yield Figure("meeting, people whose page came back after the kill", len(back), "", None, told)
    else:
        yield Figure("meeting, people whose page came back after the kill", None, "", None, "nothing was killed")
    lost = of("lost")
    told = "; ".join(one["what"] for one in lost)[:400]
    mine = [one for one in lost if one["where"] == "page"]
    yield Figure("meeting, pages or choices lost", len(mine), "", 0, told)
    kept = [one for one in lost if one["where"] != "page"]
    after = sum(bool(one["after"]) for one in kept)
    told = f"{after} of them after the kill, {len(kept) - after} without one; {told}"[:400]
    yield Figure("meeting, choices of the page before lost", len(kept), "", 0, told)


def _errors(meeting: Meeting, of: Callable[[str], list[Event]]) -> Iterator[Figure]:
    faults = of("fault")
    torn = [one["what"] for one in faults if "torn" in one["what"]]
    others = [one["what"] for one in faults if "torn" not in one["what"]]
    yield Figure("meeting, torn pages, charts or files", len(torn), "", 0, _most(torn))
    yield Figure("meeting, errors on pages", len(others), "", 0, _most(others))
    failed = [f"{one['doing']}: {one['what']}" for one in of("failed")]
    yield Figure("meeting, clicks that came to nothing", len(failed), "", 0, _most(failed))
    cut = [one["doing"] for one in of("cut") if not meeting.at_the_kill(one["at"])]
    yield Figure("meeting, lines cut but at the kill", len(cut), "", 0, _most(cut))
    bad = [one for one in meeting.answers if int(one.get("status", 0)) >= 500]
    away = [one for one in bad if not meeting.at_the_kill(one["moment"])]
    told = f"{len(meeting.answers)} answers; {len(bad) - len(away)} more at the kill; "
    yield Figure("meeting, answers of 500 and more", len(away), "", 0, told + _most([str(one["path"]) for one in away]))
    yield Figure("meeting, errors in the logs of the replicas", len(meeting.said), "", 0, _most(meeting.said))
    yield Figure("meeting, replicas that died of themselves", meeting.died, "", 0)
    counts = ", ".join(f"{count} {name}" for name, count in sorted(meeting.beside.counts.items()))
    told = f"{counts}; {_most(meeting.beside.failures)}"
    yield Figure("meeting, refreshes and batches that failed", len(meeting.beside.failures), "", 0, told)


def _most(found: Sequence[str]) -> str:
    return "; ".join(f"{count} × {what}" for what, count in Counter(found).most_common(4))[:600]


def _memory(meeting: Meeting) -> Iterator[Figure]:
    """The most that a replica took, and how much it grew in the last third against the time before."""
    numbers = sorted({number for _, number, _ in meeting.samples})
    for number in numbers:
        mine = [(at, share) for at, one, share in meeting.samples if one == number and share > 0]
        if not mine:
            continue
        told = f"replica {number + 1}: {mine[0][1]:.0f} MB at first, {mine[-1][1]:.0f} MB at the end; by tenths: "
        told += " ".join(f"{share:.0f}" for share in _tenths(mine))
        name = f"meeting, most memory of replica {number + 1}, PSS"
        yield Figure(name, max(share for _, share in mine), "MB", MOST_MEGABYTES, told)
        end = mine[-1][0]
        sixth = (end - meeting.begun) / 6
        last = [share for at, share in mine if at > end - sixth]
        former = [share for at, share in mine if end - 2 * sixth < at <= end - sixth]
        if not last or not former:
            continue
        grown = median(last) - median(former)
        told = f"medians of the last sixth and the one before, {sixth:.0f} s each: {median(former):.0f} and "
        told += f"{median(last):.0f} MB; {grown / sixth * 3600:.0f} MB an hour"
        target = GROWTH_MEGABYTES if meeting.seconds >= LEAST_SECONDS else None
        yield Figure(f"meeting, growth of replica {number + 1} at the end", grown, "MB", target, told)


def _work(meeting: Meeting, of: Callable[[str], list[Event]]) -> Iterator[Figure]:
    """What the replicas needed of the processors, and how late the people were with their own work."""
    if meeting.seconds and meeting.processor:
        spent = sum(meeting.processor.values()) - meeting.idle
        told = f"{spent:.0f} s of a processor in {meeting.seconds:.0f} s, of {os.cpu_count()} processors"
        yield Figure("meeting, processors that the replicas needed", spent / meeting.seconds, "", None, told)
    late = [one["seconds"] for one in of("late")]
    if late:
        told = f"part of every figure above; {spoken(late)}"
        yield Figure("meeting, lateness of the people themselves, 95 of 100", percentile(late, 95), "s", None, told)


def _tenths(mine: Sequence[tuple[float, float]]) -> list[float]:
    return [mine[min(len(mine) - 1, len(mine) * part // 10)][1] for part in range(1, 11)]
