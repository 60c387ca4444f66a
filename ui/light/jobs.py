"""The jobs of the process that runs pages: one a line, one answer a line."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from indicators.errors import IndicatorsError
from indicators.light import address, budget, compose, shelf
from indicators.light.address import Address, Pairs, ordered
from indicators.light.links import Links, Served, Site
from indicators.light.picture import Picture, drawn
from indicators.light.record import Chart, Fold, Part, Picker, Record
from indicators.store import written_aside
from indicators.tidying import NO_ROOM
from ui.light import recorder

LOG = logging.getLogger("light")
MOST_PICTURES = 60
_PICTURES: dict[tuple[str, str], Picture] = {}


class Jobs:
    """What may be asked: `serve` a page into the shelf, `write` one into a folder, tell its `pickers` or `cards`.

    `site` says beforehand what a folder will hold.
    """

    def __init__(self) -> None:
        self.files: dict[tuple[str, Pairs], str] = {}
        self.languages: tuple[str, ...] = ()
        self.series: frozenset[str] = frozenset()
        self.live = ""

    def serve(self, job: dict[str, Any]) -> dict[str, Any]:
        """Make a page and put it on the shelf, unless somebody was quicker."""
        asked, stem = _address(job), Path(job["stem"])
        folder = stem.parents[2]
        with shelf.alone(folder.parent):
            if shelf.read(stem, "gzip") is None:
                shelf.tidy(folder)
                return {"bytes": shelf.write(stem, made(asked, Served(asked)))}
        return {"bytes": 0}

    def site(self, job: dict[str, Any]) -> dict[str, Any]:
        """Keep what a folder will hold."""
        self.files = {(page, _pairs(pairs)): stem for page, pairs, stem in job["files"]}
        self.languages, self.series = tuple(job["languages"]), frozenset(job["series"])
        self.live = job["live"]
        return {}

    def write(self, job: dict[str, Any]) -> dict[str, Any]:
        """Make a page and write it as a file; tells its bytes, and which series it links to."""
        asked = _address(job)
        links = Site(asked, job["stem"], self.files, self.languages, self.series, self.live)
        html = made(asked, links)
        with written_aside(Path(job["out"])) as aside:
            aside.write_text(html, encoding="utf-8")
        return {"bytes": budget.weight(html), "series": sorted(one for one in self.series if f"/{one}.csv" in html)}

    def cards(self, job: dict[str, Any]) -> dict[str, Any]:
        """Every chart card of a page, folded ones too, and what its address asked for in vain."""
        record = recorder.recorded(_address(job), _no_picture, unfolded=True)
        return {"cards": [part.card for part in _charts(record.parts)], "remarks": list(record.toasts)}

    def pickers(self, job: dict[str, Any]) -> dict[str, Any]:
        """Every picker of a page with the choices that its options make."""
        record = recorder.recorded(_address(job), _no_picture)
        told = [
            {"key": one.key, "options": [[option.choices, option.chosen] for option in one.options if option.choices]}
            for one in _pickers(record.parts)
        ]
        return {"pickers": told}


def made(asked: Address, links: Links) -> str:
    """A page within the byte budget: whatever is folded is opened as long as it fits."""

    def run(unfolded: bool) -> Record:
        return recorder.recorded(asked, _picture, unfolded=unfolded)

    return budget.within(run, lambda record: compose.page(record, links))


def _picture(card: dict[str, Any], lang: str) -> Picture:
    """The pictures of a chart; none where they fail: the page then says so and lists the values."""
    key = (str(card["stamp"]), lang)
    if key not in _PICTURES:
        try:
            _PICTURES[key] = drawn(card, lang)
        except Exception:
            LOG.exception("picture of %s", card.get("file"))
            return Picture()
        if len(_PICTURES) > MOST_PICTURES:
            _PICTURES.pop(next(iter(_PICTURES)))
    return _PICTURES[key]


def _no_picture(card: dict[str, Any], lang: str) -> Picture:
    return Picture()


def _address(job: dict[str, Any]) -> Address:
    return address.checked(job["page"], job["lang"], job.get("query", ""))


def _pairs(raw: list[list[str]]) -> Pairs:
    return ordered((key, value) for key, value in raw)


def _pickers(parts: tuple[Part, ...]) -> list[Picker]:
    found: list[Picker] = []
    for part in parts:
        found += [part] if isinstance(part, Picker) else _pickers(part.parts) if isinstance(part, Fold) else []
    return found


def _charts(parts: tuple[Part, ...]) -> Iterator[Chart]:
    for part in parts:
        if isinstance(part, Chart):
            yield part
        elif isinstance(part, Fold):
            yield from _charts(part.parts)


def answer(jobs: Jobs, line: str) -> dict[str, Any]:
    """The answer to one line; a job that fails says so and leaves the reason in the log."""
    try:
        job = json.loads(line)
        asked = {"serve": jobs.serve, "site": jobs.site, "write": jobs.write, "pickers": jobs.pickers,
                 "cards": jobs.cards}  # fmt: skip
        return {"ok": True, **asked[job["do"]](job)}
    except IndicatorsError as error:
        return {"ok": False, "error": error.sentence}
    except OSError as error:
        if error.errno not in NO_ROOM:
            LOG.exception("light page: %s", line.strip()[:300])
        return {"ok": False, "error": "the page could not be made", "errno": error.errno}
    except Exception:
        LOG.exception("light page: %s", line.strip()[:300])
        return {"ok": False, "error": "the page could not be made"}


def listen(asked: Iterable[str], answers: TextIO) -> None:
    """Answer every line until nobody can ask any more."""
    jobs = Jobs()
    for line in asked:
        answers.write(json.dumps(answer(jobs, line)) + "\n")
        answers.flush()
