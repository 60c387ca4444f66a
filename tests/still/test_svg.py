"""The SVG of a page: well-formed, small, its own, in the colours of the reader's page."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET

import pytest

from indicators import figures
from indicators.still import draw, rich
from indicators.still.scene import Face
from tests.still.drawn import HEIGHT, WIDTH, chart, line, picture, points, told

RANGES = {"xaxis": {"range": [0, 10]}, "yaxis": {"range": [0, 100]}}
BLUE = figures.DOMAIN_COLOURS["sea_ice"]


def usual() -> figures.Chart:
    marks = {"size": 8, "color": BLUE}
    note = {"x": 1, "y": 2, "text": "<b>bold</b> & <i>lean</i> p < 0.05", "showarrow": False}
    return chart(line([0, 5, 10], [1, 99, 3], mode="lines+markers", marker=marks, line={"color": BLUE}),
                 annotations=[note], **RANGES)  # fmt: skip


def test_the_same_chart_gives_the_same_bytes() -> None:
    assert picture(usual()).text == picture(usual()).text


def test_it_asks_for_nothing_outside() -> None:
    found = picture(usual())
    assert "<image" not in found.text and "<script" not in found.text and "@import" not in found.text
    addresses = re.findall(r"https?://[^\"' )]+", found.text)
    assert set(addresses) == {"http://www.w3.org/2000/svg"}
    references = [use.get("href", "") for use in found.root.iter("{http://www.w3.org/2000/svg}use")]
    references += re.findall(r"url\(([^)]*)\)", found.text)
    names = {node.get("id") for node in found.root.iter()} - {None}
    assert references and {one.removeprefix("#") for one in references} <= names


def test_two_pictures_of_one_page_share_no_name() -> None:
    other = chart(line([0, 10], [1, 2]), **RANGES)
    stems = [picture(made).root.get("id", "") for made in (usual(), other)]
    assert stems[0] != stems[1]
    for stem, made in zip(stems, (usual(), other), strict=True):
        found = picture(made)
        assert all(name.startswith(stem) for node in found.root.iter() if (name := node.get("id")))
        style = next(found.root.iter("{http://www.w3.org/2000/svg}style")).text or ""
        selectors = re.findall(r"(?:^|[{}])\s*([^{}@]+)\{", style.replace("@media(prefers-color-scheme:dark)", "@x"))
        assert selectors and all(one.startswith(f"#{stem}") for one in selectors)


def test_colours_come_twice_for_light_and_dark_pages() -> None:
    light, both, dark = (
        draw.svg(told(usual()), "en", width=WIDTH, height=HEIGHT, dark=how) for how in (False, "css", True)
    )
    assert BLUE in light and "@media" not in light
    usual_part, _, dark_part = both.partition("@media(prefers-color-scheme:dark)")
    assert BLUE in usual_part and figures.DARK[BLUE] in dark_part and figures.DARK[BLUE] not in usual_part
    assert figures.DARK[BLUE] in dark and BLUE not in dark


def test_words_are_words_with_tags_as_looks() -> None:
    found = picture(usual())
    assert "bold & lean p < 0.05" in [text for text, _, _ in found.words()]
    spans = {
        node.text: found.look(node.get("class", "")) for node in found.root.iter("{http://www.w3.org/2000/svg}tspan")
    }
    assert "font-weight:700" in spans["bold"] and "font-style:italic" in spans["lean"]


def test_text_of_readers_cannot_become_markup() -> None:
    note = {"x": 1, "y": 2, "text": "<script>alert(1)</script> \"&'", "showarrow": False}
    found = picture(chart(line([0], [0]), annotations=[note], **RANGES), label='say "<b>"')
    assert "<script>alert(1)</script> \"&'" in [text for text, _, _ in found.words()]
    assert found.root.get("aria-label") == 'say "<b>"'


@pytest.mark.parametrize(
    ("lang", "face"), [("ja", "JP"), ("zh", "SC"), ("ko", "KR")]
)  # fmt: skip
def test_each_language_asks_for_its_own_forms(lang: str, face: str) -> None:
    assert f"Noto Sans CJK {face}" in picture(usual(), lang).text


def test_a_typical_chart_is_small() -> None:
    years = list(range(1979, 2027))
    made = chart(line(years, [math.sin(year) + 2 for year in years], mode="lines+markers", marker={"size": 5}))
    assert len(picture(made).text.encode()) < 8000


def test_sixteen_thousand_points_are_no_more_than_the_width_shows() -> None:
    days = list(range(16_000))
    made = chart(line(days, [math.sin(day / 58) + 0.1 * math.sin(day) for day in days]))
    assert len(picture(made).text.encode()) < 25_000


def test_a_phone_gets_the_narrow_plot_or_a_narrowed_one() -> None:
    wide = chart(
        line([0, 10], [1, 2e6], showlegend=True, name="a line"), yaxis={"range": [0, 2e6], "tickformat": ",.0f"}
    )
    figures.end_label(wide.plot, 10, 2e6, "at the end", BLUE)
    words = [text for text, _, _ in picture(wide, width=360, height=320).words()]
    assert "at the end" not in words and "a line" in words and "1M" in words
    own = chart(line([0, 5], [0, 50]), **RANGES).plot
    with_own = figures.Chart(**{**vars(chart(line([0, 10], [0, 100]), **RANGES)), "narrow": own})
    assert points(picture(with_own, width=680).paths("#FF0000")[0])[0][-1] == (660, 10)
    assert points(picture(with_own, width=380).paths("#FF0000")[0])[0][-1] == (210, 160)


FACE = Face(10.0, "#000000")


def test_tags_of_plotly() -> None:
    lines = rich.lines("a<br>km<sup>2</sup> <span style='color:#FF0000;font-size:0.5em'>red</span> x < y", FACE)
    assert [[run.text for run in one] for one in lines] == [["a"], ["km", "2", " ", "red", " x < y"]]
    raised, red = lines[1][1].face, lines[1][3].face
    assert (raised.size, round(raised.rise, 2)) == (7.0, 4.2)
    assert (red.size, red.colour) == (5.0, "#FF0000")
    assert rich.plain("<b>one</b><br>two &amp; three") == "one two & three"


def test_it_is_well_formed_whatever_the_names() -> None:
    made = chart(line([0], [0], name="<&>\"'", showlegend=True), showlegend=True, **RANGES)
    assert ET.fromstring(picture(made).text) is not None  # noqa: S314
