"""Where and in which months the animals breed or gather, each with the work that says so.

The table is edited by hand (`published/population/grounds.csv`). A work that could not be opened
is marked `not_reread`: its months are to be checked before anybody relies on them.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from indicators.catalog import catalog
from indicators.errors import FormatError
from indicators.published import works
from indicators.species import cast

PATH = works.FOLDER / "population" / "grounds.csv"
COLUMNS = (
    "species", "ground", "region", "countries", "use", "substrate", "first_month", "last_month", "series", "citation",
    "locator", "confidence", "further", "note",
)  # fmt: skip
USES = ("breeding", "feeding", "summer")
SUBSTRATES = ("ice", "land", "water")
CONFIDENCES = ("read_in_source", "quoted_secondhand", "not_reread")


@dataclass(frozen=True)
class Ground:
    """One place that a species uses.

    `months` are the first and the last (1..12), or None where no work gave them. `series` are ice
    extents to look at, the preferred first; empty where ice is not what the place is used for.
    `further` are keys of works that were not read for this row.
    """

    species: str
    ground: str
    region: str
    countries: tuple[str, ...]
    use: str
    substrate: str
    months: tuple[int, int] | None
    series: tuple[str, ...]
    citation: str
    locator: str
    confidence: str
    further: tuple[str, ...]
    note: str


@functools.cache
def grounds(path: Path = PATH) -> tuple[Ground, ...]:
    """Every ground of the shipped table, in its order; read once.

    Raises
    ------
    FormatError
        With file, line and column of the first mistake.
    """
    known = works.citations()
    listed = works.lines(works.text_of(path), path.name)
    _, header = next(listed, ("", []))
    if tuple(header) != COLUMNS:
        raise FormatError(f"the header is {','.join(header)}", f"{path.name} line 1", f"Use {','.join(COLUMNS)}.")
    return tuple(_ground(dict(zip(COLUMNS, cells, strict=True)), where, set(known)) for where, cells in listed)


def of(species: str) -> tuple[Ground, ...]:
    """Grounds of one species."""
    return tuple(item for item in grounds() if item.species == species)


def within(species: str, *, countries: Sequence[str] = (), region: str = "") -> tuple[Ground, ...]:
    """Grounds of a species in the waters of some countries and in one region."""
    return tuple(
        item
        for item in of(species)
        if (not countries or set(countries) & set(item.countries)) and region in ("", item.region)
    )


def _ground(cell: dict[str, str], where: str, known: set[str]) -> Ground:
    further = tuple(cell["further"].split())
    known_words = {
        "species": cast.CAST,
        "region": tuple(catalog().regions),
        "use": USES,
        "substrate": SUBSTRATES,
        "confidence": CONFIDENCES,
    }
    for column, allowed in known_words.items():
        if cell[column] not in allowed:
            todo = f"Use {', '.join(allowed[:12])}."
            raise FormatError(f"{cell[column]!r} does not do", f"{where}, column {column}", todo)
    if not set(cell["countries"].split()) <= set(catalog().countries):
        raise FormatError(f"unknown country in {cell['countries']!r}", f"{where}, column countries", "Use ISO codes.")
    for key in (cell["citation"], *further):
        if key not in known:
            raise FormatError(f"unknown work {key!r}", f"{where}, column citation", "Add it to citations.csv.")
    series = tuple(cell["series"].split())
    months = _months(cell, where)
    if series and (months is None or cell["substrate"] != "ice"):
        raise FormatError("ice without months", f"{where}, column series", "Give the months, or no series.")
    return Ground(
        species=cell["species"],
        ground=cell["ground"],
        region=cell["region"],
        countries=tuple(cell["countries"].split()),
        use=cell["use"],
        substrate=cell["substrate"],
        months=months,
        series=series,
        citation=cell["citation"],
        locator=cell["locator"],
        confidence=cell["confidence"],
        further=further,
        note=cell["note"],
    )


def _months(cell: dict[str, str], where: str) -> tuple[int, int] | None:
    given = cell["first_month"], cell["last_month"]
    if given == ("", ""):
        return None
    if not all(part.isdigit() and 1 <= int(part) <= 12 for part in given) or int(given[0]) > int(given[1]):
        raise FormatError(f"{given} are no months", f"{where}, column first_month", "Use 1 to 12, the first first.")
    return int(given[0]), int(given[1])
