"""The shipped fonts under the names that a chart asks for, so that a machine without any font draws every letter.

A chart asks for Noto Sans, and then for the face of Noto Sans CJK with the forms of its language. The first holds the
alphabets; the second everything else, each character from the first font of that language that has it.
"""

from __future__ import annotations

import base64
import functools
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from indicators import fonts

ALPHABETS = "Noto Sans"
EASTERN = {"ja": "Noto Sans CJK JP", "zh": "Noto Sans CJK SC", "ko": "Noto Sans CJK KR"}
_USUAL = "ja"
"""Whose forms the ideographs have in a language without any (indicators/figures.py)."""
_LOOKS: tuple[tuple[int, str, dict[str, bool]], ...] = (
    (400, "normal", {}), (700, "normal", {"bold": True}), (400, "italic", {"italic": True}),
)  # fmt: skip


@dataclass(frozen=True)
class Face:
    """A font file under a family name, for some characters (none stands for all)."""

    family: str
    path: Path
    letters: frozenset[int] = frozenset()
    weight: int = 400
    style: str = "normal"

    def css(self, address: str) -> str:
        """The rule that makes it known."""
        some = f"unicode-range:{_ranges(self.letters)};" if self.letters else ""
        return (
            f'@font-face{{font-family:"{self.family}";font-weight:{self.weight};font-style:{self.style};'
            f"{some}src:url({address})}}"
        )


@functools.cache
def alphabets() -> tuple[Face, ...]:
    """Upright, bold and slanting."""
    return tuple(Face(ALPHABETS, fonts.files(_USUAL, **face)[0], frozenset(), weight, style)
                 for weight, style, face in _LOOKS)  # fmt: skip


@functools.cache
def eastern(lang: str) -> tuple[Face, ...]:
    """Signs and ideographs in the forms of a language; what one font has is not looked for in the next."""
    known = lang if lang in EASTERN else _USUAL
    first, *others = fonts.files(known)
    had = set(fonts.letters(first))
    made = []
    for path in others:
        own = frozenset(fonts.letters(path) - had)
        had |= own
        made.append(Face(EASTERN[known], path, own))
    return tuple(made)


def whole() -> str:
    """Style sheet of a page that draws in every language, with the files where they lie."""
    faces = [*alphabets(), *(face for lang in EASTERN for face in eastern(lang))]
    return "".join(face.css(face.path.as_uri()) for face in faces)


def embedded(text: str, lang: str, *, bold: bool, italic: bool) -> str:
    """Style sheet with nothing but the characters of a text, the fonts inside."""
    return "".join(face.css(_inside(face.path, face.letters)) for face in _used(text, lang, bold=bold, italic=italic))


def _used(text: str, lang: str, *, bold: bool, italic: bool) -> Iterator[Face]:
    signs = {ord(sign) for sign in text}
    for face in (*alphabets(), *eastern(lang)):
        if (face.weight > 400 and not bold) or (face.style != "normal" and not italic):
            continue
        own = signs & (face.letters or fonts.letters(face.path))
        if own:
            yield Face(face.family, face.path, frozenset(own), face.weight, face.style)


@functools.lru_cache(maxsize=64)
def _inside(path: Path, letters: frozenset[int]) -> str:
    """A font with these characters only, as an address that holds it."""
    from fontTools import subset

    options = subset.Options()
    options.flavor = "woff2"
    options.hinting = False
    options.desubroutinize = True
    options.notdef_outline = True
    with subset.load_font(str(path), options, dontLoadGlyphNames=True) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=sorted(letters))
        cutter.subset(font)
        font["head"].modified = font["head"].created
        out = io.BytesIO()
        font.recalcTimestamp = False
        font.flavor = "woff2"
        font.save(out)
    return f"data:font/woff2;base64,{base64.b64encode(out.getvalue()).decode()}"


def _ranges(letters: Iterable[int]) -> str:
    """Characters as CSS names them: `U+20-7e,U+a0`."""
    runs: list[list[int]] = []
    for point in sorted(letters):
        if runs and point == runs[-1][1] + 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    told: Callable[[int, int], str] = lambda one, last: f"U+{one:x}" + (f"-{last:x}" if last > one else "")  # noqa: E731
    return ",".join(told(one, last) for one, last in runs)
