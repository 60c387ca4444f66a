"""Every word a reader sees: one catalogue a language, looked up by key.

A language is a folder of YAML files with flat keys (`page.home.title`). English is complete; a
language that misses a key shows the English text. Numbers and dates go through `formats`.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent
DEFAULT = "en"


@functools.cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that have a catalogue; the default first."""
    found = sorted(item.name for item in FOLDER.iterdir() if item.is_dir() and any(item.glob("*.yaml")))
    return (DEFAULT, *(code for code in found if code != DEFAULT))


@functools.cache
def messages(lang: str) -> dict[str, str]:
    """The whole catalogue of a language.

    Raises
    ------
    ValueError
        When one key stands in two files of the language.
    """
    told: dict[str, str] = {}
    for path in sorted((FOLDER / lang).glob("*.yaml")):
        part = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
        twice = told.keys() & part.keys()
        if twice:
            raise ValueError(f"{path.name} ({lang}): keys given twice: {', '.join(sorted(twice)[:5])}")
        told |= {key: str(text) for key, text in part.items()}
    return told


def t(key: str, lang: str = DEFAULT, /, **values: Any) -> str:
    """The text of `key` in a language, with `{name}` filled in from `values`.

    Raises
    ------
    KeyError
        When not even English has the key.
    """
    text = messages(lang).get(key) if lang in languages() else None
    if text is None:
        text = messages(DEFAULT)[key]
    return text.format(**values) if values else text


def label(key: str, lang: str = DEFAULT) -> str:
    """The text of `key`, or its last part in plain letters: a name that nobody has entered yet."""
    return t(key, lang) if has(key) else key.rsplit(".", 1)[-1].replace("_", " ")


def has(key: str) -> bool:
    """Whether the English catalogue holds `key`."""
    return key in messages(DEFAULT)
