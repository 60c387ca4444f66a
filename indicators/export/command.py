"""`export`: figures as files, with their captions, references and values."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tqdm import tqdm

from indicators.addresses import public
from indicators.catalog import catalog
from indicators.errors import IndicatorsError
from indicators.export import index, request
from indicators.export.drawing import CAPTIONS
from indicators.export.output import Output, zipped
from indicators.export.request import FORMATS, RENDERERS, Request, RequestError
from indicators.export.theme import THEMES
from indicators.locales import NAMES
from indicators.store import Cache

MOST_WORKERS = 4
_KINDS = {"page": "pages", "indicator": "indicators", "region": "regions", "country": "countries"}


def options(parser: argparse.ArgumentParser) -> None:
    """Options of the verb."""
    parser.add_argument("folder", metavar="FOLDER", help="a new or empty folder, or one that holds a former export")
    what = parser.add_argument_group("which figures (with several kinds: those that answer to all of them)")
    what.add_argument("--report", metavar="FILE", help="a report file (YAML); also writes it as PDF and slides")
    what.add_argument("--page", metavar="PAGE[?CHOICES]", nargs="+", help="every figure of a page, or of one address")
    what.add_argument("--indicator", metavar="INDICATOR", nargs="+")
    what.add_argument("--region", metavar="REGION", nargs="+")
    what.add_argument("--country", metavar="ISO3", nargs="+")
    what.add_argument("--deck", metavar="DECK", help="the charts of a deck")
    what.add_argument("--all", action="store_true", help="every figure there is")
    how = parser.add_argument_group("how they look (beside a report file: instead of what it says)")
    how.add_argument("--lang", metavar="CODE", nargs="+", help=f"{', '.join(NAMES)}, or all; default: en")
    how.add_argument("--size", metavar="SIZE", help="column, page, slide, poster, or millimetres: 120mm, 120x80mm")
    how.add_argument("--dpi", metavar="N", type=int, help="dots per inch of a PNG; default: that of the size")
    how.add_argument("--format", metavar="FORMAT", nargs="+", choices=FORMATS, help="png (default), svg, pdf")
    how.add_argument("--theme", choices=THEMES)
    how.add_argument("--caption", choices=CAPTIONS, help="words inside: full (default), title only, or none")
    how.add_argument("--qr", action="store_true", default=None, help="with a code of the live chart's address")
    how.add_argument("--no-data", dest="data", action="store_false", default=None, help="without files of the values")
    run = parser.add_argument_group("the work")
    run.add_argument("--renderer", choices=RENDERERS, default="auto", help="default: a browser where there is one")
    run.add_argument("--workers", metavar="N", type=int, help="processes; default: the processors, at most four")
    run.add_argument("--address", metavar="URL", help="public address of the dashboard ($AMUR_OKHOTSK_ADDRESS)")
    run.add_argument("--zip", metavar="FILE", help="also as one ZIP")
    run.add_argument("--progress", choices=("bar", "json"), default="bar", help="json: an object a line")
    run.add_argument("--dry-run", action="store_true", help="only say which figures these are")


def run(given: argparse.Namespace) -> int:
    """export: 0 all made, 1 with the reasons where some are missing."""
    asked = _request(given)
    if asked is None:
        print("Say which figures: --report, --page, --indicator, --region, --country, --deck or --all.",
              file=sys.stderr)  # fmt: skip
        return 2
    workers = max(1, given.workers or min(os.cpu_count() or 1, MOST_WORKERS))
    address = (given.address or public()).rstrip("/")
    if address and not address.startswith(("http://", "https://")):
        raise RequestError("not an address", address, "It begins with http:// or https://.")
    cache = Cache(getattr(given, "cache", None))
    tell = _Lines() if given.progress == "json" else _Bar()
    with tell:
        if given.dry_run:
            return _list(asked, cache, workers, address, tell)
        return _make(given, asked, cache, workers, address, tell)


def _make(
    given: argparse.Namespace, asked: Request, cache: Cache, workers: int, address: str, tell: _Bar | _Lines
) -> int:
    from indicators.export.run import Desk, Run  # what draws is only loaded where something is drawn

    began, folder = time.monotonic(), Path(given.folder)
    desk = Desk(given.renderer, workers, address, report=bool(given.report))
    result = Run(asked, Output(folder), cache, catalog(), desk, tell).go()
    size = zipped(folder, Path(given.zip)) if given.zip else 0
    refused = sum(one.refused for one in result.failed)
    failed = len(result.failed) - refused
    tell({"event": "end", "complete": not failed, "figures": len(result.made), "failed": failed,
          "refused": refused, "folder": str(folder), "zip": given.zip or "", "size": size})  # fmt: skip
    if given.progress != "json":
        for note in (*result.notes, *(one.sentence for one in result.failed)):
            print(note, file=sys.stderr)
        files = sum(len(one.pictures) for one in result.made)
        told = f"{len(result.made)} figures, {files} pictures ({result.renderer}), {failed} failed, {refused} refused"
        print(f"{folder}: {told}, {time.monotonic() - began:.0f} s")
    return int(bool(failed))


def _list(asked: Request, cache: Cache, workers: int, address: str, tell: _Bar | _Lines) -> int:
    from indicators.export.batch import Batch
    from indicators.export.readers import Readers

    metas = {name: meta for name, (meta, _) in cache.metas().items()}
    with Readers(cache.root, workers) as readers:
        batch = Batch(asked, readers, metas, catalog(), address, tell, index.of(cache))
        batch.choose()
        for order in batch.orders():
            tell.clear()
            print(f"{order.figure.code}\t{order.figure.lang}\t{order.figure.title}")
    for failed in batch.failed:
        print(failed.sentence, file=sys.stderr)
    return int(bool(batch.failed))


def _request(given: argparse.Namespace) -> Request | None:
    """The order of the options, on top of a report file where one is named; None where nothing is asked for."""
    told: dict[str, Any] = {name: getattr(given, key) for key, name in _KINDS.items() if getattr(given, key)}
    if given.deck:
        told["deck"] = given.deck
    if not (told or given.report or given.all):
        return None
    languages = list(NAMES) if given.lang and "all" in given.lang else given.lang
    looks = {"languages": languages, "size": given.size, "dpi": given.dpi, "formats": given.format,
             "theme": given.theme, "caption": given.caption, "qr": given.qr, "data": given.data}  # fmt: skip
    told |= {key: part for key, part in looks.items() if part is not None}
    if not given.report:
        return request.of_parts(told)
    own = request.of_file(Path(given.report))
    asked = own.model_dump(mode="json", exclude_defaults=True) | told
    formats = asked.get("formats", list(own.formats))
    asked["formats"] = formats if "png" in formats else [*formats, "png"]  # for document and slides
    return request.of_parts(asked, Path(given.report).name)


class _Lines:
    """Every step as a JSON object a line, for programs."""

    def __enter__(self) -> _Lines:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def __call__(self, event: Mapping[str, Any]) -> None:
        print(json.dumps(event, ensure_ascii=False), flush=True)

    def clear(self) -> None:
        """Nothing stands on the screen."""


class _Bar:
    """A bar for people."""

    def __init__(self) -> None:
        self.bar: Any = tqdm(disable=not sys.stderr.isatty(), file=sys.stderr, leave=False)

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.close()

    def __call__(self, event: Mapping[str, Any]) -> None:
        kind = event["event"]
        if kind == "begin":
            self.bar.reset(total=event["figures"])
            self.bar.set_description("figures")
        elif kind in ("choose", "figure", "failed"):
            if kind == "choose":
                self.bar.set_description("pages")
            self.bar.total = event["of"]
            self.bar.update(event["done"] - self.bar.n)

    def clear(self) -> None:
        """Take the bar off the line."""
        self.bar.clear()


__all__ = ["IndicatorsError", "options", "run"]
