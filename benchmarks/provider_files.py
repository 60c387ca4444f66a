"""Whole provider files, which are too large or not free to be kept in the repository."""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks.figure import UnmeasurableError
from benchmarks.server import ROOT

ENVIRONMENT = "AMUR_OKHOTSK_UPSTREAM"


def folder() -> Path:
    """Where they are: $AMUR_OKHOTSK_UPSTREAM, else a folder `upstream` beside the repository."""
    named = os.environ.get(ENVIRONMENT)
    found = [Path(named)] if named else sorted(ROOT.parent.glob("*/upstream"))
    if not found or not found[0].is_dir():
        raise UnmeasurableError(f"no folder of provider files in ${ENVIRONMENT}")
    return found[0]


def file(path: str) -> Path:
    """One of them."""
    found = folder() / path
    if not found.is_file():
        raise UnmeasurableError(f"{path} is not among the provider files")
    return found


def files(path: str, pattern: str) -> list[Path]:
    """Those of a folder that fit a pattern, at least one."""
    found = sorted((folder() / path).glob(pattern))
    if not found:
        raise UnmeasurableError(f"{path}/{pattern} is not among the provider files")
    return found
