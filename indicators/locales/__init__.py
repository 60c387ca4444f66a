"""Every word a reader sees, looked up by key, and every sentence that comes with the data, looked up by its English.

English stands in YAML files with flat keys (`en/*.yaml`: `page.home.title`). Every other language is one
sheet (`ja.csv`) that a native speaker opens in a spreadsheet: key, English, text, review. What a sheet lacks is
shown in English. Numbers and dates go through `formats`.
"""

from __future__ import annotations

import functools
import html
from typing import Any

import yaml

from indicators.locales import sheet
from indicators.locales.sentences import joined, parted
from indicators.locales.sheet import FOLDER

DEFAULT = "en"
NAMES = {"en": "English", "zh": "中文", "ja": "日本語", "ko": "한국어", "mn": "Монгол", "ru": "Русский"}
"""Languages by their code, each by its own name, in the order of the choice."""
TAGS = {"zh": "zh-Hans"}
"""What a page says of its language (BCP 47), where that is not the code."""
FULL_STOP = {"ja": "。", "zh": "。"}


def languages() -> tuple[str, ...]:
    """Codes of the languages, the default first."""
    return tuple(NAMES)


@functools.cache
def english() -> dict[str, str]:
    """The whole English catalogue.

    Raises
    ------
    ValueError
        When one key stands in two files.
    """
    told: dict[str, str] = {}
    for path in sorted((FOLDER / DEFAULT).glob("*.yaml")):
        part = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
        twice = told.keys() & part.keys()
        if twice:
            raise ValueError(f"{path.name}: keys given twice: {', '.join(sorted(twice)[:5])}")
        told |= {key: str(text) for key, text in part.items()}
    return told


@functools.cache
def messages(lang: str) -> dict[str, str]:
    """The catalogue of a language: what its sheet holds, by key."""
    if lang == DEFAULT:
        return english()
    return {row.key: row.text for row in sheet.read(lang) if row.text and not row.of_data}


@functools.cache
def _sentences(lang: str) -> dict[str, str]:
    """Sentences of the data in a language, by their English."""
    return {row.english: row.text for row in sheet.read(lang) if row.text and row.of_data}


def t(key: str, lang: str = DEFAULT, /, **values: Any) -> str:
    """The text of `key` in a language, with `{name}` filled in from `values`.

    Raises
    ------
    KeyError
        When not even English has the key.
    """
    text = messages(lang).get(key) if lang in NAMES else None
    if text is None:
        text = english()[key]
    return text.format(**values) if values else text


def label(key: str, lang: str = DEFAULT) -> str:
    """The text of `key`, or its last part in plain letters: a name that nobody has entered yet."""
    return t(key, lang) if has(key) else key.rsplit(".", 1)[-1].replace("_", " ")


def has(key: str) -> bool:
    """Whether the English catalogue holds `key`."""
    return key in english()


def told(text: str, lang: str = DEFAULT) -> str:
    """A text that comes with the data (a note, a definition, a method), sentence by sentence in a language.

    A sentence that the language does not have stays English; so does the place in the source (`[Tab. 3]`).
    """
    if lang == DEFAULT or lang not in NAMES or not text:
        return text
    parts, place = parted(text)
    return joined([_own(part, lang) or part for part in parts], place, lang)


def told_html(text: str, lang: str = DEFAULT) -> str:
    """The same for HTML, escaped; what stays English says so to screen readers."""
    if lang == DEFAULT or lang not in NAMES or not text:
        return html.escape(text)
    parts, place = parted(text)
    found = [(part, _own(part, lang)) for part in parts]
    said = [html.escape(own) if own else _english(part) for part, own in found]
    return joined(said, _english(place) if place else "", lang)


def _own(part: str, lang: str) -> str:
    """A sentence in a language, whether or not it stands there with its full stop; empty where it lacks."""
    known = _sentences(lang)
    if part in known:
        return known[part]
    if part.endswith("."):
        own = known.get(part[:-1], "")
        return f"{own}{FULL_STOP.get(lang, '.')}" if own else ""
    return known.get(f"{part}.", "").rstrip(".。")


def _english(text: str) -> str:
    return f'<span lang="{DEFAULT}">{html.escape(text)}</span>'
