"""NPAFC catch: the right row for every series, bounds as bounds, gaps as gaps, nothing added up."""

from __future__ import annotations

import datetime as dt
import io
import math
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import fetchers, observations
from indicators.catalog import Catalog, catalog
from indicators.errors import DownloadError, FormatError
from indicators.population import npafc
from indicators.series import Payload, Reading
from indicators.store import State

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
TITLE = ["NPAFC Salmonid Catch Statistics 1925-present"]
HEADER = ["Country", "Whole Country/Province/State ", "Reporting Area", "Species", "Catch Type", "Data Type"]
RUSSIA = "Whole country"
TONNES, NUMBER = "Round wt (MT)", "Number (000's)"


def workbook(rows: list[list[Any]], sheet: str = "Catch") -> bytes:
    """A small .xlsx of one sheet: numbers as numbers, texts as inline texts."""
    lines = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "_rels/.rels": _links(f"{office}/officeDocument", "xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": _links(f"{office}/worksheet", "worksheets/sheet1.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">'
        f'<sheets><sheet name="{sheet}" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData></worksheet>',
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return packed.getvalue()


def _links(kind: str, target: str) -> str:
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    link = f'<Relationship Id="r1" Type="{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{package}">{link}</Relationships>'


def _cell(cell: Any) -> str:
    if isinstance(cell, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    return f"<c><v>{cell}</v></c>"


def amur_only() -> Catalog:
    """The registry with one NPAFC series a measure, at the Amur."""
    source = catalog().sources["npafc"]
    group = next(group for group in source.series if "amur_river" in group.places)
    group = group.model_copy(
        update={
            "indicators": {name: group.indicators[name] for name in ("catch_chum", "catch_number_chum")},
            "places": {"amur_river": group.places["amur_river"]},
        }
    )
    sources = catalog().sources | {"npafc": source.model_copy(update={"series": (group,)})}
    return catalog().model_copy(update={"sources": sources})


def chum(measure: str, *cells: Any, area: str = "Amur River Basin") -> list[Any]:
    return ["Russia", RUSSIA, area, "Chum", "Commercial", measure, *cells]


def parse(rows: list[list[Any]], header: list[Any] | None = None, sheet: str = "Catch") -> Reading:
    content = workbook([TITLE, [*HEADER, 2013, 2014, 2015] if header is None else header, *rows], sheet)
    return npafc.parse(Payload(content, "catch.xlsx", NOW), "npafc", amur_only())


def test_bounds_gaps_and_numbers() -> None:
    rows = [
        chum(TONNES, 5.5, "", "<  0.05"),
        chum(NUMBER, "\u200b7\u200b", "0", " "),
        chum(TONNES, 1, 1, 1, area="Kuriles"),
    ]
    reading = parse(rows)
    tonnes, number = reading.series
    assert tonnes.declaration.id == "catch_chum.amur_river.npafc"
    assert number.declaration.id == "catch_number_chum.amur_river.npafc"
    assert tonnes.observations["time_start"].dt.year.tolist() == [2013, 2015]
    assert tonnes.observations["value"].fillna(-1).tolist() == [5.5, -1]
    assert tonnes.observations["upper"].fillna(-1).tolist() == [-1, 0.05]
    assert tonnes.observations["interval"].tolist() == ["", "upper bound"]
    assert tonnes.observations["flag"].tolist() == ["good", "below_detection"]
    assert number.observations["value"].tolist() == [7, 0]
    assert tonnes.meta["product_version"] == "2013–2015"
    for series in reading.series:
        observations.check(series.observations, series.declaration.id)


def test_a_row_without_figures_is_told_of() -> None:
    reading = parse([chum(TONNES, 1, 2, 3), chum(NUMBER, "", "", "NA")])
    assert len(reading.series) == 1
    assert reading.notices == ("catch_number_chum.amur_river.npafc: the workbook has the row, but no figure in it.",)


@pytest.mark.parametrize(
    ("rows", "change", "sentence"),
    [
        ([chum(TONNES, 1, 2, 3)], {}, r"catch.xlsx, sheet Catch: no row with Country 'Russia', .*Number \(000's\)"),
        ([chum(TONNES, 1)] * 2, {}, "2 rows with Country 'Russia', Reporting Area 'Amur River Basin'"),
        ([chum(TONNES, 1, "3,318", 2)], {}, "sheet Catch, row 3, column 2014: '3,318' is not a number"),
        ([chum(TONNES, 1, "<", 2)], {}, "row 3, column 2014: '<' is not a bound"),
        ([chum(TONNES, 1, -2, 2)], {}, "row 3, column 2014: -2.0 is not a number"),
        ([], {"sheet": "Data"}, r"no sheet 'Catch' \(it has Data\)"),
        ([], {"header": ["Country", "Area", "Species", 2013]}, "row 2: no column 'Reporting Area', 'Catch Type'"),
        ([], {"header": [*HEADER, 2013, "2014*"]}, "column 8 is headed '2014.': not one year, once"),
        ([], {"header": [*HEADER, 2013, 2013]}, "column 8 is headed 2013.0: not one year, once"),
        ([], {"header": HEADER}, "no column of a year"),
    ],
)
def test_a_changed_workbook_is_refused(rows: list[list[Any]], change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(FormatError, match=sentence):
        parse(rows, **change)


def test_not_a_workbook() -> None:
    with pytest.raises(FormatError, match="not an Excel workbook"):
        npafc.parse(Payload(b"<html>", "catch.xlsx", NOW), "npafc", catalog())


@given(st.floats(min_value=0, max_value=1e9), st.sampled_from(["<{}", "< {}", "<  {}", " <{} ", "\ufeff<\u00a0{}"]))
def test_a_bound_is_never_a_value(bound: float, shape: str) -> None:
    read = npafc.catch(shape.format(bound), "here")
    assert read is not None and math.isnan(read.value) and read.upper == bound


@given(st.one_of(st.text(max_size=8), st.floats(), st.booleans(), st.none()))
def test_any_cell_is_read_or_refused(cell: Any) -> None:
    try:
        read = npafc.catch(cell, "here")
    except FormatError as error:
        assert error.where == "here"
    else:
        assert read is None or math.isnan(read.value) != math.isnan(read.upper)


PAGE = """<!doctype html><html><body><h1>Statistics</h1>
<a href="/wp-content/uploads/Statistics/NPAFC_Catch_Stat-1925-2023.xlsx">Catch to 2023</a>
<a class="new" href="https://www.npafc.org/wp-content/uploads/Statistics/NPAFC_Catch_Stat-1925-2024.xlsx">Catch</a>
<a href="https://example.org/NPAFC_Catch_Stat-1925-2031.xlsx">a copy</a>
<a href="/wp-content/uploads/Statistics/NPAFC_Hatchery_Stat-1952-2030.xlsx">Hatchery</a>"""
NEWEST = "https://www.npafc.org/wp-content/uploads/Statistics/NPAFC_Catch_Stat-1925-2024.xlsx"


def test_the_newest_workbook_is_fetched_conditionally(canned: Any) -> None:
    source = catalog().sources["npafc"]
    http = canned({source.url: PAGE, NEWEST: b"workbook"}, '"e"')
    payload = fetchers.fetch("npafc", catalog(), http, None)
    assert payload is not None
    assert (payload.url, payload.name, payload.content) == (NEWEST, NEWEST.rsplit("/", 1)[1], b"workbook")
    assert fetchers.fetch("npafc", catalog(), http, State("npafc", url=NEWEST, etag='"e"')) is None
    older = State("npafc", url=NEWEST.replace("2024", "2023"), etag='"e"')
    assert fetchers.fetch("npafc", catalog(), http, older) is not None


def test_a_page_without_workbook_is_told_of(canned: Any) -> None:
    source = catalog().sources["npafc"]
    with pytest.raises(DownloadError, match="no link to a workbook named like NPAFC_Catch_Stat"):
        fetchers.fetch("npafc", catalog(), canned({source.url: "<html><a>soon</a>"}), None)


@pytest.fixture(scope="module")
def edition_2016(upstream: Path) -> dict[str, dict[int, float]]:
    """Values by year of every series of the workbook of 20 July 2016."""
    path = upstream / "population/NPAFC_Catch_Stat_20July2016.xls"
    reading = npafc.parse(Payload(path.read_bytes(), path.name, NOW), "npafc", catalog())
    found = {}
    for part in reading.series:
        observations.check(part.observations, part.declaration.id)
        valued = part.observations.dropna(subset="value")
        found[part.declaration.id] = dict(zip(valued["time_start"].dt.year, valued["value"], strict=True))
    return found


def test_the_edition_of_2016_holds_every_registered_series(edition_2016: dict[str, dict[int, float]]) -> None:
    assert set(edition_2016) == {declared.id for declared in catalog().declarations("npafc")}


def test_amur_anchors(edition_2016: dict[str, dict[int, float]]) -> None:
    amur = edition_2016["catch_chum.amur_river.npafc"]
    assert (min(amur), max(amur), len(amur)) == (1971, 2015, 45)
    assert [round(amur[year]) for year in (1975, 2000, 2015)] == [3318, 983, 36700]
    assert round(edition_2016["catch_pink.amur_river.npafc"][2014]) == 14888


@pytest.mark.parametrize("year", [1975, 1990, 2000, 2005, 2010, 2014, 2015])
def test_the_total_of_russia_is_the_sum_of_its_rows(edition_2016: dict[str, dict[int, float]], year: int) -> None:
    source = catalog().sources["npafc"]
    parts = [place for group in source.series for place, key in group.places.items() if key[0] == "Russia"]
    parts.remove("russia")
    held = [edition_2016[f"catch_pacific_salmon.{place}.npafc"].get(year, 0) for place in parts]
    assert len(parts) == 11
    assert math.fsum(held) == pytest.approx(edition_2016["catch_pacific_salmon.russia.npafc"][year], abs=1e-6)


def test_japan_not_split_is_a_gap(edition_2016: dict[str, dict[int, float]]) -> None:
    assert 2010 not in edition_2016["catch_chum.hokkaido_west_and_okhotsk.npafc"]
    assert edition_2016["catch_chum.japan_inshore.npafc"][2010] == 156840


def test_a_bound_of_the_workbook_is_no_value(edition_2016: dict[str, dict[int, float]]) -> None:
    assert max(edition_2016["catch_pink.honshu_pacific.npafc"]) == 2014
