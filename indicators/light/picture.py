"""The still pictures of a chart card, one for a screen and one for a phone; drawn by `indicators.still`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indicators.still import draw

WIDE, NARROW = 960, 360
"""Pixels of the plot on a screen and on a phone; a plot that needs more room before it turns narrow gets it."""
_SIZE = re.compile(r'(<svg\b[^>]*?) width="[^"]*" height="[^"]*"')


@dataclass(frozen=True)
class Picture:
    """SVG for a screen and for a phone; empty where none could be drawn."""

    wide: str = ""
    narrow: str = ""


def drawn(card: Mapping[str, Any], lang: str) -> Picture:
    """Both pictures of a chart card."""
    below = int(card["narrowBelow"])
    wide = (max(WIDE, below), int(card["height"]))
    narrow = (NARROW, int(card["narrowHeight"]))
    return Picture(*(_fluid(_svg(card, lang, size, below)) for size in (wide, narrow)))


def _svg(card: Mapping[str, Any], lang: str, size: tuple[int, int], below: int) -> str:
    width, height = size
    return draw.svg(card["spec"], lang, width=width, height=height, narrow_below=below, label=card["alt"])


def _fluid(svg: str) -> str:
    """A picture that takes the width of the page."""
    return _SIZE.sub(r"\1", svg, count=1)
