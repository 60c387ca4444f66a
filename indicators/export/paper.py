"""The sizes of a figure on paper: millimetres, dots per inch, and how large its type comes out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from indicators.errors import IndicatorsError
from indicators.printing import Sheet

INCH_MM = 25.4
LEAST_MM, MOST_MM = 40.0, 1200.0
LEAST_DPI, MOST_DPI = 72, 1200
MOST_PIXELS = 60_000_000
NARROW_MM = 115.0
"""Width below which a figure is laid out as in a column."""

_COLUMN = Sheet(width=400, height=0, title=16, subtitle=12, notes=9, ticks=11, base=12, growth=1.0, left=44, edge=10)
_PAGE = Sheet(width=1100, height=0, title=24, subtitle=17, notes=13, ticks=15, base=16, growth=1.2, left=90, edge=16)
_SCREEN = Sheet()
_COLUMN_PIXEL, _PAGE_PIXEL = 85 / 400, 170 / 1100
"""Millimetres of a pixel of the layout in a column and on a page: type of 11 pixels is 6.6 pt, of 15 is 6.6 pt."""
_OWN = re.compile(r"(\d{2,4}(?:\.\d+)?)(?:[x×](\d{2,4}(?:\.\d+)?))?\s*mm")


class PaperError(IndicatorsError):
    """A size that no figure can have."""


@dataclass(frozen=True)
class Paper:
    """A size: millimetres (height 0: as high as the figure needs), dots per inch, and the sheet it is laid out on."""

    name: str
    width_mm: float
    height_mm: float
    dpi: int
    sheet: Sheet
    narrow: bool = False

    @property
    def millimetre(self) -> float:
        """Millimetres of a pixel of the sheet."""
        return self.width_mm / self.sheet.width


PAPERS = {
    "column": Paper("column", 85, 0, 300, _COLUMN, narrow=True),
    "page": Paper("page", 170, 0, 300, _PAGE),
    "slide": Paper("slide", 338.667, 190.5, 240, _SCREEN),
    "poster": Paper("poster", 594, 420, 200, replace(_SCREEN, height=1131)),
}
"""A column and the full width of an A4 page, a slide of 16:9 (13.33 by 7.5 inches, 3200 by 1800 pixels), A2 across."""


def paper(told: str, dpi: int | None = None) -> Paper:
    """A size by its name, or by its millimetres (`120mm`, `120x80mm`).

    Raises
    ------
    PaperError
        When it is neither, or too small, too large or too fine to be drawn.
    """
    found = PAPERS.get(told) or _own(told)
    if dpi is not None and not LEAST_DPI <= dpi <= MOST_DPI:
        raise PaperError(f"{dpi} dots per inch cannot be drawn", todo=f"Take {LEAST_DPI} to {MOST_DPI}.")
    found = replace(found, dpi=dpi or found.dpi)
    high = found.height_mm or 1.2 * found.width_mm
    if found.width_mm * high * (found.dpi / INCH_MM) ** 2 > MOST_PIXELS:
        raise PaperError(
            f"{told} at {found.dpi} dots per inch has more than {MOST_PIXELS // 1_000_000} million pixels",
            todo="Take a smaller size or fewer dots per inch, or SVG or PDF, which have none.",
        )
    return found


def _own(told: str) -> Paper:
    names = ", ".join(PAPERS)
    match = _OWN.fullmatch(told.strip())
    if match is None:
        raise PaperError(f"{told!r} is no size", todo=f"One of {names}, or millimetres: 120mm, 120x80mm.")
    width, height = float(match[1]), float(match[2] or 0)
    for side in (width, height or width):
        if not LEAST_MM <= side <= MOST_MM:
            raise PaperError(f"{told!r} cannot be drawn", todo=f"A side has {LEAST_MM:.0f} to {MOST_MM:.0f} mm.")
    narrow = width < NARROW_MM
    sheet, pixel = (_COLUMN, _COLUMN_PIXEL) if narrow else (_PAGE, _PAGE_PIXEL)
    sheet = replace(sheet, width=round(width / pixel), height=round(height / pixel))
    name = f"{width:g}x{height:g}mm" if height else f"{width:g}mm"
    return Paper(name, width, height, 300, sheet, narrow)
