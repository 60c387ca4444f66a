"""`light`: write the light edition into a folder."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from tqdm import tqdm

from indicators.addresses import CHOICES
from indicators.catalog import catalog
from indicators.light import plan, site
from indicators.locales import NAMES
from indicators.store import Cache

MOST_WORKERS = 4


def options(parser: argparse.ArgumentParser) -> None:
    """Options of the verb."""
    parser.add_argument("folder", metavar="FOLDER", help="a new or empty folder, or one that holds a light edition")
    parser.add_argument("--lang", metavar="CODE", action="append", choices=list(NAMES), help="default: every language")
    parser.add_argument("--pages", metavar="PAGE", nargs="+", choices=list(CHOICES), help="default: every page")
    parser.add_argument("--live", metavar="URL", default="", help="address of the live dashboard, for links to it")
    parser.add_argument("--workers", metavar="N", type=int, help="processes; default: the processors, at most four")


def run(given: argparse.Namespace) -> int:
    """light: write every page as plain HTML; 1 when a page could not be made."""
    if given.live and not given.live.startswith(("http://", "https://")):
        print(f"--live {given.live}: not an address. It begins with http:// or https://.", file=sys.stderr)
        return 2
    cpus = os.cpu_count() or 1
    wanted = site.Wanted(
        languages=tuple(code for code in NAMES if not given.lang or code in given.lang),
        pages=tuple(plan.known(given.pages or ())),
        live=given.live.rstrip("/"),
        workers=max(1, given.workers or min(cpus, MOST_WORKERS)),
    )
    began = time.monotonic()
    with tqdm(disable=not sys.stderr.isatty(), file=sys.stderr, leave=False, unit="page") as bar:

        def tell(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        made = site.write(Path(given.folder), wanted, Cache(getattr(given, "cache", None)), catalog(), tell)
    for sentence in made.failed:
        print(sentence, file=sys.stderr)
    weight, name = made.heaviest
    print(
        f"{given.folder}: {made.pages} pages, {made.series} data files, {made.size / 1e6:.1f} MB, "
        f"{time.monotonic() - began:.0f} s; heaviest page {weight / 1000:.0f} kB compressed ({name})"
    )
    return int(bool(made.failed))
