"""The command line: `python -m indicators VERB`. Errors go to standard error as one sentence."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from indicators import audience, commands, logs, store, taking, waiting
from indicators.audience import Audience
from indicators.backup import command as backup
from indicators.backup import keeping
from indicators.errors import IndicatorsError
from indicators.export import command as export
from indicators.light import command as light
from indicators.members import command as members
from indicators.quarantine import command as quarantine_command
from indicators.replication import command as replication
from indicators.since import command as since
from indicators.wording import command as wording

Verb = Callable[..., argparse.ArgumentParser]


def parser() -> argparse.ArgumentParser:
    """Verbs and options (docs/contracts.md)."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--cache", metavar="DIR", default=argparse.SUPPRESS, help="cache folder ($AMUR_OKHOTSK_CACHE)")
    shared.add_argument("--mirror", metavar="URL", default=argparse.SUPPRESS, help="mirror ($AMUR_OKHOTSK_MIRROR)")
    top = argparse.ArgumentParser(prog="python -m indicators", parents=[shared], description=__doc__)
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")

    def verb(name: str, help_text: str, *more: argparse.ArgumentParser) -> argparse.ArgumentParser:
        return verbs.add_parser(name, help=help_text, description=help_text, parents=[shared, *more])

    _ways_in(verb)
    _tellers(verb)
    since.options(verb("digest", "What is new, revised or newly out of date between two meetings, dates or editions."))
    light.options(verb("light", "Write the light edition (plain pages, still charts) into a folder."))
    export.options(verb("export", "Figures as files for a report, with captions, references and values."))
    wording.options(verb("words", "State of the languages; rows still to be done, or a corrected sheet to take."))
    quarantine_command.options(verb("quarantine", "Editions held back as likely mistakes; accept or reject one."))
    members.check_options(verb("check", "Check a member's data file: every finding with row, column and what to do."))
    members.contribute_options(verb("contribute", "Hand a member's data file in, for the secretariat to decide about."))
    members.decide_options(verb("decide", "What was handed in: list it, publish or reject a set, read the log."))
    members.withdraw_options(verb("withdraw", "Take a set of a member out of every product; the log stays."))
    backup.backup_options(verb("backup", "What this installation alone has (live, members, editions), as one file."))
    backup.restore_options(verb("restore", "Put a backup in the place of what is held, once every checksum is right."))
    replication.options(verb("sync", "One cache on several machines: push it to an object store, pull it, tidy there."))
    snapshot = verb("snapshot", "Make the shipped snapshot anew from provider files.")
    snapshot.add_argument("files", metavar="DIR", help="folder of the files that cache/snapshot/recipe.yaml names")
    return top


def _ways_in(verb: Verb) -> None:
    """Verbs that bring data in."""
    refresh = verb("refresh", "Download sources, check and store them.")
    refresh.add_argument("sources", nargs="*", metavar="SOURCE", help="default: every source")
    refresh.add_argument("--watch", action="store_true", help="stay, and take each source when it is due")
    refresh.add_argument("--json", action="store_true", help="a JSON object a line")
    refresh.add_argument("--new-certificate", action="store_true", help="of one source that is not verified")
    load = verb("load", "Take a file carried by hand through the same checks.")
    load.add_argument("source", metavar="SOURCE")
    load.add_argument("file", metavar="FILE")
    load.add_argument("--date", metavar="YYYY-MM-DD", help="day of a file that tells no year (cnemc)")
    load.add_argument("--force", action="store_true", help="take an older edition, or one that looks like a mistake")
    load.add_argument("--json", action="store_true")
    reduce = verb("reduce", "Reduce a folder of a source's grid files to series, on several workers; resumable.")
    reduce.add_argument("source", metavar="SOURCE")
    reduce.add_argument("folder", metavar="FOLDER", help="the provider's files, also in folders below")
    reduce.add_argument("--workers", metavar="N", type=int, help="processes of this machine; default: its processors")
    reduce.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler ($DASK_SCHEDULER_ADDRESS)")
    reduce.add_argument("--json", action="store_true", help="the report as a JSON object")


def _tellers(verb: Verb) -> None:
    """Verbs that tell what is held, to whom they are asked to."""
    eyes = argparse.ArgumentParser(add_help=False)
    eyes.add_argument("--as", dest="audience", choices=tuple(map(str, Audience)), default="public",
                      help="tell what they may see")  # fmt: skip
    status = verb("status", "State of every source.", eyes)
    status.add_argument("--json", action="store_true")
    listing = verb("list", "The series held.", eyes)
    for option in ("indicator", "region", "country", "source"):
        listing.add_argument(f"--{option}", metavar=option.upper())
    listing.add_argument("--json", action="store_true")
    show = verb("show", "Observations of a series on standard output.", eyes)
    show.add_argument("series", metavar="SERIES")
    show.add_argument("--format", choices=("csv", "json"), default="csv")
    told = "Normal, anomaly, season, rank and trend of a series, and the sentence they allow."
    described = verb("describe", told, eyes)
    described.add_argument("series", metavar="SERIES")
    described.add_argument("--baseline", metavar="A-B", default="1991-2020", help="years of the normal (1991-2020)")
    described.add_argument("--period", metavar="A:B", help="years of rank and trend; default: all held")
    described.add_argument("--season", metavar="MON-MON", help="e.g. nov-jul; default: that of the series")
    described.add_argument("--date", metavar="YYYY-MM-DD", help="day of the anomaly; default: the last held")
    described.add_argument("--json", action="store_true")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; 0 all well, 1 something failed, 2 wrong usage."""
    options = parser().parse_args(arguments)
    logs.begin()
    root = store.cache_root(getattr(options, "cache", None))
    try:
        who = Audience(getattr(options, "audience", audience.PUBLIC))
        with store.using(root), audience.acting(who), waiting.doing(options.verb):
            taking.check(root)
            keeping.finish(root)
            return commands.VERBS[options.verb](options)
    except IndicatorsError as error:
        print(error.sentence, file=sys.stderr)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        if error.errno not in taking.NO_ROOM + taking.NO_RIGHT:
            raise
        print(taking.unwritable(error, Path(error.filename or root)).sentence, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
