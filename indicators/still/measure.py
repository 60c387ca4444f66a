"""How wide and high letters are, from the fonts that are shipped; what a browser would measure."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont

from indicators import fonts
from indicators.still.scene import Run

ASCENT, DESCENT = 1.069, 0.293
"""Of Noto Sans, in sizes: what every line of text takes above and below its baseline."""
LEADING = 1.3
"""Distance of two baselines in sizes, as in plotly."""
_UNKNOWN = 0.6  # width of a letter that no font has, in sizes


@dataclass(frozen=True)
class _Advances:
    """Widths of the letters of one font, in sizes."""

    path: Path
    widths: dict[int, float]


@functools.cache
def _advances(path: Path) -> _Advances:
    with TTFont(path, lazy=True) as font:
        units, table = font["head"].unitsPerEm, font["hmtx"].metrics
        return _Advances(path, {point: table[name][0] / units for point, name in font.getBestCmap().items()})


@functools.lru_cache(maxsize=20000)
def _letter(sign: str, lang: str, bold: bool, italic: bool) -> tuple[float, Path | None]:
    """Width of a letter in sizes, and the font that has it."""
    for path in fonts.files(lang, bold=bold, italic=italic):
        width = _advances(path).widths.get(ord(sign))
        if width is not None:
            return width, path
    return _UNKNOWN, None


def parts(text: str, lang: str, *, bold: bool = False, italic: bool = False) -> list[tuple[str, Path, float]]:
    """A text cut where the font changes: the letters, their font, their width in sizes.

    Letters that no font has go with the one before.
    """
    first = fonts.files(lang, bold=bold, italic=italic)[0]
    made: list[tuple[str, Path, float]] = []
    for sign in text:
        width, path = _letter(sign, lang, bold, italic)
        path = path or (made[-1][1] if made else first)
        if made and made[-1][1] == path:
            made[-1] = (made[-1][0] + sign, path, made[-1][2] + width)
        else:
            made.append((sign, path, width))
    return made


def width(line: tuple[Run, ...], lang: str) -> float:
    """Width of a line in pixels."""
    return sum(
        sum(_letter(sign, lang, run.face.bold, run.face.italic)[0] for sign in run.text) * run.face.size for run in line
    )


@dataclass(frozen=True)
class Extent:
    """Size of a block of text in pixels; `ascent` is from its upper edge to the first baseline."""

    width: float
    height: float
    ascent: float


def extent(lines: tuple[tuple[Run, ...], ...], size: float, lang: str) -> Extent:
    """The box around a block of text whose plain letters have that size."""
    if not any(run.text for line in lines for run in line):
        return Extent(0.0, 0.0, 0.0)
    widest = max(width(line, lang) for line in lines)
    return Extent(widest, (len(lines) - 1) * LEADING * size + (ASCENT + DESCENT) * size, ASCENT * size)
