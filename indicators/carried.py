"""A provider's file carried by hand: what `load` takes instead of an answer."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd

from indicators import store
from indicators.series import Payload

_DATED = re.compile(r"(?<!\d)(19|20)\d\d-\d\d")


def payload_of(path: Path, date: str | None = None) -> Payload:
    """A payload from a file named on the command line.

    A date in the name of its folder is kept with the name: some files tell no year themselves.
    """
    when = pd.Timestamp(date).date() if date else None
    payload = Payload.from_file(path, store.now(), when)
    folder = path.resolve().parent.name
    return replace(payload, name=f"{folder}/{path.name}") if _DATED.search(folder) else payload
