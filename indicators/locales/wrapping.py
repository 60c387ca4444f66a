"""Lines of a text by the room that its letters take: a Chinese or Japanese one is as wide as two Latin ones.

Image text has no line breaking of its own, and the standard library counts characters and breaks at blanks only,
of which Chinese and Japanese have none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

CYRILLIC = 1.12
"""Room of a Cyrillic letter in Latin ones, on average of running text in Noto Sans."""
_WIDE = "WF"
_NOT_FIRST = "、。，．：；！？）】」』〉》”’・ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々〜…％℃)]},.:;!?%·"
_NOT_LAST = "（【「『〈《“‘([{"
_WORD = re.compile(r"\S+|\s+")


def room(text: str) -> float:
    """Width of a text in average Latin letters."""
    return sum(_room(letter) for letter in text)


def wrap(text: str, width: float) -> list[str]:
    """A text in lines of at most `width` Latin letters, broken at blanks and between wide letters.

    A word longer than a line is broken where the line ends.
    """
    lines: list[str] = []
    line, filled = "", 0.0
    for part in _parts(text):
        needed = room(part)
        if line.strip() and filled + room(part.rstrip()) > width:
            lines.append(line.rstrip())
            line, filled = "", 0.0
        if not line and part.isspace():
            continue
        for piece in _pieces(part, width) if needed > width else (part,):
            if line.strip() and filled + room(piece.rstrip()) > width:
                lines.append(line.rstrip())
                line, filled = "", 0.0
            line, filled = line + piece, filled + room(piece)
    return [*lines, line.rstrip()] if line.strip() else lines


def shorten(text: str, width: float, placeholder: str = " …") -> str:
    """A text of at most `width` Latin letters; what is cut off becomes the placeholder."""
    plain = " ".join(text.split())
    if room(plain) <= width:
        return plain
    kept = wrap(plain, max(width - room(placeholder), 1))
    return kept[0].rstrip() + (placeholder.lstrip() if _wide(kept[0][-1]) else placeholder)


def _room(letter: str) -> float:
    if _wide(letter):
        return 2.0
    if unicodedata.combining(letter):
        return 0.0
    return CYRILLIC if "\u0400" <= letter <= "\u052f" else 1.0


def _wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in _WIDE


def _parts(text: str) -> Iterator[str]:
    """Words and blanks; wide letters one by one, with the punctuation that must not leave them."""
    for word in _WORD.findall(text.strip()):
        if word.isspace():
            yield " "
            continue
        held = ""
        for letter in word:
            if held and _may_part(held[-1], letter):
                yield held
                held = ""
            held += letter
        yield held


def _may_part(before: str, after: str) -> bool:
    """Whether a line may end between two letters; Hangul breaks at blanks only."""
    if after in _NOT_FIRST or before in _NOT_LAST:
        return False
    return (before == "-" and after.isalpha()) or _ideographic(before) or _ideographic(after)


def _ideographic(letter: str) -> bool:
    return _wide(letter) and not "\uac00" <= letter <= "\ud7a3"


def _pieces(word: str, width: float) -> Iterator[str]:
    held = ""
    for letter in word:
        if held and room(held + letter) > width:
            yield held
            held = ""
        held += letter
    yield held
