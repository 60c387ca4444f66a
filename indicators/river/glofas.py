"""Daily discharge of the GloFAS model at our gauges, from the Open-Meteo flood API.

A model, never joined with a gauge's line. One cell beside the river holds a creek, so every long
answer is measured against the gauge's own long-term mean before it is stored.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from indicators import bundle, store
from indicators.catalog import Catalog, Declaration, Source
from indicators.download.http import Http
from indicators.errors import DownloadError, FormatError
from indicators.river import glofas_answer as read
from indicators.river.glofas_answer import Answer
from indicators.series import Parsed, Payload, Reading
from indicators.store import State

_TOLD = "told.txt"  # part of a bundle: what was not got, a line each
_MOST_FAILURES = 2
Cell = tuple[float, float]


@dataclass(frozen=True)
class Asker:
    """Requests of one refresh."""

    source: Source
    http: Http

    def days(self, cells: list[Cell], first: dt.date, last: dt.date, *names: str) -> bytes:
        """Daily values of some cells, all in one answer."""
        url = self.source.urls["data"].format(
            latitude=",".join(f"{cell[0]:.3f}" for cell in cells),
            longitude=",".join(f"{cell[1]:.3f}" for cell in cells),
            daily=",".join(names),
            first=first,
            last=last,
        )
        return self.http.ask(url, max_bytes=int(self.source.max_megabytes * (1 << 20))).content

    def best(self, place: str, wanted: dict[str, Any]) -> Cell:
        """The cell around a gauge whose mean of the trial year is nearest to the gauge's own mean."""
        options = self.source.options
        step, (first, last) = float(options["step"]), options["trial"]
        around = [(wanted["cell"][0] + north * step, wanted["cell"][1] + east * step)
                  for north in (0, 1, -1) for east in (0, 1, -1)]  # fmt: skip
        content = self.days(around, dt.date.fromisoformat(first), dt.date.fromisoformat(last), read.VALUE)
        rivers = [one for one in read.answers(content, f"{place}, trial") if one.mean > 0]
        if not rivers:
            raise FormatError("no cell around the gauge has a river", place, "Correct its cell in data_sources.yaml.")
        nearest = min(rivers, key=lambda one: abs(math.log(one.mean / wanted["mean"])))
        return nearest.latitude, nearest.longitude


def fetch(source_id: str, source: Source, http: Http, state: State | None) -> Payload:
    """Ask place by place: the whole past once, then the last months and the forecast.

    What the provider holds back (it counts long requests many times) is told, and comes with the
    next refresh. The cells in use are kept in the address of the state.
    """
    options, today, asker = source.options, store.now().date(), Asker(source, http)
    young = dt.timedelta(days=int(options["preliminary_days"]))
    end = today + dt.timedelta(days=int(options["forecast_days"]))
    known = _cells_in_use(source_id, source, state)
    since = dt.date.fromisoformat(state.last[:10]) if state and state.last else today
    parts: dict[str, bytes] = {}
    told: list[str] = []
    failures = 0
    for place, wanted in sorted(_places(source).items(), key=lambda item: item[0] not in known):
        try:
            cell = known.get(place) or asker.best(place, wanted)
            start = min(since, today) - young
            recent = asker.days([cell], start, end, read.VALUE, read.LEAST, read.MOST)
            if place not in known:
                past = asker.days([cell], dt.date.fromisoformat(options["first_day"]), start, read.VALUE)
                parts[f"{place}.past.json"] = past
            parts[f"{place}.recent.json"] = recent
            known[place] = cell
        except FormatError as error:
            told.append(error.sentence)
        except DownloadError as error:
            told.append(f"{place}: not got this time ({error.what})")
            failures += 1
            if failures >= _MOST_FAILURES:
                break
    if not parts:
        raise DownloadError("; ".join(told), source.urls["data"].split("?")[0], "The last good data stay; try later.")
    if told:
        parts[_TOLD] = "\n".join(told).encode()
    return Payload(bundle.pack(parts), f"{source_id}.zip", store.now(), url=_memory(source, known))


def _places(source: Source) -> dict[str, dict[str, Any]]:
    return {place: wanted for group in source.series for place, wanted in group.places.items()}


def _memory(source: Source, cells: dict[str, Cell]) -> str:
    """The address of a request for all cells in use."""
    latitude, longitude = (",".join(f"{cell[axis]:.3f}" for cell in cells.values()) for axis in (0, 1))
    return f"{source.urls['data'].split('?')[0]}?latitude={latitude}&longitude={longitude}"


