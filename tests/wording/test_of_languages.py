"""Numbers, dates, lists and units as each language has them; expected values from CLDR's own tables, written out."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from indicators import locales
from indicators.figures import FONT, font
from indicators.locales import formats, plotted, told, told_html, units

ROOT = Path(__file__).resolve().parents[2]
DAY = dt.date(2026, 2, 22)


@pytest.mark.parametrize(
    ("lang", "day", "month", "amount"),
    [
        ("en", "22 Feb 2026", "Feb 2026", "1,234.5"),
        ("ja", "2026年2月22日", "2026年2月", "1,234.5"),
        ("zh", "2026年2月22日", "2026年2月", "1,234.5"),
        ("ko", "2026년 2월 22일", "2026년 2월", "1,234.5"),
        ("ru", "22 февр. 2026\u202fг.", "февр. 2026\u202fг.", "1\u00a0234,5"),
        ("mn", "2026\u202fоны 2-р сарын 22", "2026\u202fоны 2-р сар", "1,234.5"),
    ],
)
def test_dates_and_numbers(lang: str, day: str, month: str, amount: str) -> None:
    assert formats.date(DAY, lang) == day
    assert formats.month(DAY, lang) == month
    assert formats.number(1234.5, lang, 1) == amount


def test_a_language_asked_for_after_another_has_its_own_months() -> None:
    code = (
        "from indicators.locales.formats import month_name\n"
        "print(*(month_name(5, lang) for lang in ('ja', 'ko', 'mn', 'ru', 'zh', 'en')), sep='|')"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said.strip() == "5月|5월|5-р сар|май|5月|May"


def test_names_in_a_row() -> None:
    assert formats.enumerated(["a", "b"], "ru") == "a, b"
    assert formats.enumerated(["a", "b"], "ja") == "a、b"
    assert formats.enumerated(["a, b", "c"], "en", strong=True) == "a, b; c"
    assert formats.enumerated(["a、b", "c"], "zh", strong=True) == "a、b；c"
    assert formats.ended("氷がある", "ja") == "氷がある。"
    assert formats.ended("There is ice.", "en") == "There is ice."


def test_units_of_words_are_said_and_symbols_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locales, "messages", lambda lang: {"unit.days": "日"} if lang == "ja" else locales.english())
    assert units.unit("days", "ja") == "日"
    assert units.unit("km²", "ja") == "km²"
    assert units.unit("thousand t per year", "en") == "thousand t a year"
    assert units.unit("% per year", "en") == "% a year"


def test_plotly_is_told_months_order_and_separators() -> None:
    assert plotted.locale("en") is None
    told_ = {lang: (plotted.locale(lang) or {})["format"] for lang in ("ja", "zh", "ko", "ru", "mn")}
    assert told_["ja"]["month"] == "%Y年%-m月"
    assert told_["ru"]["shortMonths"][1] == "февр."
    assert (told_["ru"]["decimal"], told_["ru"]["thousands"]) == (",", "\u00a0")
    assert told_["mn"]["shortMonths"][4] == "5-р сар"
    assert told_["ko"]["dayMonth"] == "%b %-d일"
    assert all(len(one["months"]) == 12 and len(one["days"]) == 7 for one in told_.values())
    assert told_["ru"]["days"][0] == "воскресенье"  # d3's week begins with Sunday


def test_an_image_has_the_face_of_its_language() -> None:
    assert "CJK SC" in font("zh")
    assert "CJK KR" in font("ko")
    assert font("mn") == FONT


def test_a_sentence_is_found_with_and_without_its_full_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    held = {"Aerial survey": "航空調査", "Counts differ.": "数が異なる。"}
    monkeypatch.setattr(locales, "_sentences", lambda lang: held)
    assert told("Aerial survey.", "ja") == "航空調査。"
    assert told("Counts differ", "ja") == "数が異なる"
    assert told("Aerial survey. Counts differ. [Tab. 3]", "ja") == "航空調査。数が異なる。 [Tab. 3]"
    assert told("Nothing known.", "ja") == "Nothing known."
    assert told_html("A < b.", "ja") == '<span lang="en">A &lt; b.</span>'
    assert told("Aerial survey", "en") == "Aerial survey"
