"""A cell that holds a number and nothing else; whatever else it holds is told with what to write instead."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

from indicators.members.reading import Cell

_PLAIN = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d{1,3})?", re.ASCII)
_COMMA = re.compile(r"[-+]?\d+,\d+", re.ASCII)
_GROUPED = re.compile(r"[-+]?\d{1,3}([ \u00a0\u202f',]\d{3})+([.,]\d+)?", re.ASCII)
_BOUND = re.compile(r"([<>≤≥＜＞])\s*(\d+(?:[.,]\d+)?)", re.ASCII)
_UNIT = re.compile(r"([-+]?\d+(?:\.\d+)?)\s*([^\d\s.,;:+-]\S*)", re.ASCII)
_RANGE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:-|–|—|~|±|to)\s*(\d+(?:\.\d+)?)", re.ASCII)
_NOTHING = "- -- — – n/a na n.a. nan null none nd n.d. bd bdl #n/a . .. x ? нет н/д なし 欠測 无 缺测"
MISSING = frozenset(_NOTHING.split())


@dataclass(frozen=True)
class NotANumber:
    """Why a cell is no number, and what to write instead where that is known."""

    code: str
    write: str = ""


def read(cell: Cell) -> float | None | NotANumber:
    """A number; None for an empty cell."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, bool | dict):
        return NotANumber("number.text")
    if isinstance(cell, int | float):
        return float(cell) if math.isfinite(cell) else NotANumber("number.infinite")
    text = cell.strip()
    if _PLAIN.fullmatch(text):
        told = float(text)
        return told if math.isfinite(told) else NotANumber("number.infinite")
    return _other(text)


def _other(text: str) -> NotANumber:
    if text.lower() in MISSING:
        return NotANumber("number.missing")
    narrow = unicodedata.normalize("NFKC", text).replace("−", "-")
    if narrow != text and _PLAIN.fullmatch(narrow):
        return NotANumber("number.wide", narrow)
    if _GROUPED.fullmatch(text) and not re.fullmatch(r"\d{1,3},\d{3}", text):
        return NotANumber("number.grouped")
    if _COMMA.fullmatch(text):
        return NotANumber("number.comma", text.replace(",", "."))
    bound = _BOUND.fullmatch(text)
    if bound:
        return NotANumber("number.below" if bound[1] in "<≤＜" else "number.above", bound[2].replace(",", "."))
    if _RANGE.fullmatch(text):
        return NotANumber("number.range")
    united = _UNIT.fullmatch(text)
    if united:
        return NotANumber("number.unit", united[1])
    return NotANumber("number.text")
