"""`backup` and `restore` on the command line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from indicators import taking
from indicators.backup import keeping
from indicators.members import log
from indicators.store import Cache


def backup_options(parser: argparse.ArgumentParser) -> None:
    """Options of `backup`."""
    parser.add_argument("file", metavar="FILE", help="ends in .tar.zst or .tar.gz")


def restore_options(parser: argparse.ArgumentParser) -> None:
    """Options of `restore`."""
    parser.add_argument("file", metavar="FILE", help="what `backup` wrote")
    parser.add_argument("--force", action="store_true", help="put it in the place of data that are held")


def run_backup(given: argparse.Namespace) -> int:
    """backup: live side, members side, kept editions, as one file."""
    path = Path(given.file)
    try:
        made = keeping.backup(Cache(getattr(given, "cache", None)), path)
    except OSError as error:  # where it does not say so: the disk of the backup, not that of the cache
        if error.errno not in taking.NO_ROOM + taking.NO_RIGHT:
            raise
        raise taking.unwritable(error, Path(error.filename or path.absolute()).parent) from error
    print(f"{path}: {len(made.files)} files, {made.size / 1e6:.1f} MB, packed {path.stat().st_size / 1e6:.1f} MB")
    return 0


def run_restore(given: argparse.Namespace) -> int:
    """restore: check a backup, then put it in the place of what is held."""
    cache = Cache(getattr(given, "cache", None))
    withdrawn = _withdrawn(cache)
    found = keeping.restore(cache, Path(given.file), force=given.force)
    for identity in sorted(withdrawn - _withdrawn(cache)):
        told = "it was withdrawn after the backup was made and is back. Withdraw it again."
        print(f"{identity}: {told}", file=sys.stderr)
    print(f"{cache.root}: {len(found.files)} files of {found.made}")
    print("Restart the refresher; pages show the restored data at once.", file=sys.stderr)
    return 0


def _withdrawn(cache: Cache) -> set[str]:
    """Sets of members that were taken out of every product."""
    told = log.entries(cache.members.path)
    return {str(entry.get("id")) for entry in told if entry.get("what") == "withdrawn"}
