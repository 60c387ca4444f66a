"""Every language says everything: no row missing, stale or broken, and no English sentence on any page."""

from __future__ import annotations

import functools
import re
from collections import Counter

import pytest

from indicators import fonts
from indicators.catalog import catalog
from indicators.locales import DEFAULT, NAMES, english, languages, messages, sheet
from indicators.store import Cache
from indicators.wording import check, texts
from tests.wording.walk import ours, shown
from ui.frame import PAGES

OTHERS = [lang for lang in languages() if lang != DEFAULT]
LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,;:.]+[A-Za-z][A-Za-z'’-]*){2,}")
GRAMMAR = frozenset(
    re.findall(
        r"\S+",
        "the of and in is are was were by from with for not no to than on at its it this that which as has have one "
        "only per each other all more less there these those same or an be been",
    )
)
"""Words that an English sentence can hardly do without, and that no name in another language has."""


@functools.cache
def wanted() -> dict[str, str]:
    return check.wanted(english(), texts.sentences(catalog(), Cache()))


@functools.cache
def findings(lang: str) -> tuple[check.Finding, ...]:
    return tuple(check.findings(sheet.read(lang), wanted()))


def told(lang: str, *kinds: str) -> list[str]:
    return [f"{one.key}: {one.told}" for one in findings(lang) if one.kind in kinds][:20]


def in_english(text: str) -> str:
    """The English sentence in a text; empty where there is none."""
    for found in LATIN.finditer(text):
        words = re.findall(r"[A-Za-z'’-]+", found[0])
        if GRAMMAR & set(words) and any(word.islower() and word not in GRAMMAR for word in words):
            return found[0]
    return ""


@pytest.mark.parametrize("lang", OTHERS)
def test_a_language_has_a_text_for_everything(lang: str) -> None:
    lacking = Counter(one.kind for one in findings(lang))
    assert not lacking["missing"], f"{lacking['missing']} missing, such as:\n" + "\n".join(told(lang, "missing"))


@pytest.mark.parametrize("lang", OTHERS)
def test_no_text_was_made_of_an_older_english(lang: str) -> None:
    assert told(lang, "stale") == []


@pytest.mark.parametrize("lang", OTHERS)
def test_texts_fill_in_what_english_fills_in_and_say_who_read_them(lang: str) -> None:
    assert told(lang, "braces", "tags", "review", "unknown") == []


@pytest.mark.parametrize("lang", OTHERS)
def test_the_terms_of_the_field_are_used_throughout(lang: str) -> None:
    assert told(lang, "term") == []


@pytest.mark.parametrize("lang", OTHERS)
def test_no_text_of_a_sheet_is_english(lang: str) -> None:
    left = [f"{row.key}: {row.text}" for row in sheet.read(lang) if row.text == row.english and in_english(row.text)]
    assert left == []


@pytest.mark.parametrize("lang", languages())
def test_the_fonts_of_pictures_have_every_character(lang: str) -> None:
    said = "".join({*"".join(messages(lang).values()), *"".join(row.text for row in sheet.read(lang)), *NAMES[lang]})
    assert fonts.lacking(said, lang) == ""


@pytest.mark.parametrize("lang", OTHERS)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_no_english_sentence(page: str, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {
        text: one.where
        for one in shown(page, lang, monkeypatch)
        if in_english(re.sub(r"<[^<>]*>", " ", one.text)) and (text := in_english(ours(one.text)))
    }
    assert not found, f"{len(found)} texts, such as:\n" + "\n".join(
        f"{where}: {text[:120]}" for text, where in list(found.items())[:10]
    )


def test_an_english_sentence_is_found_and_a_name_is_not() -> None:
    assert in_english("海氷 the edge of the ice 図") == "the edge of the ice"
    assert in_english("Счёт: counted from the shore in May.")
    assert in_english("出典：Sea Ice Index, National Snow and Ice Data Center") == ""
    assert in_english("単位 km² Gg CSV PNG QR") == ""
    assert in_english("Phoca largha Pallas") == ""
