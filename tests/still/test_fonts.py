"""The shipped fonts hold every letter of every language, each in the language's own form.

When a letter is missing here, the words have grown: run `python tools/fonts.py` and commit what it writes.
"""

from __future__ import annotations

import json

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont

from indicators import fonts
from indicators.locales import NAMES
from indicators.locales.sheet import FOLDER
from indicators.still import measure

MOST_BYTES = 6_000_000


def outline(path: str, sign: str) -> list[object]:
    """How a font draws a character."""
    with TTFont(fonts.FOLDER / path) as font:
        pen = RecordingPen()
        font.getGlyphSet()[font.getBestCmap()[ord(sign)]].draw(pen)
        return list(pen.value)


def test_they_are_those_that_were_made_and_not_too_large() -> None:
    told = json.loads((fonts.FOLDER / "made.json").read_text(encoding="utf-8"))
    held = sorted(path.name for ending in ("ttf", "otf") for path in fonts.FOLDER.glob(f"*.{ending}"))
    assert held == told["files"] and set(told["packages"]) == {"fonts-noto-core", "fonts-noto-cjk"}
    assert sum((fonts.FOLDER / name).stat().st_size for name in held) <= MOST_BYTES


def test_their_licence_lies_beside_them() -> None:
    text = (fonts.FOLDER / "LICENSE.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in text and "Version 1.1" in text and "Adobe" in text and "Google" in text


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("lang", NAMES)
def test_mongolian_russian_and_signs_are_in_every_language(lang: str, bold: bool) -> None:
    assert fonts.lacking("Өө Үү Ёё Ъ ъ −‰²³⁻≥≤→×°µ●○▲△■□◆◇½–—“”…", lang, bold=bold) == ""


@pytest.mark.parametrize("lang", NAMES)
def test_every_letter_of_every_word_is_there(lang: str) -> None:
    lacking = fonts.lacking("".join(sorted(fonts.needed())), lang)
    assert lacking == "", f"{lacking!r}: run python tools/fonts.py"


def test_every_sheet_is_looked_at() -> None:
    for path in FOLDER.glob("*.csv"):
        assert set(path.read_text(encoding="utf-8").replace("\n", "").replace("\r", "")) - fonts.needed() <= {
            "\ufeff",
            "\t",
        }


def test_a_letter_nobody_has_is_told_once() -> None:
    assert fonts.lacking("a𒀀b𒀀", "en") == "𒀀"


@pytest.mark.parametrize(("lang", "face"), [("ja", "jp-regular"), ("zh", "sc-regular"), ("ko", "kr-regular")])
def test_an_ideograph_comes_in_the_forms_of_the_language(lang: str, face: str) -> None:
    (_, path, _), *rest = measure.parts("海", lang)
    assert (path.stem, rest) == (face, [])


def test_the_forms_differ_where_the_countries_write_differently() -> None:
    """U+76F4 is the textbook example: its last stroke is an angle in Japan and a line in China."""
    assert outline("jp-regular.otf", "直") != outline("sc-regular.otf", "直")
    assert outline("jp-regular.otf", "海") != outline("sc-regular.otf", "海")


def test_letters_and_ideographs_are_cut_where_the_font_changes() -> None:
    made = [(text, path.stem) for text, path, _ in measure.parts("Amur 黒竜江 Үзүүлэлт ≥ 2", "ja")]
    assert made == [("Amur ", "sans-regular"), ("黒竜江", "jp-regular"), (" Үзүүлэлт ", "sans-regular"),
                    ("≥", "signs-regular"), (" 2", "sans-regular")]  # fmt: skip
