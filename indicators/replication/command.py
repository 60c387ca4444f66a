"""`sync push`, `sync pull` and `sync tidy` on the command line."""

from __future__ import annotations

import argparse
import logging
import os
import random
import socket
import sys
import time
from collections.abc import Callable

from indicators import logs
from indicators.errors import IndicatorsError
from indicators.replication import edition, place, pull, push, tidy
from indicators.replication.edition import ReplicationError
from indicators.replication.place import Place
from indicators.store import Cache

LOG = logging.getLogger(__name__)
ENVIRONMENT = "AMUR_OKHOTSK_STORE"
LEAST_SECONDS, JITTER = 5.0, 0.1
OF = {"push": ("members", "by", "whole", "force", "watch"), "pull": ("force", "watch"), "tidy": ("keep", "now")}


def options(parser: argparse.ArgumentParser) -> None:
    """Options of `sync`."""
    parser.add_argument("what", choices=tuple(OF))
    told = f"s3://BUCKET/PREFIX, or file:///FOLDER (${ENVIRONMENT}); credentials by environment"
    parser.add_argument("url", metavar="URL", nargs="?", default=os.environ.get(ENVIRONMENT, ""), help=told)
    parser.add_argument("--watch", metavar="SECONDS", type=float, help="push, pull: stay, and look that often")
    parser.add_argument("--force", action="store_true", help="push: take the place over; pull: replace own data")
    parser.add_argument("--members", action="store_true", help="push: members' data too, for whoever reads the store")
    parser.add_argument("--by", metavar="NAME", help="push: who pushes; default: the name of this machine")
    parser.add_argument("--whole", action="store_true", help="push: send every object again (one was damaged)")
    parser.add_argument("--keep", metavar="N", type=int, help="tidy: so many editions stay; default 10")
    parser.add_argument("--now", action="store_true", help="tidy: young objects too; no push may be under way")


def run(given: argparse.Namespace) -> int:
    """sync: push, pull or tidy."""
    wrong = [name for name in ("members", "by", "whole", "force", "watch", "keep", "now")
             if getattr(given, name) not in (None, False) and name not in OF[given.what]]  # fmt: skip
    if wrong:
        return _usage(f"--{wrong[0]} is not for {given.what}.")
    if not given.url:
        return _usage(f"Say which store: URL, or ${ENVIRONMENT}.")
    if given.watch is not None and not given.watch >= LEAST_SECONDS:
        return _usage(f"--watch: at least {LEAST_SECONDS:.0f} seconds.")
    if given.keep is not None and given.keep < 1:
        return _usage("--keep: at least 1.")
    cache, store = Cache(getattr(given, "cache", None)), place.place(given.url)
    turn = {"push": _push, "pull": _pull, "tidy": _tidy}[given.what]
    if given.watch is None:
        return _once(given, cache, store, turn)
    watched(given, cache, store, turn)
    return 0


def watched(
    given: argparse.Namespace,
    cache: Cache,
    store: Place,
    turn: Callable[[argparse.Namespace, Cache, Place], str],
    *,
    pause: Callable[[float], None] = time.sleep,
    rounds: int | None = None,
) -> None:
    """Push or pull again and again; what goes wrong is told, and tried again the next time."""
    done = 0
    while rounds is None or done < rounds:
        try:
            told = turn(given, cache, store)
            if told:
                _tell(told, given.what)
        except IndicatorsError as error:
            _tell(error.sentence, given.what, wrong=True)
        done += 1
        pause(given.watch * (1 + random.uniform(0, JITTER)))  # noqa: S311 - spreads load, keeps no secret


def _once(
    given: argparse.Namespace, cache: Cache, store: Place, turn: Callable[[argparse.Namespace, Cache, Place], str]
) -> int:
    print(turn(given, cache, store) or f"{store.name}: nothing new")
    return 0


def _push(given: argparse.Namespace, cache: Cache, store: Place) -> str:
    by = " ".join((given.by or socket.gethostname()).split())[:80]
    done = push.push(cache, store, by=by, members=given.members, whole=given.whole, force=given.force)
    if not done.new:
        return ""
    size = f"{len(done.edition.files)} files, {done.edition.size / 1e6:.1f} MB"
    return f"{store.name}: edition {done.edition.id[:12]}, {size}; sent {done.sent}, {done.sent_bytes / 1e6:.1f} MB"


def _pull(given: argparse.Namespace, cache: Cache, store: Place) -> str:
    try:
        done = pull.pull(cache, store, force=given.force)
    except ReplicationError as error:
        pull.failed(cache.root, error)
        raise
    if not done.new:
        return ""
    taken = f"{done.files} files, taken {done.taken}, {done.taken_bytes / 1e6:.1f} MB"
    return f"{store.name}: edition {done.pointer.edition[:12]} of {done.pointer.made}, {taken}"


def _tidy(given: argparse.Namespace, cache: Cache, store: Place) -> str:
    done = tidy.tidy(store, keep=given.keep or 10, at_once=given.now)
    gone = (
        f"removed {done.removed_editions} editions, {done.removed} {edition.OBJECTS}, {done.removed_bytes / 1e6:.1f} MB"
    )
    return f"{store.name}: {done.editions} editions stay; {gone}"


def _tell(told: str, what: str, *, wrong: bool = False) -> None:
    if logs.as_json():
        LOG.log(logging.WARNING if wrong else logging.INFO, "%s", told, extra={"sync": what})
    else:
        print(told, file=sys.stderr if wrong else sys.stdout, flush=True)


def _usage(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2
