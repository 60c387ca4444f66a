"""The values of figures as files: exactly what is drawn, with its series and its terms, and never a formula."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from indicators import figures
from indicators.export.documents import plotted, traces, value_files, values
from indicators.export.documents.traces import Row
from indicators.export.made import Made
from indicators.locales import NAMES
from indicators.map.projection import forward
from indicators.sea_ice.figures import season_curve
from indicators.store import Cache, Held
from tests.export import a_batch
from tests.export.a_batch import CATALOG, HELD_BACK, ICE, SEALS
from tests.export.figures import figure

STATION = "discharge.khabarovsk.roshydromet"


def spec(*lines: dict[str, Any], **layout: Any) -> str:
    filled = [{"type": "scatter", "mode": "lines", **trace} for trace in lines]
    return json.dumps({"plot": {"data": filled, "layout": layout}, "narrow": None, "print": {}})


def rows(*lines: dict[str, Any], **layout: Any) -> list[Row]:
    return plotted.rows(spec(*lines, **layout))


def drawn(lang: str = "en") -> tuple[Made, Held, values.Table]:
    """The chart of the ice season, of shipped data."""
    held = Cache().read(ICE)
    chart = season_curve([held], CATALOG, lang)
    made = Made(figure(lang=lang, series=(ICE,)), (held.meta,), ())
    object.__setattr__(made.figure, "spec", figures.as_json(chart, lang))
    return made, held, values.table(made.figure, made.metas, [held])


@pytest.fixture(scope="module")
def season() -> tuple[Made, Held, values.Table]:
    return drawn()


def test_packed_numbers_are_told_in_full_precision() -> None:
    packed = np.array([0.1, 1 / 3, 2e-17])
    told = rows({"x": [1, 2, 3], "y": {"dtype": "f8", "bdata": base64.b64encode(packed.tobytes()).decode()}})
    assert [row.y for row in told] == packed.tolist()
    assert [row.part for row in told] == [traces.LINE] * 3


def test_gaps_stay_gaps_and_part_a_line_into_runs() -> None:
    told = rows({"x": [1, 2, 3, 4], "y": [5, None, 7, 8]})
    assert [(row.x, row.run) for row in told] == [(1, 0), (3, 1), (4, 1)]


def test_a_band_is_told_by_its_edges_and_any_other_shape_is_no_data() -> None:
    band = {"x": [1, 2, 2, 1], "y": [10, 20, 5, 4], "fill": "toself", "hoverinfo": "skip", "name": "10–90 %"}
    coast = {"x": [1, 2, 3, 1], "y": [0, 1, 0, 0], "fill": "toself", "hoverinfo": "skip"}
    told = rows(band, coast)
    assert [(row.part, row.x, row.lower, row.upper) for row in told] == [("band", 1, 4, 10), ("band", 2, 5, 20)]


def test_bars_through_a_mark_become_its_ends() -> None:
    bars = {"x": [5, 5, None, 4, 6], "y": [1, 9, None, 3, 3], "hoverinfo": "skip"}
    mark = {"x": [5], "y": [3], "mode": "markers", "hovertext": ["<b>Here</b><br>3 mg/L"]}
    (row,) = rows(bars, mark)
    assert (row.lower, row.upper, row.x_lower, row.x_upper) == (1, 9, 4, 6)
    assert row.text == "Here · 3 mg/L"


def test_a_bar_through_several_marks_is_given_to_none_of_them() -> None:
    bars = {"x": [0, 10, None, 4, 6], "y": [1, 1, None, 1, 1], "hoverinfo": "skip"}
    marks = {"x": [2, 5], "y": [1, 1], "mode": "markers"}
    told = rows(bars, marks)
    assert [(row.x_lower, row.x_upper) for row in told if row.part == traces.POINT] == [(None, None), (4, 6)]
    assert [(row.x_lower, row.x_upper) for row in told if row.part == traces.INTERVAL] == [(0, 10)]


def test_an_arrow_says_a_bound_and_its_length_is_no_value() -> None:
    arrow = {"x": [2020, 2020], "y": [1000, 808], "name": "upper bound", "mode": "lines+markers", "hoverinfo": "skip"}
    (row,) = rows(arrow, {"x": [2020], "y": [1000], "mode": "markers", "name": "values"})
    assert (row.y, row.lower, row.upper, row.label) == (1000, None, 1000, "")


def test_error_bars_are_ends_and_computed_lines_are_marked() -> None:
    line = {"x": [1, 2], "y": [10, 20], "error_y": {"array": [1, 2], "arrayminus": [3, 4]}}
    trend = {"x": [1, 9], "y": [11, 12], "name": "Theil-Sen", "hoverinfo": "skip"}
    told = rows(line, trend)
    assert [(row.lower, row.upper) for row in told[:2]] == [(7, 11), (16, 22)]
    assert {row.part for row in told[2:]} == {traces.REFERENCE}


def test_decoration_is_left_out() -> None:
    hidden = {"x": [1], "y": [1], "mode": "markers", "marker": {"opacity": 0}}
    name = {"x": [1], "y": [1], "mode": "text", "text": ["Amur"]}
    switched_off = {"x": [1, 2], "y": [1, 2], "visible": False}
    river = {"x": [1, 2, 3], "y": [3, 1, 2], "hoverinfo": "skip"}
    told = rows(hidden, name, switched_off, river, {"x": [7], "y": [8], "mode": "markers"})
    assert [(row.x, row.y) for row in told] == [(7, 8)]


def test_cells_of_a_map_have_their_place_on_the_earth() -> None:
    x, y = forward([150.0], [53.0])
    cell = {"x": x.tolist(), "y": y.tolist(), "customdata": [62], "mode": "markers", "marker": {"opacity": 0}}
    (row,) = rows(cell, xaxis={"visible": False, "scaleanchor": "y"}, yaxis={"visible": False})
    assert (row.part, row.value) == (traces.CELL, 62.0)
    assert (row.longitude, row.latitude) == pytest.approx((150.0, 53.0), abs=1e-6)


def test_a_drawing_without_points_is_its_words() -> None:
    told = rows(
        {"x": [0], "y": [0], "mode": "markers", "marker": {"opacity": 0}},
        annotations=[{"text": "4.9 mg/L", "x": 1, "y": 2}],
    )
    assert [(row.part, row.text) for row in told] == [(traces.WORDS, "4.9 mg/L")]


def test_other_seasons_are_told_with_their_own_dates_and_observed_values(
    season: tuple[Made, Held, values.Table],
) -> None:
    """Checked against the observations themselves, day by day."""
    _, held, told = season
    frame = held.observations
    known = dict(zip(frame["time_end"].dt.strftime("%Y-%m-%d"), frame["value"], strict=True))
    at = {name: told.head.index(name) for name in ("part", "year", "date", "x", "y")}
    context = [row for row in told.rows if row[at["part"]] == traces.CONTEXT]
    assert len(context) > 1000
    assert len({row[at["year"]] for row in context}) >= 40
    for row in context:
        date = str(row[at["date"]])
        assert abs(known[date] - float(row[at["y"]])) <= 0.5  # type: ignore[arg-type]
        assert date[5:] == row[at["x"]]
        month, year = int(date[5:7]), int(date[:4])
        assert row[at["year"]] == (year + 1 if month >= 11 else year)


def test_every_row_of_a_figure_of_one_series_names_it(season: tuple[Made, Held, values.Table]) -> None:
    told = season[2]
    assert {row[told.head.index("series")] for row in told.rows} == {ICE}
    assert {row[told.head.index("unit")] for row in told.rows} == {"km²"}


def test_a_value_that_fits_several_series_is_left_without_one() -> None:
    metas = [a_batch.meta(SEALS), a_batch.meta(SEALS.replace("ribbon", "ringed"))]
    held = [Cache().read(one.id) for one in metas]
    known = [float(one.observations["value"].iloc[0]) for one in held]
    marks = {"x": [1, 2, 3], "y": [*known, -1.0], "mode": "markers"}
    one = figure(traces=[{"type": "scatter", **marks}])
    told = values.table(one, metas, held)
    assert [row[0] for row in told.rows] == [metas[0].id, metas[1].id, ""]
    twice = values.table(one, [metas[0], metas[0]], [held[0], held[0]])
    assert twice.rows[1][0] == ""


def test_the_csv_holds_the_table(season: tuple[Made, Held, values.Table]) -> None:
    told = season[2]
    read = list(csv.reader(io.StringIO(value_files.csv_bytes(told).decode("utf-8-sig"))))
    assert tuple(read[0]) == told.head
    assert len(read) == len(told.rows) + 1
    y = told.head.index("y")
    assert [float(row[y]) for row in read[1:] if row[y]] == [row[y] for row in told.rows if row[y] is not None]


def test_a_workbook_has_numbers_dates_and_the_terms(season: tuple[Made, Held, values.Table]) -> None:
    made, _, told = season
    content = value_files.workbook(told, made, CATALOG)
    assert content == value_files.workbook(told, made, CATALOG)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["values", "metadata"]
    sheet = book.get_sheet_by_name("values").to_python()
    assert tuple(sheet[0]) == told.head
    y, date = told.head.index("y"), told.head.index("date")
    assert [row[y] for row in sheet[1:]] == ["" if row[y] is None else row[y] for row in told.rows]
    assert {type(row[date]) for row in sheet[1:] if row[date]} == {dt.date}
    described = {row[0]: row[2] for row in book.get_sheet_by_name("metadata").to_python() if row[0]}
    meta = made.metas[0]
    for name in ("id", "unit", "statistic", "method", "licence", "doi", "sha256", "retrieved", "redistribute"):
        assert described[name] == getattr(meta, name)
    assert described["citation"] == meta.citation_text
    assert described["credit"] == CATALOG.sources["sea_ice_index"].credit


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_is_never_a_formula(sign: str, tmp_path: Path) -> None:
    evil = f"{sign}HYPERLINK(1)"
    mark = {
        "type": "scatter",
        "mode": "markers",
        "x": [1],
        "y": [-2.5],
        "name": evil,
        "hovertext": [evil],
        "hoverinfo": "text",
    }
    made = a_batch.made(tmp_path, "en", ICE, traces=[mark], title=evil)
    told = values.table(made.figure, made.metas)
    (row,) = list(csv.DictReader(io.StringIO(value_files.csv_bytes(told).decode("utf-8-sig"))))
    assert not row["label"].startswith(("=", "+", "-", "@", "\t", "\r"))
    assert row["y"] == "-2.5"
    content = value_files.workbook(told, made, CATALOG)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name]
        texts = parts.read("xl/sharedStrings.xml").decode()
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    assert f">{sign}HYPERLINK" not in texts


def test_series_that_may_not_be_passed_on_are_refused_with_the_sentence_why() -> None:
    told = values.refusal([a_batch.meta(ICE), a_batch.meta(HELD_BACK)], "en")
    assert told.startswith(f"{HELD_BACK}: the licence does not allow redistribution")
    assert values.refusal([a_batch.meta(ICE), a_batch.meta(STATION)], "en") == ""
    members = a_batch.meta(ICE, disclosure="members")
    assert "not disclosed" in values.refusal([members], "en")


@pytest.mark.parametrize("lang", NAMES)
def test_the_readme_says_what_every_column_and_part_is(lang: str) -> None:
    text = value_files.readme(lang).decode()
    assert all(f"{name}: " in text for name in (*values.COLUMNS, *traces.PARTS))


def test_a_bar_says_where_it_begins_and_what_stands_beside_it() -> None:
    bar = {
        "type": "bar",
        "orientation": "h",
        "x": [30],
        "y": [2],
        "base": [10],
        "text": ["20 days"],
        "hoverinfo": "skip",
    }
    note = {"xref": "paper", "yref": "y", "y": 2, "text": "<b>Shelf</b>"}
    (row,) = rows(bar, annotations=[note], yaxis={"showticklabels": False})
    assert (row.part, row.x_lower, row.x_upper, row.label, row.text) == ("bar", 10, 40, "Shelf", "20 days")


def test_names_that_only_the_code_knows_are_no_labels() -> None:
    told = rows({"x": [1], "y": [1], "name": "square-open"}, {"x": [1], "y": [2], "name": "median", "showlegend": True})
    assert [row.label for row in told] == ["", "median"]
