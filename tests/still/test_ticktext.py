"""What ticks say: d3's formats in six languages, and the steps that plotly chooses."""

from __future__ import annotations

import pytest

from indicators.still import ticktext
from indicators.still.axis import milliseconds
from tests.still.drawn import chart, line, picture

MAY = milliseconds("2024-05-17")


@pytest.mark.parametrize(
    ("lang", "whole", "half", "month"),
    [
        ("en", "1,234,567", "0.5", "May"),
        ("ja", "1,234,567", "0.5", "5月"),
        ("zh", "1,234,567", "0.5", "5月"),
        ("ko", "1,234,567", "0.5", "5월"),
        ("ru", "1\u00a0234\u00a0567", "0,5", "май"),
        ("mn", "1,234,567", "0.5", "5-р сар"),
    ],
)
def test_numbers_and_months_are_the_languages_own(lang: str, whole: str, half: str, month: str) -> None:
    assert ticktext.number(1234567, ",.0f", lang) == whole
    assert ticktext.number(0.5, ".1f", lang) == half
    assert ticktext.date(MAY, "%b", lang) == month
    assert ticktext.date(MAY, "%Y", lang) == "2024"


@pytest.mark.parametrize(
    ("value", "pattern", "told"),
    [
        (1_500_000, "~s", "1.5M"), (20_000, "~s", "20k"), (0, "~s", "0"), (0.002, "~s", "2m"), (-1500, "~s", "−1.5k"),
        (1990, "d", "1990"), (1990.4, "d", "1990"), (12.3456, ".2f", "12.35"), (0.25, ".0%", "25%"),
        (-3, ",.0f", "−3"), (1234.5, ",", "1,234.5"), (7, "", "7"),
    ],
)  # fmt: skip
def test_d3_formats(value: float, pattern: str, told: str) -> None:
    assert ticktext.number(value, pattern, "en") == told


def test_parts_of_a_date_stand_in_the_order_of_the_language() -> None:
    assert ticktext.date(MAY, "%b %Y", "en") == "May 2024"
    assert ticktext.date(MAY, "%b %Y", "ja") == "2024年5月"
    assert ticktext.date(MAY, "%-d %b", "zh") == "5月17日"


def test_an_unknown_format_is_told_by_name() -> None:
    with pytest.raises(ticktext.UnknownFormatError, match=r"\+\.3e"):
        ticktext.number(1, "+.3e", "en")
    with pytest.raises(ticktext.UnknownFormatError, match="%H"):
        ticktext.date(MAY, "%H:%M", "en")


def words(lang: str = "en", **axis: object) -> list[str]:
    made = chart(line([0, 10], [1, 100]), xaxis={"range": [0, 10], "tickvals": []}, yaxis=axis)
    return [text for text, x, _ in picture(made, lang).words() if x < 60]


def test_steps_are_one_two_or_five_tens() -> None:
    assert words(range=[0, 100]) == ["0", "20", "40", "60", "80", "100"]
    assert words(range=[0, 57]) == ["0", "10", "20", "30", "40", "50"]
    assert words(range=[0, 1]) == ["0", "0.2", "0.4", "0.6", "0.8", "1"]
    assert words(range=[0, 100], nticks=4) == ["0", "50", "100"]


def test_large_numbers_without_a_format_are_shortened_as_plotly_does() -> None:
    assert words(range=[0, 40000], nticks=3) == ["0", "20k", "40k"]


def test_a_log_axis_names_powers_and_what_lies_between() -> None:
    assert words(type="log", range=[0, 7]) == ["1", "10", "100", "1000", "10k", "100k", "1M", "10M"]
    assert words(type="log", range=[0, 3]) == ["1", "2", "5", "10", "2", "5", "100", "2", "5", "1000"]


def test_told_ticks_are_taken_and_those_outside_left_out() -> None:
    assert words(range=[0, 50], tickvals=[0, 25, 60], ticktext=["none", "some", "all"]) == ["none", "some"]


@pytest.mark.parametrize(("dtick", "expected"), [("M12", ["2020", "2021", "2022"]), ("M24", ["2020", "2022"])])
def test_years_by_months(dtick: str, expected: list[str]) -> None:
    axis = {"type": "date", "range": ["2019-12-01", "2022-06-01"], "dtick": dtick, "tickformat": "%Y"}
    made = chart(line(["2020-01-01"], [1]), xaxis=axis, yaxis={"range": [0, 1], "tickvals": []})
    assert [text for text, _, _ in picture(made).words()] == expected


def test_words_that_would_touch_are_left_out_evenly() -> None:
    """Seven months, each some 50 pixels wide, on 200 pixels: every second or third is named, all have their tick."""
    axis = {"range": [0, 6], "tickvals": list(range(7)), "ticktext": [f"{month}-р сар" for month in range(1, 8)]}
    made = chart(line([0, 6], [0, 1]), xaxis=axis, yaxis={"range": [0, 1], "tickvals": []})
    wide, narrow = ([text for text, _, _ in picture(made, width=width).words()] for width in (680, 280))
    assert len(wide) == 7 and narrow in (wide[::2], wide[::3])
