"""A figure's colours: for light paper, for dark slides, or in greys for a printer without colour."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from indicators.figures import ACCENT, DARK

THEMES = ("light", "dark", "grey")
_HEX = re.compile(r"#[0-9A-Fa-f]{6}\b")
_RGBA = re.compile(r"rgba\((\d+), ?(\d+), ?(\d+), ?(0?\.\d+|1|0)\)")
_IN_GREY = {ACCENT: "#000000"}
"""What says "now" stays the strongest of all."""


def coloured(told: str, theme: str) -> str:
    """A description (JSON) in the colours of a theme."""
    if theme == "dark":
        return _replaced(told, lambda colour: DARK.get(colour, colour))
    if theme == "grey":
        return _replaced(told, grey)
    return told


def grey(colour: str, own: Mapping[str, str] = _IN_GREY) -> str:
    """The grey of the same relative luminance (WCAG 2.2), so that every contrast stays as it is."""
    if colour.upper() in own:
        return own[colour.upper()]
    light = luminance(colour)
    level = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return f"#{round(255 * level):02X}" + f"{round(255 * level):02X}" * 2


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB`, 0 to 1 (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _replaced(told: str, change: Callable[[str], str]) -> str:
    def of_rgba(found: re.Match[str]) -> str:
        whole = "#" + "".join(f"{int(part):02X}" for part in found.groups()[:3])
        new = change(whole)
        parts = ",".join(str(int(new[at : at + 2], 16)) for at in (1, 3, 5))
        return found[0] if new == whole else f"rgba({parts},{found[4]})"

    return _RGBA.sub(of_rgba, _HEX.sub(lambda found: change(found[0].upper()), told))
