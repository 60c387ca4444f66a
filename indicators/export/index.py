"""Which series the charts of an address show, remembered for an edition of the data: the next order reads fewer pages.

Only a shortcut: what it does not know is read, and it is lost with the edition.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from indicators.export.figure import Figure
from indicators.light.shelf import Shelf
from indicators.store import Cache, written_aside

NAME = "figures.json"


class Index:
    """Series by address and chart.

    Parameters
    ----------
    path : Path
        The file; None remembers nothing.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.held: dict[str, list[list[str]]] = {}
        if path is not None:
            with suppress(OSError, ValueError):
                told = json.loads(path.read_text(encoding="utf-8"))
                self.held = {str(place): [list(map(str, one)) for one in charts] for place, charts in told.items()}

    def series(self, place: str) -> list[list[str]] | None:
        """Of every chart of an address the series; None where it is not known."""
        return self.held.get(place)

    def add(self, place: str, figures: Sequence[Figure]) -> None:
        """Remember an address that was read."""
        self.held[place] = [list(figure.series) for figure in figures]

    def keep(self) -> None:
        """Write it down, where that is possible."""
        if self.path is not None:
            with suppress(OSError), written_aside(self.path) as aside:
                aside.write_text(json.dumps(self.held, sort_keys=True), encoding="utf-8")


def of(cache: Cache) -> Index:
    """The index of the present edition of a cache."""
    try:
        return Index(Shelf(cache).folder() / NAME)
    except OSError:
        return Index(None)