def _cells_in_use(source_id: str, source: Source, state: State | None) -> dict[str, Cell]:
    """Cells of the places held, from the address that the last refresh left."""
    if state is None:
        return {}
    lists = dict(re.findall(r"(latitude|longitude)=([-0-9.,]+)", urlsplit(state.url).query))
    axes = [[float(one) for one in lists.get(axis, "").split(",") if one] for axis in ("latitude", "longitude")]
    held = {series_id.split(".")[1] for series_id in state.series if series_id.endswith(f".{source_id}")}
    reach = _reach(source)
    return {
        place: cell
        for cell in zip(*axes, strict=False)
        for place, wanted in _places(source).items()
        if place in held and all(abs(cell[axis] - wanted["cell"][axis]) <= reach for axis in (0, 1))
    }


def _reach(source: Source) -> float:
    """Degrees by which a cell in use may differ from the registered one: a step and its rounding."""
    return 1.2 * float(source.options["step"])


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read a bundle of answers, or a single one; each belongs to the place whose cell is nearest.

    Raises
    ------
    FormatError
        For a broken answer, a cell that is near no registered one, when the day of retrieval is not
        known, or when no place is left.
    """
    source = catalog.sources[source_id]
    asked = _asked(payload)
    found: dict[str, list[Answer]] = {}
    notices: list[str] = []
    for part in bundle.parts(payload):
        if part.name == _TOLD:
            notices += part.content.decode().splitlines()
            continue
        for answer in read.answers(part.content, part.name):
            found.setdefault(_place(answer, source, part.name), []).append(answer)
    series = []
    for declared in catalog.declarations(source_id):
        if declared.place not in found:
            continue
        refused = refusal(found[declared.place], declared, asked, source.options)
        if refused:
            notices.append(refused)
        else:
            series.append(_series(declared, found[declared.place], asked, source.options))
    if not series:
        raise FormatError("no cell is that of its gauge", payload.name, f"Nothing was stored: {'; '.join(notices)}.")
    return Reading(tuple(series), tuple(notices))


def _asked(payload: Payload) -> dt.date:
    """Day of retrieval, which the answer does not tell."""
    if payload.date or payload.url:
        return payload.date or payload.retrieved.date()
    raise FormatError(
        "the answer does not tell the day it was asked, so its forecast cannot be told from its past",
        payload.name,
        "Give the day: --date YYYY-MM-DD.",
    )


def _place(answer: Answer, source: Source, name: str) -> str:
    for place, wanted in _places(source).items():
        if answer.near((wanted["cell"][0], wanted["cell"][1]), _reach(source)):
            return place
    where = f"{name}, {answer.latitude:.3f} N {answer.longitude:.3f} E"
    raise FormatError("a cell near no registered gauge", where, "Register the place with its cell, or ask for another.")


def refusal(answers: list[Answer], declared: Declaration, asked: dt.date, options: dict[str, Any]) -> str:
    """Why a cell is not taken for that of its gauge; empty when it is, or when too few days tell."""
    days = _laid_over(answers).dropna(subset="value")
    past = days.loc[days["day"] <= pd.Timestamp(asked), "value"]
    mean, factor, wanted = float(past.mean()), options["factor"], declared.place_key["mean"]
    where = f"{declared.place}: the model cell {answers[-1].latitude:.3f} N {answers[-1].longitude:.3f} E"
    todo = "not stored; correct its cell in data_sources.yaml"
    if not (days["value"] > 0).any():
        return f"{where} has no river; {todo}"
    if len(past) >= options["least_days"] and not 1 / factor <= mean / wanted <= factor:
        return (
            f"{where} carries {mean:,.1f} m³/s on the mean of {len(past)} days, the gauge {wanted:,.1f}: "
            f"off by more than a factor of {factor}, so another stream; {todo}"
        )
    return ""


def _laid_over(answers: list[Answer]) -> pd.DataFrame:
    """Days of several answers of one cell; where they meet, those of the answer that reaches furthest."""
    ordered = sorted(answers, key=lambda one: one.days["day"].iloc[-1])
    days = pd.concat([one.days for one in ordered]).drop_duplicates("day", keep="last")
    return days.sort_values("day", ignore_index=True)


def _series(declared: Declaration, answers: list[Answer], asked: dt.date, options: dict[str, Any]) -> Parsed:
    cells = {(round(one.latitude, 3), round(one.longitude, 3)) for one in answers}
    if len(cells) > 1:
        todo = "Keep the answers of one cell only."
        raise FormatError(f"answers of {len(cells)} cells for one gauge", declared.place, todo)
    ((latitude, longitude),) = cells
    made = read.frame(_laid_over(answers), asked, options["preliminary_days"], declared.source)
    return Parsed(declared, made, {"latitude": latitude, "longitude": longitude})
