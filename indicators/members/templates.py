"""The template that members fill in, with an example for each domain, and the guide; made, so that none can drift.

The figures of the examples are made up and say so; a file that still holds one of them is not taken.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import Any

from indicators.locales import label, t
from indicators.members.columns import COLUMNS, EXAMPLE, FACTS, NAMES, Asked
from indicators.registry import Catalog

MADE_UP = f"{EXAMPLE}: made-up figure"
_Rows = list[list[str | float]]
_CREATED = dt.datetime(2026, 1, 1)

EXAMPLES: dict[str, tuple[dict[str, str], list[dict[str, str | float]]]] = {
    "sea_ice": (
        {"title": "EXAMPLE Days with ice at a coastal station", "country": "RUS", "disclosure": "public"},
        [
            {"indicator": "ice_days", "place_name": "Example Bay", "latitude": 59.56, "longitude": 150.8,
             "region": "sea_of_okhotsk", "countries": "RUS", "time_start": f"{year}-11-01",
             "time_end": f"{year + 1}-07-31", "value": value, "unit": "days", "statistic": "days with ice in a season",
             "method": "seen from the shore", "frequency": "season"}
            for year, value in ((2020, 171), (2021, 166), (2022, 180))
        ],
    ),
    "dissolved_iron": (
        {"title": "EXAMPLE Dissolved iron at a river station", "country": "JPN",
         "disclosure": "embargo:2099-04-01"},
        [
            {"indicator": "dissolved_iron_river", "place": "khabarovsk", "time_start": day, "value": value,
             "lower": lower, "upper": upper, "interval": interval, "unit": "mg/L", "flag": flag,
             "statistic": "sample", "method": "0.45 µm filter, ICP-MS"}
            for day, value, lower, upper, interval, flag in (
                ("2023-06-14", 0.31, 0.28, 0.34, "SD", "good"),
                ("2023-07-12", 0.42, 0.38, 0.46, "SD", "good"),
                ("2024-01-17", "", "", 0.05, "upper bound", "below_detection"))
        ],
    ),
    "river": (
        {"title": "EXAMPLE Daily water temperature at a gauge", "country": "CHN", "disclosure": "members"},
        [
            {"indicator": "water_temperature", "place_name": "Example Gauge", "latitude": 47.65, "longitude": 132.5,
             "region": "amur_basin", "countries": "CHN", "time_start": f"2024-07-{day:02}", "value": value,
             "unit": "°C", "statistic": "daily mean", "method": "logger, every 10 minutes", "frequency": "day"}
            for day, value in ((1, 19.4), (2, 19.8), (3, 20.1), (4, 20.3))
        ],
    ),
    "population": (
        {"title": "EXAMPLE Spotted seals of a haul-out", "country": "KOR", "disclosure": "public"},
        [
            {"indicator": "abundance_spotted_seal", "place_name": "Example Island", "latitude": 37.95,
             "longitude": 124.7, "region": "yellow_sea", "countries": "KOR", "time_start": f"{year}-08", "value": value,
             "lower": lower, "upper": upper, "interval": "95% CI", "unit": "individuals",
             "statistic": "largest count of a month", "method": "counted from a drone", "frequency": "irregular"}
            for year, value, lower, upper in ((2019, 210, 180, 240), (2021, 225, 190, 260), (2024, 240, 205, 275))
        ],
    ),
}  # fmt: skip
_FACTS = {
    "contributor": "Given name and family name",
    "organisation": "Institute of the example",
    "contact": "name@institute.example",
    "licence": "CC-BY-4.0",
    "citation": "Family name, G. (2026): Title of the set. Institute.",
}


def files(catalog: Catalog) -> dict[str, bytes]:
    """Every file of `docs/templates`, by name; the same bytes for the same registry and words."""
    made = {"contribution.csv": _csv(_facts({}), []), "contribution.xlsx": _workbook(_facts({}), [])}
    for domain, (facts, rows) in EXAMPLES.items():
        told = _facts({**_FACTS, **facts})
        table: _Rows = [[row.get(name, "") for name in NAMES[:-1]] + [MADE_UP] for row in rows]
        made[f"example_{domain}.csv"] = _csv(told, table)
        made[f"example_{domain}.xlsx"] = _workbook(told, table)
    return made | {"indicators.csv": _indicators(catalog), "places.csv": _places(catalog)}


def guide() -> str:
    """The part of the guide that lists facts and columns, as Markdown."""
    return "\n".join((
        "<!-- made by tools/make_templates.py from here -->", "", "## Facts", "", *_table(FACTS, "fact"), "",
        "## Columns", "", *_table(COLUMNS, "column"), "", "<!-- to here -->",
    ))  # fmt: skip


def _table(asked: Sequence[Asked], family: str) -> Iterator[str]:
    yield "| name | needed | what it is | words |"
    yield "|---|---|---|---|"
    for one in asked:
        words = ", ".join(f"`{word}`" for word in one.one_of)
        yield f"| `{one.name}` | {'yes' if one.needed else ''} | {t(f'members.{family}.{one.name}')} | {words} |"


def _facts(told: dict[str, str]) -> list[tuple[str, str, str]]:
    """Name, text and explanation of every fact."""
    return [(fact.name, told.get(fact.name, ""), _explained(fact, "fact")) for fact in FACTS]


def _explained(asked: Asked, family: str) -> str:
    words = f" ({' | '.join(asked.one_of)})" if asked.one_of else ""
    return t(f"members.{family}.{asked.name}") + words


def _csv(facts: list[tuple[str, str, str]], rows: _Rows) -> bytes:
    listed = [[f"# {name}", text] for name, text, _ in facts]
    return _text([*listed, list(NAMES), *rows])


def _text(rows: Sequence[Sequence[Any]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode()


def _workbook(facts: list[tuple[str, str, str]], rows: _Rows) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": "Contribution", "created": _CREATED})
    looks = ({"bold": True}, {"font_color": "#666666"}, {"text_wrap": True})
    bold, grey, wrapped = (book.add_format(one) for one in looks)
    values, told, guide_ = (book.add_worksheet(name) for name in ("values", "facts", "columns"))
    for at, column in enumerate(COLUMNS):
        values.write_string(0, at, column.name, bold)
        values.write_comment(0, at, _explained(column, "column"), {"visible": False})
        guide_.write_row(at, 0, [column.name, "yes" if column.needed else "", _explained(column, "column")], wrapped)
        if column.one_of:
            values.data_validation(1, at, 2000, at, {"validate": "list", "source": list(column.one_of)})
    for row, cells in enumerate(rows, 1):
        for at, cell in enumerate(cells):
            if cell != "":
                values.write(row, at, cell)
    told.write_row(0, 0, ["fact", "text", "what it is"], bold)
    for row, (name, text, explained) in enumerate(facts, 1):
        told.write_string(row, 0, name, bold)
        told.write_string(row, 1, text)
        told.write_string(row, 2, explained, grey)
    for sheet, widths in ((values, [16] * len(COLUMNS)), (told, [16, 48, 90]), (guide_, [16, 8, 100])):
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
    values.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()


def _indicators(catalog: Catalog) -> bytes:
    listed = [
        [name, label(f"indicator.{name}"), one.unit, one.domain, one.description]
        for name, one in sorted(catalog.indicators.items()) if one.domain != "map"
    ]  # fmt: skip
    return _text([["indicator", "name", "unit", "domain", "description"], *listed])


def _places(catalog: Catalog) -> bytes:
    rows = []
    for name in (*catalog.regions, *catalog.places):
        where = catalog.where(name)
        kind = "region" if name in catalog.regions else "place"
        ends = ["" if one is None else one for one in (where.latitude, where.longitude)]
        rows.append([name, label(f"{kind}.{name}"), kind, where.region, " ".join(where.countries), *ends])
    return _text([["place", "name", "kind", "region", "countries", "latitude", "longitude"], *sorted(rows)])
