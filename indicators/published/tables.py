"""Published figures: hand-edited tables in the folders beside this file, a citation for every value.

`<domain>/observations.csv` (and `status.csv`, `policies.csv`) hold the rows, `<domain>/citations.csv`
the works. Nothing is downloaded, and nothing is computed from the values.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from indicators import observations, store
from indicators.catalog import Catalog, Declaration, SeriesGroup, Source
from indicators.download.http import Http
from indicators.errors import FormatError
from indicators.published import rows, works
from indicators.published.rows import Row
from indicators.published.works import FOLDER, Citation, citations
from indicators.series import Parsed, Payload, Reading
from indicators.store import State

__all__ = ["Citation", "citations", "fetch", "parse"]

TABLES = ("observations.csv", "status.csv", "policies.csv")
WORKS = "citations.csv"
_UNITS = ("_m", "_km2")
_SEPARATOR = " · "


def fetch(source_id: str, source: Source, http: Http, state: State | None) -> Payload:
    """Pack the shipped tables as one document (file name to text), the same bytes for the same tables."""
    return collect(FOLDER, f"{source_id}.json")


def collect(folder: Path, name: str) -> Payload:
    """Pack the tables of a folder as one payload."""
    files = sorted(item for item in folder.glob("*/*.csv") if item.name in (*TABLES, WORKS))
    if not files:
        raise FormatError("no published tables", str(folder), "Install the project again.")
    texts = {f"{item.parent.name}/{item.name}": works.text_of(item) for item in files}
    content = json.dumps(texts, ensure_ascii=False, sort_keys=True, indent=0).encode()
    return Payload(content, name, store.now())


def parse(payload: Payload, source_id: str, catalog: Catalog) -> Reading:
    """Read all shipped tables, or a single table handed in (its works must be known already)."""
    tables, known = _contents(payload)
    found: dict[str, list[tuple[str, Row]]] = {}
    for name, text in tables.items():
        read = list(rows.read(text, name))
        for where, row in read:
            _check_names(row, where, catalog, known[name])
            if row.series in found:
                what = f"{row.series} also stands in {found[row.series][0][0]}"
                raise FormatError(what, f"{where}, column series", "Keep the rows of a series in one table.")
        for where, row in read:
            found.setdefault(row.series, []).append((where, row))
    everything = {key: work for here in known.values() for key, work in here.items()}
    series = tuple(_parsed(placed, source_id, everything) for _, placed in sorted(found.items()))
    return Reading(series, whole=len(tables) > 1)


def _contents(payload: Payload) -> tuple[dict[str, str], dict[str, dict[str, Citation]]]:
    """Tables by name, and for each the works it may cite."""
    try:
        text = payload.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError("not UTF-8", payload.name, "Save the file as UTF-8.") from error
    if not text.lstrip().startswith("{"):
        return {payload.name: text}, {payload.name: citations()}
    parts: dict[str, str] = json.loads(text)
    listed = {name: part for name, part in parts.items() if name.endswith(f"/{WORKS}")}
    works.join(listed)
    tables = {name: part for name, part in parts.items() if name not in listed}
    return tables, {name: _works_beside(name, listed) for name in tables}


def _works_beside(table: str, listed: dict[str, str]) -> dict[str, Citation]:
    name = f"{table.rsplit('/', 1)[0]}/{WORKS}"
    return works.read(listed[name], name) if name in listed else {}


def _check_names(row: Row, where: str, catalog: Catalog, known: dict[str, Citation]) -> None:
    """Names that must exist elsewhere, and the columns after the common ones."""
    for column, name, exists, todo in (
        ("indicator", row.indicator, row.indicator in catalog.indicators, "Add it to data_sources.yaml."),
        ("region", row.region, row.region in catalog.regions, "Add it to data_sources.yaml."),
        ("citation", row.citation, row.citation in known, f"Add the key to {WORKS} of the table's folder."),
    ):
        if not exists:
            raise FormatError(f"unknown {column} {name!r}", f"{where}, column {column}", todo)
    for column, cell in row.extra.items():
        try:
            _further(column, cell)
        except ValueError as error:
            raise FormatError(str(error), f"{where}, column {column}", "Write a plain number without unit.") from error


def _parsed(placed: list[tuple[str, Row]], source_id: str, known: dict[str, Citation]) -> Parsed:
    """One series from its rows, which must agree in everything that belongs to the series."""
    first_where, first = placed[0]
    for where, row in placed:
        for column, part in row.shared.items():
            if part != first.shared[column]:
                what = f"{part!r}, but {first.shared[column]!r} in {first_where}, for {first.series}"
                todo = "Rows of one series agree in this column: correct one, or give it a place of its own."
                raise FormatError(what, f"{where}, column {column}", todo)
    cited = [known[key] for key in dict.fromkeys(row.citation for _, row in placed)]
    texts, dois = dict.fromkeys(work.text for work in cited), dict.fromkeys(work.doi for work in cited)
    meta = {
        "region": first.region,
        "countries": first.countries,
        "latitude": first.latitude,
        "longitude": first.longitude,
        "unit": first.unit,
        "citation_text": _SEPARATOR.join(texts),
        "doi": next(iter(dois)) if len(dois) == 1 else "",
    }
    return Parsed(_declaration(first, source_id), _frame(row for _, row in placed), meta, unique=False)


def _declaration(row: Row, source_id: str) -> Declaration:
    group = SeriesGroup(
        indicators={row.indicator: None},
        places={row.place: None},
        unit=row.unit,
        statistic=row.statistic,
        frequency=row.frequency,
        method=row.method,
        area_definition=row.area_definition,
    )
    return Declaration(
        indicator=row.indicator,
        place=row.place,
        source=source_id,
        indicator_key=None,
        place_key=None,
        group=group,
    )


def _frame(listed: Iterable[Row]) -> pd.DataFrame:
    records: list[dict[str, Any]] = []
    for row in listed:
        record = {name: getattr(row, name) for name in observations.COLUMNS}
        record |= {column: _further(column, cell) for column, cell in row.extra.items()}
        record["note"] = f"{row.note} [{row.locator}]".strip() if row.locator else row.note
        records.append(record)
    frame = pd.DataFrame(records)
    kinds = {str(name): "float64" for name in frame.columns if str(name).endswith(_UNITS)}
    frame = observations.typed(frame.astype(kinds))
    return frame.sort_values(["time_start", "time_end"], kind="stable", ignore_index=True)


def _further(column: str, cell: str) -> float | str | None:
    """Read a cell after the common columns: a number where the column's name ends with a unit, else text."""
    return rows.plain_number(cell) if column.endswith(_UNITS) else cell
