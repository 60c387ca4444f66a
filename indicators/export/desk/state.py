"""How far an order is: what the verb `export` tells line by line, kept as one small file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

from indicators.store import written_aside

Stage = Literal["waiting", "running", "done", "failed", "cancelled", "broken"]
FILE = "state.json"
LIVING: tuple[Stage, ...] = ("waiting", "running")
MOST_TOLD = 300  # failures kept with their sentences; the report in the ZIP has all


@dataclass(frozen=True)
class Failure:
    """A figure that was not made, and the sentence why."""

    code: str
    lang: str
    sentence: str


@dataclass(frozen=True)
class State:
    """What is known of an order.

    Parameters
    ----------
    stage : str
        `broken` is never written: the server that made it ended in the middle.
    order : str
        What was ordered and of which data, as a digest.
    name : str
        File name of its ZIP.
    report : bool
        Whether a report is made of the figures, as PDF and slides.
    step : str
        `choose` while pages are read for their charts, `draw` after that.
    done, of : int
        How far the step is.
    code, lang : str
        The figure made last.
    failed : int
        Figures that were not made; `failures` tells of the first of them.
    reason, sentence : str
        Of an order that failed: a word of ours (a key of the words), and what the verb said.
    size : int
        Bytes of the ZIP.
    """

    stage: Stage
    created: str
    order: str
    name: str
    report: bool = True
    step: str = ""
    done: int = 0
    of: int = 0
    figures: int = 0
    renderer: str = ""
    note: str = ""
    code: str = ""
    lang: str = ""
    failed: int = 0
    failures: tuple[Failure, ...] = ()
    complete: bool = False
    reason: str = ""
    sentence: str = ""
    size: int = 0
    ended: str = ""


def after(state: State, line: str) -> State:
    """The state after one line of the verb; a line that says nothing we know changes nothing."""
    try:
        told = json.loads(line)
        return _EVENTS[told["event"]](state, told)
    except (ValueError, KeyError, TypeError):
        return state


def _choose(state: State, told: Mapping[str, Any]) -> State:
    return replace(state, step="choose", done=int(told["done"]), of=int(told["of"]))


def _begin(state: State, told: Mapping[str, Any]) -> State:
    many = int(told["figures"])
    return replace(state, step="draw", done=0, of=many, figures=many, renderer=str(told.get("renderer", "")),
                   note=str(told.get("note", "")))  # fmt: skip


def _figure(state: State, told: Mapping[str, Any]) -> State:
    return replace(state, step="draw", done=int(told["done"]), of=int(told["of"]), code=str(told["code"]),
                   lang=str(told["lang"]))  # fmt: skip


def _failed(state: State, told: Mapping[str, Any]) -> State:
    one = Failure(str(told["code"]), str(told["lang"]), str(told["sentence"]))
    kept = (*state.failures, one)[:MOST_TOLD]
    done, of = int(told.get("done", state.done)), int(told.get("of", state.of))
    return replace(state, failed=state.failed + 1, failures=kept, done=done, of=of)


def _end(state: State, told: Mapping[str, Any]) -> State:
    failed = max(state.failed, int(told["failed"]))
    return replace(state, step="end", complete=bool(told["complete"]), figures=int(told["figures"]), failed=failed)


_EVENTS = {"choose": _choose, "begin": _begin, "figure": _figure, "failed": _failed, "end": _end}


def write(folder: Path, state: State) -> None:
    """Keep a state; whole or not at all."""
    with written_aside(folder / FILE) as aside:
        aside.write_text(json.dumps(asdict(state), ensure_ascii=False), encoding="utf-8")


def read(folder: Path) -> State | None:
    """The state in a folder; None where there is none that can be read."""
    try:
        told = json.loads((folder / FILE).read_text(encoding="utf-8"))
        told["failures"] = tuple(Failure(**one) for one in told["failures"])
        known = {one.name for one in fields(State)}
        return State(**{key: part for key, part in told.items() if key in known})
    except (OSError, ValueError, KeyError, TypeError):
        return None
