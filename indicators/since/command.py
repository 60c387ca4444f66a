"""The verb `digest`: what is new, revised or newly out of date, as Markdown, JSON or CSV on standard output."""

from __future__ import annotations

import argparse
import sys

from indicators.catalog import catalog
from indicators.locales import languages
from indicators.since import as_data, as_markdown, digest, edition
from indicators.since.moments import MomentError
from indicators.store import Cache, now


def options(verb: argparse.ArgumentParser) -> None:
    """Arguments of the verb."""
    which = "a meeting, a date, a kept edition, `snapshot`, `now`, or a cache folder or zip of one"
    verb.add_argument("--from", dest="start", metavar="WHEN", default="", help=f"{which}; default: the last meeting")
    verb.add_argument("--to", dest="end", metavar="WHEN", default="now", help="likewise; default: now")
    verb.add_argument("--country", metavar="ISO3", action="append", default=[], help="only this country; repeatable")
    verb.add_argument("--indicator", metavar="X", action="append", default=[], help="only this one; repeatable")
    verb.add_argument("--lang", metavar="CODE", default="en", help="language of the Markdown and of the remarks")
    kind = verb.add_mutually_exclusive_group()
    kind.add_argument("--json", action="store_true", help="as JSON")
    kind.add_argument("--csv", action="store_true", help="as CSV")
    kind.add_argument("--keep", metavar="NAME", help="compare nothing: keep what is held now as an edition")


def run(given: argparse.Namespace) -> int:
    """Print a digest, or keep an edition; 2 for a word that is not known."""
    registry, cache = catalog(), Cache(getattr(given, "cache", None))
    if given.keep is not None:
        count = edition.keep(cache, given.keep)
        print(f"{given.keep}: {count} series kept in {cache.root / 'editions' / given.keep}")
        return 0
    for word, said, known in (
        *((code, "country", registry.countries) for code in given.country),
        *((name, "indicator", tuple(registry.indicators)) for name in given.indicator),
        (given.lang, "language", languages()),
    ):
        if word not in known:
            print(f"unknown {said} {word!r}. {_known(known)}", file=sys.stderr)
            return 2
    try:
        made = digest.make(cache, registry, given.start, given.end, now()).of(given.country, given.indicator)
    except MomentError as error:
        print(error.sentence, file=sys.stderr)
        return 2
    if given.csv:
        print(as_data.csv_text(made), end="")
    else:
        write = as_data.text if given.json else as_markdown.text
        print(write(made, registry, given.lang), end="")
    return 0


def _known(known: tuple[str, ...]) -> str:
    return f"One of {', '.join(known)}." if len(known) < 12 else "See `list --json` for those held."
