"""Labels that never overlap: a place on the sheet for each name, or none.

Greedy, first come first placed: the caller asks for the most important names first. A name that
finds no free room is left out (its mark still tells it on hover). Text widths are estimated on
the wide side, since the reader's font is not known here. Draws nothing.
"""

from __future__ import annotations

import functools
import itertools
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indicators.locales.wrapping import room, wrap
from indicators.map.projection import Sheet

# Steps right and up by plotly's name of the position, the best for reading first.
SIDES = {
    "middle right": (1, 0),
    "middle left": (-1, 0),
    "top center": (0, 1),
    "bottom center": (0, -1),
    "top right": (1, 1),
    "bottom right": (1, -1),
    "top left": (-1, 1),
    "bottom left": (-1, -1),
}
PADDING_PX, RING_GAP_PX, RING_POINTS, MOST_RING_POINTS = 2.0, 8.0, 24, 4
LATER = 0.05  # covered points that a place later in the list must save
LINE_SPACING = 1.3
WIDE_EM, CYRILLIC_EM, NARROW_EM = 1.0, 0.64, 0.56

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, km."""


@dataclass(frozen=True)
class Label:
    """A placed name: anchor (km), text with its line breaks, and plotly's text position."""

    x: float
    y: float
    text: str
    position: str = "middle center"


@functools.lru_cache(maxsize=4000)
def text_size_px(text: str, type_px: float) -> tuple[float, float]:
    """Estimate the width and height of a text, px; `<br>` breaks lines."""
    lines = text.split("<br>")
    width_em = max(sum(_em(character) for character in line) for line in lines)
    return width_em * type_px, (1 + LINE_SPACING * (len(lines) - 1)) * type_px


class Labels:
    """The free and the taken room of a sheet.

    Parameters
    ----------
    sheet : Sheet
        The window and its scale.
    ink : ndarray of shape (n, 2)
        Points (km) that names had better not cover: coast, rivers, lakes.
    """

    def __init__(self, sheet: Sheet, ink: NDArray[np.float64]) -> None:
        self._sheet = sheet
        self._ink = _sorted(ink)
        self._rings = np.empty((0, 2))
        self._taken: list[Box] = []

    def block(self, x: float, y: float, width_px: float, height_px: float) -> None:
        """Keep names off a box centred on a point (km)."""
        self._taken.append(self._box(x, y, width_px, height_px, padding_px=0))

    def mark(self, x: float, y: float, size_px: float) -> None:
        """Keep names off a mark (km), and what names something else at a distance."""
        self.block(x, y, size_px, size_px)
        angle = np.linspace(0, 2 * np.pi, RING_POINTS, endpoint=False)
        radius = (size_px / 2 + RING_GAP_PX) * self._sheet.km_per_px
        ring = np.column_stack([x + radius * np.cos(angle), y + radius * np.sin(angle)])
        self._rings = np.vstack([self._rings, ring])

    def beside(self, x: float, y: float, text: str, type_px: float, mark_px: float) -> Label | None:
        """Put a name beside a mark (km) and nearer to no other; it may be broken at " / ".

        `type_px` is the height of the type, `mark_px` the diameter of the mark, px.
        """
        # plotly sets text off a marker by this much (drawing.js, textPointPosition).
        gap = mark_px / 2 / 0.8 + 1
        own_ring = (mark_px / 2 + RING_GAP_PX + 1) * self._sheet.km_per_px
        others = self._rings[np.hypot(*(self._rings - [x, y]).T) > own_ring]
        options = []
        for form, (position, side) in itertools.product(_forms(text), SIDES.items()):
            spaced = _spaced(form, side[0])
            box = self._offset((x, y), spaced, type_px, side, gap)
            if _inside(box, others) <= MOST_RING_POINTS:
                options.append((Label(x, y, spaced, position), box))
        return self._settle(options, self._covered)

    def along(
        self, points: Iterable[tuple[float, float]], text: str, type_px: float, gap_px: float = 4
    ) -> Label | None:
        """Put a name near one of several points (km), the first best, where it covers little."""
        options = []
        for spot, form, side in itertools.product(points, _forms(text), SIDES.values()):
            box = self._offset(spot, form, type_px, side, gap_px)
            options.append((Label((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, form), box))
        return self._settle(options, lambda box: self._covered(box) + _inside(box, self._rings))

    def on(self, points: Iterable[tuple[float, float]], text: str, type_px: float) -> Label | None:
        """Centre a name on open water: at one of several points (km) where it covers nothing."""
        options = []
        narrow = "<br>".join(_halves(text))
        forms = [*_forms(text)[::-1], narrow]
        for form, (x, y) in itertools.product(forms, points):
            box = self._box(x, y, *text_size_px(form, type_px))
            if not self._covered(box):
                options.append((Label(x, y, form), box))
        return self._settle(options, self._covered)

    def _settle(self, options: Iterable[tuple[Label, Box]], covered: Callable[[Box], int]) -> Label | None:
        free = [(covered(box) + LATER * i, label, box) for i, (label, box) in enumerate(options) if self._is_free(box)]
        if not free:
            return None
        _, label, box = min(free, key=lambda option: option[0])
        self._taken.append(box)
        return label

    def _covered(self, box: Box) -> int:
        """How many points of the ink lie in a box."""
        first, last = np.searchsorted(self._ink[:, 0], [box[0], box[2]])
        return _inside(box, self._ink[first:last])

    def _is_free(self, box: Box) -> bool:
        left, bottom, right, top = box
        sheet = self._sheet
        inside = sheet.left < left < right < sheet.right and sheet.bottom < bottom < top < sheet.top
        return inside and all(
            right <= other[0] or other[2] <= left or top <= other[1] or other[3] <= bottom for other in self._taken
        )

    def _offset(
        self,
        spot: tuple[float, float],
        text: str,
        type_px: float,
        side: tuple[int, int],
        gap_px: float,
    ) -> Box:
        width, height = text_size_px(text, type_px)
        right, up = side[0] * (gap_px + width / 2), side[1] * (gap_px + height / 2)
        scale = self._sheet.km_per_px
        return self._box(spot[0] + right * scale, spot[1] + up * scale, width, height)

    def _box(self, x: float, y: float, width_px: float, height_px: float, padding_px: float = PADDING_PX) -> Box:
        half_width = (width_px / 2 + padding_px) * self._sheet.km_per_px
        half_height = (height_px / 2 + padding_px) * self._sheet.km_per_px
        return x - half_width, y - half_height, x + half_width, y + half_height


def _sorted(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return points[np.argsort(points[:, 0])]


def _inside(box: Box, points: NDArray[np.float64]) -> int:
    x, y = points.T
    return int(((box[0] < x) & (x < box[2]) & (box[1] < y) & (y < box[3])).sum())


def _forms(text: str) -> list[str]:
    """On one line and, for two names, on two."""
    return [text, text.replace(" / ", " /<br>")] if " / " in text else [text]


def _halves(text: str) -> list[str]:
    """A name on two lines or more, words whole."""
    longest = max((room(part) for part in text.split()), default=1.0)
    return wrap(text, max(room(text) // 2, 1.0 if _wide(text) else longest))


def _wide(text: str) -> bool:
    return any(_em(character) == WIDE_EM for character in text)


def _spaced(text: str, side: int) -> str:
    """Hold a text off its mark by a no-break space on the side that faces it."""
    before, after = "\u00a0" * (side > 0), "\u00a0" * (side < 0)
    return "<br>".join(f"{before}{line}{after}" for line in text.split("<br>"))


def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return WIDE_EM
    return CYRILLIC_EM if "\u0400" <= character <= "\u04ff" else NARROW_EM
