"""JMA's yearly maximum sea-ice area of the Sea of Okhotsk: one tab-separated row a season.

The layout is known from third-party programs only, so anything else than that layout is refused.
Nothing is extrapolated: forecasts of ice need a licence in Japan.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from indicators import observations
from indicators.catalog import Catalog
from indicators.errors import FormatError
from indicators.series import Parsed, Payload, Reading

_ROW = re.compile(r"(\d{4})-(\d{2})\t *(\d+(?:\.\d+)?)\s*")
_KM2 = 10_000  # the file counts in 10^4 km²
_MOST_HEADER = 10
_AGAIN = "Compare it with the provider's page; the provider may have changed the file."


@dataclass(frozen=True)
class Edition:
    """Which of JMA's computations a file holds, told by the value of one season."""

    product_version: str
    note: str = ""
    area_definition: str = ""


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read the text file: lines `YYYY-YY<TAB>area`, winter 1970-71 being the season 1971.

    A heading of up to ten lines that do not begin with a digit may stand on top.

    Raises
    ------
    FormatError
        For any other line, a season twice or out of order, or an area that the sea cannot hold.
    """
    (declared,) = catalog.declarations(source_id)
    options = catalog.sources[source_id].options
    areas = _areas(_text(payload), payload.name, Decimal(str(options["whole_area"])))
    edition, notices = _edition(areas, options["edition_by"])
    frame = observations.build(
        [pd.Timestamp(season - 1, 11, 1) for season in areas],
        [float(area * _KM2) for area in areas.values()],
        time_end=[pd.Timestamp(season, 7, 31) for season in areas],
        citation=source_id,
        note=edition.note,
    )
    meta = {"product_version": edition.product_version}
    meta |= {"area_definition": edition.area_definition} if edition.area_definition else {}
    return Reading((Parsed(declared, frame, meta),), notices)


def _text(payload: Payload) -> str:
    for encoding in ("utf-8-sig", "cp932") if b"\0" not in payload.content else ():
        try:
            return payload.content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FormatError("neither UTF-8 nor Shift_JIS", payload.name, _AGAIN)


def _areas(text: str, name: str, whole: Decimal) -> dict[int, Decimal]:
    """Area (10^4 km²) by season, in order."""
    areas: dict[int, Decimal] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        where = f"{name} line {number}"
        if not line.strip() or (not areas and number <= _MOST_HEADER and not line[:1].isdigit()):
            continue
        found = _ROW.fullmatch(line)
        if found is None:
            raise FormatError(f"{line[:60]!r} is not `YYYY-YY<TAB>area`", where, _AGAIN)
        season, area = int(found[1]) + 1, Decimal(found[3])
        if season % 100 != int(found[2]):
            raise FormatError(f"{found[1]}-{found[2]} is not one winter", where, _AGAIN)
        if areas and season <= max(areas):
            raise FormatError(f"season {season} comes after {max(areas)}", where, _AGAIN)
        if not 0 < area <= whole:
            reason = f"{area} x 10^4 km² is no ice area of a sea of {whole} x 10^4 km²"
            raise FormatError(reason, where, _AGAIN)
        areas[season] = area
    if not areas:
        raise FormatError("no row `YYYY-YY<TAB>area`", name, _AGAIN)
    return areas


def _edition(areas: dict[int, Decimal], known: dict[str, Any]) -> tuple[Edition, tuple[str, ...]]:
    """The computation that the file holds: JMA did all seasons anew in October 2021."""
    told = areas.get(known["season"])
    for value, edition in known["editions"].items():
        if told == Decimal(value):
            return Edition(**edition), (edition["note"],) if edition.get("note") else ()
    got = f"{told} x 10^4 km²" if told is not None else "absent"
    return Edition(""), (f"the edition is not known: season {known['season']} is {got}",)
