"""Files as the providers write them: layout and quirks are those of real files, the numbers are the test's."""

from __future__ import annotations

import calendar
import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

MASIE_REGIONS = (
    "Northern_Hemisphere", "Beaufort_Sea", "Chukchi_Sea", "East_Siberian_Sea", "Laptev_Sea", "Kara_Sea",
    "Barents_Sea", "Greenland_Sea", "Baffin_Bay_Gulf_of_St._Lawrence", "Canadian_Archipelago", "Hudson_Bay",
    "Central_Arctic", "Bering_Sea", "Baltic_Sea", "Sea_of_Okhotsk", "Yellow_Sea", "Cook_Inlet",
)  # fmt: skip
OKHOTSK, BERING, YELLOW = 14, 12, 15
# The first row of the real file, 2006-01-01.
MASIE_FIRST = (
    13034723.95, 1069710.81, 966006.16, 1087102.72, 897773.37, 901663.34, 432629.77, 550158.41, 831365.98,
    852715.31, 1260715.19, 3225371.74, 639590.07, 11408.53, 287369.54, 12152.54, 6420.96,
)  # fmt: skip

Rows = Sequence[Sequence[Any]]


def masie_csv(days: Mapping[dt.date, float]) -> bytes:
    """MASIE's all-years CSV with the given extents of the Sea of Okhotsk, km²; the rest is a real row."""
    names = ", ".join(f"({number}) {name}" for number, name in enumerate(MASIE_REGIONS))
    lines = [
        "MASIE NSIDC/NIC Sea Ice Product G02186 - Daily Ice Extent by Region in Square Kilometers",
        f"yyyyddd, {names}",
    ]
    for day, okhotsk in days.items():
        extents = [*MASIE_FIRST[:OKHOTSK], okhotsk, *MASIE_FIRST[OKHOTSK + 1 :]]
        lines.append(f" {day:%Y%j}," + ", ".join(f"{extent:10.2f}" for extent in extents))
    return ("\n".join(lines) + "\n").encode("ascii")


def daily_sheet(years: Sequence[int], values: Mapping[dt.date, float]) -> Rows:
    """A sheet of the Sea Ice Index daily workbook: 366 rows, the month named once, one column a year."""
    rows: list[list[Any]] = [["month", "day", *years]]
    for month in range(1, 13):
        for day in range(1, calendar.monthrange(2000, month)[1] + 1):
            label = calendar.month_name[month] if day == 1 else ""
            cells = [values.get(dt.date(year, month, day), "") if _exists(year, month, day) else "" for year in years]
            rows.append([label, day, *cells])
    return rows


def monthly_sheet(years: Mapping[int, Mapping[int, float]]) -> Rows:
    """A sheet of the Sea Ice Index monthly workbook: month names, `extent` and `rank`, an empty row, then years."""
    months = list(calendar.month_name)[1:]
    rows: list[list[Any]] = [["", *(cell for name in months for cell in (name, ""))]]
    rows += [["", *(["extent", "rank"] * 12)], [""] * 25]
    rows += [
        [year, *(cell for month in range(1, 13) for cell in (values.get(month, ""), 1 if month in values else ""))]
        for year, values in years.items()
    ]
    return rows


def sea_ice_index(sheet: Rows) -> bytes:
    """A Sea Ice Index workbook that holds the same `sheet` for every region and quantity asked for."""
    asked = [f"{region}-{quantity}-km^2" for region in ("Bering", "Okhotsk") for quantity in ("Area", "Extent")]
    return workbook({"Documentation": [["Sea Ice Index"]], **dict.fromkeys(asked, sheet)})


def workbook(sheets: Mapping[str, Rows]) -> bytes:
    """An .xlsx: numbers as numbers, texts as inline texts, empty texts as empty cells."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    names, files, links = [], {}, []
    for number, (name, rows) in enumerate(sheets.items(), start=1):
        names.append(f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="r{number}"/>')
        links.append((f"r{number}", f"{office}/worksheet", f"worksheets/sheet{number}.xml"))
        body = "".join(f"<row>{''.join(_cell(cell) for cell in row)}</row>" for row in rows)
        files[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
        )
    files["_rels/.rels"] = _links([("r1", f"{office}/officeDocument", "xl/workbook.xml")])
    files["xl/_rels/workbook.xml.rels"] = _links(links)
    listed = "".join(names)
    files["xl/workbook.xml"] = f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, text in files.items():
            archive.writestr(file, text)
    return packed.getvalue()


def _cell(cell: Any) -> str:
    if cell == "":
        return "<c/>"
    if isinstance(cell, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    return f"<c><v>{cell!r}</v></c>"


def _links(links: Sequence[tuple[str, str, str]]) -> str:
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    body = "".join(f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for name, kind, target in links)
    return f'<Relationships xmlns="{package}">{body}</Relationships>'


def _exists(year: int, month: int, day: int) -> bool:
    return day <= calendar.monthrange(year, month)[1]
