"""An order as one types it: the same figures from the command line, this afternoon and next year."""

from __future__ import annotations

import shlex

from indicators.export.request import Request

_LISTED = (("--page", "pages"), ("--indicator", "indicators"), ("--region", "regions"), ("--country", "countries"))
_ASKED = ("size", "theme", "caption")


def command(request: Request, *, whole: bool = False) -> str:
    """The command line of an order; `whole` also makes a report of it, as PDF and slides, from its report file.

    Examples
    --------
    >>> command(Request(pages=("sea_ice?region=bering_sea",), languages=("ja",), qr=True))
    "python -m indicators export FOLDER --page 'sea_ice?region=bering_sea' --lang ja --qr"
    """
    told = ["--report", "report.yaml"] if whole or only_in_a_file(request) else options(request)
    return f"python -m indicators export FOLDER {shlex.join(told)}"


def only_in_a_file(request: Request) -> bool:
    """Whether no options tell the order."""
    return bool(request.figures or request.title or request.authors)


def options(request: Request) -> list[str]:
    """The options of an order that needs no report file."""
    told: list[str] = []
    for name, part in _LISTED:
        listed = getattr(request, part)
        told += [name, *listed] if listed else []
    told += ["--deck", request.deck] if request.deck else []
    told = told or ["--all"]
    usual = Request()
    told += ["--lang", *request.languages] if request.languages != usual.languages else []
    for part in _ASKED:
        if getattr(request, part) != getattr(usual, part):
            told += [f"--{part}", getattr(request, part)]
    told += ["--dpi", str(request.dpi)] if request.dpi else []
    told += ["--format", *request.formats] if request.formats != usual.formats else []
    return [*told, *(["--qr"] if request.qr else []), *([] if request.data else ["--no-data"])]
