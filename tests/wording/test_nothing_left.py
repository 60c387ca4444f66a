"""No word of ours stays English on any page, whatever the language: found by a language made of other letters.

Every text of the catalogue and every sentence of the data is said in Georgian letters; a Latin word that is then
still on a page is one that no language can translate, or the name of something.
"""

from __future__ import annotations

import functools
import re
import string

import pytest

from indicators import locales
from indicators.catalog import catalog
from indicators.locales import english, formats
from indicators.store import Cache
from indicators.wording import texts
from tests.wording.walk import ADDRESSES, ours, shown

LANG = "xx"
SMALL, LARGE = 0x10D0, 0x1C90
LETTERS = str.maketrans(
    {letter: chr(SMALL + at) for at, letter in enumerate(string.ascii_lowercase)}
    | {letter: chr(LARGE + at) for at, letter in enumerate(string.ascii_uppercase)}
)
KEPT = re.compile(r"(\{[^}]*\}|</?[a-z][^>]*>|&[a-z#0-9]+;|^@.*)")
WORD = re.compile(r"[A-Za-z][A-Za-z'’-]+")
UNITS = frozenset(
    re.findall(
        r"\S+",
        "doi km cm mm mg kg ha Gg yr nmol µmol nM NTU psu pH mS µS CSV PNG JSON QR Markdown "
        "II III IV CI SD SE CV EX CR EN VU LC DD NT",
    )
)
"""Symbols, codes of the Red List, kinds of files: alike in every language."""
CODES = frozenset(
    re.findall(r"\S+", "measured read_in_source quoted_secondhand derived good provisional estimated suspect stale")
)
"""How files write what the methods page explains."""


def other(text: str) -> str:
    return "".join(
        part if at % 2 else part.translate(LETTERS) for at, part in enumerate(KEPT.split(text))
    )  # fmt: skip


@functools.cache
def catalogue() -> dict[str, str]:
    return {key: other(text) for key, text in english().items()}


@functools.cache
def sentences() -> dict[str, str]:
    return {text: other(text) for text in texts.sentences(catalog(), Cache())}


@pytest.fixture
def of_other_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    said, known = locales.messages, locales._sentences
    monkeypatch.setitem(locales.NAMES, LANG, other("Other"))
    monkeypatch.setitem(formats._LOCALES, LANG, "ru")
    monkeypatch.setattr(locales, "messages", lambda lang: catalogue() if lang == LANG else said(lang))
    monkeypatch.setattr(locales, "_sentences", lambda lang: sentences() if lang == LANG else known(lang))


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.usefixtures("of_other_letters")
def test_a_page_says_nothing_that_no_language_can_translate(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[str] = []
    texts_ = {one.text: one.where for one in shown(address, LANG, monkeypatch)}
    assert len(texts_) > 5
    for text, where in texts_.items():
        words = [word for word in WORD.findall(ours(text)) if word not in UNITS | CODES]
        if words:
            left.append(f"{where}: {' '.join(words)[:80]}")
    assert not left, f"{len(left)} texts, such as:\n" + "\n".join(left[:12])
