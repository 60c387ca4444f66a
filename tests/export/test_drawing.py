"""A figure laid out for a paper: sizes, words, colours and the code of its address."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest
import segno
from PIL import Image

from indicators.export import code
from indicators.export.drawing import MOST_HIGH_MM, Drawing, Look, drawing
from indicators.export.paper import PAPERS, PaperError, paper
from indicators.export.theme import coloured, grey, luminance
from indicators.still import draw
from tests.export.figures import figure, line

LIVE = "https://indicators.example.org/sea_ice?chart=season&lang=en"


def over(made: Drawing) -> dict[str, Any]:
    return json.loads(made.told)["print"]


def words(made: Drawing) -> str:
    return " ".join(note["text"] for note in over(made)["annotations"])


@pytest.mark.parametrize(
    ("size", "dots"), [("column", 1004), ("page", 2008), ("slide", 3200), ("poster", 4677), ("120mm", 1417)]
)
def test_a_paper_has_its_width_in_dots(size: str, dots: int) -> None:
    made = drawing(figure(), Look(paper(size)))
    assert made.dots[0] == dots
    assert made.dots[1] / made.dots[0] == pytest.approx(made.height / made.width, abs=2e-3)


def test_a_slide_is_sixteen_to_nine_whatever_stands_on_it() -> None:
    long = replace(figure(), caption=tuple(f"Source {n}: " + "a work of many authors " * 12 for n in range(14)))
    for one in (figure(), long, replace(figure(), least=1500)):
        made = drawing(one, Look(PAPERS["slide"]))
        assert made.dots == (3200, 1800)
        assert made.width * 9 == pytest.approx(made.height * 16, rel=2e-3)
        margin = over(made)["margin"]
        assert made.height - margin["t"] - margin["b"] > 200


def test_dots_per_inch_change_the_dots_and_not_the_layout() -> None:
    usual, fine = (drawing(figure(), Look(paper("page", dpi))) for dpi in (None, 600))
    assert (usual.width, usual.height, usual.millimetres) == (fine.width, fine.height, fine.millimetres)
    assert fine.dots[0] == 4016
    assert fine.dpi == 600


def test_type_is_at_least_five_and_a_half_points_everywhere() -> None:
    for size in PAPERS:
        made = drawing(figure(), Look(paper(size)))
        point = made.millimetres[0] / made.width / 25.4 * 72
        sizes = [note["font"]["size"] for note in over(made)["annotations"]] + [over(made)["xaxis"]["tickfont"]["size"]]
        assert min(sizes) * point >= 5.4, size


def test_a_column_has_the_narrow_plot_and_a_page_the_wide_one() -> None:
    narrow = {"data": [0, line("Other", hovertext=0)], "layout": {"margin": {"l": 4}, "showlegend": False}}
    made = drawing(figure(narrow=narrow), Look(PAPERS["column"]))
    assert [trace["name"] for trace in json.loads(made.told)["plot"]["data"]] == ["Extent", "Other"]
    wide = drawing(figure(narrow=narrow), Look(PAPERS["page"]))
    assert [trace["name"] for trace in json.loads(wide.told)["plot"]["data"]] == ["Extent"]
    assert "hovertext" not in made.told


def test_a_page_is_no_higher_than_a_page_where_smaller_type_can_help() -> None:
    made = drawing(figure(least=1700), Look(PAPERS["page"]))
    assert made.millimetres[1] <= MOST_HIGH_MM


def test_a_map_fills_the_width_of_a_page() -> None:
    square = {"xaxis": {"range": [0, 10], "scaleanchor": "y", "visible": False},
              "yaxis": {"range": [0, 8]}, "margin": {"l": 0, "r": 0}}  # fmt: skip
    made = over(drawing(figure(layout=square, least=300), Look(PAPERS["page"])))
    margin = made["margin"]
    wide, high = made["width"] - margin["l"] - margin["r"], made["height"] - margin["t"] - margin["b"]
    assert high == pytest.approx(0.8 * wide, abs=1)


@pytest.mark.parametrize(
    ("caption", "there", "absent"),
    [
        ("full", ["The ice of 2026", "Extent", "●", "Source", "Live"], []),
        ("title", ["The ice of 2026", "●"], ["Source", "Live"]),
        ("none", ["●"], ["The ice of 2026", "Extent", "Source"]),
    ],
)
def test_the_words_inside_are_those_asked_for(caption: Any, there: list[str], absent: list[str]) -> None:
    said = words(drawing(figure(), Look(PAPERS["page"], caption=caption), LIVE, f"Live chart: {LIVE}"))
    assert all(word in said for word in there)
    assert not any(word in said for word in absent)


def test_the_code_is_that_of_the_address_module_by_module_and_dark_on_light_in_the_dark_too() -> None:
    made = drawing(figure(), Look(paper("page"), theme="dark", qr=True), LIVE)
    expected = segno.make(LIVE, error="m", micro=False).matrix
    picture = Image.open(io.BytesIO(draw.picture(made.told, "en", scale=1))).convert("L")
    side, edge = code.side(PAPERS["page"].sheet), PAPERS["page"].sheet.edge
    one = side / (len(expected) + 2 * code.QUIET)
    left, top = made.width - edge - side, made.height - 0.4 * edge - side
    wrong = 0
    for y, row in enumerate(expected):
        for x, dark in enumerate(row):
            at = left + (x + code.QUIET + 0.5) * one, top + (y + code.QUIET + 0.5) * one
            wrong += (picture.getpixel((int(at[0]), int(at[1]))) < 128) != bool(dark)
    assert wrong == 0


def test_without_a_public_address_there_is_no_code() -> None:
    assert not over(drawing(figure(), Look(PAPERS["page"], qr=True))).get("shapes")


def test_greys_keep_the_luminance_and_the_season_of_now_is_the_darkest() -> None:
    for colour in ("#1F5FA8", "#A6461A", "#0B7A75", "#FAFCFD", "#808080"):
        assert luminance(grey(colour)) == pytest.approx(luminance(colour), abs=0.004)
        assert len({grey(colour)[i : i + 2] for i in (1, 3, 5)}) == 1
    assert grey("#D1372C") == "#000000"
    assert coloured('"rgba(31,95,168,0.13)"', "grey") == '"rgba(94,94,94,0.13)"'


@pytest.mark.parametrize("told", ["", "a4", "20mm", "85x20mm", "2000mm", "120x80cm", "1e9mm"])
def test_a_size_that_is_none_is_told_in_a_sentence(told: str) -> None:
    with pytest.raises(PaperError) as error:
        paper(told)
    assert error.value.todo


def test_more_pixels_than_can_be_drawn_are_refused_beforehand() -> None:
    with pytest.raises(PaperError, match="60 million pixels"):
        paper("poster", 600)


def test_an_ampersand_in_a_word_is_no_entity() -> None:
    address = "https://indicators.example.org/populations?salmon=chum&section=salmon&lang=en"
    made = drawing(figure(title="A < B & C"), Look(PAPERS["page"]), address, f"Live chart: {address}")
    said = words(made).replace("<br>", "")
    assert "A &lt; B &amp; C" in said
    text = draw.picture(made.told, "en", format="svg").decode()
    assert "§" not in text
    assert "chum&amp;section=salmon" in text.replace("</text>", "")
