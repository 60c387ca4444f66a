"""What lines, marks and words are drawn with can be told from the paper, on a light and on a dark page."""

from __future__ import annotations

import itertools

import pytest

from indicators import figures
from indicators.map import places
from indicators.policies.timeline import FAMILIES
from indicators.river import class_calendar, year_plot
from indicators.sea_ice.figures import HIGHLIGHTS

LIGHT, DARK = "#FFFFFF", "#0E1117"  # backgroundColor of .streamlit/config.toml
WORDS = {figures.INK, figures.GREY}
MARKS = {
    figures.ACCENT, *figures.DOMAIN_COLOURS.values(), *figures.OKABE_ITO, *year_plot.YEAR_COLOURS,
    *(colour for colour, _ in HIGHLIGHTS), *(colour for _, colour in places.MARKS.values()),
    *(colour for _, colour in FAMILIES.values()),
}  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2.2)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def on_dark(colour: str) -> str:
    return figures.DARK.get(colour, colour)


def test_black_on_white_has_the_contrast_that_the_standard_gives() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colour", sorted(WORDS | MARKS))
def test_lines_and_marks_are_seen_on_both_pages(colour: str) -> None:
    least = 4.5 if colour in WORDS else 3
    assert contrast(colour, LIGHT) >= least
    assert contrast(on_dark(colour), DARK) >= least


def test_no_two_colours_of_the_set_are_one_on_a_dark_page() -> None:
    shown = [on_dark(colour) for colour in figures.OKABE_ITO]
    far = [
        sum(abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) for at in (1, 3, 5))
        for one, other in itertools.combinations(shown, 2)
    ]
    assert min(far) > 60


def test_each_series_of_a_set_has_a_mark_and_a_dash_of_its_own() -> None:
    most = len(figures.OKABE_ITO)
    assert len(set(figures.SYMBOLS[:most])) == most
    assert len(set(figures.DASHES[: most - 1])) == most - 1
    assert len({dash for _, dash in HIGHLIGHTS} | {"solid"}) == len(HIGHLIGHTS) + 1
    assert len(set(year_plot.YEAR_DASHES)) == year_plot.MOST_YEARS
    for gaps in (True, False):  # the map of gaps has no other marks
        mine = [symbol for kind, (symbol, _) in places.MARKS.items() if kind.startswith("gap_") is gaps]
        assert len(set(mine)) == len(mine)
    assert len({symbol for symbol, _ in FAMILIES.values()}) == len(FAMILIES)


@pytest.mark.parametrize(("colour", "words"), list(zip(class_calendar.COLOURS, class_calendar._TEXTS, strict=True)))
def test_the_class_of_a_day_is_read_on_its_cell(colour: str, words: str) -> None:
    assert contrast(colour, words) >= 4.5
