"""The fonts of every picture, shipped so that no machine shows boxes in any of the languages.

Cut from Noto Sans and Noto Sans CJK by tools/fonts.py (SIL Open Font License, see LICENSE.txt). Japanese, Chinese and
Korean each have their own forms of the shared ideographs.
"""

from __future__ import annotations

import functools
from pathlib import Path

import yaml

FOLDER = Path(__file__).resolve().parent
FAMILY = "Amur Okhotsk"
"""First words of the family names inside the files."""

_ROOT = FOLDER.parent.parent
_EASTERN = {"ja": ("jp", "sc", "kr"), "zh": ("sc", "jp", "kr"), "ko": ("kr", "jp", "sc")}
_SIGNS = ("signs", "marks")
_WORDS = ("data_sources.yaml", "indicators/**/*.yaml", "indicators/**/*.csv", "indicators/map/*.json",
          "indicators/**/*.py", "ui/**/*.py", "pages/*.py")  # fmt: skip
"""Where words stand that a chart or a page may show."""


_EMOJI = "\U0001f000"
"""From here on stand pictures that a browser draws in colours of its own (the icon of the page)."""


def files(lang: str, *, bold: bool = False, italic: bool = False) -> tuple[Path, ...]:
    """Font files of a language, the one to ask first in front.

    Parameters
    ----------
    bold, italic : bool
        That face first, of the alphabets; ideographs and hangul have only regular ones, which who draws thickens.
    """
    scripts = _EASTERN.get(lang, _EASTERN["ja"])
    names = [f"{script}-regular" for script in ("sans", *_SIGNS, *scripts)]
    if bold or italic:
        names = ["sans-bold" if bold else "sans-italic", *names]
    return tuple(path for name in names if (path := _path(name)))


@functools.cache
def _path(name: str) -> Path | None:
    found = [path for ending in ("ttf", "otf") if (path := FOLDER / f"{name}.{ending}").exists()]
    return found[0] if found else None


@functools.cache
def letters(path: Path) -> frozenset[int]:
    """Code points that a font file holds."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def lacking(text: str, lang: str, *, bold: bool = False) -> str:
    """Characters of a text that no font of the language has, each once, in the order of the text."""
    held = frozenset[int]().union(*(letters(path) for path in files(lang, bold=bold)))
    return "".join(dict.fromkeys(sign for sign in text if sign.isprintable() and ord(sign) not in held))


def needed() -> set[str]:
    """Every character in the words of the dashboard, the registry, the published tables and the series held."""
    from indicators.store import Cache

    found: set[str] = set()
    for pattern in _WORDS:
        for path in sorted(_ROOT.glob(pattern)):
            found.update(_text(path))
    for meta, _ in Cache().metas().values():
        found.update(meta.place_name, meta.citation_text, meta.method, meta.area_definition)
    return {sign for sign in found if sign.isprintable() and sign < _EMOJI}


def _text(path: Path) -> str:
    """A file with what YAML escapes resolved."""
    text = path.read_text(encoding="utf-8")
    return text + str(yaml.load(text, Loader=yaml.CSafeLoader)) if path.suffix == ".yaml" else text
