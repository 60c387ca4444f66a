"""Lines of a text hold what a line has room for, in every script."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.locales.wrapping import room, shorten, wrap

ENGLISH = "Sum of the cells with at least 15 % ice, in the area of the product; gaps stay gaps, and bounds are arrows."
JAPANESE = "海氷面積は、密接度15％以上の格子の面積の合計（気象庁の定義による）。平年値は1991–2020年の平均である。"
KOREAN = "해빙 면적은 농도 15 % 이상인 격자의 면적을 더한 값이다"


@pytest.mark.parametrize("width", [12, 30, 56])
def test_english_is_wrapped_as_the_standard_library_does(width: int) -> None:
    assert wrap(ENGLISH, width) == textwrap.wrap(ENGLISH, width)


@pytest.mark.parametrize(
    "text", [ENGLISH, JAPANESE, KOREAN, "Протяжённость морского льда в Охотском море и в Татарском проливе"]
)
@pytest.mark.parametrize("width", [16, 40])
def test_no_line_is_wider_than_its_room_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert max(map(room, lines)) <= width + 2  # a full stop may hang out
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_japanese_breaks_between_letters_and_no_line_begins_with_a_full_stop() -> None:
    lines = wrap(JAPANESE, 20)
    assert len(lines) > 4
    assert not [line for line in lines if line[0] in "、。）」ー％"]
    assert not [line for line in lines if line[-1] in "（「"]


def test_numbers_and_hangul_words_stay_whole() -> None:
    assert any("1991–2020" in line for line in wrap(JAPANESE, 20))
    assert set(" ".join(wrap(KOREAN, 14)).split()) == set(KOREAN.split())


def test_a_wide_letter_takes_the_room_of_two() -> None:
    assert room("海氷 km²") == 2 * 2 + 4
    assert room("лёд") > 3


def test_what_is_cut_off_is_an_ellipsis() -> None:
    assert shorten("Sea of Okhotsk", 20) == "Sea of Okhotsk"
    assert shorten("Northern Sea of Japan and Tatar Strait", 20) == "Northern Sea of …"
    assert room(shorten(JAPANESE, 20)) <= 20


@given(st.text(max_size=200), st.integers(4, 60))
def test_any_text_keeps_its_letters(text: str, width: int) -> None:
    assert "".join("".join(wrap(text, width)).split()) == "".join(text.split())
